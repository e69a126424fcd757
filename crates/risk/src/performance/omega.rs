use crate::{
    RiskError,
    performance::{Sample, finite},
};

/// Omega about 0: what was gained over what was lost, `Σ max(xₜ, 0) / Σ max(−xₜ, 0)`.
///
/// C. Keating and W. F. Shadwick, *A universal performance measure*, Journal of Performance
/// Measurement 6 (2002).
///
/// # Errors
/// With no observation, or no loss.
pub fn omega(returns: &[f64]) -> Result<f64, RiskError> {
    Sample::new(returns)?.omega()
}

impl Sample {
    /// See [`omega`].
    ///
    /// # Errors
    /// As there.
    pub fn omega(&self) -> Result<f64, RiskError> {
        if self.losses > 0.0 {
            finite(self.gains / self.losses)
        } else {
            Err(RiskError::Nothing("loss"))
        }
    }
}
