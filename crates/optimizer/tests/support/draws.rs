//! Numbers that look random and are the same everywhere.

use nalgebra::DMatrix;

/// SplitMix64.
#[derive(Debug, Clone)]
pub(crate) struct Draws(u64);

impl Draws {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }

    pub(crate) fn chance(&mut self, share: f64) -> bool {
        self.between(0.0, 1.0) < share
    }

    /// Daily returns of assets that share a market and differ in size.
    pub(crate) fn returns(&mut self, periods: usize, assets: usize) -> DMatrix<f64> {
        let sizes: Vec<f64> = (0..assets).map(|_| self.between(0.006, 0.02)).collect();
        let betas: Vec<f64> = (0..assets).map(|_| self.between(0.2, 1.2)).collect();
        let drifts: Vec<f64> = (0..assets).map(|_| self.between(-2e-4, 1e-3)).collect();
        let mut returns = DMatrix::zeros(periods, assets);
        for t in 0..periods {
            let market = self.bell() * 0.008;
            for asset in 0..assets {
                let own = self.bell() * sizes[asset];
                returns[(t, asset)] = drifts[asset] + betas[asset] * market + own;
            }
        }
        returns
    }

    /// Of mean 0 and variance 1, nearly normal.
    fn bell(&mut self) -> f64 {
        (0..12).map(|_| self.between(0.0, 1.0)).sum::<f64>() - 6.0
    }
}
