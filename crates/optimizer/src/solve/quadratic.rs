//! One quadratic or linear program: the fast route, the reference route, and which one to trust.

use std::sync::OnceLock;

use nalgebra::{DMatrix, DVector};

use super::clarabel::{self, Answer};
use super::dual_active_set::{Ended, Factor, dual_active_set};
use super::free_block::Added;
use super::polish::{Data, Face, Point, kkt_residual};
use super::primal_active_set::{self, primal_active_set};
use super::program::{Program, Sides};
use crate::outcome::Route;

/// The fast route is trusted up to this KKT residual.
const TRUSTED: f64 = 1e-9;
/// A working set that is merely tried has to be right to this.
const VERIFIED: f64 = 1e-11;
/// Weight of the proximal term on a semidefinite covariance of mean variance 1.
const PROXIMAL: f64 = 1e-5;
/// Proximal steps before the reference route is asked.
const PROXIMAL_STEPS: usize = 40;

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

/// The active-set method; Clarabel when its answer is not good enough.
pub(crate) fn by_any(program: &Program<'_>, factors: &Factors, start: &Sides) -> Found {
    let origin = DVector::zeros(program.variables());
    match by_active_set(program, factors, start, &origin) {
        Found::Infeasible => Found::Infeasible,
        Found::At {
            point,
            sides,
            residual,
            route,
            iterations,
        } if residual <= TRUSTED => Found::At {
            point,
            sides,
            residual,
            route,
            iterations,
        },
        _ => by_clarabel(program, factors),
    }
}

/// Clarabel, its binding set repaired and polished.
pub(crate) fn by_clarabel(program: &Program<'_>, factors: &Factors) -> Found {
    let (point, sides, iterations) = match clarabel::solve(program) {
        Answer::Infeasible => return Found::Infeasible,
        Answer::Unbounded => return Found::Unbounded,
        Answer::Failed => return Found::Nothing,
        Answer::Point {
            point,
            sides,
            iterations,
        } => (point, sides, iterations),
    };
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
            route: Route::Clarabel,
            iterations,
        };
    }
    Found::At {
        point,
        sides,
        residual: rough,
        route: Route::Clarabel,
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

/// The dual active-set method from the working set `start`; where `P` is only semidefinite, as a
/// sequence of proximal steps from `near`.
pub(crate) fn by_active_set(
    program: &Program<'_>,
    factors: &Factors,
    start: &Sides,
    near: &DVector<f64>,
) -> Found {
    if let Some(found) = by_primal(program, start) {
        return found;
    }
    match factors.of(program) {
        Whole::Definite(factor) => match dual_active_set(factor, program, start) {
            Ended::Solved {
                sides, iterations, ..
            } => polished(program, &sides, iterations).unwrap_or(Found::Nothing),
            Ended::Infeasible => Found::Infeasible,
            Ended::Stuck => Found::Nothing,
        },
        Whole::Semidefinite(factor, shifted) => proximal(program, start, near, |_| Step {
            factor: factor.clone(),
            shifted: shifted.clone(),
            weight: PROXIMAL,
        }),
        Whole::Zero => {
            let n = program.variables();
            let size = program.linear.amax().max(f64::MIN_POSITIVE);
            proximal(program, start, near, |step| {
                let weight = size * 10f64.powi(-3 - (step as i32).min(5));
                Step {
                    factor: Factor::of_identity(n, weight),
                    shifted: DMatrix::from_diagonal_element(n, n, weight),
                    weight,
                }
            })
        }
    }
}

/// The primal active-set method, if it answers well.
fn by_primal(program: &Program<'_>, start: &Sides) -> Option<Found> {
    let (sides, iterations) = primal(program, start)?;
    let found = polished(program, &sides, iterations)?;
    matches!(found, Found::At { residual, .. } if residual <= TRUSTED).then_some(found)
}

/// The working set the primal active-set method ends with, if it ends.
pub(crate) fn primal_sides(program: &Program<'_>) -> Option<Sides> {
    primal(program, &Sides::none(program)).map(|(sides, _)| sides)
}

/// With the lift of the budget where `P` alone has too little curvature.
fn primal(program: &Program<'_>, start: &Sides) -> Option<(Sides, usize)> {
    let matrix = program.quadratic?;
    let mut ended = primal_active_set(program, matrix, Added::default(), start);
    if matches!(ended, primal_active_set::Ended::Singular) && program.holds_sum() {
        let lifted = Added {
            lift: 1.0,
            ..Added::default()
        };
        ended = primal_active_set(program, matrix, lifted, start);
    }
    match ended {
        primal_active_set::Ended::Solved { sides, iterations } => Some((sides, iterations)),
        _ => None,
    }
}

/// `P + εI` and `ε`.
struct Step {
    factor: Factor,
    shifted: DMatrix<f64>,
    weight: f64,
}

/// `x ← argmin ½x'Px + q'x + ½ε‖x − x̄‖²`, each a strictly convex program from the last working
/// set. Ends when the working set holds for the program itself, or when `x` stands still.
///
/// Source: Rockafellar, *Monotone operators and the proximal point algorithm*, SIAM Journal on
/// Control and Optimization 14 (1976).
fn proximal(
    program: &Program<'_>,
    start: &Sides,
    near: &DVector<f64>,
    step: impl Fn(usize) -> Step,
) -> Found {
    let mut centre = near.clone();
    let mut sides = start.clone();
    let mut iterations = 0;
    for round in 0..PROXIMAL_STEPS {
        let Step {
            factor,
            shifted,
            weight,
        } = step(round);
        let mut near = program.clone();
        near.quadratic = Some(&shifted);
        near.linear.axpy(-weight, &centre, 1.0);
        let x = match dual_active_set(&factor, &near, &sides) {
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
            Ended::Stuck => return Found::Nothing,
        };
        if let Some(found) = verify(program, &sides) {
            return with_iterations(found, iterations);
        }
        let moved = (&x - &centre).amax();
        centre = x;
        if weight * moved <= 1e-12 {
            let Some(face) = Face::new(&near, &sides) else {
                return Found::Nothing;
            };
            let point = face.solve(&Data::of(&near, &sides));
            let residual = kkt_residual(program, &sides, &point);
            return Found::At {
                point,
                sides,
                residual,
                route: Route::ActiveSet,
                iterations,
            };
        }
    }
    Found::Nothing
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
