use crate::{RiskError, performance::Curve};

/// Ulcer index: `√(Σ dₜ² / n)` over the [`drawdowns`](crate::drawdowns) after all returns, on
/// compounded wealth. (Some libraries divide by `n − 1`.)
///
/// P. G. Martin and B. B. McCann, *The Investor's Guide to Fidelity Funds*, Wiley 1989.
///
/// # Errors
/// With no observation, or as [`wealth`](crate::wealth).
pub fn ulcer_index(returns: &[f64]) -> Result<f64, RiskError> {
    Curve::new(returns)?.ulcer_index()
}

impl Curve {
    /// See [`ulcer_index`].
    ///
    /// # Errors
    /// As there.
    pub fn ulcer_index(&self) -> Result<f64, RiskError> {
        self.mean_of(|d| d * d).map(f64::sqrt)
    }
}
