//! The continuous relaxation that a warm start begins at, and what rounding it gives.

use crate::{
    reduced::Reduced,
    selection::{Found, Selection},
};

/// The set that the continuous relaxation is rounded to: the largest entries, with *at most* those of
/// at least one half. No seed, no search.
///
/// This is all that a warm-started circuit knows before its first layer, hence the first thing it has
/// to be better than. O(n²) for each of 2,000 rounds of projected gradient descent.
#[must_use]
pub fn round_relaxation(selection: &Selection) -> Found {
    let reduced = Reduced::new(selection);
    let x = relaxed(&reduced);
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|&a, &b| x[b].total_cmp(&x[a]));
    let half = x.iter().filter(|&&x| x >= 0.5).count();
    order.truncate(half.clamp(reduced.least(), reduced.most()));
    Found {
        best: reduced.choice(&order),
        steps: ROUNDS as u64,
        stopped: false,
    }
}

/// Rounds of projected gradient descent; each costs O(n²).
const ROUNDS: usize = 2000;

/// The smallest `x'Qx + c'x` over `0 ≤ x ≤ 1` with `Σx` as the counts allow, by projected gradient
/// descent; a stationary point where `Q` is not positive semidefinite.
pub(crate) fn relaxed(reduced: &Reduced<'_>) -> Vec<f64> {
    let n = reduced.variables();
    let couplings = reduced.objective.couplings();
    // What a square adds is part of the linear terms of the objective: it is a square again here.
    let squares: Vec<f64> = (0..n).map(|i| reduced.square(i)).collect();
    let linear: Vec<f64> = (0..n)
        .map(|i| reduced.objective.linear()[i] - squares[i])
        .collect();
    let steepest = (0..n).map(|i| {
        let others: f64 = couplings
            .column(i)
            .iter()
            .map(|coupling| coupling.abs())
            .sum();
        others + 2.0 * squares[i].abs()
    });
    let steepest = steepest.fold(0.0, f64::max);
    let length = 1.0
        / if steepest > 0.0 {
            steepest
        } else {
            largest(&linear)
        };
    let (least, most) = (reduced.least() as f64, reduced.most() as f64);
    let mut x = vec![most / n.max(1) as f64; n];
    for _ in 0..ROUNDS {
        let moved: Vec<f64> = (0..n)
            .map(|i| {
                let coupled: f64 = (0..n).map(|j| couplings[(i, j)] * x[j]).sum();
                x[i] - length * (linear[i] + 2.0 * squares[i] * x[i] + coupled)
            })
            .collect();
        x = project(&moved, least, most);
    }
    x
}

fn largest(values: &[f64]) -> f64 {
    values
        .iter()
        .fold(f64::MIN_POSITIVE, |largest, value| largest.max(value.abs()))
}

/// The nearest point with entries in [0, 1] and a sum in [least, most].
fn project(x: &[f64], least: f64, most: f64) -> Vec<f64> {
    let moved = |by: f64| -> Vec<f64> { x.iter().map(|x| (x - by).clamp(0.0, 1.0)).collect() };
    let sum = |by: f64| moved(by).iter().sum::<f64>();
    let wanted = sum(0.0).clamp(least, most);
    let (mut low, mut high) = (-1.0, 1.0);
    for x in x {
        low = f64::min(low, x - 1.0);
        high = f64::max(high, *x);
    }
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if sum(middle) > wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    moved(0.5 * (low + high))
}
