//! Eigenvalues of a symmetric matrix, with the component of one vector along each eigenvector.
//!
//! `A = Q T Q'` by Householder reflections with `T` tridiagonal, then the implicit QL method on `T`.
//! The reflections and rotations are applied to the vector alone, so that no matrix of eigenvectors
//! is made: 4/3 n³ operations. Errors of the eigenvalues are some roundings of the largest one;
//! components along eigenvalues that coincide are those of some basis of their space.
//!
//! Source: Golub and Van Loan, *Matrix computations* (2013), 8.3.

use nalgebra::DMatrix;

use super::matrix::{add_scaled, dot};
use crate::RiskError;

/// Sweeps for one eigenvalue; two are usual.
const SWEEPS: usize = 80;

/// Pairs of an eigenvalue and the component of `vector`, the largest eigenvalue first. Only the
/// lower triangle is read.
pub(super) fn spectrum(
    mut matrix: DMatrix<f64>,
    vector: &[f64],
) -> Result<Vec<(f64, f64)>, RiskError> {
    // In units of the largest entry nothing that matters vanishes, and nothing overflows.
    let unit = matrix.amax();
    if unit > 0.0 {
        matrix /= unit;
    }
    let mut along = vector.to_vec();
    let (mut values, mut beside) = tridiagonal(&mut matrix, &mut along);
    for first in 0..values.len() {
        let mut sweeps = 0;
        while sweep(&mut values, &mut beside, first, &mut along) {
            sweeps += 1;
            if sweeps > SWEEPS {
                return Err(RiskError::NotConverged { steps: SWEEPS });
            }
        }
    }
    let mut pairs: Vec<(f64, f64)> = values.iter().map(|value| value * unit).zip(along).collect();
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    Ok(pairs)
}

/// The diagonal of `T`, and what stands beside it: entry `k` between rows `k` and `k + 1`, the last
/// is 0. Leaves `Q'v` of the vector.
fn tridiagonal(matrix: &mut DMatrix<f64>, along: &mut [f64]) -> (Vec<f64>, Vec<f64>) {
    let n = matrix.nrows();
    let (mut diagonal, mut beside) = (vec![0.0; n], vec![0.0; n]);
    for k in 0..n {
        diagonal[k] = matrix[(k, k)];
        if k + 1 == n {
            break;
        }
        let mut v = matrix.as_slice()[k * n + k + 1..(k + 1) * n].to_vec();
        let (size, entry) = reflection(&mut v);
        beside[k] = entry;
        if size == 0.0 {
            continue;
        }
        let ahead = size * dot(&v, &along[k + 1..]);
        add_scaled(&mut along[k + 1..], -ahead, &v);
        reflect(matrix, k + 1, &v, size);
    }
    (diagonal, beside)
}

/// `A ← (I − τvv') A (I − τvv')` on the lower triangle from `start` on.
fn reflect(matrix: &mut DMatrix<f64>, start: usize, v: &[f64], size: f64) {
    let n = matrix.nrows();
    let mut w = vec![0.0; v.len()];
    for (j, &own) in v.iter().enumerate() {
        let at = (start + j) * n + start + j;
        let column = &matrix.as_slice()[at..(start + j + 1) * n];
        add_scaled(&mut w[j + 1..], own, &column[1..]);
        w[j] += own * column[0] + dot(&column[1..], &v[j + 1..]);
    }
    let half = 0.5 * size * size * dot(&w, v);
    for (w, v) in w.iter_mut().zip(v) {
        *w = size * *w - half * v;
    }
    for j in 0..v.len() {
        let at = (start + j) * n + start + j;
        let column = &mut matrix.as_mut_slice()[at..(start + j + 1) * n];
        add_scaled(column, -w[j], &v[j..]);
        add_scaled(column, -v[j], &w[j..]);
    }
}

/// Makes of `x` the vector `v` with `(I − τvv')x = βe₁`; gives `τ` and `β`.
fn reflection(x: &mut [f64]) -> (f64, f64) {
    let largest = x[1..].iter().fold(0.0_f64, |a, b| a.max(b.abs()));
    if largest == 0.0 {
        return (0.0, x[0]);
    }
    let unit = largest.max(x[0].abs());
    x.iter_mut().for_each(|entry| *entry /= unit);
    let first = x[0];
    let length = dot(x, x).sqrt();
    let beta = if first > 0.0 { -length } else { length };
    x[0] = first - beta;
    (2.0 / dot(x, x), beta * unit)
}

/// One implicit QL sweep for the eigenvalue `first`; `false` when it is found.
fn sweep(values: &mut [f64], beside: &mut [f64], first: usize, along: &mut [f64]) -> bool {
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
    let length = libm::hypot(slope, 1.0).copysign(slope);
    let mut g = values[last] - values[first] + beside[first] / (slope + length);
    let (mut s, mut c, mut p) = (1.0, 1.0, 0.0);
    for k in (first..last).rev() {
        let (f, b) = (s * beside[k], c * beside[k]);
        let r = libm::hypot(f, g);
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
        let (low, high) = (along[k], along[k + 1]);
        along[k] = c * low - s * high;
        along[k + 1] = s * low + c * high;
    }
    values[first] -= p;
    beside[first] = g;
    beside[last] = 0.0;
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// `v'Aᵏv = Σ λᵏ (e'v)²`, for k = 0, 1, 2, 3.
        #[test]
        fn powers(values in prop::collection::vec(-1.0_f64..1.0, 144 + 12), n in 1_usize..13, rank in 1_usize..13) {
            let square = DMatrix::from_column_slice(n, n, &values[..n * n]);
            let mut matrix = &square + square.transpose();
            if rank < n {
                // Eigenvalues that are zero, or the same.
                let thin = square.columns(0, rank).into_owned();
                matrix = &thin * thin.transpose();
            }
            let vector = nalgebra::DVector::from_column_slice(&values[144..144 + n]);
            let pairs = spectrum(matrix.clone(), vector.as_slice())?;
            prop_assert!(pairs.windows(2).all(|pair| pair[0].0 >= pair[1].0));
            let mut image = vector.clone();
            for power in 0..4 {
                let expect = vector.dot(&image);
                let found: f64 = pairs.iter().map(|(value, along)| value.powi(power) * along * along).sum();
                let size = matrix.norm().powi(power).max(1.0) * vector.norm_squared();
                prop_assert!((found - expect).abs() <= 1e-12 * size.max(1.0), "{power}: {found} {expect}");
                image = &matrix * &image;
            }
        }
    }

    #[test]
    fn extreme_units() {
        for unit in [1e-300, 1e-160, 1.0, 1e150, 1e300] {
            let pairs = spectrum(DMatrix::from_element(4, 4, unit), &[1.0; 4]).expect("it ends");
            assert!((pairs[0].0 / unit - 4.0).abs() < 1e-14);
            assert!((pairs[0].1.abs() - 2.0).abs() < 1e-14);
            assert!(
                pairs[1..]
                    .iter()
                    .all(|(value, along)| (value / unit).abs() < 1e-14 && along.abs() < 1e-14)
            );
        }
        let zero = spectrum(DMatrix::zeros(3, 3), &[1.0, 2.0, 3.0]).expect("it ends");
        assert!(zero.iter().all(|(value, _)| *value == 0.0));
    }
}
