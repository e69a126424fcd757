//! What every search for a conflict has in common, whatever is asked of the limits.
//!
//! The deletion filter: every named limit is left out in turn, and stays out if the rest is still
//! infeasible. Many are left out at once, halves of those that cannot be, and so on: `c` culprits
//! among `m` limits take about `2c log₂(m ÷ c)` tests (Junker, *QuickXplain*, AAAI 2004). The budget of 1 and bounds no tighter than their defaults belong to the model and are
//! not named. A limit that is left out falls back to the default where it is tighter than the
//! default, and is absent otherwise. Limits that give way are rounded outwards.

use std::collections::BTreeSet;

use crate::limits::{Bounds, Constraints, LimitId};
use crate::outcome::{Conflict, Relaxation};
use crate::progress::is_stopped;

/// Relative relaxations are measured against at least this number.
pub(crate) const SMALLEST_UNIT: f64 = 0.01;
/// What relaxing a bound that was left at its default costs: a last resort.
pub(crate) const LAST_RESORT: f64 = 1e3;
/// A relaxation smaller than this share is rounding.
pub(crate) const NOTHING: f64 = 1e-9;
/// Relaxed limits are rounded outwards to this many decimals' unit.
const DECIMALS: f64 = 1e10;
/// How much further than rounding relaxed limits go, one after the other.
const NUDGES: [f64; 5] = [0.0, 1e-9, 1e-7, 1e-5, 1e-4];
/// The same for alternatives, which are no loss.
const FEWER_NUDGES: [f64; 2] = [0.0, 1e-6];

scoped_tls_hkt::scoped_thread_local!(static BRIEFLY: bool);

/// Runs `work`, in which nobody asks why limits contradict each other, only whether they do:
/// conflicts name all limits, and no way out. Searches meet thousands of them.
pub(crate) fn briefly<T>(work: impl FnOnce() -> T) -> T {
    BRIEFLY.set(&true, work)
}

/// Some of the limits that have a name, and all that have none.
pub(crate) struct Kept<'k> {
    named: &'k [LimitId],
    kept: &'k BTreeSet<LimitId>,
}

impl Kept<'_> {
    /// Whether a limit that has a name is among them.
    pub(crate) fn keeps(&self, limit: LimitId) -> bool {
        self.kept.contains(&limit)
    }

    /// Whether a limit is among them, or is nobody's.
    pub(crate) fn stays(&self, limit: LimitId) -> bool {
        self.keeps(limit) || !self.named.contains(&limit)
    }

    /// All of them that have a name.
    pub(crate) fn limits(&self) -> &BTreeSet<LimitId> {
        self.kept
    }

    /// The constraints without the others.
    pub(crate) fn of(&self, constraints: &Constraints) -> Constraints {
        let keeps = |limit: LimitId| self.keeps(limit);
        let mut rows = constraints.rows.clone();
        for (index, row) in rows.iter_mut().enumerate() {
            row.min = row.min.filter(|_| keeps(LimitId::RowMin(index)));
            row.max = row.max.filter(|_| keeps(LimitId::RowMax(index)));
        }
        // A row without a limit is no row.
        rows.retain(|row| row.min.is_some() || row.max.is_some());
        let all = constraints.clone();
        Constraints {
            budget: all.budget,
            min_weight: without(
                &all.min_weight,
                (Constraints::DEFAULT_MIN_WEIGHT, f64::NEG_INFINITY),
                |value, other| value > other,
                self.stays(LimitId::MinWeight),
                |asset| self.stays(LimitId::MinWeightOf(asset)),
            ),
            max_weight: without(
                &all.max_weight,
                (Constraints::DEFAULT_MAX_WEIGHT, f64::INFINITY),
                |value, other| value < other,
                self.stays(LimitId::MaxWeight),
                |asset| self.stays(LimitId::MaxWeightOf(asset)),
            ),
            rows,
            target_return: all.target_return.filter(|_| keeps(LimitId::TargetReturn)),
            turnover: all.turnover.filter(|_| keeps(LimitId::Turnover)),
            gross_exposure: all.gross_exposure.filter(|_| keeps(LimitId::GrossExposure)),
            tracking_error: all.tracking_error.filter(|_| keeps(LimitId::TrackingError)),
            max_risk: all.max_risk.filter(|_| keeps(LimitId::MaxRisk)),
            costs: all.costs,
        }
    }
}

/// `constraints` with those of the `named` limits that are in `kept`.
pub(crate) fn kept(
    named: &[LimitId],
    kept: &BTreeSet<LimitId>,
    constraints: &Constraints,
) -> Constraints {
    Kept { named, kept }.of(constraints)
}

/// The budget, the bounds and the rows that may be named, in this order.
pub(crate) fn named_bounds_and_rows(constraints: &Constraints) -> Vec<LimitId> {
    let (min, max) = (&constraints.min_weight, &constraints.max_weight);
    let (lowest, highest) = (
        Constraints::DEFAULT_MIN_WEIGHT,
        Constraints::DEFAULT_MAX_WEIGHT,
    );
    let is_own = |value: f64, usual: f64| value.is_finite() && value != usual;
    let own = |bounds: &Bounds, usual: f64| -> Vec<usize> {
        let own = bounds.by_asset.iter();
        let own = own.filter(|&(_, &value)| is_own(value, usual));
        own.map(|(&asset, _)| asset).collect()
    };
    let mut named = Vec::new();
    named.extend((constraints.budget != Constraints::DEFAULT_BUDGET).then_some(LimitId::Budget));
    named.extend(own(min, lowest).into_iter().map(LimitId::MinWeightOf));
    named.extend(own(max, highest).into_iter().map(LimitId::MaxWeightOf));
    named.extend(is_own(min.default, lowest).then_some(LimitId::MinWeight));
    named.extend(is_own(max.default, highest).then_some(LimitId::MaxWeight));
    for (index, row) in constraints.rows.iter().enumerate() {
        named.extend(row.min.map(|_| LimitId::RowMin(index)));
        named.extend(row.max.map(|_| LimitId::RowMax(index)));
    }
    named
}

/// The deletion filter; the likeliest culprits are named last. Empty where all can be kept.
pub(crate) fn irreducible(
    named: &[LimitId],
    is_feasible: impl Fn(&Kept<'_>) -> bool,
) -> Vec<LimitId> {
    irreducible_within(named, |_| None, is_feasible)
}

/// As [`irreducible`], where `suspects` may know some of the limits that contradict each other by
/// themselves, once all of them were tested.
pub(crate) fn irreducible_within(
    named: &[LimitId],
    suspects: impl Fn(&BTreeSet<LimitId>) -> Option<BTreeSet<LimitId>>,
    is_feasible: impl Fn(&Kept<'_>) -> bool,
) -> Vec<LimitId> {
    let mut kept: BTreeSet<LimitId> = named.iter().copied().collect();
    let is_feasible = |kept: &BTreeSet<LimitId>| is_feasible(&Kept { named, kept });
    if is_feasible(&kept) {
        return Vec::new();
    }
    if BRIEFLY.is_set() {
        return named.to_vec();
    }
    while let Some(fewer) = suspects(&kept).filter(|fewer| fewer.len() < kept.len()) {
        if is_feasible(&fewer) {
            break;
        }
        kept = fewer;
    }
    let left: Vec<LimitId> = named
        .iter()
        .copied()
        .filter(|limit| kept.contains(limit))
        .collect();
    let (first, second) = left.split_at(left.len() / 2);
    shed(first, Sought::Untested, &mut kept, &is_feasible);
    shed(second, Sought::Untested, &mut kept, &is_feasible);
    match is_stopped() {
        true => Vec::new(),
        false => kept.into_iter().collect(),
    }
}

/// What is known of some limits before any of them is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sought {
    Untested,
    /// Without all of them the rest is feasible.
    Needed,
}

/// Leaves out those of `limits` without which the rest is still infeasible, in their order.
fn shed(
    limits: &[LimitId],
    sought: Sought,
    kept: &mut BTreeSet<LimitId>,
    is_feasible: &impl Fn(&BTreeSet<LimitId>) -> bool,
) {
    if limits.is_empty() || is_stopped() {
        return;
    }
    if sought == Sought::Untested {
        limits.iter().for_each(|limit| {
            kept.remove(limit);
        });
        if !is_feasible(kept) {
            return;
        }
        kept.extend(limits);
    }
    if limits.len() == 1 {
        return;
    }
    let (first, second) = limits.split_at(limits.len() / 2);
    shed(first, Sought::Untested, kept, is_feasible);
    let is_shed = first.iter().all(|limit| !kept.contains(limit));
    let known = if is_shed {
        Sought::Needed
    } else {
        Sought::Untested
    };
    shed(second, known, kept, is_feasible);
}

/// The conflict of `limits`, given the smallest relaxation of one limit only, or of any.
pub(crate) fn with_ways_out(
    limits: Vec<LimitId>,
    smallest_relaxation: impl Fn(Option<LimitId>) -> Option<Relaxation>,
) -> Conflict {
    if limits.is_empty() {
        return Conflict::default();
    }
    if BRIEFLY.is_set() {
        return Conflict {
            limits,
            ..Conflict::default()
        };
    }
    let relaxation = smallest_relaxation(None).unwrap_or_default();
    let mut alternatives = Vec::new();
    for limit in limits.iter().copied().chain([LimitId::Budget]) {
        if is_stopped() {
            return Conflict::default();
        }
        // What changes one limit alone is the smallest change of that limit.
        if matches!(relaxation[..], [(changed, _)] if changed == limit) {
            continue;
        }
        if let Some(found) = smallest_relaxation(Some(limit))
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

/// What a relaxation comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repair {
    /// The limits still contradict each other.
    None,
    /// Some portfolio keeps them.
    Feasible,
    /// And the best one is found.
    Solved,
}

/// The first of the relaxations, each a little further out, that is solved, or else repairs at all.
///
/// Rounding outwards is enough almost always; a nudge where it is not, or where the feasible set is
/// so thin that no solver proves an optimum in it. Of one limit only it is an alternative.
pub(crate) fn as_far_as_it_takes(
    only: Option<LimitId>,
    relaxed_by: impl Fn(f64) -> Relaxation,
    repair: impl Fn(&Relaxation) -> Repair,
) -> Option<Relaxation> {
    let nudges: &[f64] = match only {
        Some(_) => &FEWER_NUDGES,
        None => &NUDGES,
    };
    let (mut kept, mut last) = (None, Relaxation::new());
    for &nudge in nudges {
        if is_stopped() {
            return None;
        }
        let relaxation = relaxed_by(nudge);
        // What has no looser side goes no further out.
        if relaxation == last {
            continue;
        }
        last.clone_from(&relaxation);
        match repair(&relaxation) {
            Repair::Solved => return Some(relaxation),
            Repair::Feasible => kept = kept.or(Some(relaxation)),
            Repair::None => {}
        }
    }
    kept
}

/// A limit's number, rounded outwards.
pub(crate) fn rounded(limit: LimitId, value: f64, nudge: f64) -> f64 {
    match limit.is_upper() {
        Some(true) => ((value + nudge) * DECIMALS - 0.01).ceil() / DECIMALS,
        Some(false) => ((value - nudge) * DECIMALS + 0.01).floor() / DECIMALS,
        None => (value * DECIMALS).round() / DECIMALS,
    }
}

/// Bounds with some of them left out.
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
        let bound = match keeps(asset) {
            true => value,
            false => fall_back(value, default),
        };
        (asset, bound)
    };
    Bounds {
        default,
        by_asset: bounds.by_asset.iter().map(bound).collect(),
    }
}
