//! What each binding limit costs.
//!
//! Price: by the envelope theorem the optimum moves with a limit's number at the rate of its
//! multiplier, which is turned into basis points of the objective's own measure.
//!
//! Range: while the set of binding limits stays, weights and multipliers are affine in the
//! limit's number `t` (one linear system gives the slopes), so the set ends at the nearest zero of
//! a slack or of a multiplier. For the Sharpe ratio they are affine in `t` and in the trade-off
//! `γ(t)`, a quadratic over a linear function; the zeros are those of quadratics, exactly.
//!
//! Where a kink holds a weight, its price is bounded by the jump of the slope there, which is
//! affine as well. Where the tracking error or the risk is at its limit, weights are not affine in
//! the limit's number: the binding set is followed by Newton's method, `branch`. There a ratio after
//! trading costs has a range of that one number.
//!
//! Source: Best and Grauer, *Sensitivity analysis for mean-variance portfolio problems*,
//! Management Science 37 (1991); the tangency by the algebra of `solve::sharpe`.

mod aim;
mod alone;
mod branch;
mod place;
mod range;

use crate::limits::LimitId;
use crate::outcome::Solution;
use crate::problem::{Objective, Problem};
use aim::Aim;
use alone::Alone;
pub(crate) use branch::{Cut, Goal, Part, Rate, Slopes, rates};
use place::Place;
use range::Ranges;

/// The price of one binding limit.
#[derive(Debug, Clone, PartialEq)]
pub struct LimitPrice {
    /// The limit.
    pub limit: LimitId,
    /// The number that stands at the limit now.
    pub value: f64,
    /// Change of the objective when the limit's number is *raised* by 0.01, in basis points: of
    /// annual volatility for the minimum variance, of annual return for the maximum return, of
    /// the utility (an annual return) for the maximum utility, and ten-thousandths of the ratio
    /// for the Sharpe ratio. Positive: the objective's number grows. To first order; exact rates
    /// hold in the limit of a small change.
    ///
    /// A floor is relaxed by lowering it: see [`LimitPrice::when_relaxed`].
    pub price_bp_per_percent: f64,
    /// The set of binding limits stays the same from this number of the limit …
    pub valid_from: f64,
    /// … to this one. May be infinite.
    pub valid_to: f64,
    /// For the cap of one asset: the weight this asset would take if only its own cap were
    /// removed. A cap beyond it changes nothing.
    pub helps_until: Option<f64>,
}

impl LimitPrice {
    /// Change of the objective, as in [`LimitPrice::price_bp_per_percent`], when the limit is
    /// *relaxed* by 0.01: a floor is lowered, a cap is raised. The budget counts as raised.
    pub fn when_relaxed(&self) -> f64 {
        match self.limit.is_upper() {
            Some(false) => -self.price_bp_per_percent,
            Some(true) | None => self.price_bp_per_percent,
        }
    }
}

/// The price of every binding limit of `solution`, which must be a solution of `problem`.
///
/// One entry for the budget, for each binding row and target, for each binding bound of a single
/// asset, for the shared `min_weight` and `max_weight` where they bind (all assets that share the
/// number move together), and for each asset that is held by the shared `max_weight` as if it
/// alone had that cap. Ordered by [`LimitId`]. Equal weights have no prices.
///
/// Where the binding limits depend on each other, or leave the optimum open, there is no unique
/// price; the solver's is given, with a range of that one number.
///
/// Formula and unit: minus the multiplier times what the objective's measure gains per unit, in
/// basis points per 0.01 ([`LimitPrice::price_bp_per_percent`]); ranges by ratio tests (see the
/// module). Complexity for `n` assets, `k` of them free, and `m` binding limits: `O(k³ + mnk)`, and
/// a few steps of `O(k² + nk)` for each capped asset. Source: Best and Grauer, Management Science
/// 37 (1991). Failure modes: a solution of another problem gives numbers without meaning; what was
/// not found is `None` or a range of one number.
pub fn explain(problem: &Problem, solution: &Solution) -> Vec<LimitPrice> {
    if problem.objective == Objective::EqualWeight {
        return Vec::new();
    }
    let place = Place::of(problem, solution);
    let binding = place.binding(&problem.constraints);
    let limits: Vec<(LimitId, &[usize])> = binding
        .iter()
        .map(|(&limit, members)| (limit, members.as_slice()))
        .collect();
    let is_curved = place.tracking_error != 0.0 || place.risk != 0.0;
    let ranges = match is_curved {
        true => None,
        false => Ranges::of(problem, &place).map(|ranges| ranges.of_limits(&limits)),
    };
    let followed: Vec<Rate> = match (is_curved, Aim::of(problem)) {
        (true, Some(mut aim)) => rates(problem, &mut aim, &solution.weights),
        _ => Vec::new(),
    };
    let alone = Alone::of(problem, solution, &place);
    limits
        .iter()
        .enumerate()
        .map(|(position, &(limit, members))| {
            let value = problem.constraints.value(limit).unwrap_or_default();
            let range = ranges.as_ref().map(|ranges| ranges[position]);
            let helps_until = match (limit, range.and_then(|range| range.first)) {
                // Its own price is the first to vanish: from there on the cap is not there.
                (LimitId::MaxWeightOf(asset), Some(first)) if first == asset => {
                    range.map(|range| value + range.up)
                }
                (LimitId::MaxWeightOf(asset), _) => alone.weight(asset),
                _ => None,
            };
            let (mut valid_from, mut valid_to) = match range {
                Some(range) => (value - range.down, value + range.up),
                None => (value, value),
            };
            if let Some(rate) = followed.iter().find(|rate| rate.limit == limit) {
                (valid_from, valid_to) = (rate.valid_from, rate.valid_to);
            }
            LimitPrice {
                limit,
                value,
                price_bp_per_percent: place.price(problem, limit, members),
                valid_from,
                valid_to,
                helps_until,
            }
        })
        .collect()
}

/// Rates as prices, in basis points per 0.01 of a number that changes by `unit` where the minimum
/// changes by 1.
pub(crate) fn priced(rates: Vec<Rate>, unit: f64) -> Vec<LimitPrice> {
    const BASIS_POINTS_PER_PERCENT: f64 = 0.01 * 1e4;
    let priced = rates.into_iter().map(|rate| LimitPrice {
        limit: rate.limit,
        value: rate.value,
        price_bp_per_percent: rate.rate * unit * BASIS_POINTS_PER_PERCENT,
        valid_from: rate.valid_from,
        valid_to: rate.valid_to,
        helps_until: rate.helps_until,
    });
    priced.collect()
}
