//! Which limits hold with equality, and what moves in the model when one of them does.

use std::collections::BTreeSet;

use nalgebra::DVector;

use crate::broken::exposure;
use crate::limits::LimitId;
use crate::scenario::model::{Model, max_of, min_of, net_return, total_change};
use crate::scenario::outcome::ScenarioSolution;
use crate::scenario::problem::{ScenarioMeasure, ScenarioProblem};
use crate::scenario::simplex::Moving;
use crate::scenario::solve::tracking_error;

/// A limit binds when it is missed by less than this share of its size.
const TOUCHES: f64 = 1e-9;

/// The limits that are listed: shared bounds once, and each asset at the shared cap as if it alone
/// had it.
pub(super) fn binding(problem: &ScenarioProblem, solution: &ScenarioSolution) -> BTreeSet<LimitId> {
    let mut binding = BTreeSet::from([LimitId::Budget]);
    for limit in all_at(problem, solution) {
        match limit {
            LimitId::MinWeightOf(asset) => {
                binding.insert(min_of(problem.constraints(), asset));
            }
            LimitId::MaxWeightOf(asset) => {
                binding.insert(max_of(problem.constraints(), asset));
                binding.insert(limit);
            }
            limit => {
                binding.insert(limit);
            }
        }
    }
    binding
}

/// Every limit that binds, bounds by their assets.
pub(super) fn all_at(problem: &ScenarioProblem, solution: &ScenarioSolution) -> BTreeSet<LimitId> {
    let constraints = problem.constraints();
    let weights: &DVector<f64> = &solution.weights;
    let mut binding = BTreeSet::new();
    let mut note = |limit: LimitId, value: f64, number: f64, unit: f64| {
        if number.is_finite() && (value - number).abs() <= TOUCHES * unit {
            binding.insert(limit);
        }
    };
    let size = constraints.budget;
    for (asset, &weight) in weights.iter().enumerate() {
        let (min, max) = (
            constraints.min_weight.of(asset),
            constraints.max_weight.of(asset),
        );
        note(LimitId::MinWeightOf(asset), weight, min, size);
        note(LimitId::MaxWeightOf(asset), weight, max, size);
    }
    for (index, row) in constraints.rows.iter().enumerate() {
        let value = exposure(row, weights);
        for (limit, number) in [
            (LimitId::RowMin(index), row.min),
            (LimitId::RowMax(index), row.max),
        ] {
            if let Some(number) = number {
                note(limit, value, number, size.max(number.abs()));
            }
        }
    }
    if let Some(target) = constraints.target_return {
        let unit = problem.mean().amax() * size;
        note(
            LimitId::TargetReturn,
            net_return(problem, weights),
            target,
            unit,
        );
    }
    if let Some(turnover) = &constraints.turnover {
        let value = 0.5 * total_change(weights, &turnover.from);
        note(LimitId::Turnover, value, turnover.max, size);
    }
    if let Some(gross) = constraints.gross_exposure {
        note(LimitId::GrossExposure, weights.lp_norm(1), gross, size);
    }
    if let Some(limit) = &constraints.tracking_error {
        let value = tracking_error(problem, weights, limit);
        note(LimitId::TrackingError, value, limit.max, limit.max);
    }
    if let Some(max_risk) = constraints.max_risk {
        note(LimitId::MaxRisk, solution.risk, max_risk, max_risk.abs());
    }
    binding
}

/// The limits of the model that move with the number of `limit`.
pub(super) fn moving(
    problem: &ScenarioProblem,
    model: &Model,
    limit: LimitId,
    distance_row: Option<usize>,
) -> Vec<Moving> {
    let constraints = problem.constraints();
    let variables = model.risk + 1;
    let one = |index: usize, is_upper: bool, rate: f64| Moving {
        index,
        is_upper,
        rate,
    };
    let per_weight = 1.0 / model.budget;
    let assets = 0..problem.assets();
    match limit {
        LimitId::MinWeight => assets
            .filter(|&asset| min_of(constraints, asset) == limit)
            .map(|asset| one(asset, false, per_weight))
            .collect(),
        LimitId::MaxWeight => assets
            .filter(|&asset| max_of(constraints, asset) == limit)
            .map(|asset| one(asset, true, per_weight))
            .collect(),
        LimitId::MinWeightOf(asset) => vec![one(asset, false, per_weight)],
        LimitId::MaxWeightOf(asset) => vec![one(asset, true, per_weight)],
        LimitId::MaxRisk => {
            let unit = model.budget * model.risk_unit;
            let rate = match problem.measure {
                ScenarioMeasure::Semivariance => {
                    0.5 / (problem.max_risk().unwrap_or_default().sqrt() * unit)
                }
                _ => 1.0 / unit,
            };
            vec![one(model.risk, true, rate)]
        }
        LimitId::TrackingError => {
            let rate = model.distance.as_ref().map(|distance| distance.rate);
            let moving = distance_row.zip(rate);
            let moving = moving.map(|(row, rate)| one(variables + row, true, rate));
            moving.into_iter().collect()
        }
        _ => {
            let mut moving = Vec::new();
            for (row, line) in model.lines.iter().enumerate() {
                for (name, is_upper) in [(line.named.lower, false), (line.named.upper, true)] {
                    if name == Some(limit) {
                        moving.push(one(variables + row, is_upper, line.named.rate));
                    }
                }
            }
            moving
        }
    }
}
