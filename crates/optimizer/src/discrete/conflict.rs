//! Why no choice keeps all limits, and what would help.
//!
//! The deletion filter over the limits of the weights and of the positions, with a search for any
//! portfolio as the oracle. A limit by itself gives way by bisection, numbers of positions in whole
//! ones; each feasible portfolio on the way shortens it. Where no limit by itself repairs the whole,
//! one conflict after the other is repaired where that is cheapest.

use std::collections::BTreeSet;

use super::DiscreteProblem;
use super::feasible::{Feasibility, Oracle};
use crate::conflict::filter::{self, NOTHING, SMALLEST_UNIT, rounded};
use crate::limits::LimitId;
use crate::outcome::{Conflict, Relaxation};
use crate::progress::is_stopped;

/// Halvings of the range in which a limit begins to give way.
const HALVINGS: usize = 60;
/// Conflicts that are repaired one after the other.
const CONFLICTS: usize = 40;
/// How much further than rounding a limit goes where that is not enough.
const NUDGES: [f64; 6] = [0.0, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5];

/// Why `problem` is infeasible; no limits if it is feasible after all, or where that is not known.
pub(super) fn explain(problem: &DiscreteProblem) -> Conflict {
    let Some(oracle) = Oracle::new(problem) else {
        return Conflict::default();
    };
    let limits = irreducible(problem, &oracle);
    if limits.is_empty() {
        return Conflict::default();
    }
    let mut ways: Vec<(f64, (LimitId, f64))> = Vec::new();
    for &limit in &limits {
        let alone = |value: f64| feasible(&oracle, problem, &vec![(limit, value)], None);
        if let Some(value) = gives_way(problem, limit, alone) {
            ways.push((share(problem, limit, value), (limit, value)));
        }
    }
    ways.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut ways = ways.into_iter().map(|way| vec![way.1]);
    let relaxation = match ways.next() {
        Some(way) => way,
        None => one_after_the_other(problem, &oracle, limits.clone()).unwrap_or_default(),
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

/// The least number of a limit with which `search` finds a portfolio, rounded outwards.
fn gives_way(
    problem: &DiscreteProblem,
    limit: LimitId,
    search: impl Fn(f64) -> Feasibility,
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
    let mut good = steps.into_iter().find_map(|step| match search(step) {
        Feasibility::Yes(weights) => Some(needed(problem, limit, &weights, value, step)),
        Feasibility::No | Feasibility::Unknown => None,
    })?;
    let mut bad = value;
    for _ in 0..HALVINGS {
        if is_stopped() {
            return None;
        }
        if (good - bad).abs() <= accuracy(limit) * (1.0 + good.abs()) {
            break;
        }
        let middle = 0.5 * (good + bad);
        match search(middle) {
            Feasibility::Yes(weights) => good = needed(problem, limit, &weights, bad, middle),
            Feasibility::No | Feasibility::Unknown => bad = middle,
        }
    }
    NUDGES
        .map(|nudge| rounded(limit, good, nudge))
        .into_iter()
        .find(|&value| matches!(search(value), Feasibility::Yes(_)))
}

/// What `weights` need of a limit, which is between `bad` and `good`.
fn needed(
    problem: &DiscreteProblem,
    limit: LimitId,
    weights: &nalgebra::DVector<f64>,
    bad: f64,
    good: f64,
) -> f64 {
    let held = || {
        weights
            .iter()
            .map(|weight| weight.abs())
            .filter(|&weight| weight > NOTHING)
    };
    let rows = &problem.convex.constraints().rows;
    let row = |index: usize| {
        rows.get(index)
            .map(|row| crate::broken::exposure(row, weights))
    };
    let needs = match limit {
        LimitId::MinPosition => Some(held().fold(f64::INFINITY, f64::min)),
        LimitId::MaxPosition => Some(held().fold(0.0, f64::max)),
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

/// How well the number of a limit is found, as a share of it.
fn accuracy(limit: LimitId) -> f64 {
    match limit {
        // Money, and a search for whole shares at each step.
        LimitId::Amount | LimitId::MaxCash => 1e-6,
        _ => 1e-11,
    }
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

/// Repairs one conflict after the other, each by the limit that changes least.
fn one_after_the_other(
    problem: &DiscreteProblem,
    oracle: &Oracle<'_>,
    first: Vec<LimitId>,
) -> Option<Relaxation> {
    let mut relaxation: Relaxation = Vec::new();
    let mut limits = first;
    for _ in 0..CONFLICTS {
        if is_stopped() {
            return None;
        }
        let relaxed = problem.relaxed(&relaxation).ok()?;
        let among: BTreeSet<LimitId> = limits.iter().copied().collect();
        let ways = limits.iter().filter_map(|&limit| {
            let alone =
                |value: f64| feasible(oracle, &relaxed, &vec![(limit, value)], Some(&among));
            let value = gives_way(&relaxed, limit, alone)?;
            Some((share(&relaxed, limit, value), limit, value))
        });
        let (_, limit, value) = ways.min_by(|one, other| one.0.total_cmp(&other.0))?;
        relaxation.retain(|change| change.0 != limit);
        relaxation.push((limit, value));
        let relaxed = problem.relaxed(&relaxation).ok()?;
        if let Feasibility::Yes(_) = feasible(oracle, problem, &relaxation, None) {
            return Some(relaxation);
        }
        limits = irreducible(&relaxed, oracle);
        if limits.is_empty() {
            return None;
        }
    }
    None
}

/// How much a limit changes, as a share of its number.
fn share(problem: &DiscreteProblem, limit: LimitId, value: f64) -> f64 {
    let before = problem.limit(limit).unwrap_or_default();
    (value - before).abs() / before.abs().max(SMALLEST_UNIT)
}
