//! A correlation matrix out of one that is none.

use nalgebra::{DMatrix, SymmetricEigen};

use super::dot;
use crate::RiskError;

/// What was done to a matrix that was no correlation matrix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Repair {
    /// Its smallest eigenvalue; negative.
    pub smallest_eigenvalue: f64,
    /// The largest change of an entry.
    pub largest_change: f64,
}

/// The matrix itself where it is positive semidefinite up to rounding; else with its negative
/// eigenvalues set to zero and the diagonal scaled back to one, and what that changed.
///
/// The spectral method of R. Rebonato and P. Jäckel, *The most general methodology to create a
/// valid correlation matrix*, Journal of Risk 2 (1999). Near the nearest correlation matrix (N. J.
/// Higham, 2002), not it. The result is `B Bᵀ` with rows of length one, hence positive semidefinite.
/// O(n³). The matrix has to be symmetric with entries from −1 to 1.
///
/// # Errors
/// When the eigenvalues do not converge.
pub(super) fn correlation_near(
    matrix: &DMatrix<f64>,
) -> Result<(DMatrix<f64>, Option<Repair>), RiskError> {
    /// Eigenvalues of a correlation matrix add up to n: what is so small is rounding.
    const ROUNDING: f64 = 1e-12;
    const STEPS: usize = 100_000;
    let n = matrix.nrows();
    if n == 0 {
        return Ok((matrix.clone(), None));
    }
    let eigen = SymmetricEigen::try_new(matrix.clone(), f64::EPSILON, STEPS)
        .ok_or(RiskError::NotConverged { steps: STEPS })?;
    let smallest = eigen
        .eigenvalues
        .iter()
        .copied()
        .fold(f64::INFINITY, f64::min);
    if smallest >= -ROUNDING * n as f64 {
        return Ok((matrix.clone(), None));
    }
    let roots: Vec<f64> = eigen
        .eigenvalues
        .iter()
        .map(|value| value.max(0.0).sqrt())
        .collect();
    let rows: Vec<Vec<f64>> = (0..n)
        .map(|row| {
            scaled(
                (0..n)
                    .map(|k| eigen.eigenvectors[(row, k)] * roots[k])
                    .collect(),
                row,
            )
        })
        .collect();
    let near = DMatrix::from_fn(n, n, |i, j| {
        if i == j {
            1.0
        } else {
            dot(&rows[i], &rows[j]).clamp(-1.0, 1.0)
        }
    });
    let change = near.iter().zip(matrix.iter()).map(|(a, b)| (a - b).abs());
    let repair = Repair {
        smallest_eigenvalue: smallest,
        largest_change: change.fold(0.0, f64::max),
    };
    Ok((near, Some(repair)))
}

/// The row of length one; a row of nothing is uncorrelated with the others.
fn scaled(row: Vec<f64>, position: usize) -> Vec<f64> {
    let length = dot(&row, &row).sqrt();
    if length > 0.0 {
        row.into_iter().map(|value| value / length).collect()
    } else {
        (0..row.len())
            .map(|k| f64::from(u8::from(k == position)))
            .collect()
    }
}
