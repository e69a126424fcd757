//! Programs without curvature as a sequence of strictly convex ones.

use nalgebra::{DMatrix, DVector};

use super::polish::{Data, Face, kkt_residual};
use super::program::{Ended, Program, Sides};
use super::quadratic::{Found, verify};
use crate::outcome::Route;
use crate::progress::is_stopped;

/// Proximal steps before the reference route is asked.
const PROXIMAL_STEPS: usize = 40;

/// `x ← argmin ½x'Px + q'x + ½ε‖x − x̄‖²`, each a strictly convex program from the last working
/// set. Ends when the working set holds for the program itself, or when `x` stands still.
///
/// `solve` is given the program with the linear term of a step and `ε`, which it adds to `P`.
///
/// Source: Rockafellar, *Monotone operators and the proximal point algorithm*, SIAM Journal on
/// Control and Optimization 14 (1976).
pub(super) fn proximal(
    program: &Program<'_>,
    start: &Sides,
    near: &DVector<f64>,
    weight: impl Fn(usize) -> f64,
    solve: impl Fn(&Program<'_>, f64, &Sides) -> Ended,
) -> Found {
    let mut centre = near.clone();
    let mut sides = start.clone();
    let mut iterations = 0;
    let mut near = program.clone();
    for round in 0..PROXIMAL_STEPS {
        let weight = weight(round);
        near.linear.copy_from(&program.linear);
        near.linear.axpy(-weight, &centre, 1.0);
        if is_stopped() {
            return Found::Nothing;
        }
        let x = match solve(&near, weight, &sides) {
            Ended::Solved {
                x,
                sides: found,
                iterations: more,
            } => {
                sides = found;
                iterations += more + 1;
                x
            }
            Ended::Infeasible => return Found::Infeasible,
            Ended::Singular | Ended::Stuck => return Found::Nothing,
        };
        if let Some(found) = verify(program, &sides) {
            return with_iterations(found, iterations);
        }
        let moved = (&x - &centre).amax();
        centre = x;
        if weight * moved <= 1e-12 {
            return at_rest(program, &near, weight, sides, iterations);
        }
    }
    Found::Nothing
}

/// Where the proximal steps stand still: the multipliers are those of the last step.
fn at_rest(
    program: &Program<'_>,
    near: &Program<'_>,
    weight: f64,
    sides: Sides,
    iterations: usize,
) -> Found {
    let n = program.variables();
    let mut shifted = DMatrix::from_diagonal_element(n, n, weight);
    if let Some(matrix) = program.quadratic {
        shifted += matrix;
    }
    let near = Program {
        quadratic: Some(&shifted),
        ..near.clone()
    };
    let Some(face) = Face::new(&near, &sides) else {
        return Found::Nothing;
    };
    let point = face.solve(&Data::of(&near, &sides));
    let residual = kkt_residual(program, &sides, &point);
    Found::At {
        point,
        sides,
        residual,
        route: Route::ActiveSet,
        iterations,
    }
}

fn with_iterations(found: Found, count: usize) -> Found {
    match found {
        Found::At {
            point,
            sides,
            residual,
            route,
            ..
        } => Found::At {
            point,
            sides,
            residual,
            route,
            iterations: count,
        },
        other => other,
    }
}
