//! A risk that is a length.

use nalgebra::{DMatrix, DVector};

use crate::scenario::Risk;

/// `√(w'Ωw)`.
pub(crate) struct Norm<'s> {
    pub(crate) omega: &'s DMatrix<f64>,
}

impl Risk for Norm<'_> {
    fn evaluate(&mut self, position: &[f64], cut: &mut [f64]) -> f64 {
        let n = self.omega.nrows();
        let weights = DVector::from_column_slice(&position[..n]);
        let along = self.omega * &weights;
        let norm = weights.dot(&along).max(0.0).sqrt();
        let share = if norm > 0.0 { 1.0 / norm } else { 0.0 };
        for (entry, along) in cut.iter_mut().zip(&along) {
            *entry = share * along;
        }
        norm
    }
}
