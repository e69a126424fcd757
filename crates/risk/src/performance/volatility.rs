use crate::{
    PERIODS_PER_YEAR, RiskError,
    performance::{Sample, finite},
};

/// Daily volatility: sample standard deviation, `√(Σ (xₜ − x̄)² / (n − 1))`.
///
/// # Errors
/// With fewer than two observations, or one that is not finite.
pub fn volatility_daily(returns: &[f64]) -> Result<f64, RiskError> {
    Sample::new(returns).map_err(needs_two)?.volatility_daily()
}

/// Annual volatility, `√252` times the daily one; assumes that returns of different days are
/// uncorrelated.
///
/// # Errors
/// As [`volatility_daily`].
pub fn volatility_annual(returns: &[f64]) -> Result<f64, RiskError> {
    Sample::new(returns).map_err(needs_two)?.volatility_annual()
}

impl Sample {
    /// See [`volatility_daily`].
    ///
    /// # Errors
    /// As there.
    pub fn volatility_daily(&self) -> Result<f64, RiskError> {
        self.needs(2)?;
        finite((self.m2 / (self.n() - 1.0)).sqrt())
    }

    /// See [`volatility_annual`].
    ///
    /// # Errors
    /// As there.
    pub fn volatility_annual(&self) -> Result<f64, RiskError> {
        finite(self.volatility_daily()? * PERIODS_PER_YEAR.sqrt())
    }
}

/// What needs two observations needs two of them also when there is none.
pub(crate) fn needs_two(error: RiskError) -> RiskError {
    match error {
        RiskError::TooFew { found, .. } => RiskError::TooFew { needed: 2, found },
        error => error,
    }
}
