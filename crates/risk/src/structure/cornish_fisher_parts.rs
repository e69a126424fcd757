use nalgebra::DMatrix;

use super::{Parts, co_moments::CoMoments, matrix::Held, normal_parts::var_factor};
use crate::RiskError;

/// Cornish–Fisher value at risk of one day divided among the assets.
///
/// `VaR = −μ − σ q` with
/// `q = z + (z² − 1) S/6 + (z³ − 3z) K/24 − (2z³ − 5z) S²/36`, `z = Φ⁻¹(1 − confidence)`, the sample
/// volatility (ddof 1), skewness `S` and excess kurtosis `K` (ddof 0). Its derivative needs the
/// co-moments of each asset with the whole, `mean (x − μ)ᵏ (rᵢ − μᵢ)`, k = 1, 2, 3: O(Tn). Skewness
/// and kurtosis are of degree zero, so the parts add up. K. Boudt, B. Peterson and C. Croux,
/// *Estimation and decomposition of downside risk for portfolios with non-normal returns*, Journal
/// of Risk 11 (2008).
///
/// Fails where the expansion does: with large skewness or kurtosis `q` does not fall with `z` any
/// more, and parts with it mean nothing.
///
/// # Errors
/// As [`var_normal_parts`](super::var_normal_parts).
pub fn var_cornish_fisher_parts(
    returns: &DMatrix<f64>,
    weights: &[f64],
    confidence: f64,
) -> Result<Parts, RiskError> {
    var_factor(confidence)?;
    CoMoments::of(&Held::new(returns, weights, 2)?)?.cornish_fisher(confidence)
}

impl CoMoments<'_> {
    pub(super) fn cornish_fisher(&self, confidence: f64) -> Result<Parts, RiskError> {
        let z = -var_factor(confidence)?;
        let (s, k) = (self.skewness, self.kurtosis);
        let q = expanded(z, s, k);
        let slopes = self.assets.iter().map(|asset| {
            let [c1, c2, c3] = asset.common;
            let s_slope = 3.0 * (c2 - s * c1);
            let k_slope = 4.0 * (c3 - (k + 3.0) * c1);
            let q_slope = skew_weight(z, s) * s_slope + kurtosis_weight(z) * k_slope;
            -asset.mean - asset.volatility_slope(self.sigma) * q - self.sigma * q_slope
        });
        Parts::new(-self.mean - self.sigma * q, slopes.collect(), self.weights)
    }
}

/// The quantile of the expansion.
pub(super) fn expanded(z: f64, s: f64, k: f64) -> f64 {
    let curve = (2.0 * z * z - 5.0) * z / 36.0;
    z + (z * z - 1.0) * s / 6.0 + kurtosis_weight(z) * k - curve * s * s
}

/// Its derivative by the skewness.
fn skew_weight(z: f64, s: f64) -> f64 {
    (z * z - 1.0) / 6.0 - (2.0 * z * z - 5.0) * z * s / 18.0
}

/// Its derivative by the kurtosis.
fn kurtosis_weight(z: f64) -> f64 {
    (z * z - 3.0) * z / 24.0
}
