//! From a problem to weights.
//!
//! Every problem is first scaled so that the mean variance is 1: daily or annual variances
//! against absolute tolerances make solvers stop early. Then, by falling speed and rising
//! generality, each answer polished by one KKT system and judged by the KKT residual of its
//! weights:
//!
//! 1. the primal active-set method on the free variables (`primal_active_set`), with an elastic
//!    start where rows are in the way (`elastic`); linear programs with a budget and bounds are
//!    solved by greed (`greedy`); where curvature is missing, proximal steps of it (`proximal`);
//! 2. the dual active-set method on the whole matrix (`dual_active_set`), which needs no feasible
//!    point and proves it when there is none;
//! 3. the dense interior-point method (`interior_point`), its binding set found by `crossover`;
//!    before the others where a large program has many rows (`quadratic`);
//! 4. Clarabel, its binding set polished.
//!
//! The critical line (`frontier`) answers when it is asked for.
//!
//! Limits that are no rows (turnover, gross exposure, tracking error, risk) and trading costs go
//! another way with the same parts: `bent`.

mod bent;
mod block_cholesky;
mod clarabel;
mod conic;
mod crossover;
mod curvature;
mod dense;
mod dense_block;
mod dual_active_set;
mod elastic;
mod factor_block;
mod free_block;
mod greedy;
mod interior_point;
mod nonnegative;
mod polish;
mod primal_active_set;
mod primal_start;
mod program;
mod proximal;
mod quadratic;
mod sharpe;
mod sharpe_reference;

pub(crate) use bent::{Around, Cone, KinkPrice, Said, Stand, around, is_bent};
pub(crate) use block_cholesky::BlockCholesky;
pub(crate) use conic::by_clarabel;
pub(crate) use crossover::from as crossed;
pub(crate) use curvature::{Curvature, FactorForm};
pub(crate) use dense::{add_scaled, dot};
pub(crate) use dual_active_set::{Factor, dual_active_set};
pub(crate) use free_block::{Added, FreeBlock};
pub(crate) use polish::{Data, Face, Point, kkt_residual};
pub(crate) use primal_active_set::from_priced_point;
pub(crate) use program::{Ended, Program, Sides};
pub(crate) use quadratic::{Factors, Found, by_any, primal, primal_sides, settled};
pub(crate) use sharpe::{excess, fit_multipliers, judge_point, tangent_on};

use nalgebra::{DMatrix, DVector};

use crate::broken::broken;
use crate::conflict::{self, RelaxationWeights};
use crate::estimate::Moments;
use crate::frontier::on_line;
use crate::outcome::{ActiveSet, Conflict, Outcome, Route, Side, Solution};
use crate::problem::{Objective, Problem};
use crate::unbounded::{self, Unbounded};

/// Which solver to ask. A chosen one answers by itself, as well as it can; only [`Method::Auto`]
/// asks another one when an answer is not good enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// The active-set method, first the interior-point method where a large model has many rows;
    /// the interior-point method and Clarabel when an answer is not good enough.
    #[default]
    Auto,
    /// The primal active-set method, the dual one where it has no start.
    ActiveSet,
    /// The dense interior-point method, polished on the binding set it finds.
    InteriorPoint,
    /// The whole critical line, and the portfolio of the objective on it.
    CriticalLine,
    /// Clarabel, polished on the binding set it finds: the reference.
    Clarabel,
}

/// What is prepared once from the moments and shared by all problems on them.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) moments: Moments,
    /// Mean variance; the unit of the scaled problem.
    pub(crate) scale: f64,
    /// Covariance ÷ `scale`.
    pub(crate) scaled: DMatrix<f64>,
    factors: Factors,
}

impl Shape {
    pub(crate) fn new(moments: Moments) -> Self {
        let mean_variance = moments.covariance().diagonal().mean();
        let scale = if mean_variance > 0.0 {
            mean_variance
        } else {
            1.0
        };
        Self {
            scaled: moments.covariance() / scale,
            scale,
            moments,
            factors: Factors::later(),
        }
    }

    /// The factors of the scaled covariance.
    pub(crate) fn factors(&self) -> &Factors {
        &self.factors
    }
}

/// Solves from nothing.
///
/// Weights, returns and risks are in the units of the moments. Complexity for `n` assets, `k` of
/// them free: some steps of `O(k² + nk)` for the objectives with a risk, `O(n log n)` for the
/// return under a budget and bounds; a model with many rows `O(n³)` per step of the interior-point
/// method. Sources: in the modules that the module docs list. Failure modes are outcomes: a
/// conflict, an unbounded objective, or [`Outcome::Inexact`] with a KKT residual above
/// [`Solution::ACCURATE`].
pub fn solve(problem: &Problem) -> Outcome {
    solve_by(problem, Method::Auto)
}

/// Solves from nothing by a chosen route.
///
/// Equal weights are a formula whatever the method. Under limits that are no rows, and under trading
/// costs, every method but Clarabel is the active-set method.
///
/// Units and outcomes as of [`solve`]. Complexity: [`Method::InteriorPoint`] and
/// [`Method::Clarabel`] `O(n³)` per step, [`Method::CriticalLine`] that of
/// [`crate::exact_frontier`]. Failure mode of a chosen route: an answer that is inexact where
/// [`Method::Auto`] would have asked another one.
pub fn solve_by(problem: &Problem, method: Method) -> Outcome {
    answer(problem, method, None)
}

/// Solves starting from the active set of an earlier solution, usually of the same model with
/// other limits.
///
/// While the set still holds, the answer is one linear system; otherwise the set is repaired.
/// A set of another model is a bad start, never a wrong answer.
///
/// Units and outcomes as of [`solve`]. Complexity: `O(k³ + nk)` while the set holds, `O(k² + nk)`
/// for each change of it.
pub fn solve_warm(problem: &Problem, active: &ActiveSet) -> Outcome {
    answer(problem, Method::Auto, Some(active))
}

/// The scaled program of `problem`, and nothing for objectives that are no quadratic program.
///
/// For the Sharpe ratio this is the quadratic program whose optimum is the given portfolio when
/// `trade_off` is `w'Σw ÷ (excess return)` of it, both scaled.
pub(crate) fn program_of(problem: &Problem, trade_off: f64) -> Program<'_> {
    let shape = &*problem.shape;
    let mean = shape.moments.mean();
    let (quadratic, linear) = match problem.objective {
        Objective::MinVariance | Objective::EqualWeight => {
            (Some(&shape.scaled), DVector::zeros(mean.len()))
        }
        Objective::MaxUtility { risk_aversion } if risk_aversion > 0.0 => {
            let linear = mean / (-2.0 * risk_aversion * shape.scale);
            (Some(&shape.scaled), linear)
        }
        Objective::MaxUtility { .. } | Objective::MaxReturn => (None, mean / -shape.scale.sqrt()),
        Objective::MaxSharpe { risk_free } => {
            let linear = excess(problem, risk_free) * -trade_off;
            (Some(&shape.scaled), linear)
        }
    };
    Program::on_weights(quadratic, linear, mean, &problem.constraints)
}

/// As [`solve_warm`], or [`solve`], for a caller who does not ask why there is no portfolio:
/// to explain a conflict takes many times as long as to find it.
pub(crate) fn solution_from(problem: &Problem, start: Option<&ActiveSet>) -> Option<Solution> {
    let outcome = match tried(problem, Method::Auto, start) {
        Tried::Answered(outcome) => outcome,
        Tried::Refuted => return None,
        Tried::Unanswered => unanswered(problem),
    };
    match outcome {
        Outcome::Optimal(solution) | Outcome::Inexact(solution) => Some(solution),
        Outcome::Infeasible(_) | Outcome::Unbounded(_) => None,
    }
}

/// What came of asking the solvers.
enum Tried {
    Answered(Outcome),
    /// No portfolio keeps the limits, or there is no best one.
    Refuted,
    Unanswered,
}

fn answer(problem: &Problem, method: Method, start: Option<&ActiveSet>) -> Outcome {
    match tried(problem, method, start) {
        Tried::Answered(outcome) => outcome,
        Tried::Refuted | Tried::Unanswered => unanswered(problem),
    }
}

fn tried(problem: &Problem, method: Method, start: Option<&ActiveSet>) -> Tried {
    if problem.objective != Objective::EqualWeight && is_bent(&problem.constraints) {
        return tried_bent(problem, method, start);
    }
    let found = match problem.objective {
        Objective::EqualWeight => return Tried::Answered(equal_weight(problem)),
        _ if method == Method::CriticalLine => on_line(problem),
        Objective::MaxSharpe { risk_free } => sharpe::solve(problem, risk_free, method, start),
        _ => {
            let program = program_of(problem, 0.0);
            solve_program(problem, &program, method, start)
        }
    };
    match found {
        Found::At {
            point,
            sides,
            residual,
            route,
            iterations,
        } if point.x.iter().all(|weight| weight.is_finite()) => {
            let active = sides.into_active_set(problem.assets());
            let solution = describe(problem, point, active, residual, route, iterations);
            if is_ratio_to_nothing(problem, &solution) {
                return Tried::Answered(Outcome::Unbounded(
                    match is_riskless(problem, &solution) {
                        true => Unbounded::Riskless(solution.weights),
                        false => unbounded::of_moments(problem),
                    },
                ));
            }
            Tried::Answered(match rated(solution) {
                Outcome::Inexact(solution) if method == Method::Auto => proven(problem, solution),
                outcome => outcome,
            })
        }
        Found::Infeasible | Found::Unbounded => Tried::Refuted,
        // Weights that are no numbers are nothing: somewhere a product was too large or too small.
        Found::At { .. } | Found::Nothing => Tried::Unanswered,
    }
}

/// Where hardly more than one portfolio keeps the limits, no working set may fit: the search over
/// limits that are no rows finds multipliers by themselves.
fn proven(problem: &Problem, solution: Solution) -> Outcome {
    match bent_outcome(problem, bent::solve(problem, Method::Auto, None)) {
        Some(Outcome::Optimal(proven)) => Outcome::Optimal(proven),
        _ => Outcome::Inexact(solution),
    }
}

/// As [`tried`], for limits that are no rows.
fn tried_bent(problem: &Problem, method: Method, start: Option<&ActiveSet>) -> Tried {
    let answer = bent::solve(problem, method, start);
    let is_refuted = matches!(answer, bent::Answer::Infeasible | bent::Answer::Unbounded);
    match bent_outcome(problem, answer) {
        Some(outcome) => Tried::Answered(outcome),
        None if is_refuted => Tried::Refuted,
        None => Tried::Unanswered,
    }
}

fn bent_outcome(problem: &Problem, answer: bent::Answer) -> Option<Outcome> {
    match answer {
        bent::Answer::At(found) => {
            let bent::Answered {
                point,
                active,
                stand,
                residual,
                route,
                iterations,
            } = *found;
            let solution = describe(problem, point, active, residual, route, iterations);
            Some(rated(Solution {
                stand: Some(Box::new(stand)),
                ..solution
            }))
        }
        bent::Answer::Infeasible | bent::Answer::Unbounded | bent::Answer::Nothing => None,
    }
}

/// Solves a bent problem, starting from weights that keep its limits; nothing where that fails.
pub(crate) fn solve_near(problem: &Problem, near: &DVector<f64>) -> Option<Solution> {
    match bent_outcome(problem, bent::solve_near(problem, near))? {
        Outcome::Optimal(solution) | Outcome::Inexact(solution) => Some(solution),
        Outcome::Infeasible(_) | Outcome::Unbounded(_) => None,
    }
}

/// As [`solve_near`], where the weights are those of `stand` and `asset` has lost its upper bound.
pub(crate) fn solve_near_stand(
    problem: &Problem,
    near: &DVector<f64>,
    stand: &Stand,
    asset: usize,
) -> Option<Solution> {
    let answer = bent::solve_near_stand(problem, near, stand, asset);
    match bent_outcome(problem, answer)? {
        Outcome::Optimal(solution) | Outcome::Inexact(solution) => Some(solution),
        Outcome::Infeasible(_) | Outcome::Unbounded(_) => None,
    }
}

fn rated(solution: Solution) -> Outcome {
    if solution.kkt_residual <= Solution::ACCURATE {
        Outcome::Optimal(solution)
    } else {
        Outcome::Inexact(solution)
    }
}

/// Why no solver has found weights.
fn unanswered(problem: &Problem) -> Outcome {
    let conflict = conflict::explain_conflict(problem, &RelaxationWeights::default());
    if !conflict.limits.is_empty() {
        Outcome::Infeasible(conflict)
    } else if problem.constraints.leave_a_weight_open(problem.assets()) {
        Outcome::Unbounded(unbounded::of_moments(problem))
    } else {
        some_portfolio(problem)
    }
}

/// The optimum of a bent problem, if it is found with a KKT residual of at most `accuracy`.
pub(crate) fn bent_optimum(
    problem: &Problem,
    method: Method,
    accuracy: f64,
) -> Option<DVector<f64>> {
    match bent::solve(problem, method, None) {
        bent::Answer::At(found) if found.residual <= accuracy => Some(found.point.x),
        _ => None,
    }
}

/// Whether a portfolio has no variance but for rounding.
fn is_riskless(problem: &Problem, solution: &Solution) -> bool {
    const NOTHING: f64 = 1e-16;
    let size = problem.shape.scale * solution.weights.norm_squared();
    solution.volatility * solution.volatility <= NOTHING * size
}

/// Whether the return is divided by a risk that is zero but for rounding.
fn is_ratio_to_nothing(problem: &Problem, solution: &Solution) -> bool {
    /// A search for a ratio that is infinite ends somewhere above this, and not at an optimum.
    const NO_RATIO: f64 = 1e4;
    if !matches!(problem.objective, Objective::MaxSharpe { .. }) || solution.objective <= 0.0 {
        return false;
    }
    let is_search = solution.kkt_residual > Solution::ACCURATE && solution.objective > NO_RATIO;
    is_riskless(problem, solution) || is_search
}

/// The portfolio nearest to no portfolio, for a model that has one and that no solver could solve.
fn some_portfolio(problem: &Problem) -> Outcome {
    if is_bent(&problem.constraints) {
        return some_bent_portfolio(problem);
    }
    let n = problem.assets();
    let identity = DMatrix::identity(n, n);
    let mean = problem.moments().mean();
    let program = Program::on_weights(
        Some(&identity),
        DVector::zeros(n),
        mean,
        &problem.constraints,
    );
    match by_any(&program, &Factors::of_identity(n), &Sides::none(&program)) {
        Found::At {
            point,
            sides,
            route,
            iterations,
            ..
        } => {
            let point = Point {
                bounds: DVector::zeros(n),
                rows: DVector::zeros(program.rows()),
                ..point
            };
            // Without multipliers: how far from stationary it is.
            let residual = kkt_residual(&program_of(problem, 0.0), &sides, &point)
                .max(2.0 * Solution::ACCURATE);
            let active = sides.into_active_set(n);
            Outcome::Inexact(describe(
                problem, point, active, residual, route, iterations,
            ))
        }
        _ => Outcome::Infeasible(Conflict::default()),
    }
}

/// What the reference finds, else the calmest portfolio, for a model that has one and that was not
/// solved.
fn some_bent_portfolio(problem: &Problem) -> Outcome {
    let answer = bent::solve(problem, Method::Clarabel, None);
    if let Some(outcome) = bent_outcome(problem, answer) {
        return outcome;
    }
    let calmest = Problem {
        objective: Objective::MinVariance,
        ..problem.clone()
    };
    match bent::solve(&calmest, Method::Auto, None) {
        bent::Answer::At(found) => {
            let residual = found.residual.max(2.0 * Solution::ACCURATE);
            let solution = describe(
                problem,
                found.point,
                found.active,
                residual,
                found.route,
                found.iterations,
            );
            Outcome::Inexact(solution)
        }
        _ => Outcome::Infeasible(Conflict::default()),
    }
}

/// Solves a scaled program of `problem`.
pub(crate) fn solve_program(
    problem: &Problem,
    program: &Program<'_>,
    method: Method,
    start: Option<&ActiveSet>,
) -> Found {
    let linear_only = Factors::linear_only();
    let factors = match program.quadratic {
        Some(_) => problem.shape.factors(),
        None => &linear_only,
    };
    match (method, start) {
        (Method::Clarabel, _) => quadratic::by_clarabel(program, factors),
        // The line belongs to a problem; a program by itself has none.
        (Method::CriticalLine, _) => Found::Nothing,
        (Method::InteriorPoint, _) => quadratic::by_interior_point(program, factors),
        (Method::ActiveSet, _) => {
            let origin = DVector::zeros(program.variables());
            quadratic::by_active_set(program, factors, &Sides::none(program), &origin)
        }
        (Method::Auto, None) => by_any(program, factors, &Sides::none(program)),
        (Method::Auto, Some(active)) => {
            let sides = program.fit(active);
            match quadratic::verify(program, &sides) {
                Some(found) => found,
                None => by_any(program, factors, &sides),
            }
        }
    }
}

fn describe(
    problem: &Problem,
    point: Point,
    active: ActiveSet,
    kkt_residual: f64,
    route: Route,
    iterations: usize,
) -> Solution {
    let moments = problem.moments();
    let n = problem.assets();
    let weights = point.x;
    let expected_return = problem.net_return(&weights);
    let variance = moments.variance(&weights);
    let volatility = variance.sqrt();
    let objective = match problem.objective {
        Objective::MinVariance | Objective::EqualWeight => variance,
        Objective::MaxSharpe { risk_free } => (expected_return - risk_free) / volatility,
        Objective::MaxUtility { risk_aversion } => expected_return - risk_aversion * variance,
        Objective::MaxReturn => expected_return,
    };
    let multipliers = DVector::from_iterator(
        n + point.rows.len(),
        point.bounds.iter().chain(point.rows.iter()).copied(),
    );
    Solution {
        weights,
        expected_return,
        volatility,
        objective,
        active,
        route,
        iterations,
        kkt_residual,
        multipliers,
        stand: None,
    }
}

/// The budget divided evenly. A limit that this portfolio breaks is a conflict by itself.
fn equal_weight(problem: &Problem) -> Outcome {
    let n = problem.assets();
    let share = problem.constraints.budget / n as f64;
    let program = program_of(problem, 0.0);
    let point = Point {
        x: DVector::from_element(n, share),
        bounds: DVector::zeros(n),
        rows: DVector::zeros(program.rows()),
    };

    if let Some(conflict) = broken(problem, &point.x) {
        return Outcome::Infeasible(conflict);
    }

    let mut sides = Sides::none(&program);
    sides.0[n] = Side::Lower;
    let active = sides.into_active_set(n);
    Outcome::Optimal(describe(problem, point, active, 0.0, Route::ClosedForm, 0))
}
