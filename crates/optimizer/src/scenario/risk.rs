//! Risks by their cuts. All but the semideviation are the largest of very many linear functions.

mod cvar;
mod deviation;
mod drawdown;
mod kernel;
mod robust;
mod semideviation;
mod worst_case;

use nalgebra::DMatrix;

pub(crate) use semideviation::{Semideviation, Tangent};

use super::problem::ScenarioMeasure;

/// A convex, positively homogeneous risk of a position: the weights, then what the risk needs
/// besides.
pub(crate) trait Risk {
    /// Variables besides the weights; all of them are at least 0.
    fn extras(&self) -> usize {
        0
    }

    /// Limits `row'position ≥ 0` that tie those variables to the weights. `may_be_short` says
    /// whether weights may be negative.
    fn rows(&self, _may_be_short: bool) -> Vec<Vec<(usize, f64)>> {
        Vec::new()
    }

    /// Fills in those variables as well as possible for the weights.
    fn complete(&self, _position: &mut [f64]) {}

    /// The risk at `position` and a `cut` with `cut · p ≤ risk(p)` for every `p`, and equality at
    /// `position`.
    fn evaluate(&mut self, position: &[f64], cut: &mut [f64]) -> f64;

    /// Whether it has second derivatives.
    fn is_smooth(&self) -> bool {
        false
    }

    /// Adds `weight` times the second derivatives at the last position to `target`: nothing where
    /// the risk is flat between its edges.
    fn bend(&self, _weight: f64, _target: &mut DMatrix<f64>) {}
}

/// The risk of `measure` on `returns`; `None` if it is not polyhedral.
pub(crate) fn polyhedral<'a>(
    measure: ScenarioMeasure,
    returns: &'a DMatrix<f64>,
) -> Option<Box<dyn Risk + 'a>> {
    Some(match measure {
        ScenarioMeasure::Semivariance => return None,
        ScenarioMeasure::MeanAbsoluteDeviation => Box::new(deviation::Deviation::new(returns)),
        ScenarioMeasure::Cvar { confidence } => Box::new(cvar::Cvar::new(returns, confidence)),
        ScenarioMeasure::WorstCase => Box::new(worst_case::WorstCase::new(returns)),
        ScenarioMeasure::Cdar { confidence } => {
            Box::new(drawdown::Drawdown::at_risk(returns, confidence))
        }
        ScenarioMeasure::MaxDrawdown => Box::new(drawdown::Drawdown::largest(returns)),
        ScenarioMeasure::RobustCvar {
            confidence,
            radius,
            risk_aversion,
        } => Box::new(robust::Robust::new(
            returns,
            confidence,
            radius,
            risk_aversion,
        )),
    })
}

/// Returns less their mean, column by column.
pub(crate) fn centred(returns: &DMatrix<f64>) -> DMatrix<f64> {
    let mut centred = returns.clone();
    let periods = returns.nrows() as f64;
    for mut column in centred.column_iter_mut() {
        let mean = column.sum() / periods;
        column.add_scalar_mut(-mean);
    }
    centred
}
