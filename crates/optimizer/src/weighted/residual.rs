//! By how much a portfolio misses its limits.

use nalgebra::DVector;

use super::problem::WeightedProblem;
use super::value::net_return;
use crate::broken::exposure;

/// The largest share by which a limit is missed: of 1 + its number.
pub(super) fn residual(problem: &WeightedProblem, weights: &DVector<f64>) -> f64 {
    let (constraints, moments) = (problem.constraints(), problem.moments());
    let mut worst: f64 = 0.0;
    let mut keep = |value: f64, lower: f64, upper: f64| {
        for (missed, limit) in [(lower - value, lower), (value - upper, upper)] {
            if missed.is_nan() {
                worst = f64::INFINITY;
            } else if missed > 0.0 {
                worst = worst.max(missed / (1.0 + limit.abs()));
            }
        }
    };
    for (asset, &weight) in weights.iter().enumerate() {
        let (min, max) = (&constraints.min_weight, &constraints.max_weight);
        keep(weight, min.of(asset), max.of(asset));
    }
    keep(weights.sum(), constraints.budget, constraints.budget);
    let (none, any) = (f64::NEG_INFINITY, f64::INFINITY);
    for row in &constraints.rows {
        let (min, max) = (row.min.unwrap_or(none), row.max.unwrap_or(any));
        keep(exposure(row, weights), min, max);
    }
    if let Some(target) = constraints.target_return {
        keep(net_return(problem, weights), target, any);
    }
    if let Some(turnover) = &constraints.turnover {
        let traded = 0.5 * (weights - &turnover.from).lp_norm(1);
        keep(traded, none, turnover.max);
    }
    if let Some(gross) = constraints.gross_exposure {
        keep(weights.lp_norm(1), none, gross);
    }
    if let Some(limit) = &constraints.tracking_error {
        let apart = moments.volatility(&(weights - &limit.benchmark));
        keep(apart, none, limit.max);
    }
    if let Some(max_risk) = constraints.max_risk {
        keep(moments.volatility(weights), none, max_risk);
    }
    worst
}
