//! A part of all portfolios: an interval of each weight.

use super::rules::Rules;

/// Intervals whose ends can be bought.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) lower: Vec<f64>,
    pub(super) upper: Vec<f64>,
}

/// `slope · weight + constant`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Affine {
    pub(super) slope: f64,
    pub(super) constant: f64,
}

impl Node {
    /// Everything that the rules allow; `None` where an asset has no weight.
    pub(super) fn whole(rules: &Rules) -> Option<Self> {
        let node = Self {
            lower: rules.lower.clone(),
            upper: rules.upper.clone(),
        };
        node.snapped(rules)
    }

    /// With ends that can be bought; `None` where some interval is empty.
    pub(super) fn snapped(mut self, rules: &Rules) -> Option<Self> {
        for asset in 0..self.lower.len() {
            self.lower[asset] = rules.above(asset, self.lower[asset])?;
            self.upper[asset] = rules.below(asset, self.upper[asset])?;
            if self.lower[asset] > self.upper[asset] {
                return None;
            }
        }
        Some(self)
    }

    /// Whether no asset can be held.
    pub(super) fn is_nothing(&self) -> bool {
        let mut ends = self.lower.iter().chain(&self.upper);
        ends.all(|&end| end == 0.0)
    }

    pub(super) fn is_fixed(&self, asset: usize) -> bool {
        self.lower[asset] == self.upper[asset]
    }

    /// The other half of a node whose asset goes no further than `weight`.
    pub(super) fn with(&self, asset: usize, lower: f64, upper: f64) -> Self {
        let mut part = self.clone();
        (part.lower[asset], part.upper[asset]) = (lower, upper);
        part
    }

    /// Something below 1 for an order and 0 for none, and equal at the ends of the interval where
    /// what is held now is one of them.
    pub(super) fn order(&self, rules: &Rules, asset: usize) -> Affine {
        self.indicator(asset, rules.from[asset])
    }

    /// Likewise for a position.
    pub(super) fn position(&self, asset: usize) -> Affine {
        self.indicator(asset, 0.0)
    }

    /// Whether there may be an order.
    pub(super) fn may_order(&self, rules: &Rules, asset: usize) -> bool {
        rules.is_order(asset, self.lower[asset]) || rules.is_order(asset, self.upper[asset])
    }

    fn indicator(&self, asset: usize, none: f64) -> Affine {
        let (lower, upper) = (self.lower[asset], self.upper[asset]);
        let slack = super::rules::rounding(none);
        if none < lower - slack || none > upper + slack {
            return Affine {
                slope: 0.0,
                constant: 1.0,
            };
        }
        let width = upper - lower;
        let slope = if width <= 2.0 * slack {
            0.0
        } else if (none - lower).abs() <= slack {
            1.0 / width
        } else if (upper - none).abs() <= slack {
            -1.0 / width
        } else {
            0.0
        };
        Affine {
            slope,
            constant: -slope * none,
        }
    }
}
