//! What a solve with several goals answers.

use nalgebra::DVector;

use crate::outcome::Conflict;
use crate::unbounded::Unbounded;

/// The answer to a well-formed problem with several goals.
#[derive(Debug, Clone, PartialEq)]
pub enum WeightedOutcome {
    /// Solved; gap and residual are below [`WeightedSolution::ACCURATE`].
    Optimal(WeightedSolution),
    /// The best that was found, with its gap.
    Inexact(WeightedSolution),
    /// The limits contradict each other.
    Infeasible(Conflict),
    /// The sum has no finite optimum, for this reason.
    Unbounded(Unbounded),
    /// Stopped by the caller.
    Cancelled,
}

impl WeightedOutcome {
    /// The weights with all that is known about them, if there are any.
    pub fn solution(&self) -> Option<&WeightedSolution> {
        match self {
            Self::Optimal(solution) | Self::Inexact(solution) => Some(solution),
            _ => None,
        }
    }
}

/// A portfolio with its figures and the proof of its quality.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightedSolution {
    /// Weights in the order of the assets.
    pub weights: DVector<f64>,
    /// The value of each goal in the order of the terms, in its own unit; returns are negated.
    pub values: Vec<f64>,
    /// `Σ weight · value`, which was minimised.
    pub objective: f64,
    /// What no portfolio can beat: at most the smallest objective.
    pub bound: f64,
    /// `(objective − bound) ÷ Σ |weight · value|`; not negative.
    pub gap: f64,
    /// The largest share by which a limit is missed: of 1 + its number.
    pub residual: f64,
    /// Who answered.
    pub route: WeightedRoute,
    /// Iterations of that solver.
    pub iterations: usize,
}

impl WeightedSolution {
    /// Gap and residual up to this are called optimal.
    pub const ACCURATE: f64 = 1e-8;
}

/// Who answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeightedRoute {
    /// One quadratic or linear program: the active-set methods, or Clarabel polished by them.
    Program,
    /// Cutting planes over a quadratic or linear program.
    CuttingPlanes,
    /// The interior-point method Clarabel on the whole sum, with a row per scenario.
    Clarabel,
}
