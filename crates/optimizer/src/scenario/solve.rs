//! From a problem on scenarios to weights.

mod describe;

use nalgebra::DVector;

use describe::describe;

use super::cutting_planes::{CuttingPlanes, Ended};
use super::model::Model;
use super::outcome::{ScenarioOutcome, ScenarioRoute, ScenarioSolution};
use super::problem::{ScenarioMeasure, ScenarioObjective, ScenarioProblem};
use super::reference::{self, Answer};
use super::risk::{self, Risk};
use super::semivariance;
use crate::conflict;
use crate::progress::{OnProgress, attended, tell};

/// Which solver to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ScenarioMethod {
    /// The fast route of the measure; Clarabel when its answer is not good enough.
    #[default]
    Auto,
    /// Clarabel on the program with a row per scenario: the reference, just as it answers. Where
    /// `Auto` falls back on it, the answer is made exact by cuts around it if possible.
    Clarabel,
}

/// Gap and residual up to which the fast route is trusted.
const TRUSTED: f64 = 1e-9;

/// A risk below this share of its typical size is rounding.
const NOTHING: f64 = 1e-9;

/// Annual return above the risk-free rate that a ratio needs of some portfolio.
const EXCESS: f64 = 1e-6;

/// How a route ended, before it is put into words.
#[derive(Debug)]
pub(crate) enum Raw {
    /// Weights and the bound of the objective, both in their own units.
    At {
        weights: DVector<f64>,
        /// Variables besides the weights that the risk needs, for weights that sum to 1.
        extras: Vec<f64>,
        /// The risk of the weights, where it is known already.
        risk: Option<f64>,
        bound: f64,
        /// Typical risk of the weights; for the semivariance its root.
        unit: f64,
        iterations: usize,
        route: ScenarioRoute,
    },
    Infeasible,
    Unbounded,
    Stuck,
    Cancelled,
}

/// Solves by the fast route, and by Clarabel where that is not good enough.
pub fn solve_scenario(problem: &ScenarioProblem) -> ScenarioOutcome {
    by_method(problem, ScenarioMethod::Auto, &mut tell)
}

/// Solves by a chosen route. `progress` is told where the method stands and may stop it, as by
/// [`attended`].
pub fn solve_scenario_by(
    problem: &ScenarioProblem,
    method: ScenarioMethod,
    progress: &mut OnProgress<'_>,
) -> ScenarioOutcome {
    attended(progress, || by_method(problem, method, &mut tell))
        .unwrap_or(ScenarioOutcome::Cancelled)
}

fn by_method(
    problem: &ScenarioProblem,
    method: ScenarioMethod,
    progress: &mut OnProgress<'_>,
) -> ScenarioOutcome {
    let mut is_open = false;
    if method == ScenarioMethod::Auto {
        let raw = match problem.measure {
            ScenarioMeasure::Semivariance => semivariance::solve(problem, progress),
            _ => by_cutting_planes(problem, progress),
        };
        match raw {
            Raw::Cancelled => return ScenarioOutcome::Cancelled,
            Raw::Stuck => {}
            // That the best portfolio is far away is no proof; Clarabel's certificate is.
            Raw::Unbounded => is_open = true,
            raw => {
                let outcome = finish(problem, raw);
                let is_good = outcome.as_ref().is_some_and(|outcome| {
                    outcome.solution().is_none_or(|solution| {
                        solution.gap <= TRUSTED && solution.residual <= TRUSTED
                    })
                });
                if let Some(outcome) = outcome.filter(|_| is_good) {
                    return outcome;
                }
            }
        }
    }
    let is_polished = method == ScenarioMethod::Auto;
    match finish(problem, by_clarabel(problem, is_polished)) {
        Some(ScenarioOutcome::Inexact(_)) | None if is_open => ScenarioOutcome::Unbounded,
        Some(outcome) => outcome,
        None => ScenarioOutcome::Infeasible(conflict::explain_conflict(&problem.limits)),
    }
}

/// The risk of `measure` for cutting planes and the scaled model.
pub(crate) fn prepare(problem: &ScenarioProblem) -> (Model, Option<Box<dyn Risk + '_>>) {
    let n = problem.assets();
    let Some(mut risk) = risk::polyhedral(problem.measure, &problem.returns) else {
        let unit = semivariance::typical(problem);
        return (Model::new(problem, 0, Vec::new(), unit), None);
    };
    let extras = risk.extras();
    let mut even = vec![1.0 / n as f64; n];
    even.resize(n + extras, 0.0);
    risk.complete(&mut even);
    let mut cut = vec![0.0; n + extras];
    risk.evaluate(&even, &mut cut);
    let unit = cut[..n].iter().fold(0.0, |a: f64, b| a.max(b.abs()));
    let unit = if unit > 0.0 { unit } else { 1.0 };
    let ties = risk.rows(Model::may_be_short(problem));
    (Model::new(problem, extras, ties, unit), Some(risk))
}

pub(crate) fn by_cutting_planes(problem: &ScenarioProblem, progress: &mut OnProgress<'_>) -> Raw {
    let (model, Some(risk)) = prepare(problem) else {
        return Raw::Stuck;
    };
    let mut planes = CuttingPlanes::new(model, risk);
    let ended = planes.solve(progress);
    raw_of(&mut planes, ended)
}

/// A vertex in the problem's own units.
pub(crate) fn raw_of(planes: &mut CuttingPlanes<'_>, ended: Ended) -> Raw {
    match ended {
        Ended::At {
            vertex,
            bound,
            iterations,
        } => {
            let known = planes.risk_at(&vertex);
            let route = ScenarioRoute::CuttingPlanes;
            raw_at(
                &planes.model,
                &vertex,
                Some(known),
                bound,
                iterations,
                route,
            )
        }
        Ended::Infeasible => Raw::Infeasible,
        Ended::Unbounded => Raw::Unbounded,
        Ended::Stuck => Raw::Stuck,
        Ended::Cancelled => Raw::Cancelled,
    }
}

fn raw_at(
    model: &Model,
    vertex: &[f64],
    risk: Option<f64>,
    bound: f64,
    iterations: usize,
    route: ScenarioRoute,
) -> Raw {
    let Some(weights) = model.weights(vertex) else {
        return Raw::Stuck;
    };
    let factor = model.factor.map_or(1.0, |factor| vertex[factor]);
    Raw::At {
        weights,
        extras: vertex[model.assets..model.position]
            .iter()
            .map(|x| x / factor)
            .collect(),
        risk: risk.map(|risk| risk / factor * model.budget),
        bound: model.mean_of(bound),
        unit: model.risk_unit * model.budget,
        iterations,
        route,
    }
}

/// Clarabel; polished, if wished, by the cuts around its answer.
fn by_clarabel(problem: &ScenarioProblem, is_polished: bool) -> Raw {
    let (model, risk) = prepare(problem);
    let answer = reference::solve(problem, &model);
    let (vertex, bound, iterations) = match answer {
        Answer::Point {
            vertex,
            bound,
            iterations,
        } => (vertex, bound, iterations),
        Answer::Infeasible => return Raw::Infeasible,
        Answer::Unbounded => return Raw::Unbounded,
        Answer::Failed => return Raw::Stuck,
    };
    if is_polished && let Some(risk) = risk {
        let mut planes = CuttingPlanes::new(model.clone(), risk);
        if let Ended::At { vertex, bound, .. } = planes.polish(&vertex) {
            let route = ScenarioRoute::Clarabel;
            return raw_at(&model, &vertex, None, bound, iterations, route);
        }
    }
    raw_at(
        &model,
        &vertex,
        None,
        bound.max(model.floor),
        iterations,
        ScenarioRoute::Clarabel,
    )
}

/// Puts the end of a route into words; `None` where there is nothing to tell.
pub(crate) fn finish(problem: &ScenarioProblem, raw: Raw) -> Option<ScenarioOutcome> {
    match raw {
        Raw::At {
            weights,
            extras,
            risk,
            bound,
            unit,
            iterations,
            route,
        } => {
            let mut solution = describe(problem, weights, (&extras, risk), bound, unit);
            (solution.iterations, solution.route) = (iterations, route);
            if is_ratio_to_nothing(problem, solution.risk, unit) {
                return Some(ScenarioOutcome::Unbounded);
            }
            let is_good = solution.gap <= ScenarioSolution::ACCURATE
                && solution.residual <= ScenarioSolution::ACCURATE;
            Some(if is_good {
                ScenarioOutcome::Optimal(solution)
            } else {
                ScenarioOutcome::Inexact(solution)
            })
        }
        Raw::Infeasible => {
            let conflict = conflict::explain_conflict(&problem.limits);
            if !conflict.limits.is_empty() {
                return Some(ScenarioOutcome::Infeasible(conflict));
            }
            risk_too_high(problem)
        }
        Raw::Unbounded => Some(ScenarioOutcome::Unbounded),
        Raw::Cancelled => Some(ScenarioOutcome::Cancelled),
        Raw::Stuck => None,
    }
}

/// Whether the objective is a ratio to a risk that is zero but for rounding.
fn is_ratio_to_nothing(problem: &ScenarioProblem, risk: f64, unit: f64) -> bool {
    let size = match problem.measure {
        ScenarioMeasure::Semivariance => risk.max(0.0).sqrt(),
        _ => risk,
    };
    matches!(problem.objective, ScenarioObjective::MaxRatio { .. }) && size <= NOTHING * unit
}

/// The linear limits can be kept: is it the risk that cannot? A ratio also needs some return above
/// the risk-free rate.
fn risk_too_high(problem: &ScenarioProblem) -> Option<ScenarioOutcome> {
    let max_risk = problem.max_risk?;
    let mut calmest = problem.aimed_at(ScenarioObjective::MinRisk);
    calmest.max_risk = None;
    if let ScenarioObjective::MaxRatio { risk_free } = problem.objective {
        let mut constraints = calmest.constraints().clone();
        let needed = risk_free + EXCESS;
        let target = constraints
            .target_return
            .map_or(needed, |target| target.max(needed));
        constraints.target_return = Some(target);
        calmest = calmest.with_constraints(constraints).ok()?;
    }
    let smallest = solve_scenario(&calmest).solution()?.risk;
    (smallest > max_risk).then_some(ScenarioOutcome::RiskTooHigh { max_risk, smallest })
}

#[cfg(test)]
mod tests;
