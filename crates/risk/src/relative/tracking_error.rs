use crate::{
    PERIODS_PER_YEAR, RiskError,
    performance::{finite, needs_two},
    relative::Pair,
};

/// Tracking error, annual: `√252` times the sample standard deviation (ddof 1) of the difference
/// `x − b`.
///
/// # Errors
/// When the lengths differ, or with fewer than two observations.
pub fn tracking_error(returns: &[f64], benchmark: &[f64]) -> Result<f64, RiskError> {
    Pair::new(returns, benchmark)
        .map_err(needs_two)?
        .tracking_error()
}

impl Pair {
    /// See [`tracking_error`].
    ///
    /// # Errors
    /// As there.
    pub fn tracking_error(&self) -> Result<f64, RiskError> {
        self.needs(2)?;
        let daily = (self.active.squares / (self.n() - 1.0)).sqrt();
        finite(daily * PERIODS_PER_YEAR.sqrt())
    }
}
