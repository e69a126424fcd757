//! Dense kernels that the compiler turns into vector instructions.

use nalgebra::{DMatrix, DVector};

/// In eight independent sums, which a processor adds side by side.
pub(super) fn dot(left: &[f64], right: &[f64]) -> f64 {
    let (lefts, rights) = (left.chunks_exact(8), right.chunks_exact(8));
    let rest = lefts.remainder().iter().zip(rights.remainder());
    let rest: f64 = rest.map(|(a, b)| a * b).sum();
    let mut sums = [0.0; 8];
    for (left, right) in lefts.zip(rights) {
        for (lane, sum) in sums.iter_mut().enumerate() {
            *sum += left[lane] * right[lane];
        }
    }
    sums.iter().sum::<f64>() + rest
}

/// A column of a column-major matrix.
pub(super) fn column(matrix: &DMatrix<f64>, index: usize) -> &[f64] {
    let rows = matrix.nrows();
    &matrix.as_slice()[index * rows..][..rows]
}

/// `Ax` of a symmetric `A`.
pub(super) fn symmetric_times(matrix: &DMatrix<f64>, x: &[f64]) -> DVector<f64> {
    DVector::from_fn(x.len(), |index, _| dot(column(matrix, index), x))
}
