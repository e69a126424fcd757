//! Returns with gaps.

use std::cmp::Reverse;

use domain::PERIODS_PER_YEAR;
use nalgebra::{DMatrix, DVector};

use super::gram::gram;
use super::sample::products;
use super::{Diagnostic, EstimateError, annual};

/// What is done about missing returns, which are NaN. An infinite one is always refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Missing {
    /// They are an error that names the first.
    #[default]
    Refuse,
    /// Days on which some asset has no return are left out. What is left decides how much the
    /// estimate knows, so that one short history shortens all.
    CompleteDays,
    /// The sample mean of each asset and the sample covariance of each pair of assets is taken
    /// over the days that it has. What comes out need not be positive semidefinite, and is then
    /// repaired.
    Pairwise,
}

/// The days on which every asset has a return; none when that is every day.
pub(super) fn complete_days(
    returns: &DMatrix<f64>,
) -> Result<(Option<DMatrix<f64>>, Option<Diagnostic>), EstimateError> {
    let gaps = gaps_by_asset(returns)?;
    let days = returns.nrows();
    let whole = |day: &usize| returns.row(*day).iter().all(|value| !value.is_nan());
    let complete: Vec<usize> = (0..days).filter(whole).collect();
    if complete.len() == days {
        return Ok((None, None));
    }
    let first_and_most = |&asset: &usize| (gaps[asset], Reverse(asset));
    let asset = (0..gaps.len()).max_by_key(first_and_most).unwrap_or(0);
    let dropped = Diagnostic::DaysDropped {
        dropped: days - complete.len(),
        days,
        asset,
        gaps: gaps[asset],
    };
    Ok((Some(returns.select_rows(&complete)), Some(dropped)))
}

/// Sample mean and covariance over the days that each asset and each pair has.
#[derive(Debug)]
pub(super) struct Pairwise {
    /// The annual mean.
    pub(super) mean: DVector<f64>,
    /// The annual covariance, which need not be positive semidefinite.
    pub(super) covariance: DMatrix<f64>,
    /// The pair with the fewest common days; none when nothing is missing.
    pub(super) fewest: Option<Diagnostic>,
}

/// `Σ (x − x̄)(y − ȳ) ÷ (T − 1)` × 252 over the `T` days that both assets have, with their means on
/// these days; same numbers as pandas' `cov`. O(T n²).
pub(super) fn pairwise(returns: &DMatrix<f64>) -> Result<Pairwise, EstimateError> {
    gaps_by_asset(returns)?;
    let known = returns.map(|value| if value.is_nan() { 0.0 } else { 1.0 });
    let common = gram(&known);
    let fewest = fewest_common_days(&common, returns.nrows())?;

    // About the means of the assets' own days, so that little is lost when the pairs' are removed.
    let mut centred = returns.clone();
    let mut mean = DVector::zeros(returns.ncols());
    for (mut column, mean) in centred.column_iter_mut().zip(mean.iter_mut()) {
        *mean = mean_of_known(column.as_slice());
        column.apply(|value| *value = if value.is_nan() { 0.0 } else { *value - *mean });
    }
    let squares = gram(&centred);
    let sums = products(&centred, &known);
    let covariance = DMatrix::from_fn(mean.len(), mean.len(), |row, column| {
        let days = common[(row, column)];
        let of_means = sums[(row, column)] * sums[(column, row)] / days;
        (squares[(row, column)] - of_means) / (days - 1.0)
    });
    Ok(Pairwise {
        mean: mean * PERIODS_PER_YEAR,
        covariance: annual(covariance),
        fewest,
    })
}

/// Measured from the first return, which makes the mean of a constant exact.
fn mean_of_known(column: &[f64]) -> f64 {
    let known = || column.iter().filter(|value| !value.is_nan());
    let first = known().next().copied().unwrap_or(0.0);
    first + known().map(|value| value - first).sum::<f64>() / known().count() as f64
}

fn fewest_common_days(
    common: &DMatrix<f64>,
    days: usize,
) -> Result<Option<Diagnostic>, EstimateError> {
    let assets = common.nrows();
    let pairs = (0..assets).flat_map(|second| (0..=second).map(move |first| (first, second)));
    let Some(pair) = pairs.min_by(|&left, &right| common[left].total_cmp(&common[right])) else {
        return Ok(None);
    };
    let (first, second) = pair;
    match common[pair] as usize {
        few @ (0 | 1) => Err(EstimateError::TooFewCommonDays {
            first,
            second,
            days: few,
        }),
        fewest if fewest < days => Ok(Some(Diagnostic::PairwiseDays {
            first,
            second,
            common: fewest,
            days,
        })),
        _ => Ok(None),
    }
}

/// How many returns each asset lacks; refuses infinite ones, and an asset without any.
fn gaps_by_asset(returns: &DMatrix<f64>) -> Result<Vec<usize>, EstimateError> {
    let (days, assets) = returns.shape();
    if assets == 0 {
        return Err(EstimateError::NoAssets);
    }
    if days == 0 {
        return Err(EstimateError::TooFewDays { days, needed: 1 });
    }
    if let Some(position) = returns.iter().position(|value| value.is_infinite()) {
        return Err(EstimateError::ReturnNotFinite {
            day: position % days,
            asset: position / days,
        });
    }
    let gaps = |column: &[f64]| column.iter().filter(|value| value.is_nan()).count();
    let gaps: Vec<usize> = returns.as_slice().chunks_exact(days).map(gaps).collect();
    match gaps.iter().position(|&gaps| gaps == days) {
        Some(asset) => Err(EstimateError::NoReturns { asset }),
        None => Ok(gaps),
    }
}
