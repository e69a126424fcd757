//! Why an objective on scenarios has no finite optimum.

use domain::PERIODS_PER_YEAR;
use nalgebra::DMatrix;

use super::problem::{ScenarioMeasure, ScenarioObjective, ScenarioProblem};
use super::risk::{Risk, Semideviation, polyhedral};
use crate::estimate::{CovarianceEstimate, Moments};
use crate::unbounded::{Recession, Unbounded, rate};

/// The direction along which the objective gets better for ever; slopes are per period, as the
/// objective is.
pub(crate) fn why(problem: &ScenarioProblem) -> Unbounded {
    let returns = problem.returns();
    let covariance = match (
        problem.given_covariance(),
        &problem.constraints().tracking_error,
    ) {
        (Some(covariance), _) => (**covariance).clone(),
        // Only the tracking error is measured by it.
        (None, Some(_)) => match Moments::estimate(returns, CovarianceEstimate::Sample) {
            Ok(moments) => moments.covariance().clone(),
            Err(_) => return Unbounded::Unproven,
        },
        (None, None) => DMatrix::zeros(0, 0),
    };
    let constraints = problem.constraints();
    let mean = problem.mean() / PERIODS_PER_YEAR;
    // A semivariance grows with the square: only directions without any count.
    let is_square = problem.measure == ScenarioMeasure::Semivariance;
    let (returned, price) = match problem.objective {
        ScenarioObjective::MinRisk => (false, Some(1.0)),
        ScenarioObjective::MaxUtility { risk_aversion } => (true, Some(risk_aversion)),
        ScenarioObjective::MaxReturn => (true, None),
        // A return that grows beside a risk that does not.
        ScenarioObjective::MaxRatio { .. } => (true, None),
    };
    let is_ratio = matches!(problem.objective, ScenarioObjective::MaxRatio { .. });
    let price = price.filter(|price| *price > 0.0);
    let keeps = is_ratio || constraints.max_risk.is_some() || (is_square && price.is_some());
    let mut recession = Recession::new(constraints, problem.mean(), &covariance);
    if returned {
        recession.cost = -mean;
        recession.trades = rate(constraints) / PERIODS_PER_YEAR;
    }
    if let Some(price) = price.filter(|_| !is_square) {
        recession.risks.push((price, risk(problem)));
    }
    if keeps {
        recession.kept.push(risk(problem));
    }
    Unbounded::along(recession.ray())
}

fn risk(problem: &ScenarioProblem) -> Box<dyn Risk + '_> {
    let returns = problem.returns();
    polyhedral(problem.measure, returns).unwrap_or_else(|| Box::new(Semideviation::new(returns)))
}
