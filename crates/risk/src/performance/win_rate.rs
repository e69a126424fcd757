use crate::{RiskError, performance::Sample};

/// Hit rate: the share of days whose return is above 0. A day without a change is no win.
///
/// # Errors
/// With no observation, or one that is not finite.
pub fn win_rate(returns: &[f64]) -> Result<f64, RiskError> {
    Sample::new(returns).map(|sample| sample.win_rate())
}

impl Sample {
    /// See [`win_rate`].
    pub fn win_rate(&self) -> f64 {
        self.wins as f64 / self.n()
    }
}
