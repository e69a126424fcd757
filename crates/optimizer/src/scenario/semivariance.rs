//! Semivariance below the mean, by Newton's method over the pattern of signs.
//!
//! `f(w) = Σ min(x_t, 0)² ÷ (T − 1)` with `x = (R − R̄)w` is convex, once differentiable, and
//! quadratic as long as no `x_t` changes its sign. Each step minimises the quadratic of the present
//! signs over the constraints by the active-set method and goes there as far as the true function
//! falls; when the signs at the new point are those of the quadratic, it is the optimum exactly.
//! Per period, squared. A step costs `O(T · held assets)` and `O(Tn²/4)` for the quadratic.
//!
//! An upper limit of the semivariance is kept by searching its price: the risk at the optimum falls
//! as the price rises.
//!
//! Sources: Markowitz, *Portfolio selection* (1959), chapter 9; Sun, *On piecewise quadratic
//! Newton and trust region problems*, Mathematical Programming 76 (1997), for the finite end.
//! Failure modes: fewer scenarios than assets leave the quadratic singular, which the quadratic
//! solver treats by proximal steps; the caller falls back.

mod newton;

use domain::PERIODS_PER_YEAR;
use nalgebra::DVector;
use newton::Newton;

use super::model::{Model, Needs, net_return_per_period};
use super::outcome::ScenarioRoute;
use super::problem::{ScenarioMeasure, ScenarioObjective, ScenarioProblem};
use super::risk::centred;
use super::solve::Raw;
use crate::progress::OnProgress;

/// The semivariance of weights.
pub(crate) fn of(problem: &ScenarioProblem, weights: &DVector<f64>) -> f64 {
    let outcomes = &*problem.returns * weights;
    let mean = outcomes.sum() / outcomes.len() as f64;
    let below: f64 = outcomes.iter().map(|x| (x - mean).min(0.0).powi(2)).sum();
    below / (outcomes.len() - 1) as f64
}

/// Root mean square of the centred returns: the unit of the semideviation.
pub(crate) fn typical(problem: &ScenarioProblem) -> f64 {
    let centred = centred(&problem.returns);
    let size = (centred.norm_squared() / centred.len() as f64).sqrt();
    if size > 0.0 { size } else { 1.0 }
}

fn needs(unit: f64) -> Needs {
    Needs {
        unit,
        ..Needs::default()
    }
}

/// The fast route.
pub(crate) fn solve(problem: &ScenarioProblem, progress: &mut OnProgress<'_>) -> Raw {
    solve_near(problem, None, progress)
}

/// The fast route, first with the signs of weights that may be nearly the answer.
pub(crate) fn solve_near(
    problem: &ScenarioProblem,
    near: Option<&DVector<f64>>,
    progress: &mut OnProgress<'_>,
) -> Raw {
    debug_assert_eq!(problem.measure, ScenarioMeasure::Semivariance);
    let unit = typical(problem);
    let model = Model::new(problem, &needs(unit));
    let price = match problem.objective {
        ScenarioObjective::MinRisk | ScenarioObjective::MaxRatio { .. } => 1.0,
        ScenarioObjective::MaxUtility { .. } => model.cost[model.risk],
        ScenarioObjective::MaxReturn => 0.0,
    };
    if price == 0.0 {
        let raw = without_risk(problem, progress);
        return match (raw, problem.max_risk()) {
            (Raw::At { weights, .. }, Some(limit)) if of(problem, &weights) > limit => {
                under_limit(problem, &model, 0.0, limit, progress)
            }
            (Raw::Unbounded, Some(limit)) => under_limit(problem, &model, 0.0, limit, progress),
            (raw, _) => raw,
        };
    }
    let mut newton = Newton::new(problem, &model);
    newton.expect_signs_of(near);
    let end = match newton.solve(price, progress) {
        Ok(end) => end,
        Err(raw) => return raw,
    };
    let Some(weights) = model.weights(end.point.as_slice()) else {
        return Raw::Stuck;
    };
    if let Some(limit) = problem.max_risk()
        && of(problem, &weights) > limit
    {
        return match problem.objective {
            ScenarioObjective::MinRisk => Raw::Infeasible,
            ScenarioObjective::MaxRatio { risk_free } => {
                ratio_under_limit(problem, risk_free, limit, progress)
            }
            _ => under_limit(problem, &model, price, limit, progress),
        };
    }
    let bound = match problem.objective {
        // These minimise τ, the quadratic program its square.
        ScenarioObjective::MinRisk | ScenarioObjective::MaxRatio { .. } => {
            end.bound.max(0.0).sqrt()
        }
        _ => end.bound,
    };
    Raw::At {
        weights,
        extras: Vec::new(),
        risk: None,
        bound: model.mean_of(bound),
        unit: model.risk_unit * model.budget,
        iterations: newton.steps,
        route: ScenarioRoute::SignPattern,
    }
}

/// Best return, less the price of the risk, under a limit of the semivariance that binds.
fn under_limit(
    problem: &ScenarioProblem,
    model: &Model,
    price: f64,
    limit: f64,
    progress: &mut OnProgress<'_>,
) -> Raw {
    let mut newton = Newton::new(problem, model);
    let scaled = limit / (model.budget * model.risk_unit).powi(2);
    let end = match newton.under(scaled, price, progress) {
        Ok(end) => end,
        Err(raw) => return raw,
    };
    let Some(weights) = model.weights(end.point.as_slice()) else {
        return Raw::Stuck;
    };
    Raw::At {
        weights,
        extras: Vec::new(),
        risk: None,
        bound: model.mean_of(end.bound),
        unit: model.risk_unit * model.budget,
        iterations: newton.steps,
        route: ScenarioRoute::SignPattern,
    }
}

/// Best ratio under a limit below the risk of the best ratio: excess return is concave in the risk,
/// so the ratio rises up to there, and the best portfolio is the one of the largest return.
fn ratio_under_limit(
    problem: &ScenarioProblem,
    risk_free: f64,
    limit: f64,
    progress: &mut OnProgress<'_>,
) -> Raw {
    let boldest = problem.aimed_at(ScenarioObjective::MaxReturn);
    let model = Model::new(&boldest, &needs(typical(problem)));
    let raw = under_limit(&boldest, &model, 0.0, limit, progress);
    let Raw::At {
        weights,
        unit,
        extras,
        risk,
        bound,
        iterations,
        route,
    } = raw
    else {
        return raw;
    };
    let free = risk_free / PERIODS_PER_YEAR;
    if net_return_per_period(problem, &weights) <= free {
        return Raw::Infeasible;
    }
    Raw::At {
        weights,
        extras,
        risk,
        bound: (bound - free) / limit.sqrt(),
        unit,
        iterations,
        route,
    }
}

/// Largest return without a limit of the risk: any polyhedral measure will do.
fn without_risk(problem: &ScenarioProblem, progress: &mut OnProgress<'_>) -> Raw {
    let mut linear = problem.clone();
    linear.measure = ScenarioMeasure::WorstCase;
    linear = linear.without_max_risk();
    let mut raw = super::solve::by_cutting_planes(&linear, progress);
    if let Raw::At { risk, unit, .. } = &mut raw {
        // These were of the other measure.
        *risk = None;
        *unit = typical(problem) * problem.constraints().budget;
    }
    raw
}
