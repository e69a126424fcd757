//! The figures of a portfolio and the proof of its quality.

mod residual;

use domain::PERIODS_PER_YEAR;
use nalgebra::DVector;

use residual::residual;
pub(crate) use residual::tracking_error;

use super::solve_scenario;
use crate::limits::{Bounds, Constraints};
use crate::scenario::model::net_return;
use crate::scenario::outcome::{ScenarioRoute, ScenarioSolution};
use crate::scenario::problem::{ScenarioMeasure, ScenarioObjective, ScenarioProblem};
use crate::scenario::{risk, semivariance};

/// Risks and returns below this share of their typical size count as this much in a relative gap.
const SMALLEST_SHARE: f64 = 1e-3;

/// The risk of weights, from the scenarios. `extras` are for weights that sum to 1.
fn risk_of(problem: &ScenarioProblem, weights: &DVector<f64>, extras: &[f64]) -> f64 {
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

/// Whether nothing in the problem makes the variables besides the weights as good as they can be.
fn leaves_extras_open(problem: &ScenarioProblem) -> bool {
    let is_priced = match problem.objective {
        ScenarioObjective::MaxUtility { risk_aversion } => risk_aversion > 0.0,
        ScenarioObjective::MaxReturn => false,
        ScenarioObjective::MinRisk | ScenarioObjective::MaxRatio { .. } => true,
    };
    matches!(problem.measure, ScenarioMeasure::RobustCvar { .. }) && !is_priced
}

/// The risk of weights at the best of those variables.
fn smallest_risk_of(problem: &ScenarioProblem, weights: &DVector<f64>) -> f64 {
    let fixed = Bounds {
        default: 0.0,
        by_asset: weights.iter().copied().enumerate().collect(),
    };
    let constraints = Constraints {
        budget: weights.sum(),
        min_weight: fixed.clone(),
        max_weight: fixed,
        ..Constraints::default()
    };
    let alone = problem.aimed_at(ScenarioObjective::MinRisk);
    let solution = alone
        .with_constraints(constraints)
        .ok()
        .and_then(|alone| solve_scenario(&alone).solution().cloned());
    solution.map_or(f64::INFINITY, |solution| solution.risk)
}

/// The figures of weights and the proof of their quality.
pub(super) fn describe(
    problem: &ScenarioProblem,
    mut weights: DVector<f64>,
    (extras, known): (&[f64], Option<f64>),
    bound: f64,
    unit: f64,
) -> ScenarioSolution {
    let constraints = problem.constraints();
    let mut is_moved = false;
    for (asset, weight) in weights.iter_mut().enumerate() {
        let (lower, upper) = (
            constraints.min_weight.of(asset),
            constraints.max_weight.of(asset),
        );
        let kept = weight.clamp(lower, upper);
        is_moved |= kept != *weight;
        *weight = kept;
    }
    let expected_return = net_return(problem, &weights);
    let per_period = expected_return / PERIODS_PER_YEAR;
    let risk = match known {
        _ if leaves_extras_open(problem) => smallest_risk_of(problem, &weights),
        Some(risk) if !is_moved => risk,
        _ => risk_of(problem, &weights, extras),
    };
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
