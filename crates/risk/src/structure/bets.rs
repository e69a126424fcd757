use super::matrix::finite;
use crate::RiskError;

/// Uncorrelated sources of the variance of a portfolio.
#[derive(Debug, Clone, PartialEq)]
pub struct Bets {
    /// How many of the same size would be as diverse: `exp(−Σ pₖ ln pₖ)`, from 1 to n.
    pub effective: f64,
    /// The share of each in the variance; they sum to one.
    pub shares: Vec<f64>,
}

impl Bets {
    /// Of the variance of each source.
    pub(super) fn of(variances: &[f64]) -> Result<Self, RiskError> {
        let total = finite(variances.iter().sum())?;
        if total <= 0.0 {
            return Err(RiskError::NoVariance);
        }
        let shares: Vec<f64> = variances.iter().map(|own| own / total).collect();
        let entropy: f64 = shares
            .iter()
            .filter(|p| **p > 0.0)
            .map(|p| -p * libm::log(*p))
            .sum();
        Ok(Self {
            effective: libm::exp(entropy).clamp(1.0, variances.len() as f64),
            shares,
        })
    }
}

/// A square, finite matrix and one finite weight per column.
pub(super) fn check(covariance: &nalgebra::DMatrix<f64>, weights: &[f64]) -> Result<(), RiskError> {
    super::correlation::check_square(covariance)?;
    if weights.len() != covariance.ncols() {
        return Err(RiskError::Length {
            expected: covariance.ncols(),
            found: weights.len(),
        });
    }
    let numbers = covariance.iter().chain(weights);
    if numbers.clone().all(|value| value.is_finite()) {
        Ok(())
    } else {
        Err(RiskError::Overflow)
    }
}

/// Weights in units of the largest: the shares of the variance do not depend on it.
pub(super) fn in_units(weights: &[f64]) -> Result<Vec<f64>, RiskError> {
    let largest = weights.iter().fold(0.0_f64, |a, w| a.max(w.abs()));
    if largest == 0.0 {
        return Err(RiskError::NoVariance);
    }
    Ok(weights.iter().map(|w| w / largest).collect())
}
