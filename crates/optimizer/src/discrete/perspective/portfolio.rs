//! Portfolios met on the way.

use std::collections::BTreeSet;

use nalgebra::{DMatrix, DVector};

use super::super::separable::Separable;
use super::{KEPT, Perspective};
use crate::solve::{Curvature, Ended, Factors, Found, Program, Sides, by_any, primal};

/// Positions tried instead of one.
const INSTEAD: usize = 4;

impl Perspective<'_> {
    /// The best weights in intervals, and their value.
    pub(super) fn best_in(&self, allowed: &[u8]) -> Option<(DVector<f64>, f64)> {
        if allowed.contains(&0) {
            return None;
        }
        let program = self.program_in(allowed);
        // Only what is not fixed at zero: the program is as small as the portfolio.
        let inside: Vec<usize> = (0..allowed.len())
            .filter(|&asset| program.lower[asset] != 0.0 || program.upper[asset] != 0.0)
            .collect();
        let matrix = program.quadratic.map(|matrix| {
            DMatrix::from_fn(inside.len(), inside.len(), |row, column| {
                matrix[(inside[row], inside[column])]
            })
        });
        let small = Program {
            quadratic: matrix.as_ref(),
            linear: DVector::from_fn(inside.len(), |index, _| self.program.linear[inside[index]]),
            lower: DVector::from_fn(inside.len(), |index, _| program.lower[inside[index]]),
            upper: DVector::from_fn(inside.len(), |index, _| program.upper[inside[index]]),
            normals: DMatrix::from_fn(inside.len(), self.counts, |index, row| {
                program.normals[(inside[index], row)]
            }),
            row_lower: program.row_lower.rows(0, self.counts).into_owned(),
            row_upper: program.row_upper.rows(0, self.counts).into_owned(),
        };
        let start = Sides::none(&small);
        let ended = match &matrix {
            Some(matrix) => primal(&small, Curvature::Dense(matrix), &start),
            None => Ended::Stuck,
        };
        let x = match ended {
            Ended::Solved { x, .. } => x,
            _ => {
                let factors = match &matrix {
                    Some(_) => Factors::later(),
                    None => Factors::linear_only(),
                };
                match by_any(&small, &factors, &start) {
                    Found::At {
                        point, residual, ..
                    } if residual <= KEPT => point.x,
                    _ => return None,
                }
            }
        };
        let value = small.linear.dot(&x) + 0.5 * x.dot(&small.times(&x));
        let cost: f64 = (0..allowed.len())
            .map(|asset| self.pieces.least_cost(asset, allowed[asset]))
            .sum();
        let mut weights = DVector::zeros(allowed.len());
        for (index, &asset) in inside.iter().enumerate() {
            weights[asset] = x[index];
        }
        Some((weights, self.unit * (value + self.per_cost * cost)))
    }

    /// What would gain most in the place of a position.
    pub(super) fn better_than(&self, held: &BTreeSet<usize>, leaving: usize) -> Vec<usize> {
        let mut others = held.clone();
        others.remove(&leaving);
        let all = self.pieces.all();
        let inside = self.pieces.holding(&all, &others);
        let Some((weights, _)) = self.best_in(&inside) else {
            return (0..all.len())
                .filter(|asset| !held.contains(asset))
                .take(INSTEAD)
                .collect();
        };
        let gradient = self.program.gradient(&weights);
        let mean =
            others.iter().map(|&asset| gradient[asset]).sum::<f64>() / others.len().max(1) as f64;
        let own = |asset: usize| {
            self.program
                .quadratic
                .map_or(1.0, |matrix| matrix[(asset, asset)].max(1e-12))
        };
        let mut order: Vec<(f64, usize)> = (0..all.len())
            .filter(|asset| !held.contains(asset))
            .map(|asset| {
                let slope = gradient[asset] - mean;
                (slope * slope.abs() / own(asset), asset)
            })
            .collect();
        order.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        order.into_iter().take(INSTEAD).map(|one| one.1).collect()
    }

    /// The positions of the separable bound, and the largest of the relaxation.
    pub(super) fn likely(
        &self,
        allowed: &[u8],
        x: &DVector<f64>,
        separable: &Separable,
    ) -> Vec<BTreeSet<usize>> {
        let forced: BTreeSet<usize> = (0..allowed.len())
            .filter(|&asset| !self.pieces.may_skip(asset, allowed[asset]))
            .collect();
        let mut chosen = forced.clone();
        chosen.extend(separable.taken());
        let mut order: Vec<usize> = (0..allowed.len())
            .filter(|&asset| {
                !forced.contains(&asset)
                    && self.pieces.may_hold(asset, allowed[asset])
                    && x[asset] != 0.0
            })
            .collect();
        order.sort_by(|&one, &other| x[other].abs().total_cmp(&x[one].abs()));
        let mut largest = forced;
        for asset in order {
            if largest.len() >= self.pieces.at_most {
                break;
            }
            let is_full = self.pieces.groups.iter().any(|(members, most)| {
                members.contains(&asset)
                    && members
                        .iter()
                        .filter(|member| largest.contains(member))
                        .count()
                        >= *most
            });
            if !is_full {
                largest.insert(asset);
            }
        }
        for asset in separable.taken() {
            if largest.len() < self.pieces.at_least {
                largest.insert(asset);
            }
        }
        vec![chosen, largest]
    }
}
