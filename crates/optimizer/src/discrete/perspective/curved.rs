//! The program of a node under the curvature of whole and of shared positions.

use nalgebra::{DMatrix, DVector};

use super::{Attempt, Perspective, Solved, times};
use crate::outcome::Side;
use crate::solve::{Curvature, Ended, Factors, Found, Program, Sides, add_scaled, by_any, primal};

impl<'p> Perspective<'p> {
    /// Solves with the curvature of whole positions.
    pub(super) fn solve(
        &self,
        program: &Program<'p>,
        allowed: &[u8],
        whole: &[bool],
        start: Option<&Sides>,
    ) -> Attempt {
        let none = Sides::none(program);
        let start = start.map_or_else(|| none.clone(), |sides| fitted(program, sides));
        let Some(matrix) = program.quadratic else {
            return self.solve_by_any(program, None, &start);
        };
        let slots = self.slots(allowed, whole);
        if slots.is_none_or(|slots| slots == 0) || !self.has_diagonal() {
            let mut program = program.clone();
            if slots == Some(0) && self.has_diagonal() {
                // Nothing else may be held: what is not whole stays at zero.
                for (asset, &is_whole) in whole.iter().enumerate() {
                    if !is_whole && program.lower[asset] >= 0.0 {
                        program.upper[asset] = program.lower[asset];
                    }
                }
            }
            return self.solve_with(&program, matrix, &start);
        }
        let curved = self.curved(program, whole, slots.unwrap_or(1) as f64);
        self.solve_with(program, &curved, &start)
    }

    /// How many positions are left beside the whole ones; `None` where all may be whole.
    pub(super) fn slots(&self, allowed: &[u8], whole: &[bool]) -> Option<usize> {
        if whole.is_empty() {
            return None;
        }
        let may_hold =
            (0..allowed.len()).filter(|&asset| self.pieces.may_hold(asset, allowed[asset]));
        if may_hold.count() <= self.pieces.at_most {
            return None;
        }
        let whole = whole.iter().filter(|&&is_whole| is_whole).count();
        Some(self.pieces.at_most.saturating_sub(whole))
    }

    /// `R + D` on whole positions, `R + √d√d' ÷ slots` on the others.
    pub(super) fn curved(&self, program: &Program<'_>, whole: &[bool], slots: f64) -> DMatrix<f64> {
        let mut curved = self.split.rest.clone();
        let n = curved.nrows();
        let shares: Vec<f64> = (0..n)
            .map(|asset| {
                let is_shared = !whole[asset] && program.lower[asset] >= 0.0;
                if is_shared {
                    self.split.diagonal[asset].sqrt()
                } else {
                    0.0
                }
            })
            .collect();
        for (asset, mut column) in curved.column_iter_mut().enumerate() {
            if shares[asset] > 0.0 {
                add_scaled(column.as_mut_slice(), shares[asset] / slots, &shares);
            } else {
                column[asset] += self.split.diagonal[asset];
            }
        }
        curved
    }

    pub(super) fn solve_with(
        &self,
        program: &Program<'p>,
        matrix: &DMatrix<f64>,
        start: &Sides,
    ) -> Attempt {
        match primal(program, Curvature::Dense(matrix), start) {
            Ended::Solved { x, sides, .. } => {
                let prices = prices(program, matrix, &x, &sides);
                Attempt::Solved(Solved { x, sides, prices })
            }
            _ => self.solve_by_any(program, Some(matrix), start),
        }
    }

    pub(super) fn solve_by_any(
        &self,
        program: &Program<'p>,
        matrix: Option<&DMatrix<f64>>,
        start: &Sides,
    ) -> Attempt {
        let own = matrix
            .is_some_and(|matrix| !std::ptr::eq(matrix, self.program.quadratic.unwrap_or(matrix)));
        let later = Factors::later();
        let factors = match matrix {
            None => &self.linear_only,
            Some(_) if own => &later,
            Some(_) => self.factors,
        };
        let program = Program {
            quadratic: matrix,
            ..program.clone()
        };
        match by_any(&program, factors, start) {
            Found::At {
                point,
                sides,
                residual,
                ..
            } if residual <= 1e-6 => Attempt::Solved(Solved {
                x: point.x,
                sides,
                prices: point.rows.iter().copied().collect(),
            }),
            Found::Infeasible => Attempt::Infeasible,
            _ => Attempt::Failed,
        }
    }
}

/// The parent's sides without those that have no limit now.
pub(super) fn fitted(program: &Program<'_>, sides: &Sides) -> Sides {
    let mut sides = sides.clone();
    for (index, side) in sides.0.iter_mut().enumerate() {
        let (lower, upper) = program.limits(index);
        *side = match *side {
            _ if lower == upper => Side::Lower,
            Side::Lower if lower.is_finite() => Side::Lower,
            Side::Upper if upper.is_finite() => Side::Upper,
            _ => Side::Free,
        };
    }
    sides
}

/// Prices of the held rows that fit the gradient of the free variables best.
pub(super) fn prices(
    program: &Program<'_>,
    matrix: &DMatrix<f64>,
    x: &DVector<f64>,
    sides: &Sides,
) -> Vec<f64> {
    let n = x.len();
    let mut gradient = times(matrix, x);
    add_scaled(&mut gradient, 1.0, program.linear.as_slice());
    let free: Vec<usize> = (0..n)
        .filter(|&asset| sides.0[asset] == Side::Free)
        .collect();
    let held: Vec<usize> = (0..program.rows())
        .filter(|&row| sides.0[n + row] != Side::Free)
        .collect();
    let mut prices = vec![0.0; program.rows()];
    if held.len() == 1 && !free.is_empty() {
        let normal = program.normals.column(held[0]);
        let (mut against, mut size) = (0.0, 0.0);
        for &asset in &free {
            against += normal[asset] * gradient[asset];
            size += normal[asset] * normal[asset];
        }
        if size > 0.0 {
            prices[held[0]] = -against / size;
        }
        return prices;
    }
    let normals = DMatrix::from_fn(free.len(), held.len(), |row, column| {
        program.normals[(free[row], held[column])]
    });
    let pull = DVector::from_fn(free.len(), |index, _| -gradient[free[index]]);
    if free.is_empty() || held.is_empty() {
        return prices;
    }
    if let Ok(found) = normals.svd(true, true).solve(&pull, 1e-12) {
        for (&row, &price) in held.iter().zip(&found) {
            prices[row] = price;
        }
    }
    prices
}
