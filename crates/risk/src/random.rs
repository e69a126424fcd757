//! Draws that are the same on every machine.
//!
//! The bits are ChaCha8's; normal draws come out of them by an own ziggurat and libm, so that no
//! feature of another crate and no processor can change a draw. (`rand_distr` changes between the
//! system's logarithm and libm's with a feature that any crate of the build may switch on.)

mod gamma;
mod ziggurat;

use std::sync::LazyLock;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use ziggurat::Ziggurat;

/// Computed at the first draw; the same numbers everywhere, because libm is.
static LAYERS: LazyLock<Ziggurat> = LazyLock::new(Ziggurat::new);

/// A stream of draws. Different streams of one seed are independent, so that paths can be drawn in
/// any order and on any number of threads.
#[derive(Debug, Clone)]
pub(crate) struct Draws {
    bits: ChaCha8Rng,
    layers: &'static Ziggurat,
}

impl Draws {
    /// A stream of a seed.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut bits = ChaCha8Rng::seed_from_u64(seed);
        bits.set_stream(stream);
        Self {
            bits,
            layers: &LAYERS,
        }
    }

    /// Uniform inside 0 to 1, both excluded: the middle of one of 2⁵² cells.
    pub(crate) fn unit(&mut self) -> f64 {
        ((self.bits.next_u64() >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
    }

    /// One of `0..count`, each as likely as the other up to `count / 2⁶⁴`.
    ///
    /// # Panics
    /// When there is nothing to choose from.
    pub(crate) fn below(&mut self, count: u64) -> u64 {
        assert!(count > 0, "one of nothing");
        // The upper half of the product: no draw is refused, so that every choice costs one.
        ((u128::from(self.bits.next_u64()) * u128::from(count)) >> 64) as u64
    }

    /// Standard normal.
    pub(crate) fn normal(&mut self) -> f64 {
        let layers = self.layers;
        layers.draw(&mut || self.bits.next_u64())
    }

    /// Standard normals, as many as there is room for: the same as one by one, and faster.
    pub(crate) fn normals(&mut self, room: &mut [f64]) {
        let layers = self.layers;
        let mut next = || self.bits.next_u64();
        for place in room {
            *place = layers.draw(&mut next);
        }
    }

    /// Chi-square with any number of degrees of freedom above zero.
    pub(crate) fn chi_square(&mut self, degrees: f64) -> f64 {
        2.0 * gamma::draw(self, 0.5 * degrees)
    }
}

#[cfg(test)]
mod tests;
