//! The frontier of return against a scenario risk.
//!
//! Points are evenly spaced in return from that of the calmest portfolio to the largest return.
//! Cuts hold whatever the target is, so every point starts from the cuts and the vertex of the
//! one before it, and usually needs a handful of pivots.

use std::ops::ControlFlow;

use super::cutting_planes::CuttingPlanes;
use super::outcome::{ScenarioOutcome, ScenarioSolution};
use super::problem::{ScenarioObjective, ScenarioProblem};
use super::solve::{finish, prepare, raw_of, solve_scenario, solve_scenario_by};
use crate::outcome::Conflict;
use crate::progress::{OnProgress, Progress, attended, tell};
use crate::scenario::ScenarioMethod;

/// The frontier, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum ScenarioFrontier {
    /// Points by rising return.
    Points(Vec<ScenarioFrontierPoint>),
    /// The limits contradict each other.
    Infeasible(Conflict),
    /// The risk or the return has no finite optimum.
    Unbounded,
    /// Stopped by the caller.
    Cancelled,
}

/// One portfolio of the frontier.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioFrontierPoint {
    /// The annual return that was asked for.
    pub target_return: f64,
    /// The calmest portfolio with at least that return.
    pub solution: ScenarioSolution,
}

/// `points` portfolios of smallest risk, evenly spaced in return from that of the calmest portfolio
/// to the largest return, under the constraints of `problem` (whose objective does not matter; with
/// a `max_risk` the largest return is the one under it).
///
/// One point is the calmest portfolio. A point that no solver reaches is left out. `progress` is
/// told after every point.
///
/// Formula: the least risk with `μ'w ≥ target` (annual) for each target. Complexity: two solves, and
/// per point a few pivots and cuts of `O(Tn)`, or a solve where a limit or the risk is curved.
/// Sources: those of [`solve_scenario`]. Failure modes: a boldest or calmest portfolio that is
/// missing is the outcome.
pub fn scenario_frontier(
    problem: &ScenarioProblem,
    points: usize,
    progress: &mut OnProgress<'_>,
) -> ScenarioFrontier {
    attended(progress, || draw(problem, points, &mut tell)).unwrap_or(ScenarioFrontier::Cancelled)
}

fn draw(
    problem: &ScenarioProblem,
    points: usize,
    progress: &mut OnProgress<'_>,
) -> ScenarioFrontier {
    let calmest = problem.aimed_at(ScenarioObjective::MinRisk);
    let boldest = problem.aimed_at(ScenarioObjective::MaxReturn);
    let first = match ends(solve_scenario_by(&calmest, ScenarioMethod::Auto, progress)) {
        Ok(solution) => solution,
        Err(other) => return other,
    };
    let highest = match ends(solve_scenario_by(&boldest, ScenarioMethod::Auto, progress)) {
        Ok(solution) => solution.expected_return,
        Err(other) => return other,
    };
    let lowest = first.expected_return;
    let mut found = Vec::with_capacity(points);
    if points > 0 {
        found.push(ScenarioFrontierPoint {
            target_return: lowest,
            solution: first,
        });
    }
    let (model, risk) = prepare(&calmest);
    // Curved limits have no vertex to start from.
    let is_curved = risk.is_smooth() || model.distance.is_some();
    let mut planes = (!is_curved).then(|| CuttingPlanes::new(model, risk));
    for position in 1..points {
        if let ControlFlow::Break(()) = progress(Progress::part(position, points)) {
            return ScenarioFrontier::Cancelled;
        }
        let share = position as f64 / (points - 1) as f64;
        let target = lowest + share * (highest - lowest).max(0.0);
        if let Some(solution) = point(&calmest, planes.as_mut(), target) {
            found.push(ScenarioFrontierPoint {
                target_return: target,
                solution,
            });
        }
    }
    ScenarioFrontier::Points(found)
}

fn ends(outcome: ScenarioOutcome) -> Result<ScenarioSolution, ScenarioFrontier> {
    Err(match outcome {
        ScenarioOutcome::Optimal(solution) | ScenarioOutcome::Inexact(solution) => {
            return Ok(solution);
        }
        ScenarioOutcome::Infeasible(conflict) => ScenarioFrontier::Infeasible(conflict),
        ScenarioOutcome::Unbounded(_) => ScenarioFrontier::Unbounded,
        ScenarioOutcome::Cancelled => ScenarioFrontier::Cancelled,
    })
}

/// The calmest portfolio with at least the return `target`, warm where that is possible.
fn point(
    calmest: &ScenarioProblem,
    planes: Option<&mut CuttingPlanes<'_>>,
    target: f64,
) -> Option<ScenarioSolution> {
    let mut constraints = calmest.constraints().clone();
    constraints.target_return = Some(target);
    let there = calmest.with_constraints(constraints).ok()?;
    if let Some(planes) = planes {
        planes.set_target_return(target);
        let ended = planes.solve(&mut tell);
        if let Some(ScenarioOutcome::Optimal(solution)) = finish(&there, raw_of(planes, ended)) {
            return Some(solution);
        }
    }
    solve_scenario(&there).solution().cloned()
}
