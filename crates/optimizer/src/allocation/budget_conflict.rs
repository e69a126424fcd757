//! Why risk budgets and limits contradict each other.
//!
//! A risk budget needs every weight to be positive, which no limit says. So a conflict is looked
//! for among the limits, then among the limits of portfolios whose weights are all above a
//! trifle; and what would help is tried before it is offered.

use crate::limits::{Constraints, LimitId};
use crate::outcome::{Conflict, Outcome, Relaxation};
use crate::problem::{Objective, Problem, ProblemError, refuse_limits};
use crate::solve::solve;

/// Every weight has to be able to reach this share of the budget.
const POSITIVE: f64 = 1e-6;

/// Why no portfolio with all weights positive keeps the limits of `problem`, if that is so.
/// `free` is what the weights break that know no limits: relaxed as far, they pass.
pub(super) fn conflict(
    problem: &Problem,
    free: &Conflict,
) -> Result<Option<Conflict>, ProblemError> {
    let fields = [
        "turnover",
        "gross_exposure",
        "tracking_error",
        "max_risk",
        "costs",
    ];
    refuse_limits(
        problem.constraints(),
        &fields,
        "is not possible with risk budgets",
    )?;
    let calmest = problem.with_objective(Objective::MinVariance)?;
    let found = match solve(&calmest) {
        Outcome::Infeasible(conflict) => Some(conflict),
        _ => closed(problem).or_else(|| among_positive(&calmest)),
    };
    Ok(found.map(|found| tried(&calmest, found, free)))
}

/// Assets that may not be held at all.
fn closed(problem: &Problem) -> Option<Conflict> {
    let least = POSITIVE * problem.constraints().budget;
    let closed = (0..problem.assets())
        .filter(|&asset| problem.constraints().max_weight.of(asset) < least)
        .map(|asset| (LimitId::MaxWeightOf(asset), least));
    let relaxation: Relaxation = closed.collect();
    let &(first, _) = relaxation.first()?;
    Some(Conflict {
        limits: vec![first],
        relaxation,
        alternatives: Vec::new(),
    })
}

/// The limits that leave no room for weights that are all positive.
fn among_positive(calmest: &Problem) -> Option<Conflict> {
    let raised = raised(calmest, calmest.constraints().clone())?;
    let Outcome::Infeasible(mut conflict) = solve(&raised) else {
        return None;
    };
    let is_raised = |limit: &LimitId| matches!(limit, LimitId::MinWeight | LimitId::MinWeightOf(_));
    if !conflict.limits.iter().all(is_raised) {
        conflict.limits.retain(|limit| !is_raised(limit));
    }
    Some(conflict)
}

/// The same with every weight above a trifle; nothing where some weight has no room for that.
fn raised(calmest: &Problem, mut constraints: Constraints) -> Option<Problem> {
    let least = POSITIVE * constraints.budget;
    for asset in 0..calmest.assets() {
        let lower = constraints.min_weight.of(asset).max(least);
        constraints.min_weight.by_asset.insert(asset, lower);
    }
    calmest.with_constraints(constraints).ok()
}

/// With what does help: of the alternatives those that do, and for the relaxation, where it does
/// not, the one that lets the weights without limits pass.
fn tried(calmest: &Problem, found: Conflict, free: &Conflict) -> Conflict {
    let helps = |relaxation: &Relaxation| {
        let own = calmest.constraints();
        let relaxes = relaxation.iter().all(|&(limit, value)| {
            let before = own.value(limit).unwrap_or(value);
            match limit.is_upper() {
                Some(true) => value >= before,
                Some(false) => value <= before,
                None => true,
            }
        });
        let constraints = relaxation
            .iter()
            .fold(own.clone(), |constraints, &(limit, value)| {
                constraints.with(limit, value)
            });
        let relaxed = raised(calmest, constraints);
        relaxes && relaxed.is_some_and(|relaxed| solve(&relaxed).solution().is_some())
    };
    let relaxation = if helps(&found.relaxation) {
        found.relaxation
    } else {
        free.relaxation.clone()
    };
    let mut alternatives = found.alternatives;
    alternatives.retain(helps);
    Conflict {
        limits: found.limits,
        relaxation,
        alternatives,
    }
}
