use crate::{
    RiskError,
    performance::{Sample, finite, volatility::needs_two},
};

/// Skewness, biased (ddof 0): `m₃ / m₂^(3/2)` with `mₖ = Σ (xₜ − x̄)ᵏ / n`; below zero when the
/// losses are the longer tail.
///
/// # Errors
/// With fewer than two observations, or none that differ.
pub fn skewness(returns: &[f64]) -> Result<f64, RiskError> {
    Sample::new(returns).map_err(needs_two)?.skewness()
}

impl Sample {
    /// See [`skewness`].
    ///
    /// # Errors
    /// As there.
    pub fn skewness(&self) -> Result<f64, RiskError> {
        self.must_vary()?;
        let m2 = self.m2 / self.n();
        finite(self.m3 / self.n() / (m2 * m2.sqrt()))
    }
}
