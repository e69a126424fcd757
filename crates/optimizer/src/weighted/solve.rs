//! From goals to weights.

use std::ops::ControlFlow;

use nalgebra::DVector;

use super::conic::Answer;
use super::cutting_planes::{CuttingPlanes, Ended};
use super::master::dual_value;
use super::outcome::{WeightedOutcome, WeightedRoute, WeightedSolution};
use super::problem::WeightedProblem;
use super::reference;
use super::residual::residual;
use super::sum::{Sum, units};
use super::unbounded;
use crate::conflict::{self, RelaxationWeights};
use crate::outcome::{Conflict, Outcome};
use crate::progress::{OnProgress, Progress};
use crate::solve::{Factors, Found, Program, Sides, by_any, solve};

/// Which solver to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WeightedMethod {
    /// The fast route of these goals; Clarabel when there is none or its answer is not good enough.
    #[default]
    Auto,
    /// Clarabel on the whole sum with a row per scenario, just as it answers: the reference.
    Clarabel,
}

/// Gap and residual up to which the fast route is trusted.
const TRUSTED: f64 = 1e-9;
/// A sum below this share of its typical size counts as this much in a relative gap.
const SMALLEST_SHARE: f64 = 1e-3;

/// Minimises the weighted sum; by the fast route if it can be proven, by Clarabel otherwise.
///
/// `progress` is told the objective and its bound after every round of cutting planes and before
/// Clarabel, and may stop there.
///
/// Variances and returns alone are one quadratic or linear program. Polyhedral risks, costs,
/// turnover and gross exposure are cutting planes over it. The semivariance, a robust return, a
/// tracking error and a largest risk take Clarabel. Complexity and failure modes of each route:
/// `weighted/cutting_planes.rs`, `weighted/reference.rs`.
///
/// Formula: `min Σ weight · goal`, each goal in its own unit, see [`crate::WeightedGoal`]. Failure
/// modes are outcomes; what cannot be proven is inexact and tells its gap.
pub fn solve_weighted(problem: &WeightedProblem, progress: &mut OnProgress<'_>) -> WeightedOutcome {
    solve_weighted_by(problem, WeightedMethod::Auto, progress)
}

/// As [`solve_weighted`], by a chosen route.
pub fn solve_weighted_by(
    problem: &WeightedProblem,
    method: WeightedMethod,
    progress: &mut OnProgress<'_>,
) -> WeightedOutcome {
    let prices = problem.terms.iter().map(|term| term.weight).collect();
    Solver::new(problem).solve(prices, method, progress)
}

/// A problem with what is prepared and learned once for all prices of its goals.
pub(super) struct Solver<'p> {
    problem: &'p WeightedProblem,
    units: Vec<f64>,
    planes: Option<CuttingPlanes<'p>>,
}

/// A portfolio before it is described.
struct At {
    weights: DVector<f64>,
    bound: f64,
    iterations: usize,
    route: WeightedRoute,
}

/// How a route ended.
enum Raw {
    At(At),
    Infeasible,
    Unbounded,
    Stuck,
    Cancelled,
}

impl<'p> Solver<'p> {
    pub(super) fn new(problem: &'p WeightedProblem) -> Self {
        Self {
            problem,
            units: units(problem),
            planes: CuttingPlanes::new(problem),
        }
    }

    /// Minimises `Σ price · goal`.
    pub(super) fn solve(
        &mut self,
        prices: Vec<f64>,
        method: WeightedMethod,
        progress: &mut OnProgress<'_>,
    ) -> WeightedOutcome {
        let sum = Sum::new(self.problem, prices, &self.units);
        let mut is_open = false;
        if method == WeightedMethod::Auto {
            match self.fast(&sum, progress) {
                Raw::Cancelled => return WeightedOutcome::Cancelled,
                Raw::Infeasible => return infeasible(&sum),
                // That the best portfolio is far away is no proof; Clarabel's certificate is.
                Raw::Unbounded => is_open = true,
                Raw::Stuck => {}
                Raw::At(at) => {
                    let solution = describe(&sum, at);
                    if solution.gap <= TRUSTED && solution.residual <= TRUSTED {
                        return WeightedOutcome::Optimal(solution);
                    }
                }
            }
        }
        let told = Progress {
            done: 0,
            total: None,
            value: None,
            bound: None,
        };
        if let ControlFlow::Break(()) = progress(told) {
            return WeightedOutcome::Cancelled;
        }
        match by_clarabel(&sum) {
            Raw::At(at) => {
                let solution = describe(&sum, at);
                let worst = solution.gap.max(solution.residual);
                match worst <= WeightedSolution::ACCURATE {
                    true => WeightedOutcome::Optimal(solution),
                    false if is_open => WeightedOutcome::Unbounded(unbounded::why(&sum)),
                    false => WeightedOutcome::Inexact(solution),
                }
            }
            Raw::Unbounded => WeightedOutcome::Unbounded(unbounded::why(&sum)),
            Raw::Stuck if is_open => WeightedOutcome::Unbounded(unbounded::why(&sum)),
            Raw::Infeasible | Raw::Stuck | Raw::Cancelled => infeasible(&sum),
        }
    }

    fn fast(&mut self, sum: &Sum<'_>, progress: &mut OnProgress<'_>) -> Raw {
        if is_one_program(sum) {
            return by_program(sum);
        }
        let Some(planes) = &mut self.planes else {
            return Raw::Stuck;
        };
        let (position, bound, iterations) = match planes.solve(sum, progress) {
            Ended::At {
                position,
                bound,
                iterations,
            } => (position, bound, iterations),
            Ended::Infeasible => return Raw::Infeasible,
            Ended::Unbounded => return Raw::Unbounded,
            Ended::Stuck => return Raw::Stuck,
            Ended::Cancelled => return Raw::Cancelled,
        };
        Raw::At(At {
            weights: weights(sum, &position),
            bound: sum.unscaled(bound),
            iterations,
            route: WeightedRoute::CuttingPlanes,
        })
    }
}

fn weights(sum: &Sum<'_>, position: &[f64]) -> DVector<f64> {
    DVector::from_column_slice(&position[..sum.problem.assets()]) * sum.budget()
}

/// Whether quadratic programming is all there is to it.
fn is_one_program(sum: &Sum<'_>) -> bool {
    let constraints = sum.problem.constraints();
    let is_linear = constraints.turnover.is_none()
        && constraints.gross_exposure.is_none()
        && constraints.tracking_error.is_none()
        && constraints.max_risk.is_none()
        && constraints.costs.is_none();
    is_linear && sum.risks.iter().all(|risk| risk.price == 0.0) && sum.norms.is_empty()
}

/// The program that [`crate::solve()`] would be given, with this slope in the place of the mean.
fn by_program(sum: &Sum<'_>) -> Raw {
    let problem = sum.problem;
    let shape = &problem.limits.shape;
    let linear_only = Factors::linear_only();
    let (quadratic, unit, factors) = if sum.variance > 0.0 {
        let unit = 2.0 * sum.variance * shape.scale;
        (Some(&shape.scaled), unit, shape.factors())
    } else {
        let size = sum.slope.amax();
        (None, if size > 0.0 { size } else { 1.0 }, &linear_only)
    };
    let linear = &sum.slope / -unit;
    let mean = problem.moments().mean();
    let program = Program::on_weights(quadratic, linear, mean, problem.constraints());
    match by_any(&program, factors, &Sides::none(&program)) {
        Found::At {
            point, iterations, ..
        } => Raw::At(At {
            bound: dual_value(&program, &point) * unit + sum.constant,
            weights: point.x,
            iterations,
            route: WeightedRoute::Program,
        }),
        Found::Infeasible => Raw::Infeasible,
        Found::Unbounded => Raw::Unbounded,
        Found::Nothing => Raw::Stuck,
    }
}

fn by_clarabel(sum: &Sum<'_>) -> Raw {
    match reference::solve(sum) {
        Answer::Point {
            point,
            bound,
            iterations,
        } => Raw::At(At {
            weights: weights(sum, &point),
            bound: sum.unscaled(bound),
            iterations,
            route: WeightedRoute::Clarabel,
        }),
        Answer::Infeasible => Raw::Infeasible,
        Answer::Unbounded => Raw::Unbounded,
        Answer::Failed => Raw::Stuck,
    }
}

/// The figures of weights and the proof of their quality.
fn describe(sum: &Sum<'_>, at: At) -> WeightedSolution {
    let problem = sum.problem;
    let (min, max) = {
        let constraints = problem.constraints();
        (&constraints.min_weight, &constraints.max_weight)
    };
    let mut weights = at.weights;
    for (asset, weight) in weights.iter_mut().enumerate() {
        *weight = weight.clamp(min.of(asset), max.of(asset));
    }
    let values = problem.values(&weights);
    let shares: Vec<f64> = values.iter().zip(&sum.prices).map(|(v, p)| v * p).collect();
    let objective: f64 = shares.iter().sum();
    let sizes: f64 = shares.iter().map(|share| share.abs()).sum();
    let missed = objective - at.bound;
    // A bound that rounding put on the wrong side is met.
    let gap = missed.max(0.0) / sizes.max(SMALLEST_SHARE * sum.size);
    WeightedSolution {
        residual: residual(problem, &weights),
        gap: if missed.is_nan() { f64::INFINITY } else { gap },
        objective,
        bound: at.bound,
        values,
        weights,
        route: at.route,
        iterations: at.iterations,
    }
}

/// The conflict; where there is none after all and no solver has an answer, some portfolio.
fn infeasible(sum: &Sum<'_>) -> WeightedOutcome {
    let problem = sum.problem;
    let conflict = conflict::explain_conflict(&problem.limits, &RelaxationWeights::default());
    if !conflict.limits.is_empty() {
        return WeightedOutcome::Infeasible(conflict);
    }
    match solve(&problem.limits) {
        Outcome::Optimal(calmest) | Outcome::Inexact(calmest) => {
            let at = At {
                weights: calmest.weights,
                bound: f64::NEG_INFINITY,
                iterations: 0,
                route: WeightedRoute::Program,
            };
            let solution = describe(sum, at);
            match solution.residual <= WeightedSolution::ACCURATE {
                true => WeightedOutcome::Inexact(solution),
                false => WeightedOutcome::Infeasible(Conflict::default()),
            }
        }
        Outcome::Infeasible(conflict) => WeightedOutcome::Infeasible(conflict),
        Outcome::Unbounded(_) => WeightedOutcome::Infeasible(Conflict::default()),
    }
}
