use crate::{
    RiskError,
    performance::{Sample, finite},
};

/// Mean absolute deviation from the mean, daily: `Σ |xₜ − x̄| / n`.
///
/// H. Konno and H. Yamazaki, *Mean-absolute deviation portfolio optimization model*, Management
/// Science 37 (1991).
///
/// # Errors
/// With no observation, or one that is not finite.
pub fn mad(returns: &[f64]) -> Result<f64, RiskError> {
    mad_around(returns, &Sample::new(returns)?)
}

/// The same where the mean is known.
pub(crate) fn mad_around(returns: &[f64], sample: &Sample) -> Result<f64, RiskError> {
    let total: f64 = returns.iter().map(|x| (x - sample.mean).abs()).sum();
    finite(total / sample.n())
}
