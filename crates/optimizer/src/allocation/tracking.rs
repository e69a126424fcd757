//! Index tracking: the portfolio with the smallest tracking error within the limits.
//!
//! Against benchmark weights `b`, the tracking variance is `(w − b)'Σ(w − b)`; against a series
//! of benchmark returns `r` it is the sample variance of `Rw − r`, that is
//! `w'Σw − 2 c'w + var(r)` with `c` the covariances of the assets with the benchmark. Both are
//! quadratic programs of the form `max c'w − ½ w'Σw`, solved by the crate as a maximum utility
//! with the "expected returns" `2c` and a risk aversion of 1. O(n³) at worst, and O(T n) for `c`.
//!
//! The benchmark need not keep any limit: its weights may sum to something else and be short.
//!
//! Source: Roll, *A mean/variance analysis of tracking error*, Journal of Portfolio Management 18
//! (1992).

use domain::PERIODS_PER_YEAR;
use nalgebra::{DMatrix, DVector};

use super::limits::solve_instead;
use super::{AllocationError, AllocationOutcome};
use crate::estimate::{Moments, check_returns};
use crate::limits::Constraints;
use crate::problem::{Objective, Problem, ProblemError};

/// The weights within the limits of `problem` that track the portfolio `benchmark` best.
///
/// The objective of the answer is the tracking error `√((w − b)'Σ(w − b))`, annual.
///
/// One quadratic program, O(n³) at worst.
///
/// Source: Roll, *A mean/variance analysis of tracking error*, Journal of Portfolio Management 18
/// (1992).
///
/// # Errors
///
/// Benchmark weights that are not one finite number per asset.
pub fn track_weights(
    problem: &Problem,
    benchmark: &DVector<f64>,
) -> Result<AllocationOutcome, AllocationError> {
    if benchmark.len() != problem.assets() {
        return Err(refuse("objective.benchmark", "does not have one number per asset").into());
    }
    if let Some(asset) = benchmark.iter().position(|weight| !weight.is_finite()) {
        let field = format!("objective.benchmark[{asset}]");
        return Err(refuse(field, "is not a finite number").into());
    }
    let covariance = problem.moments().covariance();
    let error = |weights: &DVector<f64>| problem.moments().volatility(&(weights - benchmark));
    track(problem, covariance * benchmark, error)
}

/// The weights that track a series of benchmark returns best in sample.
///
/// `returns` are simple daily returns of the assets, one row per day, and `benchmark` those of
/// the benchmark on the same days. The moments of the answer are the sample moments of `returns`;
/// its objective is the annual tracking error, the standard deviation (ddof 1) of `Rw − r` × √252.
///
/// O(T n) for the covariances with the benchmark, and one quadratic program, O(n³) at worst.
///
/// Source: as for [`track_weights`].
///
/// # Errors
///
/// Fewer than two days, returns that are not finite, a benchmark of another length, and
/// constraints as in [`Problem::new`].
pub fn track_returns(
    returns: &DMatrix<f64>,
    benchmark: &DVector<f64>,
    constraints: Constraints,
) -> Result<AllocationOutcome, AllocationError> {
    check_returns(returns, 2).map_err(ProblemError::from)?;
    if benchmark.len() != returns.nrows() {
        return Err(refuse("objective.benchmark", "does not have one return per day").into());
    }
    if let Some(day) = benchmark.iter().position(|value| !value.is_finite()) {
        let field = format!("objective.benchmark[{day}]");
        return Err(refuse(field, "is not a finite number").into());
    }
    let moments = Moments::estimate(returns, crate::estimate::CovarianceEstimate::Sample)
        .map_err(ProblemError::from)?;
    let problem = Problem::new(moments, Objective::MinVariance, constraints)?;
    let annual = PERIODS_PER_YEAR / (returns.nrows() - 1) as f64;
    let centred = benchmark.add_scalar(-benchmark.mean());
    // The mean of a column drops out against a centred series.
    let shared = returns.tr_mul(&centred) * annual;
    let error = |weights: &DVector<f64>| {
        let apart = returns * weights - benchmark;
        (apart.add_scalar(-apart.mean()).norm_squared() * annual).sqrt()
    };
    track(&problem, shared, error)
}

/// `min w'Σw − 2 c'w`.
fn track(
    problem: &Problem,
    shared: DVector<f64>,
    error: impl Fn(&DVector<f64>) -> f64,
) -> Result<AllocationOutcome, AllocationError> {
    let covariance = problem.moments().covariance().clone();
    let objective = Objective::MaxUtility { risk_aversion: 1.0 };
    let outcome = solve_instead(problem, shared * 2.0, covariance, objective)?;
    Ok(AllocationOutcome::of_solver(problem, outcome, error))
}

fn refuse(field: impl Into<String>, reason: &'static str) -> ProblemError {
    ProblemError::Field {
        field: field.into(),
        reason,
    }
}
