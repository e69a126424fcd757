//! Mean absolute deviation about the mean: `Σ |x_t − x̄| ÷ T`.
//!
//! It is the largest `Σ σ_t (r_t − r̄)'w ÷ T` over signs `σ_t = ±1`; each cut takes the signs at a
//! position. Per period. The sum of a cut is that of the last one, corrected where signs changed:
//! `O(T · held assets)` and the changes, or `O(Tn)` when it is summed afresh.
//!
//! Source: Konno and Yamazaki, *Mean-absolute deviation portfolio optimization model*, Management
//! Science 37 (1991).

use nalgebra::DMatrix;

use super::Risk;
use super::kernel::combine;

/// Cuts between two sums from scratch, so that rounding does not pile up.
const AFRESH: usize = 64;

/// Mean absolute deviation.
pub(super) struct Deviation {
    centred: DMatrix<f64>,
    outcomes: Vec<f64>,
    /// Whether each scenario is below the mean in `sum`.
    is_below: Vec<bool>,
    /// `Σ (r_t − r̄)` over the scenarios that are not below, which is half of `Σ σ_t (r_t − r̄)`.
    sum: Vec<f64>,
    changed: Vec<u32>,
    age: usize,
}

impl Deviation {
    pub(super) fn new(returns: &DMatrix<f64>) -> Self {
        Self {
            centred: super::centred(returns),
            outcomes: vec![0.0; returns.nrows()],
            is_below: vec![false; returns.nrows()],
            sum: vec![0.0; returns.ncols()],
            changed: Vec::new(),
            age: AFRESH,
        }
    }

    /// Brings `sum` to the present signs.
    fn follow(&mut self) {
        let periods = self.outcomes.len();
        self.changed.clear();
        for (period, (outcome, is_below)) in
            self.outcomes.iter().zip(&mut self.is_below).enumerate()
        {
            let now = *outcome < 0.0;
            if now != *is_below {
                *is_below = now;
                self.changed.push(period as u32);
            }
        }
        let is_afresh = self.age >= AFRESH || self.changed.len() > periods / 4;
        self.age = if is_afresh { 0 } else { self.age + 1 };
        let columns = self.centred.as_slice().chunks_exact(periods);
        for (sum, column) in self.sum.iter_mut().zip(columns) {
            if is_afresh {
                let counted = column.iter().zip(&self.is_below);
                *sum = counted
                    .map(|(value, &below)| if below { 0.0 } else { *value })
                    .sum();
                continue;
            }
            for &period in &self.changed {
                let value = column[period as usize];
                *sum += if self.is_below[period as usize] {
                    -value
                } else {
                    value
                };
            }
        }
    }
}

impl Risk for Deviation {
    fn evaluate(&mut self, position: &[f64], cut: &mut [f64]) -> f64 {
        combine(&self.centred, position, &mut self.outcomes);
        self.follow();
        let share = 2.0 / self.outcomes.len() as f64;
        let mut value = 0.0;
        for ((entry, sum), weight) in cut.iter_mut().zip(&self.sum).zip(position) {
            *entry = share * sum;
            value += *entry * weight;
        }
        value
    }
}
