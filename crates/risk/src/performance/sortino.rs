use crate::{
    RiskError,
    performance::{Sample, finite},
};

/// Sortino ratio, annual, about 0: `252 x̄ / (√252 √(Σ min(xₜ, 0)² / n))`, the annual return over
/// the [`downside_deviation`](crate::performance::downside_deviation).
///
/// # Errors
/// With no observation, or no loss.
pub fn sortino(returns: &[f64]) -> Result<f64, RiskError> {
    Sample::new(returns)?.sortino()
}

impl Sample {
    /// See [`sortino`].
    ///
    /// # Errors
    /// As there.
    pub fn sortino(&self) -> Result<f64, RiskError> {
        let deviation = self.downside_deviation()?;
        if deviation > 0.0 {
            finite(self.return_annual()? / deviation)
        } else {
            Err(RiskError::Nothing("loss"))
        }
    }
}
