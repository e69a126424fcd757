use crate::{
    RiskError,
    performance::{Curve, finite},
};

/// Calmar ratio over the whole series: the compound annual growth rate over the largest drawdown
/// of compounded wealth.
///
/// T. W. Young, *Calmar ratio: a smoother tool*, Futures (October 1991); there over 36 months.
///
/// # Errors
/// As [`cagr`](crate::cagr), or without a drawdown.
pub fn calmar(returns: &[f64]) -> Result<f64, RiskError> {
    Curve::new(returns)?.calmar()
}

impl Curve {
    /// See [`calmar`].
    ///
    /// # Errors
    /// As there.
    pub fn calmar(&self) -> Result<f64, RiskError> {
        ratio(self.cagr()?, self.max_drawdown().fraction)
    }
}

pub(crate) fn ratio(cagr: f64, deepest: f64) -> Result<f64, RiskError> {
    if deepest > 0.0 {
        finite(cagr / deepest)
    } else {
        Err(RiskError::Nothing("drawdown"))
    }
}
