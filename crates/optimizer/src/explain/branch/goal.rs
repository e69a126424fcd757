//! What is minimised.

use nalgebra::{DMatrix, DVector};

/// A smooth function of `z`, with variables that stand for functions with corners.
pub(crate) trait Goal {
    /// Bounds of the variables that follow the weights.
    fn extras(&self) -> Vec<(f64, f64)> {
        Vec::new()
    }

    /// Rows `entries'z ≥ 0` that tie those variables to the weights.
    fn ties(&self) -> Vec<Vec<(usize, f64)>> {
        Vec::new()
    }

    /// The best of those variables for the weights.
    fn complete(&mut self, _weights: &DVector<f64>) -> Vec<f64> {
        Vec::new()
    }

    /// Slopes and second derivatives on the weights and those variables.
    fn slopes(&mut self, z: &DVector<f64>) -> Slopes;

    /// The functions with corners, as they are at `z`.
    fn parts(&mut self, _z: &DVector<f64>) -> Vec<Part> {
        Vec::new()
    }

    /// Whether the function is defined at `z`.
    fn is_defined(&self, _z: &DVector<f64>) -> bool {
        true
    }

    /// What one unit of weight bought or sold costs in the function.
    fn trades(&self) -> f64 {
        0.0
    }
}

/// A function to the second order.
pub(crate) struct Slopes {
    pub(crate) gradient: DVector<f64>,
    pub(crate) bend: DMatrix<f64>,
    /// A positive semidefinite matrix in its place, where the function is convex only on what
    /// spends the budget.
    pub(crate) convex: Option<DMatrix<f64>>,
}

/// A function with corners: its variable, its value, and the linear function that touches it.
pub(crate) struct Part {
    pub(crate) column: usize,
    pub(crate) value: f64,
    pub(crate) cut: Cut,
}

/// `entries'z + constant`, never above the function.
#[derive(Debug, Clone)]
pub(crate) struct Cut {
    pub(crate) entries: Vec<(usize, f64)>,
    pub(crate) constant: f64,
}
