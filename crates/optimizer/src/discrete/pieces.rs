//! The intervals in which each weight may lie, and how many of them may be positions.
//!
//! A weight is zero, long or short; where trades cost, it may also stay what it is, and the
//! intervals end there. A node of the search keeps, for every asset, the intervals that are left:
//! one bit each.

use std::collections::BTreeSet;

use nalgebra::DVector;

use super::Choice;
use crate::limits::Constraints;

/// Where positions have to be counted from below and no smallest one is given, a position is at
/// least this share of the budget: a weight that nobody could see is no position.
const COUNTED: f64 = 1e-6;
/// Nobody holds more of an asset than this many budgets.
const BEYOND: f64 = 1e6;

/// One interval in which a weight may lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Piece {
    /// Its lower end.
    pub(crate) lower: f64,
    /// Its upper end.
    pub(crate) upper: f64,
    /// Annual return lost by being there.
    pub(crate) cost: f64,
    /// Whether it is a position.
    pub(crate) is_held: bool,
}

/// For each asset the pieces that are left, one bit each.
pub(crate) type Allowed = Vec<u8>;

/// What may be chosen.
#[derive(Debug, Clone)]
pub(crate) struct Pieces {
    /// By asset.
    pub(crate) of: Vec<Vec<Piece>>,
    /// At least so many positions.
    pub(crate) at_least: usize,
    /// At most so many positions.
    pub(crate) at_most: usize,
    /// Groups of which at most so many are held.
    pub(crate) groups: Vec<(Vec<usize>, usize)>,
    /// Whether the sum of the weights is given.
    pub(crate) has_budget: bool,
    has_costs: bool,
}

impl Pieces {
    /// What `choice` leaves of the weights that keep the bounds of `constraints`.
    pub(crate) fn new(constraints: &Constraints, choice: &Choice, assets: usize) -> Self {
        Self::within(&tightened(constraints, assets), constraints.budget, choice)
    }

    /// As [`Pieces::new`] for weights whose sum does not matter.
    pub(crate) fn without_budget(
        constraints: &Constraints,
        choice: &Choice,
        assets: usize,
    ) -> Self {
        let most = BEYOND * constraints.budget;
        let bounds = |asset: usize| {
            let (lower, upper) = bounds(constraints, asset);
            (lower.max(-most), upper.min(most))
        };
        let bounds: Vec<(f64, f64)> = (0..assets).map(bounds).collect();
        Self {
            has_budget: false,
            ..Self::within(&bounds, constraints.budget, choice)
        }
    }

    fn within(bounds: &[(f64, f64)], budget: f64, choice: &Choice) -> Self {
        let assets = bounds.len();
        let positions = &choice.positions;
        let at_least = positions.at_least.unwrap_or(0);
        let smallest = match positions.smallest > 0.0 || at_least == 0 {
            true => positions.smallest,
            false => COUNTED * budget,
        };
        let size = (smallest, positions.largest.unwrap_or(f64::INFINITY));
        let costs = choice.fixed_costs.clone().filter(|costs| costs.rate > 0.0);
        let of = |asset: usize| {
            let traded = costs.as_ref().map(|costs| (costs.from[asset], costs.rate));
            pieces(bounds[asset], size, traded)
        };
        let group = |group: &super::PositionGroup| {
            let members: Vec<usize> = group.assets.iter().copied().collect();
            (members, group.at_most)
        };
        Self {
            of: (0..assets).map(of).collect(),
            at_least,
            at_most: positions.at_most.unwrap_or(assets).min(assets),
            groups: positions.groups.iter().map(group).collect(),
            has_budget: true,
            has_costs: costs.is_some(),
        }
    }

    /// Everything is left.
    pub(crate) fn all(&self) -> Allowed {
        self.of.iter().map(|of| (1_u8 << of.len()) - 1).collect()
    }

    /// The pieces of an asset that are left, with their bits.
    pub(crate) fn left(&self, asset: usize, mask: u8) -> impl Iterator<Item = (u8, &Piece)> {
        let bits = self.of[asset].iter().enumerate();
        bits.map(|(index, piece)| (1_u8 << index, piece))
            .filter(move |(bit, _)| mask & bit != 0)
    }

    /// The bits of the pieces that are positions, or of those that are none.
    pub(crate) fn bits(&self, asset: usize, is_held: bool) -> u8 {
        let all = self.left(asset, u8::MAX);
        let bits = all.filter(|(_, piece)| piece.is_held == is_held);
        bits.fold(0, |all, (bit, _)| all | bit)
    }

    /// From the least to the largest weight that is left.
    pub(crate) fn hull(&self, asset: usize, mask: u8) -> (f64, f64) {
        let mut hull = (f64::INFINITY, f64::NEG_INFINITY);
        for (_, piece) in self.left(asset, mask) {
            hull = (hull.0.min(piece.lower), hull.1.max(piece.upper));
        }
        hull
    }

    /// The least cost that is left.
    pub(crate) fn least_cost(&self, asset: usize, mask: u8) -> f64 {
        let costs = self.left(asset, mask).map(|(_, piece)| piece.cost);
        costs.fold(f64::INFINITY, f64::min)
    }

    /// The largest `slope` of a line `cost + slope · (w − end)` below all costs that are left, from
    /// an end of the hull at which the least cost is; no slope where it is not at an end.
    pub(crate) fn slope(&self, asset: usize, mask: u8) -> f64 {
        let (lower, upper) = self.hull(asset, mask);
        let least = self.least_cost(asset, mask);
        let end = |end: f64| {
            let at_end = |piece: &Piece| piece.cost == least && piece.lower == piece.upper;
            let mut left = self.left(asset, mask);
            left.any(|(_, piece)| at_end(piece) && piece.lower == end)
        };
        let steepest = |end: f64| {
            let others = self.left(asset, mask);
            let others = others.filter(|(_, piece)| piece.cost > least);
            let rise = others.map(|(_, piece)| {
                let far = (piece.lower - end).abs().max((piece.upper - end).abs());
                (piece.cost - least) / far
            });
            rise.fold(f64::INFINITY, f64::min)
        };
        let slope = match (end(lower), end(upper)) {
            (true, _) => steepest(lower),
            (_, true) => -steepest(upper),
            _ => 0.0,
        };
        if slope.is_finite() { slope } else { 0.0 }
    }

    /// Whether anything costs.
    pub(crate) fn has_costs(&self) -> bool {
        self.has_costs
    }

    /// Takes out what the numbers of positions rule out; `false` where nothing is left.
    pub(crate) fn propagate(&self, allowed: &mut [u8]) -> bool {
        loop {
            let (mut held, mut open) = (0, 0);
            for (asset, &mask) in allowed.iter().enumerate() {
                if mask == 0 {
                    return false;
                }
                match (self.may_hold(asset, mask), self.may_skip(asset, mask)) {
                    (true, true) => open += 1,
                    (true, false) => held += 1,
                    _ => {}
                }
            }
            if held > self.at_most || held + open < self.at_least {
                return false;
            }
            let mut changed = false;
            if held == self.at_most && open > 0 {
                changed |= self.decide(allowed, 0..allowed.len(), false);
            } else if held + open == self.at_least && open > 0 {
                changed |= self.decide(allowed, 0..allowed.len(), true);
            }
            for (members, most) in &self.groups {
                let held = members.iter().filter(|&&asset| {
                    let mask = allowed[asset];
                    self.may_hold(asset, mask) && !self.may_skip(asset, mask)
                });
                let held = held.count();
                if held > *most {
                    return false;
                }
                if held == *most {
                    changed |= self.decide(allowed, members.iter().copied(), false);
                }
            }
            if !changed {
                return true;
            }
        }
    }

    /// Whether a position in the asset is left.
    pub(crate) fn may_hold(&self, asset: usize, mask: u8) -> bool {
        self.left(asset, mask).any(|(_, piece)| piece.is_held)
    }

    /// Whether no position in the asset is left.
    pub(crate) fn may_skip(&self, asset: usize, mask: u8) -> bool {
        self.left(asset, mask).any(|(_, piece)| !piece.is_held)
    }

    /// How far `weight` is from what is left.
    pub(crate) fn distance(&self, asset: usize, mask: u8, weight: f64) -> f64 {
        let left = self.left(asset, mask);
        let distances = left.map(|(_, piece)| apart(piece, weight));
        distances.fold(f64::INFINITY, f64::min)
    }

    /// The bit of the piece that is left next to `weight`, the cheapest where several are.
    pub(crate) fn nearest(&self, asset: usize, mask: u8, weight: f64) -> u8 {
        let left = self.left(asset, mask);
        let nearest = left.min_by(|(_, one), (_, other)| {
            (apart(one, weight).total_cmp(&apart(other, weight)))
                .then(one.cost.total_cmp(&other.cost))
        });
        nearest.map_or(0, |(bit, _)| bit)
    }

    /// Leaves each asset the piece next to its weight; says whether anything was left out.
    pub(crate) fn settle(&self, allowed: &mut [u8], weights: &DVector<f64>) -> bool {
        let mut changed = false;
        for (asset, mask) in allowed.iter_mut().enumerate() {
            if mask.count_ones() > 1 {
                *mask = self.nearest(asset, *mask, weights[asset]);
                changed = true;
            }
        }
        changed
    }

    /// `allowed` with exactly the positions `held`.
    pub(crate) fn holding(&self, allowed: &[u8], held: &BTreeSet<usize>) -> Allowed {
        let decide = |(asset, mask): (usize, &u8)| mask & self.bits(asset, held.contains(&asset));
        allowed.iter().enumerate().map(decide).collect()
    }

    /// Decides what is open among `assets`; says whether anything was.
    fn decide(
        &self,
        allowed: &mut [u8],
        assets: impl Iterator<Item = usize>,
        is_held: bool,
    ) -> bool {
        let mut changed = false;
        for asset in assets {
            let mask = allowed[asset];
            if self.may_hold(asset, mask) && self.may_skip(asset, mask) {
                allowed[asset] = mask & self.bits(asset, is_held);
                changed = true;
            }
        }
        changed
    }
}

fn apart(piece: &Piece, weight: f64) -> f64 {
    (piece.lower - weight).max(weight - piece.upper).max(0.0)
}

fn bounds(constraints: &Constraints, asset: usize) -> (f64, f64) {
    let (min, max) = (&constraints.min_weight, &constraints.max_weight);
    (min.of(asset), max.of(asset))
}

/// The bounds of the weights, as tight as the budget makes them.
fn tightened(constraints: &Constraints, assets: usize) -> Vec<(f64, f64)> {
    let bounds = |asset: usize| bounds(constraints, asset);
    let bounds: Vec<(f64, f64)> = (0..assets).map(bounds).collect();
    let lowest: f64 = bounds.iter().map(|bound| bound.0).sum();
    let highest: f64 = bounds.iter().map(|bound| bound.1).sum();
    // Rounding must not take the last portfolio away.
    let slack = 1e-9 * constraints.budget;
    let tighten = |(lower, upper): (f64, f64)| {
        let most = constraints.budget - (lowest - lower) + slack;
        let least = constraints.budget - (highest - upper) - slack;
        let upper = if most.is_finite() {
            upper.min(most.max(lower))
        } else {
            upper
        };
        let lower = if least.is_finite() {
            lower.max(least.min(upper))
        } else {
            lower
        };
        (lower, upper)
    };
    bounds.into_iter().map(tighten).collect()
}

fn pieces(
    (lower, upper): (f64, f64),
    (smallest, largest): (f64, f64),
    traded: Option<(f64, f64)>,
) -> Vec<Piece> {
    let (from, rate) = traded.unwrap_or((0.0, 0.0));
    let held = |lower: f64, upper: f64| Piece {
        lower,
        upper,
        cost: rate,
        is_held: true,
    };
    let mut pieces = Vec::new();
    let short = (lower.max(-largest), upper.min(-smallest));
    let long = (lower.max(smallest), upper.min(largest));
    if lower <= 0.0 && upper >= 0.0 {
        pieces.push(Piece {
            cost: if from == 0.0 { 0.0 } else { rate },
            is_held: false,
            ..held(0.0, 0.0)
        });
    }
    let is_short = short.0 <= short.1 && short.0 < 0.0;
    let is_long = long.0 <= long.1 && long.1 > 0.0;
    for (lower, upper) in [(is_long, long), (is_short, short)]
        .into_iter()
        .filter_map(|(is_there, ends)| is_there.then_some(ends))
    {
        let is_kept = from != 0.0 && rate > 0.0 && lower <= from && from <= upper;
        if !is_kept {
            pieces.push(held(lower, upper));
            continue;
        }
        pieces.push(Piece {
            cost: 0.0,
            ..held(from, from)
        });
        if lower < from {
            pieces.push(held(lower, from));
        }
        if from < upper {
            pieces.push(held(from, upper));
        }
    }
    pieces
}
