//! How large a penalty has to be so that no minimum breaks the count.

use crate::{descent, grid, reduced::Reduced};

/// A penalty `P` such that every minimiser of `f(z) + P (Σz + slack − k)²` is feasible.
///
/// Let `U` be the value of any feasible string, `s` an infeasible number of ones at a distance
/// `d ≥ 1` from the nearest feasible number, and `f` the objective. No string with `s` ones is a
/// minimiser when either holds:
///
/// - *By value*: `P d² > U − L(s)` where `L(s) ≤ f(z)` for all `z` with `s` ones. Then
///   `f(z) + P d² > U`, and the feasible string is better. Each one of `s` members adds at least
///   `rᵢ(s) = linearᵢ +` half the sum of its `s − 1` smallest couplings (each pair is seen from
///   both ends), so that the sum of the `s` smallest `rᵢ(s)` is such an `L(s)`.
/// - *By a flip*: `P (2d − 1) > F(s)` where `F(s)` bounds how much the cheapest flip towards
///   feasibility adds to `f`: the penalty falls by `P (d² − (d − 1)²)`, and the flipped string is
///   better. With too many ones, leaving adds at most `aᵢ(s) = −linearᵢ −` the sum of the `s − 1`
///   smallest couplings of `i`; among any `s` members the smallest `aᵢ(s)` is at most the `s`-th
///   largest of all. With too few, entering adds at most `linearᵢ +` the sum of the `s` largest
///   couplings, and among any `n − s` that are out the smallest is at most the `(n − s)`-th largest
///   of all.
///
/// A minimiser exists, hence it is feasible as soon as for every infeasible `s` the smaller one of
/// `(U − L(s)) / d²` and `F(s) / (2d − 1)` is exceeded. With slack variables (at most `k`) the
/// argument is the same: with `s > k` ones the distance is at least `s − k` whatever the slack, and
/// a feasible string whose slack does not fit has a positive penalty.
///
/// The bound is exceeded by 1/16 of itself, so that the best infeasible string is not all but as
/// good as the optimum. `U` comes from [`descent::greedy`]. O(n³ log n).
pub(crate) fn sufficient(reduced: &Reduced<'_>) -> f64 {
    let bound = bound(reduced);
    let largest = reduced.grid * (1u64 << 32) as f64;
    let floor = largest / 1024.0;
    grid::round_up((bound * 1.0625).max(floor), reduced.grid) + reduced.grid
}

fn bound(reduced: &Reduced<'_>) -> f64 {
    let sorted = SortedCouplings::of(reduced);
    let upper = descent::best_energy(reduced);
    let n = reduced.variables();
    let mut bound: f64 = 0.0;
    for ones in (0..=n).filter(|ones| !reduced.counts.contains(ones)) {
        let (distance, flip) = if ones > reduced.most() {
            (ones - reduced.most(), sorted.cheapest_leaving(ones))
        } else {
            (reduced.least() - ones, sorted.cheapest_entering(ones))
        };
        let distance = distance as f64;
        let by_value = (upper - sorted.lowest_value(ones)) / (distance * distance);
        let by_flip = flip / (2.0 * distance - 1.0);
        bound = bound.max(by_value.min(by_flip));
    }
    bound
}

/// The couplings of every variable with the others, ascending, and their running sums.
struct SortedCouplings {
    constant: f64,
    linear: Vec<f64>,
    /// `sums[i][m]`: the sum of the `m` smallest couplings of `i`.
    sums: Vec<Vec<f64>>,
}

impl SortedCouplings {
    fn of(reduced: &Reduced<'_>) -> SortedCouplings {
        let objective = &reduced.objective;
        let n = objective.variables();
        let sums = (0..n).map(|i| {
            let others = (0..n).filter(|&j| j != i);
            let mut couplings: Vec<f64> = others.map(|j| objective.couplings()[(i, j)]).collect();
            couplings.sort_by(f64::total_cmp);
            let mut sum = 0.0;
            let running = couplings.iter().map(|coupling| {
                sum += coupling;
                sum
            });
            std::iter::once(0.0).chain(running).collect()
        });
        SortedCouplings {
            constant: objective.constant(),
            linear: objective.linear().as_slice().to_vec(),
            sums: sums.collect(),
        }
    }

    fn variables(&self) -> usize {
        self.linear.len()
    }

    /// `L(s)`.
    fn lowest_value(&self, ones: usize) -> f64 {
        if ones == 0 {
            return self.constant;
        }
        let mut least: Vec<f64> = (0..self.variables())
            .map(|i| self.linear[i] + 0.5 * self.sums[i][ones - 1])
            .collect();
        least.sort_by(f64::total_cmp);
        self.constant + least[..ones].iter().sum::<f64>()
    }

    /// `F(s)` for too many ones.
    fn cheapest_leaving(&self, ones: usize) -> f64 {
        let mut adds: Vec<f64> = (0..self.variables())
            .map(|i| -self.linear[i] - self.sums[i][ones - 1])
            .collect();
        adds.sort_by(|a, b| b.total_cmp(a));
        adds[ones - 1]
    }

    /// `F(s)` for too few ones.
    fn cheapest_entering(&self, ones: usize) -> f64 {
        let n = self.variables();
        let mut adds: Vec<f64> = (0..n)
            .map(|i| self.linear[i] + self.sums[i][n - 1] - self.sums[i][n - 1 - ones])
            .collect();
        adds.sort_by(|a, b| b.total_cmp(a));
        adds[n - ones - 1]
    }
}
