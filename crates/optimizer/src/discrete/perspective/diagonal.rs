//! The diagonal that the root is given.

use nalgebra::DVector;

use super::super::split::Split;
use super::super::tree::Start;
use super::{Perspective, ROUNDS, ROUNDS_AT_ROOT};

/// Improvements of the diagonal at the root.
const SPLITS: usize = 6;
/// What the worth of an asset that the root does not hold counts, as a share of the mean.
const UNHELD: f64 = 0.05;

impl<'p> Perspective<'p> {
    /// Whether the numbers of positions bind anywhere, so that a diagonal is worth its price.
    pub(super) fn counts_positions(&self) -> bool {
        self.pieces.at_most < self.pieces.of.len()
    }

    /// A diagonal that is worth something to the root.
    pub(super) fn split_root(&mut self, allowed: &[u8]) {
        let Some(matrix) = self.program.quadratic else {
            return;
        };
        if !self.counts_positions() {
            return;
        }
        let Some((solved, separable, _)) =
            self.relaxed(allowed, &Start::default(), f64::INFINITY, ROUNDS)
        else {
            return;
        };
        let mut best = separable.bound;
        let n = allowed.len();
        let sizes: Vec<f64> = (0..n).map(|asset| matrix[(asset, asset)].sqrt()).collect();
        let mut x = solved.x;
        let mut kept: Option<Vec<f64>> = None;
        for round in 0..SPLITS {
            let worth = self.worth(allowed, &sizes, &x);
            let Some(mut split) = Split::new(matrix, &worth) else {
                return;
            };
            if let Some(kept) = &kept {
                // Between two diagonals that both are small enough lies another one.
                let share = 2.0 / (round as f64 + 2.0);
                for (asset, entry) in split.diagonal.iter_mut().enumerate() {
                    *entry = share * *entry + (1.0 - share) * kept[asset];
                    split.rest[(asset, asset)] = matrix[(asset, asset)] - *entry;
                }
            }
            kept = Some(split.diagonal.clone());
            let before = std::mem::replace(&mut self.split, split);
            match self.relaxed(allowed, &Start::default(), f64::INFINITY, ROUNDS_AT_ROOT) {
                Some((solved, separable, _)) if separable.bound > best => {
                    best = separable.bound;
                    x = solved.x;
                }
                Some((solved, ..)) => {
                    x = solved.x;
                    self.split = before;
                }
                _ => self.split = before,
            }
        }
    }

    /// `w² (1/z − 1)`, and something for what is not held.
    pub(super) fn worth(&self, allowed: &[u8], sizes: &[f64], x: &DVector<f64>) -> Vec<f64> {
        let n = x.len();
        let root = |asset: usize| match self.has_diagonal() {
            true => self.split.diagonal[asset].sqrt(),
            false => sizes[asset],
        };
        let a: Vec<f64> = (0..n).map(|asset| root(asset) * x[asset].abs()).collect();
        let mut order: Vec<usize> = (0..n)
            .filter(|&asset| a[asset] > 0.0 && self.pieces.may_skip(asset, allowed[asset]))
            .collect();
        order.sort_by(|&one, &other| a[other].total_cmp(&a[one]));
        let forced = (0..n)
            .filter(|&asset| !self.pieces.may_skip(asset, allowed[asset]))
            .count();
        let mut left = self.pieces.at_most.saturating_sub(forced);
        let mut rest: f64 = order.iter().map(|&asset| a[asset]).sum();
        let mut worth = vec![0.0; n];
        for asset in order {
            if left > 0 && a[asset] >= rest / left as f64 {
                left -= 1;
                rest -= a[asset];
                continue;
            }
            let z = (a[asset] * left as f64 / rest).clamp(1e-3, 1.0);
            worth[asset] = x[asset] * x[asset] * (1.0 / z - 1.0);
        }
        let mean = worth.iter().sum::<f64>() / n as f64;
        let least = if mean > 0.0 { UNHELD * mean } else { 1.0 };
        for entry in &mut worth {
            *entry += least;
        }
        worth
    }
}
