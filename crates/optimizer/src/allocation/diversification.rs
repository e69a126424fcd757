//! The most diversified portfolio: the largest ratio `w'σ ÷ √(w'Σw)` of the average volatility to
//! the volatility of the whole.
//!
//! Route: with `y = σ∘w` the ratio is `1'y ÷ √(y'Cy)` for the correlation matrix `C`, and for
//! long-only weights its maximum is the minimum variance of `C` over `1'y = 1`, `y ≥ 0`, scaled:
//! one quadratic program. Where that breaks an upper bound or a row, or short positions are
//! allowed, it is a maximum Sharpe ratio whose expected returns are the volatilities and whose
//! risk-free rate is 0, and the crate's route for that objective answers (`solve/sharpe.rs`)
//! under all limits. A target return stays a limit of the true expected returns.
//!
//! Source: Choueifaty and Coignard, *Toward maximum diversification*, Journal of Portfolio
//! Management 35 (2008).
//!
//! Fails with the index of an asset that has no variance: any amount of it leaves the ratio as it
//! is, so that the answer would be arbitrary.

use nalgebra::DVector;

use super::correlation::{correlation, volatilities};
use super::limits::solve_instead;
use super::outcome::Found;
use super::{Allocation, AllocationError, AllocationOutcome, AllocationRoute};
use crate::broken::broken;
use crate::estimate::Moments;
use crate::limits::Constraints;
use crate::outcome::{Outcome, Solution};
use crate::problem::{Objective, Problem, ProblemError};
use crate::solve::solve;

/// The weights with the largest diversification ratio within the limits.
///
/// The objective of the answer is that ratio, a pure number; its residual is the KKT residual of
/// the quadratic program. O(n³) at worst, and a few active-set steps.
///
/// The ratio is `w'σ ÷ √(w'Σw)`.
///
/// Source: Choueifaty and Coignard, *Toward maximum diversification*, Journal of Portfolio
/// Management 35 (2008).
///
/// # Errors
///
/// An asset without variance.
pub fn max_diversification(problem: &Problem) -> Result<AllocationOutcome, AllocationError> {
    let volatilities = volatilities(problem)?;
    let ratio =
        |weights: &DVector<f64>| volatilities.dot(weights) / problem.moments().volatility(weights);
    if let Some(solution) = long_only(problem, &volatilities)? {
        let unscaled = solution.weights.component_div(&volatilities);
        let weights = &unscaled * (problem.constraints().budget / unscaled.sum());
        if broken(problem, &weights).is_none() {
            let found = Found {
                objective: ratio(&weights),
                residual: solution.kkt_residual,
                route: AllocationRoute::Quadratic(solution.route),
                iterations: solution.iterations,
            };
            let allocation = Allocation::new(problem, weights, found);
            return Ok(AllocationOutcome::judged(allocation));
        }
    }
    let covariance = problem.moments().covariance().clone();
    let objective = Objective::MaxSharpe { risk_free: 0.0 };
    let outcome = solve_instead(problem, volatilities.clone(), covariance, objective)?;
    Ok(AllocationOutcome::of_solver(problem, outcome, ratio))
}

/// `y`, where all lower bounds are 0 and it is found accurately.
fn long_only(
    problem: &Problem,
    volatilities: &DVector<f64>,
) -> Result<Option<Solution>, ProblemError> {
    let min = &problem.constraints().min_weight;
    if (0..problem.assets()).any(|asset| min.of(asset) != 0.0) {
        return Ok(None);
    }
    let correlation = correlation(problem.moments().covariance(), volatilities);
    let moments = Moments::trusted(DVector::zeros(volatilities.len()), correlation);
    let least = Problem::new(moments, Objective::MinVariance, Constraints::default())?;
    Ok(match solve(&least) {
        Outcome::Optimal(solution) => Some(solution),
        _ => None,
    })
}
