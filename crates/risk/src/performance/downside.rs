use crate::{
    PERIODS_PER_YEAR, RiskError,
    performance::{Sample, finite},
};

/// Downside deviation about 0, annual: `√252 √(Σ min(xₜ, 0)² / n)`, over all days (ddof 0), not
/// only over the losing ones.
///
/// F. A. Sortino and R. van der Meer, *Downside risk*, Journal of Portfolio Management 17 (1991).
///
/// # Errors
/// With no observation, or one that is not finite.
pub fn downside_deviation(returns: &[f64]) -> Result<f64, RiskError> {
    Sample::new(returns)?.downside_deviation()
}

impl Sample {
    /// See [`downside_deviation`].
    ///
    /// # Errors
    /// As there.
    pub fn downside_deviation(&self) -> Result<f64, RiskError> {
        finite((self.squared_losses / self.n()).sqrt() * PERIODS_PER_YEAR.sqrt())
    }
}
