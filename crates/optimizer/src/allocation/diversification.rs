//! The most diversified portfolio: the largest ratio `w'σ ÷ √(w'Σw)` of the average volatility to
//! the volatility of the whole.
//!
//! It is a maximum Sharpe ratio whose expected returns are the volatilities and whose risk-free
//! rate is 0, so the crate's route for that objective answers (see `solve/sharpe.rs`), under all
//! limits. A target return stays a limit of the true expected returns.
//!
//! Source: Choueifaty and Coignard, *Toward maximum diversification*, Journal of Portfolio
//! Management 35 (2008).
//!
//! Fails with the index of an asset that has no variance: any amount of it leaves the ratio as it
//! is, so that the answer would be arbitrary.

use nalgebra::DVector;

use super::correlation::volatilities;
use super::limits::solve_instead;
use super::{AllocationError, AllocationOutcome};
use crate::problem::{Objective, Problem};

/// The weights with the largest diversification ratio within the limits.
///
/// The objective of the answer is that ratio, a pure number; its residual is the KKT residual of
/// the quadratic program. O(n³) in general, and a few active-set steps.
///
/// # Errors
///
/// An asset without variance.
pub fn max_diversification(problem: &Problem) -> Result<AllocationOutcome, AllocationError> {
    let volatilities = volatilities(problem)?;
    let covariance = problem.moments().covariance().clone();
    let objective = Objective::MaxSharpe { risk_free: 0.0 };
    let outcome = solve_instead(problem, volatilities.clone(), covariance, objective)?;
    let ratio =
        |weights: &DVector<f64>| volatilities.dot(weights) / problem.moments().volatility(weights);
    Ok(AllocationOutcome::of_solver(problem, outcome, ratio))
}
