use nalgebra::{DMatrix, SymmetricEigen};

use super::{
    bets::{Bets, check, in_units},
    matrix::dot,
};
use crate::RiskError;

/// Effective number of bets on the minimum torsion: of all uncorrelated factors, those nearest to the
/// assets themselves, one per asset; the exponential of the entropy of their shares in the variance.
///
/// With the correlation `C` and its root, the torsion is an orthogonal `q` with the largest
/// `Σ (q C^½)ₖₖ²`, found by rotating pairs of rows, each by its best angle, from `q = I` until no
/// angle moves; what Meucci's alternation between scales and rotations leaves fixed is fixed here
/// too. With `M = q C^½` and `s = σ ∘ w`, source `k` has the variance `(M s)ₖ²`. O(n³) a sweep, some
/// ten sweeps. The optimum is a local one, as theirs. A. Meucci, A. Santangelo and R. Deguest, *Risk
/// budgeting and diversification based on optimized uncorrelated factors*, Risk 28 (2015).
///
/// # Errors
/// When there is not one weight per asset, numbers are not finite, an asset does not vary, or the
/// assets depend on each other, as they do whenever there are fewer days than assets.
pub fn torsion_bets(covariance: &DMatrix<f64>, weights: &[f64]) -> Result<Bets, RiskError> {
    check(covariance, weights)?;
    let n = weights.len();
    let weights = in_units(weights)?;
    let sigma: Vec<f64> = (0..n).map(|i| covariance[(i, i)].max(0.0).sqrt()).collect();
    if let Some(series) = sigma.iter().position(|sigma| *sigma == 0.0) {
        return Err(RiskError::Constant { series });
    }
    let correlation = DMatrix::from_fn(n, n, |i, j| covariance[(i, j)] / sigma[i] / sigma[j]);
    let mut rows = root(&correlation)?;
    twist(&mut rows)?;
    let largest = sigma.iter().copied().fold(0.0, f64::max);
    let exposure: Vec<f64> = weights
        .iter()
        .zip(&sigma)
        .map(|(w, s)| w * (s / largest))
        .collect();
    let variances: Vec<f64> = rows.iter().map(|row| dot(row, &exposure).powi(2)).collect();
    Bets::of(&variances)
}

/// The rows of the symmetric root.
fn root(correlation: &DMatrix<f64>) -> Result<Vec<Vec<f64>>, RiskError> {
    /// Below this share of the largest eigenvalue, per asset, one is rounding.
    const ROUNDING: f64 = 1e-14;
    let n = correlation.nrows();
    if correlation.iter().any(|value| !value.is_finite()) {
        return Err(RiskError::Overflow);
    }
    let eigen = SymmetricEigen::new(correlation.clone());
    let floor = ROUNDING * n as f64 * eigen.eigenvalues.amax();
    if eigen.eigenvalues.iter().any(|value| *value <= floor) {
        return Err(RiskError::Dependent("assets"));
    }
    let mut rows = vec![vec![0.0; n]; n];
    for (vector, value) in eigen.eigenvectors.column_iter().zip(&eigen.eigenvalues) {
        let root = value.sqrt();
        for (row, own) in rows.iter_mut().zip(vector.iter()) {
            for (entry, other) in row.iter_mut().zip(vector.iter()) {
                *entry += root * own * other;
            }
        }
    }
    Ok(rows)
}

/// Rotates pairs of rows until `Σ Mₖₖ²` is as large as rotations make it.
fn twist(rows: &mut [Vec<f64>]) -> Result<(), RiskError> {
    const SWEEPS: usize = 1000;
    /// An angle, from which the next sweep would be of its square.
    const STILL: f64 = 1e-12;
    for _ in 0..SWEEPS {
        let mut largest = 0.0_f64;
        for j in 1..rows.len() {
            let (before, from) = rows.split_at_mut(j);
            for (i, row) in before.iter_mut().enumerate() {
                let (cos, sin) = angle(row[i], row[j], from[0][i], from[0][j]);
                largest = largest.max(sin.abs());
                for (a, b) in row.iter_mut().zip(from[0].iter_mut()) {
                    (*a, *b) = (cos * *a + sin * *b, cos * *b - sin * *a);
                }
            }
        }
        if largest <= STILL {
            return Ok(());
        }
    }
    Err(RiskError::NotConverged { steps: SWEEPS })
}

/// Cosine and sine of the angle with the largest `(a cos + c sin)² + (d cos − b sin)²`.
fn angle(a: f64, b: f64, c: f64, d: f64) -> (f64, f64) {
    let along = a * a + d * d - b * b - c * c;
    let across = 2.0 * (a * c - b * d);
    let length = libm::hypot(along, across);
    if length == 0.0 {
        return (1.0, 0.0);
    }
    // Of the double angle; its half has a cosine that is not negative.
    let (cos, sin) = (along / length, across / length);
    if cos >= 0.0 {
        let half = ((1.0 + cos) * 0.5).sqrt();
        (half, sin / (2.0 * half))
    } else {
        let half = ((1.0 - cos) * 0.5).sqrt().copysign(sin);
        (sin / (2.0 * half), half)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(rows: &[Vec<f64>]) -> DMatrix<f64> {
        DMatrix::from_fn(rows.len(), rows.len(), |i, j| rows[i][j])
    }

    proptest! {
        /// What Meucci's alternation leaves fixed: with `d` the diagonal of `M = q C^½`, `M diag(d)` is
        /// its own polar factor, symmetric; and rotations leave `M'M = C`.
        #[test]
        fn fixed_points(values in prop::collection::vec(-1.0_f64..1.0, 40 * 9), n in 1_usize..10) {
            let matrix = DMatrix::from_column_slice(40, n, &values[..40 * n]);
            let correlation = super::super::correlation(&matrix)?;
            let mut rows = root(&correlation)?;
            let start: f64 = (0..n).map(|k| rows[k][k].powi(2)).sum();
            twist(&mut rows)?;
            let found = at(&rows);
            let end: f64 = (0..n).map(|k| rows[k][k].powi(2)).sum();
            prop_assert!(end >= start - 1e-13);
            prop_assert!((found.transpose() * &found - &correlation).amax() < 1e-12);
            let scaled = &found * DMatrix::from_diagonal(&found.diagonal());
            prop_assert!((&scaled - scaled.transpose()).amax() < 1e-11);
            let eigenvalues = scaled.symmetric_eigen().eigenvalues;
            prop_assert!(eigenvalues.min() > 0.0, "{eigenvalues}");
        }

        #[test]
        fn the_best_angle(a in -1.0_f64..1.0, b in -1.0_f64..1.0, c in -1.0_f64..1.0, d in -1.0_f64..1.0) {
            let value = |cos: f64, sin: f64| (a * cos + c * sin).powi(2) + (d * cos - b * sin).powi(2);
            let (cos, sin) = angle(a, b, c, d);
            prop_assert!((cos * cos + sin * sin - 1.0).abs() < 1e-14);
            for step in 0..360 {
                let other = f64::from(step).to_radians();
                prop_assert!(value(cos, sin) >= value(other.cos(), other.sin()) - 1e-13);
            }
        }
    }
}
