//! The efficient frontier.

mod corner;
mod critical_line;
mod direction;
mod event;
mod exact;
mod factors;
mod on_line;
mod tracer;

pub use exact::{CriticalLine, ExactFrontier, FrontierPortfolio, TurningPoint, exact_frontier};
pub use factors::exact_frontier_of_factors;
pub(crate) use on_line::on_line;

use nalgebra::DVector;

use crate::outcome::{ActiveSet, Conflict, Outcome, Route, Side, Solution};
use crate::problem::{Objective, Problem};
use crate::progress::{Progress, tell};
use crate::solve::{
    Found, Method, Point, Program, is_bent, kkt_residual, program_of, solve, solve_near,
    solve_program,
};

/// One portfolio of the frontier.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontierPoint {
    /// The return that was asked for, annual.
    pub target_return: f64,
    /// Expected annual return.
    pub expected_return: f64,
    /// Annual volatility.
    pub volatility: f64,
    /// Weights in the order of the assets.
    pub weights: DVector<f64>,
    /// Who answered.
    pub route: Route,
    /// As [`Solution::kkt_residual`]; above [`Solution::ACCURATE`] the point is inexact.
    pub kkt_residual: f64,
}

/// The frontier, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum Frontier {
    /// Points by rising return.
    Points(Vec<FrontierPoint>),
    /// The limits contradict each other.
    Infeasible(Conflict),
    /// The return has no finite maximum.
    Unbounded,
}

/// `points` portfolios of smallest variance, evenly spaced in return from that of the
/// minimum-variance portfolio to the largest return, under the constraints of `problem` (whose
/// objective does not matter).
///
/// One point is the minimum-variance portfolio, and so is every point when no portfolio has a
/// larger return. The points are read off the critical line, see [`exact_frontier`]; one that is
/// not accurate there is solved by itself, and left out when no solver reaches it. Under limits that
/// are no rows, and under trading costs, every point is solved by itself; returns are after costs.
///
/// Formula: `min w'Σw` with `μ'w ≥ target` for each target. Complexity: that of the critical line,
/// and `O(k³ + n²)` per point; a solve per point where there is no line. Source: Markowitz (1956),
/// see [`exact_frontier`].
pub fn frontier(problem: &Problem, points: usize) -> Frontier {
    let calmest = Problem {
        objective: Objective::MinVariance,
        ..problem.clone()
    };
    let first = match solve(&calmest) {
        Outcome::Optimal(solution) | Outcome::Inexact(solution) => solution,
        Outcome::Infeasible(conflict) => return Frontier::Infeasible(conflict),
        Outcome::Unbounded(_) => return Frontier::Unbounded,
    };
    if is_bent(problem.constraints()) {
        return bent_frontier(&calmest, &first, points);
    }
    let line = match exact_frontier(&calmest) {
        ExactFrontier::Line(line) => line,
        ExactFrontier::Infeasible(conflict) => return Frontier::Infeasible(conflict),
        ExactFrontier::Unbounded | ExactFrontier::Bent => return Frontier::Unbounded,
    };
    let lowest = first.expected_return;
    let highest = line.turning_points()[0].expected_return;
    let mut active = first.active.clone();
    let mut found = Vec::with_capacity(points);
    if points > 0 {
        found.push(point_of(&first, lowest));
    }
    let mut program = program_of(&calmest, 0.0);
    let target_row = program.rows() - 1;
    for position in 1..points {
        if tell(Progress::part(position, points)).is_break() {
            break;
        }
        let share = position as f64 / (points - 1) as f64;
        let target = lowest + share * (highest - lowest).max(0.0);
        program.row_lower[target_row] = target;
        if let Some(point) = read_off(&line, &calmest, &program, target) {
            found.push(point);
        } else if let Some((point, next)) = next_point(&calmest, &program, target, &active) {
            found.push(point);
            active = next;
        }
    }
    Frontier::Points(found)
}

/// Point by point, from the largest return down: the weights of one point keep every limit of the
/// next, and are where its search begins.
fn bent_frontier(calmest: &Problem, first: &Solution, points: usize) -> Frontier {
    let boldest = Problem {
        objective: Objective::MaxReturn,
        ..calmest.clone()
    };
    let top = match solve(&boldest) {
        Outcome::Optimal(solution) | Outcome::Inexact(solution) => solution,
        Outcome::Infeasible(conflict) => return Frontier::Infeasible(conflict),
        Outcome::Unbounded(_) => return Frontier::Unbounded,
    };
    let (lowest, highest) = (first.expected_return, top.expected_return);
    let mut near = top.weights.clone();
    let mut found = Vec::with_capacity(points);
    for position in (1..points).rev() {
        let share = position as f64 / (points - 1) as f64;
        let target = lowest + share * (highest - lowest).max(0.0);
        let mut aimed = calmest.clone();
        aimed.constraints.target_return = Some(target);
        let solution = match solve_near(&aimed, &near) {
            Some(solution) => solution,
            // Only the boldest portfolio has the largest return.
            None if position == points - 1 => top.clone(),
            None => continue,
        };
        near.copy_from(&solution.weights);
        found.push(point_of(&solution, target));
    }
    if points > 0 {
        found.push(point_of(first, lowest));
    }
    found.reverse();
    Frontier::Points(found)
}

/// The point of the critical line with this return, if it satisfies the KKT conditions of the
/// program with that target.
fn read_off(
    line: &CriticalLine,
    problem: &Problem,
    program: &Program<'_>,
    target_return: f64,
) -> Option<FrontierPoint> {
    const ACCURATE: f64 = 1e-12;
    let (segment, share) = line.place_of_return(target_return)?;
    let portfolio = line.between(segment, share);
    let mut rows = line.rows(segment, share);
    let target_row = rows.len() - 1;
    // The trade-off is the price of the target, and the shift of the returns one of the budget.
    let per_return = portfolio.lambda / (2.0 * problem.shape.scale);
    rows[0] += per_return * exact::middle(problem);
    rows[target_row] -= per_return;

    let sides = on_line::held(program, &portfolio.weights, &rows);
    let mut bounds = -program.times(&portfolio.weights) - &program.normals * &rows;
    let held = sides.0.iter().zip(bounds.iter_mut());
    for (_, bound) in held.filter(|(side, _)| **side == Side::Free) {
        *bound = 0.0;
    }
    let point = Point {
        x: portfolio.weights,
        bounds,
        rows,
    };
    let kkt_residual = kkt_residual(program, &sides, &point);
    (kkt_residual <= ACCURATE).then(|| FrontierPoint {
        target_return,
        expected_return: problem.moments().expected_return(&point.x),
        volatility: portfolio.volatility,
        weights: point.x,
        route: Route::CriticalLine,
        kkt_residual,
    })
}

fn next_point(
    problem: &Problem,
    program: &Program<'_>,
    target_return: f64,
    active: &ActiveSet,
) -> Option<(FrontierPoint, ActiveSet)> {
    let Found::At {
        point,
        sides,
        residual,
        route,
        ..
    } = solve_program(problem, program, Method::Auto, Some(active))
    else {
        return None;
    };
    let moments = problem.moments();
    let point = FrontierPoint {
        target_return,
        expected_return: moments.expected_return(&point.x),
        volatility: moments.volatility(&point.x),
        weights: point.x,
        route,
        kkt_residual: residual,
    };
    Some((point, sides.into_active_set(problem.assets())))
}

fn point_of(solution: &Solution, target_return: f64) -> FrontierPoint {
    FrontierPoint {
        target_return,
        expected_return: solution.expected_return,
        volatility: solution.volatility,
        weights: solution.weights.clone(),
        route: solution.route,
        kkt_residual: solution.kkt_residual,
    }
}
