//! Where a degenerate point of the critical line goes: the tie rule of
//! [`critical_line`](super::critical_line).

use nalgebra::DVector;

use super::critical_line::{Line, Way};
use crate::outcome::Side;
use crate::solve::{Program, primal_sides};

/// Within this of its limit, or of a price of zero, a limit takes part in the tie.
const AT: f64 = 1e-10;

/// Replaces the face of `line` by the one on which the optimum continues. Says whether there is
/// an answer.
///
/// `min ½ d'Pd ∓ ê'd`: free variables inside their bounds move as they like, variables that are
/// held with a price do not, and the others move inside only; rows alike.
pub(super) fn settle(line: &mut Line<'_>, way: Way) -> bool {
    let program = line.program;
    let n = program.variables();
    let size = line.x.amax().max(1.0);
    let priceless = |price: f64| price.abs() <= AT * line.largest_gradient;
    let mut lower = DVector::zeros(n);
    let mut upper = DVector::zeros(n);
    for variable in 0..n {
        let (low, high) = (program.lower[variable], program.upper[variable]);
        let value = line.x[variable];
        let is_low = value - low <= AT * size;
        let is_high = high - value <= AT * size;
        let is_held = !line.is_free[variable];
        if low == high || (is_held && !priceless(line.prices[variable])) {
            continue;
        }
        if !is_low {
            lower[variable] = f64::NEG_INFINITY;
        }
        if !is_high {
            upper[variable] = f64::INFINITY;
        }
    }
    let mut row_lower = DVector::from_element(program.rows(), f64::NEG_INFINITY);
    let mut row_upper = DVector::from_element(program.rows(), f64::INFINITY);
    for row in 0..program.rows() {
        let (low, high) = program.limits(n + row);
        let value = program.value(n + row, &line.x);
        let held = line.block.held().iter().position(|&held| held == row);
        let is_firm = held.is_some_and(|position| !priceless(line.multipliers[position]));
        if low == high || is_firm {
            row_lower[row] = 0.0;
            row_upper[row] = 0.0;
            continue;
        }
        if value - low <= AT * size {
            row_lower[row] = 0.0;
        }
        if high - value <= AT * size {
            row_upper[row] = 0.0;
        }
    }
    let derivative = Program {
        quadratic: None,
        linear: line.excess * -way.sign(),
        lower,
        upper,
        normals: program.normals.clone(),
        row_lower,
        row_upper,
    };
    let Some(found) = primal_sides(&derivative, line.matrix) else {
        return false;
    };

    // The sides of the direction are those of the point.
    let mut sides = line.sides();
    for variable in 0..n {
        let (low, high) = (derivative.lower[variable], derivative.upper[variable]);
        if low < high {
            sides.0[variable] = match found.0[variable] {
                Side::Free => Side::Free,
                Side::Lower => Side::Lower,
                Side::Upper => Side::Upper,
            };
        }
    }
    for row in 0..program.rows() {
        let index = n + row;
        let (low, high) = program.limits(index);
        let held_now = found.0[index];
        if low < high && derivative.row_lower[row] < derivative.row_upper[row] {
            sides.0[index] = held_now;
        }
    }
    line.take(&sides)
}
