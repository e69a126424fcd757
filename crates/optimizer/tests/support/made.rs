//! Made returns, the same in every run.

use nalgebra::DMatrix;

/// Daily returns of one market and noise.
pub(crate) fn returns(days: usize, assets: usize, seed: u64) -> DMatrix<f64> {
    let mut normal = normal(seed);
    let market: Vec<f64> = (0..days).map(|_| 0.008 * normal()).collect();
    let mut returns = DMatrix::zeros(days, assets);
    for asset in 0..assets {
        let beta = 0.6 + 0.8 * (asset * 37 % 100) as f64 / 100.0;
        let own = 0.006 + 0.01 * (asset * 53 % 100) as f64 / 100.0;
        for day in 0..days {
            returns[(day, asset)] = 4e-4 + beta * market[day] + own * normal();
        }
    }
    returns
}

/// Numbers that are normal enough: a sum of twelve even ones.
pub(crate) fn normal(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut uniform = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    move || (0..12).map(|_| uniform()).sum::<f64>() - 6.0
}
