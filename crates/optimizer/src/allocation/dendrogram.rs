//! The tree behind the hierarchical methods, for pictures and ordered correlation tables.

use super::AllocationError;
use super::correlation::{correlation, volatilities};
use super::leaf_order::{LeafOrder, ordered};
use super::linkage::{Linkage, Tree};
use crate::problem::Problem;

/// One merge of two clusters. Clusters below the number of assets are assets; cluster
/// `assets + i` is the `i`-th merge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Merge {
    /// The cluster with the smaller number.
    pub left: usize,
    /// The other one.
    pub right: usize,
    /// Their distance, of `√((1 − ρ) ÷ 2)`; not descending from merge to merge.
    pub distance: f64,
}

/// How assets cluster by their correlations.
#[derive(Debug, Clone, PartialEq)]
pub struct Dendrogram {
    /// All merges, one fewer than assets.
    pub merges: Vec<Merge>,
    /// The assets from left to right.
    pub order: Vec<usize>,
    /// The cluster of each asset when the tree is cut into the natural number of clusters.
    pub labels: Vec<usize>,
}

/// The tree of the assets, in the order that hierarchical risk parity splits.
///
/// Heights are distances `√((1 − ρ) ÷ 2)`, pure numbers. O(n²) for the tree; SciPy's leaf order
/// takes O(n³) more.
///
/// Source: Müllner, *Modern hierarchical, agglomerative clustering algorithms* (arXiv 1109.2378,
/// 2011); Bar-Joseph, Gifford and Jaakkola, *Fast optimal leaf ordering for hierarchical
/// clustering*, Bioinformatics 17 (2001).
///
/// # Errors
///
/// An asset without variance: it has no correlation.
pub fn dendrogram(
    problem: &Problem,
    linkage: Linkage,
    order: LeafOrder,
) -> Result<Dendrogram, AllocationError> {
    let volatilities = volatilities(problem)?;
    let n = problem.assets();
    if n == 1 {
        return Ok(Dendrogram {
            merges: Vec::new(),
            order: vec![0],
            labels: vec![0],
        });
    }
    let correlation = correlation(problem.moments().covariance(), &volatilities);
    let tree = Tree::of(&correlation, linkage);
    let merges = tree.merges().iter().zip(tree.heights());
    let merges = merges.map(|(&(left, right), &distance)| Merge {
        left,
        right,
        distance,
    });
    let merges = merges.collect();
    let mut labels = vec![0; n];
    let nodes = tree.cut(tree.natural_count(&correlation));
    for (label, node) in nodes.into_iter().enumerate() {
        for asset in tree.members(node) {
            labels[asset] = label;
        }
    }
    Ok(Dendrogram {
        merges,
        order: ordered(tree, &correlation, order),
        labels,
    })
}
