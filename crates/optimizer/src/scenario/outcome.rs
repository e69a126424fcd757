//! What a solve on scenarios answers.

use nalgebra::DVector;

use crate::outcome::Conflict;
use crate::unbounded::Unbounded;

/// The answer to a well-formed problem on scenarios.
#[derive(Debug, Clone, PartialEq)]
pub enum ScenarioOutcome {
    /// Solved; gap and residual are below [`ScenarioSolution::ACCURATE`].
    Optimal(ScenarioSolution),
    /// The best that was found, with its gap.
    Inexact(ScenarioSolution),
    /// The limits contradict each other; that of the risk may be one of them.
    Infeasible(Conflict),
    /// The objective has no finite optimum, for this reason.
    Unbounded(Unbounded),
    /// Stopped by the caller.
    Cancelled,
}

impl ScenarioOutcome {
    /// The weights with all that is known about them, if there are any.
    pub fn solution(&self) -> Option<&ScenarioSolution> {
        match self {
            Self::Optimal(solution) | Self::Inexact(solution) => Some(solution),
            _ => None,
        }
    }
}

/// A portfolio with its figures and the proof of its quality.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioSolution {
    /// Weights in the order of the assets.
    pub weights: DVector<f64>,
    /// Expected annual return `μ'w`, after the costs of trading.
    pub expected_return: f64,
    /// The risk of the weights in the unit of the measure, evaluated from the scenarios.
    pub risk: f64,
    /// The number that was optimised, per period of the data: the risk, the utility, the return,
    /// or the ratio (to the semideviation for the semivariance).
    pub objective: f64,
    /// What no portfolio can beat, in the unit of `objective`.
    pub bound: f64,
    /// `|objective − bound|` ÷ (|risk term| + |return term|); not negative.
    pub gap: f64,
    /// The largest share by which a limit is missed: of 1 + its number for most, of the
    /// limit itself for `max_risk` and the tracking error.
    pub residual: f64,
    /// Who answered.
    pub route: ScenarioRoute,
    /// Iterations of that solver.
    pub iterations: usize,
}

impl ScenarioSolution {
    /// Gap and residual up to this are called optimal.
    pub const ACCURATE: f64 = 1e-8;
}

/// Who answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScenarioRoute {
    /// Cutting planes with a warm dual simplex.
    CuttingPlanes,
    /// Newton's method over the pattern of signs, each step an active-set quadratic program.
    SignPattern,
    /// The interior-point method Clarabel on the program with a row per scenario.
    Clarabel,
}
