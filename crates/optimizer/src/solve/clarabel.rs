//! The reference route: the interior-point method Clarabel.

use clarabel::algebra::CscMatrix;
use clarabel::solver::{NonnegativeConeT, SolverStatus, ZeroConeT};
use nalgebra::DVector;

use super::conic::by_clarabel;
use super::polish::Point;
use super::program::{Program, Sides};
use crate::outcome::Side;

/// What Clarabel says.
#[derive(Debug)]
pub(crate) enum Answer {
    /// A point, the limits that bind there, and the iterations it took.
    Point {
        point: Point,
        sides: Sides,
        iterations: usize,
    },
    Infeasible,
    Unbounded,
    Failed,
}

/// One side of a limit as a row of `Ax + s = b`.
struct Entry {
    index: usize,
    side: Side,
    sign: f64,
    right: f64,
}

/// Solves `program`; tolerances 1e-10 on the problem as it is given.
pub(crate) fn solve(program: &Program<'_>) -> Answer {
    let n = program.variables();
    let count = n + program.rows();

    let mut entries = Vec::new();
    for index in 0..count {
        let (lower, right) = program.limits(index);
        if lower == right {
            let (side, sign) = (Side::Lower, 1.0);
            entries.push(Entry {
                index,
                side,
                sign,
                right,
            });
        }
    }
    let equalities = entries.len();
    for index in 0..count {
        let (lower, upper) = program.limits(index);
        if lower == upper {
            continue;
        }
        if upper.is_finite() {
            let (side, sign, right) = (Side::Upper, 1.0, upper);
            entries.push(Entry {
                index,
                side,
                sign,
                right,
            });
        }
        if lower.is_finite() {
            let (side, sign, right) = (Side::Lower, -1.0, -lower);
            entries.push(Entry {
                index,
                side,
                sign,
                right,
            });
        }
    }

    let quadratic = upper_triangle(program);
    let matrix = limits_matrix(program, &entries);
    let right: Vec<f64> = entries.iter().map(|entry| entry.right).collect();
    let cones = [
        ZeroConeT(equalities),
        NonnegativeConeT(entries.len() - equalities),
    ];
    let linear = program.linear.as_slice();
    let Some(solver) = by_clarabel(&quadratic, linear, &matrix, &right, &cones, 1e-10) else {
        return Answer::Failed;
    };

    let solution = &solver.solution;
    match solution.status {
        SolverStatus::PrimalInfeasible | SolverStatus::AlmostPrimalInfeasible => {
            return Answer::Infeasible;
        }
        SolverStatus::DualInfeasible | SolverStatus::AlmostDualInfeasible => {
            return Answer::Unbounded;
        }
        _ if solution.x.iter().any(|value| !value.is_finite()) => return Answer::Failed,
        _ => {}
    }

    let mut sides = Sides::none(program);
    let mut point = Point {
        x: DVector::from_column_slice(&solution.x),
        bounds: DVector::zeros(n),
        rows: DVector::zeros(program.rows()),
    };
    for (position, entry) in entries.iter().enumerate() {
        let (multiplier, slack) = (solution.z[position], solution.s[position]);
        if position < equalities || multiplier > slack {
            sides.0[entry.index] = entry.side;
        }
        if entry.index < n {
            point.bounds[entry.index] += entry.sign * multiplier;
        } else {
            point.rows[entry.index - n] += entry.sign * multiplier;
        }
    }
    Answer::Point {
        point,
        sides,
        iterations: solution.iterations as usize,
    }
}

fn upper_triangle(program: &Program<'_>) -> CscMatrix<f64> {
    let n = program.variables();
    let (mut starts, mut rows, mut values) = (vec![0], Vec::new(), Vec::new());
    for column in 0..n {
        if let Some(quadratic) = program.quadratic {
            for row in 0..=column {
                rows.push(row);
                values.push(quadratic[(row, column)]);
            }
        }
        starts.push(rows.len());
    }
    CscMatrix::new(n, n, starts, rows, values)
}

fn limits_matrix(program: &Program<'_>, entries: &[Entry]) -> CscMatrix<f64> {
    let n = program.variables();
    let (mut starts, mut rows, mut values) = (vec![0], Vec::new(), Vec::new());
    for column in 0..n {
        for (position, entry) in entries.iter().enumerate() {
            let coefficient = if entry.index < n {
                f64::from(entry.index == column)
            } else {
                program.normals[(column, entry.index - n)]
            };
            if coefficient != 0.0 {
                rows.push(position);
                values.push(entry.sign * coefficient);
            }
        }
        starts.push(rows.len());
    }
    CscMatrix::new(entries.len(), n, starts, rows, values)
}
