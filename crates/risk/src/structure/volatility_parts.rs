use nalgebra::DMatrix;

use super::{Parts, co_moments::CoMoments, matrix::Held};
use crate::RiskError;

/// The daily volatility of a portfolio, `σ = √(w'Σw)`, divided among its assets: marginal
/// `(Σw)ᵢ / σ`, component `wᵢ (Σw)ᵢ / σ`.
///
/// Sample covariance (ddof 1), by one pass over the returns: `(Σw)ᵢ = cov(rᵢ, x)`. O(Tn). Assumes
/// weights that are kept every day.
///
/// # Errors
/// With fewer than two days, a portfolio that does not vary (its volatility has no derivative),
/// numbers that are not finite or too large to be squared, or not one weight per asset.
pub fn volatility_parts(returns: &DMatrix<f64>, weights: &[f64]) -> Result<Parts, RiskError> {
    CoMoments::of(&Held::new(returns, weights, 2)?)?.volatility()
}

impl CoMoments<'_> {
    pub(super) fn volatility(&self) -> Result<Parts, RiskError> {
        let slopes = self
            .assets
            .iter()
            .map(|asset| asset.volatility_slope(self.sigma));
        Parts::new(self.sigma, slopes.collect(), self.weights)
    }
}

impl super::co_moments::CoMoment {
    /// `∂σ/∂wᵢ`.
    pub(super) fn volatility_slope(&self, sigma: f64) -> f64 {
        sigma * self.common[0]
    }
}
