//! Columns of dense matrices, and a product that reads them in order.

use nalgebra::{DMatrix, DVector};

use crate::solve::dot;

/// A column of a column-major matrix.
pub(super) fn column(matrix: &DMatrix<f64>, index: usize) -> &[f64] {
    let rows = matrix.nrows();
    &matrix.as_slice()[index * rows..][..rows]
}

/// `Ax` of a symmetric `A`.
pub(super) fn symmetric_times(matrix: &DMatrix<f64>, x: &[f64]) -> DVector<f64> {
    DVector::from_fn(x.len(), |index, _| dot(column(matrix, index), x))
}
