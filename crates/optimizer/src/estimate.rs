//! Moments of returns, and how they are estimated.
//!
//! Estimators take a matrix of simple returns per day, one row per day and one column per asset,
//! and give annual numbers: the mean × 252 and the covariance × 252.

mod black_litterman;
mod correlation;
mod denoised;
mod diagnostic;
mod eigen;
mod estimates;
mod ewma;
mod factor;
mod factor_moments;
mod gerber;
mod gram;
mod ledoit_wolf;
mod missing;
mod oas;
mod positive_definite;
mod sample;
mod shrunk_mean;

pub use black_litterman::{BlackLitterman, Equilibrium, View};
pub use diagnostic::Diagnostic;
pub use estimates::{CovarianceEstimate, Estimated, Estimates, MeanEstimate};
pub use factor_moments::FactorMoments;
pub use ledoit_wolf::{Shrunk, ledoit_wolf};
pub use missing::Missing;
pub use positive_definite::{EIGENVALUE_FLOOR, Repair, Repaired, positive_definite};
pub use sample::{sample_covariance, sample_mean};
pub use shrunk_mean::MeanTarget;

pub(crate) use gram::gram;

use domain::PERIODS_PER_YEAR;
use nalgebra::{DMatrix, DVector, SymmetricEigen};

use crate::size::LARGEST_VARIANCE;
use crate::solve::BlockCholesky;

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
    /// A number that overflows when one computes with it.
    #[error("{field} is too large")]
    TooLarge {
        /// Its place, such as `mean[3]`.
        field: String,
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
    /// A pair of assets has too few days in common.
    #[error("assets {first} and {second} have {days} days of returns in common, 2 are needed")]
    TooFewCommonDays {
        /// One asset.
        first: usize,
        /// The other, or the same.
        second: usize,
        /// The days.
        days: usize,
    },
    /// An asset has no return at all.
    #[error("asset {asset} has no return on any day")]
    NoReturns {
        /// Index of the asset.
        asset: usize,
    },
    /// A vector has another length than there are assets.
    #[error("{field} has {found} entries for {assets} assets")]
    Length {
        /// Which.
        field: &'static str,
        /// Its entries.
        found: usize,
        /// The assets.
        assets: usize,
    },
    /// A parameter has no meaning; `field` is its path inside the estimates.
    #[error("{field}: {reason}")]
    Field {
        /// Path of the parameter, such as `covariance.decay` or `views[1].confidence`.
        field: String,
        /// What is wrong with it.
        reason: &'static str,
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

/// The largest entry, up to its sign, of a covariance that can be computed with.
fn checked_largest(covariance: &DMatrix<f64>) -> Result<f64, EstimateError> {
    let (row, column) = covariance.iamax_full();
    let largest = covariance[(row, column)].abs();
    if largest > LARGEST_VARIANCE {
        let field = format!("covariance[{row}][{column}]");
        return Err(EstimateError::TooLarge { field });
    }
    Ok(largest)
}

impl Moments {
    /// Moments that somebody gives, annual and taken as they are.
    ///
    /// # Errors
    ///
    /// Shapes that disagree, numbers that are not finite, a covariance that is beyond 1e300, not
    /// symmetric or has a negative eigenvalue beyond rounding (1e-10 of its largest entry).
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
        check_symmetric(&covariance)?;
        let slack = ROUNDING * checked_largest(&covariance)?;
        let covariance = (&covariance + covariance.transpose()) * 0.5;
        let shifted = &covariance + DMatrix::identity(n, n) * slack;
        if slack > 0.0 && BlockCholesky::new(shifted, 0.0).is_none() {
            let smallest = SymmetricEigen::new(covariance.clone()).eigenvalues.min();
            if smallest < -slack {
                return Err(EstimateError::NotPositiveSemidefinite { smallest });
            }
        }
        Ok(Self { mean, covariance })
    }

    /// Sample mean and a covariance estimate of daily `returns` (days × assets), both × 252, without
    /// diagnostics; [`Estimates`] has other means, and says what it did.
    ///
    /// # Errors
    ///
    /// Too few days, no assets, a return that is not finite, or a parameter out of its bounds.
    #[inline]
    pub fn estimate(
        returns: &DMatrix<f64>,
        covariance: CovarianceEstimate,
    ) -> Result<Self, EstimateError> {
        if covariance == CovarianceEstimate::Sample {
            return sample::sample(returns).map(|(mean, covariance)| Self { mean, covariance });
        }
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
    check_shape(returns, needed)?;
    let days = returns.nrows();
    // Whole chunks at once, which a processor compares side by side.
    let finite = |chunk: &[f64]| {
        chunk
            .iter()
            .fold(true, |all, value| all & value.is_finite())
    };
    if returns.as_slice().chunks(64).all(finite) {
        return Ok(());
    }
    let position = returns.iter().position(|value| !value.is_finite());
    let position = position.expect("some chunk holds one");
    Err(EstimateError::ReturnNotFinite {
        day: position % days,
        asset: position / days,
    })
}

/// Refuses too few days and no assets, whatever the returns are.
fn check_shape(returns: &DMatrix<f64>, needed: usize) -> Result<(), EstimateError> {
    let (days, assets) = returns.shape();
    if assets == 0 {
        return Err(EstimateError::NoAssets);
    }
    if days < needed {
        return Err(EstimateError::TooFewDays { days, needed });
    }
    Ok(())
}

/// Refuses a matrix that is not square, finite and symmetric up to rounding.
fn check_symmetric(covariance: &DMatrix<f64>) -> Result<(), EstimateError> {
    let (rows, columns) = covariance.shape();
    if rows != columns {
        return refuse("covariance", "is not square");
    }
    correlation::check_finite(covariance)?;
    let slack = ROUNDING * covariance.amax();
    for column in 0..columns {
        for row in column + 1..rows {
            if (covariance[(row, column)] - covariance[(column, row)]).abs() > slack {
                return Err(EstimateError::NotSymmetric {
                    row: column,
                    column: row,
                });
            }
        }
    }
    Ok(())
}

fn refuse<T>(field: impl Into<String>, reason: &'static str) -> Result<T, EstimateError> {
    Err(EstimateError::Field {
        field: field.into(),
        reason,
    })
}

/// Daily to annual, for means and variances.
fn annual(matrix: DMatrix<f64>) -> DMatrix<f64> {
    matrix * PERIODS_PER_YEAR
}
