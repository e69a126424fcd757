use crate::{PERIODS_PER_YEAR, RiskError, performance::finite, relative::Pair};

/// Active return, annual and arithmetic: the mean of `x − b` times 252.
///
/// # Errors
/// When the lengths differ, or with no observation.
pub fn active_return(returns: &[f64], benchmark: &[f64]) -> Result<f64, RiskError> {
    Pair::new(returns, benchmark)?.active_return()
}

impl Pair {
    /// See [`active_return`].
    ///
    /// # Errors
    /// As there.
    pub fn active_return(&self) -> Result<f64, RiskError> {
        finite(self.active.mean * PERIODS_PER_YEAR)
    }
}
