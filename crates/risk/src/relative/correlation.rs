use crate::{
    RiskError,
    performance::{finite, needs_two},
    relative::Pair,
};

/// Correlation (Pearson's): `cov(x, b) / (σₓ σ_b)`, from −1 to 1.
///
/// # Errors
/// When the lengths differ, with fewer than two observations, or a series that does not vary.
pub fn correlation(returns: &[f64], benchmark: &[f64]) -> Result<f64, RiskError> {
    Pair::new(returns, benchmark)
        .map_err(needs_two)?
        .correlation()
}

/// R², the share of the variance that the benchmark explains: the square of the [`correlation`].
///
/// # Errors
/// As there.
pub fn r_squared(returns: &[f64], benchmark: &[f64]) -> Result<f64, RiskError> {
    Pair::new(returns, benchmark)
        .map_err(needs_two)?
        .r_squared()
}

impl Pair {
    /// See [`correlation`].
    ///
    /// # Errors
    /// As there.
    pub fn correlation(&self) -> Result<f64, RiskError> {
        self.must_vary(&self.own)?;
        self.must_vary(&self.benchmark)?;
        // Two roots, not the root of the product, which is the first to overflow. Rounding does
        // not make a correlation greater than one.
        let deviations = self.own.squares.sqrt() * self.benchmark.squares.sqrt();
        Ok(finite(self.products / deviations)?.clamp(-1.0, 1.0))
    }

    /// See [`r_squared`].
    ///
    /// # Errors
    /// As there.
    pub fn r_squared(&self) -> Result<f64, RiskError> {
        self.correlation().map(|c| c * c)
    }
}
