//! What the angles are tuned for: the mean energy of the best part of all shots.

use super::state::State;

/// The mean of the lowest `share` of the energies a measurement gives: CVaR in the sense of
/// Barkoutsos et al. (*Quantum* 4, 256, 2020). A share of 1 is the expectation.
#[derive(Debug, Clone)]
pub(super) struct Tail {
    share: f64,
    /// The strings by rising energy; empty where all count.
    order: Vec<u32>,
}

impl Tail {
    pub(super) fn new(share: f64, energies: &[f64]) -> Tail {
        let mut order = Vec::new();
        if share < 1.0 {
            order = (0..energies.len() as u32).collect();
            order.sort_by(|&a, &b| energies[a as usize].total_cmp(&energies[b as usize]));
        }
        Tail { share, order }
    }

    /// The mean of the tail, and the observable whose expectation has the same derivatives:
    /// `t − max(t − C, 0) / share` at the quantile `t` (Rockafellar and Uryasev).
    pub(super) fn mean(&self, state: &State, energies: &[f64]) -> (f64, Vec<f64>) {
        if self.order.is_empty() {
            return (state.mean(energies), energies.to_vec());
        }
        let quantile = self.quantile(&state.probabilities(), energies);
        let cut = |&energy: &f64| quantile - f64::max(quantile - energy, 0.0) / self.share;
        let observable: Vec<f64> = energies.iter().map(cut).collect();
        (state.mean(&observable), observable)
    }

    fn quantile(&self, probabilities: &[f64], energies: &[f64]) -> f64 {
        let mut sum = 0.0;
        let mut last = 0;
        for &at in &self.order {
            last = at as usize;
            sum += probabilities[last];
            if sum >= self.share {
                break;
            }
        }
        energies[last]
    }
}
