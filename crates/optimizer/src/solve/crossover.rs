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

use nalgebra::DVector;

use super::polish::{Data, Face, Point, kkt_residual};
use super::program::{Program, Sides};
use crate::outcome::Side;

/// The face is right when its KKT residual is below this.
const VERIFIED: f64 = 1e-11;
const FACES: usize = 12;
/// A limit is missed, or a price has the wrong sign, beyond this.
const WRONG: f64 = 1e-13;
/// A row is dependent when less than this share of its square is left.
const DEPENDENT: f64 = 1e-11;

/// The optimum near the face `guess`, and its own face.
pub(crate) fn from(program: &Program<'_>, guess: &Sides) -> Option<(Point, Sides)> {
    let mut sides = guess.clone();
    let mut last = usize::MAX;
    for _ in 0..FACES {
        let face = match Face::new(program, &sides) {
            Some(face) => face,
            None => {
                sides = independent(program, &sides);
                Face::new(program, &sides)?
            }
        };
        let point = face.solve(&Data::of(program, &sides));
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

/// `sides` without the rows that say nothing new on its free variables; equalities say it first.
fn independent(program: &Program<'_>, sides: &Sides) -> Sides {
    let n = program.variables();
    let free: Vec<usize> = (0..n).filter(|&i| sides.0[i] == Side::Free).collect();
    let is_equality = |row: usize| program.row_lower[row] == program.row_upper[row];
    let mut rows: Vec<usize> = (0..program.rows())
        .filter(|&row| sides.0[n + row] != Side::Free)
        .collect();
    rows.sort_by_key(|&row| !is_equality(row));
    let mut kept = sides.clone();
    let mut directions: Vec<DVector<f64>> = Vec::new();
    for row in rows {
        let normal = program.normals.column(row);
        let mut rest = DVector::from_iterator(free.len(), free.iter().map(|&i| normal[i]));
        let size = rest.norm_squared();
        // Twice, or rounding is taken for a direction.
        for _ in 0..2 {
            for direction in &directions {
                let along = direction.dot(&rest);
                rest.axpy(-along, direction, 1.0);
            }
        }
        let left = rest.norm_squared();
        if left > DEPENDENT * size {
            directions.push(rest / left.sqrt());
        } else {
            kept.0[n + row] = Side::Free;
        }
    }
    kept
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
