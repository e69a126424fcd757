//! Which weights of an asset can be bought, and what an order costs.
//!
//! The weights of an asset are the multiples of one lot within its limits that are neither a
//! position nor an order too small, and what is held now.

use crate::discrete::{DiscreteProblem, Shares};

use super::checks::held_now;

/// Numbers of lots that are whole but for this are whole.
const WHOLE: f64 = 1e-9;
/// Weights that are equal but for this, of 1 + their size, are equal.
pub(super) const ROUNDING: f64 = 1e-11;

/// What may be bought.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    /// The weight of one lot of each asset.
    pub(super) unit: Vec<f64>,
    /// What is held now.
    pub(super) from: Vec<f64>,
    /// Limits of each weight, both finite.
    pub(super) lower: Vec<f64>,
    pub(super) upper: Vec<f64>,
    /// The smallest order, as a weight.
    pub(super) least_order: f64,
    /// What an order takes of the money, as a weight.
    pub(super) order_money: f64,
    /// What an order takes of the annual return.
    pub(super) order_return: f64,
    pub(super) budget: f64,
    /// The most that may stay cash, as a weight.
    pub(super) most_cash: f64,
    pub(super) smallest: f64,
    pub(super) at_least: usize,
    pub(super) at_most: usize,
    /// Groups of which at most so many are held.
    pub(super) groups: Vec<(Vec<usize>, usize)>,
}

impl Rules {
    /// `None` where some weight has no limit.
    pub(super) fn of(problem: &DiscreteProblem, shares: &Shares) -> Option<Self> {
        let constraints = problem.convex.constraints();
        let (choice, n) = (&problem.choice, problem.convex.assets());
        let positions = &choice.positions;
        let fixed = choice.fixed_costs.as_ref().map_or(0.0, |costs| costs.rate);
        let fee = shares.fee / shares.amount;
        let from = held_now(constraints, choice);
        let mut rules = Self {
            unit: (shares.prices.iter())
                .map(|price| f64::from(shares.lot) * price / shares.amount)
                .collect(),
            from: from.map_or_else(|| vec![0.0; n], |from| from.as_slice().to_vec()),
            lower: (0..n).map(|i| constraints.min_weight.of(i)).collect(),
            upper: (0..n).map(|i| constraints.max_weight.of(i)).collect(),
            least_order: shares.min_trade / shares.amount,
            order_money: fee,
            order_return: fee / shares.fee_years + fixed,
            budget: constraints.budget,
            most_cash: shares.max_cash.map_or(0.0, |cash| cash / shares.amount),
            smallest: positions.smallest,
            at_least: positions.at_least.unwrap_or(0),
            at_most: positions.at_most.unwrap_or(n),
            groups: (positions.groups.iter())
                .map(|group| (group.assets.iter().copied().collect(), group.at_most))
                .collect(),
        };
        let most = positions.largest.unwrap_or(f64::INFINITY);
        rules.close(most.min(constraints.gross_exposure.unwrap_or(f64::INFINITY)))?;
        if shares.max_cash.is_none() {
            rules.most_cash = rules.dearest_order();
        }
        Some(rules)
    }

    pub(super) fn assets(&self) -> usize {
        self.unit.len()
    }

    /// The largest weight that may be bought, from `weight` down.
    pub(super) fn below(&self, asset: usize, weight: f64) -> Option<f64> {
        let weight = weight.min(self.upper[asset]);
        let lots = self.lots_below(asset, weight);
        let kept = (self.may_keep(asset) && self.from[asset] <= weight + rounding(weight))
            .then_some(self.from[asset]);
        match (lots, kept) {
            (Some(lots), Some(kept)) => Some(lots.max(kept)),
            (lots, kept) => lots.or(kept),
        }
    }

    /// The smallest weight that may be bought, from `weight` up.
    pub(super) fn above(&self, asset: usize, weight: f64) -> Option<f64> {
        let weight = weight.max(self.lower[asset]);
        let lots = self.lots_above(asset, weight);
        let kept = (self.may_keep(asset) && self.from[asset] >= weight - rounding(weight))
            .then_some(self.from[asset]);
        match (lots, kept) {
            (Some(lots), Some(kept)) => Some(lots.min(kept)),
            (lots, kept) => lots.or(kept),
        }
    }

    /// The next weight below one that may be bought.
    pub(super) fn before(&self, asset: usize, weight: f64) -> Option<f64> {
        self.below(asset, weight - self.step(asset, weight))
    }

    /// The next weight above one that may be bought.
    pub(super) fn after(&self, asset: usize, weight: f64) -> Option<f64> {
        self.above(asset, weight + self.step(asset, weight))
    }

    pub(super) fn is_order(&self, asset: usize, weight: f64) -> bool {
        !is_same(weight, self.from[asset])
    }

    /// Lots of a weight that may be bought; the nearest whole number where it is what is kept.
    pub(super) fn lots(&self, asset: usize, weight: f64) -> i64 {
        (weight / self.unit[asset]).round() as i64
    }

    /// Something smaller than any step from a weight.
    fn step(&self, asset: usize, weight: f64) -> f64 {
        (1e-6 * self.unit[asset]).max(4.0 * rounding(weight))
    }

    fn may_keep(&self, asset: usize) -> bool {
        let from = self.from[asset];
        let slack = rounding(from);
        let is_within = from >= self.lower[asset] - slack && from <= self.upper[asset] + slack;
        is_within && (from == 0.0 || from.abs() >= self.smallest - slack)
    }

    fn lots_below(&self, asset: usize, weight: f64) -> Option<f64> {
        let (unit, from) = (self.unit[asset], self.from[asset]);
        let whole = |weight: f64| (weight / unit + WHOLE).floor();
        let mut lots = whole(weight);
        loop {
            let at = lots * unit;
            if at < self.lower[asset] - rounding(at) {
                return None;
            }
            lots = if self.is_small_order(asset, at) {
                whole(from - self.least_order).min(lots - 1.0)
            } else if self.is_small(at) && at > 0.0 {
                0.0
            } else if self.is_small(at) {
                whole(-self.smallest).min(lots - 1.0)
            } else {
                return Some(at);
            };
        }
    }

    fn lots_above(&self, asset: usize, weight: f64) -> Option<f64> {
        let (unit, from) = (self.unit[asset], self.from[asset]);
        let whole = |weight: f64| (weight / unit - WHOLE).ceil();
        let mut lots = whole(weight);
        loop {
            let at = lots * unit;
            if at > self.upper[asset] + rounding(at) {
                return None;
            }
            lots = if self.is_small_order(asset, at) {
                whole(from + self.least_order).max(lots + 1.0)
            } else if self.is_small(at) && at < 0.0 {
                0.0
            } else if self.is_small(at) {
                whole(self.smallest).max(lots + 1.0)
            } else {
                // Adding zero makes a zero of a negative zero.
                return Some(at + 0.0);
            };
        }
    }

    fn is_small_order(&self, asset: usize, at: f64) -> bool {
        let order = (at - self.from[asset]).abs();
        self.is_order(asset, at) && order < self.least_order - rounding(at)
    }

    fn is_small(&self, at: f64) -> bool {
        at != 0.0 && at.abs() < self.smallest - rounding(at)
    }

    /// Makes all limits finite by what the others leave of the money; `largest` is that of a size.
    fn close(&mut self, largest: f64) -> Option<()> {
        for (lower, upper) in self.lower.iter_mut().zip(&mut self.upper) {
            (*lower, *upper) = (lower.max(-largest), upper.min(largest));
        }
        let least: f64 = self.lower.iter().sum();
        if !least.is_finite() {
            return None;
        }
        for (lower, upper) in self.lower.iter().zip(&mut self.upper) {
            *upper = upper.min(self.budget - (least - lower));
        }
        Some(())
    }

    /// The dearest order of one lot among the assets of which one may be held, as a weight.
    fn dearest_order(&self) -> f64 {
        let holds_one = |asset: &usize| {
            let unit = self.unit[*asset];
            let is_within = unit <= self.upper[*asset] + rounding(unit)
                || -unit >= self.lower[*asset] - rounding(unit);
            is_within || self.from[*asset] != 0.0
        };
        let orders = (0..self.assets()).filter(holds_one);
        let orders = orders.map(|asset| self.unit[asset].max(self.least_order));
        orders.fold(0.0, f64::max) + self.order_money
    }
}

pub(super) fn rounding(weight: f64) -> f64 {
    ROUNDING * (1.0 + weight.abs())
}

pub(super) fn is_same(one: f64, other: f64) -> bool {
    (one - other).abs() <= rounding(other)
}
