//! Each goal at weights, in its own unit, from the data itself.

use nalgebra::{DMatrix, DVector};

use super::level::Level;
use super::problem::{WeightedGoal, WeightedProblem};
use crate::allocation::MeanUncertainty;
use crate::estimate::Moments;
use crate::scenario::{ScenarioMeasure, polyhedral};

/// The value of `goal` at `weights`.
pub(super) fn value_of(
    problem: &WeightedProblem,
    goal: &WeightedGoal,
    weights: &DVector<f64>,
) -> f64 {
    let moments = problem.moments();
    match goal {
        WeightedGoal::Variance => moments.variance(weights),
        WeightedGoal::Risk(measure) => problem
            .returns()
            .map_or(f64::NAN, |returns| risk_of(*measure, returns, weights)),
        WeightedGoal::Return => -net_return(problem, weights),
        WeightedGoal::Utility { risk_aversion } => {
            risk_aversion * moments.variance(weights) - net_return(problem, weights)
        }
        WeightedGoal::Tracking { benchmark } => moments.variance(&(weights - benchmark)),
        WeightedGoal::RobustReturn {
            uncertainty,
            radius,
        } => {
            radius * uncertain(moments, uncertainty, weights).sqrt() - net_return(problem, weights)
        }
    }
}

/// The annual return after costs.
pub(super) fn net_return(problem: &WeightedProblem, weights: &DVector<f64>) -> f64 {
    let costs = problem.constraints().costs.as_ref();
    let costs = costs.map_or(0.0, |costs| costs.rate * (weights - &costs.from).lp_norm(1));
    problem.moments().expected_return(weights) - costs
}

/// `w'Ωw`.
fn uncertain(moments: &Moments, uncertainty: &MeanUncertainty, weights: &DVector<f64>) -> f64 {
    match uncertainty {
        MeanUncertainty::SampleMean { years } => moments.variance(weights) / years,
        MeanUncertainty::Covariance(matrix) => weights.dot(&(matrix * weights)).max(0.0),
    }
}

/// A risk of weights, at the best of what it needs besides.
fn risk_of(measure: ScenarioMeasure, returns: &DMatrix<f64>, weights: &DVector<f64>) -> f64 {
    if let Some(mut level) = Level::of(measure, returns) {
        return level.at_best(weights);
    }
    match polyhedral(measure, returns) {
        Some(mut risk) => risk.evaluate(weights.as_slice(), &mut vec![0.0; weights.len()]),
        None => semivariance(returns, weights),
    }
}

/// `Σ min(x_t − x̄, 0)² ÷ (T − 1)`.
fn semivariance(returns: &DMatrix<f64>, weights: &DVector<f64>) -> f64 {
    let outcomes = returns * weights;
    let mean = outcomes.sum() / outcomes.len() as f64;
    let below: f64 = outcomes.iter().map(|x| (x - mean).min(0.0).powi(2)).sum();
    below / (outcomes.len() - 1) as f64
}
