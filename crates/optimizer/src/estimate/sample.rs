//! Sample mean and covariance, and the sums that other estimators are made of.

use domain::PERIODS_PER_YEAR;
use nalgebra::{DMatrix, DVector};

use super::correlation::check_finite;
use super::{EstimateError, annual, check_returns};
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
/// O(T n²), as fast as the matrix product that nalgebra picks for the processor; with and without
/// fused multiplication the last bits differ. An asset that never moves has a variance and
/// covariances of exactly 0.
///
/// Annual. The plain unbiased estimator, as in Markowitz, *Portfolio selection*, Journal of Finance
/// 7 (1952).
///
/// # Errors
///
/// Fewer than two days, no asset, a return that is not finite or so large that its square is not.
pub fn sample_covariance(returns: &DMatrix<f64>) -> Result<DMatrix<f64>, EstimateError> {
    check_returns(returns, 2)?;
    let covariance = annual(daily(returns));
    check_finite(&covariance)?;
    Ok(covariance)
}

/// The daily covariance with ddof 1.
pub(super) fn daily(returns: &DMatrix<f64>) -> DMatrix<f64> {
    gram(&centre(returns)) / (returns.nrows() - 1) as f64
}

/// Days of one block.
const DAYS: usize = 128;
/// Assets of one panel.
const PANEL: usize = 64;

/// `X'X`, exactly symmetric.
///
/// Blocks of days stay in the cache, and only the panels at and above the diagonal are multiplied.
/// The left factor is transposed for real: a view whose rows are strided would reach code in
/// nalgebra 0.34 that writes out of bounds when a panel is narrow.
pub(super) fn gram(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    let (days, assets) = matrix.shape();
    let mut gram = DMatrix::zeros(assets, assets);
    for start in (0..days).step_by(DAYS) {
        let block = matrix.rows(start, DAYS.min(days - start));
        let transposed = block.transpose();
        for first in (0..assets).step_by(PANEL) {
            if is_stopped() {
                return gram;
            }
            let width = PANEL.min(assets - first);
            let height = first + width;
            let (left, right) = (transposed.rows(0, height), block.columns(first, width));
            let mut panel = gram.view_mut((0, first), (height, width));
            panel.gemm(1.0, &left, &right, 1.0);
        }
    }
    gram.fill_lower_triangle_with_upper_triangle();
    gram
}

/// `X'Y`, in the same blocks.
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
