//! The root of the semivariance: `√(Σ min(x_t − x̄, 0)² ÷ (T − 1))`.
//!
//! Convex and positively homogeneous, but smooth: it has a tangent at every position, and second
//! derivatives `(X⁻'X⁻ ÷ (T − 1) − gg') ÷ s` as long as no scenario crosses the mean, with `X⁻` the
//! scenarios below it and `g` the tangent. Per period. `O(T · held assets)` a tangent, `O(Tn²)` the
//! second derivatives.

use nalgebra::DMatrix;

use super::Risk;
use super::kernel::combine;

/// Semideviation below the mean.
pub(crate) struct Semideviation {
    centred: DMatrix<f64>,
    outcomes: Vec<f64>,
    slope: Vec<f64>,
    value: f64,
}

impl Semideviation {
    pub(crate) fn new(returns: &DMatrix<f64>) -> Self {
        Self {
            centred: super::centred(returns),
            outcomes: vec![0.0; returns.nrows()],
            slope: vec![0.0; returns.ncols()],
            value: 0.0,
        }
    }

    fn degrees(&self) -> f64 {
        (self.outcomes.len() - 1) as f64
    }
}

impl Risk for Semideviation {
    fn evaluate(&mut self, position: &[f64], cut: &mut [f64]) -> f64 {
        combine(&self.centred, position, &mut self.outcomes);
        for outcome in &mut self.outcomes {
            *outcome = outcome.min(0.0);
        }
        let squares: f64 = self.outcomes.iter().map(|below| below * below).sum();
        self.value = (squares / self.degrees()).sqrt();
        let share = if self.value > 0.0 {
            1.0 / (self.degrees() * self.value)
        } else {
            0.0
        };
        cut.fill(0.0);
        let columns = self.centred.as_slice().chunks_exact(self.outcomes.len());
        for ((entry, slope), column) in cut.iter_mut().zip(&mut self.slope).zip(columns) {
            let sum: f64 = column.iter().zip(&self.outcomes).map(|(a, b)| a * b).sum();
            (*entry, *slope) = (share * sum, share * sum);
        }
        self.value
    }

    fn is_smooth(&self) -> bool {
        true
    }

    fn bend(&self, weight: f64, target: &mut DMatrix<f64>) {
        if self.value <= 0.0 {
            return;
        }
        let below: Vec<usize> = (0..self.outcomes.len())
            .filter(|&period| self.outcomes[period] < 0.0)
            .collect();
        let n = self.slope.len();
        let scenarios = DMatrix::from_fn(n, below.len(), |asset, column| {
            self.centred[(below[column], asset)]
        });
        let gram = &scenarios * scenarios.transpose() / self.degrees();
        let factor = weight / self.value;
        for column in 0..n {
            for row in 0..n {
                let own = self.slope[row] * self.slope[column];
                target[(row, column)] += factor * (gram[(row, column)] - own);
            }
        }
    }
}

/// A risk that is its tangent at one position.
pub(crate) struct Tangent {
    slope: Vec<f64>,
}

impl Tangent {
    pub(crate) fn at(risk: &mut dyn Risk, position: &[f64]) -> Self {
        let mut slope = vec![0.0; position.len()];
        risk.evaluate(position, &mut slope);
        Self { slope }
    }
}

impl Risk for Tangent {
    fn evaluate(&mut self, position: &[f64], cut: &mut [f64]) -> f64 {
        cut.copy_from_slice(&self.slope);
        self.slope.iter().zip(position).map(|(a, b)| a * b).sum()
    }
}
