//! A start for the primal active-set method where rows are in the way.
//!
//! Each row that the first point breaks, and each equality, gets a variable `z ≥ 0` that makes up
//! for what is missing and costs `M z + ½ z²`. The point is then feasible, and if `M` exceeds the
//! prices of the rows the optimum has `z = 0` and is that of the program itself. `M` grows twice
//! before the method gives up; that the limits contradict each other is for the dual method to
//! prove.
//!
//! Source: the big-M method of Nocedal and Wright, *Numerical Optimization*, 2nd edition, section
//! 16.5. Complexity: that of the primal method, and a copy of `P`.

use nalgebra::DVector;

use super::curvature::Curvature;
use super::free_block::{Added, FreeBlock};
use super::primal_active_set::from_point;
use super::program::{Ended, Program, Sides};
use crate::outcome::Side;

/// First price of a broken row, in units of the largest gradient.
const FIRST_PRICE: f64 = 30.0;
const GROWTH: f64 = 100.0;
const TRIES: i32 = 3;

/// The working set at the optimum of `program`, or near it, found from `x`, which keeps the
/// bounds and the budget and has `free` between its bounds.
pub(super) fn sides(
    program: &Program<'_>,
    matrix: Curvature<'_>,
    added: Added,
    x: &DVector<f64>,
    free: &[usize],
) -> Option<Sides> {
    let n = program.variables();
    // Row, direction of its variable, and what is missing.
    let mut broken: Vec<(usize, f64, f64)> = Vec::new();
    for row in 0..program.rows() {
        let (lower, upper) = program.limits(n + row);
        let value = program.value(n + row, x);
        if row == 0 && program.holds_sum() {
            continue;
        }
        if value < lower || (lower == upper && value <= lower) {
            broken.push((row, 1.0, lower - value));
        } else if value > upper {
            broken.push((row, -1.0, value - upper));
        }
    }
    let count = broken.len();
    let extended = matrix.extended(count);
    let matrix = extended.as_ref();
    let mut normals = program
        .normals
        .clone()
        .resize(n + count, program.rows(), 0.0);
    for (position, &(row, direction, _)) in broken.iter().enumerate() {
        normals[(n + position, row)] = direction;
    }
    let extend =
        |values: &DVector<f64>, value: f64| values.clone().resize_vertically(n + count, value);
    let mut start = extend(x, 0.0);
    for (position, &(_, _, missing)) in broken.iter().enumerate() {
        start[n + position] = missing;
    }
    let size = 1.0 + program.linear.amax() + matrix.largest();
    for attempt in 0..TRIES {
        let price = FIRST_PRICE * size * GROWTH.powi(attempt);
        let extended = Program {
            quadratic: None,
            linear: extend(&program.linear, price),
            lower: extend(&program.lower, 0.0),
            upper: extend(&program.upper, f64::INFINITY),
            normals: normals.clone(),
            row_lower: program.row_lower.clone(),
            row_upper: program.row_upper.clone(),
        };
        let mut block = FreeBlock::new(&extended, matrix, added);
        let all = free.iter().copied().chain(n..n + count);
        if !all.into_iter().all(|variable| block.push(variable)) {
            return None;
        }
        for row in 0..program.rows() {
            if program.row_lower[row] == program.row_upper[row] && !block.hold(row) {
                return None;
            }
        }
        let Ended::Solved { sides, .. } =
            from_point(&extended, matrix, added, block, start.clone())
        else {
            return None;
        };
        let (mut variables, rows) = (sides.0, n + count);
        let rows = variables.split_off(rows);
        let made_up = variables.split_off(n);
        if made_up.iter().all(|&side| side == Side::Lower) {
            variables.extend(rows);
            return Some(Sides(variables));
        }
    }
    None
}
