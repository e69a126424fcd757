//! A selection as a QUBO: the count becomes a penalty.

use nalgebra::{DMatrix, DVector};

use crate::{
    penalty,
    qubo::Qubo,
    reduced::Reduced,
    selection::{Choice, Selection},
};

/// `f(z) + P (Σz + Σ weightₜ yₜ − k)²` over the free variables `z` and slack bits `y`.
///
/// *Exactly k* needs no slack. *At most k* takes `⌈log₂(k + 1)⌉` slack bits with the weights 1, 2,
/// 4, … and a last one such that they reach 0 … k and nothing else: one QUBO, whose minimum is the
/// answer. (One QUBO for each exact count would need none, but `k + 1` searches of the same size;
/// that is what QAOA does with a mixer that keeps the count, because slack would break it.)
#[derive(Debug, Clone)]
pub struct Encoding<'a> {
    pub(crate) reduced: Reduced<'a>,
    qubo: Qubo,
    penalty: f64,
    slack: Vec<usize>,
}

impl<'a> Encoding<'a> {
    /// With the smallest penalty that the coefficients prove sufficient, and 1/16 of it.
    ///
    /// Every minimiser of [`Encoding::qubo`] is a set that keeps the count and is a minimiser of
    /// the selection (on coefficients rounded to 2⁻³² of the largest). The proof is beside the
    /// computation: `penalty.rs`.
    #[must_use]
    pub fn new(selection: &'a Selection) -> Encoding<'a> {
        let reduced = Reduced::new(selection);
        let penalty = penalty::sufficient(&reduced);
        let slack = slack_weights(reduced.most() - reduced.least());
        Encoding {
            qubo: penalised(&reduced, penalty, &slack),
            reduced,
            penalty,
            slack,
        }
    }

    /// The QUBO: first the free variables, then the slack bits.
    #[must_use]
    pub fn qubo(&self) -> &Qubo {
        &self.qubo
    }

    /// What a distance of one from the count costs.
    #[must_use]
    pub fn penalty(&self) -> f64 {
        self.penalty
    }

    /// The weights of the slack bits.
    #[must_use]
    pub fn slack(&self) -> &[usize] {
        &self.slack
    }

    /// The set that a string stands for, if it keeps the count; the slack bits do not matter.
    #[must_use]
    pub fn decode(&self, bits: &[bool]) -> Option<Choice> {
        let variables = self.reduced.variables();
        let ones: Vec<usize> = (0..variables).filter(|&i| bits[i]).collect();
        let kept = self.reduced.counts.contains(&ones.len());
        kept.then(|| self.reduced.choice(&ones))
    }
}

/// Weights that reach every number from 0 to `most`, and none above.
fn slack_weights(most: usize) -> Vec<usize> {
    let mut weights = Vec::new();
    let mut reached = 0;
    while reached < most {
        let weight = (reached + 1).min(most - reached);
        weights.push(weight);
        reached += weight;
    }
    weights
}

fn penalised(reduced: &Reduced<'_>, penalty: f64, slack: &[usize]) -> Qubo {
    let n = reduced.variables();
    let weight = |i: usize| if i < n { 1.0 } else { slack[i - n] as f64 };
    let target = reduced.most() as f64;
    let objective = &reduced.objective;
    let size = n + slack.len();
    let quadratic = DMatrix::from_fn(size, size, |i, j| {
        let own = if i < n && j < n {
            0.5 * objective.couplings()[(i, j)]
        } else {
            0.0
        };
        own + penalty * weight(i) * weight(j)
    });
    let linear = DVector::from_fn(size, |i, _| {
        let own = if i < n { objective.linear()[i] } else { 0.0 };
        own - 2.0 * penalty * weight(i) * target
    });
    let constant = objective.constant() + penalty * target * target;
    Qubo::new(&quadratic, &linear, constant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slack_reaches_every_number_and_none_above() {
        for most in 0..40usize {
            let weights = slack_weights(most);
            let mut reached: Vec<usize> = (0..1usize << weights.len())
                .map(|bits| {
                    (0..weights.len())
                        .filter(|t| bits >> t & 1 == 1)
                        .map(|t| weights[t])
                        .sum()
                })
                .collect();
            reached.sort_unstable();
            reached.dedup();
            assert_eq!(reached, (0..=most).collect::<Vec<_>>());
            assert_eq!(
                weights.len(),
                (most + 1).next_power_of_two().trailing_zeros() as usize
            );
        }
    }
}
