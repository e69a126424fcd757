//! The smallest change of limits that makes the whole model feasible.

use super::keep::can_be_kept;
use super::{EXCESS, named, risk_free};
use crate::conflict::RelaxationWeights;
use crate::conflict::filter::{self, LAST_RESORT, NOTHING, Repair, SMALLEST_UNIT};
use crate::limits::LimitId;
use crate::outcome::Relaxation;
use crate::progress::tell;
use crate::scenario::cutting_planes::Ended;
use crate::scenario::model::{Model, Variant};
use crate::scenario::problem::{ScenarioMeasure, ScenarioObjective, ScenarioProblem};
use crate::scenario::solve::{accurate_solution, needs_of, solve_model};

/// The cheapest changes which make the whole model feasible, checked; of one limit only, or of any.
pub(super) fn smallest_relaxation(
    problem: &ScenarioProblem,
    weights: &RelaxationWeights,
    only: Option<LimitId>,
) -> Option<Relaxation> {
    let changes = solve(problem, weights, only)?;
    filter::as_far_as_it_takes(
        only,
        |nudge| round(&changes, nudge),
        |relaxation| match repaired_by(problem, relaxation) {
            Some(repaired) if accurate_solution(&repaired).is_some() => Repair::Solved,
            Some(_) => Repair::Feasible,
            None => Repair::None,
        },
    )
}

fn value_of(problem: &ScenarioProblem, limit: LimitId) -> Option<f64> {
    match limit {
        LimitId::RiskFree => risk_free(problem),
        other => problem.constraints().value(other),
    }
}

/// The limits that may give way, with their numbers, units and prices.
fn columns(
    problem: &ScenarioProblem,
    (weights, only): (&RelaxationWeights, Option<LimitId>),
    risk_unit: f64,
) -> Columns {
    let named = named(problem);
    let mut limits = named.clone();
    for limit in [LimitId::MinWeight, LimitId::MaxWeight] {
        if !limits.contains(&limit) {
            limits.push(limit);
        }
    }
    // What is to be spent is given up only when nothing else may change.
    limits.retain(|&limit| limit != LimitId::Budget);
    match only {
        Some(LimitId::Budget) => limits = vec![LimitId::Budget],
        Some(only) => limits.retain(|&limit| limit == only),
        None => {}
    }
    let is_root = problem.measure == ScenarioMeasure::Semivariance;
    let column = |limit: LimitId| {
        let value = value_of(problem, limit).filter(|value| value.is_finite())?;
        let smallest = match limit {
            LimitId::MaxRisk => SMALLEST_UNIT * risk_unit,
            _ => SMALLEST_UNIT,
        };
        // One per cent of a square is half a per cent of its root.
        let unit = match limit {
            LimitId::MaxRisk if is_root => 0.5 * value.sqrt().max(smallest),
            _ => value.abs().max(smallest),
        };
        let is_named = named.contains(&limit) || limit == LimitId::Budget;
        let last = if is_named { 1.0 } else { LAST_RESORT };
        Some((limit, unit, last * weights.of(limit)))
    };
    limits.into_iter().filter_map(column).collect()
}

/// Limits with their units and prices.
type Columns = Vec<(LimitId, f64, f64)>;

/// The limits that have to change, with their new numbers.
fn solve(
    problem: &ScenarioProblem,
    weights: &RelaxationWeights,
    only: Option<LimitId>,
) -> Option<Vec<(LimitId, f64)>> {
    let calmest = problem.aimed_at(ScenarioObjective::MinRisk);
    let (needs, risk) = needs_of(&calmest);
    let variant = Variant {
        excess: risk_free(problem).map(|risk_free| risk_free + EXCESS),
        elastic: columns(
            problem,
            (weights, only),
            needs.unit * problem.constraints().budget,
        ),
        ..Variant::default()
    };
    if variant.elastic.is_empty() {
        return None;
    }
    let model = Model::varied(&calmest, &needs, &variant);
    let Ended::At { vertex, .. } = solve_model(&calmest, &model, risk, &mut tell) else {
        return None;
    };
    let is_root = problem.measure == ScenarioMeasure::Semivariance;
    let mut changes = Vec::new();
    for ((limit, change), &(_, unit, _)) in model.given_way(&vertex).iter().zip(&variant.elastic) {
        if change.abs() <= NOTHING {
            continue;
        }
        let value = value_of(problem, *limit)?;
        let is_lower = limit.is_upper() == Some(false);
        let step = if is_lower {
            -unit * change
        } else {
            unit * change
        };
        let changed = match limit {
            LimitId::MaxRisk if is_root => (value.sqrt() + step).powi(2),
            _ => value + step,
        };
        changes.push((*limit, changed));
    }
    Some(changes)
}

fn round(changes: &[(LimitId, f64)], nudge: f64) -> Relaxation {
    let round = |&(limit, value): &(LimitId, f64)| {
        let rounded = match limit {
            // Of the size of a return of one period, or its square: decimals mean nothing.
            LimitId::MaxRisk => value + (1e-11 + nudge) * value.abs(),
            _ => filter::rounded(limit, value, nudge),
        };
        (limit, rounded)
    };
    changes.iter().map(round).collect()
}

/// The problem with the relaxed limits, if some portfolio keeps them all.
fn repaired_by(problem: &ScenarioProblem, relaxation: &Relaxation) -> Option<ScenarioProblem> {
    let mut constraints = problem.constraints().clone();
    let mut risk_free = risk_free(problem);
    for &(limit, value) in relaxation {
        if limit == LimitId::RiskFree {
            risk_free = Some(value);
        } else {
            constraints = constraints.with(limit, value);
        }
    }
    let is_kept =
        constraints.budget > 0.0 && can_be_kept(problem, constraints.clone(), risk_free, true);
    let aimed = match risk_free {
        Some(risk_free) => problem.aimed_at(ScenarioObjective::MaxRatio { risk_free }),
        None => problem.clone(),
    };
    let repaired = aimed.with_constraints(constraints).ok();
    repaired.filter(|_| is_kept)
}
