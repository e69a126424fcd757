//! Moments of returns, and how they are estimated.
//!
//! Estimators take a matrix of simple returns per day, one row per day and one column per asset,
//! and give annual numbers: the mean × 252 and the covariance × 252.

mod ledoit_wolf;
mod sample;

pub use ledoit_wolf::{Shrunk, ledoit_wolf};
pub use sample::{sample_covariance, sample_mean};

use domain::PERIODS_PER_YEAR;
use nalgebra::{DMatrix, DVector, SymmetricEigen};

/// Asymmetry and negative eigenvalues up to this share of the largest entry are rounding.
const ROUNDING: f64 = 1e-10;

/// Why numbers are not moments.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EstimateError {
    /// There is no asset.
    #[error("there are no assets")]
    NoAssets,
    /// The shapes disagree.
    #[error("mean has {mean} entries, covariance is {rows} × {columns}")]
    Shape {
        /// Entries of the mean.
        mean: usize,
        /// Rows of the covariance.
        rows: usize,
        /// Columns of the covariance.
        columns: usize,
    },
    /// A mean is not a finite number.
    #[error("mean[{asset}] is not a finite number")]
    MeanNotFinite {
        /// Index of the asset.
        asset: usize,
    },
    /// A covariance is not a finite number.
    #[error("covariance[{row}][{column}] is not a finite number")]
    CovarianceNotFinite {
        /// Row.
        row: usize,
        /// Column.
        column: usize,
    },
    /// The covariance is not symmetric.
    #[error("covariance[{row}][{column}] differs from covariance[{column}][{row}]")]
    NotSymmetric {
        /// Row.
        row: usize,
        /// Column.
        column: usize,
    },
    /// The covariance has a negative eigenvalue beyond rounding.
    #[error("the covariance is not positive semidefinite: its smallest eigenvalue is {smallest}")]
    NotPositiveSemidefinite {
        /// The smallest eigenvalue.
        smallest: f64,
    },
    /// An estimate needs more days.
    #[error("{days} days of returns are too few, {needed} are needed")]
    TooFewDays {
        /// Days given.
        days: usize,
        /// Days needed.
        needed: usize,
    },
    /// A return is not a finite number.
    #[error("the return of asset {asset} on day {day} is not a finite number")]
    ReturnNotFinite {
        /// Row of the return.
        day: usize,
        /// Column of the return.
        asset: usize,
    },
}

/// Annual mean and covariance of the returns of a set of assets.
#[derive(Debug, Clone, PartialEq)]
pub struct Moments {
    mean: DVector<f64>,
    covariance: DMatrix<f64>,
}

/// How a covariance is estimated from returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CovarianceEstimate {
    /// Sample covariance with ddof 1.
    #[default]
    Sample,
    /// Ledoit–Wolf shrinkage towards a multiple of the identity, ddof 0.
    LedoitWolf,
}

impl CovarianceEstimate {
    /// The annual covariance of daily `returns` (days × assets).
    ///
    /// # Errors
    ///
    /// Too few days, no assets, or a return that is not finite.
    pub fn estimate(self, returns: &DMatrix<f64>) -> Result<DMatrix<f64>, EstimateError> {
        match self {
            Self::Sample => sample_covariance(returns),
            Self::LedoitWolf => ledoit_wolf(returns).map(|shrunk| shrunk.covariance),
        }
    }
}

impl Moments {
    /// Moments that somebody gives, annual and taken as they are.
    ///
    /// # Errors
    ///
    /// Shapes that disagree, numbers that are not finite, a covariance that is not symmetric or
    /// has a negative eigenvalue beyond rounding (1e-10 of its largest entry).
    pub fn new(mean: DVector<f64>, covariance: DMatrix<f64>) -> Result<Self, EstimateError> {
        let n = mean.len();
        if n == 0 {
            return Err(EstimateError::NoAssets);
        }
        if covariance.shape() != (n, n) {
            return Err(EstimateError::Shape {
                mean: n,
                rows: covariance.nrows(),
                columns: covariance.ncols(),
            });
        }
        if let Some(asset) = mean.iter().position(|value| !value.is_finite()) {
            return Err(EstimateError::MeanNotFinite { asset });
        }
        for column in 0..n {
            for row in 0..n {
                if !covariance[(row, column)].is_finite() {
                    return Err(EstimateError::CovarianceNotFinite { row, column });
                }
            }
        }
        let slack = ROUNDING * covariance.amax();
        for column in 0..n {
            for row in column + 1..n {
                if (covariance[(row, column)] - covariance[(column, row)]).abs() > slack {
                    return Err(EstimateError::NotSymmetric {
                        row: column,
                        column: row,
                    });
                }
            }
        }
        let covariance = (&covariance + covariance.transpose()) * 0.5;
        let shifted = &covariance + DMatrix::identity(n, n) * slack;
        if slack > 0.0 && shifted.cholesky().is_none() {
            let smallest = SymmetricEigen::new(covariance.clone()).eigenvalues.min();
            if smallest < -slack {
                return Err(EstimateError::NotPositiveSemidefinite { smallest });
            }
        }
        Ok(Self { mean, covariance })
    }

    /// Sample mean and a covariance estimate of daily `returns` (days × assets), both × 252.
    ///
    /// # Errors
    ///
    /// Too few days, no assets, or a return that is not finite.
    pub fn estimate(
        returns: &DMatrix<f64>,
        covariance: CovarianceEstimate,
    ) -> Result<Self, EstimateError> {
        Ok(Self {
            mean: sample_mean(returns)?,
            covariance: covariance.estimate(returns)?,
        })
    }

    /// Moments an estimator of this crate has made: symmetric and positive semidefinite by
    /// construction.
    pub(crate) fn trusted(mean: DVector<f64>, covariance: DMatrix<f64>) -> Self {
        Self { mean, covariance }
    }

    /// Number of assets.
    pub fn assets(&self) -> usize {
        self.mean.len()
    }

    /// Annual mean by asset.
    pub fn mean(&self) -> &DVector<f64> {
        &self.mean
    }

    /// Annual covariance.
    pub fn covariance(&self) -> &DMatrix<f64> {
        &self.covariance
    }

    /// Expected annual return `μ'w`.
    pub fn expected_return(&self, weights: &DVector<f64>) -> f64 {
        self.mean.dot(weights)
    }

    /// Annual variance `w'Σw`, never below zero.
    pub fn variance(&self, weights: &DVector<f64>) -> f64 {
        weights.dot(&(&self.covariance * weights)).max(0.0)
    }

    /// Annual volatility `√(w'Σw)`.
    pub fn volatility(&self, weights: &DVector<f64>) -> f64 {
        self.variance(weights).sqrt()
    }
}

/// Refuses returns from which nothing can be estimated.
pub(crate) fn check_returns(returns: &DMatrix<f64>, needed: usize) -> Result<(), EstimateError> {
    let (days, assets) = returns.shape();
    if assets == 0 {
        return Err(EstimateError::NoAssets);
    }
    if days < needed {
        return Err(EstimateError::TooFewDays { days, needed });
    }
    match returns.iter().position(|value| !value.is_finite()) {
        Some(position) => Err(EstimateError::ReturnNotFinite {
            day: position % days,
            asset: position / days,
        }),
        None => Ok(()),
    }
}

/// Daily to annual, for means and variances.
fn annual(matrix: DMatrix<f64>) -> DMatrix<f64> {
    matrix * PERIODS_PER_YEAR
}
