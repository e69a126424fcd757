//! Conflicts of limits that are no rows, by Clarabel.

use super::{Changed, EXCESS, Model};
use nalgebra::DVector;

use crate::estimate::Moments;
use crate::limits::{Constraints, LimitId};
use crate::outcome::Solution;
use crate::problem::{Objective, Problem};
use crate::solve::{Cone, Method, Said, bent_optimum};

/// Limits that all have to give way by more than this contradict each other.
const KEPT: f64 = 1e-9;
/// A limit with a price below this has none; the prices of all sum to 1.
const PRICED: f64 = 1e-7;
/// A relative change below this is what an interior-point method leaves.
const NOTHING: f64 = 1e-7;

/// What a test of feasibility by a cone program shows.
pub(super) enum Shown {
    /// These weights keep everything.
    Kept(DVector<f64>),
    /// The limits that have a price: no more than they contradict each other, up to rounding.
    Contradiction(Vec<LimitId>),
    /// Neither.
    Nothing,
}

/// Whether some portfolio keeps everything: by how much would every limit have to give way?
pub(super) fn can_be_kept(
    moments: &Moments,
    constraints: &Constraints,
    risk_free: Option<f64>,
    has_budget: bool,
) -> Shown {
    let missing = moments.assets() + 1;
    let gives = |_: LimitId| Some((missing, 1.0));
    let mut cone = Cone::new(moments, constraints, 1, &gives);
    if has_budget {
        cone.spend(Vec::new());
    }
    if let Some(risk_free) = risk_free {
        cone.limit(cone.short_of(risk_free + EXCESS), LimitId::RiskFree);
    }
    cone.below(vec![(missing, -1.0)], 0.0);
    let mut linear = vec![0.0; cone.columns()];
    linear[missing] = 1.0;
    match cone.solve_priced(None, &linear, false) {
        (Said::At(x, _), _) if x[missing] <= KEPT => {
            Shown::Kept(x.rows(0, moments.assets()).into_owned())
        }
        (Said::At(..), prices) => {
            let priced = prices.into_iter().filter(|price| price.1 > PRICED);
            Shown::Contradiction(priced.map(|price| price.0).collect())
        }
        (Said::Infeasible | Said::Unbounded | Said::Nothing, _) => Shown::Nothing,
    }
}

/// The limits that have to change, with their new numbers: as `Elastic`, with the same columns.
pub(super) fn smallest_changes(
    model: &Model<'_>,
    columns: &[(LimitId, f64, f64)],
) -> Option<Changed> {
    let moments = model.problem.moments();
    let first = moments.assets() + 1;
    let gives = |limit: LimitId| {
        let position = columns.iter().position(|column| column.0 == limit)?;
        Some((first + position, columns[position].1))
    };
    let down = first + columns.len();
    let mut cone = Cone::new(moments, model.constraints, columns.len() + 1, &gives);
    let budget = model.constraints.budget;
    cone.spend(match gives(LimitId::Budget) {
        Some((up, _)) => vec![(up, -budget), (down, budget)],
        None => Vec::new(),
    });
    if let Some(risk_free) = model.risk_free {
        cone.limit(cone.short_of(risk_free + EXCESS), LimitId::RiskFree);
    }
    let mut linear = vec![0.0; cone.columns()];
    linear[down] = 1.0;
    for (position, column) in columns.iter().enumerate() {
        linear[first + position] = column.2;
    }
    for column in first..=down {
        cone.below(vec![(column, -1.0)], 0.0);
    }
    let Said::At(x, _) = cone.solve(None, &linear, false) else {
        return None;
    };
    let mut changes = Vec::new();
    for (position, &(limit, unit, _)) in columns.iter().enumerate() {
        let mut change = x[first + position];
        if limit == LimitId::Budget {
            change -= x[down];
        }
        if change.abs() > NOTHING {
            let sign = match limit.is_upper() {
                Some(false) => -1.0,
                _ => 1.0,
            };
            changes.push((limit, model.value(limit)? + sign * unit * change));
        }
    }
    let weights = x.rows(0, moments.assets()).into_owned();
    Some(Changed { changes, weights })
}

/// Whether the solver finds a portfolio under these limits.
pub(super) fn has_portfolio(
    problem: &Problem,
    mut constraints: Constraints,
    risk_free: Option<f64>,
) -> bool {
    if let Some(risk_free) = risk_free {
        let least = risk_free + EXCESS;
        let target = constraints.target_return;
        constraints.target_return = Some(target.map_or(least, |target| target.max(least)));
    }
    let repaired = problem
        .with_objective(Objective::MinVariance)
        .and_then(|problem| problem.with_constraints(constraints));
    repaired
        .is_ok_and(|repaired| bent_optimum(&repaired, Method::Auto, Solution::ACCURATE).is_some())
}
