//! Exponentially weighted mean and covariance.

use domain::PERIODS_PER_YEAR;
use nalgebra::{DMatrix, DVector};

use super::correlation::check_finite;
use super::gram::gram;
use super::{EstimateError, annual, check_returns, refuse};

/// `Σ w r` × 252, where the weight of a day is proportional to `decay^age`, and the weights sum
/// to one. The last day has age 0. O(T n).
pub(super) fn mean(returns: &DMatrix<f64>, decay: f64) -> Result<DVector<f64>, EstimateError> {
    check_decay("mean.decay", decay)?;
    check_returns(returns, 1)?;
    Ok(weighted_means(returns, &weights(returns.nrows(), decay)) * PERIODS_PER_YEAR)
}

/// `Σ w (r − r̄)(r − r̄)'` × 252 with the weights of [`mean`], about the mean of the same weights
/// and without a correction of the bias. Positive semidefinite; `decay → 1` gives the sample
/// covariance with ddof 0. O(T n²).
///
/// Same numbers as pandas' `ewm(alpha = 1 − decay).cov(bias = True)`. RiskMetrics (1996) takes
/// deviations from 0 instead.
pub(super) fn covariance(
    returns: &DMatrix<f64>,
    decay: f64,
) -> Result<DMatrix<f64>, EstimateError> {
    check_decay("covariance.decay", decay)?;
    check_returns(returns, 2)?;
    let weights = weights(returns.nrows(), decay);
    let means = weighted_means(returns, &weights);
    let roots = weights.map(f64::sqrt);
    let mut scaled = returns.clone();
    for (mut column, mean) in scaled.column_iter_mut().zip(&means) {
        column.add_scalar_mut(-mean);
        column.component_mul_assign(&roots);
    }
    let covariance = annual(gram(&scaled));
    check_finite(&covariance)?;
    Ok(covariance)
}

/// How many equally weighted days would say as much: `1 ÷ Σ w²`.
pub(super) fn effective_days(days: usize, decay: f64) -> f64 {
    1.0 / weights(days, decay).norm_squared()
}

fn weights(days: usize, decay: f64) -> DVector<f64> {
    let mut weights = DVector::zeros(days);
    let mut weight = 1.0;
    for entry in weights.iter_mut().rev() {
        *entry = weight;
        weight *= decay;
    }
    let total = weights.sum();
    weights / total
}

/// Measured from the first return, which makes the mean of a constant exact.
fn weighted_means(returns: &DMatrix<f64>, weights: &DVector<f64>) -> DVector<f64> {
    let mean = |column: usize| {
        let column = returns.column(column);
        let from_first = column.zip_fold(weights, 0.0, |sum, value, weight| {
            sum + weight * (value - column[0])
        });
        column[0] + from_first
    };
    DVector::from_fn(returns.ncols(), |column, _| mean(column))
}

fn check_decay(field: &str, decay: f64) -> Result<(), EstimateError> {
    if decay > 0.0 && decay < 1.0 {
        Ok(())
    } else {
        refuse(field, "is not between 0 and 1")
    }
}
