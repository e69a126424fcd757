//! Why the limits of a problem on scenarios contradict each other, and what would make peace.
//!
//! The conflict is found by a deletion filter: every named limit is left out in turn, and stays out
//! if the rest is still infeasible. A set of limits is infeasible if its linear program is, if the
//! portfolio nearest to the benchmark is too far, or if the calmest one is too risky. The relaxation
//! is the elastic program of Chinneck, *Feasibility and infeasibility in optimization* (2008): every
//! limit may give way, at a price of 1 per share of its number.

mod elastic;
mod keep;

use std::collections::BTreeSet;

use elastic::smallest_relaxation;
use keep::can_be_kept;

use super::problem::{ScenarioObjective, ScenarioProblem};
use crate::limits::{Bounds, Constraints, LimitId};
use crate::outcome::Conflict;

/// Annual return above the risk-free rate that a ratio needs of some portfolio.
const EXCESS: f64 = 1e-6;

/// Why `problem` is infeasible; no limits if it is feasible after all.
pub(crate) fn explain_conflict(problem: &ScenarioProblem) -> Conflict {
    let limits = irreducible(problem);
    if limits.is_empty() {
        return Conflict::default();
    }
    let relaxation = smallest_relaxation(problem, None).unwrap_or_default();
    let mut alternatives = Vec::new();
    for limit in limits.iter().copied().chain([LimitId::Budget]) {
        if let Some(found) = smallest_relaxation(problem, Some(limit))
            && found.len() == 1
            && found != relaxation
            && !alternatives.contains(&found)
        {
            alternatives.push(found);
        }
    }
    Conflict {
        limits,
        relaxation,
        alternatives,
    }
}

/// The risk-free rate that a ratio has to exceed.
fn risk_free(problem: &ScenarioProblem) -> Option<f64> {
    match problem.objective {
        ScenarioObjective::MaxRatio { risk_free } => Some(risk_free),
        _ => None,
    }
}

/// The limits that may be named, the likeliest culprits last: what was left at its default belongs
/// to the model.
fn named(problem: &ScenarioProblem) -> Vec<LimitId> {
    let constraints = problem.constraints();
    let (min, max) = (&constraints.min_weight, &constraints.max_weight);
    let mut named = Vec::new();
    if constraints.budget != Constraints::DEFAULT_BUDGET {
        named.push(LimitId::Budget);
    }
    let is_own = |value: f64, usual: f64| value.is_finite() && value != usual;
    let own = |bounds: &Bounds, usual: f64| -> Vec<usize> {
        let own = bounds.by_asset.iter();
        let own = own.filter(|&(_, &value)| is_own(value, usual));
        own.map(|(&asset, _)| asset).collect()
    };
    let (lowest, highest) = (
        Constraints::DEFAULT_MIN_WEIGHT,
        Constraints::DEFAULT_MAX_WEIGHT,
    );
    named.extend(own(min, lowest).into_iter().map(LimitId::MinWeightOf));
    named.extend(own(max, highest).into_iter().map(LimitId::MaxWeightOf));
    named.extend(is_own(min.default, lowest).then_some(LimitId::MinWeight));
    named.extend(is_own(max.default, highest).then_some(LimitId::MaxWeight));
    for (index, row) in constraints.rows.iter().enumerate() {
        named.extend(row.min.map(|_| LimitId::RowMin(index)));
        named.extend(row.max.map(|_| LimitId::RowMax(index)));
    }
    named.extend(constraints.gross_exposure.map(|_| LimitId::GrossExposure));
    named.extend(constraints.turnover.as_ref().map(|_| LimitId::Turnover));
    let tracking_error = constraints.tracking_error.as_ref();
    named.extend(tracking_error.map(|_| LimitId::TrackingError));
    named.extend(constraints.target_return.map(|_| LimitId::TargetReturn));
    named.extend(risk_free(problem).map(|_| LimitId::RiskFree));
    named.extend(constraints.max_risk.map(|_| LimitId::MaxRisk));
    named
}

/// The deletion filter.
fn irreducible(problem: &ScenarioProblem) -> Vec<LimitId> {
    let named = named(problem);
    let mut kept: BTreeSet<LimitId> = named.iter().copied().collect();
    if is_feasible(problem, &named, &kept) {
        return Vec::new();
    }
    for &limit in &named {
        kept.remove(&limit);
        if is_feasible(problem, &named, &kept) {
            kept.insert(limit);
        }
    }
    kept.into_iter().collect()
}

/// Whether some portfolio keeps the named limits in `kept` and all that have no name.
fn is_feasible(problem: &ScenarioProblem, named: &[LimitId], kept: &BTreeSet<LimitId>) -> bool {
    let keeps = |limit: LimitId| kept.contains(&limit);
    let stays = |limit: LimitId| keeps(limit) || !named.contains(&limit);
    let mut reduced = problem.constraints().clone();
    reduced.min_weight = without(
        &reduced.min_weight,
        (Constraints::DEFAULT_MIN_WEIGHT, f64::NEG_INFINITY),
        |value, other| value > other,
        stays(LimitId::MinWeight),
        |asset| stays(LimitId::MinWeightOf(asset)),
    );
    reduced.max_weight = without(
        &reduced.max_weight,
        (Constraints::DEFAULT_MAX_WEIGHT, f64::INFINITY),
        |value, other| value < other,
        stays(LimitId::MaxWeight),
        |asset| stays(LimitId::MaxWeightOf(asset)),
    );
    for (index, row) in reduced.rows.iter_mut().enumerate() {
        row.min = row.min.filter(|_| keeps(LimitId::RowMin(index)));
        row.max = row.max.filter(|_| keeps(LimitId::RowMax(index)));
    }
    // A row without a limit is no row.
    reduced
        .rows
        .retain(|row| row.min.is_some() || row.max.is_some());
    let forget = |limit: LimitId| !keeps(limit);
    if forget(LimitId::TargetReturn) {
        reduced.target_return = None;
    }
    if forget(LimitId::Turnover) {
        reduced.turnover = None;
    }
    if forget(LimitId::GrossExposure) {
        reduced.gross_exposure = None;
    }
    if forget(LimitId::TrackingError) {
        reduced.tracking_error = None;
    }
    if forget(LimitId::MaxRisk) {
        reduced.max_risk = None;
    }
    let risk_free = risk_free(problem).filter(|_| keeps(LimitId::RiskFree));
    can_be_kept(problem, reduced, risk_free, stays(LimitId::Budget))
}

/// Bounds with some of them left out: they fall back to the default where it is looser, and are
/// absent otherwise.
fn without(
    bounds: &Bounds,
    (usual, absent): (f64, f64),
    is_tighter: impl Fn(f64, f64) -> bool,
    keeps_default: bool,
    keeps: impl Fn(usize) -> bool,
) -> Bounds {
    let fall_back = |value: f64, to: f64| if is_tighter(value, to) { to } else { absent };
    let default = if keeps_default {
        bounds.default
    } else {
        fall_back(bounds.default, usual)
    };
    let bound = |(&asset, &value): (&usize, &f64)| {
        let kept = keeps(asset);
        (
            asset,
            if kept {
                value
            } else {
                fall_back(value, default)
            },
        )
    };
    Bounds {
        default,
        by_asset: bounds.by_asset.iter().map(bound).collect(),
    }
}
