use domain::Day;
use market::Returns;

use crate::RiskError;

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
    let mut out = Vec::with_capacity(returns.days.len());
    for (position, (&day, row)) in returns
        .days
        .iter()
        .zip(returns.matrix.row_iter())
        .enumerate()
    {
        if rebalance.is_due(previous, day) {
            holdings.copy_from_slice(weights);
            wealth = 1.0;
        }
        previous = Some(day);
        let mut gain = 0.0;
        for (holding, r) in holdings.iter_mut().zip(row.iter()) {
            gain += *holding * r;
            *holding *= 1.0 + r;
        }
        let r = gain / wealth;
        if !r.is_finite() {
            return Err(RiskError::NotFinite { position });
        }
        if r < -1.0 || (r <= -1.0 && rebalance != Rebalance::Daily) {
            return Err(RiskError::Ruin { position });
        }
        wealth = cash + holdings.iter().sum::<f64>();
        out.push(r);
    }
    Ok(out)
}
