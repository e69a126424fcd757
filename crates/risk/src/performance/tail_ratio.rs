use crate::{RiskError, performance::finite, tail::quantile};

/// Tail ratio: `|q₉₅| / |q₅|`, the good tail over the bad one, of linear
/// [`quantile`](crate::quantile)s.
///
/// # Errors
/// With no observation, one that is not finite, or a lower quantile of 0.
pub fn tail_ratio(returns: &[f64]) -> Result<f64, RiskError> {
    let (low, high) = (quantile(returns, 0.05)?, quantile(returns, 0.95)?);
    if low == 0.0 {
        Err(RiskError::Nothing("lower tail"))
    } else {
        finite(high.abs() / low.abs())
    }
}
