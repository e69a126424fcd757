//! The Newton system of one iterate, factorised.

use nalgebra::{DMatrix, DVector};

use super::iterate::Iterate;
use crate::solve::block_cholesky::{BlockCholesky, gram};
use crate::solve::program::Program;

/// `ρ`, as a share of the mean variance.
const PROXIMAL: f64 = 1e-9;
/// `δ`, as a share of the largest entry of the Schur complement.
const DEPENDENT: f64 = 1e-13;

/// A direction.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) values: Vec<f64>,
    pub(super) below: Vec<f64>,
    pub(super) above: Vec<f64>,
    pub(super) prices: Vec<f64>,
}

pub(super) struct Newton {
    /// `P + D + ρI = LL'` with the rows below.
    quadratic: BlockCholesky,
    /// `L⁻¹N`.
    lifted: DMatrix<f64>,
    schur: BlockCholesky,
    /// `D`: the curvature of the barrier.
    barrier: Vec<f64>,
}

impl Newton {
    /// `None` if rounding has made it indefinite.
    pub(super) fn new(program: &Program<'_>, iterate: &Iterate) -> Option<Self> {
        let barrier = barrier(iterate);
        let (free, rows) = (&iterate.free, &iterate.rows);
        let (n, r) = (free.len(), rows.len());
        let mut trapezoid = DMatrix::zeros(n + r, n);
        let size = program
            .quadratic
            .map_or(0.0, |matrix| matrix.diagonal().mean());
        let shift = PROXIMAL * size.max(1e-3);
        for (position, &variable) in free.iter().enumerate() {
            let mut column = trapezoid.column_mut(position);
            if let Some(matrix) = program.quadratic {
                let source = matrix.column(variable);
                for (place, &other) in free.iter().enumerate().skip(position) {
                    column[place] = source[other];
                }
            }
            column[position] += barrier[position] + shift;
            for (place, &row) in rows.iter().enumerate() {
                column[n + place] = program.normals[(variable, row)];
            }
        }
        let quadratic = BlockCholesky::new(trapezoid, 0.0)?;
        let lifted = quadratic.below();
        let mut schur = gram(&lifted);
        let largest = schur.diagonal().amax();
        for (position, slack) in iterate.slack.iter().enumerate() {
            let open = slack.map_or(0.0, |place| 1.0 / barrier[place]);
            schur[(position, position)] += open + DEPENDENT * largest;
        }
        let schur = BlockCholesky::new(schur, 0.0)?;
        Some(Self {
            quadratic,
            lifted,
            schur,
            barrier,
        })
    }

    /// The direction to complementarity products of `target`, corrected by the products of a
    /// predicted one with a weight.
    pub(super) fn step(
        &self,
        iterate: &Iterate,
        predicted: Option<(&Step, f64)>,
        target: f64,
    ) -> Step {
        let count = iterate.values.len();
        let n = iterate.free.len();
        let (mut lower, mut upper) = (vec![0.0; count], vec![0.0; count]);
        let mut right = vec![0.0; count];
        for index in 0..count {
            let (value, low, high) = (
                iterate.values[index],
                iterate.lower[index],
                iterate.upper[index],
            );
            let (turn_low, turn_high) = predicted.map_or((0.0, 0.0), |(step, weight)| {
                let change = weight * step.values[index];
                (change * step.below[index], change * step.above[index])
            });
            right[index] = -iterate.dual[index];
            if low.is_finite() {
                lower[index] = target - iterate.below[index] * (value - low) - turn_low;
                right[index] += lower[index] / (value - low);
            }
            if high.is_finite() {
                upper[index] = target - iterate.above[index] * (high - value) + turn_high;
                right[index] -= upper[index] / (high - value);
            }
        }
        let (mut values, prices) = self.solve(iterate, &right);
        for (position, slack) in iterate.slack.iter().enumerate() {
            if let Some(place) = *slack {
                values.push((right[place] + prices[position]) / self.barrier[place]);
            }
        }
        debug_assert!(values.len() == count && n <= count);
        let (mut below, mut above) = (vec![0.0; count], vec![0.0; count]);
        for index in 0..count {
            let (value, change) = (iterate.values[index], values[index]);
            let (low, high) = (iterate.lower[index], iterate.upper[index]);
            if low.is_finite() {
                below[index] = (lower[index] - iterate.below[index] * change) / (value - low);
            }
            if high.is_finite() {
                above[index] = (upper[index] + iterate.above[index] * change) / (high - value);
            }
        }
        Step {
            values,
            below,
            above,
            prices,
        }
    }

    /// The variables and the prices of the rows.
    fn solve(&self, iterate: &Iterate, right: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let n = iterate.free.len();
        let mut values = DVector::from_column_slice(&right[..n]);
        self.quadratic.forward(values.as_mut_slice());
        let mut prices = self.lifted.tr_mul(&values);
        for (position, slack) in iterate.slack.iter().enumerate() {
            prices[position] += iterate.primal[position];
            if let Some(place) = *slack {
                prices[position] -= right[place] / self.barrier[place];
            }
        }
        self.schur.forward(prices.as_mut_slice());
        self.schur.backward(prices.as_mut_slice());
        values -= &self.lifted * &prices;
        self.quadratic.backward(values.as_mut_slice());
        (values.data.into(), prices.data.into())
    }
}

fn barrier(iterate: &Iterate) -> Vec<f64> {
    (0..iterate.values.len())
        .map(|index| {
            let (value, low, high) = (
                iterate.values[index],
                iterate.lower[index],
                iterate.upper[index],
            );
            let mut curvature = 0.0;
            if low.is_finite() {
                curvature += iterate.below[index] / (value - low);
            }
            if high.is_finite() {
                curvature += iterate.above[index] / (high - value);
            }
            curvature
        })
        .collect()
}
