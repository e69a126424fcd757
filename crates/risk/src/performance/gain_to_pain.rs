use crate::{
    RiskError,
    performance::{Sample, finite},
};

/// Gain to pain: the sum of all returns over what was lost, `Σ xₜ / Σ max(−xₜ, 0)`; on the same
/// returns it is [`omega`](crate::performance::omega) less one.
///
/// J. D. Schwager, *Hedge Fund Market Wizards*, Wiley 2012 (there on monthly returns).
///
/// # Errors
/// With no observation, or no loss.
pub fn gain_to_pain(returns: &[f64]) -> Result<f64, RiskError> {
    Sample::new(returns)?.gain_to_pain()
}

impl Sample {
    /// See [`gain_to_pain`].
    ///
    /// # Errors
    /// As there.
    pub fn gain_to_pain(&self) -> Result<f64, RiskError> {
        if self.losses > 0.0 {
            finite(self.mean * self.n() / self.losses)
        } else {
            Err(RiskError::Nothing("loss"))
        }
    }
}
