//! The largest loss: `max_t −r_t'w`. Each cut is one scenario. `O(T · held assets)` a cut.
//!
//! Source: Young, *A minimax portfolio selection rule with linear programming solution*, Management
//! Science 44 (1998).

use nalgebra::DMatrix;

use super::Risk;
use super::kernel::combine;

/// Largest loss.
pub(super) struct WorstCase<'a> {
    returns: &'a DMatrix<f64>,
    outcomes: Vec<f64>,
}

impl<'a> WorstCase<'a> {
    pub(super) fn new(returns: &'a DMatrix<f64>) -> Self {
        Self {
            returns,
            outcomes: vec![0.0; returns.nrows()],
        }
    }
}

impl Risk for WorstCase<'_> {
    fn evaluate(&mut self, position: &[f64], cut: &mut [f64]) -> f64 {
        combine(self.returns, position, &mut self.outcomes);
        let (mut worst, mut period) = (f64::INFINITY, 0);
        for (index, &outcome) in self.outcomes.iter().enumerate() {
            if outcome < worst {
                (worst, period) = (outcome, index);
            }
        }
        let assets = self.returns.ncols();
        for (asset, entry) in cut.iter_mut().take(assets).enumerate() {
            *entry = -self.returns[(period, asset)];
        }
        -worst
    }
}
