//! Ledoit–Wolf shrinkage of the covariance.

use nalgebra::DMatrix;

use super::sample::{centre, products};
use super::{EstimateError, annual, check_returns};

/// A covariance that was pulled towards its target.
#[derive(Debug, Clone, PartialEq)]
pub struct Shrunk {
    /// The annual covariance.
    pub covariance: DMatrix<f64>,
    /// How much of the target it holds, in [0, 1].
    pub intensity: f64,
}

/// `(1 − δ) S + δ m I` × 252, where `S` is the daily sample covariance with ddof 0, `m` the mean
/// of its diagonal, and `δ` minimises the expected squared Frobenius distance to the truth.
///
/// With `x` a centred day and `p` assets: `d² = ‖S − mI‖² ÷ p`,
/// `b² = Σ ‖xx' − S‖² ÷ (T² p)`, `δ = min(b², d²) ÷ d²`; `δ` is 0 when `d²` is 0. The result is
/// positive definite unless all returns are constant.
///
/// Source: Ledoit and Wolf, *A well-conditioned estimator for large-dimensional covariance
/// matrices*, Journal of Multivariate Analysis 88 (2004); same numbers as scikit-learn's
/// `LedoitWolf`.
///
/// # Errors
///
/// Fewer than two days, no asset, or a return that is not finite.
pub fn ledoit_wolf(returns: &DMatrix<f64>) -> Result<Shrunk, EstimateError> {
    check_returns(returns, 2)?;
    let centred = centre(returns);
    let (days, assets) = (returns.nrows() as f64, returns.ncols() as f64);

    let sample = products(returns) / days;
    let target = sample.trace() / assets;
    let sample_norm = sample.norm_squared();

    // ‖S − mI‖² = ‖S‖² − p m², and Σ ‖xx' − S‖² = Σ ‖x‖⁴ − T ‖S‖².
    let distance = (sample_norm - assets * target * target).max(0.0);
    let fourth: f64 = centred
        .row_iter()
        .map(|day| day.norm_squared().powi(2))
        .sum();
    let noise = (fourth / days - sample_norm) / days;
    let intensity = if distance > 0.0 {
        (noise.min(distance) / distance).clamp(0.0, 1.0)
    } else {
        0.0
    };

    let mut covariance = sample * (1.0 - intensity);
    for index in 0..covariance.nrows() {
        covariance[(index, index)] += intensity * target;
    }
    Ok(Shrunk {
        covariance: annual(covariance),
        intensity,
    })
}
