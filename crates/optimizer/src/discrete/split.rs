//! How much of a covariance is a diagonal: `P = R + D` with `R` positive semidefinite.
//!
//! The larger `D`, the better the perspective bound. Its value at the root is a concave function of
//! `D`, with the slope `g_i = w_i² (1/z_i − 1)` at the root's optimum, so `g'd + μ ln det(P − D)` is
//! made large by coordinate ascent: each step has a closed form and changes the inverse by one
//! rank. `O(n³)` per sweep. A singular `P` has no diagonal to give up in general, and gets none.
//!
//! Source: Zheng, Sun and Li, *Improving the performance of MIQP solvers for quadratic programs
//! with cardinality and minimum threshold constraints: a semidefinite program approach*, INFORMS
//! Journal on Computing 26 (2014); the ascent is the usual one for log-determinants.

use nalgebra::{DMatrix, DVector};

use crate::progress::is_stopped;
use crate::solve::{BlockCholesky, add_scaled};

/// Sweeps for each weight of the barrier, and by how much it falls.
const SWEEPS: usize = 4;
const FALLS: [f64; 5] = [3.0, 0.3, 0.1, 0.03, 0.01];
/// The share of `D` that is kept in the end, so that rounding cannot make `R` indefinite.
const KEPT: f64 = 1.0 - 1e-7;

/// `P = R + D`.
#[derive(Debug, Clone)]
pub(super) struct Split {
    /// `R`.
    pub(super) rest: DMatrix<f64>,
    /// The diagonal of `D`, not negative.
    pub(super) diagonal: Vec<f64>,
}

impl Split {
    /// No diagonal.
    pub(super) fn none(matrix: &DMatrix<f64>) -> Self {
        Self {
            rest: matrix.clone(),
            diagonal: vec![0.0; matrix.nrows()],
        }
    }

    /// The diagonal that is worth most at the prices `worth`, which are positive.
    pub(super) fn new(matrix: &DMatrix<f64>, worth: &[f64]) -> Option<Self> {
        let n = matrix.nrows();
        let mut inverse = inverse(matrix)?;
        let mut diagonal = vec![0.0; n];
        let value = |diagonal: &[f64]| -> f64 {
            diagonal.iter().zip(worth).map(|(d, worth)| d * worth).sum()
        };
        // The least eigenvalue is at least this, so the whole is worth about that.
        let least = 1.0 / inverse.diagonal().sum();
        let mut size = least * worth.iter().sum::<f64>();
        for fall in FALLS {
            let barrier = fall * size / n as f64;
            for _ in 0..SWEEPS {
                if is_stopped() {
                    return None;
                }
                sweep(&mut inverse, &mut diagonal, worth, barrier);
            }
            size = value(&diagonal).max(size);
        }
        Self::kept(matrix, diagonal)
    }

    /// Shrinks `diagonal` until what is left is certainly semidefinite.
    fn kept(matrix: &DMatrix<f64>, mut diagonal: Vec<f64>) -> Option<Self> {
        for _ in 0..30 {
            let mut rest = matrix.clone();
            for (asset, entry) in diagonal.iter().enumerate() {
                rest[(asset, asset)] -= entry;
            }
            if BlockCholesky::new(rest.clone(), 0.0).is_some() {
                for (asset, entry) in diagonal.iter_mut().enumerate() {
                    *entry *= KEPT;
                    rest[(asset, asset)] = matrix[(asset, asset)] - *entry;
                }
                return Some(Self { rest, diagonal });
            }
            for entry in &mut diagonal {
                *entry *= 0.9;
            }
        }
        None
    }
}

fn inverse(matrix: &DMatrix<f64>) -> Option<DMatrix<f64>> {
    matrix.clone().cholesky().map(|factor| factor.inverse())
}

/// Every entry of the diagonal in turn to where the sum is largest.
fn sweep(inverse: &mut DMatrix<f64>, diagonal: &mut [f64], worth: &[f64], barrier: f64) {
    let n = diagonal.len();
    let mut column = DVector::zeros(n);
    for asset in 0..n {
        let own = inverse[(asset, asset)];
        let change = (1.0 / own - barrier / worth[asset]).max(-diagonal[asset]);
        if change.abs() <= 1e-12 / own {
            continue;
        }
        diagonal[asset] += change;
        column.copy_from(&inverse.column(asset));
        let factor = change / (1.0 - change * own);
        for (other, mut target) in inverse.column_iter_mut().enumerate() {
            let share = factor * column[other];
            add_scaled(target.as_mut_slice(), share, column.as_slice());
        }
    }
}
