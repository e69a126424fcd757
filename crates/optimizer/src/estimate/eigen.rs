//! Eigenvalues and eigenvectors of a symmetric matrix, in steps that can be stopped.
//!
//! `A = Q T Q'` by Householder reflections with `T` tridiagonal, then `T = Z Λ Z'` by the implicit
//! QL method, whose rotations are gathered and applied to blocks of rows of `Q` that stay in the
//! cache. O(n³), some 10 n³ operations; every pause is O(n²).
//!
//! Sources: Golub and Van Loan, *Matrix computations* (2013), 8.3; Dubrulle, Martin and Wilkinson,
//! *The implicit QL algorithm*, Numerische Mathematik 12 (1968). Errors of the eigenvalues are some
//! rounding errors of the largest one. Fails, after [`SWEEPS`] sweeps for one eigenvalue, only on
//! numbers that are not finite.

use nalgebra::{DMatrix, DVector};

use crate::progress::is_stopped;
use crate::solve::{add_scaled, dot};

/// Sweeps for one eigenvalue; two are usual.
const SWEEPS: usize = 80;
/// Rows of a block to which rotations are applied.
const ROWS: usize = 64;
/// Rotations that are gathered, per column.
const GATHERED: usize = 24;

/// Eigenvalues in no order with their vectors as columns. Only the lower triangle of `matrix` is
/// read. After a stop the numbers mean nothing.
pub(super) fn eigen(mut matrix: DMatrix<f64>) -> (DVector<f64>, DMatrix<f64>) {
    // In units of the largest entry no product vanishes that matters, and none overflows.
    let unit = matrix.amax();
    if unit > 0.0 {
        matrix /= unit;
    }
    let tridiagonal = Tridiagonal::of(matrix);
    let mut vectors = tridiagonal.reflected();
    let (mut values, mut beside) = (tridiagonal.diagonal, tridiagonal.beside);
    let mut rotations = Vec::new();
    for first in 0..values.len() {
        for _ in 0..SWEEPS {
            if is_stopped() || !sweep(&mut values, &mut beside, first, &mut rotations) {
                break;
            }
            if rotations.len() >= GATHERED * values.len() {
                rotate(&mut vectors, &rotations);
                rotations.clear();
            }
        }
    }
    rotate(&mut vectors, &rotations);
    (DVector::from_vec(values) * unit, vectors)
}

/// `A = Q T Q'`.
struct Tridiagonal {
    diagonal: Vec<f64>,
    /// Entry `k` stands between rows `k` and `k + 1`; one more, which is 0.
    beside: Vec<f64>,
    /// Below the diagonal of column `k` the vector of reflection `k`.
    reflections: DMatrix<f64>,
    /// `τ` of each reflection `I − τvv'`; 0 for none.
    sizes: Vec<f64>,
}

impl Tridiagonal {
    /// Each column is brought up to date and multiplied with the next reflection in one pass.
    fn of(mut matrix: DMatrix<f64>) -> Self {
        let n = matrix.nrows();
        let (mut diagonal, mut beside) = (vec![0.0; n], vec![0.0; n]);
        let mut sizes = vec![0.0; n];
        // The last reflection, `A ← A − vw' − wv'`, which later columns have not seen yet.
        let (mut v, mut w) = (vec![0.0; n], vec![0.0; n]);
        let (mut next, mut product) = (vec![0.0; n], vec![0.0; n]);
        for k in 0..n {
            if is_stopped() {
                break;
            }
            let column = &mut matrix.as_mut_slice()[k * n..(k + 1) * n];
            update(column, k, &v, &w);
            diagonal[k] = column[k];
            if k + 1 == n {
                break;
            }
            let (size, entry) = reflection(&mut column[k + 1..]);
            (sizes[k], beside[k]) = (size, entry);
            next[..=k].fill(0.0);
            next[k + 1..].copy_from_slice(&column[k + 1..]);
            product.fill(0.0);
            for j in k + 1..n {
                let column = &mut matrix.as_mut_slice()[j * n..(j + 1) * n];
                update(column, j, &v, &w);
                let (own, below) = (next[j], &column[j + 1..]);
                add_scaled(&mut product[j + 1..], own, below);
                product[j] += own * column[j] + dot(below, &next[j + 1..]);
            }
            let half = 0.5 * size * dot(&product[k + 1..], &next[k + 1..]);
            for (entry, own) in product.iter_mut().zip(&next) {
                *entry = size * (*entry - half * own);
            }
            std::mem::swap(&mut v, &mut next);
            std::mem::swap(&mut w, &mut product);
        }
        Self {
            diagonal,
            beside,
            reflections: matrix,
            sizes,
        }
    }

    /// `Q`.
    fn reflected(&self) -> DMatrix<f64> {
        let n = self.diagonal.len();
        let mut product = DMatrix::identity(n, n);
        for k in (0..n.saturating_sub(1)).rev() {
            if is_stopped() {
                break;
            }
            let vector = &self.reflections.as_slice()[k * n + k + 1..(k + 1) * n];
            for j in k + 1..n {
                let column = &mut product.as_mut_slice()[j * n + k + 1..(j + 1) * n];
                let along = self.sizes[k] * dot(vector, column);
                add_scaled(column, -along, vector);
            }
        }
        product
    }
}

/// The entries of column `index` at and below the diagonal after a reflection.
fn update(column: &mut [f64], index: usize, v: &[f64], w: &[f64]) {
    let (of_v, of_w) = (v[index], w[index]);
    let both = v[index..].iter().zip(&w[index..]);
    for (entry, (v, w)) in column[index..].iter_mut().zip(both) {
        *entry -= of_w * v + of_v * w;
    }
}

/// Makes of `x` the vector `v` with `(I − τvv')x = βe₁`; gives `τ` and `β`.
fn reflection(x: &mut [f64]) -> (f64, f64) {
    let largest = x[1..].iter().fold(0.0, |a: f64, b| a.max(b.abs()));
    if largest == 0.0 {
        return (0.0, x[0]);
    }
    // In units of the largest entry, whose square neither vanishes nor overflows.
    let unit = largest.max(x[0].abs());
    x.iter_mut().for_each(|entry| *entry /= unit);
    let first = x[0];
    let length = dot(x, x).sqrt();
    let beta = if first > 0.0 { -length } else { length };
    x[0] = first - beta;
    (2.0 / dot(x, x), beta * unit)
}

/// One implicit QL sweep for the eigenvalue `first`; `false` when it is found.
fn sweep(
    values: &mut [f64],
    beside: &mut [f64],
    first: usize,
    rotations: &mut Vec<(usize, f64, f64)>,
) -> bool {
    let is_small = |k: usize| {
        let around = values[k].abs() + values[k + 1].abs();
        beside[k].abs() <= f64::EPSILON * around || beside[k].abs() < f64::MIN_POSITIVE
    };
    let last = (first..values.len() - 1)
        .find(|&k| is_small(k))
        .unwrap_or(values.len() - 1);
    if last == first {
        return false;
    }
    let slope = (values[first + 1] - values[first]) / (2.0 * beside[first]);
    let length = slope.hypot(1.0).copysign(slope);
    let mut g = values[last] - values[first] + beside[first] / (slope + length);
    let (mut s, mut c, mut p) = (1.0, 1.0, 0.0);
    for k in (first..last).rev() {
        let (f, b) = (s * beside[k], c * beside[k]);
        let r = f.hypot(g);
        beside[k + 1] = r;
        if r == 0.0 {
            // Falls apart here.
            values[k + 1] -= p;
            beside[last] = 0.0;
            return true;
        }
        (s, c) = (f / r, g / r);
        g = values[k + 1] - p;
        let r = (values[k] - g) * s + 2.0 * c * b;
        p = s * r;
        values[k + 1] = g + p;
        g = c * r - b;
        rotations.push((k, c, s));
    }
    values[first] -= p;
    beside[first] = g;
    beside[last] = 0.0;
    true
}

/// Turns columns `k` and `k + 1` for every `(k, c, s)`.
fn rotate(vectors: &mut DMatrix<f64>, rotations: &[(usize, f64, f64)]) {
    let n = vectors.nrows();
    for start in (0..n).step_by(ROWS) {
        if is_stopped() {
            return;
        }
        let end = n.min(start + ROWS);
        for &(k, c, s) in rotations {
            let (left, right) = vectors.as_mut_slice()[k * n..(k + 2) * n].split_at_mut(n);
            for (a, b) in left[start..end].iter_mut().zip(&mut right[start..end]) {
                (*a, *b) = (c * *a - s * *b, s * *a + c * *b);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::SymmetricEigen;

    use super::*;

    /// `A = VΛV'` with `V'V = I`, and the eigenvalues that nalgebra finds.
    fn check(matrix: &DMatrix<f64>) {
        let size = matrix.amax();
        let (values, vectors) = eigen(matrix.clone());
        let n = matrix.nrows();
        let apart = vectors.tr_mul(&vectors) - DMatrix::identity(n, n);
        assert!(apart.amax() < 1e-13 * n as f64, "{apart}");
        let again = &vectors * DMatrix::from_diagonal(&values) * vectors.transpose();
        let apart = (again - matrix).amax();
        assert!(apart <= 1e-14 * n as f64 * size, "{apart} of {size}");
        let mut values: Vec<f64> = values.iter().copied().collect();
        let mut theirs: Vec<f64> = SymmetricEigen::new(matrix.clone())
            .eigenvalues
            .iter()
            .copied()
            .collect();
        values.sort_by(f64::total_cmp);
        theirs.sort_by(f64::total_cmp);
        for (value, other) in values.iter().zip(&theirs) {
            assert!((value - other).abs() <= 1e-13 * n as f64 * size);
        }
    }

    fn uniform(seed: u64) -> impl FnMut() -> f64 {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as f64 / (1u64 << 52) as f64 - 1.0
        }
    }

    #[test]
    fn any_symmetric_matrix_is_put_together_again() {
        for n in (1..24).chain([65, 130]) {
            let mut uniform = uniform(n as u64);
            let square = DMatrix::from_fn(n, n, |_, _| uniform());
            check(&(&square + square.transpose()));
            // Of low rank, and with numbers of very different size.
            let thin = DMatrix::from_fn(n, n.div_ceil(3), |row, _| {
                uniform() * 10f64.powi(-((row % 5) as i32))
            });
            check(&(&thin * thin.transpose()));
        }
    }

    #[test]
    fn eigenvalues_that_are_the_same_and_extreme_units() {
        for unit in [1.0, 1e-290, 1e-160, 1e150, 1e290] {
            check(&DMatrix::identity(5, 5).scale(unit));
            check(&DMatrix::from_element(6, 6, unit));
            let mut blocks = DMatrix::from_diagonal_element(6, 6, 2.0 * unit);
            for k in [0, 2, 4] {
                (blocks[(k, k + 1)], blocks[(k + 1, k)]) = (unit, unit);
            }
            check(&blocks);
        }
        check(&DMatrix::zeros(4, 4));
    }
}
