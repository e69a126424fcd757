//! Goals that are read off scenarios.

use std::sync::Arc;

use nalgebra::DMatrix;
use optimizer::{
    Problem, ScenarioMeasure, ScenarioMethod, ScenarioObjective, ScenarioOutcome, ScenarioProblem,
    ScenarioRoute, ScenarioSolution, scenario_contributions,
};

use crate::{Model, OutcomeKind, ProblemErrors, goal};

use super::{Found, Priced, Solved};

impl Model {
    /// The same limits and moments on scenarios.
    pub(crate) fn scenarios(
        &self,
        problem: &Problem,
        returns: &Arc<DMatrix<f64>>,
        measure: ScenarioMeasure,
        objective: ScenarioObjective,
    ) -> Result<ScenarioProblem, ProblemErrors> {
        let moments = problem.moments();
        let mean = Arc::new(moments.mean().clone());
        let limits = self.constraints.clone();
        let scenarios =
            ScenarioProblem::shared(Arc::clone(returns), mean, measure, objective, limits);
        let scenarios = scenarios.and_then(|scenarios| {
            if self.constraints.tracking_error.is_some() {
                scenarios.with_covariance(moments.covariance().clone())
            } else {
                Ok(scenarios)
            }
        });
        scenarios.map_err(|error| self.place(error).into())
    }

    pub(super) fn solve_scenarios(&self, scenarios: &ScenarioProblem) -> Solved {
        let method = match self.method {
            optimizer::Method::Clarabel => ScenarioMethod::Clarabel,
            _ => ScenarioMethod::Auto,
        };
        let unattended = &mut |_| std::ops::ControlFlow::Continue(());
        let (outcome, solution) = match optimizer::solve_scenario_by(scenarios, method, unattended)
        {
            ScenarioOutcome::Optimal(solution) => (OutcomeKind::Optimal, solution),
            ScenarioOutcome::Inexact(solution) => (OutcomeKind::Inexact, solution),
            ScenarioOutcome::Infeasible(conflict) => {
                return Solved::infeasible(self.conflict(&conflict));
            }
            ScenarioOutcome::Unbounded(why) => return self.without_end(&why),
            ScenarioOutcome::Cancelled => return Solved::without(OutcomeKind::Cancelled),
        };
        Solved {
            outcome,
            conflict: None,
            unbounded: None,
            found: Some(of_scenarios(scenarios, solution)),
        }
    }
}

fn of_scenarios(scenarios: &ScenarioProblem, solution: ScenarioSolution) -> Found {
    Found {
        solver: match solution.route {
            ScenarioRoute::CuttingPlanes => "cutting_planes",
            ScenarioRoute::SignPattern => "sign_pattern",
            ScenarioRoute::Clarabel => "clarabel",
        },
        // Optimality is proven by the bound; what is left of the conditions is feasibility.
        kkt_residual: Some(solution.residual.max(solution.gap)),
        gap: Some(solution.gap),
        iterations: solution.iterations,
        figures: figures(scenarios, &solution),
        terms: None,
        searched: None,
        risk_contributions: None,
        risk: scenario_contributions(scenarios.measure(), scenarios.returns(), &solution.weights),
        weights: solution.weights.clone(),
        priced: Priced::OnScenarios(Box::new((scenarios.clone(), solution))),
    }
}

/// The risk, and the number that weighs it against the return.
fn figures(scenarios: &ScenarioProblem, solution: &ScenarioSolution) -> Vec<(String, f64)> {
    let mut figures = vec![(goal::metric(scenarios.measure()), solution.risk)];
    match scenarios.objective() {
        ScenarioObjective::MaxUtility { .. } => {
            figures.push(("utility".to_owned(), solution.objective));
        }
        ScenarioObjective::MaxRatio { .. } => {
            figures.push(("ratio".to_owned(), solution.objective));
        }
        ScenarioObjective::MinRisk | ScenarioObjective::MaxReturn => {}
    }
    figures
}
