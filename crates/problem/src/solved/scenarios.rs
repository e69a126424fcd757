//! Goals that are read off scenarios.

use nalgebra::DMatrix;
use optimizer::{
    Constraints, Problem, ScenarioMethod, ScenarioObjective, ScenarioOutcome, ScenarioProblem,
    ScenarioRoute, ScenarioSolution,
};

use crate::{Model, OutcomeKind, ProblemErrors, goal, goal::Goal};

use super::{Found, Priced, Solved};

impl Model {
    /// The same limits and means on scenarios.
    pub(crate) fn scenarios(
        &self,
        problem: &Problem,
        returns: &DMatrix<f64>,
        measure: optimizer::ScenarioMeasure,
        objective: ScenarioObjective,
    ) -> Result<ScenarioProblem, ProblemErrors> {
        let place = |error| self.place(error);
        let constraints = self.constraints.clone();
        let scenarios = ScenarioProblem::new(returns.clone(), measure, objective, constraints)
            .map_err(place)?
            .with_mean(problem.moments().mean().clone())
            .map_err(place)?;
        Ok(match (self.max_risk, &self.goal) {
            (Some(max_risk), Goal::Scenarios(own, _)) if *own == measure => {
                scenarios.with_max_risk(max_risk).map_err(place)?
            }
            _ => scenarios,
        })
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
            ScenarioOutcome::Unbounded => return Solved::without(OutcomeKind::Unbounded),
            ScenarioOutcome::Cancelled => return Solved::without(OutcomeKind::Cancelled),
        };
        Solved {
            outcome,
            conflict: None,
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
        risk_contributions: None,
        priced: Priced::Not,
        weights: solution.weights,
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
