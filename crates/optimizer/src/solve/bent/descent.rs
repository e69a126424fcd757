//! From cell to cell, downhill.
//!
//! On one cell the primal active-set method finds the optimum. An asset that it leaves at a kink
//! belongs to two cells; where the price on this side exceeds the jump of the slope at the kink,
//! the asset goes over to the next piece and the search goes on from the same weights. The
//! objective is convex and falls with each crossing, so the search ends at the optimum.

use nalgebra::{DMatrix, DVector};

use super::model::{Aim, Bent, Place};
use crate::outcome::Side;
use crate::solve::Curvature;
use crate::solve::free_block::{Added, FreeBlock};
use crate::solve::polish::{Data, Face, Point};
use crate::solve::primal_active_set::from_point;
use crate::solve::program::{Ended, Program, Sides};

/// Cells before the search is given up; a cell's crossings are made together.
const CELLS: usize = 400;
/// A price exceeds a jump when it does by this share of the largest gradient.
const EXCEEDS: f64 = 1e-12;
/// What stands in for missing curvature, at mean variance 1.
const PROXIMAL: f64 = 1e-5;
const PROXIMAL_STEPS: usize = 40;

/// Where the search ended.
pub(super) enum Descended {
    At(Point),
    /// The free variables have no curvature of their own.
    Singular,
    Stuck,
}

/// Moves `place` to the optimum for `aim`; `P` is the problem's.
pub(super) fn descend(
    bent: &Bent<'_>,
    aim: &Aim,
    place: &mut Place,
    iterations: &mut usize,
) -> Option<Point> {
    let matrix = &bent.problem.shape.scaled;
    let start = place.clone();
    match descend_on(bent, matrix, aim, place, iterations) {
        Descended::At(point) => Some(point),
        Descended::Singular | Descended::Stuck => {
            *place = start;
            proximal(bent, Some(matrix), aim, |_| PROXIMAL, place, iterations)
        }
    }
}

/// The largest net return: a linear program.
pub(super) fn climb(bent: &Bent<'_>, place: &mut Place, iterations: &mut usize) -> Option<Point> {
    let sloped = bent.excess.amax().max(f64::MIN_POSITIVE);
    let falling = |round: usize| sloped * 10f64.powi(-3 - (round as i32).min(5));
    proximal(bent, None, &Aim::at(1.0, 0.0), falling, place, iterations)
}

/// As `solve::quadratic::proximal`, from cell to cell.
fn proximal(
    bent: &Bent<'_>,
    matrix: Option<&DMatrix<f64>>,
    aim: &Aim,
    weight: impl Fn(usize) -> f64,
    place: &mut Place,
    iterations: &mut usize,
) -> Option<Point> {
    let n = bent.assets();
    for round in 0..PROXIMAL_STEPS {
        let weight = weight(round);
        let mut shifted = DMatrix::from_diagonal_element(n, n, weight);
        if let Some(matrix) = matrix {
            shifted += matrix;
        }
        let centre = place.x.clone();
        let near = Aim {
            extra: Some(&centre * -weight),
            ..aim.clone()
        };
        let Descended::At(point) = descend_on(bent, &shifted, &near, place, iterations) else {
            return None;
        };
        let program = bent.cell(&place.pieces, matrix, aim);
        if let Some(face) = Face::new(&program, &place.sides) {
            let exact = face.solve(&Data::of(&program, &place.sides));
            if super::judge::of_cell(bent, &program, place, &exact, aim) <= 1e-11 {
                place.x.copy_from(&exact.x);
                return Some(exact);
            }
        }
        let moved = (&place.x - &centre).amax();
        if weight * moved <= 1e-13 {
            return Some(point);
        }
    }
    None
}

fn descend_on(
    bent: &Bent<'_>,
    matrix: &DMatrix<f64>,
    aim: &Aim,
    place: &mut Place,
    iterations: &mut usize,
) -> Descended {
    for _ in 0..CELLS {
        let program = bent.cell(&place.pieces, Some(matrix), aim);
        let Some(block) = block(&program, matrix, place) else {
            return Descended::Singular;
        };
        match from_point(
            &program,
            Curvature::Dense(matrix),
            Added::default(),
            block,
            place.x.clone(),
        ) {
            Ended::Solved {
                x,
                sides,
                iterations: more,
            } => {
                place.x = x;
                place.sides = sides;
                *iterations += more + 1;
            }
            Ended::Singular => return Descended::Singular,
            Ended::Infeasible | Ended::Stuck => return Descended::Stuck,
        }
        let Some(face) = Face::new(&program, &place.sides) else {
            return Descended::Stuck;
        };
        let point = face.solve(&Data::of(&program, &place.sides));
        if !cross(bent, &program, aim, place, &point) {
            place.x.copy_from(&point.x);
            return Descended::At(point);
        }
    }
    Descended::Stuck
}

/// Takes every asset whose price exceeds the jump at its kink over to the next piece.
fn cross(
    bent: &Bent<'_>,
    program: &Program<'_>,
    aim: &Aim,
    place: &mut Place,
    point: &Point,
) -> bool {
    let tolerance = EXCEEDS * (1.0 + program.linear.amax() + point.bounds.amax());
    let mut crossed = false;
    for asset in 0..bent.assets() {
        let (piece, side) = (place.pieces[asset], place.sides.0[asset]);
        if !bent.is_kink(asset, piece, side) {
            continue;
        }
        let price = point.bounds[asset];
        let jump = bent.jump(asset, place.x[asset], &point.rows, aim.returns);
        if side == Side::Upper && price > jump + tolerance {
            place.pieces[asset] += 1;
            place.sides.0[asset] = Side::Lower;
            crossed = true;
        } else if side == Side::Lower && -price > jump + tolerance {
            place.pieces[asset] -= 1;
            place.sides.0[asset] = Side::Upper;
            crossed = true;
        }
    }
    crossed
}

/// The free variables and held rows of a place, every equality among them.
fn block<'p>(
    program: &'p Program<'p>,
    matrix: &'p DMatrix<f64>,
    place: &Place,
) -> Option<FreeBlock<'p>> {
    let n = program.variables();
    let mut block = FreeBlock::new(program, Curvature::Dense(matrix), Added::default());
    let free: Vec<usize> = (0..n)
        .filter(|&variable| place.sides.0[variable] == Side::Free)
        .collect();
    if !block.push_all(&free) {
        return None;
    }
    for row in 0..program.rows() {
        let is_equality = program.row_lower[row] == program.row_upper[row];
        if is_equality {
            carry(program, &mut block, row);
        } else if place.sides.0[n + row] != Side::Free {
            block.hold(row);
        }
    }
    Some(block)
}

/// Holds an equality, with more free variables if it needs them.
fn carry(program: &Program<'_>, block: &mut FreeBlock<'_>, row: usize) {
    if !block.free().is_empty() && block.hold(row) {
        return;
    }
    for variable in 0..program.variables() {
        let is_open = program.lower[variable] < program.upper[variable];
        let counts = program.normals[(variable, row)] != 0.0;
        if is_open
            && counts
            && !block.free().contains(&variable)
            && block.push(variable)
            && block.hold(row)
        {
            return;
        }
    }
}

/// The optimum of the linear program on the face of `place`.
pub(super) fn vertex(bent: &Bent<'_>, place: &Place, aim: &Aim) -> Option<Point> {
    let program = bent.cell(&place.pieces, None, aim);
    let face = Face::new(&program, &place.sides)?;
    Some(face.solve(&Data::of(&program, &place.sides)))
}

/// The place of `x`, its assets at a kink on the piece towards `hint`.
pub(super) fn place_of(bent: &Bent<'_>, x: &DVector<f64>, hint: &DVector<f64>) -> Place {
    let n = bent.assets();
    let mut pieces = Vec::with_capacity(n);
    let mut sides = vec![Side::Free; n];
    // Rounding below a floor would be a piece that nothing leads out of.
    let x = DVector::from_fn(n, |asset, _| bent.above_floor(asset, x[asset]));
    for asset in 0..n {
        let (value, kinks) = (x[asset], bent.kinks_of(asset));
        let mut piece = kinks.iter().filter(|&&kink| kink < value).count();
        let is_up = |kink: f64| hint[asset] > kink || bent.is_floor(kink);
        if kinks.get(piece) == Some(&value) && is_up(value) {
            piece += 1;
        }
        let (lower, upper) = bent.piece(asset, piece);
        if value == lower {
            sides[asset] = Side::Lower;
        } else if value == upper {
            sides[asset] = Side::Upper;
        }
        pieces.push(piece);
    }
    let (turnover, gross) = bent.bent_rows();
    let rows = bent.base.rows() + usize::from(turnover.is_some()) + usize::from(gross.is_some());
    sides.resize(n + rows, Side::Free);
    Place {
        pieces,
        x,
        sides: Sides(sides),
    }
}
