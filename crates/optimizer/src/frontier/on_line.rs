//! One portfolio of an objective, read off the critical line.
//!
//! The line gives the face; the face gives the portfolio, to machine precision. Where the face
//! leaves something open, the point of the line itself answers. The cost is that of the whole
//! line, so this is a route to compare with, and the natural one where the line is there anyway.

use nalgebra::DVector;

use super::exact::{self, CriticalLine, Lined};
use crate::outcome::{Route, Side};
use crate::problem::{Objective, Problem};
use crate::solve::{
    Found, Point, Program, Sides, crossed, fit_multipliers, judge_point, kkt_residual, program_of,
    settled, tangent_on,
};

/// A row this near to its limit stands at it.
const STANDING: f64 = 1e-10;

/// The optimum of any objective but equal weights.
pub(crate) fn on_line(problem: &Problem) -> Found {
    let (line, is_open) = match exact::line_of(problem) {
        Lined::Line(line) => (line, false),
        Lined::Open(line) => (line, true),
        Lined::Nothing(found) => return found,
    };
    let corners = line.turning_points().len();
    let found = match problem.objective {
        Objective::MinVariance | Objective::EqualWeight => at(&line, problem, (corners - 1, 0.0)),
        Objective::MaxUtility { risk_aversion } if risk_aversion > 0.0 => {
            at(&line, problem, line.place_of_lambda(1.0 / risk_aversion))
        }
        Objective::MaxUtility { .. } | Objective::MaxReturn if is_open => Found::Unbounded,
        Objective::MaxUtility { .. } | Objective::MaxReturn => at(&line, problem, (0, 0.0)),
        Objective::MaxSharpe { risk_free } => tangency(&line, problem, risk_free),
    };
    match found {
        Found::At {
            point,
            sides,
            residual,
            ..
        } => Found::At {
            point,
            sides,
            residual,
            route: Route::CriticalLine,
            iterations: corners,
        },
        other => other,
    }
}

/// The portfolio at a place of the line, on its face.
fn at(line: &CriticalLine, problem: &Problem, place: (usize, f64)) -> Found {
    let program = program_of(problem, 0.0);
    let guesses = guesses(line, &program, place);
    let crossed = guesses.iter().find_map(|sides| crossed(&program, sides));
    let route = Route::CriticalLine;
    let Some((point, sides)) = crossed else {
        let [sides, _] = guesses;
        let point = without_prices(line, &program, place);
        let point = fit_multipliers(&program, &sides, point);
        return settled(&program, problem.shape.factors(), (point, sides), 0, route);
    };
    Found::At {
        residual: kkt_residual(&program, &sides, &point),
        point,
        sides,
        route,
        iterations: 0,
    }
}

/// Where `λ ÷ 2` times the excess return is the variance: on the line the difference of the two
/// falls from the largest return to the smallest variance, and has one root on its segment.
fn tangency(line: &CriticalLine, problem: &Problem, risk_free: f64) -> Found {
    let lead = |segment: usize, share: f64| {
        let portfolio = line.between(segment, share);
        let gain = portfolio.expected_return - risk_free;
        0.5 * portfolio.lambda * gain - portfolio.volatility.powi(2)
    };
    let points = line.turning_points();
    if points[0].expected_return <= risk_free {
        return Found::Infeasible;
    }
    let below = (0..points.len())
        .find(|&segment| lead(segment, 0.0) <= 0.0)
        .unwrap_or(points.len());
    let place = match below.checked_sub(1) {
        // Everything in the largest return.
        None => (0, 0.0),
        Some(segment) => {
            let (mut low, mut high) = (0.0, 1.0);
            for _ in 0..60 {
                let middle: f64 = 0.5 * (low + high);
                if lead(segment, middle) > 0.0 {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            (segment, 0.5 * (low + high))
        }
    };
    let program = program_of(problem, 0.0);
    let guesses = guesses(line, &program, place);
    let tangent = |sides| tangent_on(problem, risk_free, sides);
    guesses.iter().find_map(tangent).unwrap_or_else(|| {
        let point = without_prices(line, &program, place);
        judge_point(problem, risk_free, point, &guesses[0])
    })
}

fn without_prices(
    line: &CriticalLine,
    program: &Program<'_>,
    (segment, share): (usize, f64),
) -> Point {
    Point {
        x: line.between(segment, share).weights,
        bounds: DVector::zeros(program.variables()),
        rows: DVector::zeros(program.rows()),
    }
}

/// What binds at a place: weights that are exactly at a bound, and rows that have a price there,
/// or else all that stand at a limit (beyond the ends of the line a price may begin that is zero
/// at the end itself).
fn guesses(
    line: &CriticalLine,
    program: &Program<'_>,
    (segment, share): (usize, f64),
) -> [Sides; 2] {
    let weights = line.between(segment, share).weights;
    let priced = held(program, &weights, &line.rows(segment, share));
    let mut standing = priced.clone();
    let n = weights.len();
    for index in n..n + program.rows() {
        let (lower, upper) = program.limits(index);
        let value = program.value(index, &weights);
        if standing.0[index] == Side::Free && (value - lower).abs() <= STANDING {
            standing.0[index] = Side::Lower;
        } else if standing.0[index] == Side::Free && (upper - value).abs() <= STANDING {
            standing.0[index] = Side::Upper;
        }
    }
    [priced, standing]
}

/// What binds at `weights` where the rows have these prices.
pub(super) fn held(program: &Program<'_>, weights: &DVector<f64>, rows: &DVector<f64>) -> Sides {
    let n = weights.len();
    let mut sides = Sides::none(program);
    for index in 0..n + program.rows() {
        let (lower, upper) = program.limits(index);
        let is_at = |limit: f64, sign: f64| match index.checked_sub(n) {
            None => weights[index] == limit,
            Some(row) => limit.is_finite() && sign * rows[row] > 0.0,
        };
        if lower == upper || is_at(lower, -1.0) {
            sides.0[index] = Side::Lower;
        } else if is_at(upper, 1.0) {
            sides.0[index] = Side::Upper;
        }
    }
    sides
}
