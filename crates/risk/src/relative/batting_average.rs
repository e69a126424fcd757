use crate::{RiskError, relative::Pair};

/// Batting average: the share of days on which the return is above the benchmark's; an equal one
/// is no win.
///
/// # Errors
/// When the lengths differ, or with no observation.
pub fn batting_average(returns: &[f64], benchmark: &[f64]) -> Result<f64, RiskError> {
    Ok(Pair::new(returns, benchmark)?.batting_average())
}

impl Pair {
    /// See [`batting_average`].
    pub fn batting_average(&self) -> f64 {
        self.ahead as f64 / self.n()
    }
}
