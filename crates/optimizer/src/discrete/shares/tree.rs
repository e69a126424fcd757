//! Branch and bound over intervals of weights.
//!
//! A part is split where its weights lie farthest between two that can be bought, measured by what
//! the curvature makes of the distance; where all can be bought, where an order or a position is
//! charged least of what it costs.

use std::rc::Rc;

use crate::discrete::search::{Candidate, Opened, Tree};

use super::bound::Bound;
use super::improve::improve;
use super::model::Model;
use super::node::Node;
use super::relaxation::{Relaxation, Relaxed, Warm};
use super::rounding::{Rounding, near};

/// Rounds of the relaxation of a part.
const ROUNDS: usize = 12;
/// Parts whose weights are rounded with care, and how often later ones are.
const WITH_CARE: usize = 30;
const NOW_AND_THEN: usize = 32;
/// Changes that are looked at after rounding, with care and without.
const LOOKS: (usize, usize) = (20_000, 2_000);
/// A weight this near to one that can be bought, in lots, is one.
const BOUGHT: f64 = 1e-6;

/// A part of all portfolios, and where its solver starts.
pub(super) struct Part {
    pub(super) node: Node,
    pub(super) warm: Rc<Warm>,
}

/// The tree of one problem.
pub(super) struct ShareTree<'m, 'p> {
    model: &'m Model<'p>,
    relaxation: Relaxation<'m, 'p>,
    /// The value of the best answer so far.
    best: f64,
    opened: usize,
}

impl<'m, 'p> ShareTree<'m, 'p> {
    pub(super) fn new(model: &'m Model<'p>, relaxation: Relaxation<'m, 'p>, best: f64) -> Self {
        Self {
            model,
            relaxation,
            best,
            opened: 0,
        }
    }

    /// Answers next to weights.
    fn candidates(&mut self, bound: &Bound) -> Vec<Candidate> {
        let with_care = self.opened <= WITH_CARE;
        let roundings: &[Rounding] = match (with_care, self.opened.is_multiple_of(NOW_AND_THEN)) {
            (true, _) => &[Rounding::WithinBudget, Rounding::LargestRemainder],
            (false, true) => &[Rounding::WithinBudget],
            (false, false) => &[],
        };
        let looks = if with_care { LOOKS.0 } else { LOOKS.1 };
        let mut found = Vec::new();
        for &rounding in roundings {
            if let Some(mut standing) = near(self.model, &bound.weights, rounding) {
                improve(&mut standing, &self.model.rules, looks);
                found.extend(standing.candidate());
            }
        }
        if self.is_bought(&bound.weights)
            && let Some(standing) = near(self.model, &bound.weights, Rounding::Nearest)
        {
            found.extend(standing.candidate());
        }
        for candidate in &found {
            self.best = self.best.min(candidate.value);
        }
        found
    }

    fn is_bought(&self, weights: &[f64]) -> bool {
        (0..weights.len()).all(|asset| self.apart(asset, weights[asset]) <= BOUGHT)
    }

    /// How far a weight is from one that can be bought, in lots.
    fn apart(&self, asset: usize, weight: f64) -> f64 {
        let rules = &self.model.rules;
        let below = rules.below(asset, weight).map(|below| weight - below);
        let above = rules.above(asset, weight).map(|above| above - weight);
        let apart = below
            .unwrap_or(f64::INFINITY)
            .min(above.unwrap_or(f64::INFINITY));
        apart.max(0.0) / rules.unit[asset]
    }

    fn split(&self, node: &Node, weights: &[f64]) -> Vec<Node> {
        let kept = self.relaxation.kept.iter().enumerate();
        let open = kept.filter(|&(_, &asset)| !node.is_fixed(asset));
        let mut between: Option<(f64, usize)> = None;
        let mut charged: Option<(f64, usize)> = None;
        let mut widest: Option<(f64, usize)> = None;
        let note = |best: &mut Option<(f64, usize)>, score: f64, asset: usize| {
            if best.is_none_or(|best| score > best.0) {
                *best = Some((score, asset));
            }
        };
        for (position, &asset) in open {
            let weight = weights[asset].clamp(node.lower[asset], node.upper[asset]);
            let apart = self.apart(asset, weight);
            if apart > BOUGHT {
                let apart = apart * self.model.rules.unit[asset];
                let bend = self.relaxation.matrix[(position, position)];
                note(&mut between, apart * apart * (bend + 1e-6), asset);
            }
            let missing = self.uncharged(node, asset, weight);
            if missing > 1e-9 {
                note(&mut charged, missing, asset);
            }
            note(&mut widest, node.upper[asset] - node.lower[asset], asset);
        }
        let at = |asset: usize| weights[asset].clamp(node.lower[asset], node.upper[asset]);
        match (between, charged, widest) {
            (Some((_, asset)), _, _) => self.split_between(node, asset, at(asset)),
            (None, Some((_, asset)), _) => self.split_off(node, asset, at(asset)),
            (None, None, Some((_, asset))) => self.split_around(node, asset, at(asset)),
            (None, None, None) => Vec::new(),
        }
    }

    /// What is missing of an order and of a position.
    fn uncharged(&self, node: &Node, asset: usize, weight: f64) -> f64 {
        let rules = &self.model.rules;
        let bought = super::rounding::nearest(rules, asset, weight).unwrap_or(weight);
        let missing = |is_there: bool, affine: super::node::Affine| {
            f64::from(u8::from(is_there)) - affine.slope * weight - affine.constant
        };
        let order = missing(rules.is_order(asset, bought), node.order(rules, asset));
        let position = missing(bought != 0.0, node.position(asset));
        order.max(position)
    }

    fn split_between(&self, node: &Node, asset: usize, weight: f64) -> Vec<Node> {
        let rules = &self.model.rules;
        let (lower, upper) = (node.lower[asset], node.upper[asset]);
        let below = rules.below(asset, weight).filter(|&below| below >= lower);
        let above = rules.above(asset, weight).filter(|&above| above <= upper);
        let down = below.map(|below| node.with(asset, lower, below));
        let up = above.map(|above| node.with(asset, above, upper));
        let is_nearer_below = match (below, above) {
            (Some(below), Some(above)) => weight - below <= above - weight,
            _ => true,
        };
        let ordered = if is_nearer_below {
            [down, up]
        } else {
            [up, down]
        };
        ordered.into_iter().flatten().collect()
    }

    /// What is held now, or nothing, apart from the rest.
    fn split_off(&self, node: &Node, asset: usize, weight: f64) -> Vec<Node> {
        let from = self.model.rules.from[asset];
        let is_inside = |at: f64| at >= node.lower[asset] && at <= node.upper[asset];
        let none = if is_inside(from) && super::rules::is_same(from, weight) || !is_inside(0.0) {
            from
        } else {
            0.0
        };
        let none = if is_inside(from) && none != from && self.uncharged_order(node, asset, weight) {
            from
        } else {
            none
        };
        self.split_around(node, asset, none)
    }

    fn uncharged_order(&self, node: &Node, asset: usize, weight: f64) -> bool {
        let rules = &self.model.rules;
        let affine = node.order(rules, asset);
        rules.is_order(asset, weight) && 1.0 - affine.slope * weight - affine.constant > 1e-9
    }

    /// Below, at and above a weight next to `weight`.
    fn split_around(&self, node: &Node, asset: usize, weight: f64) -> Vec<Node> {
        let rules = &self.model.rules;
        let (lower, upper) = (node.lower[asset], node.upper[asset]);
        let Some(at) = super::rounding::nearest(rules, asset, weight.clamp(lower, upper)) else {
            return Vec::new();
        };
        let at = at.clamp(lower, upper);
        let below = rules.before(asset, at).filter(|&below| below >= lower);
        let above = rules.after(asset, at).filter(|&above| above <= upper);
        let parts = [
            Some(node.with(asset, at, at)),
            below.map(|below| node.with(asset, lower, below)),
            above.map(|above| node.with(asset, above, upper)),
        ];
        parts.into_iter().flatten().collect()
    }
}

impl Tree for ShareTree<'_, '_> {
    type Node = Part;

    fn open(&mut self, part: &Part, cutoff: f64) -> Opened<Part> {
        self.opened += 1;
        if let Some(only) = self.only(&part.node) {
            let bound = only.as_ref().map_or(f64::INFINITY, |only| only.value);
            return Opened {
                bound,
                candidates: only.into_iter().collect(),
                children: Vec::new(),
            };
        }
        let relaxed = self
            .relaxation
            .solve(&part.node, &part.warm, cutoff, ROUNDS);
        let (bound, warm) = match relaxed {
            Relaxed::Empty => return Opened::empty(),
            Relaxed::Unknown => return self.in_halves(part),
            Relaxed::At(bound, warm) => (bound, warm),
        };
        let candidates = self.candidates(&bound);
        let done = |bound: f64, candidates: Vec<Candidate>| Opened {
            bound,
            candidates,
            children: Vec::new(),
        };
        if bound.value >= cutoff {
            return done(bound.value, candidates);
        }
        let Some(node) = self.relaxation.tightened(&part.node, &bound, self.best) else {
            return done(self.best, candidates);
        };
        let is_outside = |&asset: &usize| {
            let weight = bound.weights[asset];
            let slack = super::rules::rounding(weight);
            weight < node.lower[asset] - slack || weight > node.upper[asset] + slack
        };
        let children = match self.relaxation.kept.iter().any(is_outside) {
            // What was proven has cut the weights off: the rest is bounded again.
            true => Vec::new(),
            false => self.split(&node, &bound.weights),
        };
        let children = children.into_iter();
        let mut children: Vec<Part> = children
            .map(|node| Part {
                node,
                warm: Rc::clone(&warm),
            })
            .collect();
        if children.is_empty() {
            children.push(Part { node, warm });
        }
        Opened {
            bound: bound.value,
            candidates,
            children,
        }
    }
}

impl ShareTree<'_, '_> {
    /// The answer where there is only one portfolio left, if it is one.
    fn only(&mut self, node: &Node) -> Option<Option<Candidate>> {
        let is_one = (0..node.lower.len()).all(|asset| node.is_fixed(asset));
        is_one.then(|| {
            let standing = super::standing::Standing::at(self.model, node.lower.clone());
            let candidate = standing.candidate();
            if let Some(candidate) = &candidate {
                self.best = self.best.min(candidate.value);
            }
            candidate
        })
    }

    /// A part that could not be bounded, by its widest interval.
    fn in_halves(&self, part: &Part) -> Opened<Part> {
        let node = &part.node;
        let width = |asset: &usize| node.upper[*asset] - node.lower[*asset];
        let widest = (0..node.lower.len()).max_by(|one, other| width(one).total_cmp(&width(other)));
        let halves = widest.map_or_else(Vec::new, |asset| {
            let middle = 0.5 * (node.lower[asset] + node.upper[asset]);
            self.split_around(node, asset, middle)
        });
        let children = halves.into_iter().map(|node| Part {
            node,
            warm: Rc::clone(&part.warm),
        });
        Opened {
            bound: f64::NEG_INFINITY,
            candidates: Vec::new(),
            children: children.collect(),
        }
    }
}
