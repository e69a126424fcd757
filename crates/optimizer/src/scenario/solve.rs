//! From a problem on scenarios to weights.

mod describe;

use nalgebra::DVector;

use describe::describe;
pub(crate) use describe::tracking_error;

use super::conflict;
use super::cutting_planes::{CuttingPlanes, Ended};
use super::model::{Model, Needs};
use super::outcome::{ScenarioOutcome, ScenarioRoute, ScenarioSolution};
use super::problem::{ScenarioMeasure, ScenarioObjective, ScenarioProblem};
use super::reference::{self, Answer};
use super::risk::{self, Risk, Semideviation};
use super::semivariance;
use super::smooth::Tangents;
use super::unbounded;
use crate::conflict::RelaxationWeights;
use crate::progress::{OnProgress, attended, tell};
use crate::unbounded::Unbounded;

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
///
/// Formulas and units of the risks: [`ScenarioMeasure`]. Complexity: cutting planes `O(Tn)` per cut
/// of `T` scenarios and a small linear program each; the semivariance `O(Tn²)` per step, a few
/// steps. Sources: Künzi-Bay and Mayer (2006), Sun (1997), see `scenario/cutting_planes.rs` and
/// `scenario/semivariance.rs`. Failure modes are outcomes; an inexact one tells its gap.
pub fn solve_scenario(problem: &ScenarioProblem) -> ScenarioOutcome {
    by_method(problem, ScenarioMethod::Auto, &mut tell)
}

/// Solves by a chosen route. `progress` is told where the method stands and may stop it, as by
/// [`attended`].
///
/// Units, complexity and failure modes as of [`solve_scenario`]; Clarabel by itself solves a program
/// with rows of the order of `T`.
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
        match by_fast_route(problem, progress) {
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
        Some(ScenarioOutcome::Inexact(_)) | None if is_open => {
            ScenarioOutcome::Unbounded(unbounded::why(problem))
        }
        Some(outcome) => outcome,
        None => ScenarioOutcome::Infeasible(conflict::explain_scenario_conflict(
            problem,
            &RelaxationWeights::default(),
        )),
    }
}

/// The portfolio of [`solve_scenario`], if there is one that is accurate, without asking why not.
pub(crate) fn accurate_solution(problem: &ScenarioProblem) -> Option<ScenarioSolution> {
    let fast = by_fast_route(problem, &mut tell);
    if matches!(fast, Raw::Unbounded | Raw::Infeasible | Raw::Cancelled) {
        return None;
    }
    let accurate = |raw: Raw| {
        let is_point = matches!(raw, Raw::At { .. });
        match is_point.then(|| finish(problem, raw)).flatten() {
            Some(ScenarioOutcome::Optimal(solution)) => Some(solution),
            _ => None,
        }
    };
    accurate(fast).or_else(|| accurate(by_clarabel(problem, true)))
}

fn by_fast_route(problem: &ScenarioProblem, progress: &mut OnProgress<'_>) -> Raw {
    let raw = match problem.measure {
        ScenarioMeasure::Semivariance => semivariance::solve(problem, progress),
        _ => by_cutting_planes(problem, progress),
    };
    let Raw::At {
        weights, extras, ..
    } = &raw
    else {
        // A benchmark may hold what nothing else does; Clarabel will tell.
        let is_held = problem.constraints().tracking_error.is_some();
        return match raw {
            Raw::Unbounded if is_held => Raw::Stuck,
            raw => raw,
        };
    };
    let Some(limit) = &problem.constraints().tracking_error else {
        return raw;
    };
    if tracking_error(problem, weights, limit) <= limit.max {
        return raw;
    }
    let (model, risk) = prepare(problem);
    let start = model.vertex_of(weights, extras);
    let ended = Tangents::new(problem, &model, risk).solve(&start, progress);
    let route = match problem.measure {
        ScenarioMeasure::Semivariance => ScenarioRoute::SignPattern,
        _ => ScenarioRoute::CuttingPlanes,
    };
    raw_of_curved(&model, ended, route)
}

fn raw_of_curved(model: &Model, ended: Ended, route: ScenarioRoute) -> Raw {
    match ended {
        Ended::At {
            vertex,
            bound,
            iterations,
        } => raw_at(model, &vertex, None, bound, iterations, route),
        Ended::Infeasible => Raw::Infeasible,
        Ended::Cancelled => Raw::Cancelled,
        Ended::Unbounded | Ended::Stuck => Raw::Stuck,
    }
}

/// The measure of `problem` as cuts, and what it needs besides the weights.
pub(crate) fn needs_of(problem: &ScenarioProblem) -> (Needs, Box<dyn Risk + '_>) {
    let n = problem.assets();
    let Some(mut risk) = risk::polyhedral(problem.measure, &problem.returns) else {
        let needs = Needs {
            unit: semivariance::typical(problem),
            ..Needs::default()
        };
        return (needs, Box::new(Semideviation::new(&problem.returns)));
    };
    let extras = risk.extras();
    let mut even = vec![1.0 / n as f64; n];
    even.resize(n + extras, 0.0);
    risk.complete(&mut even);
    let mut cut = vec![0.0; n + extras];
    risk.evaluate(&even, &mut cut);
    let unit = cut[..n].iter().fold(0.0, |a: f64, b| a.max(b.abs()));
    let needs = Needs {
        extras,
        ties: risk.rows(Model::may_be_short(problem)),
        unit: if unit > 0.0 { unit } else { 1.0 },
    };
    (needs, risk)
}

/// The risk of `measure` for cutting planes and the scaled model.
pub(crate) fn prepare(problem: &ScenarioProblem) -> (Model, Box<dyn Risk + '_>) {
    let (needs, risk) = needs_of(problem);
    (Model::new(problem, &needs), risk)
}

pub(crate) fn by_cutting_planes(problem: &ScenarioProblem, progress: &mut OnProgress<'_>) -> Raw {
    debug_assert_ne!(problem.measure, ScenarioMeasure::Semivariance);
    let (model, risk) = prepare(problem);
    let mut planes = CuttingPlanes::new(model, risk);
    let ended = planes.solve(progress);
    raw_of(&mut planes, ended)
}

/// The optimum of a model that need not be that of a problem.
pub(crate) fn solve_model(
    problem: &ScenarioProblem,
    model: &Model,
    risk: Box<dyn Risk + '_>,
    progress: &mut OnProgress<'_>,
) -> Ended {
    let is_curved = model.distance.is_some() || (risk.is_smooth() && !model.ignores_risk());
    if !is_curved {
        let ended = CuttingPlanes::new(model.clone(), risk).solve(progress);
        return match ended {
            Ended::Stuck => by_reference(problem, model),
            ended => ended,
        };
    }
    let rough = by_reference(problem, model);
    let Ended::At { vertex, .. } = &rough else {
        return rough;
    };
    match Tangents::new(problem, model, risk).solve(vertex, progress) {
        Ended::Stuck => rough,
        ended => ended,
    }
}

fn by_reference(problem: &ScenarioProblem, model: &Model) -> Ended {
    match reference::solve(problem, model) {
        Answer::Point {
            vertex,
            bound,
            iterations,
        } => Ended::At {
            vertex,
            bound,
            iterations,
        },
        Answer::Infeasible => Ended::Infeasible,
        Answer::Unbounded => Ended::Unbounded,
        Answer::Failed => Ended::Stuck,
    }
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
    let is_curved = model.distance.is_some() || risk.is_smooth();
    let polished = match (is_polished, is_curved) {
        (false, _) => Ended::Stuck,
        (true, true) => Tangents::new(problem, &model, risk).solve(&vertex, &mut tell),
        (true, false) => CuttingPlanes::new(model.clone(), risk).polish(&vertex),
    };
    if let Ended::At { vertex, bound, .. } = polished {
        let route = ScenarioRoute::Clarabel;
        return raw_at(&model, &vertex, None, bound, iterations, route);
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
                let riskless = Unbounded::Riskless(solution.weights);
                return Some(ScenarioOutcome::Unbounded(riskless));
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
            let conflict =
                conflict::explain_scenario_conflict(problem, &RelaxationWeights::default());
            (!conflict.limits.is_empty()).then_some(ScenarioOutcome::Infeasible(conflict))
        }
        Raw::Unbounded => Some(ScenarioOutcome::Unbounded(unbounded::why(problem))),
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

#[cfg(test)]
mod tests;
