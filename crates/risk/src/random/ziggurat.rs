//! Standard normal draws by the ziggurat: the area below the density is covered by layers of equal
//! area, one of which is chosen; nearly always the draw lies where the layer is wholly below the
//! density, and then nothing but a product and a comparison is needed.
//!
//! **Reference.** G. Marsaglia and W. W. Tsang, *The ziggurat method for generating random
//! variables*, Journal of Statistical Software 5(8), 2000; the tail by G. Marsaglia, *Generating a
//! variable from the tail of the normal distribution*, Technometrics 6, 1964. The layer and the
//! place in it come from different bits: sharing them, as the first publication does, makes draws
//! that fail tests (J. A. Doornik, *An improved ziggurat method to generate normal random samples*,
//! 2005).
//!
//! **Accuracy.** The place in a layer is one of 2⁵³, so draws lie on a grid of at most 4e-16; the
//! tail begins at 3.65 and goes on to some 9.

/// Layers below the density, the lowest of which has the tail.
const LAYERS: usize = 256;

/// Where the tail begins, such that `LAYERS` layers of one area end at the top of the density.
const TAIL: f64 = 3.654_152_885_361_009;

/// Where the layers end, and how high the density is there.
#[derive(Debug)]
pub(super) struct Ziggurat {
    /// The lowest layer is as wide as its area needs at the density of the tail's begin: beyond
    /// `TAIL` lies the tail.
    right: [f64; LAYERS + 1],
    height: [f64; LAYERS + 1],
}

impl Ziggurat {
    pub(super) fn new() -> Self {
        let base = density(TAIL);
        // ∫ of e^(−x²/2) beyond the tail's begin is √(π/2) erfc(r/√2).
        let tail = (std::f64::consts::PI / 2.0).sqrt()
            * libm::erfc(TAIL * std::f64::consts::FRAC_1_SQRT_2);
        let area = TAIL * base + tail;
        let mut right = [0.0; LAYERS + 1];
        right[0] = area / base;
        right[1] = TAIL;
        for layer in 2..LAYERS {
            let below: f64 = right[layer - 1];
            right[layer] = (-2.0 * libm::log(area / below + density(below))).sqrt();
        }
        Self {
            right,
            height: right.map(density),
        }
    }

    /// A draw from as many bits as it needs.
    #[inline(always)]
    pub(super) fn draw(&self, bits: &mut impl FnMut() -> u64) -> f64 {
        loop {
            let drawn = bits();
            let layer = (drawn & (LAYERS as u64 - 1)) as usize;
            let x = place(drawn) * self.right[layer];
            if x.abs() < self.right[layer + 1] {
                return x;
            }
            if let Some(x) = self.at_the_edge(layer, x, bits) {
                return x;
            }
        }
    }

    /// One draw of eighty: in the tail, or where the layer crosses the density.
    #[cold]
    fn at_the_edge(&self, layer: usize, x: f64, bits: &mut impl FnMut() -> u64) -> Option<f64> {
        if layer == 0 {
            return Some(tail(bits).copysign(x));
        }
        let (low, high) = (self.height[layer], self.height[layer + 1]);
        (low + (high - low) * unit(bits()) < density(x)).then_some(x)
    }
}

/// Inside −1 to 1, in the middle of one of 2⁵³ cells; of bits that do not choose the layer.
#[inline(always)]
fn place(bits: u64) -> f64 {
    ((bits.cast_signed() >> 11) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
}

/// Inside 0 to 1, both excluded.
fn unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
}

/// Beyond the tail's begin: an exponential draw, kept with the probability that makes it normal.
fn tail(bits: &mut impl FnMut() -> u64) -> f64 {
    loop {
        let x = -libm::log(unit(bits())) / TAIL;
        let y = -libm::log(unit(bits()));
        if 2.0 * y > x * x {
            return TAIL + x;
        }
    }
}

/// Without the factor that makes it one in all.
fn density(x: f64) -> f64 {
    libm::exp(-0.5 * x * x)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every layer has one area, and the last one ends at the top.
    #[test]
    fn the_layers_cover_the_density() {
        let z = Ziggurat::new();
        let area = z.right[0] * z.height[1];
        for layer in 1..LAYERS {
            let found = z.right[layer] * (z.height[layer + 1] - z.height[layer]);
            let close = if layer + 1 == LAYERS { 1e-9 } else { 1e-15 };
            assert!((found - area).abs() < close, "{layer}: {found}, not {area}");
            assert!(z.right[layer] < z.right[layer - 1], "{layer}");
        }
        assert_eq!((z.right[LAYERS], z.height[LAYERS]), (0.0, 1.0));
    }

    #[test]
    fn places_lie_inside() {
        assert_eq!(place(u64::MAX), -place(0));
        assert_eq!(place(1 << 63), -1.0 + f64::EPSILON / 2.0);
        assert_eq!(place(!(1 << 63)), 1.0 - f64::EPSILON / 2.0);
        assert!(unit(0) > 0.0 && unit(u64::MAX) < 1.0);
    }
}
