use crate::{
    RiskError,
    performance::{Sample, finite, volatility::needs_two},
};

/// Excess kurtosis, biased (ddof 0): `m₄ / m₂² − 3` with `mₖ = Σ (xₜ − x̄)ᵏ / n`; zero for a normal
/// distribution, never below −2.
///
/// # Errors
/// With fewer than two observations, or none that differ.
pub fn excess_kurtosis(returns: &[f64]) -> Result<f64, RiskError> {
    Sample::new(returns).map_err(needs_two)?.excess_kurtosis()
}

impl Sample {
    /// See [`excess_kurtosis`].
    ///
    /// # Errors
    /// As there.
    pub fn excess_kurtosis(&self) -> Result<f64, RiskError> {
        self.must_vary()?;
        let m2 = self.m2 / self.n();
        finite(self.m4 / self.n() / (m2 * m2) - 3.0)
    }
}
