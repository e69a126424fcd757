use std::ops::Range;

use market::Returns;
use nalgebra::DMatrix;

use crate::RiskError;

/// What was held of something at the start of a period, and what it added to the return of the
/// whole over the period.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Stake {
    /// The share of wealth at the start.
    pub weight: f64,
    /// What was gained with it, as a share of wealth at the start.
    pub contribution: f64,
}

impl Stake {
    /// A weight that earned a return.
    pub fn earning(weight: f64, r: f64) -> Self {
        Self {
            weight,
            contribution: weight * r,
        }
    }

    /// The gain on what was held; none where nothing was, or long and short cancel.
    pub fn earned(&self) -> Option<f64> {
        (self.weight.abs() > WEIGHTLESS).then(|| self.contribution / self.weight)
    }
}

/// A weight that is rounding: weights are shares of a wealth of one.
pub(crate) const WEIGHTLESS: f64 = 1e-12;

/// What each asset gained over a period.
pub(crate) struct Gains {
    /// The return of the whole: the sum of the contributions.
    pub(crate) total: f64,
    /// One per asset.
    pub(crate) stakes: Vec<Stake>,
    /// What was not in any asset at the start.
    pub(crate) cash: f64,
}

/// Money gained with each asset over a period per unit of wealth at its start: `cᵢ = Σ Wₜ₋₁ wₜᵢ rₜᵢ`
/// with `W = 1` at the start and `Wₜ = Wₜ₋₁ (1 + Σ wₜᵢ rₜᵢ)`, where `wₜ` are the weights at the start of
/// day t. They sum to the compounded return of the period whatever was traded inside it, and of what
/// was not traded each is the weight at the start times its compounded return.
///
/// # Errors
/// When a number is not finite, wealth is lost on a day, or overflows.
pub(crate) fn gains(
    returns: &Returns,
    weights: &DMatrix<f64>,
    period: Range<usize>,
) -> Result<Gains, RiskError> {
    let n = returns.matrix.ncols();
    let mut wealth = 1.0;
    let mut stakes = vec![Stake::default(); n];
    for (i, stake) in stakes.iter_mut().enumerate() {
        stake.weight = weights[(period.start, i)];
    }
    for t in period.clone() {
        let mut day = 0.0;
        for (i, stake) in stakes.iter_mut().enumerate() {
            let gain = weights[(t, i)] * returns.matrix[(t, i)];
            stake.contribution += wealth * gain;
            day += gain;
        }
        if !day.is_finite() {
            return Err(RiskError::NotFinite { position: t });
        }
        if day <= -1.0 {
            return Err(RiskError::Ruin { position: t });
        }
        wealth *= 1.0 + day;
    }
    let total: f64 = stakes.iter().map(|stake| stake.contribution).sum();
    let cash = cash(stakes.iter().map(|stake| stake.weight));
    let known = |stake: &Stake| stake.weight.is_finite() && stake.contribution.is_finite();
    if total.is_finite() && cash.is_finite() && stakes.iter().all(known) {
        Ok(Gains {
            total,
            stakes,
            cash,
        })
    } else {
        Err(RiskError::Overflow)
    }
}

/// Weights, a row per day of the returns and a column per asset.
///
/// # Errors
/// When they are not.
pub(crate) fn check_shape(returns: &Returns, weights: &DMatrix<f64>) -> Result<(), RiskError> {
    let (t, n) = returns.matrix.shape();
    if weights.ncols() != n {
        Err(RiskError::Length {
            expected: n,
            found: weights.ncols(),
        })
    } else if weights.nrows() != t {
        Err(RiskError::Length {
            expected: t,
            found: weights.nrows(),
        })
    } else {
        Ok(())
    }
}

/// At least one period, none of them empty or beyond the days.
///
/// # Errors
/// When there is none, or they are not such.
pub(crate) fn check_periods(days: usize, periods: &[Range<usize>]) -> Result<(), RiskError> {
    if periods.is_empty() {
        return Err(RiskError::TooFew {
            needed: 1,
            found: 0,
        });
    }
    let mut before = 0;
    for period in periods {
        if period.start < before || period.end <= period.start || period.end > days {
            return Err(RiskError::Argument {
                name: "periods",
                reason: "must follow each other, hold a day each, and end with the days",
            });
        }
        before = period.end;
    }
    Ok(())
}

/// What weights lack to one, without their rounding.
pub(crate) fn cash(weights: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut gross) = (0.0, 0.0);
    for weight in weights {
        sum += weight;
        gross += f64::abs(weight);
    }
    let cash = 1.0 - sum;
    if cash.abs() <= WEIGHTLESS * (1.0 + gross) {
        0.0
    } else {
        cash
    }
}
