//! Why the limits of a problem on scenarios contradict each other, and what would make peace.
//!
//! The conflict is found by the deletion filter of `conflict::filter`. A set of limits is infeasible if its linear program is, if the
//! portfolio nearest to the benchmark is too far, or if the calmest one is too risky. The relaxation
//! is the elastic program of Chinneck, *Feasibility and infeasibility in optimization* (2008): every
//! limit may give way, at a price of 1 per share of its number.

mod elastic;
mod keep;

use elastic::smallest_relaxation;
use keep::can_be_kept;

use super::problem::{ScenarioObjective, ScenarioProblem};
use crate::conflict::RelaxationWeights;
use crate::conflict::filter::{self, Kept};
use crate::limits::LimitId;
use crate::outcome::Conflict;

/// Annual return above the risk-free rate that a ratio needs of some portfolio.
const EXCESS: f64 = 1e-6;

/// Why `problem` is infeasible; no limits if it is feasible after all.
///
/// As [`crate::explain_conflict()`], on scenarios: a test of feasibility is a linear program, or the
/// calmest portfolio where the risk is limited.
pub fn explain_scenario_conflict(
    problem: &ScenarioProblem,
    weights: &RelaxationWeights,
) -> Conflict {
    let limits = filter::irreducible(&named(problem), |kept| is_feasible(problem, kept));
    filter::with_ways_out(limits, |only| smallest_relaxation(problem, weights, only))
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
    let mut named = filter::named_bounds_and_rows(constraints);
    named.extend(constraints.gross_exposure.map(|_| LimitId::GrossExposure));
    named.extend(constraints.turnover.as_ref().map(|_| LimitId::Turnover));
    let tracking_error = constraints.tracking_error.as_ref();
    named.extend(tracking_error.map(|_| LimitId::TrackingError));
    named.extend(constraints.target_return.map(|_| LimitId::TargetReturn));
    named.extend(risk_free(problem).map(|_| LimitId::RiskFree));
    named.extend(constraints.max_risk.map(|_| LimitId::MaxRisk));
    named
}

/// Whether some portfolio keeps these limits.
fn is_feasible(problem: &ScenarioProblem, kept: &Kept<'_>) -> bool {
    let risk_free = risk_free(problem).filter(|_| kept.keeps(LimitId::RiskFree));
    let reduced = kept.of(problem.constraints());
    can_be_kept(problem, reduced, risk_free, kept.stays(LimitId::Budget))
}
