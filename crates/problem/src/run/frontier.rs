//! The efficient frontier.

use std::{ops::ControlFlow, sync::Arc};

use nalgebra::{DMatrix, DVector};
use optimizer::{
    ExactFrontier, Problem, ScenarioFrontier, ScenarioMeasure, ScenarioObjective, ScenarioSolution,
    Solution,
};

use crate::{FrontierPoint, Model, ProblemErrors, goal::Curve};

impl Model {
    /// By rising return; nothing where the limits leave no portfolio.
    pub(super) fn draw(
        &self,
        problem: &Problem,
        returns: Option<&Arc<DMatrix<f64>>>,
        curve: Curve,
    ) -> Result<Option<Vec<FrontierPoint>>, ProblemErrors> {
        let point = |weights: &DVector<f64>| self.point(problem, weights, None);
        Ok(match curve {
            Curve::Variance(points) => match optimizer::frontier(problem, points) {
                optimizer::Frontier::Points(points) => {
                    let marked = |at: &optimizer::FrontierPoint| FrontierPoint {
                        kkt_residual: beyond(Solution::ACCURATE, at.kkt_residual),
                        ..point(&at.weights)
                    };
                    Some(points.iter().map(marked).collect())
                }
                _ => None,
            },
            Curve::Exact => match optimizer::exact_frontier(problem) {
                ExactFrontier::Line(line) => {
                    let rising = line.turning_points().iter().rev();
                    Some(rising.map(|at| point(&at.weights)).collect())
                }
                _ => None,
            },
            Curve::Scenarios(measure, points) => match returns {
                Some(returns) => self.draw_scenarios(problem, returns, measure, points)?,
                None => None,
            },
        })
    }

    fn draw_scenarios(
        &self,
        problem: &Problem,
        returns: &Arc<DMatrix<f64>>,
        measure: ScenarioMeasure,
        points: usize,
    ) -> Result<Option<Vec<FrontierPoint>>, ProblemErrors> {
        let scenarios = self.scenarios(problem, returns, measure, ScenarioObjective::MinRisk)?;
        let unattended = &mut |_| ControlFlow::Continue(());
        Ok(
            match optimizer::scenario_frontier(&scenarios, points, unattended) {
                ScenarioFrontier::Points(points) => Some(
                    points
                        .iter()
                        .map(|at| &at.solution)
                        .map(|at| FrontierPoint {
                            kkt_residual: beyond(
                                ScenarioSolution::ACCURATE,
                                at.residual.max(at.gap),
                            ),
                            ..self.point(problem, &at.weights, Some(at.risk))
                        })
                        .collect(),
                ),
                _ => None,
            },
        )
    }

    fn point(&self, problem: &Problem, weights: &DVector<f64>, risk: Option<f64>) -> FrontierPoint {
        FrontierPoint {
            expected_return: self.net_return(problem, weights),
            volatility: problem.moments().volatility(weights),
            risk,
            weights: self.by_asset(weights.as_slice()),
            kkt_residual: None,
        }
    }
}

/// A residual that is above what is accurate.
fn beyond(accurate: f64, residual: f64) -> Option<f64> {
    Some(residual).filter(|residual| residual.is_finite() && *residual > accurate)
}
