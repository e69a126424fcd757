//! Mean absolute deviation about the mean: `Σ |x_t − x̄| ÷ T`.
//!
//! It is the largest `Σ σ_t (r_t − r̄)'w ÷ T` over signs `σ_t = ±1`; each cut takes the signs at a
//! position. Per period. `O(Tn)` a cut.
//!
//! Source: Konno and Yamazaki, *Mean-absolute deviation portfolio optimization model*, Management
//! Science 37 (1991).

use nalgebra::DMatrix;

use super::Risk;
use super::kernel::combine;

/// Mean absolute deviation.
pub(super) struct Deviation {
    centred: DMatrix<f64>,
    outcomes: Vec<f64>,
}

impl Deviation {
    pub(super) fn new(returns: &DMatrix<f64>) -> Self {
        Self {
            centred: super::centred(returns),
            outcomes: vec![0.0; returns.nrows()],
        }
    }
}

impl Risk for Deviation {
    fn evaluate(&mut self, position: &[f64], cut: &mut [f64]) -> f64 {
        combine(&self.centred, position, &mut self.outcomes);
        let periods = self.outcomes.len();
        let mut sum = 0.0;
        for outcome in &mut self.outcomes {
            sum += outcome.abs();
            *outcome = 1f64.copysign(*outcome);
        }
        let columns = self.centred.as_slice().chunks_exact(periods);
        for (entry, column) in cut.iter_mut().zip(columns) {
            let along: f64 = column.iter().zip(&self.outcomes).map(|(a, b)| a * b).sum();
            *entry = along / periods as f64;
        }
        sum / periods as f64
    }
}
