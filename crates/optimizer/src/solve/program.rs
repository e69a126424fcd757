//! The one form every mean-variance problem is brought to.

use nalgebra::{DMatrix, DVector};

use super::dense::add_columns;
use crate::limits::Constraints;
use crate::outcome::{ActiveSet, Side};

/// `min ½ x'Px + q'x` with `lower ≤ x ≤ upper` and `row_lower ≤ N'x ≤ row_upper`.
///
/// A row whose limits are equal is an equality. Infinite limits are absent.
#[derive(Debug, Clone)]
pub(crate) struct Program<'a> {
    /// `P`; `None` stands for zero.
    pub(crate) quadratic: Option<&'a DMatrix<f64>>,
    /// `q`.
    pub(crate) linear: DVector<f64>,
    /// Lower bounds of the variables.
    pub(crate) lower: DVector<f64>,
    /// Upper bounds of the variables.
    pub(crate) upper: DVector<f64>,
    /// `N`: one *column* per row of the model.
    pub(crate) normals: DMatrix<f64>,
    /// Lower limits of the rows.
    pub(crate) row_lower: DVector<f64>,
    /// Upper limits of the rows.
    pub(crate) row_upper: DVector<f64>,
}

impl<'a> Program<'a> {
    /// The limits of `constraints` in the order of [`ActiveSet`]: the bounds of the weights, then
    /// the budget, the rows and the target return.
    pub(crate) fn on_weights(
        quadratic: Option<&'a DMatrix<f64>>,
        linear: DVector<f64>,
        mean: &DVector<f64>,
        constraints: &Constraints,
    ) -> Self {
        let n = mean.len();
        let rows = constraints.rows.len() + 2;
        let mut normals = DMatrix::zeros(n, rows);
        let mut row_lower = DVector::from_element(rows, f64::NEG_INFINITY);
        let mut row_upper = DVector::from_element(rows, f64::INFINITY);

        normals.column_mut(0).fill(1.0);
        row_lower[0] = constraints.budget;
        row_upper[0] = constraints.budget;
        for (index, row) in constraints.rows.iter().enumerate() {
            for (&asset, &coefficient) in &row.coefficients {
                normals[(asset, index + 1)] = coefficient;
            }
            row_lower[index + 1] = row.min.unwrap_or(f64::NEG_INFINITY);
            row_upper[index + 1] = row.max.unwrap_or(f64::INFINITY);
        }
        normals.set_column(rows - 1, mean);
        row_lower[rows - 1] = constraints.target_return.unwrap_or(f64::NEG_INFINITY);

        Self {
            quadratic,
            linear,
            lower: DVector::from_fn(n, |asset, _| constraints.min_weight.of(asset)),
            upper: DVector::from_fn(n, |asset, _| constraints.max_weight.of(asset)),
            normals,
            row_lower,
            row_upper,
        }
    }

    /// Number of variables.
    pub(crate) fn variables(&self) -> usize {
        self.linear.len()
    }

    /// Number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.row_lower.len()
    }

    /// `Px`.
    pub(crate) fn times(&self, x: &DVector<f64>) -> DVector<f64> {
        match self.quadratic {
            Some(quadratic) => {
                // Most weights are zero: their columns are left out.
                let mut product = DVector::zeros(x.len());
                let held = x.iter().enumerate().filter(|(_, value)| **value != 0.0);
                let shares: Vec<(usize, f64)> =
                    held.map(|(index, &value)| (index, value)).collect();
                add_columns(product.as_mut_slice(), quadratic, &shares);
                product
            }
            None => DVector::zeros(x.len()),
        }
    }

    /// `Px + q`.
    pub(crate) fn gradient(&self, x: &DVector<f64>) -> DVector<f64> {
        self.times(x) + &self.linear
    }

    /// Limits of a variable (`index < n`) or of a row (`index − n`).
    pub(crate) fn limits(&self, index: usize) -> (f64, f64) {
        let n = self.variables();
        if index < n {
            (self.lower[index], self.upper[index])
        } else {
            (self.row_lower[index - n], self.row_upper[index - n])
        }
    }

    /// The variable or the row at `x`.
    pub(crate) fn value(&self, index: usize, x: &DVector<f64>) -> f64 {
        let n = self.variables();
        if index < n {
            x[index]
        } else {
            self.normals.column(index - n).dot(x)
        }
    }

    /// Whether row 0 is an equality of the sum of the variables.
    pub(crate) fn holds_sum(&self) -> bool {
        self.rows() > 0
            && self.row_lower[0] == self.row_upper[0]
            && self.normals.column(0).iter().all(|&entry| entry == 1.0)
    }

    /// `active` without what this program cannot hold: infinite limits, missing entries. An
    /// equality is always at its lower limit.
    pub(crate) fn fit(&self, active: &ActiveSet) -> Sides {
        let n = self.variables();
        let sides = (0..n + self.rows())
            .map(|index| {
                let (lower, upper) = self.limits(index);
                let side = if index < n {
                    active.weights.get(index)
                } else {
                    active.rows.get(index - n)
                };
                match side.copied().unwrap_or_default() {
                    _ if lower == upper => Side::Lower,
                    Side::Lower if lower.is_finite() => Side::Lower,
                    Side::Upper if upper.is_finite() => Side::Upper,
                    _ => Side::Free,
                }
            })
            .collect();
        Sides(sides)
    }
}

/// One side per variable, then one per row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sides(pub(crate) Vec<Side>);

impl Sides {
    /// Nothing is held.
    pub(crate) fn none(program: &Program<'_>) -> Self {
        Self(vec![Side::Free; program.variables() + program.rows()])
    }

    /// Split into the public form.
    pub(crate) fn into_active_set(self, variables: usize) -> ActiveSet {
        let mut weights = self.0;
        let rows = weights.split_off(variables);
        ActiveSet {
            weights,
            rows,
            kinks: Vec::new(),
        }
    }
}

/// How an active-set method ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// At the optimum.
    Solved {
        /// The optimum, to the accuracy of the factorisations.
        x: DVector<f64>,
        /// The working set.
        sides: Sides,
        /// Changes of the working set.
        iterations: usize,
    },
    /// The limits contradict each other.
    Infeasible,
    /// The quadratic has no curvature where it is needed.
    Singular,
    /// No start, or rounding got in the way.
    Stuck,
}
