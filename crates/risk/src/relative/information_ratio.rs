use crate::{
    RiskError,
    performance::{finite, needs_two},
    relative::Pair,
};

/// Information ratio, annual: the mean of `x − b` times 252 over the
/// [`tracking_error`](crate::relative::tracking_error).
///
/// T. H. Goodwin, *The information ratio*, Financial Analysts Journal 54 (1998).
///
/// # Errors
/// When the lengths differ, with fewer than two observations, or a difference that does not vary.
pub fn information_ratio(returns: &[f64], benchmark: &[f64]) -> Result<f64, RiskError> {
    Pair::new(returns, benchmark)
        .map_err(needs_two)?
        .information_ratio()
}

impl Pair {
    /// See [`information_ratio`].
    ///
    /// # Errors
    /// As there.
    pub fn information_ratio(&self) -> Result<f64, RiskError> {
        self.active_must_vary()?;
        finite(self.active_return()? / self.tracking_error()?)
    }
}
