//! The multipliers of a portfolio that more limits hold than it takes.
//!
//! Where a feasible set is thin, more limits hold than there are weights. Any of them could carry
//! the price, and a face on all of them has no solution. The multipliers are then least squares in
//! numbers that are not negative, which takes independent limits only; the optimum is looked for
//! once more on the face of those.
//!
//! A kink gives a price between zero and the jump there, which the prices of the rows decide: the
//! rest of the jump is a variable of its own.

use nalgebra::DVector;

use super::descent::vertex;
use super::face::{First, Second, settle};
use super::judge::{self, Weights};
use super::model::{Aim, Bent, Place};
use super::search::{Ended, Search, Settled};
use crate::outcome::Side;
use crate::problem::Objective;
use crate::solve::nonnegative::nonnegative_fit;
use crate::solve::polish::Point;
use crate::solve::program::Program;

/// Assets from which on the fit takes longer than it is worth.
const MOST: usize = 150;
/// After how many new faces the search ends.
const ROUNDS: usize = 3;

/// What a column of the fit belongs to.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Of {
    /// A bound or a kink, with the sign of its multiplier.
    Bound(usize, f64),
    /// What is left of a jump.
    Rest(usize),
    Row(usize, f64),
    Tracking,
    Risk,
}

/// What is proved at `place`, and on the faces that follow from the proof; limits within `near` hold.
pub(super) fn certify(bent: &Bent<'_>, place: &Place, near: f64) -> Vec<Settled> {
    let mut found = Vec::new();
    if bent.assets() > MOST {
        return found;
    }
    let mut place = place.clone();
    for _ in 0..ROUNDS {
        let Some((fitted, next)) = proved(bent, &place, near) else {
            break;
        };
        let is_proof = fitted.residual <= super::VERIFIED;
        found.push(fitted);
        let Some(settled) = next.filter(|_| !is_proof) else {
            break;
        };
        place = super::reference::snapped(bent, &settled.point.x, near.min(1e-11));
        found.push(settled);
    }
    found
}

/// The multipliers that fit best, and the optimum on the face of the limits that have one.
fn proved(bent: &Bent<'_>, place: &Place, near: f64) -> Option<(Settled, Option<Settled>)> {
    let n = bent.assets();
    let (variance, returns) = own_weights(bent, &place.x)?;
    let program = bent.cell(&place.pieces, None, &Aim::at(returns, 0.0));
    let risk = bent.times(&place.x);
    let gradient = &risk * variance + &program.linear;
    let kinks: Vec<usize> = (0..n)
        .filter(|&asset| is_bounded_kink(bent, place, asset))
        .collect();
    let size = n + kinks.len();
    let mut columns: Vec<(Of, DVector<f64>)> = Vec::new();
    bounds(&program, place, &kinks, size, &mut columns);
    rows(bent, &program, place, &kinks, size, &mut columns);
    quadratics(bent, &risk, near, place, size, &mut columns);
    let mut right = (-&gradient).resize_vertically(size, 0.0);
    for (at, &asset) in kinks.iter().enumerate() {
        let none = DVector::zeros(program.rows());
        right[n + at] = bent.jump(asset, place.x[asset], &none, returns);
    }
    let plain: Vec<DVector<f64>> = columns.iter().map(|column| column.1.clone()).collect();
    let y = nonnegative_fit(&plain, &right);

    let mut weights = Weights {
        variance,
        returns,
        ..Weights::default()
    };
    let mut point = Point {
        x: place.x.clone(),
        bounds: DVector::zeros(n),
        rows: DVector::zeros(program.rows()),
    };
    let mut rest = vec![true; n];
    for &asset in &kinks {
        rest[asset] = false;
    }
    for (&(of, _), &y) in columns.iter().zip(&y) {
        match of {
            Of::Bound(asset, sign) => point.bounds[asset] += sign * y,
            Of::Row(row, sign) => point.rows[row] += sign * y,
            Of::Rest(asset) => rest[asset] = y > 0.0,
            Of::Tracking => weights.tracking_error = y,
            Of::Risk => weights.risk = y,
        }
    }
    let face = face_of(&program, place, &point, &rest);
    let next = settled(bent, &face, weights);
    let residual = judge::of_problem(bent, place, &point, weights);
    let fitted = Settled {
        place: place.clone(),
        point,
        weights,
        residual,
    };
    Some((fitted, next))
}

/// Weights of variance and return in the gradient of the objective.
fn own_weights(bent: &Bent<'_>, x: &DVector<f64>) -> Option<(f64, f64)> {
    match bent.problem.objective {
        Objective::MaxSharpe { .. } => {
            let net = bent.net(x);
            (net > 0.0).then(|| (1.0, bent.variance(x) / net))
        }
        _ => match Search::new(bent).own() {
            First::Own(own) => Some((1.0, own)),
            _ => Some((0.0, 1.0)),
        },
    }
}

/// Whether the asset is at a kink whose price has an end.
fn is_bounded_kink(bent: &Bent<'_>, place: &Place, asset: usize) -> bool {
    let (piece, side) = (place.pieces[asset], place.sides.0[asset]);
    bent.is_kink(asset, piece, side) && !bent.is_floor(place.x[asset])
}

fn bounds(
    program: &Program<'_>,
    place: &Place,
    kinks: &[usize],
    size: usize,
    columns: &mut Vec<(Of, DVector<f64>)>,
) {
    let n = program.variables();
    for asset in 0..n {
        let is_fixed = program.lower[asset] == program.upper[asset];
        let kink = kinks.iter().position(|&kink| kink == asset);
        for (side, sign) in [(Side::Upper, 1.0), (Side::Lower, -1.0)] {
            if !is_fixed && place.sides.0[asset] != side {
                continue;
            }
            let mut column = DVector::zeros(size);
            column[asset] = sign;
            if let Some(at) = kink {
                column[n + at] = 1.0;
            }
            columns.push((Of::Bound(asset, sign), column));
        }
        if let Some(at) = kink {
            let mut column = DVector::zeros(size);
            column[n + at] = 1.0;
            columns.push((Of::Rest(asset), column));
        }
    }
}

fn rows(
    bent: &Bent<'_>,
    program: &Program<'_>,
    place: &Place,
    kinks: &[usize],
    size: usize,
    columns: &mut Vec<(Of, DVector<f64>)>,
) {
    let n = program.variables();
    for row in 0..program.rows() {
        let is_equality = program.row_lower[row] == program.row_upper[row];
        for (side, sign) in [(Side::Upper, 1.0), (Side::Lower, -1.0)] {
            if !is_equality && place.sides.0[n + row] != side {
                continue;
            }
            let normal = program.normals.column(row);
            let mut column = (normal * sign).resize_vertically(size, 0.0);
            // A jump is linear in the prices of the rows.
            let mut one = DVector::zeros(program.rows());
            one[row] = sign;
            for (at, &asset) in kinks.iter().enumerate() {
                column[n + at] = -bent.jump(asset, place.x[asset], &one, 0.0);
            }
            columns.push((Of::Row(row, sign), column));
        }
    }
}

fn quadratics(
    bent: &Bent<'_>,
    risk: &DVector<f64>,
    near: f64,
    place: &Place,
    size: usize,
    columns: &mut Vec<(Of, DVector<f64>)>,
) {
    let holds = |limit: Option<f64>, value: f64| {
        limit.is_some_and(|limit| value.sqrt() >= limit - near * (1.0 + limit))
    };
    let mut push = |of: Of, slope: DVector<f64>| {
        columns.push((of, slope.resize_vertically(size, 0.0)));
    };
    if let Some(pull) = &bent.pull
        && holds(bent.largest_distance(), bent.distance(&place.x))
    {
        push(Of::Tracking, risk - pull);
    }
    if holds(bent.largest_risk(), bent.variance(&place.x)) {
        push(Of::Risk, risk.clone());
    }
}

/// `place` held only by what has a price; over a kink whose whole jump is paid.
fn face_of(program: &Program<'_>, place: &Place, point: &Point, rest: &[bool]) -> Place {
    let n = program.variables();
    let mut face = place.clone();
    for (asset, &has_rest) in rest.iter().enumerate() {
        let is_open = program.lower[asset] < program.upper[asset];
        if is_open && point.bounds[asset] == 0.0 {
            face.sides.0[asset] = Side::Free;
        } else if is_open && !has_rest {
            match place.sides.0[asset] {
                Side::Upper => face.pieces[asset] += 1,
                Side::Lower => face.pieces[asset] -= 1,
                Side::Free => {}
            }
            face.sides.0[asset] = Side::Free;
        }
    }
    for row in 0..program.rows() {
        if program.row_lower[row] < program.row_upper[row] && point.rows[row] == 0.0 {
            face.sides.0[n + row] = Side::Free;
        }
    }
    face
}

fn settled(bent: &Bent<'_>, place: &Place, weights: Weights) -> Option<Settled> {
    let search = Search::new(bent);
    let first = match weights.risk > 0.0 {
        true => First::Risk,
        false => search.own(),
    };
    let second = match weights.tracking_error > 0.0 {
        true => Second::Tracking,
        false => Second::Off,
    };
    let ended = if first == First::Return && second == Second::Off {
        let aim = Aim::at(1.0, 0.0);
        let point = vertex(bent, place, &aim)?;
        search.finish(place, point, &aim, first, second)
    } else {
        let total = weights.variance + weights.risk + weights.tracking_error;
        let aim = Aim::at(weights.returns / total, weights.tracking_error / total);
        let (aim, point) = settle(bent, place, &aim, first, second)?;
        search.finish(place, point, &aim, first, second)
    };
    match ended {
        Ended::At(found) => Some(*found),
        Ended::Infeasible | Ended::Nothing => None,
    }
}
