use domain::Day;
use market::Returns;
use nalgebra::DMatrix;

use crate::{RiskError, attribution::Contributions};

/// When holdings are brought back to the weights aimed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rebalance {
    /// Before every day.
    #[default]
    Daily,
    /// Before the first trading day of every month: that day's return is earned at the weights
    /// aimed at.
    Monthly,
    /// Never: bought once and held.
    None,
}

impl Rebalance {
    /// Whether holdings are brought back before this day.
    fn is_due(self, previous: Option<Day>, day: Day) -> bool {
        match (self, previous) {
            (_, None) | (Self::Daily, _) => true,
            (Self::None, _) => false,
            (Self::Monthly, Some(previous)) => {
                (previous.year(), previous.month()) != (day.year(), day.month())
            }
        }
    }
}

/// Daily returns of a portfolio that aims at `weights`.
///
/// Between two rebalancings the holdings drift: with the holdings `h` and the cash `c` of one unit
/// of wealth, `xₜ = Σ hᵢ rₜᵢ / (c + Σ hᵢ)`, then `hᵢ ← hᵢ (1 + rₜᵢ)`. Weights that do not sum to
/// one leave the rest in cash, which earns nothing (or is borrowed at no cost). No trading costs.
///
/// # Errors
/// When there is not one weight per asset, a weight or a return is not finite, or nothing is left
/// of the portfolio.
pub fn portfolio_returns(
    returns: &Returns,
    weights: &[f64],
    rebalance: Rebalance,
) -> Result<Vec<f64>, RiskError> {
    let mut out = Vec::with_capacity(returns.days.len());
    walk(returns, weights, rebalance, |day| out.push(day.gain))?;
    Ok(out)
}

/// The weights of a portfolio at the start of each day, T × n like the returns, kept as
/// [`portfolio_returns`] keeps them: the return of a day is the sum of its weights times the
/// returns of the assets. What a row lacks to one is cash.
///
/// # Errors
/// As [`portfolio_returns`].
pub fn portfolio_weights(
    returns: &Returns,
    weights: &[f64],
    rebalance: Rebalance,
) -> Result<DMatrix<f64>, RiskError> {
    let mut out = DMatrix::zeros(returns.matrix.nrows(), returns.matrix.ncols());
    walk(returns, weights, rebalance, |day| {
        for (weight, holding) in out.row_mut(day.position).iter_mut().zip(day.holdings) {
            *weight = holding / day.wealth;
        }
    })?;
    if out.iter().all(|weight| weight.is_finite()) {
        Ok(out)
    } else {
        Err(RiskError::Overflow)
    }
}

/// What each holding gained per unit of wealth at the start, over all days, and the compounded return
/// that the gains sum to: `Σ Wₜ₋₁ wₜᵢ rₜᵢ`. The same as
/// [`contributions`](crate::attribution::contributions) with the whole time as one period, without a
/// table of weights.
///
/// # Errors
/// As [`portfolio_returns`], and when wealth is beyond the range of numbers.
pub fn portfolio_gains(
    returns: &Returns,
    weights: &[f64],
    rebalance: Rebalance,
) -> Result<Contributions, RiskError> {
    let mut holdings = vec![0.0; weights.len()];
    let mut level = 1.0;
    walk(returns, weights, rebalance, |day| {
        let unit = level / day.wealth;
        let row = returns.matrix.row(day.position);
        for ((sum, holding), r) in holdings.iter_mut().zip(day.holdings).zip(row.iter()) {
            *sum += unit * holding * r;
        }
        level *= 1.0 + day.gain;
    })?;
    let total = level - 1.0;
    if total.is_finite() && holdings.iter().all(|gain| gain.is_finite()) {
        Ok(Contributions { holdings, total })
    } else {
        Err(RiskError::Overflow)
    }
}

/// One day of a portfolio.
struct Step<'a> {
    position: usize,
    /// Before the day, in a unit that is the wealth at the last rebalancing.
    holdings: &'a [f64],
    /// Before the day, in the same unit.
    wealth: f64,
    /// The return of the portfolio on the day.
    gain: f64,
}

fn walk(
    returns: &Returns,
    weights: &[f64],
    rebalance: Rebalance,
    mut each: impl FnMut(&Step<'_>),
) -> Result<(), RiskError> {
    let n = returns.matrix.ncols();
    if weights.len() != n {
        return Err(RiskError::Length {
            expected: n,
            found: weights.len(),
        });
    }
    if let Some(position) = weights.iter().position(|weight| !weight.is_finite()) {
        return Err(RiskError::NotFinite { position });
    }
    let cash = 1.0 - weights.iter().sum::<f64>();
    let mut holdings = weights.to_vec();
    // Rounding of the sum of the weights is not cash.
    let mut wealth = 1.0;
    let mut previous = None;
    let rows = returns.matrix.row_iter();
    for (position, (&day, row)) in returns.days.iter().zip(rows).enumerate() {
        if rebalance.is_due(previous, day) {
            holdings.copy_from_slice(weights);
            wealth = 1.0;
        }
        previous = Some(day);
        let pairs = holdings.iter().zip(row.iter());
        let gain = pairs.fold(0.0, |sum, (holding, r)| sum + holding * r) / wealth;
        if !gain.is_finite() {
            return Err(RiskError::NotFinite { position });
        }
        if gain < -1.0 || (gain <= -1.0 && rebalance != Rebalance::Daily) {
            return Err(RiskError::Ruin { position });
        }
        each(&Step {
            position,
            holdings: &holdings,
            wealth,
            gain,
        });
        // What is brought back before every day need not be carried on.
        if rebalance != Rebalance::Daily {
            for (holding, r) in holdings.iter_mut().zip(row.iter()) {
                *holding *= 1.0 + r;
            }
            wealth = cash + holdings.iter().sum::<f64>();
        }
    }
    Ok(())
}
