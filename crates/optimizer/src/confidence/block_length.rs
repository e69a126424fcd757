//! How long blocks have to be.

use nalgebra::{DMatrix, DVector};

use super::{ConfidenceError, refuse};
use crate::estimate::check_returns;
use crate::progress::is_stopped;

/// The mean block length of the stationary bootstrap with the smallest expected squared error of
/// the variance of a mean, for one series.
///
/// `b = (2 ĝ² ÷ d̂)^⅓ T^⅓` with `ĝ = Σ λ(k/M) |k| γ̂(k)` and `d̂ = 2 (Σ λ(k/M) γ̂(k))²`, the flat-top
/// weights `λ`, and `M` twice the lag from which on `max(5, log₁₀ T)` autocorrelations in a row are
/// below `2 √(log₁₀ T ÷ T)`; at most `min(3 √T, T/3)`, at least 1. In days.
///
/// Politis and White, *Automatic block-length selection for the dependent bootstrap*, Econometric
/// Reviews 23 (2004), with the correction of Patton, Politis and White, Econometric Reviews 28
/// (2009). `O(T^1.5)`. A series that does not move gives 1. Only sums in order: the same on every
/// machine.
///
/// # Errors
///
/// Fewer than ten days, or a value that is not finite.
pub fn block_length(series: &[f64]) -> Result<f64, ConfidenceError> {
    if series.len() < LEAST {
        return refuse("block", "has to be given for fewer than 10 days");
    }
    if series.iter().any(|value| !value.is_finite()) {
        return refuse("returns", "hold a number that is not finite");
    }
    Ok(chosen(series))
}

/// The mean block length for a portfolio of many assets, in days.
///
/// A portfolio is estimated from means and from covariances. Of the means it is the returns of the
/// assets that matter; of the covariances the products of each asset's deviation with that of the
/// portfolio, which are the slopes of the variance: their calm and stormy times last far longer
/// than anything in the returns. [`block_length`] of each asset, the median over the assets, and
/// the larger of the two medians. `O(n T^1.5)`.
///
/// # Errors
///
/// Fewer than ten days, a return that is not finite, weights that do not fit.
pub fn block_length_for(
    returns: &DMatrix<f64>,
    weights: &DVector<f64>,
) -> Result<f64, ConfidenceError> {
    check_returns(returns, 1)?;
    if weights.len() != returns.ncols() {
        return refuse("weights", "have not one number for each asset");
    }
    if returns.nrows() < LEAST {
        return refuse("block", "has to be given for fewer than 10 days");
    }
    let assets: Vec<Vec<f64>> = returns
        .as_slice()
        .chunks_exact(returns.nrows())
        .map(centred)
        .collect();
    let mut portfolio = vec![0.0; returns.nrows()];
    for (asset, weight) in assets.iter().zip(weights) {
        for (sum, value) in portfolio.iter_mut().zip(asset) {
            *sum += weight * value;
        }
    }
    let by_mean = assets.iter().map(|asset| chosen(asset));
    let by_variance = assets.iter().map(|asset| {
        let products = asset
            .iter()
            .zip(&portfolio)
            .map(|(left, right)| left * right);
        chosen(&products.collect::<Vec<f64>>())
    });
    Ok(median(by_mean.collect()).max(median(by_variance.collect())))
}

/// Fewer days say nothing about what follows on what.
const LEAST: usize = 10;

fn chosen(series: &[f64]) -> f64 {
    let days = series.len();
    let deviations = centred(series);
    let lags = libm::ceil(libm::sqrt(days as f64)) as usize;
    let in_a_row = (libm::log10(days as f64) as usize).max(5);
    let most = (lags + in_a_row).min(days - 1);
    if is_stopped() {
        return 1.0;
    }
    let covariances: Vec<f64> = (0..=most).map(|lag| covariance(&deviations, lag)).collect();
    if covariances[0] <= 0.0 {
        return 1.0;
    }
    let width = 2 * settled_from(&covariances, days, in_a_row).unwrap_or(most);
    let (curvature, sum) = flat_top(&covariances, width.min(most));
    if sum == 0.0 {
        return 1.0;
    }
    let ratio = curvature / sum;
    let longest = libm::ceil((3.0 * libm::sqrt(days as f64)).min(days as f64 / 3.0));
    libm::cbrt(ratio * ratio * days as f64).clamp(1.0, longest)
}

/// The first lag, at least 1, from which on so many autocorrelations in a row are noise.
fn settled_from(covariances: &[f64], days: usize, in_a_row: usize) -> Option<usize> {
    let days = days as f64;
    let noise = 2.0 * libm::sqrt(libm::log10(days) / days) * covariances[0];
    let is_noise = |run: &[f64]| run.iter().all(|value| value.abs() < noise);
    let first = covariances[1..].windows(in_a_row).position(is_noise)?;
    Some(first + 1)
}

/// `Σ λ(k/M) |k| γ(k)` and `Σ λ(k/M) γ(k)` over both signs of `k`.
fn flat_top(covariances: &[f64], width: usize) -> (f64, f64) {
    let (mut curvature, mut sum) = (0.0, covariances[0]);
    for (lag, covariance) in covariances.iter().enumerate().take(width + 1).skip(1) {
        let share = lag as f64 / width as f64;
        let weight = (2.0 * (1.0 - share)).min(1.0);
        curvature += 2.0 * weight * lag as f64 * covariance;
        sum += 2.0 * weight * covariance;
    }
    (curvature, sum)
}

fn covariance(deviations: &[f64], lag: usize) -> f64 {
    let products = deviations[lag..].iter().zip(deviations);
    products
        .map(|(later, earlier)| later * earlier)
        .sum::<f64>()
        / deviations.len() as f64
}

/// A series that does not move is zero, not nearly zero.
fn centred(series: &[f64]) -> Vec<f64> {
    if series.iter().all(|value| *value == series[0]) {
        return vec![0.0; series.len()];
    }
    let mean = series.iter().sum::<f64>() / series.len() as f64;
    series.iter().map(|value| value - mean).collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let (lower, upper) = (values[(values.len() - 1) / 2], values[values.len() / 2]);
    0.5 * (lower + upper)
}
