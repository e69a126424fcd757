use nalgebra::DMatrix;

use super::matrix::{centred, check_matrix, columns, dot};
use crate::{RiskError, covariance::gram, performance::is_constant};

/// Pearson's correlations of the columns: `Σ zₜᵢ zₜⱼ` of columns brought to mean zero and length
/// one. Exactly one on the diagonal, symmetric, and never beyond ±1. O(Tn²).
///
/// Measures what moves together along a line; two series can depend on each other and have none.
/// With few days the sampling error is about `(1 − ρ²) / √T`.
///
/// # Errors
/// With fewer than two days, no asset, or numbers that are not finite; a series that does not vary
/// is named, as [`RiskError::Constant`].
pub fn correlation(returns: &DMatrix<f64>) -> Result<DMatrix<f64>, RiskError> {
    let standardised = standardised(returns)?;
    let mut matrix = gram(&columns(&standardised.matrix).collect::<Vec<_>>());
    for value in matrix.iter_mut() {
        *value = value.clamp(-1.0, 1.0);
    }
    matrix.fill_diagonal(1.0);
    Ok(matrix)
}

/// The mean of the correlations of all pairs, `Σ_{i<j} ρᵢⱼ / (n (n − 1) / 2)`.
///
/// # Errors
/// With fewer than two assets, or a matrix that is not square.
pub fn average_correlation(correlation: &DMatrix<f64>) -> Result<f64, RiskError> {
    let n = correlation.nrows();
    check_square(correlation)?;
    if n < 2 {
        return Err(RiskError::Length {
            expected: 2,
            found: n,
        });
    }
    let upper = (0..n).flat_map(|j| (0..j).map(move |i| (i, j)));
    let sum: f64 = upper.map(|pair| correlation[pair]).sum();
    super::matrix::finite(sum / (n * (n - 1) / 2) as f64)
}

pub(super) fn check_square(matrix: &DMatrix<f64>) -> Result<(), RiskError> {
    if matrix.is_square() {
        Ok(())
    } else {
        Err(RiskError::Length {
            expected: matrix.nrows(),
            found: matrix.ncols(),
        })
    }
}

/// Columns of mean zero and length one, and what they were.
pub(super) struct Standardised {
    pub(super) matrix: DMatrix<f64>,
    /// `r = mean + length × column`.
    pub(super) means: Vec<f64>,
    pub(super) lengths: Vec<f64>,
}

pub(super) fn standardised(returns: &DMatrix<f64>) -> Result<Standardised, RiskError> {
    check_matrix(returns, 2)?;
    let (t, n) = returns.shape();
    let mut values = Vec::with_capacity(t * n);
    let (mut means, mut lengths) = (Vec::with_capacity(n), Vec::with_capacity(n));
    for (series, column) in columns(returns).enumerate() {
        // In units of the largest, whose square neither vanishes nor overflows.
        let unit = column.iter().fold(0.0_f64, |a, r| a.max(r.abs()));
        if unit == 0.0 {
            return Err(RiskError::Constant { series });
        }
        let own: Vec<f64> = column.iter().map(|r| r / unit).collect();
        let own_centred = centred(&own);
        let length = dot(&own_centred, &own_centred).sqrt();
        if is_constant(&own, length / (t as f64).sqrt()) {
            return Err(RiskError::Constant { series });
        }
        means.push(super::matrix::mean(&own) * unit);
        lengths.push(length * unit);
        values.extend(own_centred.iter().map(|r| r / length));
    }
    Ok(Standardised {
        matrix: DMatrix::from_vec(t, n, values),
        means,
        lengths,
    })
}
