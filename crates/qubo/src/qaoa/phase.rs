//! The cost layer: `exp(−i γ C)` for a diagonal `C`.

use super::state::State;

/// The largest table of a digit has so many bits: 2,048 entries stay in the cache.
const WIDEST: u32 = 11;
/// Registers up to this size are not worth any table.
const SMALL: usize = 256;

/// The energies of a register in whole steps above the lowest one.
#[derive(Debug, Clone)]
pub(super) struct Phases {
    steps: Vec<u64>,
    step: f64,
    digits: u32,
    /// Bits of a digit.
    width: u32,
}

/// `cos` and `sin` of a multiple of an angle.
#[derive(Debug, Clone, Copy)]
struct Turn {
    cos: f64,
    sin: f64,
}

impl Phases {
    /// For energies that are multiples of `step`.
    pub(super) fn new(energies: &[f64], step: f64) -> Phases {
        let lowest = energies.iter().copied().fold(f64::INFINITY, f64::min);
        let steps: Vec<u64> = energies
            .iter()
            .map(|energy| ((energy - lowest) / step) as u64)
            .collect();
        let highest = steps.iter().copied().max().unwrap_or(0);
        // All tables together are to be smaller than the register.
        let width = steps
            .len()
            .max(1)
            .ilog2()
            .saturating_sub(3)
            .clamp(1, WIDEST);
        Phases {
            digits: (u64::BITS - highest.leading_zeros()).div_ceil(width).max(1),
            steps,
            step,
            width,
        }
    }

    /// `ψ ← exp(−i γ C) ψ`, up to one phase for all (that of the lowest energy), for one state or
    /// several.
    ///
    /// A phase is the product of those of the digits of its energy, which come from tables. The
    /// sines and cosines are those of `libm`, fewer than strings.
    pub(super) fn apply<const N: usize>(&self, gamma: f64, states: [&mut State; N]) {
        let angle = -gamma * self.step;
        if self.steps.len() <= SMALL {
            return self.each(states, |steps| turn(angle * steps as f64));
        }
        let tables: Vec<Vec<Turn>> = (0..self.digits)
            .map(|digit| self.table(angle, digit))
            .collect();
        let mask = (1u64 << self.width) - 1;
        let at = |steps: u64, digit: usize| {
            tables[digit][((steps >> (digit as u32 * self.width)) & mask) as usize]
        };
        match self.digits {
            1 => self.each(states, |steps| at(steps, 0)),
            2 => self.each(states, |steps| at(steps, 0).and(at(steps, 1))),
            3 => self.each(states, |steps| {
                at(steps, 0).and(at(steps, 1)).and(at(steps, 2))
            }),
            4 => self.each(states, |steps| {
                let low = at(steps, 0).and(at(steps, 1));
                low.and(at(steps, 2).and(at(steps, 3)))
            }),
            digits => self.each(states, |steps| {
                let rest = 1..digits as usize;
                rest.fold(at(steps, 0), |turned, digit| turned.and(at(steps, digit)))
            }),
        }
    }

    fn each<const N: usize>(&self, mut states: [&mut State; N], turn_of: impl Fn(u64) -> Turn) {
        for (at, &steps) in self.steps.iter().enumerate() {
            let turn = turn_of(steps);
            for state in &mut states {
                let (re, im) = (state.re[at], state.im[at]);
                state.re[at] = turn.cos * re - turn.sin * im;
                state.im[at] = turn.cos * im + turn.sin * re;
            }
        }
    }

    fn table(&self, angle: f64, digit: u32) -> Vec<Turn> {
        let unit = libm::ldexp(angle, (digit * self.width) as i32);
        let values = 0..1u32 << self.width;
        values.map(|value| turn(unit * f64::from(value))).collect()
    }
}

impl Turn {
    fn and(self, other: Turn) -> Turn {
        Turn {
            cos: self.cos * other.cos - self.sin * other.sin,
            sin: self.cos * other.sin + self.sin * other.cos,
        }
    }
}

fn turn(angle: f64) -> Turn {
    let (sin, cos) = libm::sincos(angle);
    Turn { cos, sin }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_turn_as_the_whole_energy_does() {
        let step = 2f64.powi(-30);
        for size in [10, 300, 5000, 20_000] {
            for largest in [1.0, 1e3, 1e6, 3e9, 3e12, 7e14] {
                check(size, largest, step);
            }
        }
    }

    fn check(size: usize, largest: f64, step: f64) {
        let energies: Vec<f64> = (0..size)
            .map(|i| (largest * (i * i % size) as f64 / size as f64).floor() * step)
            .collect();
        let phases = Phases::new(&energies, step);
        let gamma = 3.0 / (largest * step);
        let mut state = State::real(vec![1.0; size]);
        let mut other = State::real(vec![2.0; size]);
        phases.apply(gamma, [&mut state, &mut other]);
        for (i, energy) in energies.iter().enumerate() {
            let angle = -gamma * energy;
            assert!(
                (state.re[i] - angle.cos()).abs() < 2e-14,
                "{size} {largest} {i}"
            );
            assert!(
                (state.im[i] - angle.sin()).abs() < 2e-14,
                "{size} {largest} {i}"
            );
            assert_eq!(
                (other.re[i], other.im[i]),
                (2.0 * state.re[i], 2.0 * state.im[i])
            );
        }
    }
}
