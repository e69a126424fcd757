//! Whether a goal did anything that dividing the money evenly has not.

use nalgebra::{DMatrix, DVector};

use super::compare::{Comparison, PairedTest, Performance, compare_returns};
use super::{ConfidenceError, refuse};
use crate::walk_forward::{FoldWeights, WalkForward, WalkForwardResult, walk_forward_by};

/// Tests the out-of-sample returns of a walk-forward against equal weights held on the same days by
/// the same rule: one comparison for each of the performances, in their order.
///
/// `windows` are those that `walked` was made with on the same `returns`; `budget` is what the
/// equal weights add up to. Days of folds without weights are left out for both. Complexity and
/// sources: [`compare_returns`].
///
/// # Errors
///
/// As [`compare_returns`], windows that do not fit the returns, and a walk-forward made with
/// others.
pub fn against_equal_weight(
    returns: &DMatrix<f64>,
    windows: WalkForward,
    walked: &WalkForwardResult,
    budget: f64,
    performances: &[Performance],
    test: &PairedTest,
) -> Result<Vec<Comparison>, ConfidenceError> {
    if !(budget.is_finite() && budget > 0.0) {
        return refuse("budget", "is not positive");
    }
    let assets = returns.ncols();
    let even = DVector::from_element(assets, budget / assets as f64);
    let mut folds = walked.folds.iter();
    let held = walk_forward_by(returns, windows, &mut |seen| {
        Ok::<_, ConfidenceError>(match folds.next() {
            Some(fold) if fold.train != seen => {
                return refuse("windows", "are not those of the walk-forward");
            }
            Some(fold) if matches!(fold.weights, FoldWeights::Solved { .. }) => {
                FoldWeights::Solved {
                    weights: even.clone(),
                    kkt_residual: 0.0,
                }
            }
            _ => FoldWeights::Unbounded,
        })
    })?;
    let days = |walked: &WalkForwardResult| -> Vec<usize> {
        walked.returns.iter().map(|&(day, _)| day).collect()
    };
    if days(walked) != days(&held) {
        return refuse("windows", "are not those of the walk-forward");
    }
    let earned = |walked: &WalkForwardResult| -> Vec<f64> {
        walked.returns.iter().map(|&(_, value)| value).collect()
    };
    let (first, second) = (earned(walked), earned(&held));
    performances
        .iter()
        .map(|&performance| compare_returns(&first, &second, performance, test))
        .collect()
}
