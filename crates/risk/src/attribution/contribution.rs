use std::ops::Range;

use market::Returns;
use nalgebra::DMatrix;

use super::{
    carino,
    gains::{check_periods, check_shape, gains},
    linking::compound,
};
use crate::RiskError;

/// What each holding added to the compounded return.
#[derive(Debug, Clone, PartialEq)]
pub struct Contributions {
    /// One per asset; they sum to `total`. Cash adds nothing.
    pub holdings: Vec<f64>,
    /// The compounded return of the portfolio.
    pub total: f64,
}

/// Contributions of the holdings to the compounded return of a portfolio, given the weights at the start
/// of each day ([`portfolio_weights`](crate::portfolio_weights)).
///
/// Inside a period: the money gained with the holding per unit of wealth at the start of the period,
/// `Σ Wₜ₋₁ wₜᵢ rₜᵢ`, which sums to the return of the period without anything being shared out, and of a
/// holding that is not traded is its weight times its compounded return. From period to period by
/// [`carino`]'s coefficients against zero, `(ln (1 + xₜ) / xₜ) / (ln (1 + X) / X)`. With the whole time as
/// one period nothing is linked; with days as periods this is the textbook's linking of daily
/// contributions.
///
/// C. R. Bacon, *Practical Portfolio Performance Measurement and Attribution*, chapters 5 and 8 (2008).
/// O(T n).
///
/// # Errors
/// When the weights do not fit the returns, there is no period, a number is not finite, a day loses
/// everything, or a result is beyond the range of numbers.
pub fn contributions(
    returns: &Returns,
    weights: &DMatrix<f64>,
    periods: &[Range<usize>],
) -> Result<Contributions, RiskError> {
    check_shape(returns, weights)?;
    check_periods(returns.matrix.nrows(), periods)?;
    let found = periods
        .iter()
        .map(|period| gains(returns, weights, period.clone()))
        .collect::<Result<Vec<_>, _>>()?;
    let totals: Vec<f64> = found.iter().map(|gains| gains.total).collect();
    let nothing = vec![0.0; totals.len()];
    let coefficients = carino(&totals, &nothing)?;
    let mut holdings = vec![0.0; returns.matrix.ncols()];
    for (gains, coefficient) in found.iter().zip(coefficients) {
        for (sum, stake) in holdings.iter_mut().zip(&gains.stakes) {
            *sum += coefficient * stake.contribution;
        }
    }
    let total = compound(&totals, &nothing)?.active;
    if holdings.iter().all(|holding| holding.is_finite()) {
        Ok(Contributions { holdings, total })
    } else {
        Err(RiskError::Overflow)
    }
}
