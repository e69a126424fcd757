use nalgebra::DMatrix;

use crate::{RiskError, covariance::mean_and_covariance, error::check};

/// Where the daily returns of n assets are drawn from. Days are independent of each other, but in
/// [`Law::Bootstrap`] within a block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Law<'a> {
    /// Jointly normal simple returns.
    Normal(&'a Moments),
    /// Jointly Student: `μ + √((ν − 2)/χ²ᵥ) L z` with one χ² a day for all assets, so that crashes
    /// are common, and the covariance is the one given.
    StudentT {
        /// Of the returns, not of the scale.
        moments: &'a Moments,
        /// ν, above 2: below, there is no covariance.
        degrees: f64,
    },
    /// Rows of history in blocks of random length, round and round: the stationary bootstrap
    /// (D. N. Politis and J. P. Romano, *The stationary bootstrap*, JASA 89, 1994).
    Bootstrap {
        /// T × n: days by assets.
        returns: &'a DMatrix<f64>,
        /// The mean length of a block in days, at least 1; with 1, days are independent.
        block: f64,
    },
}

/// Mean and covariance of daily returns.
#[derive(Debug, Clone, PartialEq)]
pub struct Moments {
    /// One per asset.
    pub mean: Vec<f64>,
    /// n × n, positive semidefinite.
    pub covariance: DMatrix<f64>,
}

impl Moments {
    /// Of a sample, days by assets; the covariance is divided by T − 1, and 0 of an
    /// asset that does not vary. O(T n²).
    ///
    /// # Errors
    /// With fewer than two days, a return that is not finite, or a covariance beyond the range of
    /// numbers.
    pub fn sample(returns: &DMatrix<f64>) -> Result<Self, RiskError> {
        let days = returns.nrows();
        check(returns.as_slice(), 0)?;
        if days < 2 {
            return Err(RiskError::TooFew {
                needed: 2,
                found: days,
            });
        }
        let columns: Vec<&[f64]> = returns.as_slice().chunks_exact(days).collect();
        let (mean, covariance) = mean_and_covariance(&columns)?;
        Ok(Self { mean, covariance })
    }

    /// Mean and variance of the returns of a portfolio that restores its weights every day.
    pub(super) fn of_portfolio(&self, weights: &[f64]) -> (f64, f64) {
        let mean = weights.iter().zip(&self.mean).map(|(w, m)| w * m).sum();
        let rows = weights.iter().enumerate().map(|(i, weight)| {
            let column = self.covariance.column(i);
            let row: f64 = weights.iter().zip(column.iter()).map(|(w, c)| w * c).sum();
            weight * row
        });
        // Of a replicated asset that is sold short, the rounding may be below zero.
        (mean, rows.sum::<f64>().max(0.0))
    }
}

impl Law<'_> {
    /// How many assets it has.
    pub(super) fn assets(&self) -> usize {
        match self {
            Self::Normal(moments) | Self::StudentT { moments, .. } => moments.mean.len(),
            Self::Bootstrap { returns, .. } => returns.ncols(),
        }
    }

    /// The degrees of freedom, where it has some.
    pub(super) fn degrees(&self) -> Option<f64> {
        match self {
            Self::StudentT { degrees, .. } => Some(*degrees),
            Self::Normal(_) | Self::Bootstrap { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// numpy: `np.cov([[.01, -.02, .03], [0, .01, .05]])`.
    #[test]
    fn the_moments_of_a_sample() {
        let returns = DMatrix::from_column_slice(3, 2, &[0.01, -0.02, 0.03, 0.0, 0.01, 0.05]);
        let moments = Moments::sample(&returns).expect("three days");
        let expect = [[0.02 / 3.0, 0.02], [19.0 / 3.0 * 1e-4, 4.5e-4]];
        assert!((moments.mean[0] - expect[0][0]).abs() < 1e-16);
        assert!((moments.mean[1] - expect[0][1]).abs() < 1e-16);
        assert!((moments.covariance[(0, 0)] - expect[1][0]).abs() < 1e-17);
        assert!((moments.covariance[(1, 0)] - expect[1][1]).abs() < 1e-17);
        let (mean, variance) = moments.of_portfolio(&[2.0, -1.0]);
        assert!((mean - (0.04 / 3.0 - 0.02)).abs() < 1e-16);
        let var = 4.0 * 19.0 / 3.0 * 1e-4 - 4.0 * 4.5e-4 + 7e-4;
        assert!((variance - var).abs() < 1e-16, "{variance}, not {var}");
    }

    #[test]
    fn a_sample_needs_two_days_of_numbers() {
        let found = Moments::sample(&DMatrix::zeros(1, 4));
        assert_eq!(
            found,
            Err(RiskError::TooFew {
                needed: 2,
                found: 1
            })
        );
        let nan = Moments::sample(&DMatrix::from_element(3, 1, f64::NAN));
        assert_eq!(nan, Err(RiskError::NotFinite { position: 0 }));
        let huge = DMatrix::from_column_slice(2, 1, &[1e300, -1e300]);
        assert_eq!(Moments::sample(&huge), Err(RiskError::Overflow));
    }
}
