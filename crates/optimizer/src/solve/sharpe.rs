//! The largest Sharpe ratio.
//!
//! Fast route: the optimum lies on the frontier `w(γ) = argmin ½ w'Pw − γ ê'w`, with `ê` the
//! excess returns, at the `γ` where `γ ê'w = w'Pw`. On one set of binding limits `w` is affine in
//! `γ` and that equation is linear, so the search is a Newton iteration that ends exactly once the
//! set is right; brackets keep it from cycling.
//!
//! Reference route: `sharpe_reference`.

use nalgebra::{DMatrix, DVector};

use super::polish::{Data, Face, Point, kkt_residual};
use super::program::{Program, Sides};
use super::quadratic::{Found, by_active_set, by_either, by_interior_point, settled};
use super::sharpe_reference::by_clarabel;
use super::{Method, program_of};
use crate::outcome::{ActiveSet, Route, Side};
use crate::problem::Problem;

/// A tangency found by the fast route has to be right to this.
pub(super) const VERIFIED: f64 = 1e-11;
/// The reference route is asked when the fast one is worse than this.
const TRUSTED: f64 = 1e-9;
/// Beyond this trade-off (at mean variance 1) the frontier has reached its largest return.
const STEEPEST: f64 = 1e9;
const ROUNDS: usize = 80;

/// Excess returns per unit of weight, in units of the root of the scale: `ê'w = μ'w − risk_free`
/// for every portfolio that spends the budget.
pub(crate) fn excess(problem: &Problem, risk_free: f64) -> DVector<f64> {
    let shift = risk_free / problem.constraints.budget;
    let unit = problem.shape.scale.sqrt();
    problem.moments().mean().map(|mean| (mean - shift) / unit)
}

pub(super) fn solve(
    problem: &Problem,
    risk_free: f64,
    method: Method,
    start: Option<&ActiveSet>,
) -> Found {
    let excess = excess(problem, risk_free);
    let program = program_of(problem, 0.0);
    let sides = match start {
        Some(active) => program.fit(active),
        None => Sides::none(&program),
    };
    let factors = problem.shape.factors();
    let origin = DVector::zeros(excess.len());
    let active_set =
        |program: &Program<'_>, sides: &Sides| by_active_set(program, factors, sides, &origin);
    let mut newton = Newton {
        excess: &excess,
        program: program.clone(),
        sides,
        route: Route::ActiveSet,
    };
    match method {
        Method::Clarabel => by_clarabel(problem, &excess, program),
        // The line belongs to the problem and is asked before.
        Method::CriticalLine => Found::Nothing,
        Method::ActiveSet => newton.search(active_set, false),
        Method::InteriorPoint => {
            newton.route = Route::InteriorPoint;
            newton.search(|program, _| by_interior_point(program, factors), false)
        }
        Method::Auto => {
            let either = |program: &Program<'_>, sides: &Sides| by_either(program, factors, sides);
            let fast = newton.search(either, start.is_some());
            match residual_of(&fast) {
                Some(residual) if residual > TRUSTED => {}
                None if matches!(fast, Found::Nothing) => {}
                _ => return fast,
            }
            let reference = by_clarabel(problem, &excess, program);
            let good = residual_of(&fast).unwrap_or(f64::INFINITY);
            if good <= residual_of(&reference).unwrap_or(f64::INFINITY) && good.is_finite() {
                fast
            } else {
                reference
            }
        }
    }
}

/// `w(γ) = still + γ · moving` on one set of binding limits.
struct Ray {
    still: DVector<f64>,
    moving: DVector<f64>,
}

impl Ray {
    fn new(program: &Program<'_>, excess: &DVector<f64>, sides: &Sides) -> Option<Self> {
        let face = Face::new(program, sides)?;
        let mut data = Data::of(program, sides);
        data.linear.fill(0.0);
        let still = face.solve(&data).x;
        let mut data = Data::zeros(program);
        data.linear = -excess;
        let moving = face.solve(&data).x;
        Some(Self { still, moving })
    }

    /// The tangency `γ ê'w = w'Pw`; the square of `γ` cancels because `moving` stays inside the
    /// binding limits.
    fn tangency(&self, program: &Program<'_>, excess: &DVector<f64>) -> Option<f64> {
        let risk = program.times(&self.still);
        let variance = self.still.dot(&risk);
        let slope = excess.dot(&self.still) - 2.0 * self.moving.dot(&risk);
        (slope > 0.0 && variance > 0.0).then(|| variance / slope)
    }
}

/// The search for the trade-off.
struct Newton<'e, 'm> {
    excess: &'e DVector<f64>,
    program: Program<'m>,
    sides: Sides,
    route: Route,
}

impl Newton<'_, '_> {
    /// `solve` answers the program with one trade-off, from the last binding limits if it likes.
    fn search(&mut self, solve: impl Fn(&Program<'_>, &Sides) -> Found, try_start: bool) -> Found {
        if try_start
            && let Some(found) = self.tangent(0)
            && is_verified(&found)
        {
            return found;
        }
        let mut best = Found::Nothing;
        let (mut low, mut high) = (0.0, f64::INFINITY);
        let mut trade_off: f64 = 0.0;
        let mut iterations = 0;
        for _ in 0..ROUNDS {
            self.program.linear = self.excess * -trade_off;
            let point = match solve(&self.program, &self.sides) {
                Found::At {
                    point,
                    sides: found,
                    iterations: more,
                    ..
                } => {
                    self.sides = found;
                    iterations += more + 1;
                    point
                }
                other => return other,
            };
            if let Some(found) = self.tangent(iterations) {
                if is_verified(&found) {
                    return found;
                }
                if residual_of(&found) < residual_of(&best) || matches!(best, Found::Nothing) {
                    best = found;
                }
            }
            let gain = self.excess.dot(&point.x);
            let variance = point.x.dot(&self.program.times(&point.x));
            if gain > 0.0 && trade_off * gain >= variance {
                high = trade_off;
            } else {
                low = trade_off;
            }
            if low >= STEEPEST && gain <= 0.0 {
                return Found::Infeasible;
            }
            let newton = Ray::new(&self.program, self.excess, &self.sides)
                .and_then(|ray| ray.tangency(&self.program, self.excess))
                .filter(|&next| next > low && next < high);
            trade_off = match newton {
                Some(next) => next,
                None if high.is_finite() => 0.5 * (low + high),
                None if gain > 0.0 => (variance / gain).max(2.0 * low),
                None => (8.0 * low).max(1.0),
            };
            if (high.is_finite() && high - low <= 1e-15 * high) || low > STEEPEST * 1e3 {
                break;
            }
        }
        best
    }

    fn tangent(&mut self, iterations: usize) -> Option<Found> {
        let (program, sides) = (&mut self.program, &self.sides);
        tangent(program, self.excess, sides, self.route, iterations)
    }
}

pub(super) fn residual_of(found: &Found) -> Option<f64> {
    match found {
        Found::At { residual, .. } => Some(*residual),
        _ => None,
    }
}

pub(super) fn is_verified(found: &Found) -> bool {
    residual_of(found).is_some_and(|residual| residual <= VERIFIED)
}

/// The tangency on `sides`, whether or not it is the optimum.
pub(super) fn tangent(
    program: &mut Program<'_>,
    excess: &DVector<f64>,
    sides: &Sides,
    route: Route,
    iterations: usize,
) -> Option<Found> {
    let trade_off = Ray::new(program, excess, sides)?.tangency(program, excess)?;
    program.linear = excess * -trade_off;
    let point = Face::new(program, sides)?.solve(&Data::of(program, sides));
    Some(judge(program, excess, point, sides, route, iterations))
}

/// The tangency on `sides`, if it is the optimum.
pub(crate) fn tangent_on(problem: &Problem, risk_free: f64, sides: &Sides) -> Option<Found> {
    let excess = excess(problem, risk_free);
    let mut program = program_of(problem, 0.0);
    tangent(&mut program, &excess, sides, Route::CriticalLine, 0).filter(is_verified)
}

/// A point without multipliers as an answer: the multipliers that fit best.
pub(crate) fn judge_point(problem: &Problem, risk_free: f64, point: Point, sides: &Sides) -> Found {
    let excess = excess(problem, risk_free);
    let mut program = program_of(problem, 0.0);
    let gain = excess.dot(&point.x);
    let variance = point.x.dot(&program.times(&point.x));
    program.linear = &excess * -(variance / gain);
    let point = fit_multipliers(&program, sides, point);
    let (factors, route) = (problem.shape.factors(), Route::CriticalLine);
    match settled(&program, factors, (point, sides.clone()), 0, route) {
        Found::At { point, sides, .. } => judge(&mut program, &excess, point, &sides, route, 0),
        other => other,
    }
}

/// The KKT residual with the trade-off that `point` itself has.
pub(super) fn judge(
    program: &mut Program<'_>,
    excess: &DVector<f64>,
    point: Point,
    sides: &Sides,
    route: Route,
    iterations: usize,
) -> Found {
    let variance = point.x.dot(&program.times(&point.x));
    let gain = excess.dot(&point.x);
    program.linear = excess * -(variance / gain);
    let residual = if gain > 0.0 {
        kkt_residual(program, sides, &point)
    } else {
        f64::INFINITY
    };
    Found::At {
        point,
        sides: sides.clone(),
        residual,
        route,
        iterations,
    }
}

/// Multipliers of the binding limits by least squares.
pub(crate) fn fit_multipliers(program: &Program<'_>, sides: &Sides, mut point: Point) -> Point {
    let n = program.variables();
    let binding: Vec<usize> = (0..sides.0.len())
        .filter(|&index| sides.0[index] != Side::Free)
        .collect();
    let normals = DMatrix::from_fn(n, binding.len(), |row, column| {
        let index = binding[column];
        if index < n {
            f64::from(u8::from(index == row))
        } else {
            program.normals[(row, index - n)]
        }
    });
    let gradient = program.gradient(&point.x);
    if let Ok(multipliers) = normals.svd(true, true).solve(&-gradient, 1e-12) {
        for (&index, &multiplier) in binding.iter().zip(&multipliers) {
            if index < n {
                point.bounds[index] = multiplier;
            } else {
                point.rows[index - n] = multiplier;
            }
        }
    }
    point
}
