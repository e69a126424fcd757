//! What each binding limit costs.

use crate::limits::LimitId;
use crate::outcome::Solution;
use crate::problem::Problem;

/// The price of one binding limit.
#[derive(Debug, Clone, PartialEq)]
pub struct LimitPrice {
    /// The limit.
    pub limit: LimitId,
    /// The number that stands at the limit now.
    pub value: f64,
    /// Change of the objective when the limit's number is *raised* by 0.01.
    pub price_bp_per_percent: f64,
    /// The binding set stays the same from this number of the limit …
    pub valid_from: f64,
    /// … to this one. May be infinite.
    pub valid_to: f64,
    /// For the cap of one asset: the weight it would take without its cap.
    pub helps_until: Option<f64>,
}

/// The price of every binding limit of `solution`, which must be a solution of `problem`.
pub fn explain(problem: &Problem, solution: &Solution) -> Vec<LimitPrice> {
    let _ = (problem, solution);
    Vec::new()
}
