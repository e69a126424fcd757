use crate::{
    MaxDrawdown, RiskError,
    error::check,
    performance::{finite, growth, wealth},
};

/// Compounded wealth and its drawdowns, computed once for all figures that need them.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// One value more than there are returns; the first is 1.
    wealth: Vec<f64>,
    /// After each return.
    drawdowns: Vec<f64>,
}

impl Curve {
    /// The curve of a series of returns.
    ///
    /// # Errors
    /// With no observation, or as [`wealth`].
    pub fn new(returns: &[f64]) -> Result<Self, RiskError> {
        check(returns, 1)?;
        let wealth = wealth(returns)?;
        let mut peak = 1.0_f64;
        let fall = |&value: &f64| {
            peak = peak.max(value);
            1.0 - value / peak
        };
        let drawdowns = wealth[1..].iter().map(fall).collect();
        Ok(Self { wealth, drawdowns })
    }

    /// See [`wealth`].
    pub fn wealth(&self) -> &[f64] {
        &self.wealth
    }

    /// See [`drawdowns`](crate::drawdowns).
    pub fn drawdowns(&self) -> &[f64] {
        &self.drawdowns
    }

    /// The return over all days, `Wₙ − 1`.
    pub fn total_return(&self) -> f64 {
        self.end() - 1.0
    }

    /// See [`cagr`](crate::cagr).
    ///
    /// # Errors
    /// When the rate overflows.
    pub fn cagr(&self) -> Result<f64, RiskError> {
        growth::annual(self.end(), self.drawdowns.len())
    }

    /// See [`max_drawdown`](crate::max_drawdown).
    pub fn max_drawdown(&self) -> MaxDrawdown {
        MaxDrawdown::of(&self.wealth)
    }

    fn end(&self) -> f64 {
        self.wealth[self.drawdowns.len()]
    }

    /// The mean of a function of the drawdowns.
    pub(crate) fn mean_of(&self, value: impl Fn(f64) -> f64) -> Result<f64, RiskError> {
        let sum: f64 = self.drawdowns.iter().map(|&d| value(d)).sum();
        finite(sum / self.drawdowns.len() as f64)
    }
}
