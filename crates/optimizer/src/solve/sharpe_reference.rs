//! The largest Sharpe ratio by the homogeneous transform `y = κw`, `ê'y = 1`, `min y'Py`, in
//! Clarabel: the reference route.

use nalgebra::{DMatrix, DVector};

use super::clarabel::{self, Answer};
use super::polish::Point;
use super::program::{Program, Sides};
use super::quadratic::{Found, by_active_set};
use super::sharpe::{VERIFIED, fit_multipliers, judge, tangent};
use crate::outcome::{Route, Side};
use crate::problem::Problem;

pub(super) fn by_clarabel(
    problem: &Problem,
    excess: &DVector<f64>,
    mut program: Program<'_>,
) -> Found {
    let (homogeneous, origins) = homogeneous(problem, excess, &program);
    let (y, iterations) = match clarabel::solve(&homogeneous) {
        // No direction has a positive excess return, or the limits contradict each other.
        Answer::Infeasible => return Found::Infeasible,
        Answer::Unbounded => return Found::Unbounded,
        Answer::Failed => return Found::Nothing,
        Answer::Point {
            point,
            sides,
            iterations,
        } => ((point.x, sides), iterations),
    };
    let (y, found) = y;
    let share = y.sum() / problem.constraints.budget;
    if share <= 1e-9 * y.amax() {
        return Found::Unbounded;
    }
    let weights = y / share;

    let n = weights.len();
    let mut sides = Sides::none(&program);
    sides.0[n] = Side::Lower;
    for (position, &(index, side)) in origins.iter().enumerate() {
        if found.0[n + position] != Side::Free {
            sides.0[index] = side;
        }
    }
    for index in 0..n + program.rows() {
        let (lower, upper) = program.limits(index);
        if lower == upper {
            sides.0[index] = Side::Lower;
        }
    }

    let gain = excess.dot(&weights);
    let variance = weights.dot(&program.times(&weights));
    let trade_off = variance / gain;
    program.linear = excess * -trade_off;
    let factors = problem.shape.factors();
    for _ in 0..4 {
        if let Some(Found::At {
            point,
            sides,
            residual,
            ..
        }) = tangent(&mut program, excess, &sides, Route::Clarabel, iterations)
            && residual <= VERIFIED
        {
            return Found::At {
                point,
                sides,
                residual,
                route: Route::Clarabel,
                iterations,
            };
        }
        program.linear = excess * -trade_off;
        match by_active_set(&program, factors, &sides, &weights) {
            Found::At {
                sides: repaired, ..
            } if repaired != sides => sides = repaired,
            _ => break,
        }
    }

    // Without a face that can be polished: the multipliers that fit best.
    let point = Point {
        bounds: DVector::zeros(n),
        rows: DVector::zeros(program.rows()),
        x: weights,
    };
    let point = fit_multipliers(&program, &sides, point);
    judge(
        &mut program,
        excess,
        point,
        &sides,
        Route::Clarabel,
        iterations,
    )
}

/// `min y'Py` with `ê'y = 1`, every limit `a'w ≤ b` as `(a − b 1/B)'y ≤ 0`, and where each row
/// comes from.
fn homogeneous<'m>(
    problem: &Problem,
    excess: &DVector<f64>,
    program: &Program<'m>,
) -> (Program<'m>, Vec<(usize, Side)>) {
    let n = program.variables();
    let budget = problem.constraints.budget;
    let mut columns: Vec<DVector<f64>> = Vec::new();
    let mut origins = Vec::new();
    let (mut row_lower, mut row_upper) = (Vec::new(), Vec::new());
    for index in (0..n).chain(n + 1..n + program.rows()) {
        let (lower, upper) = program.limits(index);
        for (limit, side) in [(lower, Side::Lower), (upper, Side::Upper)] {
            if !limit.is_finite() {
                continue;
            }
            let mut column = DVector::from_element(n, -limit / budget);
            if index < n {
                column[index] += 1.0;
            } else {
                column += program.normals.column(index - n);
            }
            columns.push(column);
            origins.push((index, side));
            let is_lower = side == Side::Lower;
            row_lower.push(if is_lower { 0.0 } else { f64::NEG_INFINITY });
            row_upper.push(if is_lower { f64::INFINITY } else { 0.0 });
        }
    }
    // The scale of `y` is positive, and the excess return is its unit.
    columns.push(DVector::from_element(n, 1.0));
    row_lower.push(0.0);
    row_upper.push(f64::INFINITY);
    columns.push(excess.clone());
    row_lower.push(1.0);
    row_upper.push(1.0);

    let homogeneous = Program {
        quadratic: program.quadratic,
        linear: DVector::zeros(n),
        lower: DVector::from_element(n, f64::NEG_INFINITY),
        upper: DVector::from_element(n, f64::INFINITY),
        normals: DMatrix::from_columns(&columns),
        row_lower: DVector::from_vec(row_lower),
        row_upper: DVector::from_vec(row_upper),
    };
    (homogeneous, origins)
}
