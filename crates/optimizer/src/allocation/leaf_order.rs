//! Turning the branches of a tree so that neighbours are alike.
//!
//! A tree of `n` assets has `2ⁿ⁻¹` orders. The shortest of them, by the sum of the distances of
//! neighbours, is a dynamic program over the end points `(u, w)` of each node:
//! `M(u, w) = min M(u, m) + d(m, k) + M(k, w)` over the inner end points `m` and `k` of its parts.
//! O(n³) at worst, O(n²) memory.
//!
//! Source: Bar-Joseph, Gifford and Jaakkola, *Fast optimal leaf ordering for hierarchical
//! clustering*, Bioinformatics 17 (2001).

use nalgebra::DMatrix;

use super::linkage::Tree;
use crate::progress::is_stopped;

/// From left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LeafOrder {
    /// As the tree stands: the cluster with the smaller number on the left.
    #[default]
    Tree,
    /// What SciPy calls `optimal_ordering`. Each branch is turned for the best order of its
    /// parent alone, and keeps it whatever is best further up; usually longer than the shortest
    /// order, but what skfolio and Riskfolio-Lib allocate by.
    ScipyOptimal,
    /// The shortest order.
    Shortest,
}

/// The assets from left to right.
pub(super) fn ordered(mut tree: Tree, correlation: &DMatrix<f64>, order: LeafOrder) -> Vec<usize> {
    if order == LeafOrder::Tree || tree.leaves() < 3 {
        return tree.order();
    }
    let ends = Ends::of(&tree, correlation);
    match order {
        LeafOrder::Tree | LeafOrder::ScipyOptimal => {
            ends.turn_for_parents(&mut tree);
            tree.order()
        }
        LeafOrder::Shortest => ends.shortest(&tree),
    }
}

/// The table `M` in places of the tree's own order.
struct Ends {
    order: Vec<usize>,
    ranges: Vec<std::ops::Range<usize>>,
    /// Row by row.
    distances: Vec<f64>,
    lengths: Vec<f64>,
}

impl Ends {
    fn of(tree: &Tree, correlation: &DMatrix<f64>) -> Self {
        let order = tree.order();
        let n = order.len();
        let mut distances = Vec::with_capacity(n * n);
        for &one in &order {
            distances.extend(order.iter().map(|&other| {
                let gap = (1.0 - correlation[(one, other)]) * 0.5;
                gap.clamp(0.0, 1.0).sqrt()
            }));
        }
        let mut ends = Self {
            ranges: tree.ranges(),
            lengths: vec![0.0; n * n],
            order,
            distances,
        };
        for &(left, right) in tree.merges() {
            ends.merge(tree, left, right);
        }
        ends
    }

    /// The end points on the other side of `node` when `end` is one of its ends.
    fn opposite(&self, tree: &Tree, node: usize, end: usize) -> std::ops::Range<usize> {
        match tree.parts(node) {
            None => self.ranges[node].clone(),
            Some((left, right)) if self.ranges[left].contains(&end) => self.ranges[right].clone(),
            Some((left, _)) => self.ranges[left].clone(),
        }
    }

    fn merge(&mut self, tree: &Tree, left: usize, right: usize) {
        let n = self.order.len();
        let (lefts, rights) = (self.ranges[left].clone(), self.ranges[right].clone());
        // Up to each k on the right, from u on the left; then on to w.
        let mut to = vec![0.0; rights.len()];
        let mut whole = vec![0.0; rights.len()];
        let halves: Vec<_> = match tree.parts(right) {
            None => vec![(rights.clone(), rights.clone())],
            Some((near, far)) => {
                let (near, far) = (self.ranges[near].clone(), self.ranges[far].clone());
                vec![(near.clone(), far.clone()), (far, near)]
            }
        };
        for u in lefts {
            if is_stopped() {
                return;
            }
            to.fill(f64::INFINITY);
            for m in self.opposite(tree, left, u) {
                let start = self.lengths[u * n + m];
                let row = &self.distances[m * n..][rights.clone()];
                for (entry, distance) in to.iter_mut().zip(row) {
                    let length = start + distance;
                    *entry = if length < *entry { length } else { *entry };
                }
            }
            whole.fill(f64::INFINITY);
            for (inner, outer) in &halves {
                for k in inner.clone() {
                    let start = to[k - rights.start];
                    let row = &self.lengths[k * n..][outer.clone()];
                    let target = &mut whole[outer.start - rights.start..][..outer.len()];
                    for (entry, length) in target.iter_mut().zip(row) {
                        let length = start + length;
                        *entry = if length < *entry { length } else { *entry };
                    }
                }
            }
            for (w, &length) in rights.clone().zip(&whole) {
                self.lengths[u * n + w] = length;
                self.lengths[w * n + u] = length;
            }
        }
    }

    /// The ends of a node's shortest order.
    fn best(&self, left: usize, right: usize) -> (usize, usize) {
        let n = self.order.len();
        let mut best = (
            f64::INFINITY,
            (self.ranges[left].start, self.ranges[right].start),
        );
        for u in self.ranges[left].clone() {
            for w in self.ranges[right].clone() {
                let length = self.lengths[u * n + w];
                if length < best.0 {
                    best = (length, (u, w));
                }
            }
        }
        best.1
    }

    /// Mirrors each part so that it ends where the best order of its parent wants it to.
    fn turn_for_parents(&self, tree: &mut Tree) {
        let n = tree.leaves();
        let mut is_mirrored = vec![false; tree.merges().len()];
        for &(left, right) in tree.merges() {
            let (u, w) = self.best(left, right);
            if let Some((_, inner)) = tree.parts(left) {
                is_mirrored[left - n] = self.ranges[inner].contains(&u);
            }
            if let Some((inner, _)) = tree.parts(right) {
                is_mirrored[right - n] = self.ranges[inner].contains(&w);
            }
        }
        // A mirrored node mirrors everything below it; parents come after their parts.
        for merge in (0..is_mirrored.len()).rev() {
            if is_mirrored[merge] {
                let (left, right) = tree.merges()[merge];
                for part in [left, right] {
                    if part >= n {
                        is_mirrored[part - n] = !is_mirrored[part - n];
                    }
                }
                tree.swap(merge);
            }
        }
    }

    /// The shortest order, by going back through the table.
    fn shortest(&self, tree: &Tree) -> Vec<usize> {
        let n = self.order.len();
        let root = tree.root();
        let Some((left, right)) = tree.parts(root) else {
            return self.order.clone();
        };
        let (u, w) = self.best(left, right);
        let mut found = Vec::with_capacity(n);
        let mut open = vec![(root, u, w)];
        while let Some((node, u, w)) = open.pop() {
            let Some((mut left, mut right)) = tree.parts(node) else {
                found.push(self.order[u]);
                continue;
            };
            if !self.ranges[left].contains(&u) {
                (left, right) = (right, left);
            }
            let mut best = (f64::INFINITY, (u, w));
            for m in self.opposite(tree, left, u) {
                for k in self.opposite(tree, right, w) {
                    let inner = self.distances[m * n + k];
                    let length = self.lengths[u * n + m] + inner + self.lengths[k * n + w];
                    if length < best.0 {
                        best = (length, (m, k));
                    }
                }
            }
            let (m, k) = best.1;
            open.extend([(right, k, w), (left, u, m)]);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::allocation::linkage::Linkage;

    /// All orders of a tree.
    fn orders(tree: &Tree, node: usize) -> Vec<Vec<usize>> {
        let Some((left, right)) = tree.parts(node) else {
            return vec![vec![node]];
        };
        let mut all = Vec::new();
        for left in orders(tree, left) {
            for right in orders(tree, right) {
                all.push([left.clone(), right.clone()].concat());
                all.push([right, left.clone()].concat());
            }
        }
        all
    }

    #[test]
    fn no_order_of_the_tree_is_shorter() {
        let n = 9;
        for seed in 0..40 {
            let mut state = 0x9E37_79B9_u64 + seed;
            let mut uniform = || {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                (state >> 33) as f64 / (1u64 << 31) as f64
            };
            let loadings = DMatrix::from_fn(n, 4, |_, _| uniform() - 0.3);
            let mut correlation = &loadings * loadings.transpose();
            let lengths = correlation.diagonal().map(f64::sqrt);
            for (i, j) in (0..n).flat_map(|i| (0..n).map(move |j| (i, j))) {
                correlation[(i, j)] /= lengths[i] * lengths[j];
            }
            let length = |order: &[usize]| -> f64 {
                let gaps = order
                    .windows(2)
                    .map(|pair| 1.0 - correlation[(pair[0], pair[1])]);
                gaps.map(|gap| (0.5 * gap).max(0.0).sqrt()).sum()
            };
            for linkage in [Linkage::Single, Linkage::Ward] {
                let tree = Tree::of(&correlation, linkage);
                let shortest = orders(&tree, tree.root())
                    .iter()
                    .map(|order| length(order))
                    .fold(f64::INFINITY, f64::min);
                let of = |order| {
                    length(&ordered(
                        Tree::of(&correlation, linkage),
                        &correlation,
                        order,
                    ))
                };
                assert!((of(LeafOrder::Shortest) - shortest).abs() < 1e-12);
                assert!(of(LeafOrder::ScipyOptimal) >= shortest - 1e-12);
            }
        }
    }
}
