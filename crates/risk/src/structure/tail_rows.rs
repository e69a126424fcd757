//! Which days make a historical measure of the tail, and with what weight.
//!
//! Days with the same return of the whole are not told apart: they share their weight evenly, so
//! that the parts do not depend on the order of the days.

use crate::{RiskError, error::check};

/// The days of the tail whose mean is minus the conditional value at risk, each with its weight;
/// the weights sum to one. See [`cvar_historical`](crate::cvar_historical).
pub(super) fn tail_rows(whole: &[f64], confidence: f64) -> Result<Vec<(usize, f64)>, RiskError> {
    check(whole, 1)?;
    check_confidence(confidence)?;
    let (full, tail) = tail_size(whole.len(), confidence);
    let mut sorted = whole.to_vec();
    let (_, &mut last, _) = sorted.select_nth_unstable_by(full, f64::total_cmp);
    let worse = whole.iter().filter(|x| **x < last).count();
    let ties = whole.iter().filter(|x| **x == last).count();
    let shared = (tail - worse as f64).max(0.0) / ties as f64;
    Ok(whole
        .iter()
        .enumerate()
        .filter(|(_, x)| **x <= last)
        .map(|(row, x)| (row, if *x < last { 1.0 } else { shared } / tail))
        .filter(|(_, weight)| *weight > 0.0)
        .collect())
}

/// The days whose mixture is the linear quantile at `1 − confidence`, each with its weight; the
/// weights sum to one. See [`var_historical`](crate::var_historical).
pub(super) fn quantile_rows(
    whole: &[f64],
    confidence: f64,
) -> Result<Vec<(usize, f64)>, RiskError> {
    check(whole, 1)?;
    check_confidence(confidence)?;
    let position = (1.0 - confidence) * (whole.len() - 1) as f64;
    let below = position.floor() as usize;
    let fraction = position - below as f64;
    let mut sorted = whole.to_vec();
    let (_, &mut low, above) = sorted.select_nth_unstable_by(below, f64::total_cmp);
    let mut rows = Vec::new();
    mix(&mut rows, whole, low, 1.0 - fraction);
    if let Some(high) = above.iter().copied().min_by(f64::total_cmp) {
        mix(&mut rows, whole, high, fraction);
    } else {
        mix(&mut rows, whole, low, fraction);
    }
    Ok(rows)
}

/// Adds all days with this return, which share a weight.
fn mix(rows: &mut Vec<(usize, f64)>, whole: &[f64], value: f64, weight: f64) {
    if weight <= 0.0 {
        return;
    }
    let before = rows.len();
    let same = whole.iter().enumerate().filter(|(_, x)| **x == value);
    rows.extend(same.map(|(row, _)| (row, weight)));
    let ties = (rows.len() - before) as f64;
    for (_, weight) in &mut rows[before..] {
        *weight /= ties;
    }
}

/// How many days count wholly, and how many there are with the fraction of the next one.
pub(super) fn tail_size(days: usize, confidence: f64) -> (usize, f64) {
    /// `(1 − 0.95) · 100` is 5.000000000000004: what is so close to a whole number is one.
    const ROUNDING: f64 = 1e-9;
    let tail = (1.0 - confidence) * days as f64;
    let full = ((tail + ROUNDING).floor() as usize).min(days - 1);
    (full, tail.max(full as f64))
}

pub(super) fn check_confidence(confidence: f64) -> Result<(), RiskError> {
    if confidence > 0.0 && confidence < 1.0 {
        Ok(())
    } else {
        Err(RiskError::Confidence(confidence))
    }
}
