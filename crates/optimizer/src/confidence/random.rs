//! Random numbers that are the same on every machine.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// One stream of numbers.
#[derive(Debug, Clone)]
pub(super) struct Random {
    generator: ChaCha8Rng,
    /// The second of a pair of normal numbers, until it is asked for.
    spare: Option<f64>,
}

impl Random {
    /// Stream `stream` of a seed: streams of one seed have nothing to do with each other.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        Self {
            generator,
            spare: None,
        }
    }

    /// Any number of 64 bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.generator.next_u64()
    }

    /// A number below `end`, by the upper half of a product of 128 bits whatever the pointers are;
    /// none is preferred by more than `end ÷ 2⁶⁴`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let product = u128::from(self.bits()) * end as u128;
        (product >> 64) as usize
    }

    /// In (0, 1], in steps of 2⁻⁵³.
    pub(super) fn uniform(&mut self) -> f64 {
        ((self.bits() >> 11) + 1) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// Standard normal. Box and Muller, *A note on the generation of random normal deviates*,
    /// Annals of Mathematical Statistics 29 (1958).
    pub(super) fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let radius = libm::sqrt(-2.0 * libm::log(self.uniform()));
        let (sine, cosine) = libm::sincos(std::f64::consts::TAU * self.uniform());
        self.spare = Some(radius * sine);
        radius * cosine
    }

    /// Chi-squared of `degrees` degrees of freedom, at least 2. Marsaglia and Tsang, *A simple
    /// method for generating gamma variables*, ACM Transactions on Mathematical Software 26 (2000).
    pub(super) fn chi_squared(&mut self, degrees: usize) -> f64 {
        let shape = degrees as f64 / 2.0 - 1.0 / 3.0;
        let width = 1.0 / libm::sqrt(9.0 * shape);
        loop {
            let normal = self.normal();
            let root = 1.0 + width * normal;
            if root <= 0.0 {
                continue;
            }
            let cube = root * root * root;
            let bound = 0.5 * normal * normal + shape * (1.0 - cube + libm::log(cube));
            if libm::log(self.uniform()) < bound {
                return 2.0 * shape * cube;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(values: &[f64]) -> [f64; 4] {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let central = |power| values.iter().map(|v| (v - mean).powi(power)).sum::<f64>() / count;
        let variance = central(2);
        [
            mean,
            variance,
            central(3) / variance.powf(1.5),
            central(4) / variance.powi(2),
        ]
    }

    /// Mean, variance, skewness and kurtosis within five standard errors of 200,000 draws.
    #[test]
    fn normal_numbers_have_normal_moments() {
        let mut random = Random::new(7, 0);
        let values: Vec<f64> = (0..200_000).map(|_| random.normal()).collect();
        let [mean, variance, skewness, kurtosis] = moments(&values);
        assert!(mean.abs() < 0.012, "{mean}");
        assert!((variance - 1.0).abs() < 0.016, "{variance}");
        assert!(skewness.abs() < 0.028, "{skewness}");
        assert!((kurtosis - 3.0).abs() < 0.055, "{kurtosis}");
    }

    /// Mean `k`, variance `2k`, skewness `√(8/k)`, kurtosis `3 + 12/k`.
    #[test]
    fn squares_have_the_moments_of_their_degrees() {
        for degrees in [2, 5, 1249] {
            let mut random = Random::new(8, degrees as u64);
            let values: Vec<f64> = (0..100_000).map(|_| random.chi_squared(degrees)).collect();
            let [mean, variance, skewness, kurtosis] = moments(&values);
            let k = degrees as f64;
            assert!((mean - k).abs() < 5.0 * (2.0 * k / 1e5).sqrt(), "{mean}");
            assert!((variance / (2.0 * k) - 1.0).abs() < 0.05, "{variance}");
            assert!((skewness - (8.0 / k).sqrt()).abs() < 0.1, "{skewness}");
            assert!((kurtosis - 3.0 - 12.0 / k).abs() < 1.0, "{kurtosis}");
        }
    }

    #[test]
    fn numbers_below_an_end_are_even() {
        let mut random = Random::new(9, 0);
        let mut counts = [0_u32; 7];
        for _ in 0..70_000 {
            counts[random.below(7)] += 1;
        }
        // Five standard deviations of a binomial count.
        assert!(
            counts.iter().all(|&count| count.abs_diff(10_000) < 465),
            "{counts:?}"
        );
        assert_eq!(random.below(1), 0);
    }

    /// Written down once; another machine has to draw the same bits.
    #[test]
    fn a_stream_is_the_same_everywhere() {
        let mut random = Random::new(1, 2);
        let bits: Vec<u64> = (0..3).map(|_| random.bits()).collect();
        let normals: Vec<u64> = (0..3).map(|_| random.normal().to_bits()).collect();
        let chi = random.chi_squared(9).to_bits();
        assert_eq!(
            bits,
            [
                16_166_618_085_559_792_950,
                12_594_345_941_331_415_253,
                6_210_397_461_283_391_063,
            ]
        );
        assert_eq!(
            normals,
            [
                4_607_742_052_466_749_593,
                13_821_998_208_444_078_119,
                4_604_338_632_820_732_878,
            ]
        );
        assert_eq!(chi, 4_623_807_707_768_764_870);
    }
}
