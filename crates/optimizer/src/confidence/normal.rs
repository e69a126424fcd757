//! Moments and days of normal returns.

use domain::PERIODS_PER_YEAR;
use nalgebra::{DMatrix, DVector};

use super::random::Random;
use crate::estimate::Moments;

/// Normal returns of so many days with given annual moments.
#[derive(Debug)]
pub(super) struct NormalReturns<'a> {
    mean: &'a DVector<f64>,
    /// `L` of the annual covariance `LL'`.
    root: DMatrix<f64>,
    days: usize,
}

/// One sample of them: annual mean, and `B` of the annual covariance `BB'`.
#[derive(Debug)]
pub(super) struct NormalSample {
    mean: DVector<f64>,
    root: DMatrix<f64>,
}

impl<'a> NormalReturns<'a> {
    pub(super) fn new(moments: &'a Moments, days: usize) -> Self {
        Self {
            mean: moments.mean(),
            root: semidefinite_root(moments.covariance()),
            days,
        }
    }

    /// Sample mean `μ + L z √(252/T)` and sample covariance `L A A'L' ÷ (T − 1)`, where `AA'` is
    /// Wishart with `T − 1` degrees of freedom: `A` is lower triangular with normal numbers below
    /// a diagonal of roots of chi-squared ones of `T − 1`, `T − 2`, … degrees. `O(n³)`; more days
    /// than assets.
    ///
    /// Bartlett, *On the theory of statistical regression*, Proceedings of the Royal Society of
    /// Edinburgh 53 (1933); Smith and Hocking, *Wishart variate generator*, Applied Statistics 21
    /// (1972).
    pub(super) fn draw(&self, random: &mut Random) -> NormalSample {
        let assets = self.mean.len();
        let mut triangle = DMatrix::zeros(assets, assets);
        for column in 0..assets {
            triangle[(column, column)] = libm::sqrt(random.chi_squared(self.days - 1 - column));
            for row in column + 1..assets {
                triangle[(row, column)] = random.normal();
            }
        }
        let shocks = DVector::from_fn(assets, |_, _| random.normal());
        let mean = self.mean + &self.root * shocks * (PERIODS_PER_YEAR / self.days as f64).sqrt();
        let root = &self.root * triangle / ((self.days - 1) as f64).sqrt();
        NormalSample { mean, root }
    }
}

impl NormalSample {
    /// Annual.
    pub(super) fn moments(&self) -> Moments {
        let covariance = &self.root * self.root.transpose();
        // The product of a matrix with its transpose is symmetric up to rounding.
        let covariance = (&covariance + covariance.transpose()) * 0.5;
        Moments::trusted(self.mean.clone(), covariance)
    }

    /// Daily returns with exactly these sample moments: normal numbers without their own mean and
    /// correlations. `O(T n²)`.
    pub(super) fn returns(&self, days: usize, random: &mut Random) -> DMatrix<f64> {
        let assets = self.mean.len();
        let mut numbers = DMatrix::from_fn(days, assets, |_, _| random.normal());
        for mut column in numbers.column_iter_mut() {
            let mean = column.mean();
            column.add_scalar_mut(-mean);
        }
        let own = numbers.transpose() * &numbers / (days - 1) as f64;
        let whitened = match own.cholesky() {
            // `Z L'⁻¹`, made as the transpose of `L⁻¹ Z'`.
            Some(factor) => {
                let mut across = numbers.transpose();
                factor.l().solve_lower_triangular_mut(&mut across);
                across
            }
            None => numbers.transpose(),
        };
        let daily = (1.0 / PERIODS_PER_YEAR).sqrt();
        let moved = (&self.root * whitened).transpose() * daily;
        DMatrix::from_fn(days, assets, |day, asset| {
            moved[(day, asset)] + self.mean[asset] / PERIODS_PER_YEAR
        })
    }
}

/// `L` with `LL' = Σ`, lower triangular; a pivot that is nothing but rounding leaves a column of
/// zeros.
fn semidefinite_root(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    const NOTHING: f64 = 1e-13;
    let count = matrix.nrows();
    let mut root: DMatrix<f64> = DMatrix::zeros(count, count);
    for column in 0..count {
        let known = |row: usize| -> f64 {
            (0..column)
                .map(|inner| root[(row, inner)] * root[(column, inner)])
                .sum()
        };
        let pivot = matrix[(column, column)] - known(column);
        if pivot <= NOTHING * matrix[(column, column)] {
            continue;
        }
        let below: Vec<f64> = (column..count)
            .map(|row| (matrix[(row, column)] - known(row)) / pivot.sqrt())
            .collect();
        for (row, value) in (column..count).zip(below) {
            root[(row, column)] = value;
        }
    }
    root
}
