use crate::{RiskError, performance::Curve, tail::cvar_historical};

/// Conditional drawdown at risk: the mean of the worst `(1 − confidence) n`
/// [`drawdowns`](crate::drawdowns) after each return, the last of them with the fraction that is
/// left, as in [`cvar_historical`](crate::cvar_historical); on compounded wealth.
///
/// A. Chekhlov, S. Uryasev and M. Zabarankin, *Drawdown measure in portfolio optimization*,
/// International Journal of Theoretical and Applied Finance 8 (2005); there not compounded.
///
/// # Errors
/// With no observation, a confidence that is not inside 0 to 1, or as [`wealth`](crate::wealth).
pub fn cdar(returns: &[f64], confidence: f64) -> Result<f64, RiskError> {
    Curve::new(returns)?.cdar(confidence)
}

impl Curve {
    /// See [`cdar`].
    ///
    /// # Errors
    /// As there.
    pub fn cdar(&self, confidence: f64) -> Result<f64, RiskError> {
        let gains: Vec<f64> = self.drawdowns().iter().map(|d| -d).collect();
        cvar_historical(&gains, confidence)
    }
}
