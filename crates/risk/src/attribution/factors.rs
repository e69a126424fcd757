use nalgebra::DMatrix;

use super::{Linking, linking::compound};
use crate::{RiskError, error::check};

/// The return of a series, or its difference to another one, by factor.
#[derive(Debug, Clone, PartialEq)]
pub struct FactorAttribution {
    /// What each factor added, over all periods.
    pub factors: Vec<f64>,
    /// What no factor explains, the intercept of a regression included.
    pub specific: f64,
    /// The compounded return of the portfolio.
    pub portfolio: f64,
    /// The compounded return of the benchmark, 0 without one.
    pub benchmark: f64,
    /// Their difference: the sum of the factors and the rest.
    pub active: f64,
}

/// Factor attribution: in each period `xₜ − bₜ = Σₖ βₜₖ fₜₖ + εₜ`, where each product is what a factor
/// added and `εₜ` what is left; over periods linked, so that factors and rest sum to the difference of
/// the compounded returns.
///
/// `exposures` has a row per period, or one row that holds for all; with a benchmark they are active
/// exposures, the portfolio's minus the benchmark's. `factors` is T × k. Exposures that were estimated on
/// the same periods make the split look better than it would have been known to be.
///
/// C. R. Bacon, *Practical Portfolio Performance Measurement and Attribution*, chapter 9 (2008);
/// R. C. Grinold and R. N. Kahn, *Active Portfolio Management*, chapter 17 (2000). O(T k).
///
/// # Errors
/// With no period, lengths that do not fit, a number that is not finite, a period that loses
/// everything, or a result beyond the range of numbers.
pub fn factor_attribution(
    portfolio: &[f64],
    benchmark: Option<&[f64]>,
    factors: &DMatrix<f64>,
    exposures: &DMatrix<f64>,
    linking: Linking,
) -> Result<FactorAttribution, RiskError> {
    let periods = portfolio.len();
    check_factors(periods, factors, exposures)?;
    let nothing = vec![0.0; periods];
    let benchmark = benchmark.unwrap_or(&nothing);
    let coefficients = linking.coefficients(portfolio, benchmark)?;
    let whole = compound(portfolio, benchmark)?;
    let mut sums = vec![0.0; factors.ncols()];
    let mut specific = 0.0;
    for (t, coefficient) in coefficients.iter().enumerate() {
        let mut rest = portfolio[t] - benchmark[t];
        let row = if exposures.nrows() == 1 { 0 } else { t };
        for (k, sum) in sums.iter_mut().enumerate() {
            let part = exposures[(row, k)] * factors[(t, k)];
            rest -= part;
            *sum += coefficient * part;
        }
        specific += coefficient * rest;
    }
    if specific.is_finite() && sums.iter().all(|sum| sum.is_finite()) {
        Ok(FactorAttribution {
            factors: sums,
            specific,
            portfolio: whole.own,
            benchmark: whole.other,
            active: whole.active,
        })
    } else {
        Err(RiskError::Overflow)
    }
}

fn check_factors(
    periods: usize,
    factors: &DMatrix<f64>,
    exposures: &DMatrix<f64>,
) -> Result<(), RiskError> {
    let length = |expected, found| Err(RiskError::Length { expected, found });
    if factors.nrows() != periods {
        length(periods, factors.nrows())
    } else if exposures.nrows() != 1 && exposures.nrows() != periods {
        length(periods, exposures.nrows())
    } else if exposures.ncols() != factors.ncols() {
        length(factors.ncols(), exposures.ncols())
    } else {
        check(factors.as_slice(), 0)?;
        check(exposures.as_slice(), 0)
    }
}
