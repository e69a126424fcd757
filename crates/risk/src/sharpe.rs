use crate::{
    PERIODS_PER_YEAR, RiskError,
    moments::{is_constant, return_annual, volatility_annual},
};

/// Sharpe ratio, annual: `(252 x̄ − r_f) / (√252 σ)` with the annual risk-free rate `r_f` and the
/// sample standard deviation σ (ddof 1).
///
/// W. F. Sharpe, *The Sharpe Ratio*, Journal of Portfolio Management 21 (1994).
///
/// # Errors
/// With fewer than two observations, or none that differ.
pub fn sharpe(returns: &[f64], risk_free: f64) -> Result<f64, RiskError> {
    let volatility = volatility_annual(returns)?;
    if is_constant(returns, volatility / PERIODS_PER_YEAR.sqrt()) {
        return Err(RiskError::NoVariance);
    }
    Ok((return_annual(returns)? - risk_free) / volatility)
}
