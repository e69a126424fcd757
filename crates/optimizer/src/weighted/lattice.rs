//! Mixes of goals, evenly spread.

/// Shares of `goals` goals that sum to 1, in lexicographic order from all for the last goal to all
/// for the first: `points` of them evenly spaced for two goals, and for more the lattice of all
/// multiples of `1 ÷ H` with the largest `H` that has at most `points` of them, but at least the
/// corners.
///
/// Source: Das and Dennis, *Normal-boundary intersection*, SIAM Journal on Optimization 8 (1998),
/// for the lattice.
pub(super) fn mixes(goals: usize, points: usize) -> Vec<Vec<f64>> {
    if goals == 1 || points <= 1 {
        return vec![vec![1.0 / goals as f64; goals]];
    }
    let mut steps = 1;
    while count(goals, steps + 1) <= points {
        steps += 1;
    }
    let mut mixes = Vec::new();
    spread(&mut Vec::new(), goals, steps, steps, &mut mixes);
    mixes
}

/// Multisets of `steps` out of `goals`; saturating.
fn count(goals: usize, steps: usize) -> usize {
    (1..goals).fold(1, |count: usize, index| {
        count.saturating_mul(steps + index) / index
    })
}

fn spread(
    begun: &mut Vec<f64>,
    goals: usize,
    left: usize,
    steps: usize,
    mixes: &mut Vec<Vec<f64>>,
) {
    if begun.len() + 1 == goals {
        let last = left as f64 / steps as f64;
        mixes.push(begun.iter().copied().chain([last]).collect());
        return;
    }
    for share in 0..=left {
        begun.push(share as f64 / steps as f64);
        spread(begun, goals, left - share, steps, mixes);
        begun.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::mixes;

    #[track_caller]
    fn check(goals: usize, points: usize, expected: &[&[f64]]) {
        assert_eq!(mixes(goals, points), expected);
    }

    #[test]
    fn mixes_are_even() {
        check(1, 9, &[&[1.0]]);
        check(2, 1, &[&[0.5, 0.5]]);
        check(2, 3, &[&[0.0, 1.0], &[0.5, 0.5], &[1.0, 0.0]]);
        check(
            3,
            2,
            &[&[0.0, 0.0, 1.0], &[0.0, 1.0, 0.0], &[1.0, 0.0, 0.0]],
        );
    }

    #[test]
    fn a_lattice_has_as_many_points_as_fit() {
        assert_eq!(mixes(3, 20).len(), 15);
        assert_eq!(mixes(3, 21).len(), 21);
        assert_eq!(mixes(2, 20).len(), 20);
        assert_eq!(mixes(4, 20).len(), 20);
        for mix in mixes(4, 100) {
            assert!((mix.iter().sum::<f64>() - 1.0).abs() < 1e-15);
        }
    }
}
