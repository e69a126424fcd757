use crate::{RiskError, performance::Sample};

/// The worst daily return: the smallest.
///
/// # Errors
/// With no observation, or one that is not finite.
pub fn worst(returns: &[f64]) -> Result<f64, RiskError> {
    Sample::new(returns).map(|sample| sample.worst())
}

/// The best daily return: the greatest.
///
/// # Errors
/// As [`worst`].
pub fn best(returns: &[f64]) -> Result<f64, RiskError> {
    Sample::new(returns).map(|sample| sample.best())
}

impl Sample {
    /// See [`worst`].
    pub fn worst(&self) -> f64 {
        self.lowest
    }

    /// See [`best`].
    pub fn best(&self) -> f64 {
        self.highest
    }
}
