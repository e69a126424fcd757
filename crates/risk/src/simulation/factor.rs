use nalgebra::DMatrix;

use crate::RiskError;

/// A lower triangle `L` with `LL' = Σ`, the assets in another order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Factor {
    /// Row `k` is of the asset `order[k]`.
    pub(super) lower: DMatrix<f64>,
    pub(super) order: Vec<usize>,
}

/// The factor of a positive semidefinite `Σ`.
///
/// The Cholesky decomposition of the correlations with the largest pivot first, until nothing but
/// rounding is left. So assets without risk, and assets that others replicate, are welcome: without
/// the order, what is left of a replicated one would be divided by its own rounding. O(n³).
///
/// **Reference.** N. J. Higham, *Analysis of the Cholesky decomposition of a semi-definite matrix*,
/// 1990. **Failure modes.** A matrix that is not positive semidefinite beyond rounding, or not
/// symmetric, is refused.
pub(super) fn cholesky(covariance: &DMatrix<f64>) -> Result<Factor, RiskError> {
    check(covariance)?;
    let n = covariance.nrows();
    let deviations: Vec<f64> = covariance.diagonal().iter().map(|v| v.sqrt()).collect();
    let mut rest = correlations(covariance, &deviations)?;
    let mut order: Vec<usize> = (0..n).collect();
    let mut lower = DMatrix::zeros(n, n);
    for column in 0..n {
        let pivot = largest_pivot(&rest, column);
        if rest[(pivot, pivot)] <= ROUNDING * n as f64 {
            nothing_left(&rest, column)?;
            break;
        }
        rest.swap_rows(column, pivot);
        rest.swap_columns(column, pivot);
        lower.swap_rows(column, pivot);
        order.swap(column, pivot);
        eliminate(&mut rest, &mut lower, column);
    }
    for (row, &asset) in order.iter().enumerate() {
        for column in 0..=row {
            lower[(row, column)] *= deviations[asset];
        }
    }
    Ok(Factor { lower, order })
}

/// What is left of a correlation below so much, times n, is rounding.
const ROUNDING: f64 = 1e-14;

/// What is left below so much may come of a matrix that was written with eight digits.
const NEGLIGIBLE: f64 = 1e-8;

/// One on the diagonal, but of an asset without risk.
fn correlations(covariance: &DMatrix<f64>, deviations: &[f64]) -> Result<DMatrix<f64>, RiskError> {
    let n = deviations.len();
    let mut found = DMatrix::zeros(n, n);
    for column in 0..n {
        for row in column..n {
            let value = covariance[(row, column)];
            let scaled = if value == 0.0 {
                0.0
            } else {
                // One after the other: the product of two small ones may be zero.
                value / deviations[row] / deviations[column]
            };
            if scaled.is_nan() || scaled.abs() > 1.0 + NEGLIGIBLE {
                return Err(INDEFINITE);
            }
            found[(row, column)] = scaled;
            found[(column, row)] = scaled;
        }
    }
    Ok(found)
}

/// The first of the largest.
fn largest_pivot(rest: &DMatrix<f64>, from: usize) -> usize {
    (from..rest.nrows()).fold(from, |best, row| {
        if rest[(row, row)] > rest[(best, best)] {
            row
        } else {
            best
        }
    })
}

fn eliminate(rest: &mut DMatrix<f64>, lower: &mut DMatrix<f64>, column: usize) {
    let n = rest.nrows();
    let root = rest[(column, column)].sqrt();
    lower[(column, column)] = root;
    for row in column + 1..n {
        lower[(row, column)] = rest[(row, column)] / root;
    }
    for right in column + 1..n {
        let factor = lower[(right, column)];
        for row in column + 1..n {
            rest[(row, right)] -= lower[(row, column)] * factor;
        }
    }
}

fn nothing_left(rest: &DMatrix<f64>, from: usize) -> Result<(), RiskError> {
    let n = rest.nrows();
    let left = (from..n).flat_map(|column| (from..n).map(move |row| rest[(row, column)]));
    if left.into_iter().all(|value| value.abs() <= NEGLIGIBLE) {
        Ok(())
    } else {
        Err(INDEFINITE)
    }
}

const INDEFINITE: RiskError = RiskError::Argument {
    name: "the covariance",
    reason: "must be positive semidefinite",
};

fn check(covariance: &DMatrix<f64>) -> Result<(), RiskError> {
    /// Of a symmetric matrix both halves come from one computation or from two.
    const ROUNDING: f64 = 1e-10;
    let n = covariance.nrows();
    if covariance.ncols() != n {
        return Err(RiskError::Length {
            expected: n,
            found: covariance.ncols(),
        });
    }
    if let Some(position) = covariance.iter().position(|value| !value.is_finite()) {
        return Err(RiskError::NotFinite { position });
    }
    for column in 0..n {
        if covariance[(column, column)] < 0.0 {
            return Err(INDEFINITE);
        }
        for row in column + 1..n {
            let (below, above) = (covariance[(row, column)], covariance[(column, row)]);
            if (below - above).abs() > ROUNDING * below.abs().max(above.abs()) {
                return Err(RiskError::Argument {
                    name: "the covariance",
                    reason: "must be symmetric",
                });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The largest distance of the correlations from those that the factor makes.
    fn distance(covariance: &DMatrix<f64>) -> f64 {
        let Factor { lower, order } = cholesky(covariance).expect("a covariance");
        let made = &lower * lower.transpose();
        let mut largest = 0.0_f64;
        for (row, &left) in order.iter().enumerate() {
            for (column, &right) in order.iter().enumerate() {
                let scale = (covariance[(left, left)] * covariance[(right, right)]).sqrt();
                let off = (made[(row, column)] - covariance[(left, right)]).abs();
                largest = largest.max(off / scale.max(f64::MIN_POSITIVE));
            }
            assert!((row + 1..order.len()).all(|column| lower[(row, column)] == 0.0));
        }
        largest
    }

    proptest! {
        /// Of any rank, also lower than the number of assets, and of any scale.
        #[test]
        fn the_factor_makes_the_covariance(
            n in 1_usize..9,
            rank in 1_usize..9,
            values in prop::collection::vec(-1.0_f64..1.0, 64),
            powers in prop::collection::vec(-60_i32..60, 8),
        ) {
            let half = DMatrix::from_fn(n, rank, |i, j| values[i * 8 + j] * 10_f64.powi(powers[i]));
            let off = distance(&(&half * half.transpose()));
            prop_assert!(off < 1e-12, "{off}");
        }
    }

    #[test]
    fn without_risk_and_replicated() {
        let none = cholesky(&DMatrix::zeros(3, 3)).expect("no risk");
        assert_eq!(none.lower, DMatrix::zeros(3, 3));
        let twice = DMatrix::from_row_slice(2, 2, &[4.0, 8.0, 8.0, 16.0]);
        let factor = cholesky(&twice).expect("one is twice the other");
        assert_eq!(factor.lower.as_slice(), [2.0, 4.0, 0.0, 0.0]);
    }

    #[test]
    fn what_is_no_covariance_is_refused() {
        for values in [
            [1.0, 2.0, 2.0, 1.0],
            [0.0, 1.0, 1.0, 1.0],
            [-1.0, 0.0, 0.0, 1.0],
            [1.0, 0.5, 0.1, 1.0],
            [1.0, -1.001, -1.001, 1.0],
        ] {
            let error = cholesky(&DMatrix::from_row_slice(2, 2, &values)).expect_err("no");
            assert!(matches!(error, RiskError::Argument { .. }), "{values:?}");
        }
        let mut three = DMatrix::from_element(3, 3, -0.6);
        three.fill_diagonal(1.0);
        assert_eq!(cholesky(&three), Err(INDEFINITE));
        let nan = cholesky(&DMatrix::from_element(1, 1, f64::NAN));
        assert_eq!(nan, Err(RiskError::NotFinite { position: 0 }));
    }
}
