//! The cost layer: `exp(−i γ C)` for a diagonal `C`.

use super::state::State;

/// A phase is the product of those of the digits of the energy, so many bits each: a table of all
/// digits has 2,048 entries and stays in the cache.
const DIGIT: u32 = 11;
/// Registers up to this size are not worth the tables.
const SMALL: usize = 8192;

/// The energies of a register in whole steps above the lowest one.
#[derive(Debug, Clone)]
pub(super) struct Phases {
    steps: Vec<u64>,
    step: f64,
    digits: u32,
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
        Phases {
            digits: (u64::BITS - highest.leading_zeros()).div_ceil(DIGIT).max(1),
            steps,
            step,
        }
    }

    /// `ψ ← exp(−i γ C) ψ`, up to one phase for all (that of the lowest energy).
    ///
    /// The sines and cosines are those of `libm`, some thousands for any size of the register; a
    /// phase is a product of up to six of them.
    pub(super) fn apply(&self, gamma: f64, state: &mut State) {
        let angle = -gamma * self.step;
        if self.steps.len() <= SMALL {
            self.each(state, |steps| turn(angle * steps as f64));
            return;
        }
        let tables: Vec<Vec<Turn>> = (0..self.digits).map(|digit| table(angle, digit)).collect();
        match &tables[..] {
            [a] => self.each(state, |steps| at(a, steps, 0)),
            [a, b] => self.each(state, |steps| at(a, steps, 0).and(at(b, steps, 1))),
            [a, b, c] => self.each(state, |steps| {
                at(a, steps, 0).and(at(b, steps, 1)).and(at(c, steps, 2))
            }),
            [a, b, c, d] => self.each(state, |steps| {
                let low = at(a, steps, 0).and(at(b, steps, 1));
                low.and(at(c, steps, 2).and(at(d, steps, 3)))
            }),
            all => self.each(state, |steps| {
                let first = at(&all[0], steps, 0);
                (1..all.len()).fold(first, |turned, digit| {
                    turned.and(at(&all[digit], steps, digit as u32))
                })
            }),
        }
    }

    fn each(&self, state: &mut State, turn_of: impl Fn(u64) -> Turn) {
        let parts = state.re.iter_mut().zip(&mut state.im);
        for ((re, im), &steps) in parts.zip(&self.steps) {
            let turn = turn_of(steps);
            (*re, *im) = (
                turn.cos * *re - turn.sin * *im,
                turn.cos * *im + turn.sin * *re,
            );
        }
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

fn table(angle: f64, digit: u32) -> Vec<Turn> {
    let unit = libm::ldexp(angle, (digit * DIGIT) as i32);
    (0..1u32 << DIGIT)
        .map(|value| turn(unit * f64::from(value)))
        .collect()
}

fn at(table: &[Turn], steps: u64, digit: u32) -> Turn {
    let mask = (1 << DIGIT) - 1;
    table[((steps >> (digit * DIGIT)) & mask) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_turn_as_the_whole_energy_does() {
        let step = 2f64.powi(-30);
        let size = SMALL + 1000;
        for largest in [1e3, 1e6, 3e9, 3e12, 7e14] {
            let energies: Vec<f64> = (0..size)
                .map(|i| (largest * (i * i % size) as f64 / size as f64).floor() * step)
                .collect();
            let phases = Phases::new(&energies, step);
            let gamma = 3.0 / (largest * step);
            let mut state = State::real(vec![1.0; size]);
            phases.apply(gamma, &mut state);
            for (i, energy) in energies.iter().enumerate() {
                let angle = -gamma * energy;
                assert!((state.re[i] - angle.cos()).abs() < 1e-14, "{largest} {i}");
                assert!((state.im[i] - angle.sin()).abs() < 1e-14, "{largest} {i}");
            }
        }
    }
}
