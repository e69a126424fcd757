//! Luck: sets drawn uniformly from all that are feasible.

use crate::{
    draws::Draws,
    enumerate::binomial,
    reduced::Reduced,
    selection::{Found, Selection},
};

/// The best of `shots` sets that are drawn uniformly from all feasible ones: what any method that
/// claims to search has to beat with as many looks.
///
/// At least one set is drawn. O(shots · k²).
#[must_use]
pub fn sample_uniformly(selection: &Selection, shots: u64, seed: u64) -> Found {
    let reduced = Reduced::new(selection);
    let mut draws = Draws::new(seed, 0);
    let cumulative = cumulative_sets(&reduced);
    let mut best = draw(&reduced, &cumulative, &mut draws);
    for _ in 1..shots {
        let other = draw(&reduced, &cumulative, &mut draws);
        if other.0 < best.0 {
            best = other;
        }
    }
    Found {
        best: reduced.choice(&best.1),
        steps: shots.max(1),
        stopped: false,
    }
}

fn draw(reduced: &Reduced<'_>, cumulative: &[f64], draws: &mut Draws) -> (f64, Vec<usize>) {
    let total = cumulative[cumulative.len() - 1];
    let mark = draws.unit() * total;
    let above = cumulative.partition_point(|&sum| sum <= mark);
    let count = reduced.least() + above.min(cumulative.len() - 1);
    let ones = draws.subset(reduced.variables(), count);
    let mut energy = reduced.objective.constant();
    for (at, &i) in ones.iter().enumerate() {
        energy += reduced.objective.linear()[i];
        for &j in &ones[..at] {
            energy += reduced.objective.couplings()[(i, j)];
        }
    }
    (energy, ones)
}

/// How many sets there are with each count or a smaller one.
fn cumulative_sets(reduced: &Reduced<'_>) -> Vec<f64> {
    let mut sum = 0.0;
    let counts = reduced.counts.clone();
    counts
        .map(|count| {
            sum += binomial(reduced.variables(), count) as f64;
            sum
        })
        .collect()
}
