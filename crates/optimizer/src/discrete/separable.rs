//! A bound that is certain whatever the relaxation is worth.
//!
//! With `P ⪰ D`, `D` diagonal, any point `v` and any prices `ν` of the rows,
//!
//! `½ w'Pw + q'w ≥ Σ_i (½ d_i w_i² + c_i w_i) − ½ v'(P − D)v − ν'b`, `c = (P − D)v + q + Nν`
//!
//! for all `w` that keep the rows. The right side falls apart into assets, so its least value over
//! the pieces, at most so many of them positions, comes from sorting. At the optimum of the
//! perspective relaxation it equals that relaxation (strong duality); anywhere else it is only
//! weaker. `O(n m + n log n)` for `m` weights that are not zero.
//!
//! Source: Frangioni and Gentile, *Perspective cuts for a class of convex 0–1 mixed integer
//! programs*, Mathematical Programming 106 (2006), read as a Lagrangian dual.

use super::pieces::Pieces;

/// The least value of the sum of the parts, and what it hangs on.
#[derive(Debug, Clone)]
pub(super) struct Separable {
    /// No portfolio that is left is below this.
    pub(super) bound: f64,
    /// What holding an open asset adds to the sum, the least first.
    order: Vec<(f64, usize)>,
    /// Whether more would be too many, and fewer too few.
    is_full: bool,
    is_needed: bool,
    is_taken: Vec<bool>,
}

/// `½ curvature w² + slope w`, per asset.
pub(super) struct Parts<'p> {
    pub(super) curvature: &'p [f64],
    pub(super) slope: &'p [f64],
    /// What does not depend on the weights.
    pub(super) constant: f64,
    /// Units of the parts in one unit of annual return.
    pub(super) per_cost: f64,
}

impl Separable {
    /// The least sum over what is left.
    pub(super) fn new(pieces: &Pieces, allowed: &[u8], parts: &Parts<'_>) -> Self {
        let mut bound = parts.constant;
        let mut order = Vec::new();
        let mut held = 0;
        let mut in_groups: Vec<usize> = vec![0; pieces.groups.len()];
        let group_of = groups_apart(pieces);
        for (asset, &mask) in allowed.iter().enumerate() {
            let (mut inside, mut outside) = (f64::INFINITY, f64::INFINITY);
            for (_, piece) in pieces.left(asset, mask) {
                let cost = parts.per_cost * piece.cost;
                let least = parts.least(asset, (piece.lower, piece.upper)) + cost;
                let place = if piece.is_held {
                    &mut inside
                } else {
                    &mut outside
                };
                *place = place.min(least);
            }
            match (inside.is_finite(), outside.is_finite()) {
                (true, true) => {
                    bound += outside;
                    order.push((inside - outside, asset));
                }
                (true, false) => {
                    bound += inside;
                    held += 1;
                    if let Some(group) = group_of[asset] {
                        in_groups[group] += 1;
                    }
                }
                (false, true) => bound += outside,
                (false, false) => bound = f64::INFINITY,
            }
        }
        order.sort_unstable_by(|one, other| (one.0.total_cmp(&other.0)).then(one.1.cmp(&other.1)));
        let mut separable = Self {
            bound,
            order,
            is_full: false,
            is_needed: false,
            is_taken: vec![false; allowed.len()],
        };
        separable.take(pieces, held, in_groups, &group_of);
        separable
    }

    /// The least of each group are taken first, as matroids allow.
    fn take(
        &mut self,
        pieces: &Pieces,
        held: usize,
        mut in_groups: Vec<usize>,
        group_of: &[Option<usize>],
    ) {
        let mut count = held;
        for &(change, asset) in &self.order {
            let is_needed = count < pieces.at_least;
            if count >= pieces.at_most || (change >= 0.0 && !is_needed) {
                break;
            }
            if let Some(group) = group_of[asset] {
                if in_groups[group] >= pieces.groups[group].1 {
                    continue;
                }
                in_groups[group] += 1;
            }
            self.bound += change;
            self.is_taken[asset] = true;
            count += 1;
        }
        if count < pieces.at_least {
            self.bound = f64::INFINITY;
        }
        self.is_full = count >= pieces.at_most;
        self.is_needed = count <= pieces.at_least;
    }

    /// The open assets that are held where the sum is least.
    pub(super) fn taken(&self) -> impl Iterator<Item = usize> {
        let order = self.order.iter();
        order.map(|one| one.1).filter(|&asset| self.is_taken[asset])
    }

    /// Decides what cannot be otherwise below `cutoff`. Says whether anything was decided.
    pub(super) fn fix(&self, pieces: &Pieces, allowed: &mut [u8], cutoff: f64) -> bool {
        let worst_in = self.extreme(true, f64::max, f64::NEG_INFINITY);
        let best_out = self.extreme(false, f64::min, f64::INFINITY);
        let mut changed = false;
        for &(change, asset) in &self.order {
            let otherwise = if self.is_taken[asset] {
                let instead = if self.is_needed {
                    best_out
                } else {
                    best_out.min(0.0)
                };
                self.bound - change + instead
            } else {
                // Where there is no room, the worst one has to go.
                let less = match self.is_full {
                    true => worst_in,
                    false => worst_in.max(0.0),
                };
                self.bound + change - less
            };
            if otherwise >= cutoff {
                allowed[asset] &= pieces.bits(asset, self.is_taken[asset]);
                changed = true;
            }
        }
        changed
    }

    fn extreme(&self, is_taken: bool, better: impl Fn(f64, f64) -> f64, none: f64) -> f64 {
        let order = self.order.iter();
        let those = order.filter(|one| self.is_taken[one.1] == is_taken);
        those.map(|one| one.0).fold(none, better)
    }
}

impl Parts<'_> {
    /// The least value of one part on an interval.
    fn least(&self, asset: usize, (lower, upper): (f64, f64)) -> f64 {
        let (curvature, slope) = (self.curvature[asset], self.slope[asset]);
        let at = |weight: f64| (0.5 * curvature * weight + slope) * weight;
        if curvature > 0.0 {
            at((-slope / curvature).clamp(lower, upper))
        } else {
            at(lower).min(at(upper))
        }
    }
}

/// The group of each asset. A group that shares assets with an earlier one is left out: the rest is
/// a matroid.
fn groups_apart(pieces: &Pieces) -> Vec<Option<usize>> {
    let mut group_of = vec![None; pieces.of.len()];
    for (index, (members, _)) in pieces.groups.iter().enumerate() {
        if members.iter().all(|&asset| group_of[asset].is_none()) {
            for &asset in members {
                group_of[asset] = Some(index);
            }
        }
    }
    group_of
}
