use crate::{
    RiskError,
    performance::{Merge, calmar::ratio, finite, growth},
};

/// What compounded wealth does over a stretch of days, from 1 at its start. Adjoining stretches
/// merge into the stretch over both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    days: usize,
    /// Wealth at the end.
    end: f64,
    /// The highest wealth, the start among it.
    highest: f64,
    /// The lowest wealth, the start among it.
    lowest: f64,
    /// The smallest ratio of a later wealth to an earlier one: 1 less the largest drawdown.
    left: f64,
}

impl Stretch {
    /// The compounded return, `W − 1`.
    ///
    /// # Errors
    /// When it overflows.
    pub fn total_return(&self) -> Result<f64, RiskError> {
        finite(self.end - 1.0)
    }

    /// The compound annual growth rate; see [`cagr`](crate::cagr).
    ///
    /// # Errors
    /// When it overflows.
    pub fn cagr(&self) -> Result<f64, RiskError> {
        growth::annual(finite(self.end)?, self.days)
    }

    /// The largest drawdown, as a positive fraction; see [`max_drawdown`](crate::max_drawdown).
    ///
    /// # Errors
    /// When wealth overflows.
    pub fn max_drawdown(&self) -> Result<f64, RiskError> {
        finite(self.end)?;
        finite(1.0 - self.left)
    }

    /// See [`calmar`](crate::performance::calmar).
    ///
    /// # Errors
    /// As there.
    pub fn calmar(&self) -> Result<f64, RiskError> {
        ratio(self.cagr()?, self.max_drawdown()?)
    }
}

impl Merge for Stretch {
    type Item = f64;

    fn of(r: f64) -> Self {
        let end = 1.0 + r;
        Self {
            days: 1,
            end,
            highest: end.max(1.0),
            lowest: end.min(1.0),
            left: end.min(1.0),
        }
    }

    fn merge(self, later: Self) -> Self {
        Self {
            days: self.days + later.days,
            end: self.end * later.end,
            highest: self.highest.max(self.end * later.highest),
            lowest: self.lowest.min(self.end * later.lowest),
            left: self
                .left
                .min(later.left)
                .min(self.end * later.lowest / self.highest),
        }
    }
}

/// No return that loses more than everything.
pub(crate) fn check_ruin(returns: &[f64]) -> Result<(), RiskError> {
    match returns.iter().position(|&r| r < -1.0) {
        Some(position) => Err(RiskError::Ruin { position }),
        None => Ok(()),
    }
}
