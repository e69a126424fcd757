//! What an allocation answers.

use nalgebra::DVector;

use crate::outcome::{Conflict, Outcome, Route};
use crate::problem::{Problem, ProblemError};
use crate::unbounded::Unbounded;

/// Why there is nothing to allocate.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AllocationError {
    /// A number is missing its meaning.
    #[error(transparent)]
    Problem(#[from] ProblemError),
    /// The method divides by the variance of an asset that has none.
    #[error("asset {asset} has no variance")]
    NoVariance {
        /// Index of the asset.
        asset: usize,
    },
    /// Long positions hedge each other completely, so that there is no risk to share.
    #[error("the assets hedge each other completely: there is no risk to share")]
    Riskless,
}

/// The answer to a well-formed question.
#[derive(Debug, Clone, PartialEq)]
pub enum AllocationOutcome {
    /// Found; its residual is below [`Allocation::ACCURATE`].
    Optimal(Allocation),
    /// The best that was found; its residual is above [`Allocation::ACCURATE`].
    Inexact(Allocation),
    /// The limits contradict each other, or the portfolio of a formula breaks them.
    Infeasible(Conflict),
    /// The objective has no finite optimum, for this reason.
    Unbounded(Unbounded),
}

impl AllocationOutcome {
    /// The weights with all that is known about them, if there are any.
    pub fn allocation(&self) -> Option<&Allocation> {
        match self {
            Self::Optimal(allocation) | Self::Inexact(allocation) => Some(allocation),
            Self::Infeasible(_) | Self::Unbounded(_) => None,
        }
    }

    /// Optimal or inexact, by the residual. NaN is inexact.
    pub(super) fn judged(allocation: Allocation) -> Self {
        if allocation.residual <= Allocation::ACCURATE {
            Self::Optimal(allocation)
        } else {
            Self::Inexact(allocation)
        }
    }

    /// The answer of the crate's solver to a quadratic program that stands for `problem`.
    /// `objective` reads the number of the allocation off the weights.
    pub(super) fn of_solver(
        problem: &Problem,
        outcome: Outcome,
        objective: impl Fn(&DVector<f64>) -> f64,
    ) -> Self {
        let solution = match outcome {
            Outcome::Optimal(solution) | Outcome::Inexact(solution) => solution,
            Outcome::Infeasible(conflict) => return Self::Infeasible(conflict),
            Outcome::Unbounded(why) => return Self::Unbounded(why),
        };
        let objective = objective(&solution.weights);
        let found = Found {
            objective,
            residual: solution.kkt_residual,
            route: AllocationRoute::Quadratic(solution.route),
            iterations: solution.iterations,
        };
        Self::judged(Allocation::new(problem, solution.weights, found))
    }
}

/// A portfolio with its figures and the proof of its quality.
#[derive(Debug, Clone, PartialEq)]
pub struct Allocation {
    /// Weights in the order of the assets.
    pub weights: DVector<f64>,
    /// Expected annual return `μ'w`, less trading costs.
    pub expected_return: f64,
    /// Annual volatility `√(w'Σw)`.
    pub volatility: f64,
    /// The number that is optimised or shared, in the unit that the method names.
    pub objective: f64,
    /// How far the weights are from the definition of the method, recomputed from them: the
    /// largest deviation of a risk share from its budget, a KKT residual, or 0 for a formula.
    pub residual: f64,
    /// Who answered.
    pub route: AllocationRoute,
    /// Iterations of that method.
    pub iterations: usize,
}

/// What a method knows besides the weights.
pub(super) struct Found {
    pub(super) objective: f64,
    pub(super) residual: f64,
    pub(super) route: AllocationRoute,
    pub(super) iterations: usize,
}

impl Allocation {
    /// A residual up to this is called optimal.
    pub const ACCURATE: f64 = 1e-8;

    pub(super) fn new(problem: &Problem, weights: DVector<f64>, found: Found) -> Self {
        let moments = problem.moments();
        Self {
            expected_return: problem.net_return(&weights),
            volatility: moments.volatility(&weights),
            weights,
            objective: found.objective,
            residual: found.residual,
            route: found.route,
            iterations: found.iterations,
        }
    }
}

/// Who answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllocationRoute {
    /// A formula, or a recursion of formulas.
    ClosedForm,
    /// Cyclic coordinate descent.
    CoordinateDescent,
    /// Damped Newton.
    Newton,
    /// A primal-dual interior-point method of this module.
    InteriorPoint,
    /// Cutting planes.
    CuttingPlanes,
    /// A quadratic program, by this solver of the crate.
    Quadratic(Route),
    /// A one-parameter family of quadratic programs and a search for the parameter.
    FixedPoint,
    /// The conic solver Clarabel.
    Clarabel,
}
