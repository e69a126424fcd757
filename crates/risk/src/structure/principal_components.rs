use nalgebra::DMatrix;

use super::{correlation::check_square, matrix::finite, spectrum::spectrum};
use crate::RiskError;

/// How much of the variance lies along the principal components.
#[derive(Debug, Clone, PartialEq)]
pub struct PrincipalComponents {
    /// The eigenvalues, the largest first; never negative.
    pub eigenvalues: Vec<f64>,
    /// Each one's share of their sum.
    pub shares: Vec<f64>,
    /// The share of the first fifth of the components.
    pub absorption_ratio: f64,
}

/// Eigenvalues of a correlation or covariance matrix, their shares of the total variance, and the
/// absorption ratio: the share of the `max(1, round(n / 5))` largest.
///
/// A high ratio means that few sources drive everything, so that shocks spread. Negative eigenvalues
/// of rounding count as zero. O(n³). M. Kritzman, Y. Li, S. Page and R. Rigobon, *Principal
/// components as a measure of systemic risk*, Journal of Portfolio Management 37 (2011), who weight
/// days exponentially; here all days count the same.
///
/// # Errors
/// With a matrix that is empty, not square, not finite, or of no variance.
pub fn principal_components(matrix: &DMatrix<f64>) -> Result<PrincipalComponents, RiskError> {
    check_square(matrix)?;
    if matrix.iter().any(|value| !value.is_finite()) {
        return Err(RiskError::Overflow);
    }
    let n = matrix.nrows();
    let eigenvalues: Vec<f64> = spectrum(matrix.clone(), &vec![0.0; n])?
        .into_iter()
        .map(|(value, _)| value.max(0.0))
        .collect();
    let total = finite(eigenvalues.iter().sum())?;
    if total <= 0.0 {
        return Err(RiskError::NoVariance);
    }
    let shares: Vec<f64> = eigenvalues.iter().map(|value| value / total).collect();
    // A fifth, rounded; a half goes up.
    let first = ((2 * n + 5) / 10).max(1);
    Ok(PrincipalComponents {
        absorption_ratio: shares[..first].iter().sum::<f64>().min(1.0),
        eigenvalues,
        shares,
    })
}
