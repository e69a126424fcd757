//! One quadratic or linear program: the fast route, the reference route, and which one to trust.

use std::sync::OnceLock;

use nalgebra::{DMatrix, DVector};

use super::clarabel::{self, Answer};
use super::curvature::Curvature;
use super::dual_active_set::{Factor, dual_active_set};
use super::free_block::Added;
use super::greedy;
use super::interior_point::{self, Interior};
use super::polish::{Data, Face, Point, kkt_residual};
use super::primal_active_set::primal_active_set;
use super::program::{Ended, Program, Sides};
use super::proximal::proximal;
use crate::outcome::{Route, Side};
use crate::progress::is_stopped;

/// The fast route is trusted up to this KKT residual.
const TRUSTED: f64 = 1e-9;
/// A working set that is merely tried has to be right to this.
const VERIFIED: f64 = 1e-11;
/// Weight of the proximal term on a semidefinite covariance of mean variance 1.
const PROXIMAL: f64 = 1e-5;

/// From so many variables on, the interior-point method is asked first where there is a row for
/// each so many of them.
const LARGE: usize = 300;
const VARIABLES_PER_ROW: usize = 20;

/// An iterate that far away is on its way to nowhere.
const BEYOND: f64 = 1e12;

/// How a program ended.
#[derive(Debug)]
pub(crate) enum Found {
    At {
        point: Point,
        sides: Sides,
        residual: f64,
        route: Route,
        iterations: usize,
    },
    Infeasible,
    Unbounded,
    Nothing,
}

impl Found {
    /// Whether the answer of a fast route is good enough.
    fn is_trusted(&self) -> bool {
        matches!(self, Self::At { residual, .. } if *residual <= TRUSTED)
    }
}

/// What the dual active-set method needs of `P`, made when it is first asked for: the primal
/// method answers most programs without it.
#[derive(Debug, Default)]
pub(crate) struct Factors(OnceLock<Whole>);

/// The whole of `P`, factorised.
#[derive(Debug)]
enum Whole {
    /// `P` is positive definite.
    Definite(Factor),
    /// `P + εI`, with the matrix itself.
    Semidefinite(Factor, DMatrix<f64>),
    /// `P` is zero.
    Zero,
}

impl Whole {
    fn of(matrix: &DMatrix<f64>) -> Self {
        if let Some(factor) = Factor::new(matrix, 0.0) {
            return Self::Definite(factor);
        }
        let n = matrix.nrows();
        match Factor::new(matrix, PROXIMAL) {
            Some(factor) => {
                let shifted = matrix + DMatrix::from_diagonal_element(n, n, PROXIMAL);
                Self::Semidefinite(factor, shifted)
            }
            None => Self::Zero,
        }
    }
}

impl Factors {
    /// Those of a matrix that is not zero.
    pub(crate) fn later() -> Self {
        Self(OnceLock::new())
    }

    pub(crate) fn linear_only() -> Self {
        Self(OnceLock::from(Whole::Zero))
    }

    /// The factor of the identity: nearest points of a polyhedron.
    pub(crate) fn of_identity(n: usize) -> Self {
        Self(OnceLock::from(Whole::Definite(Factor::of_identity(n, 1.0))))
    }

    /// `program` is the same, or one with the same `P`, each time.
    fn of(&self, program: &Program<'_>) -> &Whole {
        self.0
            .get_or_init(|| program.quadratic.map_or(Whole::Zero, Whole::of))
    }
}

/// The active-set method; the interior-point method when its answer is not good enough, and
/// Clarabel when that one's is not either.
pub(crate) fn by_any(program: &Program<'_>, factors: &Factors, start: &Sides) -> Found {
    let found = by_either(program, factors, start);
    if matches!(found, Found::Infeasible) || found.is_trusted() {
        return found;
    }
    let found = by_interior_point(program, factors);
    if found.is_trusted() {
        return found;
    }
    by_clarabel(program, factors)
}

/// The quicker of the two, the active-set method where the other has no good answer.
pub(super) fn by_either(program: &Program<'_>, factors: &Factors, start: &Sides) -> Found {
    if is_for_interior_point(program, start) {
        let found = by_interior_point(program, factors);
        if found.is_trusted() {
            return found;
        }
    }
    let origin = DVector::zeros(program.variables());
    by_active_set(program, factors, start, &origin)
}

/// Whether the interior-point method is the quicker one: many variables, many rows, and nothing to
/// start from. The rows would each be repaired and held one by one; it takes them along. However
/// many assets are held, without such rows the active-set method is quicker (measurements:
/// `docs/benchmarks.md`).
fn is_for_interior_point(program: &Program<'_>, start: &Sides) -> bool {
    let n = program.variables();
    if n < LARGE || program.quadratic.is_none() {
        return false;
    }
    let is_limited = |row: &usize| {
        program.row_lower[*row] > f64::NEG_INFINITY || program.row_upper[*row] < f64::INFINITY
    };
    let rows = (0..program.rows()).filter(is_limited).count();
    rows >= n / VARIABLES_PER_ROW && start.0.iter().all(|&side| side == Side::Free)
}

/// The dense interior-point method, its binding set repaired and polished where its own crossover
/// has not ended on a face.
pub(crate) fn by_interior_point(program: &Program<'_>, factors: &Factors) -> Found {
    let route = Route::InteriorPoint;
    match interior_point::solve(program) {
        Interior::Face {
            point,
            sides,
            iterations,
        } => Found::At {
            residual: kkt_residual(program, &sides, &point),
            point,
            sides,
            route,
            iterations,
        },
        Interior::Iterate(answer) => repaired(program, factors, answer, route),
    }
}

/// Clarabel, its binding set repaired and polished.
pub(crate) fn by_clarabel(program: &Program<'_>, factors: &Factors) -> Found {
    repaired(program, factors, clarabel::solve(program), Route::Clarabel)
}

fn repaired(program: &Program<'_>, factors: &Factors, answer: Answer, route: Route) -> Found {
    let (point, sides, iterations) = match answer {
        Answer::Infeasible => return Found::Infeasible,
        Answer::Unbounded => return Found::Unbounded,
        Answer::Failed => return Found::Nothing,
        Answer::Point {
            point,
            sides,
            iterations,
        } => (point, sides, iterations),
    };
    if point.x.amax() > BEYOND {
        return Found::Unbounded;
    }
    settled(program, factors, (point, sides), iterations, route)
}

/// `point` on the face next to it, or itself where that is no better.
pub(crate) fn settled(
    program: &Program<'_>,
    factors: &Factors,
    (point, sides): (Point, Sides),
    iterations: usize,
    route: Route,
) -> Found {
    let rough = kkt_residual(program, &sides, &point);
    if let Found::At {
        point: polished,
        sides: repaired,
        residual,
        ..
    } = by_active_set(program, factors, &sides, &point.x)
        && residual <= rough
    {
        return Found::At {
            point: polished,
            sides: repaired,
            residual,
            route,
            iterations,
        };
    }
    Found::At {
        point,
        sides,
        residual: rough,
        route,
        iterations,
    }
}

/// The optimum on `sides`, if it is the optimum.
pub(crate) fn verify(program: &Program<'_>, sides: &Sides) -> Option<Found> {
    let found = polished(program, sides, 0)?;
    match found {
        Found::At { residual, .. } if residual <= VERIFIED => Some(found),
        _ => None,
    }
}

fn polished(program: &Program<'_>, sides: &Sides, iterations: usize) -> Option<Found> {
    let point = Face::new(program, sides)?.solve(&Data::of(program, sides));
    let residual = kkt_residual(program, sides, &point);
    Some(Found::At {
        point,
        sides: sides.clone(),
        residual,
        route: Route::ActiveSet,
        iterations,
    })
}

/// An active-set method from the working set `start`: the primal one, and where it has no start or
/// goes in circles the dual one. Where `P` is only semidefinite, as a sequence of proximal steps
/// from `near`.
pub(crate) fn by_active_set(
    program: &Program<'_>,
    factors: &Factors,
    start: &Sides,
    near: &DVector<f64>,
) -> Found {
    let sloped = program.linear.amax().max(f64::MIN_POSITIVE);
    let falling = |round: usize| sloped * 10f64.powi(-3 - (round as i32).min(5));
    if let Some(matrix) = program.quadratic {
        match primal(program, Curvature::Dense(matrix), start) {
            Ended::Solved {
                sides, iterations, ..
            } => {
                if let Some(found) = polished(program, &sides, iterations)
                    && matches!(found, Found::At { residual, .. } if residual <= TRUSTED)
                {
                    return found;
                }
            }
            Ended::Singular => {
                let by_primal = |near: &Program<'_>, weight: f64, sides: &Sides| {
                    primal_active_set(
                        near,
                        Curvature::Dense(matrix),
                        Added {
                            shift: weight,
                            lift: 0.0,
                        },
                        sides,
                    )
                };
                let found = proximal(program, start, near, |_| PROXIMAL, by_primal);
                if !matches!(found, Found::Nothing) {
                    return found;
                }
            }
            Ended::Infeasible | Ended::Stuck => {}
        }
    } else if let Some(found) = greedy::sides(program).and_then(|sides| verify(program, &sides)) {
        return found;
    }
    if is_stopped() {
        return Found::Nothing;
    }
    match factors.of(program) {
        Whole::Definite(factor) => match dual_active_set(factor, program, start) {
            Ended::Solved {
                sides, iterations, ..
            } => polished(program, &sides, iterations).unwrap_or(Found::Nothing),
            Ended::Infeasible => Found::Infeasible,
            Ended::Singular | Ended::Stuck => Found::Nothing,
        },
        Whole::Semidefinite(factor, shifted) => {
            let by_dual = |near: &Program<'_>, _: f64, sides: &Sides| {
                let near = Program {
                    quadratic: Some(shifted),
                    ..near.clone()
                };
                dual_active_set(factor, &near, sides)
            };
            proximal(program, start, near, |_| PROXIMAL, by_dual)
        }
        Whole::Zero => {
            let n = program.variables();
            let zero = DMatrix::zeros(n, n);
            let by_primal = |near: &Program<'_>, weight: f64, sides: &Sides| {
                primal_active_set(
                    near,
                    Curvature::Dense(&zero),
                    Added {
                        shift: weight,
                        lift: 0.0,
                    },
                    sides,
                )
            };
            let found = proximal(program, start, near, falling, by_primal);
            if !matches!(found, Found::Nothing) {
                return found;
            }
            let by_dual = |near: &Program<'_>, weight: f64, sides: &Sides| {
                dual_active_set(&Factor::of_identity(n, weight), near, sides)
            };
            proximal(program, start, near, falling, by_dual)
        }
    }
}

/// The working set the primal active-set method ends with, if it ends.
pub(crate) fn primal_sides(program: &Program<'_>, matrix: Curvature<'_>) -> Option<Sides> {
    match primal(program, matrix, &Sides::none(program)) {
        Ended::Solved { sides, .. } => Some(sides),
        _ => None,
    }
}

/// With the lift of the budget where `P` alone has too little curvature.
pub(crate) fn primal(program: &Program<'_>, matrix: Curvature<'_>, start: &Sides) -> Ended {
    let ended = primal_active_set(program, matrix, Added::default(), start);
    if matches!(ended, Ended::Singular) && program.holds_sum() {
        let lifted = Added {
            shift: 0.0,
            lift: 1.0,
        };
        return primal_active_set(program, matrix, lifted, start);
    }
    ended
}
