//! Nested clusters optimisation: minimum variance within each cluster, then minimum variance of
//! the clusters' portfolios.
//!
//! With the inner weights as columns of `V`, the outer weights `o` minimise `o'(V'ΣV)o`, and the
//! answer is `Vo`. Both are long-only and fully invested, by the crate's solver. Inner and outer
//! problems see the same moments: nothing is cross-validated (skfolio with `cv="ignore"`).
//!
//! Limits are checked on the result. Source: López de Prado, *A robust estimator of the efficient
//! frontier* (SSRN 3469961, 2019); clusters as in skfolio, which takes `Linkage::Ward` and the
//! natural number by default. O(n²) for the linkage and O(Σ nᵢ³) at worst.
//!
//! Fails with the index of an asset that has no variance, since it has no correlation.

use nalgebra::{DMatrix, DVector};

use super::correlation::scaled;
use super::equal_contribution::Clusters;
use super::linkage::Linkage;
use super::outcome::Found;
use super::{Allocation, AllocationError, AllocationOutcome, AllocationRoute};
use crate::broken::broken;
use crate::estimate::Moments;
use crate::limits::Constraints;
use crate::outcome::{Outcome, Solution};
use crate::problem::{Objective, Problem, ProblemError};
use crate::progress::is_stopped;
use crate::solve::solve;
use crate::unbounded::Unbounded;

/// Nested minimum variance, scaled to the budget; `clusters` is the number of clusters, by default
/// the natural one (two-order difference of the gap statistic).
///
/// The objective of the answer is the annual variance, its residual the largest KKT residual of
/// the quadratic programs, and the route that of the outer one.
///
/// With the clusters' portfolios as columns of `V`, the outer weights minimise `o'(V'ΣV)o`, and
/// `w = Vo`. O(n²) for the tree, O(Σ nᵢ³) at worst for the portfolios.
///
/// Source: López de Prado, *A robust estimator of the efficient frontier* (SSRN 3469961, 2019).
///
/// # Errors
///
/// A number of clusters that is 0 or above the number of assets, and an asset without variance.
pub fn nested_clusters(
    problem: &Problem,
    linkage: Linkage,
    clusters: Option<usize>,
) -> Result<AllocationOutcome, AllocationError> {
    let covariance = scaled(problem);
    let clusters = Clusters::of(problem, linkage, clusters)?.members();
    let mut inner = DMatrix::zeros(problem.assets(), clusters.len());
    let (mut residual, mut iterations) = (0.0_f64, 0);
    for (cluster, members) in clusters.iter().enumerate() {
        if is_stopped() {
            return Ok(AllocationOutcome::Unbounded(Unbounded::Unproven));
        }
        let part = covariance.select_rows(members).select_columns(members);
        let Some(solution) = least_variance(part)? else {
            return Ok(AllocationOutcome::Unbounded(Unbounded::Unproven));
        };
        for (&asset, &weight) in members.iter().zip(&solution.weights) {
            inner[(asset, cluster)] = weight;
        }
        residual = residual.max(solution.kkt_residual);
        iterations += solution.iterations;
    }
    let between = inner.tr_mul(&(covariance * &inner));
    let between = (&between + between.transpose()) * 0.5;
    let Some(outer) = least_variance(between)? else {
        return Ok(AllocationOutcome::Unbounded(Unbounded::Unproven));
    };
    let weights: DVector<f64> = inner * outer.weights * problem.constraints().budget;
    if let Some(conflict) = broken(problem, &weights) {
        return Ok(AllocationOutcome::Infeasible(conflict));
    }
    let found = Found {
        objective: problem.moments().variance(&weights),
        residual: residual.max(outer.kkt_residual),
        route: AllocationRoute::Quadratic(outer.route),
        iterations: iterations + outer.iterations,
    };
    Ok(AllocationOutcome::judged(Allocation::new(
        problem, weights, found,
    )))
}

/// The long-only portfolio of least variance. There always is one; nothing stands for a failure
/// of the solver.
fn least_variance(covariance: DMatrix<f64>) -> Result<Option<Solution>, ProblemError> {
    let moments = Moments::trusted(DVector::zeros(covariance.nrows()), covariance);
    let problem = Problem::new(moments, Objective::MinVariance, Constraints::default())?;
    Ok(match solve(&problem) {
        Outcome::Optimal(solution) | Outcome::Inexact(solution) => Some(solution),
        Outcome::Infeasible(_) | Outcome::Unbounded(_) => None,
    })
}
