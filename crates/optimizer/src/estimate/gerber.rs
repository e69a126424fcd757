//! The Gerber statistic.

use nalgebra::DMatrix;

use super::correlation::Correlation;
use super::gram::gram;
use super::sample::centre;
use super::{EstimateError, annual, check_returns, refuse};

/// `σ_i σ_j g_ij` × 252, where `g` counts the days on which both assets move, and `σ` is the
/// standard deviation with ddof 0.
///
/// A return moves when it is at least `threshold · σ` away from 0. With `c` the days on which both
/// move the same way, `d` the days on which they move against each other and `o` the days on which
/// neither moves, `g = (c − d) ÷ (T − o)`. An asset that never moves has no correlation: its
/// covariances are 0.
///
/// Always positive semidefinite: with `s ∈ {−1, 0, 1}` the moves, `c − d` is the Gram matrix of
/// `s`, `o` that of `1 − |s|`, and `1 ÷ (T − o) = Σ oᵏ ÷ Tᵏ⁺¹` entry by entry, so that `g` is a
/// product and a sum of such matrices. O(T n²).
///
/// Source: Gerber, Markowitz, Ernst, Miao, Javid and Sargen, *The Gerber statistic: a robust
/// co-movement measure for portfolio optimization*, Journal of Portfolio Management 48 (2022), as
/// in skfolio's `GerberCovariance` and Riskfolio-Lib's `gerber1`. Without `o` in the denominator
/// (2015) or with `√(c_ii c_jj)` there (2019) it is another statistic.
pub(super) fn gerber(
    returns: &DMatrix<f64>,
    threshold: f64,
) -> Result<DMatrix<f64>, EstimateError> {
    if !(threshold > 0.0 && threshold < 1.0) {
        return refuse("covariance.threshold", "is not between 0 and 1");
    }
    check_returns(returns, 2)?;
    let days = returns.nrows() as f64;
    let correlation = Correlation::of(&(gram(&centre(returns)) / days))?;

    let mut moves = returns.select_columns(&correlation.varying);
    for (mut column, &asset) in moves.column_iter_mut().zip(&correlation.varying) {
        let limit = threshold * correlation.deviations[asset];
        column.apply(|value| {
            *value = if value.abs() >= limit {
                value.signum()
            } else {
                0.0
            };
        });
    }
    let agreement = gram(&moves);
    let still = gram(&moves.map(|value| 1.0 - value.abs()));
    // The mean square of a return is at least its variance, so some return of each asset moves.
    let gerber = agreement.zip_map(&still, |agreement, still| agreement / (days - still));
    Ok(annual(correlation.with(&gerber)))
}
