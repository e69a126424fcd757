//! A covariance as deviations and correlations.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use super::eigen::eigen;
use super::{EstimateError, ROUNDING};
use crate::progress::is_stopped;

/// A covariance taken apart.
///
/// An asset whose variance is 0 has no correlation. It is set aside, and its covariances are 0
/// when the parts are put together again.
#[derive(Debug)]
pub(super) struct Correlation {
    /// The standard deviation of each asset.
    pub(super) deviations: DVector<f64>,
    /// The assets whose variance is not 0, ascending.
    pub(super) varying: Vec<usize>,
    /// Their correlations; exactly symmetric, with exact ones on the diagonal.
    pub(super) matrix: DMatrix<f64>,
}

impl Correlation {
    /// Refuses a number that is not finite, so that no decomposition runs for ever.
    pub(super) fn of(covariance: &DMatrix<f64>) -> Result<Self, EstimateError> {
        check_finite(covariance)?;
        let deviations = covariance
            .diagonal()
            .map(|variance| variance.max(0.0).sqrt());
        let varying: Vec<usize> = (0..deviations.len())
            .filter(|&asset| deviations[asset] > 0.0)
            .collect();
        let entry = |row: usize, column: usize| {
            let (first, second) = (varying[row.min(column)], varying[row.max(column)]);
            covariance[(first, second)] / deviations[first] / deviations[second]
        };
        let mut matrix = DMatrix::from_fn(varying.len(), varying.len(), entry);
        matrix.fill_diagonal(1.0);
        Ok(Self {
            deviations,
            varying,
            matrix,
        })
    }

    /// The covariance that has these deviations and, instead of its own, the given correlations.
    pub(super) fn with(&self, correlations: &DMatrix<f64>) -> DMatrix<f64> {
        let assets = self.deviations.len();
        let mut covariance = DMatrix::zeros(assets, assets);
        for (column, &second) in self.varying.iter().enumerate() {
            for (row, &first) in self.varying.iter().enumerate() {
                covariance[(first, second)] =
                    self.deviations[first] * self.deviations[second] * correlations[(row, column)];
            }
        }
        covariance
    }

    /// The Cholesky factor, if all assets vary and no portfolio of them is without variance
    /// beyond rounding.
    pub(super) fn definite(&self) -> Option<Cholesky<f64, Dyn>> {
        let all = self.varying.len() == self.deviations.len();
        (all && exceeds(&self.matrix, ROUNDING))
            .then(|| self.matrix.clone().cholesky())
            .flatten()
    }
}

/// Columns of a product that are made at once.
const PANEL: usize = 64;

/// Whether all eigenvalues of a symmetric matrix are above `floor`.
pub(super) fn exceeds(matrix: &DMatrix<f64>, floor: f64) -> bool {
    let mut shifted = matrix.clone();
    for index in 0..shifted.nrows() {
        shifted[(index, index)] -= floor;
    }
    shifted.cholesky().is_some()
}

/// Rescales a positive semidefinite matrix to ones on its diagonal.
pub(super) fn unit_diagonal(matrix: &mut DMatrix<f64>) {
    let deviations = matrix.diagonal().map(f64::sqrt);
    for column in 0..matrix.ncols() {
        for row in 0..column {
            let entry = matrix[(row, column)] / deviations[row] / deviations[column];
            matrix[(row, column)] = entry;
            matrix[(column, row)] = entry;
        }
        matrix[(column, column)] = 1.0;
    }
}

/// Eigenvalues, descending, and their vectors. O(n³).
pub(super) fn descending(matrix: DMatrix<f64>) -> (Vec<f64>, DMatrix<f64>) {
    if matrix.is_empty() {
        return (Vec::new(), matrix);
    }
    let (values, vectors) = eigen(matrix);
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&left, &right| values[right].total_cmp(&values[left]));
    let sorted = order.iter().map(|&index| values[index]);
    (sorted.collect(), vectors.select_columns(&order))
}

/// `Σ λ v v'`, exactly symmetric.
pub(super) fn recomposed(values: &[f64], vectors: &DMatrix<f64>) -> DMatrix<f64> {
    let mut scaled = vectors.columns(0, values.len()).into_owned();
    for (mut vector, value) in scaled.column_iter_mut().zip(values) {
        vector *= *value;
    }
    let transposed = vectors.columns(0, values.len()).transpose();
    let assets = vectors.nrows();
    let mut product = DMatrix::zeros(assets, assets);
    for first in (0..assets).step_by(PANEL) {
        if is_stopped() {
            break;
        }
        let width = PANEL.min(assets - first);
        // Only what is at and above the diagonal.
        let height = first + width;
        let mut panel = product.view_mut((0, first), (height, width));
        let right = transposed.columns(first, width);
        panel.gemm(1.0, &scaled.rows(0, height), &right, 1.0);
    }
    product.fill_lower_triangle_with_upper_triangle();
    product
}

pub(super) fn check_finite(covariance: &DMatrix<f64>) -> Result<(), EstimateError> {
    match covariance.iter().position(|value| !value.is_finite()) {
        Some(position) => Err(EstimateError::CovarianceNotFinite {
            row: position % covariance.nrows(),
            column: position / covariance.nrows(),
        }),
        None => Ok(()),
    }
}
