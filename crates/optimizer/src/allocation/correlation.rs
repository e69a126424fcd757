//! Volatilities and correlations of a covariance.

use nalgebra::{DMatrix, DVector};

use super::AllocationError;
use super::dense::column;
use crate::problem::Problem;

/// A variance below this share of the mean variance is none.
const NOTHING: f64 = 1e-14;

/// Volatility by asset, `√Σᵢᵢ`, annual.
///
/// # Errors
///
/// An asset without variance, by its index.
pub(super) fn volatilities(problem: &Problem) -> Result<DVector<f64>, AllocationError> {
    let covariance = problem.moments().covariance();
    let diagonal = covariance.diagonal();
    let least = NOTHING * diagonal.mean();
    match diagonal
        .iter()
        .position(|&variance| variance <= least || variance <= 0.0)
    {
        Some(asset) => Err(AllocationError::NoVariance { asset }),
        None => Ok(diagonal.map(f64::sqrt)),
    }
}

/// The covariance in units of its mean variance, in which nothing overflows.
pub(super) fn scaled(problem: &Problem) -> &DMatrix<f64> {
    &problem.shape.scaled
}

/// `ρᵢⱼ = Σᵢⱼ ÷ (σᵢσⱼ)` with a diagonal of exactly 1.
pub(super) fn correlation(covariance: &DMatrix<f64>, volatilities: &DVector<f64>) -> DMatrix<f64> {
    let n = volatilities.len();
    let inverse = volatilities.map(|volatility| 1.0 / volatility);
    let mut correlation = Vec::with_capacity(n * n);
    for asset in 0..n {
        let own = inverse[asset];
        correlation.extend(
            column(covariance, asset)
                .iter()
                .zip(inverse.as_slice())
                .map(|(value, other)| value * own * other),
        );
        correlation[asset * n + asset] = 1.0;
    }
    DMatrix::from_vec(n, n, correlation)
}
