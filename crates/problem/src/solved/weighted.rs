//! Several goals at once, and what they can do.

use std::{ops::ControlFlow, sync::Arc};

use nalgebra::DMatrix;
use optimizer::{
    Method, ParetoOutcome, Problem, WeightedMethod, WeightedOutcome, WeightedProblem,
    WeightedRoute, WeightedSolution,
};

use crate::{Model, OutcomeKind, ParetoPoint, ProblemErrors, goal::Weighted};

use super::{Found, Priced, Solved, risk::parts};

impl Model {
    pub(super) fn solve_weighted(
        &self,
        problem: &Problem,
        returns: Option<&Arc<DMatrix<f64>>>,
        weighted: &Weighted,
    ) -> Result<Solved, ProblemErrors> {
        let asked = self.weighted(problem, returns, weighted)?;
        let method = match self.method {
            Method::Clarabel => WeightedMethod::Clarabel,
            _ => WeightedMethod::Auto,
        };
        let unattended = &mut |_| ControlFlow::Continue(());
        let (outcome, solution) = match optimizer::solve_weighted_by(&asked, method, unattended) {
            WeightedOutcome::Optimal(solution) => (OutcomeKind::Optimal, solution),
            WeightedOutcome::Inexact(solution) => (OutcomeKind::Inexact, solution),
            WeightedOutcome::Infeasible(conflict) => {
                return Ok(Solved::infeasible(self.conflict(&conflict)));
            }
            WeightedOutcome::Unbounded(why) => return Ok(self.without_end(&why)),
            WeightedOutcome::Cancelled => return Ok(Solved::without(OutcomeKind::Cancelled)),
        };
        Ok(Solved {
            outcome,
            conflict: None,
            unbounded: None,
            found: Some(of_goals(problem, asked, weighted, solution)),
        })
    }

    /// Portfolios of which none is better in one goal without being worse in another; nothing
    /// where some goal has no end by itself.
    pub(crate) fn pareto(
        &self,
        problem: &Problem,
        returns: Option<&Arc<DMatrix<f64>>>,
        weighted: &Weighted,
    ) -> Result<Option<Vec<ParetoPoint>>, ProblemErrors> {
        let asked = self.weighted(problem, returns, weighted)?;
        let unattended = &mut |_| ControlFlow::Continue(());
        let ParetoOutcome::Front(front) = optimizer::pareto(&asked, weighted.points, unattended)
        else {
            return Ok(None);
        };
        let points = front.points.into_iter().enumerate();
        let points = points.map(|(i, point)| ParetoPoint {
            mix: point.mix,
            values: weighted.said(&point.values),
            expected_return: self.net_return(problem, &point.weights),
            volatility: problem.moments().volatility(&point.weights),
            weights: self.by_asset(point.weights.as_slice()),
            chosen: i == front.chosen,
        });
        Ok(Some(points.collect()))
    }

    fn weighted(
        &self,
        problem: &Problem,
        returns: Option<&Arc<DMatrix<f64>>>,
        weighted: &Weighted,
    ) -> Result<WeightedProblem, ProblemErrors> {
        let terms = weighted.terms(returns.map(AsRef::as_ref));
        let limits = self.constraints.clone();
        WeightedProblem::new(problem.moments().clone(), returns.cloned(), terms, limits)
            .map_err(|error| self.place(error).into())
    }
}

fn of_goals(
    problem: &Problem,
    asked: WeightedProblem,
    weighted: &Weighted,
    solution: WeightedSolution,
) -> Found {
    Found {
        solver: match solution.route {
            WeightedRoute::Program => "quadratic_program",
            WeightedRoute::CuttingPlanes => "cutting_planes",
            WeightedRoute::Clarabel => "clarabel",
        },
        // Optimality is proven by the bound; what is left of the conditions is feasibility.
        kkt_residual: Some(solution.residual.max(solution.gap)),
        gap: Some(solution.gap),
        iterations: solution.iterations,
        figures: Vec::new(),
        terms: Some(weighted.said(&solution.values)),
        searched: None,
        risk_contributions: None,
        risk: parts(problem, None, &solution.weights),
        weights: solution.weights.clone(),
        priced: Priced::Sum(Box::new((asked, solution, 1.0))),
    }
}
