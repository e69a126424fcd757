use crate::{PERIODS_PER_YEAR, RiskError, error::check};

/// Mean daily return, `x̄ = Σ xₜ / n`.
///
/// # Errors
/// With no observation, or one that is not finite.
pub fn mean_daily(returns: &[f64]) -> Result<f64, RiskError> {
    check(returns, 1)?;
    Ok(mean(returns))
}

/// Arithmetic annual return, `252 x̄`.
///
/// # Errors
/// As [`mean_daily`].
pub fn return_annual(returns: &[f64]) -> Result<f64, RiskError> {
    mean_daily(returns).map(|mean| mean * PERIODS_PER_YEAR)
}

/// Daily volatility: sample standard deviation, `√(Σ (xₜ − x̄)² / (n − 1))`.
///
/// # Errors
/// With fewer than two observations, or one that is not finite.
pub fn volatility_daily(returns: &[f64]) -> Result<f64, RiskError> {
    check(returns, 2)?;
    Ok((central(returns, 2) / (returns.len() - 1) as f64).sqrt())
}

/// Annual volatility, `√252` times the daily one; assumes that returns of different days are
/// uncorrelated.
///
/// # Errors
/// As [`volatility_daily`].
pub fn volatility_annual(returns: &[f64]) -> Result<f64, RiskError> {
    volatility_daily(returns).map(|daily| daily * PERIODS_PER_YEAR.sqrt())
}

/// Skewness, biased (ddof 0): `m₃ / m₂^(3/2)` with `mₖ = Σ (xₜ − x̄)ᵏ / n`.
///
/// # Errors
/// With fewer than two observations, or none that differ.
pub fn skewness(returns: &[f64]) -> Result<f64, RiskError> {
    let (m2, n) = variance_population(returns)?;
    Ok(central(returns, 3) / n / m2.powf(1.5))
}

/// Excess kurtosis, biased (ddof 0): `m₄ / m₂² − 3`, zero for a normal distribution.
///
/// # Errors
/// As [`skewness`].
pub fn excess_kurtosis(returns: &[f64]) -> Result<f64, RiskError> {
    let (m2, n) = variance_population(returns)?;
    Ok(central(returns, 4) / n / (m2 * m2) - 3.0)
}

/// The worst daily return: the smallest.
///
/// # Errors
/// As [`mean_daily`].
pub fn worst(returns: &[f64]) -> Result<f64, RiskError> {
    check(returns, 1)?;
    Ok(returns.iter().copied().fold(f64::INFINITY, f64::min))
}

/// The best daily return: the greatest.
///
/// # Errors
/// As [`mean_daily`].
pub fn best(returns: &[f64]) -> Result<f64, RiskError> {
    check(returns, 1)?;
    Ok(returns.iter().copied().fold(f64::NEG_INFINITY, f64::max))
}

pub(crate) fn mean(returns: &[f64]) -> f64 {
    returns.iter().sum::<f64>() / returns.len() as f64
}

/// `Σ (xₜ − x̄)ᵏ`, in two passes: the one-pass formula cancels.
pub(crate) fn central(returns: &[f64], power: i32) -> f64 {
    let mean = mean(returns);
    returns.iter().map(|r| (r - mean).powi(power)).sum()
}

/// Whether a standard deviation is nothing but the rounding of a constant series.
pub(crate) fn is_constant(returns: &[f64], deviation: f64) -> bool {
    /// A few dozen roundings of the level; real series vary by far more than that.
    const ROUNDING: f64 = 1e-14;
    let level = returns.iter().fold(0.0_f64, |level, r| level.max(r.abs()));
    deviation <= ROUNDING * level
}

fn variance_population(returns: &[f64]) -> Result<(f64, f64), RiskError> {
    check(returns, 2)?;
    let n = returns.len() as f64;
    let m2 = central(returns, 2) / n;
    if is_constant(returns, m2.sqrt()) {
        Err(RiskError::NoVariance)
    } else {
        Ok((m2, n))
    }
}
