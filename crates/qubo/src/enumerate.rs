//! Every string, one flip or one exchange after the other: the judge of all other routes.

use thiserror::Error;

use crate::{
    qubo::Qubo,
    reduced::Reduced,
    revolving::{Exchange, Exchanges},
    selection::{Choice, Selection},
    walk::Walk,
};

/// All feasible sets of a selection.
#[derive(Debug, Clone, PartialEq)]
pub struct Enumeration {
    /// The best set; of several equal ones, the first in the order of their members.
    pub best: Choice,
    /// The best of the others; none where there is only one set.
    pub second: Option<Choice>,
    /// The largest value.
    pub worst: f64,
    /// The mean of all values: what a uniform draw is worth.
    pub mean: f64,
    /// How many sets there are.
    pub feasible: u64,
    /// How many of them are as good as the best: a uniform draw hits one of them with a
    /// probability of `optimal / feasible`.
    pub optimal: u64,
}

/// All strings of a QUBO.
#[derive(Debug, Clone, PartialEq)]
pub struct Minimum {
    /// The smallest energy.
    pub energy: f64,
    /// Every string that has it, in the order of their numbers (the first variable counts one).
    pub strings: Vec<Vec<bool>>,
}

/// Why nothing was enumerated.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EnumerateError {
    /// More than this crate goes through.
    #[error("{strings} strings or more are too many to go through; {LARGEST} at most")]
    TooMany {
        /// How many there are, or `u64::MAX`.
        strings: u64,
    },
    /// The caller asked to stop; half an enumeration proves nothing.
    #[error("stopped")]
    Stopped,
}

/// 2²⁵: about a second.
const LARGEST: u64 = 1 << 25;

/// Every feasible set, in revolving-door order within each count; O(n) each.
///
/// # Errors
///
/// More than 2²⁵ sets, and a stop.
pub fn enumerate(
    selection: &Selection,
    stop: &dyn Fn() -> bool,
) -> Result<Enumeration, EnumerateError> {
    let reduced = Reduced::new(selection);
    let strings = feasible_sets(&reduced);
    if strings > LARGEST {
        return Err(EnumerateError::TooMany { strings });
    }
    let mut tally = Tally::default();
    for count in reduced.counts.clone() {
        let first: Vec<usize> = (0..count).collect();
        let mut walk = Walk::from(&reduced.objective, &first);
        tally.take(&walk);
        for (step, Exchange { leaving, entering }) in
            Exchanges::new(reduced.variables(), count).enumerate()
        {
            if step % 4096 == 0 && stop() {
                return Err(EnumerateError::Stopped);
            }
            walk.flip(leaving);
            walk.flip(entering);
            tally.take(&walk);
        }
    }
    Ok(tally.finish(&reduced))
}

/// Every string of a QUBO in the order of the reflected Gray code; O(2ⁿ n).
///
/// # Errors
///
/// More than 25 variables, and a stop.
pub fn enumerate_qubo(qubo: &Qubo, stop: &dyn Fn() -> bool) -> Result<Minimum, EnumerateError> {
    let strings = 1u64
        .checked_shl(qubo.variables() as u32)
        .unwrap_or(u64::MAX);
    if strings > LARGEST {
        return Err(EnumerateError::TooMany { strings });
    }
    let mut walk = Walk::new(qubo);
    let mut energy = walk.energy();
    let mut found = vec![0u32];
    for step in 1..strings as u32 {
        if step % 4096 == 0 && stop() {
            return Err(EnumerateError::Stopped);
        }
        walk.flip(step.trailing_zeros() as usize);
        if walk.energy() < energy {
            energy = walk.energy();
            found.clear();
        }
        if walk.energy() == energy {
            found.push(step ^ (step >> 1));
        }
    }
    found.sort_unstable();
    let bits = |string: &u32| {
        (0..qubo.variables())
            .map(|i| string >> i & 1 == 1)
            .collect()
    };
    Ok(Minimum {
        energy,
        strings: found.iter().map(bits).collect(),
    })
}

/// How many sets are feasible, or `u64::MAX`.
pub(crate) fn feasible_sets(reduced: &Reduced<'_>) -> u64 {
    let counts = reduced.counts.clone();
    counts.fold(0u64, |sum, count| {
        sum.saturating_add(binomial(reduced.variables(), count))
    })
}

/// `n` over `count`, or `u64::MAX`.
pub(crate) fn binomial(n: usize, count: usize) -> u64 {
    let count = count.min(n - count) as u128;
    let mut product: u128 = 1;
    for i in 0..count {
        product = product * (n as u128 - i) / (i + 1);
        if product > u128::from(u64::MAX) {
            return u64::MAX;
        }
    }
    product as u64
}

/// What is known of the sets that were met.
#[derive(Debug, Default)]
struct Tally {
    best: Option<(f64, Vec<usize>)>,
    second: Option<(f64, Vec<usize>)>,
    worst: f64,
    sum: f64,
    feasible: u64,
    optimal: u64,
}

impl Tally {
    fn take(&mut self, walk: &Walk<'_>) {
        let energy = walk.energy();
        self.worst = if self.feasible == 0 {
            energy
        } else {
            self.worst.max(energy)
        };
        self.sum += energy;
        self.feasible += 1;
        match &self.best {
            Some((best, _)) if energy == *best => self.optimal += 1,
            Some((best, _)) if energy > *best => {}
            _ => self.optimal = 1,
        }
        if comes_before(walk, &self.best) {
            self.second = self.best.take();
            self.best = Some((energy, walk.ones()));
        } else if comes_before(walk, &self.second) {
            self.second = Some((energy, walk.ones()));
        }
    }

    fn finish(self, reduced: &Reduced<'_>) -> Enumeration {
        let (_, best) = self.best.expect("every selection has a feasible set");
        Enumeration {
            best: reduced.choice(&best),
            second: self.second.map(|(_, ones)| reduced.choice(&ones)),
            worst: self.worst,
            mean: self.sum / self.feasible as f64,
            feasible: self.feasible,
            optimal: self.optimal,
        }
    }
}

/// Whether this set is better than `other`, or as good and earlier in the order of the members.
fn comes_before(walk: &Walk<'_>, other: &Option<(f64, Vec<usize>)>) -> bool {
    let Some((energy, ones)) = other else {
        return true;
    };
    walk.energy() < *energy || walk.energy() == *energy && walk.ones() < *ones
}
