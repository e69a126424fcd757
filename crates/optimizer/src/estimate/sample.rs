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
    let degrees_of_freedom = (returns.nrows() - 1) as f64;
    Ok(annual(products(returns) / degrees_of_freedom))
}

/// `Σ (r − r̄)(r − r̄)'`, exactly symmetric, in blocks of days that stay in the cache.
pub(super) fn products(returns: &DMatrix<f64>) -> DMatrix<f64> {
    const BLOCK: usize = 256;
    let (days, assets) = returns.shape();
    let means = column_means(returns);
    let mut products = DMatrix::zeros(assets, assets);
    let mut block = vec![0.0; BLOCK * assets];
    for start in (0..days).step_by(BLOCK) {
        let length = BLOCK.min(days - start);
        for (asset, column) in block.chunks_exact_mut(BLOCK).enumerate() {
            let seen = &returns.as_slice()[asset * days + start..][..length];
            for (entry, value) in column.iter_mut().zip(seen) {
                *entry = value - means[asset];
            }
        }
        let columns = || block.chunks_exact(BLOCK).map(|column| &column[..length]);
        for (right, second) in columns().enumerate() {
            for (left, first) in columns().take(right + 1).enumerate() {
                products[(left, right)] += dot(first, second);
            }
        }
    }
    products.fill_lower_triangle_with_upper_triangle();
    products
}

/// In eight independent sums, which a processor adds side by side.
fn dot(left: &[f64], right: &[f64]) -> f64 {
    let (lefts, rights) = (left.chunks_exact(8), right.chunks_exact(8));
    let rest = lefts.remainder().iter().zip(rights.remainder());
    let rest: f64 = rest.map(|(a, b)| a * b).sum();
    let mut sums = [0.0; 8];
    for (left, right) in lefts.zip(rights) {
        for (lane, sum) in sums.iter_mut().enumerate() {
            *sum += left[lane] * right[lane];
        }
    }
    sums.iter().sum::<f64>() + rest
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
