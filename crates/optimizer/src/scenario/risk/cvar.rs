//! Conditional value at risk.
//!
//! `CVaR(w) = min_a a + Σ max(−r_t'w − a, 0) ÷ k` with `k = (1 − β)T`, which is the largest
//! `−Σ π_t r_t'w` over shares `0 ≤ π_t ≤ 1/k` that sum to 1: the mean of the `k` largest losses.
//! Each cut is the mean scenario of one tail. Per period, a loss is positive. One cut costs
//! `O(T · held assets)`.
//!
//! Sources: Rockafellar and Uryasev, *Optimization of conditional value-at-risk*, Journal of Risk 2
//! (2000); Künzi-Bay and Mayer, *Computational aspects of minimizing conditional value-at-risk*,
//! Computational Management Science 3 (2006). A tail of less than one scenario is the largest loss.

use nalgebra::DMatrix;

use super::Risk;
use super::kernel::{Tail, combine};

/// CVaR of the losses.
pub(super) struct Cvar<'a> {
    returns: &'a DMatrix<f64>,
    losses: Vec<f64>,
    negated: Vec<f64>,
    tail: Tail,
    members: Vec<(usize, f64)>,
}

impl<'a> Cvar<'a> {
    pub(super) fn new(returns: &'a DMatrix<f64>, confidence: f64) -> Self {
        Self {
            returns,
            losses: vec![0.0; returns.nrows()],
            negated: vec![0.0; returns.ncols()],
            tail: Tail::new(returns.nrows(), confidence),
            members: Vec::new(),
        }
    }
}

impl Risk for Cvar<'_> {
    fn evaluate(&mut self, position: &[f64], cut: &mut [f64]) -> f64 {
        for (negated, weight) in self.negated.iter_mut().zip(position) {
            *negated = -weight;
        }
        combine(self.returns, &self.negated, &mut self.losses);
        let members = &mut self.members;
        members.clear();
        let value = self
            .tail
            .mean(&self.losses, |period, share| members.push((period, share)));
        let periods = self.returns.nrows();
        for (entry, column) in cut
            .iter_mut()
            .zip(self.returns.as_slice().chunks_exact(periods))
        {
            *entry = members
                .iter()
                .map(|&(period, share)| -share * column[period])
                .sum();
        }
        value
    }
}
