//! Sample mean and covariance, and the sums that other estimators are made of.

use domain::PERIODS_PER_YEAR;
use nalgebra::{DMatrix, DVector};

use super::correlation::check_finite;
use super::gram::gram_about;
use super::{EstimateError, check_returns, check_shape};
use crate::progress::is_stopped;

/// Arithmetic mean of the daily returns × 252.
///
/// `Σ r_t ÷ T · 252`, annual; O(T n). The plain estimator, as in Markowitz, *Portfolio selection*,
/// Journal of Finance 7 (1952).
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
/// O(T n²), by the widest registers of the processor; between processors the last bits differ. An
/// asset that never moves has a variance and covariances of exactly 0.
///
/// Annual. The plain unbiased estimator, as in Markowitz, *Portfolio selection*, Journal of Finance
/// 7 (1952).
///
/// # Errors
///
/// Fewer than two days, no asset, a return that is not finite or so large that its square is not.
pub fn sample_covariance(returns: &DMatrix<f64>) -> Result<DMatrix<f64>, EstimateError> {
    sample(returns).map(|(_, covariance)| covariance)
}

/// [`sample_mean`] and [`sample_covariance`], with two looks at the returns instead of five.
pub(super) fn sample(
    returns: &DMatrix<f64>,
) -> Result<(DVector<f64>, DMatrix<f64>), EstimateError> {
    check_shape(returns, 2)?;
    let means = column_means(returns);
    // A sum of finite numbers is finite unless it overflows.
    if means.iter().any(|mean| !mean.is_finite()) {
        check_returns(returns, 2)?;
    }
    let scale = PERIODS_PER_YEAR / (returns.nrows() - 1) as f64;
    let covariance = gram_about(returns, &means) * scale;
    check_finite(&covariance)?;
    Ok((means * PERIODS_PER_YEAR, covariance))
}

/// The daily covariance with ddof 1.
pub(super) fn daily(returns: &DMatrix<f64>) -> DMatrix<f64> {
    gram_about(returns, &column_means(returns)) / (returns.nrows() - 1) as f64
}

/// Days of one block.
const DAYS: usize = 128;
/// Assets of one panel.
const PANEL: usize = 64;

/// `X'Y`. Blocks of days stay in the cache; the left factor is transposed for real, since a view
/// whose rows are strided would reach code in nalgebra 0.34 that writes out of bounds when a panel
/// is narrow.
pub(super) fn products(left: &DMatrix<f64>, right: &DMatrix<f64>) -> DMatrix<f64> {
    let (days, assets) = left.shape();
    let mut products = DMatrix::zeros(assets, right.ncols());
    for start in (0..days).step_by(DAYS) {
        let count = DAYS.min(days - start);
        let transposed = left.rows(start, count).transpose();
        let block = right.rows(start, count);
        for first in (0..right.ncols()).step_by(PANEL) {
            if is_stopped() {
                return products;
            }
            let width = PANEL.min(right.ncols() - first);
            let mut panel = products.columns_mut(first, width);
            panel.gemm(1.0, &transposed, &block.columns(first, width), 1.0);
        }
    }
    products
}

/// Mean of each column; that of a constant column is exactly its value.
pub(super) fn column_means(returns: &DMatrix<f64>) -> DVector<f64> {
    let days = returns.nrows();
    let mean = |column: &[f64]| match column.split_first() {
        Some((first, rest)) if rest.iter().all(|value| value == first) => *first,
        _ => sum(column) / days as f64,
    };
    let columns = returns.as_slice().chunks_exact(days);
    DVector::from_iterator(returns.ncols(), columns.map(mean))
}

/// In eight independent sums, which a processor adds side by side.
fn sum(values: &[f64]) -> f64 {
    let (chunks, rest) = values.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for chunk in chunks {
        for (sum, value) in sums.iter_mut().zip(chunk) {
            *sum += value;
        }
    }
    sums.iter().chain(rest).sum()
}

/// Each column minus its mean.
pub(super) fn centre(returns: &DMatrix<f64>) -> DMatrix<f64> {
    let mut centred = returns.clone();
    for (mut column, mean) in centred.column_iter_mut().zip(&column_means(returns)) {
        column.add_scalar_mut(-mean);
    }
    centred
}

/// The sum over assets of the squares on each day.
pub(super) fn squares_by_day(matrix: &DMatrix<f64>) -> DVector<f64> {
    let mut squares = DVector::zeros(matrix.nrows());
    for column in matrix.column_iter() {
        squares.zip_apply(&column, |square, value| *square += value * value);
    }
    squares
}
