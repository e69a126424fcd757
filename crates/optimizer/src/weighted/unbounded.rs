//! Why a sum of goals has no finite optimum.

use super::problem::WeightedGoal;
use super::sum::Sum;
use crate::scenario::{ScenarioMeasure, Semideviation, polyhedral};
use crate::unbounded::{Norm, Recession, Unbounded};

/// The direction along which the sum falls for ever.
pub(super) fn why(sum: &Sum<'_>) -> Unbounded {
    let problem = sum.problem;
    let moments = problem.moments();
    let mut recession = Recession {
        cost: -&sum.slope,
        trades: sum.trades,
        is_flat: sum.variance > 0.0,
        ..Recession::new(problem.constraints(), moments.mean(), moments.covariance())
    };
    let terms = problem.terms().iter().zip(&sum.prices);
    for (term, &price) in terms.filter(|(_, price)| **price > 0.0) {
        let (WeightedGoal::Risk(measure), Some(returns)) = (&term.goal, problem.returns()) else {
            continue;
        };
        match polyhedral(*measure, returns) {
            Some(risk) => recession.risks.push((price, risk)),
            // It grows with the square: only directions without any count.
            None => {
                debug_assert_eq!(*measure, ScenarioMeasure::Semivariance);
                recession.kept.push(Box::new(Semideviation::new(returns)));
            }
        }
    }
    for (price, omega) in &sum.norms {
        recession.risks.push((*price, Box::new(Norm { omega })));
    }
    // A limit of the volatility allows only directions without any, whatever else is kept.
    recession.is_flat |= problem.constraints().max_risk.is_some();
    Unbounded::along(recession.ray())
}
