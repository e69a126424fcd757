//! A turning point of the [critical line](super::critical_line) and how good it is.

use nalgebra::DVector;

use super::critical_line::Line;

/// One turning point in the units of the scaled program.
#[derive(Debug, Clone)]
pub(super) struct Corner {
    pub(super) x: DVector<f64>,
    pub(super) gamma: f64,
    pub(super) residual: f64,
    /// Prices of the rows.
    pub(super) rows: DVector<f64>,
}

impl Line<'_> {
    pub(super) fn corner(&self) -> Corner {
        let mut rows = DVector::zeros(self.program.rows());
        for (&row, &multiplier) in self.block.held().iter().zip(&self.multipliers) {
            rows[row] = multiplier;
        }
        Corner {
            x: self.x.clone(),
            gamma: self.gamma,
            residual: self.residual(),
            rows,
        }
    }

    /// As `kkt_residual`, from the prices of the last refresh.
    pub(super) fn residual(&self) -> f64 {
        let n = self.x.len();
        let mut worst = 0.0_f64;
        for (variable, &price) in self.prices.iter().enumerate() {
            let (lower, upper) = (self.program.lower[variable], self.program.upper[variable]);
            let value = self.x[variable];
            let miss = if self.is_free[variable] {
                price.abs() / self.largest_gradient
            } else if lower == upper {
                0.0
            } else if value == lower {
                (-price).max(0.0)
            } else {
                price.max(0.0)
            };
            worst = worst.max(miss).max(lower - value).max(value - upper);
        }
        for row in 0..self.program.rows() {
            let (lower, upper) = self.program.limits(n + row);
            let value = self.program.value(n + row, &self.x);
            worst = worst.max(lower - value).max(value - upper);
        }
        for (&row, &multiplier) in self.block.held().iter().zip(&self.multipliers) {
            let (lower, upper) = self.program.limits(n + row);
            if lower < upper {
                let sign = if self.is_at_upper(row) { -1.0 } else { 1.0 };
                worst = worst.max(sign * multiplier);
            }
        }
        worst
    }
}
