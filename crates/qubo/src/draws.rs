//! Draws that are the same on every machine.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A stream of draws. No draw depends on the width of a pointer.
#[derive(Debug, Clone)]
pub(crate) struct Draws(ChaCha8Rng);

impl Draws {
    /// The stream of a seed; different `purpose`s of the same seed are independent streams.
    pub(crate) fn new(seed: u64, purpose: u64) -> Draws {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(purpose);
        Draws(generator)
    }

    /// Uniform in [0, 1), a multiple of 2⁻⁵³.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// Uniform in `0..end`, without bias: draws above the last whole multiple are thrown away.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = end as u64;
        let usable = u64::MAX - u64::MAX % end;
        loop {
            let draw = self.0.next_u64();
            if draw < usable {
                return (draw % end) as usize;
            }
        }
    }

    /// `count` different numbers of `0..end`, each set with the same probability, ascending
    /// (Floyd's method).
    pub(crate) fn subset(&mut self, end: usize, count: usize) -> Vec<usize> {
        let mut chosen: Vec<usize> = Vec::with_capacity(count);
        for last in end - count..end {
            let draw = self.below(last + 1);
            chosen.push(if chosen.contains(&draw) { last } else { draw });
        }
        chosen.sort_unstable();
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A change of the stream would change every seeded answer that was ever given.
    #[test]
    fn the_stream_of_a_seed_is_known() {
        let three = |seed, purpose| {
            let mut draws = Draws::new(seed, purpose);
            [(); 3].map(|()| draws.below(1000))
        };
        assert_eq!(three(0, 0), [652, 623, 878]);
        assert_eq!(three(1, 0), [201, 795, 285]);
        assert_eq!(three(0, 1), [531, 654, 943]);
    }

    #[test]
    fn every_subset_is_drawn_equally_often() {
        let mut draws = Draws::new(7, 0);
        let mut seen = std::collections::BTreeMap::new();
        for _ in 0..20_000 {
            *seen.entry(draws.subset(6, 3)).or_insert(0) += 1;
        }
        assert_eq!(seen.len(), 20);
        // 1,000 expected, standard deviation 31.
        assert!(
            seen.values().all(|&times| (850..1150).contains(&times)),
            "{seen:?}"
        );
    }
}
