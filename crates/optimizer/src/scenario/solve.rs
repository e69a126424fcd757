//! From a problem on scenarios to weights.

use domain::PERIODS_PER_YEAR;
use nalgebra::DVector;

use super::cutting_planes::{CuttingPlanes, Ended};
use super::model::Model;
use super::outcome::{ScenarioOutcome, ScenarioRoute, ScenarioSolution};
use super::problem::{ScenarioMeasure, ScenarioObjective, ScenarioProblem};
use super::reference::{self, Answer};
use super::risk::{self, Risk};
use super::semivariance;
use crate::conflict;
use crate::progress::{OnProgress, unattended};
use crate::solve::Program;

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
/// Risks and returns below this share of their typical size count as this much in a relative gap.
const SMALLEST_SHARE: f64 = 1e-3;

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
    solve_scenario_by(problem, ScenarioMethod::Auto, &mut unattended)
}

/// Solves by a chosen route. `progress` is told every few iterations of the fast route and may
/// stop it; Clarabel cannot be stopped.
pub fn solve_scenario_by(
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
    raw_of(&planes.model, ended)
}

/// A vertex in the problem's own units.
pub(crate) fn raw_of(model: &Model, ended: Ended) -> Raw {
    match ended {
        Ended::At {
            vertex,
            bound,
            iterations,
        } => raw_at(
            model,
            &vertex,
            bound,
            iterations,
            ScenarioRoute::CuttingPlanes,
        ),
        Ended::Infeasible => Raw::Infeasible,
        Ended::Unbounded => Raw::Unbounded,
        Ended::Stuck => Raw::Stuck,
        Ended::Cancelled => Raw::Cancelled,
    }
}

fn raw_at(
    model: &Model,
    vertex: &[f64],
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
            return raw_at(&model, &vertex, bound, iterations, ScenarioRoute::Clarabel);
        }
    }
    raw_at(
        &model,
        &vertex,
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
            bound,
            unit,
            iterations,
            route,
        } => {
            let mut solution = describe(problem, weights, &extras, bound, unit);
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

/// The risk of weights, from the scenarios. `extras` are for weights that sum to 1.
pub(crate) fn risk_of(problem: &ScenarioProblem, weights: &DVector<f64>, extras: &[f64]) -> f64 {
    let budget = problem.constraints().budget;
    let Some(mut risk) = risk::polyhedral(problem.measure, &problem.returns) else {
        return semivariance::of(problem, weights);
    };
    let mut position: Vec<f64> = weights.iter().copied().collect();
    position.extend(extras.iter().map(|extra| extra * budget));
    position.resize(weights.len() + risk.extras(), 0.0);
    let mut cut = vec![0.0; position.len()];
    risk.evaluate(&position, &mut cut)
}

fn describe(
    problem: &ScenarioProblem,
    mut weights: DVector<f64>,
    extras: &[f64],
    bound: f64,
    unit: f64,
) -> ScenarioSolution {
    let constraints = problem.constraints();
    for (asset, weight) in weights.iter_mut().enumerate() {
        *weight = weight.clamp(
            constraints.min_weight.of(asset),
            constraints.max_weight.of(asset),
        );
    }
    let expected_return = problem.mean().dot(&weights);
    let per_period = expected_return / PERIODS_PER_YEAR;
    let risk = risk_of(problem, &weights, extras);
    let tiny = match problem.measure {
        ScenarioMeasure::Semivariance => (SMALLEST_SHARE * unit).powi(2),
        _ => SMALLEST_SHARE * unit,
    };
    let (objective, size) = match problem.objective {
        ScenarioObjective::MinRisk => (risk, risk.abs()),
        ScenarioObjective::MaxUtility { risk_aversion } => {
            let price = risk_aversion * risk;
            (per_period - price, per_period.abs() + price.abs())
        }
        ScenarioObjective::MaxReturn => (per_period, per_period.abs()),
        ScenarioObjective::MaxRatio { risk_free } => {
            let denominator = match problem.measure {
                ScenarioMeasure::Semivariance => risk.sqrt(),
                _ => risk,
            };
            let ratio = (per_period - risk_free / PERIODS_PER_YEAR) / denominator;
            (ratio, ratio.abs())
        }
    };
    let size = match problem.objective {
        ScenarioObjective::MinRisk => size.max(tiny),
        ScenarioObjective::MaxRatio { .. } => size,
        _ => size.max(SMALLEST_SHARE * typical_loss(problem) * constraints.budget),
    };
    // A bound that rounding put on the wrong side is met.
    let missed = match problem.objective {
        ScenarioObjective::MinRisk => objective - bound,
        _ => bound - objective,
    };
    let gap = if missed > 0.0 { missed / size } else { 0.0 };
    ScenarioSolution {
        residual: residual(problem, &weights, risk, tiny),
        gap: if missed.is_nan() { f64::INFINITY } else { gap },
        weights,
        expected_return,
        risk,
        objective,
        bound,
        route: ScenarioRoute::CuttingPlanes,
        iterations: 0,
    }
}

/// Mean absolute return: what a relative gap is measured against where the risk is nothing.
fn typical_loss(problem: &ScenarioProblem) -> f64 {
    let returns = &*problem.returns;
    returns.iter().map(|value| value.abs()).sum::<f64>() / returns.len() as f64
}

fn residual(problem: &ScenarioProblem, weights: &DVector<f64>, risk: f64, tiny: f64) -> f64 {
    let (mean, n) = (problem.mean(), weights.len());
    let program = Program::on_weights(None, DVector::zeros(n), mean, problem.constraints());
    let mut worst: f64 = 0.0;
    for index in 0..n + program.rows() {
        let value = program.value(index, weights);
        let (lower, upper) = program.limits(index);
        for (missed, limit) in [(lower - value, lower), (value - upper, upper)] {
            if missed > 0.0 {
                worst = worst.max(missed / (1.0 + limit.abs()));
            }
        }
    }
    if let Some(max_risk) = problem.max_risk {
        let missed = risk - max_risk;
        if missed > 0.0 {
            worst = worst.max(missed / max_risk.abs().max(tiny).max(f64::MIN_POSITIVE));
        }
    }
    if weights.iter().all(|weight| weight.is_finite()) {
        worst
    } else {
        f64::INFINITY
    }
}

#[cfg(test)]
mod tests;
