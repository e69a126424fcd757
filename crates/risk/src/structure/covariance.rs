use nalgebra::DMatrix;

use super::matrix::{check_matrix, columns};
use crate::{RiskError, covariance::mean_and_covariance};

/// Sample covariance of the columns (ddof 1), of one day: `Σ (rₜᵢ − r̄ᵢ)(rₜⱼ − r̄ⱼ) / (T − 1)`, in two
/// passes. A series that does not vary has variance 0. O(Tn²).
///
/// # Errors
/// With fewer than two days, no asset, or numbers that are not finite or too large to be squared.
pub fn covariance(returns: &DMatrix<f64>) -> Result<DMatrix<f64>, RiskError> {
    check_matrix(returns, 2)?;
    let columns: Vec<&[f64]> = columns(returns).collect();
    Ok(mean_and_covariance(&columns)?.1)
}
