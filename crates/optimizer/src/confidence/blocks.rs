//! Days in blocks of random length.

use super::random::Random;

/// Blocks of a mean length, of a history of so many days.
#[derive(Debug, Clone, Copy)]
pub(super) struct Blocks {
    days: usize,
    /// A block ends where a number of 64 bits is below this.
    ends_below: u64,
}

impl Blocks {
    /// `mean_length` is at least 1.
    pub(super) fn new(days: usize, mean_length: f64) -> Self {
        // A block of one day ends each time but once in 2⁶⁴.
        let ends_below = (18_446_744_073_709_551_616.0 / mean_length) as u64;
        Self { days, ends_below }
    }

    /// As many days as there are, in the order in which they were drawn.
    pub(super) fn draw(self, random: &mut Random, into: &mut Vec<usize>) {
        into.clear();
        let mut day = random.below(self.days);
        for _ in 0..self.days {
            into.push(day);
            day = if random.bits() < self.ends_below {
                random.below(self.days)
            } else if day + 1 == self.days {
                0
            } else {
                day + 1
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A new block follows with probability `1/b` and then goes on by chance with `1/T`.
    #[test]
    fn blocks_have_their_mean_length() {
        let (days, rounds) = (500, 400);
        for length in [1.0, 3.5, 20.0] {
            let mut random = Random::new(3, 0);
            let mut drawn = Vec::new();
            let mut breaks = 0;
            for _ in 0..rounds {
                Blocks::new(days, length).draw(&mut random, &mut drawn);
                assert_eq!(drawn.len(), days);
                let follows = |pair: &&[usize]| pair[1] != (pair[0] + 1) % days;
                breaks += drawn.windows(2).filter(follows).count();
            }
            let trials = f64::from(rounds) * (days as f64 - 1.0);
            let chance = (1.0 - 1.0 / days as f64) / length;
            let error = f64::from(breaks as u32) - trials * chance;
            let bound = 5.0 * (trials * chance * (1.0 - chance)).sqrt();
            assert!(error.abs() <= bound, "{length}: {error} of {bound}");
        }
    }

    #[test]
    fn every_day_is_as_likely() {
        let days = 10;
        let mut counts = vec![0_u32; days];
        let mut drawn = Vec::new();
        for stream in 0..10_000 {
            Blocks::new(days, 4.0).draw(&mut Random::new(5, stream), &mut drawn);
            for &day in &drawn {
                counts[day] += 1;
            }
        }
        // Blocks make the counts spread more than single days would: by less than √8.
        assert!(
            counts.iter().all(|&count| count.abs_diff(10_000) < 1400),
            "{counts:?}"
        );
    }

    #[test]
    fn a_single_day_is_drawn_each_time() {
        let mut drawn = Vec::new();
        Blocks::new(1, 1.0).draw(&mut Random::new(0, 0), &mut drawn);
        assert_eq!(drawn, [0]);
    }
}
