//! Measurements: strings drawn from the exact distribution.

use crate::draws::Draws;

/// The indices of `shots` draws and how often each came, the most frequent first, and the lower
/// index of equally frequent ones.
pub(super) fn measure(probabilities: &[f64], shots: u64, draws: &mut Draws) -> Vec<(usize, u64)> {
    let mut sum = 0.0;
    let cumulative: Vec<f64> = probabilities
        .iter()
        .map(|probability| {
            sum += probability;
            sum
        })
        .collect();
    let mut drawn: Vec<usize> = (0..shots)
        .map(|_| {
            let mark = draws.unit() * sum;
            let at = cumulative.partition_point(|&sum| sum <= mark);
            at.min(probabilities.len() - 1)
        })
        .collect();
    drawn.sort_unstable();
    let mut counted: Vec<(usize, u64)> = Vec::new();
    for index in drawn {
        match counted.last_mut() {
            Some((last, times)) if *last == index => *times += 1,
            _ => counted.push((index, 1)),
        }
    }
    counted.sort_by_key(|&(index, times)| (std::cmp::Reverse(times), index));
    counted
}
