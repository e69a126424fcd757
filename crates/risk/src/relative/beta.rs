use crate::{
    RiskError,
    performance::{finite, needs_two},
    relative::Pair,
};

/// Beta of a series to a benchmark on the same days: `cov(x, b) / var(b)`, the slope of the
/// least-squares line.
///
/// W. F. Sharpe, *Capital asset prices*, Journal of Finance 19 (1964).
///
/// # Errors
/// When the lengths differ, with fewer than two observations, or a benchmark that does not vary.
pub fn beta(returns: &[f64], benchmark: &[f64]) -> Result<f64, RiskError> {
    Pair::new(returns, benchmark).map_err(needs_two)?.beta()
}

impl Pair {
    /// See [`beta`].
    ///
    /// # Errors
    /// As there.
    pub fn beta(&self) -> Result<f64, RiskError> {
        self.must_vary(&self.benchmark)?;
        finite(self.products / self.benchmark.squares)
    }
}
