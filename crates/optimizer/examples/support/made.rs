//! Made returns, the same in every run.

use nalgebra::{DMatrix, DVector};

/// Returns of a market, `assets / 50` sectors and noise: a covariance like that of shares.
pub(crate) fn sectors(days: usize, assets: usize) -> DMatrix<f64> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut uniform = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let mut normal = move || (0..12).map(|_| uniform()).sum::<f64>() - 6.0;
    let sectors = assets / 50 + 1;
    let loadings = DMatrix::from_fn(sectors + 1, assets, |factor, asset| {
        let own = asset % sectors + 1;
        match factor {
            0 => 0.009 * (1.0 + 0.3 * normal()),
            _ if factor == own => 0.006,
            _ => 0.0,
        }
    });
    let factors = DMatrix::from_fn(days, sectors + 1, |_, _| normal());
    let noise = DVector::from_fn(assets, |_, _| 0.012 * (1.0 + 0.8 * normal().abs()));
    let mut returns = factors * loadings;
    for (asset, mut column) in returns.column_iter_mut().enumerate() {
        for value in &mut column {
            *value += 0.0004 + noise[asset] * normal();
        }
    }
    returns
}

/// Returns of a market, eight sectors and heavy tails, the same in every run.
pub(crate) fn heavy_tailed(periods: usize, assets: usize) -> DMatrix<f64> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut uniform = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let mut shock = move || {
        let normal: f64 = (0..6).map(|_| uniform()).sum::<f64>() - 3.0;
        normal * (1.0 + normal * normal / 3.0) * 0.7
    };
    let mut returns = DMatrix::zeros(periods, assets);
    for period in 0..periods {
        let market = 0.009 * shock();
        let sectors: Vec<f64> = (0..8).map(|_| 0.006 * shock()).collect();
        for asset in 0..assets {
            let beta = 0.6 + 0.8 * (asset * 37 % 100) as f64 / 100.0;
            let own = 0.008 + 0.012 * (asset * 53 % 100) as f64 / 100.0;
            returns[(period, asset)] = 3e-4 + beta * market + sectors[asset % 8] + own * shock();
        }
    }
    returns
}
