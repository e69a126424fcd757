//! One solve by whichever route its goal takes, in one form.

mod allocations;
mod conflict;
mod discrete;
mod moments;
mod priced;
mod risk;
mod scenarios;
mod unbounded;
mod weighted;

use std::sync::Arc;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Problem, RiskContribution, ScenarioProblem, ScenarioSolution, Solution, WeightedProblem,
    WeightedSolution,
};

use crate::{
    Conflict, Model, OutcomeKind, ProblemErrors, Purchase, RouteTaken, Unbounded, answer::Unpriced,
    goal::Goal,
};

pub(crate) use allocations::TRACKING_ERROR;

/// What came of a solve.
#[derive(Debug, Clone)]
pub(crate) struct Solved {
    pub(crate) outcome: OutcomeKind,
    pub(crate) found: Option<Found>,
    pub(crate) conflict: Option<Conflict>,
    pub(crate) unbounded: Option<Unbounded>,
}

/// A portfolio with the proof of its quality.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) weights: DVector<f64>,
    pub(crate) solver: &'static str,
    pub(crate) kkt_residual: Option<f64>,
    pub(crate) gap: Option<f64>,
    pub(crate) iterations: usize,
    /// The method's own numbers by their names among the metrics.
    pub(crate) figures: Vec<(String, f64)>,
    /// What each of several goals comes to.
    pub(crate) terms: Option<Vec<f64>>,
    /// The share of the variance that each asset has, where the method is about that.
    pub(crate) risk_contributions: Option<DVector<f64>>,
    /// The part of each asset in the risk that was optimised or shared.
    pub(crate) risk: Vec<RiskContribution>,
    pub(crate) priced: Priced,
    /// How a search came to it, where there was one.
    pub(crate) searched: Option<Searched>,
}

/// What a search has to say beyond its portfolio.
#[derive(Debug, Clone)]
pub(crate) struct Searched {
    pub(crate) nodes: usize,
    pub(crate) purchase: Option<Purchase>,
    pub(crate) route: Option<RouteTaken>,
}

/// What the prices of limits are computed from.
#[derive(Debug, Clone)]
pub(crate) enum Priced {
    /// From the multipliers of a solution.
    By(Box<(Problem, Solution)>),
    /// The same on scenarios.
    OnScenarios(Box<(ScenarioProblem, ScenarioSolution)>),
    /// From the quadratic program that stands behind an allocation.
    Behind(Box<Problem>),
    /// From the conditions of a sum of goals; `-1` where what is reported is its negative.
    Sum(Box<(WeightedProblem, WeightedSolution, f64)>),
    /// From the conditions of shares of risk.
    Shares(Box<(Problem, optimizer::Allocation)>),
    /// Nothing is optimal there, so nothing has a price.
    Not(Unpriced),
}

impl Found {
    /// Why nothing has a price.
    pub(crate) fn unpriced(&self) -> Option<Unpriced> {
        match self.priced {
            Priced::Not(why) => Some(why),
            _ => None,
        }
    }
}

impl Solved {
    fn without(outcome: OutcomeKind) -> Self {
        Self {
            outcome,
            found: None,
            conflict: None,
            unbounded: None,
        }
    }

    fn infeasible(conflict: Conflict) -> Self {
        Self {
            conflict: Some(conflict),
            ..Self::without(OutcomeKind::Infeasible)
        }
    }
}

impl Model {
    /// Solves for the goal of the document, on these moments and returns of the same assets.
    pub(crate) fn solve_on(
        &self,
        problem: &Problem,
        returns: Option<&Arc<DMatrix<f64>>>,
    ) -> Result<Solved, ProblemErrors> {
        match &self.choice {
            Some(choice) => self.solve_discrete(problem, returns, choice),
            None => self.solve_convex(problem, returns),
        }
    }

    /// As if there were no choice on top of the limits.
    fn solve_convex(
        &self,
        problem: &Problem,
        returns: Option<&Arc<DMatrix<f64>>>,
    ) -> Result<Solved, ProblemErrors> {
        match (&self.goal, returns) {
            (Goal::Scenarios(measure, objective), Some(returns)) => {
                let scenarios = self.scenarios(problem, returns, *measure, *objective)?;
                Ok(self.solve_scenarios(&scenarios))
            }
            (Goal::Allocation(allocation), returns) => {
                self.solve_allocation(problem, returns.map(AsRef::as_ref), allocation)
            }
            (Goal::Weighted(weighted), returns) => self.solve_weighted(problem, returns, weighted),
            // A risk of scenarios without returns was refused when the document was read.
            _ => Ok(self.solve_moments(problem)),
        }
    }
}
