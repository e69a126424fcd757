//! Sample mean and covariance.

use domain::PERIODS_PER_YEAR;
use nalgebra::{DMatrix, DVector};

use super::{EstimateError, annual, check_returns};

/// Arithmetic mean of the daily returns × 252.
///
/// # Errors
///
/// No day, no asset, or a return that is not finite.
pub fn sample_mean(returns: &DMatrix<f64>) -> Result<DVector<f64>, EstimateError> {
    check_returns(returns, 1)?;
    Ok(column_means(returns) * PERIODS_PER_YEAR)
}

/// `Σ (r − r̄)(r − r̄)' ÷ (T − 1)` of the daily returns × 252.
///
/// # Errors
///
/// Fewer than two days, no asset, or a return that is not finite.
pub fn sample_covariance(returns: &DMatrix<f64>) -> Result<DMatrix<f64>, EstimateError> {
    check_returns(returns, 2)?;
    let centred = centre(returns);
    let degrees_of_freedom = (returns.nrows() - 1) as f64;
    Ok(annual(products(&centred) / degrees_of_freedom))
}

/// `X'X`, exactly symmetric.
pub(super) fn products(centred: &DMatrix<f64>) -> DMatrix<f64> {
    // Transposed first: the product of two plain matrices is the blocked one.
    let mut products = centred.transpose() * centred;
    products.fill_upper_triangle_with_lower_triangle();
    products
}

/// Mean of each column.
pub(super) fn column_means(returns: &DMatrix<f64>) -> DVector<f64> {
    let days = returns.nrows() as f64;
    DVector::from_iterator(
        returns.ncols(),
        returns.column_iter().map(|column| column.sum() / days),
    )
}

/// Each column minus its mean.
pub(super) fn centre(returns: &DMatrix<f64>) -> DMatrix<f64> {
    let mut centred = returns.clone();
    for (mut column, mean) in centred.column_iter_mut().zip(&column_means(returns)) {
        column.add_scalar_mut(-mean);
    }
    centred
}
