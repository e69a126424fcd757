//! Hierarchical equal risk contribution: within a cluster the inverse variance, between clusters
//! down the tree the inverse of what a branch has of the variance.
//!
//! The tree is cut into clusters. A cluster's risk is the variance of its inverse-variance
//! portfolio, a branch's risk the sum over its clusters, and the left branch gets the share
//! `1 − r_left ÷ (r_left + r_right)`. Leaf order does not matter. O(n²) with the linkage.
//!
//! Where the result breaks limits, the answer is the portfolio within them with the smallest
//! `Σ ((wᵢ − hᵢ) ÷ hᵢ)²`, as in skfolio, by the crate's quadratic solver.
//!
//! Source: Raffinot, *The hierarchical equal risk contribution portfolio* (SSRN 3237540, 2018);
//! naive risk parity within clusters as in skfolio, whose default is `Linkage::Ward` and the
//! natural number of clusters.
//!
//! Fails with the index of an asset that has no variance, and when both sides of a branch are
//! without risk.

use nalgebra::{DMatrix, DVector};

use super::correlation::{correlation, scaled, volatilities};
use super::inverse_volatility::by_formula;
use super::limits::solve_instead;
use super::linkage::{Linkage, Tree};
use super::{AllocationError, AllocationOutcome};
use crate::problem::{Objective, Problem, ProblemError};

/// Hierarchical equal risk contribution, scaled to the budget; `clusters` is their number, by
/// default the natural one (two-order difference of the gap statistic).
///
/// The objective of the answer is the annual variance.
///
/// At each branch the left side gets `1 − r_left ÷ (r_left + r_right)` of the weight, where a
/// side's `r` is the sum of the variances of its clusters; within a cluster `wᵢ ∝ 1 ÷ σᵢ²`. O(n²).
///
/// Source: Raffinot, *The hierarchical equal risk contribution portfolio* (SSRN 3237540, 2018).
///
/// # Errors
///
/// A number of clusters that is 0 or above the number of assets, an asset without variance, and
/// branches that hedge each other completely.
pub fn hierarchical_equal_risk_contribution(
    problem: &Problem,
    linkage: Linkage,
    clusters: Option<usize>,
) -> Result<AllocationOutcome, AllocationError> {
    let budget = problem.constraints().budget;
    let clusters = Clusters::of(problem, linkage, clusters)?;
    let weights = clusters.weights(scaled(problem))? * budget;
    let answer = by_formula(problem, weights.clone());
    if !matches!(answer, AllocationOutcome::Infeasible(_)) || weights.min() <= 0.0 {
        return Ok(answer);
    }
    // (w − h)' D (w − h) with D = 1 ÷ h² is w'Dw − 2 (1 ÷ h)'w and a constant.
    let unit = weights.mean();
    let linear = weights.map(|weight| 2.0 * unit / weight);
    let squares = weights.map(|weight| (unit / weight).powi(2) / unit);
    let nearest = solve_instead(
        problem,
        linear,
        DMatrix::from_diagonal(&squares),
        Objective::MaxUtility { risk_aversion: 1.0 },
    )?;
    let variance = |weights: &DVector<f64>| problem.moments().variance(weights);
    Ok(AllocationOutcome::of_solver(problem, nearest, variance))
}

/// A tree, cut.
pub(super) struct Clusters {
    tree: Option<Tree>,
    /// The nodes at which the tree is cut.
    nodes: Vec<usize>,
}

impl Clusters {
    pub(super) fn of(
        problem: &Problem,
        linkage: Linkage,
        count: Option<usize>,
    ) -> Result<Self, AllocationError> {
        let n = problem.assets();
        let refuse = |reason| ProblemError::Field {
            field: "objective.clusters".to_owned(),
            reason,
        };
        match count {
            Some(0) => return Err(refuse("is 0").into()),
            Some(count) if count > n => return Err(refuse("is above the number of assets").into()),
            _ => {}
        }
        let volatilities = volatilities(problem)?;
        if n == 1 {
            return Ok(Self {
                tree: None,
                nodes: vec![0],
            });
        }
        let correlation = correlation(problem.moments().covariance(), &volatilities);
        let tree = Tree::of(&correlation, linkage);
        let count = count.unwrap_or_else(|| tree.natural_count(&correlation));
        Ok(Self {
            nodes: tree.cut(count),
            tree: Some(tree),
        })
    }

    /// The assets of each cluster, ascending.
    pub(super) fn members(&self) -> Vec<Vec<usize>> {
        let members = self.nodes.iter().map(|&node| match &self.tree {
            Some(tree) => {
                let mut members = tree.members(node);
                members.sort_unstable();
                members
            }
            None => vec![node],
        });
        members.collect()
    }

    fn weights(&self, covariance: &DMatrix<f64>) -> Result<DVector<f64>, AllocationError> {
        let n = covariance.nrows();
        let mut weights = DVector::zeros(n);
        let Some(tree) = &self.tree else {
            weights.fill(1.0);
            return Ok(weights);
        };
        // Nothing below the clusters has a risk of its own.
        let mut risks = vec![0.0; tree.root() + 1];
        for (&node, members) in self.nodes.iter().zip(self.members()) {
            let inverse: f64 = members.iter().map(|&i| 1.0 / covariance[(i, i)]).sum();
            for &asset in &members {
                weights[asset] = 1.0 / covariance[(asset, asset)] / inverse;
            }
            let risk: f64 = members
                .iter()
                .map(|&i| {
                    let row = members.iter().map(|&j| covariance[(j, i)] * weights[j]);
                    weights[i] * row.sum::<f64>()
                })
                .sum();
            risks[node] = risk.max(0.0);
        }
        let is_cluster = |node: usize| self.nodes.contains(&node);
        let first = n + (n - self.nodes.len());
        for node in first..=tree.root() {
            if let Some((left, right)) = tree.parts(node) {
                risks[node] = risks[left] + risks[right];
            }
        }
        let mut open = vec![(tree.root(), 1.0)];
        while let Some((node, share)) = open.pop() {
            match tree.parts(node) {
                Some((left, right)) if !is_cluster(node) => {
                    let both = risks[left] + risks[right];
                    if both <= 0.0 {
                        return Err(AllocationError::Riskless);
                    }
                    let first = 1.0 - risks[left] / both;
                    open.extend([(right, share * (1.0 - first)), (left, share * first)]);
                }
                _ => {
                    for asset in tree.members(node) {
                        weights[asset] *= share;
                    }
                }
            }
        }
        Ok(weights)
    }
}
