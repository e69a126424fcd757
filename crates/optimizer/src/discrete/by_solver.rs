//! Nodes of every other problem: solved as the convex problem inside their intervals.

use std::collections::BTreeSet;

use nalgebra::DVector;

use super::Convex;
use super::inside::{Inside, solve_inside};
use super::pieces::{Allowed, Pieces};
use super::tree::{Point, Relaxed, Relaxing, Start};

/// The relaxation that forgets the gaps between the pieces.
pub(super) struct BySolver<'p> {
    pub(super) convex: &'p Convex,
    pub(super) pieces: &'p Pieces,
}

impl Relaxing for BySolver<'_> {
    fn relax(&mut self, allowed: &mut Allowed, start: &Start, _: f64) -> Relaxed {
        let answer = match solve_inside(self.convex, self.pieces, allowed, start.active.as_ref()) {
            Inside::At(answer) => *answer,
            Inside::Infeasible => return Relaxed::Empty,
            Inside::Unbounded => return Relaxed::Unbounded,
            Inside::Nothing => {
                let middle = |asset: usize| {
                    let (lower, upper) = self.pieces.hull(asset, allowed[asset]);
                    let middle = 0.5 * (lower + upper);
                    if middle.is_finite() { middle } else { 0.0 }
                };
                return Relaxed::At(Box::new(Point {
                    bound: f64::NEG_INFINITY,
                    weights: DVector::from_fn(allowed.len(), |asset, _| middle(asset)),
                    likely: Vec::new(),
                    start: Start::default(),
                }));
            }
        };
        Relaxed::At(Box::new(Point {
            bound: answer.bound,
            likely: vec![self.largest(allowed, &answer.weights)],
            weights: answer.weights,
            start: Start {
                active: answer.active,
                ..Start::default()
            },
        }))
    }

    fn quick(&mut self, allowed: &[u8]) -> Option<(DVector<f64>, f64)> {
        match solve_inside(self.convex, self.pieces, allowed, None) {
            Inside::At(answer) => Some((answer.weights, answer.value)),
            _ => None,
        }
    }

    fn instead(&mut self, _: &BTreeSet<usize>, _: usize) -> Vec<usize> {
        Vec::new()
    }
}

impl BySolver<'_> {
    /// The largest weights that may be positions together.
    fn largest(&self, allowed: &[u8], weights: &DVector<f64>) -> BTreeSet<usize> {
        let forced =
            (0..allowed.len()).filter(|&asset| !self.pieces.may_skip(asset, allowed[asset]));
        let mut largest: BTreeSet<usize> = forced.collect();
        let mut order: Vec<usize> = (0..allowed.len())
            .filter(|&asset| {
                !largest.contains(&asset) && self.pieces.may_hold(asset, allowed[asset])
            })
            .collect();
        order.sort_by(|&one, &other| weights[other].abs().total_cmp(&weights[one].abs()));
        for asset in order {
            let is_wanted = weights[asset].abs() > 1e-9 || largest.len() < self.pieces.at_least;
            let is_full = self.pieces.groups.iter().any(|(members, most)| {
                members.contains(&asset)
                    && members
                        .iter()
                        .filter(|member| largest.contains(member))
                        .count()
                        >= *most
            });
            if is_wanted && !is_full && largest.len() < self.pieces.at_most {
                largest.insert(asset);
            }
        }
        largest
    }
}
