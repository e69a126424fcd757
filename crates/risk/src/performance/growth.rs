use crate::{
    PERIODS_PER_YEAR, RiskError,
    error::check,
    performance::{finite, stretch::check_ruin},
};

/// Wealth of one unit invested: `W₀ = 1`, `Wₜ = Wₜ₋₁ (1 + xₜ)`; one value more than there are
/// returns.
///
/// # Errors
/// When a return is not finite or loses more than everything, or wealth overflows.
pub fn wealth(returns: &[f64]) -> Result<Vec<f64>, RiskError> {
    check(returns, 0)?;
    check_ruin(returns)?;
    let mut curve = Vec::with_capacity(returns.len() + 1);
    let mut value = 1.0;
    curve.push(value);
    for r in returns {
        value *= 1.0 + r;
        curve.push(value);
    }
    // What is infinite stays so, or becomes NaN by a total loss.
    finite(value).map(|_| curve)
}

/// Compound annual growth rate, `Wₙ^(252/n) − 1`.
///
/// # Errors
/// With no observation, as [`wealth`], or when the rate itself overflows.
pub fn cagr(returns: &[f64]) -> Result<f64, RiskError> {
    check(returns, 1)?;
    annual(wealth(returns)?[returns.len()], returns.len())
}

/// The rate at which wealth grows to `end` in `days` trading days, a year's worth.
pub(crate) fn annual(end: f64, days: usize) -> Result<f64, RiskError> {
    finite(libm::pow(end, PERIODS_PER_YEAR / days as f64) - 1.0)
}
