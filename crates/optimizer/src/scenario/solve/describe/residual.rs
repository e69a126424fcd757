//! By how much a portfolio misses its limits, from their definitions.

use nalgebra::DVector;

use crate::broken::exposure;
use crate::limits::{Constraints, TrackingError};
use crate::scenario::model::{covariance_of, net_return, total_change};
use crate::scenario::problem::ScenarioProblem;

/// The annual volatility of the active weights; infinite where the returns have no covariance.
pub(crate) fn tracking_error(
    problem: &ScenarioProblem,
    weights: &DVector<f64>,
    limit: &TrackingError,
) -> f64 {
    let active = weights - &limit.benchmark;
    match covariance_of(problem) {
        Some(covariance) => active.dot(&(covariance * &active)).max(0.0).sqrt(),
        None => f64::INFINITY,
    }
}

/// The largest share by which a limit is missed; risks and distances in shares of themselves.
pub(super) fn residual(
    problem: &ScenarioProblem,
    weights: &DVector<f64>,
    risk: f64,
    tiny: f64,
) -> f64 {
    if !weights.iter().all(|weight| weight.is_finite()) {
        return f64::INFINITY;
    }
    let constraints = problem.constraints();
    let mut worst = of_lines(constraints, weights);
    let mut at_least = |value: f64, limit: f64| {
        worst = worst.max((limit - value) / (1.0 + limit.abs()));
    };
    if let Some(target) = constraints.target_return {
        at_least(net_return(problem, weights), target);
    }
    if let Some(turnover) = &constraints.turnover {
        at_least(-0.5 * total_change(weights, &turnover.from), -turnover.max);
    }
    if let Some(gross) = constraints.gross_exposure {
        at_least(-weights.lp_norm(1), -gross);
    }
    let mut share_above = |value: f64, limit: f64, tiny: f64| {
        let unit = limit.abs().max(tiny).max(f64::MIN_POSITIVE);
        worst = worst.max((value - limit) / unit);
    };
    if let Some(max_risk) = constraints.max_risk {
        share_above(risk, max_risk, tiny);
    }
    if let Some(limit) = &constraints.tracking_error {
        let distance = tracking_error(problem, weights, limit);
        share_above(distance, limit.max, SMALLEST_DISTANCE);
    }
    worst
}

/// Distances from a benchmark are measured against at least this volatility.
const SMALLEST_DISTANCE: f64 = 1e-3;

fn of_lines(constraints: &Constraints, weights: &DVector<f64>) -> f64 {
    let mut worst: f64 = 0.0;
    let mut between = |value: f64, lower: f64, upper: f64| {
        for (missed, limit) in [(lower - value, lower), (value - upper, upper)] {
            if missed > 0.0 {
                worst = worst.max(missed / (1.0 + limit.abs()));
            }
        }
    };
    for (asset, &weight) in weights.iter().enumerate() {
        let (min, max) = (&constraints.min_weight, &constraints.max_weight);
        between(weight, min.of(asset), max.of(asset));
    }
    between(weights.sum(), constraints.budget, constraints.budget);
    for row in &constraints.rows {
        let lower = row.min.unwrap_or(f64::NEG_INFINITY);
        let upper = row.max.unwrap_or(f64::INFINITY);
        between(exposure(row, weights), lower, upper);
    }
    worst
}
