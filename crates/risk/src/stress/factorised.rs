//! A covariance matrix, ready to be solved with.

use nalgebra::DMatrix;

use crate::RiskError;

/// `Σ = D L Lᵀ D` with the standard deviations on the diagonal of `D` and the lower triangle `L` of
/// the correlation matrix. On the scale of correlations, what is a dependence and what is rounding
/// can be told apart. O(k³).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Factorised {
    deviations: Vec<f64>,
    lower: DMatrix<f64>,
}

impl Factorised {
    /// Of the rows and columns of a covariance matrix.
    ///
    /// # Errors
    /// When a series does not vary, or one is a combination of the others.
    pub(super) fn new(covariance: &DMatrix<f64>, series: &[usize]) -> Result<Self, RiskError> {
        /// The share of the variance that the others leave unexplained; below it is rounding.
        const INDEPENDENT: f64 = 1e-10;
        let deviations: Vec<f64> = series.iter().map(|&i| covariance[(i, i)].sqrt()).collect();
        if deviations.contains(&0.0) {
            return Err(RiskError::NoVariance);
        }
        let k = series.len();
        let mut lower = DMatrix::<f64>::zeros(k, k);
        for row in 0..k {
            for column in 0..=row {
                let scale = deviations[row] * deviations[column];
                let mut value = covariance[(series[row], series[column])] / scale;
                for i in 0..column {
                    value -= lower[(row, i)] * lower[(column, i)];
                }
                lower[(row, column)] = if row > column {
                    value / lower[(column, column)]
                } else if value > INDEPENDENT {
                    value.sqrt()
                } else {
                    return Err(RiskError::Dependent("shocked series"));
                };
            }
        }
        Ok(Self { deviations, lower })
    }

    /// `L⁻¹ D⁻¹ x`: its length is the Mahalanobis distance of `x`.
    pub(super) fn whiten(&self, x: &[f64]) -> Vec<f64> {
        let mut out: Vec<f64> = x.iter().zip(&self.deviations).map(|(x, d)| x / d).collect();
        for row in 0..out.len() {
            for column in 0..row {
                out[row] -= self.lower[(row, column)] * out[column];
            }
            out[row] /= self.lower[(row, row)];
        }
        out
    }

    /// `Σ⁻¹ x`.
    pub(super) fn solve(&self, x: &[f64]) -> Vec<f64> {
        let mut out = self.whiten(x);
        for row in (0..out.len()).rev() {
            for below in row + 1..out.len() {
                out[row] -= self.lower[(below, row)] * out[below];
            }
            out[row] /= self.lower[(row, row)];
        }
        out.iter()
            .zip(&self.deviations)
            .map(|(y, d)| y / d)
            .collect()
    }
}
