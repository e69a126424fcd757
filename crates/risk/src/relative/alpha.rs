use crate::{
    PERIODS_PER_YEAR, RiskError,
    performance::{finite, needs_two},
    relative::Pair,
};

/// Annual alpha: `252 (x̄ − β b̄)`, the intercept of the least-squares line, arithmetic. No
/// risk-free rate is taken off either series.
///
/// M. C. Jensen, *The performance of mutual funds*, Journal of Finance 23 (1968).
///
/// # Errors
/// As [`beta`](crate::beta).
pub fn alpha_annual(returns: &[f64], benchmark: &[f64]) -> Result<f64, RiskError> {
    Pair::new(returns, benchmark)
        .map_err(needs_two)?
        .alpha_annual()
}

impl Pair {
    /// See [`alpha_annual`].
    ///
    /// # Errors
    /// As there.
    pub fn alpha_annual(&self) -> Result<f64, RiskError> {
        finite((self.own.mean - self.beta()? * self.benchmark.mean) * PERIODS_PER_YEAR)
    }
}
