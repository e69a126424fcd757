//! The Cholesky factor of a dense matrix by blocks, with rows below it taken along.
//!
//! `A = LL'` for the square on top of a column-major trapezoid, and `B L'⁻¹` for the rows `B` below
//! it: the Schur complement of a few rows then costs no solve of its own. Left-looking: a panel of
//! [`PANEL`] columns is brought up to date by one product with everything to its left, its square
//! is factorised and inverted, and the rest of the panel is one more product with that inverse.
//!
//! `h n² − ⅔ n³` operations for `n` columns of height `h` (`n³ ÷ 3` without rows below), nearly all
//! in products; in place, with `O(hn)` of scratch for the widest product.
//!
//! Sources: Golub and Van Loan, *Matrix Computations*, 4th edition, section 4.2.6; the inverse of
//! the square as in Du Croz and Higham, *Stability of methods for matrix inversion*, IMA Journal of
//! Numerical Analysis 12 (1992).
//!
//! Failure mode: a pivot at or below the floor, or one that is no number, ends the factorisation.

use nalgebra::{DMatrix, DMatrixView, DMatrixViewMut};

use super::dense::{add_columns_of, add_scaled, dot};

/// Columns that are factorised together (measured at 500: 24, 32, 48 and 64 within 10 %).
pub(super) const PANEL: usize = 32;

/// See the module.
#[derive(Debug, Clone)]
pub(crate) struct BlockCholesky {
    /// `L` in the lower triangle, `B L'⁻¹` below; what is above the diagonal has no meaning.
    values: Vec<f64>,
    height: usize,
    columns: usize,
}

impl BlockCholesky {
    /// Factorises the trapezoid in place; only the lower triangle is read. `None` when a pivot is
    /// not above `floor`.
    pub(crate) fn new(trapezoid: DMatrix<f64>, floor: f64) -> Option<Self> {
        let (height, columns) = trapezoid.shape();
        let mut values: Vec<f64> = trapezoid.data.into();
        for start in (0..columns).step_by(PANEL) {
            let width = PANEL.min(columns - start);
            factorise_panel(&mut values, height, start, width, floor)?;
        }
        Some(Self {
            values,
            height,
            columns,
        })
    }

    fn column(&self, index: usize) -> &[f64] {
        &self.values[index * self.height..][..self.height]
    }

    /// An entry of `L`, or of the rows below it.
    pub(crate) fn entry(&self, row: usize, column: usize) -> f64 {
        self.values[column * self.height + row]
    }

    /// Writes `L` by rows of `stride` entries.
    pub(super) fn copy_rows(&self, target: &mut [f64], stride: usize) {
        // In squares, or every entry is a line of memory of its own.
        for top in (0..self.columns).step_by(PANEL) {
            for left in (0..=top).step_by(PANEL) {
                for row in top..(top + PANEL).min(self.columns) {
                    let end = (left + PANEL).min(row + 1);
                    for column in left..end {
                        target[row * stride + column] = self.entry(row, column);
                    }
                }
            }
        }
    }

    /// `B L'⁻¹`, transposed: one column per row below.
    pub(crate) fn below(&self) -> DMatrix<f64> {
        let rows = self.height - self.columns;
        DMatrix::from_fn(self.columns, rows, |column, row| {
            self.entry(self.columns + row, column)
        })
    }

    /// Solves `Ly = b` in place.
    pub(crate) fn forward(&self, values: &mut [f64]) {
        // Columns in fours: what is below the diagonal is read and written once for the four.
        let mut index = 0;
        while index < self.columns {
            let next = (index + 4).min(self.columns);
            for column in index..next {
                let entries = self.column(column);
                let value = values[column] / entries[column];
                values[column] = value;
                add_scaled(
                    &mut values[column + 1..next],
                    -value,
                    &entries[column + 1..next],
                );
            }
            let mut shares = [(0, 0.0); 4];
            for (share, column) in shares.iter_mut().zip(index..next) {
                *share = (column, -values[column]);
            }
            let shares = &shares[..next - index];
            let column = |index: usize| &self.column(index)[next..self.columns];
            add_columns_of(&mut values[next..], column, shares);
            index = next;
        }
    }

    /// Solves `L'y = b` in place.
    pub(crate) fn backward(&self, values: &mut [f64]) {
        for column in (0..self.columns).rev() {
            let entries = &self.column(column)[..self.columns];
            let below = dot(&entries[column + 1..], &values[column + 1..]);
            values[column] = (values[column] - below) / entries[column];
        }
    }
}

/// `V'V`.
pub(super) fn gram(lifted: &DMatrix<f64>) -> DMatrix<f64> {
    if lifted.ncols() > 8 {
        let transposed = lifted.transpose();
        return transposed * lifted;
    }
    lifted.tr_mul(lifted)
}

fn factorise_panel(
    values: &mut [f64],
    height: usize,
    start: usize,
    width: usize,
    floor: f64,
) -> Option<()> {
    let (left, right) = values.split_at_mut(start * height);
    let panel = &mut right[..width * height];
    if start > 0 {
        let top = DMatrix::from_fn(start, width, |inner, column| {
            left[inner * height + start + column]
        });
        let left =
            DMatrixView::from_slice_with_strides(&left[start..], height - start, start, 1, height);
        let mut target = DMatrixViewMut::from_slice_with_strides_mut(
            &mut panel[start..],
            height - start,
            width,
            1,
            height,
        );
        target.gemm(-1.0, &left, &top, 1.0);
    }
    factorise_square(panel, height, start, width, floor)?;
    let rest = height - start - width;
    if rest > 0 {
        let inverse = inverse_transposed(panel, height, start, width);
        let mut target = DMatrixViewMut::from_slice_with_strides_mut(
            &mut panel[start + width..],
            rest,
            width,
            1,
            height,
        );
        let before = target.clone_owned();
        target.gemm(1.0, &before, &inverse, 0.0);
    }
    Some(())
}

/// The factor of the square on the diagonal of a panel.
fn factorise_square(
    panel: &mut [f64],
    height: usize,
    start: usize,
    width: usize,
    floor: f64,
) -> Option<()> {
    for column in 0..width {
        let (before, rest) = panel.split_at_mut(column * height);
        let from = start + column;
        let target = &mut rest[from..start + width];
        for inner in 0..column {
            let source = &before[inner * height + from..inner * height + start + width];
            add_scaled(target, -source[0], source);
        }
        let pivot = target[0];
        // A pivot that is no number is not above the floor either.
        if pivot.is_nan() || pivot <= floor || pivot.is_infinite() {
            return None;
        }
        let root = pivot.sqrt();
        target[0] = root;
        for entry in &mut target[1..] {
            *entry /= root;
        }
    }
    Some(())
}

/// `L'⁻¹` of the square on the diagonal of a panel, full.
fn inverse_transposed(panel: &[f64], height: usize, start: usize, width: usize) -> DMatrix<f64> {
    let entry = |row: usize, column: usize| panel[column * height + start + row];
    let mut inverse = DMatrix::zeros(width, width);
    // Row `row` of `L⁻¹` is column `row` of its transpose.
    for row in 0..width {
        let pivot = entry(row, row);
        for inner in 0..row {
            let factor = -entry(row, inner) / pivot;
            for column in 0..=inner {
                inverse[(column, row)] += factor * inverse[(column, inner)];
            }
        }
        inverse[(row, row)] = 1.0 / pivot;
    }
    inverse
}

#[cfg(test)]
mod tests;
