//! One drawing of a history.

use domain::PERIODS_PER_YEAR;
use nalgebra::{DMatrix, DVector};

use super::normal::NormalSample;
use super::random::Random;
use crate::estimate::{EstimateError, Moments, check_returns, gram};

/// One drawing of a history.
#[derive(Debug)]
pub struct Resample<'a> {
    pub(super) index: usize,
    pub(super) drawn: Drawn<'a>,
}

/// What was drawn.
#[derive(Debug)]
pub(super) enum Drawn<'a> {
    Days {
        history: &'a History<'a>,
        days: &'a [usize],
    },
    Normal {
        sample: NormalSample,
        days: usize,
        /// Where the stream stands after the moments.
        random: &'a Random,
    },
}

impl Resample<'_> {
    /// Its number, from 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// The rows of the returns that were drawn, in order; `None` where days were not drawn but
    /// made.
    pub fn days(&self) -> Option<&[usize]> {
        match &self.drawn {
            Drawn::Days { days, .. } => Some(days),
            Drawn::Normal { .. } => None,
        }
    }

    /// The returns of the drawn days, as many as there are in the history (days × assets).
    ///
    /// For normal days these are made when they are asked for, with [`Resample::moments`] as their
    /// sample moments. `O(T n)` for days that were drawn, `O(T n²)` for normal ones.
    pub fn returns(&self) -> DMatrix<f64> {
        match &self.drawn {
            Drawn::Days { history, days } => history.rows(days),
            Drawn::Normal {
                sample,
                days,
                random,
            } => sample.returns(*days, &mut (*random).clone()),
        }
    }

    /// Sample mean and sample covariance (ddof 1) of the drawn days, annual. `O(T n²)` for days
    /// that were drawn, `O(n³)` for normal ones.
    ///
    /// # Errors
    ///
    /// A return that is missing.
    pub fn moments(&self) -> Result<Moments, EstimateError> {
        match &self.drawn {
            Drawn::Days { history, days } => history.moments(days),
            Drawn::Normal { sample, .. } => Ok(sample.moments()),
        }
    }
}

/// A history that days are drawn from.
#[derive(Debug)]
pub(super) struct History<'a> {
    returns: &'a DMatrix<f64>,
    /// Each column without its mean, so that sums of squares lose no digits, and a column of ones.
    centred: DMatrix<f64>,
    /// Daily.
    means: DVector<f64>,
}

impl<'a> History<'a> {
    pub(super) fn new(returns: &'a DMatrix<f64>) -> Self {
        let (days, assets) = returns.shape();
        let mut centred = returns.clone().insert_column(assets, 1.0);
        let mut means = DVector::zeros(assets);
        for (asset, mean) in means.iter_mut().enumerate() {
            let mut column = centred.column_mut(asset);
            let first = column[0];
            // The mean of a constant is itself, not nearly.
            *mean = if column.iter().all(|value| *value == first) {
                first
            } else {
                column.sum() / days as f64
            };
            column.add_scalar_mut(-*mean);
        }
        Self {
            returns,
            centred,
            means,
        }
    }

    pub(super) fn days(&self) -> usize {
        self.returns.nrows()
    }

    fn rows(&self, days: &[usize]) -> DMatrix<f64> {
        let columns = self.returns.as_slice().chunks_exact(self.days());
        let drawn = columns.flat_map(|column| days.iter().map(|&day| column[day]));
        DMatrix::from_iterator(days.len(), self.returns.ncols(), drawn)
    }

    /// A day that was drawn `c` times is one row times `√c`: a third of the rows need not be
    /// looked at. The products with the column of ones are the sums.
    fn moments(&self, days: &[usize]) -> Result<Moments, EstimateError> {
        check_returns(self.returns, 2)?;
        let mut times = vec![0_u32; self.days()];
        for &day in days {
            times[day] += 1;
        }
        let drawn: Vec<(usize, f64)> = times
            .iter()
            .enumerate()
            .filter(|&(_, &times)| times > 0)
            .map(|(day, &times)| (day, f64::from(times).sqrt()))
            .collect();
        let columns = self.centred.as_slice().chunks_exact(self.days());
        let weighted =
            columns.flat_map(|column| drawn.iter().map(|&(day, root)| column[day] * root));
        let products = gram(&DMatrix::from_iterator(
            drawn.len(),
            self.centred.ncols(),
            weighted,
        ));

        let assets = self.means.len();
        let count = days.len() as f64;
        let sums = products.column(assets);
        let annual = PERIODS_PER_YEAR / (count - 1.0);
        let mean = DVector::from_fn(assets, |asset, _| {
            (self.means[asset] + sums[asset] / count) * PERIODS_PER_YEAR
        });
        let covariance = DMatrix::from_fn(assets, assets, |row, column| {
            (products[(row, column)] - sums[row] * sums[column] / count) * annual
        });
        Ok(Moments::trusted(mean, covariance))
    }
}
