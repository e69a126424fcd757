use crate::{PERIODS_PER_YEAR, RiskError, error::check};

/// Wealth of one unit invested: `W₀ = 1`, `Wₜ = Wₜ₋₁ (1 + xₜ)`; one value more than there are
/// returns.
///
/// # Errors
/// When a return is not finite or loses more than everything, or wealth overflows.
pub fn wealth(returns: &[f64]) -> Result<Vec<f64>, RiskError> {
    check(returns, 0)?;
    if let Some(position) = returns.iter().position(|&r| r < -1.0) {
        return Err(RiskError::Ruin { position });
    }
    let mut curve = Vec::with_capacity(returns.len() + 1);
    let mut value = 1.0;
    curve.push(value);
    for r in returns {
        value *= 1.0 + r;
        curve.push(value);
    }
    if value.is_finite() {
        Ok(curve)
    } else {
        Err(RiskError::Overflow)
    }
}

/// Compound annual growth rate, `Wₙ^(252/n) − 1`.
///
/// # Errors
/// With no observation, as [`wealth`], or when the rate itself overflows.
pub fn cagr(returns: &[f64]) -> Result<f64, RiskError> {
    check(returns, 1)?;
    let end = wealth(returns)?[returns.len()];
    let rate = end.powf(PERIODS_PER_YEAR / returns.len() as f64) - 1.0;
    if rate.is_finite() {
        Ok(rate)
    } else {
        Err(RiskError::Overflow)
    }
}
