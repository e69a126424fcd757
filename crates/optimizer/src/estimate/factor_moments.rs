//! Mean and covariance with the covariance as factors.

use nalgebra::{DMatrix, DVector};

use super::correlation::check_finite;
use super::factor::principal;
use super::{EstimateError, Moments, refuse, sample_mean};

/// Annual mean, and covariance `B F B' + D` of `k` factors and independent rests.
///
/// For [`crate::exact_frontier_of_factors`]; `O(nk)` memory where the matrix needs `O(n²)`.
#[derive(Debug, Clone, PartialEq)]
pub struct FactorMoments {
    mean: DVector<f64>,
    /// `B F^½`.
    loadings: DMatrix<f64>,
    specific: DVector<f64>,
}

impl FactorMoments {
    /// Moments that somebody gives, annual and taken as they are: `loadings` `B` (assets ×
    /// factors), `factor_covariance` `F` (factors × factors, positive definite), `specific` the
    /// diagonal of `D` (at least 0).
    ///
    /// # Errors
    ///
    /// Shapes that disagree, numbers that are not finite, a negative specific variance, a factor
    /// covariance that is not symmetric and positive definite.
    pub fn new(
        mean: DVector<f64>,
        loadings: DMatrix<f64>,
        factor_covariance: DMatrix<f64>,
        specific: DVector<f64>,
    ) -> Result<Self, EstimateError> {
        let n = mean.len();
        if n == 0 {
            return Err(EstimateError::NoAssets);
        }
        let factors = loadings.ncols();
        if loadings.nrows() != n || specific.len() != n {
            return refuse("loadings", "has not one row for each asset");
        }
        if factor_covariance.shape() != (factors, factors) {
            return refuse("factor_covariance", "has not one row for each factor");
        }
        if let Some(asset) = mean.iter().position(|value| !value.is_finite()) {
            return Err(EstimateError::MeanNotFinite { asset });
        }
        let mut entries = loadings.iter().chain(&factor_covariance).chain(&specific);
        if !entries.all(|value| value.is_finite()) {
            return refuse("loadings", "are not all finite");
        }
        if specific.iter().any(|&own| own < 0.0) {
            return refuse("specific", "is negative");
        }
        let largest = factor_covariance.amax();
        if (&factor_covariance - factor_covariance.transpose()).amax() > 1e-12 * largest {
            return refuse("factor_covariance", "is not symmetric");
        }
        let loadings = match factor_covariance.cholesky() {
            Some(root) => loadings * root.l(),
            None => return refuse("factor_covariance", "is not positive definite"),
        };
        Ok(Self {
            mean,
            loadings,
            specific,
        })
    }

    /// Sample mean, and the first `factors` principal components of the sample covariance with
    /// what they leave of each variance: the covariance of [`crate::CovarianceEstimate::Factor`], daily
    /// `returns` (days × assets) × 252.
    ///
    /// # Errors
    ///
    /// Too few days, no assets, a return that is not finite, no factors or more than assets.
    pub fn estimate(returns: &DMatrix<f64>, factors: usize) -> Result<Self, EstimateError> {
        let components = principal(returns, factors)?;
        check_finite(&components.loadings)?;
        Ok(Self {
            mean: sample_mean(returns)?,
            loadings: components.loadings,
            specific: components.specific,
        })
    }

    /// Number of assets.
    pub fn assets(&self) -> usize {
        self.mean.len()
    }

    /// Expected annual returns.
    pub fn mean(&self) -> &DVector<f64> {
        &self.mean
    }

    /// The annual variance that is an asset's own.
    pub fn specific(&self) -> &DVector<f64> {
        &self.specific
    }

    /// The same moments with the matrix written out, `O(n²k)`.
    ///
    /// # Errors
    ///
    /// As for [`Moments::new`]: numbers that overflow.
    pub fn to_moments(&self) -> Result<Moments, EstimateError> {
        let mut covariance = &self.loadings * self.loadings.transpose();
        for (asset, own) in self.specific.iter().enumerate() {
            covariance[(asset, asset)] += own;
        }
        Moments::new(self.mean.clone(), covariance)
    }

    /// Loadings of independent factors of variance 1.
    pub(crate) fn loadings_of_unit_factors(&self) -> DMatrix<f64> {
        self.loadings.clone()
    }

    /// The mean variance, or 1 where nothing moves.
    pub(crate) fn mean_variance(&self) -> f64 {
        let total = self.loadings.norm_squared() + self.specific.sum();
        if total > 0.0 {
            total / self.assets() as f64
        } else {
            1.0
        }
    }
}
