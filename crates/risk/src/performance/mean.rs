use crate::{
    PERIODS_PER_YEAR, RiskError,
    performance::{Sample, finite},
};

/// Mean daily return, `x̄ = Σ xₜ / n`.
///
/// # Errors
/// With no observation, or one that is not finite; when the sum overflows.
pub fn mean_daily(returns: &[f64]) -> Result<f64, RiskError> {
    Sample::new(returns)?.mean_daily()
}

/// Arithmetic annual return, `252 x̄`.
///
/// # Errors
/// As [`mean_daily`].
pub fn return_annual(returns: &[f64]) -> Result<f64, RiskError> {
    Sample::new(returns)?.return_annual()
}

impl Sample {
    /// See [`mean_daily`].
    ///
    /// # Errors
    /// As there.
    pub fn mean_daily(&self) -> Result<f64, RiskError> {
        finite(self.mean)
    }

    /// See [`return_annual`].
    ///
    /// # Errors
    /// As there.
    pub fn return_annual(&self) -> Result<f64, RiskError> {
        finite(self.mean * PERIODS_PER_YEAR)
    }
}

/// The mean of values that are known to be there.
pub(crate) fn mean(returns: &[f64]) -> f64 {
    returns.iter().sum::<f64>() / returns.len() as f64
}

/// `Σ (xₜ − x̄)ᵏ`, in two passes: the one-pass formula cancels.
pub(crate) fn central(returns: &[f64], power: i32) -> f64 {
    let mean = mean(returns);
    returns.iter().map(|r| (r - mean).powi(power)).sum()
}
