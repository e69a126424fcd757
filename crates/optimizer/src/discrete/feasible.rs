//! Whether any portfolio keeps some of the limits.

use nalgebra::{DMatrix, DVector};

use super::limit::risk_free;
use super::perspective::Perspective;
use super::pieces::Pieces;
use super::search::{Effort, search};
use super::shares;
use super::solve::run;
use super::tree::Deciding;
use super::{Choice, Convex, DiscreteProblem, Search};
use crate::estimate::Moments;
use crate::limits::{Constraints, LimitId};
use crate::problem::{Objective, Problem};
use crate::scenario::ScenarioObjective;
use crate::solve::is_bent;

/// After so many nodes nobody knows.
const NODES: usize = 2_000;
/// Annual excess return that a ratio needs of some portfolio.
const EXCESS: f64 = 1e-6;

/// Whether a portfolio keeps all limits.
pub(super) enum Feasibility {
    Yes(DVector<f64>),
    No,
    Unknown,
}

/// Looks for any portfolio.
pub(super) struct Oracle<'p> {
    convex: &'p Convex,
    /// The portfolio nearest to none, which is quick to find, for limits that are rows.
    nearest: Problem,
}

impl<'p> Oracle<'p> {
    pub(super) fn new(problem: &'p DiscreteProblem) -> Option<Self> {
        let convex = &problem.convex;
        let mean = match convex {
            Convex::Moments(problem) => problem.moments().mean(),
            Convex::Scenarios(problem) => problem.mean(),
            Convex::Weighted(problem) => problem.moments().mean(),
        };
        let n = mean.len();
        let moments = Moments::new(mean.clone(), DMatrix::identity(n, n)).ok()?;
        let constraints = Constraints::default();
        let nearest = Problem::new(moments, Objective::MinVariance, constraints).ok()?;
        Some(Self { convex, nearest })
    }

    /// A portfolio that keeps `constraints` and those limits of the choice of `problem` that
    /// `keeps` names.
    pub(super) fn search(
        &self,
        problem: &DiscreteProblem,
        mut constraints: Constraints,
        has_budget: bool,
        keeps: &dyn Fn(LimitId) -> bool,
    ) -> Feasibility {
        let choice = kept(&problem.choice, keeps);
        let risk_free = risk_free(&problem.convex).filter(|_| keeps(LimitId::RiskFree));
        if choice.shares.is_some() {
            let choice = shares::with_now(problem, choice);
            return shares::any(&problem.convex, constraints, choice, risk_free.is_some());
        }
        let has_cap = constraints.max_risk.is_some() && matches!(self.convex, Convex::Scenarios(_));
        if constraints.target_return.is_none() && risk_free.is_none() {
            constraints.costs = None;
        }
        if is_bent(&constraints) || has_cap {
            return self.search_bent(problem, constraints, choice, risk_free.is_some());
        }
        if let Some(risk_free) = risk_free {
            let least = constraints.target_return.unwrap_or(f64::NEG_INFINITY);
            constraints.target_return = Some(least.max(risk_free + EXCESS));
        }
        let n = problem.assets();
        let pieces = match has_budget {
            true => Pieces::new(&constraints, &choice, n),
            false => Pieces::without_budget(&constraints, &choice, n),
        };
        let Ok(nearest) = self.nearest.with_constraints(constraints) else {
            return Feasibility::No;
        };
        let convex = Convex::Moments(nearest.clone());
        let Some(relaxing) = Perspective::new(&nearest, &pieces) else {
            return found(&DiscreteProblem { convex, choice });
        };
        let mut tree = Deciding::new(&convex, &pieces, relaxing.unsplit()).rough();
        let root = tree.root();
        let searched = search(&mut tree, root, None, ANY);
        match tree.best {
            Some(best) => Feasibility::Yes(best.answer.weights),
            None if searched.bound == f64::INFINITY => Feasibility::No,
            None => Feasibility::Unknown,
        }
    }

    /// Limits that are no rows: by the solver of the problem, the budget always kept.
    fn search_bent(
        &self,
        problem: &DiscreteProblem,
        constraints: Constraints,
        choice: Choice,
        is_ratio: bool,
    ) -> Feasibility {
        let calm = match &problem.convex {
            Convex::Moments(problem) if !is_ratio => {
                let calm = problem.with_objective(Objective::MinVariance);
                calm.map(Convex::Moments)
            }
            Convex::Scenarios(problem) if !is_ratio => {
                let calm = problem.with_objective(ScenarioObjective::MinRisk);
                calm.map(Convex::Scenarios)
            }
            convex => Ok(convex.clone()),
        };
        match calm.and_then(|calm| calm.with_constraints(constraints)) {
            Ok(convex) => found(&DiscreteProblem { convex, choice }),
            Err(_) => Feasibility::No,
        }
    }
}

/// The first portfolio ends the search.
const ANY: Effort = Effort {
    // Larger than any; infinite times a size of zero would be no number.
    gap: 1e200,
    nodes: NODES,
};

/// Whether a portfolio of the problem itself is found, accurate enough to be an answer.
pub(super) fn found(problem: &DiscreteProblem) -> Feasibility {
    if problem.choice.shares.is_some() {
        let (convex, choice) = (&problem.convex, problem.choice.clone());
        return shares::any(convex, convex.constraints().clone(), choice, true);
    }
    let effort = Search {
        gap: ANY.gap,
        nodes: ANY.nodes,
    };
    let ran = run(problem, &effort);
    match ran.best {
        Some(best) => Feasibility::Yes(best.answer.weights),
        None if ran.is_unbounded => Feasibility::Unknown,
        None if ran.bound == f64::INFINITY => Feasibility::No,
        None => Feasibility::Unknown,
    }
}

/// The choice with those limits that are kept. Costs stay: they are no limit, but they lower the
/// return that one may be on.
fn kept(choice: &Choice, keeps: &dyn Fn(LimitId) -> bool) -> Choice {
    let mut kept = choice.clone();
    kept.shares = kept.shares.map(|shares| shares.kept(keeps));
    let positions = &mut kept.positions;
    positions.at_most = positions.at_most.filter(|_| keeps(LimitId::CardinalityMax));
    positions.at_least = positions
        .at_least
        .filter(|_| keeps(LimitId::CardinalityMin));
    positions.largest = positions.largest.filter(|_| keeps(LimitId::MaxPosition));
    if !keeps(LimitId::MinPosition) {
        positions.smallest = 0.0;
    }
    for (index, group) in positions.groups.iter_mut().enumerate() {
        if !keeps(LimitId::GroupPositions(index)) {
            group.at_most = group.assets.len();
        }
    }
    kept
}
