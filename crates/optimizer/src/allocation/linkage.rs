//! Agglomerative clustering of assets by their correlations.
//!
//! The distance is `d = √((1 − ρ) ÷ 2)`, taken directly and not between columns of distances.
//! Linkage is by nearest-neighbour chains (a spanning tree for single linkage), O(n²) time and
//! memory, in the crate `kodama`; merges are numbered by their height and the cluster with the
//! smaller number is on the left, as in SciPy.
//!
//! Source: Müllner, *Modern hierarchical, agglomerative clustering algorithms* (2011).

use std::ops::Range;

use nalgebra::DMatrix;

use super::dense::column;
use crate::progress::is_stopped;

/// How far apart two clusters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Linkage {
    /// As their nearest members.
    #[default]
    Single,
    /// As their farthest members.
    Complete,
    /// The mean over all pairs of members.
    Average,
    /// The growth of the sum of squares that merging them costs.
    Ward,
}

/// `√((1 − ρ) ÷ 2)` of all pairs, row by row of the upper triangle.
pub(super) fn distances(correlation: &DMatrix<f64>) -> Vec<f64> {
    let n = correlation.nrows();
    let mut distances = Vec::with_capacity(n * (n - 1) / 2);
    for asset in 0..n {
        let others = &column(correlation, asset)[asset + 1..];
        distances.extend(
            others
                .iter()
                .map(|value| ((1.0 - value) * 0.5).clamp(0.0, 1.0).sqrt()),
        );
    }
    distances
}

/// A binary tree over the assets. Nodes below `leaves` are assets, node `leaves + i` is the
/// `i`-th merge.
pub(super) struct Tree {
    leaves: usize,
    merges: Vec<(usize, usize)>,
    heights: Vec<f64>,
}

impl Tree {
    pub(super) fn of(correlation: &DMatrix<f64>, linkage: Linkage) -> Self {
        let n = correlation.nrows();
        let method = match linkage {
            Linkage::Single => kodama::Method::Single,
            Linkage::Complete => kodama::Method::Complete,
            Linkage::Average => kodama::Method::Average,
            Linkage::Ward => kodama::Method::Ward,
        };
        let dendrogram = kodama::linkage(&mut distances(correlation), n, method);
        let steps = dendrogram.steps();
        Self {
            leaves: n,
            merges: steps
                .iter()
                .map(|step| (step.cluster1, step.cluster2))
                .collect(),
            heights: steps.iter().map(|step| step.dissimilarity).collect(),
        }
    }

    pub(super) fn leaves(&self) -> usize {
        self.leaves
    }

    pub(super) fn merges(&self) -> &[(usize, usize)] {
        &self.merges
    }

    /// The distance at which each merge happens; ascending.
    pub(super) fn heights(&self) -> &[f64] {
        &self.heights
    }

    pub(super) fn root(&self) -> usize {
        self.leaves + self.merges.len() - 1
    }

    /// The two parts of a node, nothing for an asset.
    pub(super) fn parts(&self, node: usize) -> Option<(usize, usize)> {
        let merge = node.checked_sub(self.leaves)?;
        self.merges.get(merge).copied()
    }

    pub(super) fn swap(&mut self, merge: usize) {
        let (left, right) = self.merges[merge];
        self.merges[merge] = (right, left);
    }

    /// The assets from left to right.
    pub(super) fn order(&self) -> Vec<usize> {
        self.members(self.root())
    }

    /// The assets below a node from left to right. Without recursion: a tree of single linkage
    /// may be as deep as it has assets.
    pub(super) fn members(&self, node: usize) -> Vec<usize> {
        let (mut members, mut open) = (Vec::new(), vec![node]);
        while let Some(node) = open.pop() {
            match self.parts(node) {
                Some((left, right)) => open.extend([right, left]),
                None => members.push(node),
            }
        }
        members
    }

    /// Where the assets below each node stand in [`Tree::order`].
    pub(super) fn ranges(&self) -> Vec<Range<usize>> {
        let mut ranges = vec![0..0; self.leaves + self.merges.len()];
        for (place, asset) in self.order().into_iter().enumerate() {
            ranges[asset] = place..place + 1;
        }
        for (merge, &(left, right)) in self.merges.iter().enumerate() {
            ranges[self.leaves + merge] = ranges[left].start..ranges[right].end;
        }
        ranges
    }

    /// The nodes that are left as `count` clusters when the last merges are undone, in the order
    /// of their numbers.
    pub(super) fn cut(&self, count: usize) -> Vec<usize> {
        let kept = self.leaves.saturating_sub(count.max(1));
        let mut is_inside = vec![false; self.leaves + kept];
        for &(left, right) in &self.merges[..kept] {
            is_inside[left] = true;
            is_inside[right] = true;
        }
        (0..self.leaves + kept)
            .filter(|&node| !is_inside[node])
            .collect()
    }

    /// The number of clusters by the two-order difference of the gap statistic: with the sum
    /// `W(k)` over `k` clusters of the mean distance within them, the `k` at which
    /// `W(k − 1) − 2 W(k) + W(k + 1)` is largest, among `2 … max(8, √n) − 1`.
    ///
    /// Sources: Yue, Wang and Wei, *Extension of the gap statistic* (2009); the mean distance as
    /// skfolio takes it. O(n²).
    pub(super) fn natural_count(&self, correlation: &DMatrix<f64>) -> usize {
        let n = self.leaves;
        if n <= 2 {
            return n;
        }
        let most = n.min(8.max((n as f64).sqrt().round() as usize));
        let distances = distances(correlation);
        let distance = |left: usize, right: usize| {
            let (low, high) = (left.min(right), left.max(right));
            distances[low * (2 * n - low - 1) / 2 + high - low - 1]
        };
        let order = self.order();
        let ranges = self.ranges();
        // The sum of distances within each node, from those of its parts and between them.
        let mut within = vec![0.0; n + self.merges.len()];
        for (merge, &(left, right)) in self.merges.iter().enumerate() {
            if is_stopped() {
                return 2;
            }
            let between: f64 = order[ranges[left].clone()]
                .iter()
                .map(|&one| {
                    let others = order[ranges[right].clone()].iter();
                    others.map(|&other| distance(one, other)).sum::<f64>()
                })
                .sum();
            within[n + merge] = within[left] + within[right] + between;
        }
        let dispersion: Vec<f64> = (1..=most)
            .map(|count| {
                let means = self.cut(count).into_iter().map(|node| {
                    let size = ranges[node].len();
                    let pairs = (size * (size - 1) / 2).max(1);
                    within[node] / pairs as f64
                });
                means.sum()
            })
            .collect();
        let mut best = (f64::NEG_INFINITY, 2);
        for (index, three) in dispersion.windows(3).enumerate() {
            let bend = three[2] + three[0] - 2.0 * three[1];
            if bend > best.0 {
                best = (bend, index + 2);
            }
        }
        best.1
    }
}
