use nalgebra::DMatrix;

use super::{
    co_moments::volatility,
    matrix::{Held, finite},
};
use crate::RiskError;

/// Diversification ratio: the sum of the volatilities of the holdings by the volatility of the whole,
/// `Σ |wᵢ| σᵢ / σ`. One where nothing is diversified, `√n` for n equal uncorrelated ones.
///
/// A short holding counts with its size, so that a hedge diversifies. O(Tn). Y. Choueifaty and Y.
/// Coignard, *Toward maximum diversification*, Journal of Portfolio Management 35 (2008).
///
/// # Errors
/// With fewer than two days, a portfolio that does not vary, or numbers that are not finite.
pub fn diversification_ratio(returns: &DMatrix<f64>, weights: &[f64]) -> Result<f64, RiskError> {
    let held = Held::new(returns, weights, 2)?;
    let sigma = volatility(&held.whole)?.ok_or(RiskError::NoVariance)?;
    let mut sum = 0.0;
    for (column, weight) in held.columns().zip(weights) {
        if *weight != 0.0 {
            sum += weight.abs() * volatility(column)?.unwrap_or(0.0);
        }
    }
    finite(sum / sigma)
}
