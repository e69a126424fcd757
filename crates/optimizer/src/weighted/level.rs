//! The robust risk with one variable besides the weights, its level `λ`.
//!
//! What else it needs are `(c w − λ)⁺`, whose slopes are never negative: put in, the risk is convex
//! in the weights and the level together (`scenario/risk/robust.rs`, where the level is `λ ÷ c_2`).
//! The level is at least 0 and at least the largest short position.

use nalgebra::{DMatrix, DVector};

use crate::scenario::{Risk, ScenarioMeasure, polyhedral};

/// Rounds of the search for the best level; each takes a linear piece away.
const ROUNDS: usize = 200;

/// A robust risk of weights and their level.
pub(super) struct Level<'r> {
    risk: Box<dyn Risk + 'r>,
    steep: f64,
    position: Vec<f64>,
    cut: Vec<f64>,
}

impl<'r> Level<'r> {
    /// `None` for the measures that have no level.
    pub(super) fn of(measure: ScenarioMeasure, returns: &'r DMatrix<f64>) -> Option<Self> {
        let ScenarioMeasure::RobustCvar {
            confidence,
            risk_aversion,
            ..
        } = measure
        else {
            return None;
        };
        let risk = polyhedral(measure, returns)?;
        let size = returns.ncols() + risk.extras();
        Some(Self {
            risk,
            steep: 1.0 + risk_aversion / (1.0 - confidence),
            position: vec![0.0; size],
            cut: vec![0.0; size],
        })
    }

    /// The risk of `weights_and_level`, and its slopes there.
    pub(super) fn evaluate(&mut self, weights_and_level: &[f64], slopes: &mut [f64]) -> f64 {
        let n = weights_and_level.len() - 1;
        self.position[..=n].copy_from_slice(weights_and_level);
        self.risk.complete(&mut self.position);
        let value = self.risk.evaluate(&self.position, &mut self.cut);
        let level = weights_and_level[n];
        slopes.copy_from_slice(&self.cut[..=n]);
        for asset in 0..n {
            if weights_and_level[asset] > level {
                let slope = self.cut[n + 1 + asset];
                slopes[asset] += slope;
                slopes[n] -= slope;
            }
            if weights_and_level[asset] > self.steep * level {
                let slope = self.cut[2 * n + 1 + asset];
                slopes[asset] += slope;
                slopes[n] -= self.steep * slope;
            }
        }
        value
    }

    /// The risk of weights at their best level. The risk is convex and piecewise
    /// linear in the level: where the lines at the ends of a bracket meet, there is either the
    /// minimum or a line that was not known.
    pub(super) fn at_best(&mut self, weights: &DVector<f64>) -> f64 {
        self.best(weights).1
    }

    /// The best level of weights, and the risk there.
    pub(super) fn best(&mut self, weights: &DVector<f64>) -> (f64, f64) {
        let n = weights.len();
        let mut place: Vec<f64> = weights.iter().copied().chain([0.0]).collect();
        let mut slopes = vec![0.0; n + 1];
        let mut at = |level: f64| {
            place[n] = level;
            let value = self.evaluate(&place, &mut slopes);
            (level, value, slopes[n])
        };
        let least = weights.iter().fold(0.0, |a: f64, b| a.max(-b));
        let (mut low, mut high) = (at(least), at(weights.amax()));
        for _ in 0..ROUNDS {
            if low.2 >= 0.0 {
                return (low.0, low.1);
            }
            if high.2 <= 0.0 {
                return (high.0, high.1);
            }
            let meet = (low.1 - high.1 + high.2 * high.0 - low.2 * low.0) / (high.2 - low.2);
            let lines = low.1 + low.2 * (meet - low.0);
            if !(meet > low.0 && meet < high.0) {
                break;
            }
            let middle = at(meet);
            if middle.1 <= lines + 1e-15 * lines.abs() {
                return (middle.0, middle.1);
            }
            if middle.2 < 0.0 {
                low = middle;
            } else {
                high = middle;
            }
        }
        let best = if low.1 <= high.1 { low } else { high };
        (best.0, best.1)
    }
}

/// The robust risk of weights at its best level, and its slopes by the weights there; nothing for
/// the measures that have no level. At a corner of the level the slopes on both sides are mixed so
/// that moving the level gains nothing.
pub(crate) fn robust_slopes(
    measure: ScenarioMeasure,
    returns: &DMatrix<f64>,
    weights: &DVector<f64>,
) -> Option<(f64, Vec<f64>)> {
    /// To either side of the best level.
    const ASIDE: f64 = 1e-10;
    let mut level = Level::of(measure, returns)?;
    let (best, value) = level.best(weights);
    let n = weights.len();
    let mut at = |place: f64| {
        let place: Vec<f64> = weights.iter().copied().chain([place]).collect();
        let mut slopes = vec![0.0; n + 1];
        level.evaluate(&place, &mut slopes);
        slopes
    };
    let (below, above) = (at(best * (1.0 - ASIDE)), at(best * (1.0 + ASIDE)));
    let rise = above[n] - below[n];
    let share = if rise > 0.0 {
        (-below[n] / rise).clamp(0.0, 1.0)
    } else {
        0.5
    };
    let mixed = below.iter().zip(&above).take(n);
    let mixed = mixed.map(|(below, above)| below + share * (above - below));
    Some((value, mixed.collect()))
}
