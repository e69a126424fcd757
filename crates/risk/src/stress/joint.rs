//! Mean and covariance of one day of the assets and of the factors together.

use nalgebra::DMatrix;

use super::{dot, factorised::Factorised, finite};
use crate::{RiskError, covariance::mean_and_covariance, error::check};

/// The joint distribution of the returns of one day, as far as its first two moments say it: the
/// assets first, then the factors. The covariance is the sample covariance (ddof 1).
///
/// Assumes that days are independent and alike, so that mean and covariance grow with the horizon:
/// `μ h` and `Σ h` over `h` days. It knows nothing of fat tails: what is said of probabilities on
/// top of it is optimistic. A series that does not vary has variance 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Joint {
    assets: usize,
    observations: usize,
    mean: Vec<f64>,
    covariance: DMatrix<f64>,
}

impl Joint {
    /// The distribution of assets and factors, a slice of daily returns each, all of the same days.
    /// O(T (n + f)²).
    ///
    /// # Errors
    /// When the lengths differ, with fewer than two observations, a return that is not finite, or
    /// returns so large that their squares are not.
    pub fn new(assets: &[&[f64]], factors: &[&[f64]]) -> Result<Self, RiskError> {
        let series: Vec<&[f64]> = assets.iter().chain(factors).copied().collect();
        let observations = series.first().map_or(0, |series| series.len());
        // Without any series there is no observation either.
        check(&[], if series.is_empty() { 1 } else { 0 })?;
        let (mean, covariance) = mean_and_covariance(&series)?;
        Ok(Self {
            assets: assets.len(),
            observations,
            mean,
            covariance,
        })
    }

    /// How many assets there are.
    pub fn assets(&self) -> usize {
        self.assets
    }

    /// How many factors there are.
    pub fn factors(&self) -> usize {
        self.mean.len() - self.assets
    }

    /// On how many days it was estimated.
    pub fn observations(&self) -> usize {
        self.observations
    }

    /// The sample covariance of one day, assets first.
    pub fn covariance(&self) -> &DMatrix<f64> {
        &self.covariance
    }

    /// The correlations of the assets; 0 with one that does not vary.
    pub fn correlations(&self) -> DMatrix<f64> {
        let deviation = |i: usize| self.covariance[(i, i)].sqrt();
        DMatrix::from_fn(self.assets, self.assets, |i, j| {
            let scale = deviation(i) * deviation(j);
            if i == j {
                1.0
            } else if scale > 0.0 {
                (self.covariance[(i, j)] / scale).clamp(-1.0, 1.0)
            } else {
                0.0
            }
        })
    }

    /// The mean of one day.
    pub(super) fn mean(&self) -> &[f64] {
        &self.mean
    }

    /// Mean and variance of one day of a portfolio of the assets.
    pub(super) fn portfolio(&self, weights: &[f64]) -> Result<(f64, f64), RiskError> {
        self.check_weights(weights)?;
        let mean = finite(dot(weights, &self.mean[..self.assets]))?;
        let variance = finite(dot(weights, &self.with_portfolio(weights)[..self.assets]))?;
        Ok((mean, variance.max(0.0)))
    }

    /// The covariance of every series with a portfolio of the assets.
    pub(super) fn with_portfolio(&self, weights: &[f64]) -> Vec<f64> {
        (0..self.mean.len())
            .map(|i| {
                dot(
                    &self.covariance.column(i).as_slice()[..self.assets],
                    weights,
                )
            })
            .collect()
    }

    /// The covariance among some of the series, ready to be solved with.
    pub(super) fn factorised(&self, series: &[usize]) -> Result<Factorised, RiskError> {
        Factorised::new(&self.covariance, series)
    }

    pub(super) fn check_weights(&self, weights: &[f64]) -> Result<(), RiskError> {
        if weights.len() != self.assets {
            return Err(RiskError::Length {
                expected: self.assets,
                found: weights.len(),
            });
        }
        check(weights, 0)
    }

    /// Whether these are series, none of them twice.
    pub(super) fn check_series(&self, series: &[usize]) -> Result<(), RiskError> {
        let mut sorted = series.to_vec();
        sorted.sort_unstable();
        if sorted.last().is_some_and(|&last| last >= self.mean.len()) {
            Err(RiskError::Argument {
                name: "series",
                reason: "must be among the assets and factors",
            })
        } else if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
            Err(RiskError::Argument {
                name: "series",
                reason: "must not come twice",
            })
        } else {
            Ok(())
        }
    }
}

/// Days of a horizon: positive, finite.
pub(super) fn check_horizon(days: f64) -> Result<(), RiskError> {
    if days.is_finite() && days > 0.0 {
        Ok(())
    } else {
        Err(RiskError::Argument {
            name: "horizon",
            reason: "must be above 0",
        })
    }
}
