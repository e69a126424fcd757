//! The smallest change of limits that makes the whole model feasible.

use super::keep::can_be_kept;
use super::{EXCESS, named, risk_free};
use crate::limits::LimitId;
use crate::outcome::Relaxation;
use crate::progress::tell;
use crate::scenario::cutting_planes::Ended;
use crate::scenario::model::{Model, Variant};
use crate::scenario::problem::{ScenarioMeasure, ScenarioObjective, ScenarioProblem};
use crate::scenario::solve::{accurate_solution, needs_of, solve_model};

/// Relative relaxations are measured against at least this number.
const SMALLEST_UNIT: f64 = 0.01;
/// What relaxing a bound that was left at its default costs: a last resort.
const LAST_RESORT: f64 = 1e3;
/// Relaxed limits are rounded outwards to this many decimals' unit.
const DECIMALS: f64 = 1e10;
/// How much further than rounding relaxed limits go, one after the other.
const NUDGES: [f64; 7] = [0.0, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4];
/// A relaxation smaller than this share is rounding.
const NOTHING: f64 = 1e-9;

/// The cheapest changes which make the whole model feasible, checked; of one limit only, or of any.
pub(super) fn smallest_relaxation(
    problem: &ScenarioProblem,
    only: Option<LimitId>,
) -> Option<Relaxation> {
    let changes = solve(problem, only)?;
    // Rounding outwards is enough almost always; a nudge where it is not, or where the feasible set
    // is so thin that no solver proves an optimum in it.
    let mut kept = None;
    for nudge in NUDGES {
        let relaxation = round(&changes, nudge);
        let Some(repaired) = repaired_by(problem, &relaxation) else {
            continue;
        };
        if accurate_solution(&repaired).is_some() {
            return Some(relaxation);
        }
        kept = kept.or(Some(relaxation));
    }
    kept
}

fn value_of(problem: &ScenarioProblem, limit: LimitId) -> Option<f64> {
    match limit {
        LimitId::RiskFree => risk_free(problem),
        other => problem.constraints().value(other),
    }
}

/// The limits that may give way, with their numbers, units and prices.
fn columns(problem: &ScenarioProblem, only: Option<LimitId>, risk_unit: f64) -> Columns {
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
        let price = if is_named { 1.0 } else { LAST_RESORT };
        Some((limit, unit, price))
    };
    limits.into_iter().filter_map(column).collect()
}

/// Limits with their units and prices.
type Columns = Vec<(LimitId, f64, f64)>;

/// The limits that have to change, with their new numbers.
fn solve(problem: &ScenarioProblem, only: Option<LimitId>) -> Option<Vec<(LimitId, f64)>> {
    let calmest = problem.aimed_at(ScenarioObjective::MinRisk);
    let (needs, risk) = needs_of(&calmest);
    let variant = Variant {
        excess: risk_free(problem).map(|risk_free| risk_free + EXCESS),
        elastic: columns(problem, only, needs.unit * problem.constraints().budget),
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
        let rounded = match limit.is_upper() {
            // Of the size of a return of one period, or its square: decimals mean nothing.
            _ if limit == LimitId::MaxRisk => value + (1e-11 + nudge) * value.abs(),
            Some(true) => ((value + nudge) * DECIMALS - 0.01).ceil() / DECIMALS,
            Some(false) => ((value - nudge) * DECIMALS + 0.01).floor() / DECIMALS,
            None => (value * DECIMALS).round() / DECIMALS,
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
