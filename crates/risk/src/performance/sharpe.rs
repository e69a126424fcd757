use crate::{
    PERIODS_PER_YEAR, RiskError,
    performance::{Sample, finite, volatility::needs_two},
};

/// Sharpe ratio, annual: `(252 x̄ − r_f) / (√252 σ)` with the annual risk-free rate `r_f` and the
/// sample standard deviation σ (ddof 1).
///
/// W. F. Sharpe, *The Sharpe Ratio*, Journal of Portfolio Management 21 (1994).
///
/// # Errors
/// With fewer than two observations, or none that differ.
pub fn sharpe(returns: &[f64], risk_free: f64) -> Result<f64, RiskError> {
    Sample::new(returns).map_err(needs_two)?.sharpe(risk_free)
}

impl Sample {
    /// See [`sharpe`].
    ///
    /// # Errors
    /// As there.
    pub fn sharpe(&self, risk_free: f64) -> Result<f64, RiskError> {
        self.must_vary()?;
        finite((self.return_annual()? - risk_free) / self.volatility_annual()?)
    }

    /// The daily one, of returns over a rate per day.
    pub(crate) fn sharpe_daily(&self, risk_free: f64) -> Result<f64, RiskError> {
        self.must_vary()?;
        finite((self.mean - risk_free / PERIODS_PER_YEAR) / self.volatility_daily()?)
    }
}
