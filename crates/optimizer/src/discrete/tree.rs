//! Branch and bound over the pieces: what to try, and where to split.

use std::collections::BTreeSet;
use std::rc::Rc;

use nalgebra::DVector;

use super::Convex;
use super::inside::{Answer, Inside, solve_inside};
use super::pieces::{Allowed, Pieces};
use super::search::{Candidate, Opened, Tree};
use crate::outcome::ActiveSet;
use crate::progress::is_stopped;
use crate::solve::Sides;

/// A weight that far outside its pieces, as a share of the budget, is not inside.
const OUTSIDE: f64 = 1e-9;
/// Portfolios with a larger residual are no answers.
const ACCEPTED: f64 = 1e-6;
/// After so many nodes the positions of a relaxation are tried only now and then.
const TRIED_ALWAYS: usize = 300;
const TRIED_SELDOM: usize = 16;

/// What an opened node leaves to its children.
#[derive(Debug, Clone, Default)]
pub(super) struct Start {
    /// The working set of its relaxation.
    pub(super) sides: Option<Sides>,
    /// Which assets that relaxation counted as whole positions.
    pub(super) whole: Vec<bool>,
    /// The binding limits of its convex problem.
    pub(super) active: Option<ActiveSet>,
}

/// Pieces that are left.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) allowed: Allowed,
    pub(super) start: Rc<Start>,
}

/// A relaxation of a node.
pub(super) enum Relaxed {
    Empty,
    Unbounded,
    At(Box<Point>),
}

/// Where a relaxation is least.
pub(super) struct Point {
    pub(super) bound: f64,
    pub(super) weights: DVector<f64>,
    /// Positions that look good.
    pub(super) likely: Vec<BTreeSet<usize>>,
    pub(super) start: Start,
}

/// Whatever bounds nodes.
pub(super) trait Relaxing {
    /// The least value in `allowed`, out of which it takes what cannot be below `cutoff`.
    fn relax(&mut self, allowed: &mut Allowed, start: &Start, cutoff: f64) -> Relaxed;

    /// The best weights in intervals, and their value at the least costs: quickly, not proven.
    fn quick(&mut self, allowed: &[u8]) -> Option<(DVector<f64>, f64)>;

    /// Positions to take in instead of one that leaves `held`, the likeliest first; none where
    /// trying is too dear.
    fn instead(&mut self, held: &BTreeSet<usize>, leaving: usize) -> Vec<usize>;
}

/// The best portfolio so far.
#[derive(Debug, Clone)]
pub(super) struct Incumbent {
    pub(super) answer: Answer,
    pub(super) allowed: Allowed,
}

/// The tree of a discrete problem.
pub(super) struct Deciding<'p, R> {
    pub(super) convex: &'p Convex,
    pub(super) pieces: &'p Pieces,
    pub(super) relaxing: R,
    pub(super) best: Option<Incumbent>,
    /// Whether some relaxation had no finite optimum.
    pub(super) is_unbounded: bool,
    /// Whether any portfolio will do, so that none is polished.
    is_rough: bool,
    tried: BTreeSet<BTreeSet<usize>>,
    opened: usize,
}

impl<'p, R: Relaxing> Deciding<'p, R> {
    pub(super) fn new(convex: &'p Convex, pieces: &'p Pieces, relaxing: R) -> Self {
        Self {
            convex,
            pieces,
            relaxing,
            best: None,
            is_unbounded: false,
            is_rough: false,
            tried: BTreeSet::new(),
            opened: 0,
        }
    }

    /// Any portfolio will do.
    pub(super) fn rough(self) -> Self {
        Self {
            is_rough: true,
            ..self
        }
    }

    pub(super) fn root(&self) -> Node {
        Node {
            allowed: self.pieces.all(),
            start: Rc::default(),
        }
    }

    /// The incumbent, in the form of the search.
    pub(super) fn candidate(&self) -> Option<Candidate> {
        let answer = &self.best.as_ref()?.answer;
        Some(Candidate {
            value: answer.value,
            size: answer.size,
            weights: answer.weights.clone(),
        })
    }

    /// The best weights with the positions `held`, if they are better than what is known. `true`
    /// when they are.
    fn attempt(&mut self, allowed: &[u8], held: &BTreeSet<usize>) -> bool {
        if !self.tried.insert(held.clone()) {
            return false;
        }
        let mut inside = self.pieces.holding(allowed, held);
        self.pieces.propagate(&mut inside) && self.complete(inside).is_some()
    }

    /// The best weights in `allowed`, each in one piece. Gives the value where it is the best.
    fn complete(&mut self, mut allowed: Allowed) -> Option<f64> {
        loop {
            let (weights, value) = self.relaxing.quick(&allowed)?;
            let best = self
                .best
                .as_ref()
                .map_or(f64::INFINITY, |best| best.answer.value);
            if value >= best {
                return None;
            }
            if self.pieces.settle(&mut allowed, &weights) {
                continue;
            }
            if !self.is_rough {
                return self.polish(allowed);
            }
            let answer = Answer::rough(weights, value);
            self.best = Some(Incumbent { answer, allowed });
            return Some(value);
        }
    }

    /// The portfolio inside single pieces, as accurate as it gets.
    fn polish(&mut self, allowed: Allowed) -> Option<f64> {
        let inside = solve_inside(self.convex, self.pieces, &allowed, None);
        let Inside::At(answer) = inside else {
            return None;
        };
        let best = self
            .best
            .as_ref()
            .map_or(f64::INFINITY, |best| best.answer.value);
        // What comes of work that was stopped has no meaning.
        if answer.residual > ACCEPTED || answer.value >= best || is_stopped() {
            return None;
        }
        let value = answer.value;
        self.best = Some(Incumbent {
            answer: *answer,
            allowed,
        });
        Some(value)
    }

    /// Swaps one position for another while that helps.
    fn swap(&mut self, allowed: &[u8]) {
        while let Some(best) = &self.best {
            let held: BTreeSet<usize> = best.held(self.pieces);
            let mut is_better = false;
            for &leaving in &held {
                if is_stopped() {
                    return;
                }
                let mut others = held.clone();
                others.remove(&leaving);
                is_better |= self.attempt(allowed, &others);
                for coming in self.relaxing.instead(&held, leaving) {
                    let mut swapped = others.clone();
                    swapped.insert(coming);
                    is_better |= self.attempt(allowed, &swapped);
                }
                if is_better {
                    break;
                }
            }
            if !is_better {
                return;
            }
        }
    }

    /// The asset to decide next: of those that the relaxation leaves between their pieces, else of
    /// those that are too many or too few, the largest; any other one that is open at last.
    fn split_at(&self, allowed: &[u8], weights: &DVector<f64>) -> Option<usize> {
        let pieces = self.pieces;
        let tolerance = OUTSIDE * self.convex.constraints().budget;
        let is_open = |asset: &usize| allowed[*asset].count_ones() > 1;
        let open: Vec<usize> = (0..allowed.len()).filter(is_open).collect();
        let size = |asset: usize| weights[asset].abs();
        let largest = |among: &mut dyn Iterator<Item = usize>| {
            among.max_by(|&one, &other| size(one).total_cmp(&size(other)).then(other.cmp(&one)))
        };
        let is_position =
            |asset: usize| size(asset) > tolerance || !pieces.may_skip(asset, allowed[asset]);
        let count = (0..allowed.len())
            .filter(|&asset| is_position(asset))
            .count();
        if count > pieces.at_most {
            let mut held = open
                .iter()
                .copied()
                .filter(|&asset| size(asset) > tolerance);
            if let Some(found) = largest(&mut held) {
                return Some(found);
            }
        }
        for (members, most) in &pieces.groups {
            if members.iter().filter(|&&asset| is_position(asset)).count() > *most {
                let mut held = members.iter().copied().filter(|asset| open.contains(asset));
                if let Some(found) = largest(&mut held) {
                    return Some(found);
                }
            }
        }
        let is_between =
            |&asset: &usize| pieces.distance(asset, allowed[asset], weights[asset]) > tolerance;
        largest(&mut open.iter().copied().filter(is_between))
            .or_else(|| largest(&mut open.iter().copied()))
    }
}

impl<R: Relaxing> Tree for Deciding<'_, R> {
    type Node = Node;

    fn open(&mut self, node: &Node, cutoff: f64) -> Opened<Node> {
        self.opened += 1;
        let mut allowed = node.allowed.clone();
        if !self.pieces.propagate(&mut allowed) {
            return Opened::empty();
        }
        let point = match self.relaxing.relax(&mut allowed, &node.start, cutoff) {
            Relaxed::Empty => return Opened::empty(),
            Relaxed::Unbounded => {
                self.is_unbounded = true;
                return Opened {
                    bound: f64::NEG_INFINITY,
                    candidates: Vec::new(),
                    children: Vec::new(),
                };
            }
            Relaxed::At(point) => *point,
        };
        let mut opened = Opened {
            bound: point.bound,
            candidates: Vec::new(),
            children: Vec::new(),
        };
        if point.bound >= cutoff || !self.pieces.propagate(&mut allowed) {
            opened.bound = opened.bound.max(cutoff);
            return opened;
        }
        opened.candidates.extend(self.improve(&allowed, &point));
        let Some(asset) = self.split_at(&allowed, &point.weights) else {
            return opened;
        };
        let weight = point.weights[asset];
        let start = Rc::new(point.start);
        let mut parts: Vec<(f64, u8)> = self
            .pieces
            .left(asset, allowed[asset])
            .map(|(bit, piece)| {
                (
                    (piece.lower - weight).max(weight - piece.upper).max(0.0),
                    bit,
                )
            })
            .collect();
        parts.sort_by(|one, other| one.0.total_cmp(&other.0));
        opened.children = parts
            .into_iter()
            .map(|(_, bit)| {
                let mut child = allowed.clone();
                child[asset] = bit;
                Node {
                    allowed: child,
                    start: Rc::clone(&start),
                }
            })
            .collect();
        opened
    }
}

impl<R: Relaxing> Deciding<'_, R> {
    /// Tries what the relaxation suggests; gives the incumbent where that made a better one.
    fn improve(&mut self, allowed: &[u8], point: &Point) -> Option<Candidate> {
        let before = self.best.as_ref().map(|best| best.answer.value);
        let is_decided = allowed.iter().all(|mask| mask.count_ones() <= 1);
        let is_time = self.opened <= TRIED_ALWAYS || self.opened.is_multiple_of(TRIED_SELDOM);
        let mut inside = allowed.to_vec();
        if is_decided {
            self.complete(inside);
        } else {
            // The relaxation may be a portfolio already.
            if !self.pieces.settle(&mut inside, &point.weights)
                || self.pieces.propagate(&mut inside)
            {
                self.complete(inside);
            }
            if is_time {
                for held in &point.likely {
                    self.attempt(allowed, held);
                }
            }
        }
        if self.opened == 1 && !self.is_rough {
            self.swap(allowed);
        }
        let after = self.best.as_ref().map(|best| best.answer.value);
        if after != before {
            self.candidate()
        } else {
            None
        }
    }
}

impl Incumbent {
    /// The positions.
    pub(super) fn held(&self, pieces: &Pieces) -> BTreeSet<usize> {
        let weights = self.answer.weights.iter().enumerate();
        let held = weights.filter(|&(asset, &weight)| {
            weight != 0.0 && pieces.may_hold(asset, self.allowed[asset])
        });
        held.map(|(asset, _)| asset).collect()
    }

    /// Annual return lost.
    pub(super) fn cost(&self, pieces: &Pieces) -> f64 {
        let costs = self.allowed.iter().enumerate();
        costs
            .map(|(asset, &mask)| pieces.least_cost(asset, mask))
            .sum()
    }
}
