//! Branch and bound over anything that can bound itself.
//!
//! Nodes are opened best bound first, but each opened node is followed down its first child until
//! that dive ends, so that good answers come early. What is left out is remembered by its bound:
//! the certificate at the end is the least of all that was not looked into.
//!
//! Source: Land and Doig, *An automatic method of solving discrete programming problems*,
//! Econometrica 28 (1960).

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use nalgebra::DVector;

use crate::progress::{Progress, is_stopped, tell};

/// A minimisation that is split into smaller ones.
pub(crate) trait Tree {
    /// What has been decided on the way to a part of the whole.
    type Node;

    /// Looks into a node. Nothing that is not below `cutoff` is of interest.
    fn open(&mut self, node: &Self::Node, cutoff: f64) -> Opened<Self::Node>;
}

/// What is in a node.
#[derive(Debug)]
pub(crate) struct Opened<N> {
    /// No answer in the node is below this; infinite where it has none.
    pub(crate) bound: f64,
    /// Answers that were met, of this node or of any other.
    pub(crate) candidates: Vec<Candidate>,
    /// The parts that may hold something below `cutoff`, the likeliest first. Empty where the node
    /// is done: nothing in it is better than `bound`, `cutoff` and the candidates.
    pub(crate) children: Vec<N>,
}

impl<N> Opened<N> {
    /// There is nothing in the node.
    pub(crate) fn empty() -> Self {
        Self {
            bound: f64::INFINITY,
            candidates: Vec::new(),
            children: Vec::new(),
        }
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Candidate {
    /// The number that is minimised.
    pub(crate) value: f64,
    /// What a gap is measured against: the sizes of the terms of `value`, added.
    pub(crate) size: f64,
    /// The portfolio.
    pub(crate) weights: DVector<f64>,
}

/// How long to go on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Effort {
    /// Until the answer is proven up to this share of its size.
    pub(crate) gap: f64,
    /// Or until so many nodes have been opened.
    pub(crate) nodes: usize,
}

/// What came of a search.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Searched {
    /// The best answer, if there is one.
    pub(crate) best: Option<Candidate>,
    /// No answer is below this; infinite where it is proven that there is none.
    pub(crate) bound: f64,
    /// How many nodes were opened.
    pub(crate) nodes: usize,
}

impl Searched {
    /// How far the optimum may be below what was found, as a share of its size.
    #[cfg(test)]
    pub(crate) fn gap(&self) -> f64 {
        let gap = |best: &Candidate| gap_between(best.value, best.size, self.bound);
        self.best.as_ref().map_or(f64::INFINITY, gap)
    }
}

/// How far `bound` is below `value`, as a share of `size`.
pub(crate) fn gap_between(value: f64, size: f64, bound: f64) -> f64 {
    let missing = (value - bound).max(0.0);
    if missing == 0.0 { 0.0 } else { missing / size }
}

/// Searches below `root`, beginning with what is known already.
///
/// Ends early, with what it has, where `effort` is used up or the listener of the thread says so:
/// what a node says after that is not trusted.
pub(crate) fn search<T: Tree>(
    tree: &mut T,
    root: T::Node,
    known: Option<Candidate>,
    effort: Effort,
) -> Searched {
    let mut search = Search {
        best: known,
        left_out: f64::INFINITY,
        waiting: BinaryHeap::new(),
        nodes: 0,
        effort,
    };
    search.wait(f64::NEG_INFINITY, 0, root);
    while let Some(next) = search.waiting.pop() {
        if !search.dive(tree, next) {
            break;
        }
    }
    let bound = search.bound(f64::INFINITY);
    Searched {
        bound,
        best: search.best,
        nodes: search.nodes,
    }
}

struct Search<N> {
    best: Option<Candidate>,
    /// The least bound of what was not looked into for being no better.
    left_out: f64,
    waiting: BinaryHeap<Waiting<N>>,
    nodes: usize,
    effort: Effort,
}

impl<N> Search<N> {
    fn wait(&mut self, bound: f64, depth: usize, node: N) {
        let order = self.nodes;
        self.waiting.push(Waiting {
            bound,
            depth,
            order,
            node,
        });
    }

    /// Down to the end of one dive; `false` when the search has to end.
    fn dive<T: Tree<Node = N>>(&mut self, tree: &mut T, from: Waiting<N>) -> bool {
        let mut next = Some(from);
        while let Some(at) = next.take() {
            if self.nodes >= self.effort.nodes {
                self.waiting.push(at);
                return false;
            }
            let cutoff = self.cutoff();
            if at.bound >= cutoff {
                self.left_out = self.left_out.min(at.bound);
                return true;
            }
            let opened = tree.open(&at.node, cutoff);
            // What came of a relaxation that was stopped has no meaning.
            if is_stopped() {
                self.waiting.push(at);
                return false;
            }
            self.nodes += 1;
            let bound = opened.bound.max(at.bound);
            for candidate in opened.candidates {
                self.offer(candidate);
            }
            if opened.children.is_empty() || bound >= self.cutoff() {
                self.left_out = self.left_out.min(bound);
            } else {
                let mut children = opened.children.into_iter();
                next = children.next().map(|node| Waiting {
                    bound,
                    depth: at.depth + 1,
                    order: self.nodes,
                    node,
                });
                for node in children {
                    self.wait(bound, at.depth + 1, node);
                }
            }
            let bound = self.bound(next.as_ref().map_or(f64::INFINITY, |next| next.bound));
            if tell(self.progress(bound)).is_break() {
                self.waiting.extend(next);
                return false;
            }
        }
        true
    }

    fn offer(&mut self, candidate: Candidate) {
        let is_better = |best: &Candidate| candidate.value < best.value;
        if candidate.value.is_finite() && self.best.as_ref().is_none_or(is_better) {
            self.best = Some(candidate);
        }
    }

    /// What is not below this is as good as what is known.
    fn cutoff(&self) -> f64 {
        let cutoff = |best: &Candidate| best.value - self.effort.gap * best.size;
        self.best.as_ref().map_or(f64::INFINITY, cutoff)
    }

    /// No answer is below this, given the bound of what is being looked into.
    fn bound(&self, open: f64) -> f64 {
        let waiting = self.waiting.peek().map_or(f64::INFINITY, |next| next.bound);
        let best = self.best.as_ref().map_or(f64::INFINITY, |best| best.value);
        open.min(waiting).min(self.left_out).min(best)
    }

    fn progress(&self, bound: f64) -> Progress {
        Progress {
            done: self.nodes,
            total: None,
            value: self.best.as_ref().map(|best| best.value),
            bound: Some(bound).filter(|bound| bound.is_finite()),
        }
    }
}

struct Waiting<N> {
    bound: f64,
    depth: usize,
    order: usize,
    node: N,
}

impl<N> Ord for Waiting<N> {
    /// The least bound is the greatest; then the deepest, then the one that came first.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.bound.total_cmp(&self.bound))
            .then(self.depth.cmp(&other.depth))
            .then(other.order.cmp(&self.order))
    }
}

impl<N> PartialOrd for Waiting<N> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<N> PartialEq for Waiting<N> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<N> Eq for Waiting<N> {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Chooses signs so that a sum of numbers comes next to a target: every node leaves one more
    /// number decided, and the numbers left can move the sum by their absolute sum at most.
    struct Signs {
        numbers: Vec<f64>,
        target: f64,
    }

    impl Signs {
        fn sum(&self, signs: &[f64]) -> f64 {
            signs.iter().zip(&self.numbers).map(|(a, b)| a * b).sum()
        }
    }

    impl Tree for Signs {
        type Node = Vec<f64>;

        fn open(&mut self, node: &Vec<f64>, cutoff: f64) -> Opened<Vec<f64>> {
            let left: f64 = self.numbers[node.len()..].iter().map(|x| x.abs()).sum();
            let distance = (self.sum(node) - self.target).abs();
            let bound = (distance - left).max(0.0);
            let is_leaf = node.len() == self.numbers.len();
            let candidate = Candidate {
                value: distance,
                size: 1.0,
                weights: DVector::from_vec(node.clone()),
            };
            let child = |sign: f64| [node.as_slice(), &[sign]].concat();
            Opened {
                bound,
                candidates: Vec::from_iter(is_leaf.then_some(candidate)),
                children: match is_leaf || bound >= cutoff {
                    true => Vec::new(),
                    false => vec![child(1.0), child(-1.0)],
                },
            }
        }
    }

    fn best(signs: &Signs) -> f64 {
        let n = signs.numbers.len();
        let all = (0..1_u32 << n).map(|bits| {
            let sign = |i: usize| if bits >> i & 1 == 1 { 1.0 } else { -1.0 };
            let chosen: Vec<f64> = (0..n).map(sign).collect();
            (signs.sum(&chosen) - signs.target).abs()
        });
        all.fold(f64::INFINITY, f64::min)
    }

    proptest! {
        #[test]
        fn the_best_of_all_is_found_and_bounded(
            numbers in prop::collection::vec(0.01..1.0_f64, 1..10),
            target in -3.0..3.0_f64,
            gap in prop::sample::select(vec![0.0, 1e-3, 0.1]),
            nodes in prop::sample::select(vec![3_usize, 20, usize::MAX]),
        ) {
            let mut signs = Signs { numbers, target };
            let least = best(&signs);
            let searched = search(&mut signs, Vec::new(), None, Effort { gap, nodes });
            prop_assert!(searched.bound <= least + 1e-12);
            prop_assert!(searched.nodes <= nodes);
            if nodes == usize::MAX {
                let found = searched.best.as_ref().expect("there are signs").value;
                prop_assert!(found >= least - 1e-12 && found <= least + gap + 1e-12);
                prop_assert!(searched.gap() <= gap + 1e-12);
            }
        }
    }
}
