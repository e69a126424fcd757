//! Solving again with another number in a limit, from what the last solve has learnt.

use nalgebra::DVector;

use crate::progress::tell;
use crate::scenario::cutting_planes::CuttingPlanes;
use crate::scenario::outcome::{ScenarioOutcome, ScenarioSolution};
use crate::scenario::problem::{ScenarioMeasure, ScenarioProblem};
use crate::scenario::semivariance;
use crate::scenario::solve::{Raw, finish, prepare, raw_of, tracking_error};

/// Assets × periods × solves for all prices of one solution: about half a second. Without an end the
/// prices of a ratio took a thousand times the solve at a thousand assets.
const WORK: usize = 4_000_000;

/// The fast routes, warm: the cuts of a risk with corners, the signs of the semivariance.
pub(super) struct Again<'p> {
    planes: Option<CuttingPlanes<'p>>,
    near: DVector<f64>,
    /// Solves that are left.
    left: usize,
}

impl<'p> Again<'p> {
    /// Whether something may still be solved.
    pub(super) fn has_time(&self) -> bool {
        self.left > 0
    }

    pub(super) fn of(problem: &'p ScenarioProblem, solution: &ScenarioSolution) -> Self {
        let has_corners = problem.measure != ScenarioMeasure::Semivariance;
        let planes = has_corners.then(|| {
            let (model, risk) = prepare(problem);
            CuttingPlanes::new(model, risk)
        });
        Self {
            planes,
            near: solution.weights.clone(),
            left: WORK / (problem.assets() * problem.periods()),
        }
    }

    /// The solution of a problem on the same scenarios; `None` where the fast route has no
    /// accurate one, where the tracking error would bind, or where that was done often enough.
    pub(super) fn solution(&mut self, problem: &ScenarioProblem) -> Option<ScenarioSolution> {
        self.left = self.left.checked_sub(1)?;
        let raw = match &mut self.planes {
            None => semivariance::solve_near(problem, Some(&self.near), &mut tell),
            Some(planes) => {
                if !planes.turn_to(prepare(problem).0) {
                    return None;
                }
                let ended = planes.solve(&mut tell);
                raw_of(planes, ended)
            }
        };
        let Raw::At { weights, .. } = &raw else {
            return None;
        };
        if let Some(limit) = &problem.constraints().tracking_error
            && tracking_error(problem, weights, limit) > limit.max
        {
            return None;
        }
        match finish(problem, raw) {
            Some(ScenarioOutcome::Optimal(solution)) => Some(solution),
            _ => None,
        }
    }
}
