use nalgebra::DMatrix;

use super::{
    correlation::check_square,
    matrix::column,
    silhouette::{natural_count, silhouette},
};
use crate::RiskError;

/// How far apart two clusters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Linkage {
    /// As their nearest members.
    Single,
    /// As their farthest members.
    Complete,
    /// The mean over all pairs of members.
    #[default]
    Average,
    /// The growth of the sum of squares that merging them costs.
    Ward,
}

/// One merge of two clusters. Numbers below the number of assets are assets; `assets + i` is what
/// the `i`-th merge made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Merge {
    /// The one with the smaller number.
    pub left: usize,
    /// The other.
    pub right: usize,
    /// Their distance.
    pub distance: f64,
}

/// How assets cluster by their correlations.
#[derive(Debug, Clone, PartialEq)]
pub struct Clusters {
    /// All merges, one fewer than assets, the nearest first.
    pub merges: Vec<Merge>,
    /// The assets from left to right of the tree.
    pub order: Vec<usize>,
    /// The cluster of each asset, counted from the left of the tree.
    pub labels: Vec<usize>,
    /// How many clusters there are.
    pub count: usize,
    /// The mean silhouette of this division; none with one cluster, or as many as assets.
    pub silhouette: Option<f64>,
}

/// Agglomerative clusters by the distance `√((1 − ρ) / 2)`: 0 for what moves as one, 1 for opposites.
///
/// The tree is cut where `count` clusters are left. Without a count it is the one between 2 and
/// `max(8, √n)`, and below n, with the largest mean [`silhouette`], the smaller of two that are equal; fewer than
/// three assets are one cluster. O(n²) memory, O(n²) time for the tree and O(n²) for each count tried.
///
/// Deterministic: equal distances are merged in the order of the algorithm, which depends on the
/// order of the assets only. Clusters of noise look like clusters too; a silhouette near zero says
/// so. R. N. Mantegna, *Hierarchical structure in financial markets*, European Physical Journal B 11
/// (1999); D. Müllner, *Modern hierarchical, agglomerative clustering algorithms* (2011).
///
/// # Errors
/// With no asset, a matrix that is not square or holds numbers beyond ±1, or a count that is zero or
/// above the number of assets.
pub fn clusters(
    correlation: &DMatrix<f64>,
    linkage: Linkage,
    count: Option<usize>,
) -> Result<Clusters, RiskError> {
    let n = correlation.nrows();
    check_square(correlation)?;
    if n == 0 || count.is_some_and(|count| count == 0 || count > n) {
        return Err(RiskError::Argument {
            name: "clusters",
            reason: "must be at least 1 and at most the number of assets",
        });
    }
    if !correlation.iter().all(|rho| rho.abs() <= 1.0) {
        return Err(RiskError::Argument {
            name: "correlations",
            reason: "must lie between -1 and 1",
        });
    }
    let distances = distances(correlation);
    let tree = Tree::of(&distances, linkage);
    let order = tree.members(tree.root());
    let count = match count {
        Some(count) => count,
        None => natural_count(&distances, |count| tree.cut(count, &order)),
    };
    let labels = tree.cut(count, &order);
    let silhouette = (1 < count && count < n)
        .then(|| silhouette(&distances, &labels))
        .transpose()?;
    Ok(Clusters {
        merges: tree.merges,
        order,
        labels,
        count,
        silhouette,
    })
}

/// `√((1 − ρ) / 2)` of all pairs, symmetric.
fn distances(correlation: &DMatrix<f64>) -> DMatrix<f64> {
    correlation.map(|rho| ((1.0 - rho) * 0.5).sqrt())
}

struct Tree {
    leaves: usize,
    merges: Vec<Merge>,
}

impl Tree {
    fn of(distances: &DMatrix<f64>, linkage: Linkage) -> Self {
        let n = distances.nrows();
        let method = match linkage {
            Linkage::Single => kodama::Method::Single,
            Linkage::Complete => kodama::Method::Complete,
            Linkage::Average => kodama::Method::Average,
            Linkage::Ward => kodama::Method::Ward,
        };
        let mut condensed = Vec::with_capacity(n * (n - 1) / 2);
        for asset in 0..n {
            condensed.extend_from_slice(&column(distances, asset)[asset + 1..]);
        }
        let merges = kodama::linkage(&mut condensed, n, method)
            .steps()
            .iter()
            .map(|step| Merge {
                left: step.cluster1,
                right: step.cluster2,
                distance: step.dissimilarity,
            })
            .collect();
        Self { leaves: n, merges }
    }

    fn root(&self) -> usize {
        self.leaves + self.merges.len() - 1
    }

    /// The assets below a node from left to right. Without recursion: a tree of single linkage may
    /// be as deep as it has assets.
    fn members(&self, node: usize) -> Vec<usize> {
        let (mut members, mut open) = (Vec::new(), vec![node]);
        while let Some(node) = open.pop() {
            match node.checked_sub(self.leaves) {
                Some(merge) => open.extend([self.merges[merge].right, self.merges[merge].left]),
                None => members.push(node),
            }
        }
        members
    }

    /// The cluster of each asset when the last merges are undone, counted along the order.
    fn cut(&self, count: usize, order: &[usize]) -> Vec<usize> {
        let kept = self.leaves - count;
        let mut top: Vec<usize> = (0..self.leaves + kept).collect();
        for (i, merge) in self.merges[..kept].iter().enumerate().rev() {
            // A later merge has already said where this one belongs.
            let own = top[self.leaves + i];
            top[merge.left] = own;
            top[merge.right] = own;
        }
        let mut names: Vec<Option<usize>> = vec![None; top.len()];
        let mut labels = vec![0; self.leaves];
        let mut next = 0;
        for &asset in order {
            labels[asset] = *names[top[asset]].get_or_insert_with(|| {
                next += 1;
                next - 1
            });
        }
        labels
    }
}
