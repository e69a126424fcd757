//! Which limits a portfolio breaks that no solver has kept inside them.

use nalgebra::DVector;

use crate::limits::{LimitId, Row};
use crate::outcome::Conflict;
use crate::problem::Problem;

/// A limit counts as kept when it is missed by less.
const ROUNDING: f64 = 1e-12;

/// The limits that `weights` break, with the number that would let each of them pass.
///
/// A limit that the portfolio of a formula breaks is a conflict by itself: the first one is named
/// as the conflict, all of them together are the relaxation.
pub(crate) fn broken(problem: &Problem, weights: &DVector<f64>) -> Option<Conflict> {
    let constraints = problem.constraints();
    let mut broken: Vec<(LimitId, f64)> = Vec::new();
    for (asset, &weight) in weights.iter().enumerate() {
        let (min, max) = (&constraints.min_weight, &constraints.max_weight);
        if weight < min.of(asset) - ROUNDING {
            let own = min.by_asset.contains_key(&asset);
            let (limit, shared) = (LimitId::MinWeightOf(asset), LimitId::MinWeight);
            note(&mut broken, if own { limit } else { shared }, weight);
        }
        if weight > max.of(asset) + ROUNDING {
            let own = max.by_asset.contains_key(&asset);
            let (limit, shared) = (LimitId::MaxWeightOf(asset), LimitId::MaxWeight);
            note(&mut broken, if own { limit } else { shared }, weight);
        }
    }
    for (index, row) in constraints.rows.iter().enumerate() {
        let value = exposure(row, weights);
        let slack = ROUNDING * (1.0 + value.abs());
        if row.min.is_some_and(|min| value < min - slack) {
            note(&mut broken, LimitId::RowMin(index), value);
        }
        if row.max.is_some_and(|max| value > max + slack) {
            note(&mut broken, LimitId::RowMax(index), value);
        }
    }
    beyond_rows(problem, weights, &mut broken);
    let expected_return = problem.net_return(weights);
    if constraints
        .target_return
        .is_some_and(|target| expected_return < target - ROUNDING)
    {
        note(&mut broken, LimitId::TargetReturn, expected_return);
    }
    let &(first, _) = broken.first()?;
    Some(Conflict {
        limits: vec![first],
        relaxation: broken,
        alternatives: Vec::new(),
    })
}

/// The limits that are no rows.
fn beyond_rows(problem: &Problem, weights: &DVector<f64>, broken: &mut Vec<(LimitId, f64)>) {
    let constraints = problem.constraints();
    let moments = problem.moments();
    let mut check = |limit: LimitId, value: f64| {
        let most = constraints.value(limit).unwrap_or(f64::INFINITY);
        if value > most + ROUNDING * (1.0 + value) {
            note(broken, limit, value);
        }
    };
    if let Some(turnover) = &constraints.turnover {
        let traded = (weights - &turnover.from).lp_norm(1);
        check(LimitId::Turnover, 0.5 * traded);
    }
    check(LimitId::GrossExposure, weights.lp_norm(1));
    if let Some(limit) = &constraints.tracking_error {
        let active = weights - &limit.benchmark;
        check(LimitId::TrackingError, moments.volatility(&active));
    }
    check(LimitId::MaxRisk, moments.volatility(weights));
}

/// A limit that several assets share has to give way to the one that needs most.
fn note(broken: &mut Vec<(LimitId, f64)>, limit: LimitId, value: f64) {
    match broken.iter_mut().find(|(other, _)| *other == limit) {
        Some((_, number)) if limit.is_upper() == Some(true) => *number = number.max(value),
        Some((_, number)) => *number = number.min(value),
        None => broken.push((limit, value)),
    }
}

/// `Σ coefficient · weight`.
pub(crate) fn exposure(row: &Row, weights: &DVector<f64>) -> f64 {
    row.coefficients
        .iter()
        .map(|(&asset, &coefficient)| coefficient * weights[asset])
        .sum()
}
