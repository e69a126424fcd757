//! Inverse volatility: `wᵢ ∝ 1 ÷ σᵢ`.
//!
//! Risk parity of assets that are all equally correlated; correlations are not read. O(n).
//!
//! Fails with the index of an asset that has no variance.

use super::correlation::volatilities;
use super::outcome::Found;
use super::{Allocation, AllocationError, AllocationOutcome, AllocationRoute};
use crate::broken::broken;
use crate::problem::Problem;

/// Weights proportional to one over the volatility, scaled to the budget.
///
/// The objective of the answer is the annual variance; the residual of a formula is 0. A limit
/// that the weights break makes the answer infeasible.
///
/// `wᵢ = (1 ÷ σᵢ) ÷ Σ (1 ÷ σⱼ)`; O(n).
///
/// Source: Maillard, Roncalli and Teïletche, *The properties of equally weighted risk contribution
/// portfolios*, Journal of Portfolio Management 36 (2010), for constant correlation.
///
/// # Errors
///
/// An asset without variance.
pub fn inverse_volatility(problem: &Problem) -> Result<AllocationOutcome, AllocationError> {
    let inverse = volatilities(problem)?.map(|volatility| 1.0 / volatility);
    let weights = &inverse * (problem.constraints().budget / inverse.sum());
    Ok(by_formula(problem, weights))
}

/// The weights of a formula, if they keep the limits.
pub(super) fn by_formula(problem: &Problem, weights: nalgebra::DVector<f64>) -> AllocationOutcome {
    if let Some(conflict) = broken(problem, &weights) {
        return AllocationOutcome::Infeasible(conflict);
    }
    let found = Found {
        objective: problem.moments().variance(&weights),
        residual: 0.0,
        route: AllocationRoute::ClosedForm,
        iterations: 0,
    };
    AllocationOutcome::Optimal(Allocation::new(problem, weights, found))
}
