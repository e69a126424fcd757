//! Distributionally robust CVaR over a Wasserstein ball.
//!
//! The worst `E[max_k (b_k τ − c_k ξ'w)]` over distributions of `ξ ≥ −1` within distance `ε` (1-norm)
//! of the scenarios, with `c_1 = 1, b_1 = ρ, c_2 = 1 + ρ/α, b_2 = ρ(1 − 1/α)`, `α = 1 − β`. Esfahani
//! and Kuhn's dual has a vector per scenario and piece; because `1 + r ≥ 0` each entry of it has the
//! closed form `max(c_k w_j − λ, 0)`. What is left is
//!
//! `min_λ ελ + Σ_t A_t ÷ T + ρ CVaR_β(Y)`, `A_t = −c_1 r_t'w + Σ_j (c_1 w_j − λ)⁺(1 + r_tj)`,
//! `Y_t = −r_t'w + (α/ρ) Σ_j [(c_2 w_j − λ)⁺ − (c_1 w_j − λ)⁺](1 + r_tj)`,
//!
//! so one cut is one tail, as for CVaR, and costs `O(Tn)`. The variables besides the weights are
//! `λ ÷ c_2`, `(c_2 w − λ)⁺ ÷ c_2` and `(c_1 w − λ)⁺ ÷ c_1`. With short positions `λ ≥ −c_2 w_j`.
//!
//! Source: Mohajerin Esfahani and Kuhn, *Data-driven distributionally robust optimization using the
//! Wasserstein metric*, Mathematical Programming 171 (2018), example 7.1.

use nalgebra::DMatrix;

use super::Risk;
use super::kernel::{Tail, combine};

/// Robust `−E[x] + ρ CVaR`.
pub(super) struct Robust {
    returns: DMatrix<f64>,
    /// `Σ (1 + r) ÷ T` per asset.
    growth: Vec<f64>,
    radius: f64,
    risk_aversion: f64,
    /// `ρ ÷ α`.
    tilt: f64,
    tail: Tail,
    numbers: Vec<f64>,
    exposures: Vec<f64>,
    members: Vec<(usize, f64)>,
}

impl Robust {
    pub(super) fn new(
        returns: &DMatrix<f64>,
        confidence: f64,
        radius: f64,
        risk_aversion: f64,
    ) -> Self {
        let periods = returns.nrows();
        let growth = returns
            .column_iter()
            .map(|c| 1.0 + c.sum() / periods as f64)
            .collect();
        Self {
            returns: returns.clone(),
            growth,
            radius,
            risk_aversion,
            tilt: risk_aversion / (1.0 - confidence),
            tail: Tail::new(periods, confidence),
            numbers: vec![0.0; periods],
            exposures: vec![0.0; returns.ncols()],
            members: Vec::new(),
        }
    }

    fn steep(&self) -> f64 {
        1.0 + self.tilt
    }
}

impl Risk for Robust {
    fn extras(&self) -> usize {
        1 + 2 * self.returns.ncols()
    }

    fn rows(&self, may_be_short: bool) -> Vec<Vec<(usize, f64)>> {
        let n = self.returns.ncols();
        let steep = self.steep();
        let mut rows = Vec::with_capacity(3 * n);
        for asset in 0..n {
            rows.push(vec![(n + 1 + asset, 1.0), (asset, -1.0), (n, 1.0)]);
            rows.push(vec![
                (2 * n + 1 + asset, 1.0 / steep),
                (asset, -1.0 / steep),
                (n, 1.0),
            ]);
            if may_be_short {
                rows.push(vec![(n, 1.0), (asset, 1.0)]);
            }
        }
        rows
    }

    fn complete(&self, position: &mut [f64]) {
        let n = self.returns.ncols();
        let steep = self.steep();
        let level = position[n];
        for asset in 0..n {
            position[n + 1 + asset] = (position[asset] - level).max(0.0);
            position[2 * n + 1 + asset] = (position[asset] - steep * level).max(0.0);
        }
    }

    fn evaluate(&mut self, position: &[f64], cut: &mut [f64]) -> f64 {
        let n = self.returns.ncols();
        let (steep, level) = (self.steep(), position[n]);
        // Y_t = constant − Σ r_tj e_j with e = w − (α/ρ)(c_2 p − c_1 q).
        let mut constant = 0.0;
        for (exposure, &weight) in self.exposures.iter_mut().zip(position) {
            let beyond = steep * (weight - level).max(0.0) - (weight - steep * level).max(0.0);
            constant += beyond / self.tilt;
            *exposure = beyond / self.tilt - weight;
        }
        combine(&self.returns, &self.exposures, &mut self.numbers);
        for number in &mut self.numbers {
            *number += constant;
        }
        let members = &mut self.members;
        members.clear();
        let _ = self
            .tail
            .mean(&self.numbers, |period, share| members.push((period, share)));

        let aversion = self.risk_aversion;
        cut.fill(0.0);
        cut[n] = self.radius * steep;
        let periods = self.returns.nrows();
        let mut value = cut[n] * level;
        for (asset, column) in self.returns.as_slice().chunks_exact(periods).enumerate() {
            let tail: f64 = members
                .iter()
                .map(|&(period, share)| share * column[period])
                .sum();
            let growth = self.growth[asset];
            let in_tail = aversion / self.tilt * (1.0 + tail);
            let weight = position[asset];
            cut[asset] = -(growth - 1.0) - aversion * tail;
            cut[n + 1 + asset] = steep * in_tail;
            cut[2 * n + 1 + asset] = growth - in_tail;
            value += cut[asset] * weight
                + cut[n + 1 + asset] * (weight - level).max(0.0)
                + cut[2 * n + 1 + asset] * (weight - steep * level).max(0.0);
        }
        value
    }
}
