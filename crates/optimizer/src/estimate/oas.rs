//! Oracle approximating shrinkage of the covariance.

use nalgebra::DMatrix;

use super::gram::gram;
use super::ledoit_wolf::{Shrunk, towards_identity};
use super::sample::centre;
use super::{EstimateError, check_returns};

/// `(1 − δ) S + δ m I` × 252, where `S` is the daily sample covariance with ddof 0 and `m` the
/// mean of its diagonal, with the `δ` that is best for normal returns.
///
/// For `p` assets, `δ = (‖S‖² ÷ p² + m²) ÷ ((T + 1)(‖S‖² ÷ p² − m² ÷ p))`, at most 1; 0 when
/// `S = m I`. The factor `1 − 2/p` of the paper's equation 23 is taken as 1, as scikit-learn's
/// `OAS` takes it. Positive definite unless all returns are constant or `δ` is 0. O(T n²).
///
/// Source: Chen, Wiesel, Eldar and Hero, *Shrinkage algorithms for MMSE covariance estimation*,
/// IEEE Transactions on Signal Processing 58 (2010).
pub(super) fn oas(returns: &DMatrix<f64>) -> Result<Shrunk, EstimateError> {
    check_returns(returns, 2)?;
    let (days, assets) = (returns.nrows() as f64, returns.ncols() as f64);
    let sample = gram(&centre(returns)) / days;
    let target = sample.trace() / assets;
    let square = sample.norm_squared() / (assets * assets);
    let distance = square - target * target / assets;
    let intensity = if distance > 0.0 {
        ((square + target * target) / ((days + 1.0) * distance)).min(1.0)
    } else {
        0.0
    };
    towards_identity(sample, target, intensity)
}
