//! From a guess of what binds to the exact face.
//!
//! The optimum on the face of the guess is one linear system; what lies outside its limits there
//! is bound, what has a price of the wrong sign is let go, all at once, until nothing changes. Near
//! the optimum that is Newton's method on the complementarity conditions, and ends after a few
//! faces; far from it it may go in circles, so the number of changes has to fall.
//!
//! Source: Hintermüller, Ito and Kunisch, *The primal-dual active set strategy as a semismooth
//! Newton method*, SIAM Journal on Optimization 13 (2002). `k³ ÷ 3` for each face of `k` free
//! variables.

use super::polish::{Data, Face, Point, kkt_residual};
use super::program::{Program, Sides};
use crate::outcome::Side;

/// The face is right when its KKT residual is below this.
const VERIFIED: f64 = 1e-11;
const FACES: usize = 12;
/// A limit is missed, or a price has the wrong sign, beyond this.
const WRONG: f64 = 1e-13;

/// The optimum near the face `guess`, and its own face.
pub(crate) fn from(program: &Program<'_>, guess: &Sides) -> Option<(Point, Sides)> {
    let mut sides = guess.clone();
    let mut last = usize::MAX;
    for _ in 0..FACES {
        let point = Face::new(program, &sides)?.solve(&Data::of(program, &sides));
        if kkt_residual(program, &sides, &point) <= VERIFIED {
            return Some((point, sides));
        }
        let changes = turn(program, &point, &mut sides);
        if changes == 0 || changes >= last {
            return None;
        }
        last = changes;
    }
    None
}

/// Binds what is missed and frees what has the wrong price; says how many.
fn turn(program: &Program<'_>, point: &Point, sides: &mut Sides) -> usize {
    let n = program.variables();
    let mut changes = 0;
    for index in 0..sides.0.len() {
        let (lower, upper) = program.limits(index);
        if lower == upper {
            continue;
        }
        let value = program.value(index, &point.x);
        let price = match index.checked_sub(n) {
            None => point.bounds[index],
            Some(row) => point.rows[row],
        };
        let next = match sides.0[index] {
            Side::Free if value < lower - WRONG => Side::Lower,
            Side::Free if value > upper + WRONG => Side::Upper,
            Side::Lower if price > WRONG => Side::Free,
            Side::Upper if price < -WRONG => Side::Free,
            same => same,
        };
        if next != sides.0[index] {
            sides.0[index] = next;
            changes += 1;
        }
    }
    changes
}
