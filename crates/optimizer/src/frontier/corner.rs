//! A turning point of the [critical line](super::critical_line) and how good it is.

use nalgebra::DVector;

use super::critical_line::Line;

/// Rounding of weights where limits depend on each other.
const ON_THE_LINE: f64 = 1e-9;

/// One turning point in the units of the scaled program.
#[derive(Debug, Clone)]
pub(super) struct Corner {
    pub(super) x: DVector<f64>,
    pub(super) gamma: f64,
    pub(super) residual: f64,
    /// Prices of the rows.
    pub(super) rows: DVector<f64>,
    /// No event: where the line was begun, or taken up again.
    pub(super) is_stopover: bool,
}

/// Leaves out the stopovers that are on the line between their neighbours, to [`ON_THE_LINE`].
pub(super) fn without_stopovers(corners: Vec<Corner>) -> Vec<Corner> {
    let mut kept: Vec<Corner> = Vec::with_capacity(corners.len());
    let mut corners = corners.into_iter().peekable();
    while let Some(corner) = corners.next() {
        let is_between = corner.is_stopover
            && corners.peek().is_some_and(|next| {
                let above = kept.last().unwrap_or(next);
                let width = above.gamma - next.gamma;
                let share = if width > 0.0 {
                    (above.gamma - corner.gamma) / width
                } else {
                    0.0
                };
                let line = &above.x + (&next.x - &above.x) * share;
                (line - &corner.x).amax() <= ON_THE_LINE
            });
        if !is_between {
            kept.push(corner);
        }
    }
    kept
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
            is_stopover: false,
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
