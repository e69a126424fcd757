//! Out-of-sample weights and returns.

use std::ops::Range;

use domain::PERIODS_PER_YEAR;
use nalgebra::{DMatrix, DVector};

use crate::estimate::{EstimateError, Estimates, Moments, check_returns};
use crate::limits::Constraints;
use crate::outcome::{ActiveSet, Conflict, Outcome};
use crate::problem::{Objective, Problem, ProblemError};
use crate::progress::{Progress, tell};
use crate::solve::{solve, solve_warm};

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

/// Fits on `train` days, holds for `test` days, moves on by `test` days; whole test windows only.
///
/// `returns` are simple returns per day, one row per day, one column per asset. The first day of a
/// fold's test window follows the last day of its train window. Each fold starts from the active
/// set of the one before it.
///
/// Out-of-sample returns: with [`Rebalance::Daily`] the return of a day is `r'w`; with
/// [`Rebalance::None`] the holdings `w ∘ Π(1 + r)` drift from the first day of the window, and what
/// the weights leave of 1 (a budget other than 1) is cash without interest. Returns are per day.
///
/// Complexity: a fold costs its moments (sample ones move on with the window) and a warm solve.
/// Failure modes of a fold (a conflict, no finite optimum) are its result, not an error.
///
/// # Errors
///
/// Malformed input only: a window of no days, a history shorter than `train + test`, returns that
/// are not finite, an objective or constraints that are malformed.
pub fn walk_forward(
    returns: &DMatrix<f64>,
    windows: WalkForward,
    objective: Objective,
    constraints: &Constraints,
    estimates: &Estimates,
) -> Result<WalkForwardResult, WalkForwardError> {
    // One contiguous column per day, for sample moments that move on with the window.
    let is_sample = *estimates == Estimates::default();
    let days = returns.transpose();
    let mut rolling = Rolling::new();
    let mut last_active: Option<ActiveSet> = None;
    walk_forward_by(returns, windows, &mut |seen| {
        let moments = if is_sample {
            rolling.moments(&days, seen)
        } else {
            let seen = returns.rows(seen.start, seen.len()).into_owned();
            estimates.estimate(&seen)?.moments
        };
        let problem = Problem::new(moments, objective, constraints.clone())?;
        let outcome = match &last_active {
            Some(active) => solve_warm(&problem, active),
            None => solve(&problem),
        };
        Ok(match outcome {
            Outcome::Optimal(solution) | Outcome::Inexact(solution) => {
                last_active = Some(solution.active);
                FoldWeights::Solved {
                    weights: solution.weights,
                    kkt_residual: solution.kkt_residual,
                }
            }
            Outcome::Infeasible(conflict) => FoldWeights::Infeasible(conflict),
            Outcome::Unbounded(_) => FoldWeights::Unbounded,
        })
    })
}

/// [`walk_forward`] of any model: `fit` is told the rows that it may see, in time, and answers with
/// weights.
///
/// Windows, returns and their units as of [`walk_forward`]; complexity: a `fit` per fold, and
/// `O(test · n)`. A fold without weights is a result of its own.
///
/// # Errors
///
/// As [`walk_forward`], and what `fit` refuses.
pub fn walk_forward_by<E: From<WalkForwardError>>(
    returns: &DMatrix<f64>,
    windows: WalkForward,
    fit: &mut dyn FnMut(Range<usize>) -> Result<FoldWeights, E>,
) -> Result<WalkForwardResult, E> {
    let WalkForward { train, test, .. } = windows;
    check_windows(returns, windows)?;

    // One contiguous column per day.
    let days = returns.transpose();
    let folds = (returns.nrows() - train) / test;
    let mut result = WalkForwardResult {
        folds: Vec::with_capacity(folds),
        returns: Vec::with_capacity(returns.nrows() - train),
    };
    let mut start = train;
    while start + test <= returns.nrows() {
        if tell(Progress::part(result.folds.len(), folds)).is_break() {
            break;
        }
        let (seen, tested) = (start - train..start, start..start + test);
        let weights = fit(seen.clone())?;
        if let FoldWeights::Solved { weights, .. } = &weights {
            let into = &mut result.returns;
            hold(&days, &tested, weights, windows.rebalance, into);
        }
        result.folds.push(Fold {
            train: seen,
            test: tested,
            weights,
        });
        start += test;
    }
    Ok(result)
}

fn check_windows(returns: &DMatrix<f64>, windows: WalkForward) -> Result<(), WalkForwardError> {
    let refuse = |field, reason| Err(WalkForwardError::Field { field, reason });
    if windows.train < 2 {
        return refuse("train", "is shorter than two days");
    }
    if windows.test == 0 {
        return refuse("test", "is no day");
    }
    if windows.train.saturating_add(windows.test) > returns.nrows() {
        return refuse("train", "and test together are longer than the history");
    }
    check_returns(returns, 2)?;
    Ok(())
}

/// The portfolio's return on each day of a test window.
fn hold(
    days: &DMatrix<f64>,
    window: &Range<usize>,
    weights: &DVector<f64>,
    rebalance: Rebalance,
    into: &mut Vec<(usize, f64)>,
) {
    let mut holdings = weights.clone();
    let cash = 1.0 - weights.sum();
    let mut wealth = 1.0;
    for day in window.clone() {
        let returns = days.column(day);
        match rebalance {
            Rebalance::Daily => into.push((day, returns.dot(weights))),
            Rebalance::None => {
                for (holding, value) in holdings.iter_mut().zip(returns.iter()) {
                    *holding *= 1.0 + value;
                }
                let next = holdings.sum() + cash;
                into.push((day, next / wealth - 1.0));
                wealth = next;
            }
        }
    }
}

/// Sample moments of a window that moves on: days that leave are subtracted, days that come are
/// added, so that a step costs what the moved days cost.
struct Rolling {
    window: Range<usize>,
    sum: DVector<f64>,
    /// `Σ r r'`, upper triangle.
    products: DMatrix<f64>,
    steps: usize,
}

impl Rolling {
    /// Steps after which the sums are taken anew, so that rounding does not pile up.
    const RENEW: usize = 256;

    fn new() -> Self {
        Self {
            window: 0..0,
            sum: DVector::zeros(0),
            products: DMatrix::zeros(0, 0),
            steps: 0,
        }
    }

    /// The moments of `window`; `days` holds one column per day.
    fn moments(&mut self, days: &DMatrix<f64>, window: Range<usize>) -> Moments {
        let assets = days.nrows();
        let overlaps = self.window.end > window.start && self.window.start <= window.start;
        let moved = window.start - self.window.start.min(window.start);
        if overlaps && 2 * moved < window.len() && self.steps < Self::RENEW {
            for day in self.window.start..window.start {
                self.add(days, day, -1.0);
            }
            for day in self.window.end..window.end {
                self.add(days, day, 1.0);
            }
            self.steps += 1;
        } else {
            self.sum = DVector::zeros(assets);
            self.products = DMatrix::zeros(assets, assets);
            self.steps = 0;
            for day in window.clone() {
                self.add(days, day, 1.0);
            }
        }
        self.window = window;

        let count = self.window.len() as f64;
        let annual = PERIODS_PER_YEAR / (count - 1.0);
        let covariance = DMatrix::from_fn(assets, assets, |row, column| {
            let (low, high) = (row.min(column), row.max(column));
            (self.products[(low, high)] - self.sum[low] * self.sum[high] / count) * annual
        });
        Moments::trusted(&self.sum * (PERIODS_PER_YEAR / count), covariance)
    }

    fn add(&mut self, days: &DMatrix<f64>, day: usize, sign: f64) {
        let assets = days.nrows();
        let returns = &days.as_slice()[day * assets..(day + 1) * assets];
        let products = self.products.as_mut_slice().chunks_exact_mut(assets);
        for (column, entries) in products.enumerate() {
            let value = sign * returns[column];
            self.sum[column] += value;
            for (entry, other) in entries[..=column].iter_mut().zip(returns) {
                *entry += value * other;
            }
        }
    }
}
