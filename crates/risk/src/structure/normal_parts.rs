use nalgebra::DMatrix;

use super::{Parts, co_moments::CoMoments, matrix::Held, tail_rows::check_confidence};
use crate::{
    RiskError,
    distribution::{normal_density, normal_quantile},
};

/// Normal value at risk of one day, `−μ + z σ` with `z = Φ⁻¹(confidence)`, divided among the
/// assets: marginal `−μᵢ + z (Σw)ᵢ / σ`.
///
/// Means and sample covariance (ddof 1) of the data. Assumes normal returns and weights that are
/// kept every day. M. B. Garman, *Improving on VaR*, Risk 9 (1996).
///
/// # Errors
/// As [`volatility_parts`](super::volatility_parts), or with a confidence that is not inside 0 to 1.
pub fn var_normal_parts(
    returns: &DMatrix<f64>,
    weights: &[f64],
    confidence: f64,
) -> Result<Parts, RiskError> {
    let factor = var_factor(confidence)?;
    CoMoments::of(&Held::new(returns, weights, 2)?)?.normal(factor)
}

/// Normal conditional value at risk of one day, `−μ + φ(z) / (1 − confidence) σ`, divided among the
/// assets as [`var_normal_parts`].
///
/// # Errors
/// As [`var_normal_parts`].
pub fn cvar_normal_parts(
    returns: &DMatrix<f64>,
    weights: &[f64],
    confidence: f64,
) -> Result<Parts, RiskError> {
    let factor = cvar_factor(confidence)?;
    CoMoments::of(&Held::new(returns, weights, 2)?)?.normal(factor)
}

/// How many standard deviations the value at risk lies below the mean.
pub(super) fn var_factor(confidence: f64) -> Result<f64, RiskError> {
    check_confidence(confidence)?;
    Ok(normal_quantile(confidence))
}

/// How many standard deviations the conditional value at risk lies below the mean.
pub(super) fn cvar_factor(confidence: f64) -> Result<f64, RiskError> {
    Ok(normal_density(var_factor(confidence)?) / (1.0 - confidence))
}

impl CoMoments<'_> {
    /// `−μ + factor σ`.
    pub(super) fn normal(&self, factor: f64) -> Result<Parts, RiskError> {
        let slopes = self
            .assets
            .iter()
            .map(|asset| factor * asset.volatility_slope(self.sigma) - asset.mean);
        Parts::new(
            factor * self.sigma - self.mean,
            slopes.collect(),
            self.weights,
        )
    }
}
