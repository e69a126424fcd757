use crate::{RiskError, performance::Curve};

/// Average drawdown: the mean of the [`drawdowns`](crate::drawdowns) after all returns, the days
/// at a new maximum with their 0 among them; on compounded wealth. Also called the pain index.
///
/// # Errors
/// With no observation, or as [`wealth`](crate::wealth).
pub fn average_drawdown(returns: &[f64]) -> Result<f64, RiskError> {
    Curve::new(returns)?.average_drawdown()
}

impl Curve {
    /// See [`average_drawdown`].
    ///
    /// # Errors
    /// As there.
    pub fn average_drawdown(&self) -> Result<f64, RiskError> {
        self.mean_of(|d| d)
    }
}
