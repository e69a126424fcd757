//! The efficient frontier.

use nalgebra::DVector;

use crate::outcome::{ActiveSet, Conflict, Outcome, Route, Solution};
use crate::problem::{Objective, Problem};
use crate::solve::{Found, Method, program_of, solve, solve_program, solve_warm};

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
/// larger return. Each point starts from the active set of the one before it; a point that no
/// solver reaches is left out.
pub fn frontier(problem: &Problem, points: usize) -> Frontier {
    let calmest = Problem {
        objective: Objective::MinVariance,
        ..problem.clone()
    };
    let first = match solve(&calmest) {
        Outcome::Optimal(solution) | Outcome::Inexact(solution) => solution,
        Outcome::Infeasible(conflict) => return Frontier::Infeasible(conflict),
        Outcome::Unbounded => return Frontier::Unbounded,
    };
    let boldest = Problem {
        objective: Objective::MaxReturn,
        ..problem.clone()
    };
    let highest = match solve_warm(&boldest, &first.active) {
        Outcome::Optimal(solution) | Outcome::Inexact(solution) => solution.expected_return,
        Outcome::Infeasible(conflict) => return Frontier::Infeasible(conflict),
        Outcome::Unbounded => return Frontier::Unbounded,
    };
    let lowest = first.expected_return;
    let mut active = first.active.clone();
    let mut found = Vec::with_capacity(points);
    if points > 0 {
        found.push(point_of(&first, lowest));
    }
    let mut program = program_of(&calmest, 0.0);
    let target_row = program.rows() - 1;
    for position in 1..points {
        let share = position as f64 / (points - 1) as f64;
        let target = lowest + share * (highest - lowest).max(0.0);
        program.row_lower[target_row] = target;
        if let Some((point, next)) = next_point(&calmest, &program, target, &active) {
            found.push(point);
            active = next;
        }
    }
    Frontier::Points(found)
}

fn next_point(
    problem: &Problem,
    program: &crate::solve::Program<'_>,
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
