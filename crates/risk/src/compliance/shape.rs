//! Measures of the weights alone.

use super::{
    Missing,
    judge::{Measured, is_held},
};
use crate::{attribution::cash as lacking, structure::concentration};

/// The weights of some assets, each counted once.
pub(crate) fn sum(weights: &[f64], members: &[usize]) -> Measured {
    let parts = only(weights, members);
    Measured::together(parts.iter().sum::<f64>() + 0.0, parts)
}

pub(crate) fn largest(weights: &[f64]) -> Measured {
    let value = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let value = if weights.is_empty() { 0.0 } else { value };
    Measured::each(value, weights.iter().copied())
}

/// None when nothing is held.
pub(crate) fn smallest(weights: &[f64]) -> Option<Measured> {
    let sizes = || {
        weights
            .iter()
            .map(|&weight| if is_held(weight) { weight.abs() } else { 0.0 })
    };
    let value = sizes().filter(|size| *size > 0.0).reduce(f64::min)?;
    Some(Measured::each(value, sizes()))
}

pub(crate) fn holdings(weights: &[f64]) -> Measured {
    let count = weights.iter().filter(|&&weight| is_held(weight)).count();
    Measured::together(count as f64, [])
}

pub(crate) fn restricted(weights: &[f64], assets: &[usize]) -> Measured {
    let parts: Vec<f64> = only(weights, assets)
        .into_iter()
        .map(|weight| if is_held(weight) { weight.abs() } else { 0.0 })
        .collect();
    Measured::each(parts.iter().sum::<f64>() + 0.0, parts)
}

pub(crate) fn cash(weights: &[f64]) -> Measured {
    Measured::together(lacking(weights.iter().copied()), [])
}

pub(crate) fn gross(weights: &[f64]) -> Measured {
    let sizes = || weights.iter().map(|weight| weight.abs());
    Measured::together(sizes().sum::<f64>() + 0.0, sizes())
}

pub(crate) fn net(weights: &[f64]) -> Measured {
    Measured::together(weights.iter().sum::<f64>() + 0.0, weights.iter().copied())
}

pub(crate) fn herfindahl(weights: &[f64]) -> Result<Measured, Missing> {
    if weights.iter().all(|weight| *weight == 0.0) {
        return Err(Missing::Holdings);
    }
    let found = concentration(weights)?;
    let parts = weights
        .iter()
        .map(|weight| (weight.abs() / found.gross).powi(2));
    Ok(Measured::together(found.hhi, parts))
}

pub(crate) fn top(weights: &[f64], count: usize) -> Measured {
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|&a, &b| weights[b].abs().total_cmp(&weights[a].abs()));
    order.truncate(count);
    let parts: Vec<f64> = only(weights, &order).into_iter().map(f64::abs).collect();
    Measured::together(parts.iter().sum::<f64>() + 0.0, parts)
}

/// The weights of these assets, and zeros.
fn only(weights: &[f64], members: &[usize]) -> Vec<f64> {
    let mut parts = vec![0.0; weights.len()];
    for &member in members {
        parts[member] = weights[member];
    }
    parts
}
