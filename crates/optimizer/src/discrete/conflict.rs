//! Why no choice keeps all limits, and what would help.
//!
//! The deletion filter over the limits of the weights and of the positions, with a search for any
//! portfolio as the oracle. A limit by itself gives way by bisection, numbers of positions in whole
//! ones; each feasible portfolio on the way shortens it. Where no limit by itself repairs the whole,
//! one conflict after the other is repaired where that is cheapest.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use nalgebra::DVector;

use super::feasible::{Feasibility, Oracle, found};
use super::{Convex, DiscreteProblem};
use crate::conflict::filter::{self, NOTHING, SMALLEST_UNIT, rounded};
use crate::limits::{Bounds, LimitId};
use crate::outcome::{Conflict, Outcome, Relaxation};
use crate::progress::is_stopped;
use crate::scenario::{ScenarioOutcome, solve_scenario};
use crate::solve::solve;
use crate::weighted::{WeightedOutcome, solve_weighted};

/// Halvings of the range in which a limit begins to give way.
const HALVINGS: usize = 60;
/// How much less than what is recommended might do. Nearer to the end, infeasible limits are hard to
/// tell from feasible ones, and what is hard to tell takes many nodes.
const ACCURACY: f64 = 1e-6;
/// Conflicts that are repaired one after the other.
const CONFLICTS: usize = 40;
/// How much further than rounding a limit goes where that is not enough.
const NUDGES: [f64; 6] = [0.0, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5];

/// Why `problem` is infeasible; no limits if it is feasible after all, or where that is not known.
pub(super) fn explain(problem: &DiscreteProblem) -> Conflict {
    let Some(oracle) = Oracle::new(problem) else {
        return Conflict::default();
    };
    if let Some(conflict) = of_weights(problem) {
        return with_positions(problem, &oracle, conflict);
    }
    let limits = irreducible(problem, &oracle);
    if limits.is_empty() {
        return Conflict::default();
    }
    let mut ways: Vec<(f64, (LimitId, f64))> = Vec::new();
    for &limit in &limits {
        let alone = |value: f64| feasible(&oracle, problem, &vec![(limit, value)], None);
        // A hair's breadth may be enough for some portfolio, and too little for the best one.
        let proven = |value: f64| match problem.relaxed(&vec![(limit, value)]) {
            Ok(relaxed) => found(&relaxed),
            Err(_) => Feasibility::No,
        };
        if let Some(value) = gives_way(problem, limit, alone, proven) {
            ways.push((share(problem, limit, value), (limit, value)));
        }
    }
    ways.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut ways = ways.into_iter().map(|way| vec![way.1]);
    let relaxation = match ways.next() {
        Some(way) => way,
        None => {
            let none = Relaxation::new();
            one_after_the_other(problem, &oracle, none, limits.clone()).unwrap_or_default()
        }
    };
    if is_stopped() {
        return Conflict::default();
    }
    Conflict {
        limits,
        relaxation,
        alternatives: ways.collect(),
    }
}

/// The conflict of the limits of the weights among themselves, which is quick to find: what nobody
/// can keep, nobody can keep with few positions. Whole shares need not spend all of the budget.
fn of_weights(problem: &DiscreteProblem) -> Option<Conflict> {
    if problem.choice.shares.is_some() {
        return None;
    }
    let conflict = match &problem.convex {
        Convex::Moments(convex) => match solve(convex) {
            Outcome::Infeasible(conflict) => conflict,
            _ => return None,
        },
        Convex::Scenarios(convex) => match solve_scenario(convex) {
            ScenarioOutcome::Infeasible(conflict) => conflict,
            _ => return None,
        },
        Convex::Weighted(convex) => {
            match solve_weighted(convex, &mut |_| ControlFlow::Continue(())) {
                WeightedOutcome::Infeasible(conflict) => conflict,
                _ => return None,
            }
        }
    };
    (!conflict.limits.is_empty()).then_some(conflict)
}

/// A conflict of the weights, with ways out that the positions can keep as well.
fn with_positions(problem: &DiscreteProblem, oracle: &Oracle<'_>, conflict: Conflict) -> Conflict {
    let repairs = |way: &Relaxation| match problem.relaxed(way) {
        Ok(relaxed) => matches!(found(&relaxed), Feasibility::Yes(_)),
        Err(_) => false,
    };
    let relaxation = if repairs(&conflict.relaxation) {
        conflict.relaxation
    } else {
        let way = conflict.relaxation;
        let left = problem
            .relaxed(&way)
            .map(|relaxed| irreducible(&relaxed, oracle))
            .unwrap_or_default();
        one_after_the_other(problem, oracle, way, left).unwrap_or_default()
    };
    // Where it takes more than the weights to repair the whole, no way by itself does.
    let alternatives = match relaxation.len() {
        0 | 1 => conflict.alternatives.into_iter().filter(repairs).collect(),
        _ => Vec::new(),
    };
    if is_stopped() {
        return Conflict {
            limits: conflict.limits,
            ..Conflict::default()
        };
    }
    Conflict {
        limits: conflict.limits,
        relaxation,
        alternatives,
    }
}

fn irreducible(problem: &DiscreteProblem, oracle: &Oracle<'_>) -> Vec<LimitId> {
    filter::irreducible(&named(problem), |kept| {
        let keeps = |limit: LimitId| kept.keeps(limit);
        let constraints = kept.of(problem.convex.constraints());
        let found = oracle.search(problem, constraints, kept.stays(LimitId::Budget), &keeps);
        // What is not known to be infeasible is no conflict.
        !matches!(found, Feasibility::No)
    })
}

/// The limits that may be named, the likeliest culprits last.
fn named(problem: &DiscreteProblem) -> Vec<LimitId> {
    let constraints = problem.convex.constraints();
    let mut named = filter::named_bounds_and_rows(constraints);
    named.extend(
        [
            LimitId::Turnover,
            LimitId::GrossExposure,
            LimitId::TrackingError,
            LimitId::MaxRisk,
            LimitId::TargetReturn,
            LimitId::RiskFree,
            LimitId::MaxPosition,
            LimitId::MinPosition,
            LimitId::MinTrade,
            LimitId::MaxCash,
            LimitId::Amount,
        ]
        .into_iter()
        .filter(|&limit| problem.limit(limit).is_some()),
    );
    let groups = 0..problem.choice.positions.groups.len();
    named.extend(groups.map(LimitId::GroupPositions));
    for limit in [LimitId::CardinalityMin, LimitId::CardinalityMax] {
        named.extend(problem.limit(limit).map(|_| limit));
    }
    named
}

/// A portfolio that keeps the limits after a relaxation: all of them, or only those of `among`
/// and those that have no name.
fn feasible(
    oracle: &Oracle<'_>,
    problem: &DiscreteProblem,
    relaxation: &Relaxation,
    among: Option<&BTreeSet<LimitId>>,
) -> Feasibility {
    let Ok(relaxed) = problem.relaxed(relaxation) else {
        return Feasibility::No;
    };
    match among {
        None => {
            let constraints = relaxed.convex.constraints().clone();
            oracle.search(&relaxed, constraints, true, &|_| true)
        }
        Some(among) => {
            let named = named(&relaxed);
            let constraints = filter::kept(&named, among, relaxed.convex.constraints());
            let has_budget = among.contains(&LimitId::Budget) || !named.contains(&LimitId::Budget);
            oracle.search(&relaxed, constraints, has_budget, &|limit| {
                among.contains(&limit)
            })
        }
    }
}

/// The least number of a limit with which `search` finds a portfolio, rounded outwards until
/// `proven` does, too.
fn gives_way(
    problem: &DiscreteProblem,
    limit: LimitId,
    search: impl Fn(f64) -> Feasibility,
    proven: impl Fn(f64) -> Feasibility,
) -> Option<f64> {
    let value = problem.limit(limit)?;
    let is_upper = limit.is_upper()?;
    if let Some(furthest) = furthest_count(problem, limit) {
        return counted(value, furthest, search);
    }
    let far = if is_upper {
        value.abs().max(1.0)
    } else {
        -value.abs().max(1.0)
    };
    let steps = match limit {
        LimitId::MinPosition | LimitId::MinTrade => vec![0.0],
        LimitId::GrossExposure
        | LimitId::Turnover
        | LimitId::TrackingError
        | LimitId::MaxRisk
        | LimitId::MaxPosition
        | LimitId::MaxWeight
        | LimitId::MaxWeightOf(_)
        | LimitId::MinWeight
        | LimitId::MinWeightOf(_)
        | LimitId::RowMin(_)
        | LimitId::RowMax(_)
        | LimitId::TargetReturn
        | LimitId::RiskFree
        | LimitId::Amount
        | LimitId::MaxCash => [0.01, 0.1, 1.0, 10.0, 1e3, 1e6]
            .map(|step| value + step * far)
            .to_vec(),
        _ => return None,
    };
    // Where even the furthest does not help, nothing does.
    if let [_, .., furthest] = steps[..]
        && !matches!(search(furthest), Feasibility::Yes(_))
    {
        return None;
    }
    let mut good = steps.into_iter().find_map(|step| match search(step) {
        Feasibility::Yes(weights) => Some(needed(problem, limit, &weights, value, step)),
        Feasibility::No | Feasibility::Unknown => None,
    })?;
    let mut bad = value;
    let mut is_new = true;
    for _ in 0..HALVINGS {
        if is_stopped() {
            return None;
        }
        let hair = ACCURACY * (1.0 + good.abs());
        if (good - bad).abs() <= hair {
            break;
        }
        // What a portfolio needs is often all that is needed: a hair below it there is none.
        let next = match is_new {
            true => good + hair * (bad - good).signum(),
            false => 0.5 * (good + bad),
        };
        match search(next) {
            Feasibility::Yes(weights) => {
                good = needed(problem, limit, &weights, bad, next);
                is_new = good != next && !is_new;
            }
            Feasibility::No | Feasibility::Unknown => {
                bad = next;
                is_new = false;
            }
        }
    }
    NUDGES
        .map(|nudge| rounded(limit, good, nudge))
        .into_iter()
        .find(|&value| matches!(proven(value), Feasibility::Yes(_)))
}

/// What `weights` need of a limit, which is between `bad` and `good`.
fn needed(
    problem: &DiscreteProblem,
    limit: LimitId,
    weights: &DVector<f64>,
    bad: f64,
    good: f64,
) -> f64 {
    let held = || {
        weights
            .iter()
            .map(|weight| weight.abs())
            .filter(|&weight| weight > NOTHING)
    };
    let limits = problem.convex.constraints();
    let rows = &limits.rows;
    let shared = |bounds: &Bounds| {
        let all = weights.iter().enumerate();
        let shared: Vec<f64> = all
            .filter(|(asset, _)| !bounds.by_asset.contains_key(asset))
            .map(|(_, &weight)| weight)
            .collect();
        shared
    };
    let row = |index: usize| {
        rows.get(index)
            .map(|row| crate::broken::exposure(row, weights))
    };
    let needs = match limit {
        LimitId::MinPosition => Some(held().fold(f64::INFINITY, f64::min)),
        LimitId::MaxPosition => Some(held().fold(0.0, f64::max)),
        LimitId::MinWeight => shared(&limits.min_weight).into_iter().reduce(f64::min),
        LimitId::MaxWeight => shared(&limits.max_weight).into_iter().reduce(f64::max),
        LimitId::MinWeightOf(asset) | LimitId::MaxWeightOf(asset) => Some(weights[asset]),
        LimitId::RowMin(index) | LimitId::RowMax(index) => row(index),
        LimitId::GrossExposure => Some(weights.lp_norm(1)),
        LimitId::MinTrade | LimitId::MaxCash => {
            let shares = problem.choice.shares.as_ref();
            shares.and_then(|shares| shares.needed(limit, problem, weights))
        }
        _ => None,
    };
    let (low, high) = (bad.min(good), bad.max(good));
    needs
        .filter(|needs| (low..=high).contains(needs) && *needs != bad)
        .unwrap_or(good)
}

/// Up to where a number of positions can give way.
fn furthest_count(problem: &DiscreteProblem, limit: LimitId) -> Option<usize> {
    match limit {
        LimitId::CardinalityMax => Some(problem.assets()),
        LimitId::CardinalityMin => Some(0),
        LimitId::GroupPositions(index) => {
            let group = problem.choice.positions.groups.get(index);
            group.map(|group| group.assets.len())
        }
        _ => None,
    }
}

/// The count next to `value` with which there is a portfolio.
fn counted(value: f64, furthest: usize, search: impl Fn(f64) -> Feasibility) -> Option<f64> {
    let is_feasible = |count: f64| matches!(search(count), Feasibility::Yes(_));
    let mut good = furthest as f64;
    if good == value || !is_feasible(good) {
        return None;
    }
    let mut bad = value;
    while (good - bad).abs() > 1.0 {
        if is_stopped() {
            return None;
        }
        let middle = (0.5 * (good + bad)).round();
        let middle = if middle == good {
            middle - (good - bad).signum()
        } else {
            middle
        };
        if is_feasible(middle) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    Some(good)
}

/// Repairs one conflict after the other, beyond what `relaxation` has repaired already, each by the limit that changes least.
fn one_after_the_other(
    problem: &DiscreteProblem,
    oracle: &Oracle<'_>,
    mut relaxation: Relaxation,
    first: Vec<LimitId>,
) -> Option<Relaxation> {
    let mut limits = first;
    if limits.is_empty() {
        return further(problem, relaxation);
    }
    for round in 0..CONFLICTS {
        if is_stopped() {
            return None;
        }
        let relaxed = problem.relaxed(&relaxation).ok()?;
        let among: BTreeSet<LimitId> = limits.iter().copied().collect();
        let ways = limits.iter().filter_map(|&limit| {
            let alone =
                |value: f64| feasible(oracle, &relaxed, &vec![(limit, value)], Some(&among));
            let value = gives_way(&relaxed, limit, alone, alone)?;
            Some((share(&relaxed, limit, value), limit, value))
        });
        let (_, limit, value) = ways.min_by(|one, other| one.0.total_cmp(&other.0))?;
        // What did not suffice the first time goes further the next.
        let again = relaxation.iter().filter(|change| change.0 == limit).count();
        let value = match furthest_count(problem, limit) {
            None if again > 0 => rounded(limit, value, NUDGES[(1 + round).min(NUDGES.len() - 1)]),
            _ => value,
        };
        relaxation.retain(|change| change.0 != limit);
        relaxation.push((limit, value));
        let relaxed = problem.relaxed(&relaxation).ok()?;
        if let Feasibility::Yes(_) = feasible(oracle, problem, &relaxation, None) {
            return further(problem, relaxation);
        }
        limits = irreducible(&relaxed, oracle);
        // Hardly more than one portfolio is left, which the oracle may miss.
        if limits.is_empty() {
            return further(problem, relaxation);
        }
    }
    None
}

/// All changes a hair further, until the problem itself has an answer.
fn further(problem: &DiscreteProblem, relaxation: Relaxation) -> Option<Relaxation> {
    NUDGES.into_iter().find_map(|nudge| {
        let nudged = |&(limit, value): &(LimitId, f64)| match furthest_count(problem, limit) {
            Some(_) => (limit, value),
            None => (limit, rounded(limit, value, nudge)),
        };
        let changes: Relaxation = relaxation.iter().map(nudged).collect();
        let relaxed = problem.relaxed(&changes).ok()?;
        matches!(found(&relaxed), Feasibility::Yes(_)).then_some(changes)
    })
}

/// How much a limit changes, as a share of its number.
fn share(problem: &DiscreteProblem, limit: LimitId, value: f64) -> f64 {
    let before = problem.limit(limit).unwrap_or_default();
    (value - before).abs() / before.abs().max(SMALLEST_UNIT)
}
