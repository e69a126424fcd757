//! Convex functions of the weights by their values and the linear functions below them.

use nalgebra::{DMatrix, DVector};

use crate::scenario::{Risk, ScenarioMeasure, Semideviation, polyhedral};

/// A convex function that is known by evaluating it.
pub(super) enum Curve<'p> {
    /// A piecewise linear risk.
    Polyhedral(Box<dyn Risk + 'p>),
    /// The root of the semivariance.
    Semideviation(Box<Semideviation>),
    /// Its square.
    Semivariance(Box<Semideviation>),
    /// `√((w − centre)'Ω(w − centre))`.
    Norm(DMatrix<f64>, DVector<f64>),
}

impl<'p> Curve<'p> {
    /// The risk of a measure; `None` for the one that has a variable of its own.
    pub(super) fn of(measure: ScenarioMeasure, returns: &'p DMatrix<f64>) -> Option<Self> {
        match measure {
            ScenarioMeasure::RobustCvar { .. } => None,
            ScenarioMeasure::Semivariance => {
                Some(Self::Semivariance(Box::new(Semideviation::new(returns))))
            }
            _ => polyhedral(measure, returns).map(Self::Polyhedral),
        }
    }

    /// A function of the first degree with the same order.
    pub(super) fn of_first_degree(self) -> Self {
        match self {
            Self::Semivariance(risk) => Self::Semideviation(risk),
            other => other,
        }
    }

    /// The value at `weights`, and in `slopes` a linear function that is equal there and nowhere
    /// above, by its slopes; its constant is the second number.
    pub(super) fn evaluate(&mut self, weights: &[f64], slopes: &mut [f64]) -> (f64, f64) {
        let value = match self {
            Self::Polyhedral(risk) => risk.evaluate(weights, slopes),
            Self::Semideviation(risk) => risk.evaluate(weights, slopes),
            Self::Semivariance(risk) => {
                let root = risk.evaluate(weights, slopes);
                slopes.iter_mut().for_each(|slope| *slope *= 2.0 * root);
                root * root
            }
            Self::Norm(matrix, centre) => {
                let apart = DVector::from_column_slice(weights) - &*centre;
                let along = &*matrix * &apart;
                let value = apart.dot(&along).max(0.0).sqrt();
                let share = if value > 0.0 { 1.0 / value } else { 0.0 };
                for (slope, along) in slopes.iter_mut().zip(&along) {
                    *slope = share * along;
                }
                value
            }
        };
        let along: f64 = slopes.iter().zip(weights).map(|(a, b)| a * b).sum();
        (value, value - along)
    }
}
