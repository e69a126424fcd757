use super::{
    Level,
    sample::{Shape, shape},
};
use crate::RiskError;

/// Value at risk by the expansion of E. A. Cornish and R. A. Fisher, *Moments and cumulants in the
/// specification of distributions*, Revue de l'Institut International de Statistique 5 (1938).
///
/// `VaR = −(x̄ + w(z) s)` with `z = Φ⁻¹(1 − c)` and
/// `w(z) = z + (z² − 1) S/6 + (z³ − 3z) K/24 − (2z³ − 5z) S²/36`,
/// the mean x̄, the deviation `s` (ddof 1), the skewness `S` and the excess kurtosis `K` (both
/// biased, ddof 0). CVaR is the mean of the expansion over the tail, in closed form:
/// `−x̄ + s φ(z)/(1 − c) · (1 + zS/6 + (z² − 1) K/24 − (2z² − 1) S²/36)`, as
/// `∫ w φ` from −∞ to `z` follows from the partial moments of the normal distribution.
///
/// Over `h` days the cumulants of independent days add up: mean and variance times `h`, `S/√h`,
/// `K/h`.
///
/// Failure: the expansion is a quantile function only where it rises, which holds for small `S` and
/// `K` only (for `S = 0`, where `0 ≤ K ≤ 8`; D. Maillard, *A User's Guide to the Cornish Fisher
/// Expansion*, 2012). Daily returns of shares often lie outside. [`Rising`] says how far it can be
/// trusted; VaR is the formula's in any case, CVaR only where the whole tail rises, for otherwise
/// the mean of the tail need not even lie beyond its edge. `S` and `K` of the sample are
/// moreover not those that the expanded distribution has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CornishFisher {
    mean: f64,
    deviation: f64,
    skewness: f64,
    kurtosis: f64,
}

/// Where the Cornish–Fisher expansion rises, and so is a quantile function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rising {
    /// For every probability: skewness and kurtosis lie in the domain of the expansion.
    Everywhere,
    /// In the tail asked for, up to where less than one day in 10¹⁶ lies beyond, and not
    /// everywhere: the number is ordered rightly against higher confidences, its probability is not
    /// exact.
    InTail,
    /// Not even in the tail: a higher confidence may have a smaller VaR. There is no CVaR.
    NotInTail,
}

/// Where a tail ends: beyond lies less than one day in 10¹⁶.
const FAR: f64 = -8.3;

impl CornishFisher {
    /// # Errors
    /// When the values do not vary.
    pub(crate) fn of(values: &[f64]) -> Result<Self, RiskError> {
        let Shape {
            mean,
            deviation,
            skewness,
            excess_kurtosis: kurtosis,
        } = shape(values)?;
        Ok(Self {
            mean,
            deviation,
            skewness,
            kurtosis,
        })
    }

    /// The distribution of the sum of so many independent days.
    pub(crate) fn over(&self, days: f64) -> Self {
        Self {
            mean: days * self.mean,
            deviation: days.sqrt() * self.deviation,
            skewness: self.skewness / days.sqrt(),
            kurtosis: self.kurtosis / days,
        }
    }

    pub(crate) fn var(&self, level: &Level) -> f64 {
        -(self.mean + self.quantile(level.z) * self.deviation)
    }

    /// `None` where the expansion does not rise in the tail.
    pub(crate) fn cvar(&self, level: &Level) -> Option<f64> {
        if self.rising(level) == Rising::NotInTail {
            return None;
        }
        let (s, square) = (self.skewness, level.z * level.z);
        let shape = 1.0 + level.z * s / 6.0 + (square - 1.0) * self.kurtosis / 24.0
            - (2.0 * square - 1.0) * s * s / 36.0;
        Some(self.deviation * level.hazard * shape - self.mean)
    }

    /// Where `w′(z) = a z² + b z + c` is not negative.
    pub(crate) fn rising(&self, level: &Level) -> Rising {
        let (s, k) = (self.skewness, self.kurtosis);
        let (a, b, c) = (
            k / 8.0 - s * s / 6.0,
            s / 3.0,
            1.0 - k / 8.0 + 5.0 * s * s / 36.0,
        );
        let value = |z: f64| (a * z + b) * z + c;
        let vertex = -b / (2.0 * a);
        let is_straight = a == 0.0 && b == 0.0;
        if is_straight || (a > 0.0 && value(vertex) >= 0.0) {
            return Rising::Everywhere;
        }
        let is_lowest_inside = a > 0.0 && (FAR..level.z).contains(&vertex);
        if value(FAR) >= 0.0 && value(level.z) >= 0.0 && !is_lowest_inside {
            Rising::InTail
        } else {
            Rising::NotInTail
        }
    }

    fn quantile(&self, z: f64) -> f64 {
        let (s, square) = (self.skewness, z * z);
        z + (square - 1.0) * s / 6.0 + (square - 3.0) * z * self.kurtosis / 24.0
            - (2.0 * square - 5.0) * z * s * s / 36.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expansion(skewness: f64, kurtosis: f64) -> CornishFisher {
        CornishFisher {
            mean: 0.001,
            deviation: 0.02,
            skewness,
            kurtosis,
        }
    }

    /// Against the sum of the expansion over a fine grid of the tail's probabilities.
    #[test]
    fn cvar_is_the_mean_of_the_tail() {
        for (skewness, kurtosis, confidence) in [
            (0.0, 0.0, 0.95),
            (-0.4, 2.0, 0.95),
            (0.3, 1.5, 0.99),
            (-0.2, 9.5, 0.9),
        ] {
            let level = Level::new(confidence).expect("inside");
            let found = expansion(skewness, kurtosis);
            // Simpson's rule in z, from where the density is nothing.
            let steps = 40_000;
            let width = (level.z + 40.0) / f64::from(steps);
            let mut total = 0.0;
            for i in 0..=steps {
                let z = -40.0 + width * f64::from(i);
                let weight = match i {
                    0 => 1.0,
                    i if i == steps => 1.0,
                    i if i % 2 == 1 => 4.0,
                    _ => 2.0,
                };
                total += weight * found.quantile(z) * crate::distribution::normal_density(z);
            }
            let mean = total * width / 3.0 / level.tail;
            let expect = -(0.001 + 0.02 * mean);
            let cvar = found.cvar(&level).expect("the tail rises");
            assert!((cvar - expect).abs() < 1e-12, "{cvar} {expect}");
            assert!(cvar > found.var(&level));
        }
    }

    /// The edge of the domain at S = 0 is K = 8; Maillard's largest skewness is 6 (√2 − 1).
    #[test]
    fn the_domain_ends_where_maillard_says() {
        let level = Level::new(0.95).expect("inside");
        let rising = |s, k| expansion(s, k).rising(&level);
        assert_eq!(rising(0.0, 0.0), Rising::Everywhere);
        assert_eq!(rising(0.0, 7.999), Rising::Everywhere);
        assert_eq!(rising(0.0, 8.001), Rising::InTail);
        assert_eq!(rising(0.0, -0.001), Rising::InTail);
        assert_eq!(rising(0.0, -0.2), Rising::NotInTail);
        let largest = 6.0 * (2.0_f64.sqrt() - 1.0);
        let some =
            |s: f64| (0..20_000).any(|i| rising(s, f64::from(i) / 1000.0) == Rising::Everywhere);
        assert!(some(largest - 1e-3) && !some(largest + 1e-3));
        assert!(some(-largest + 1e-3) && !some(-largest - 1e-3));
        assert_eq!(expansion(-2.0, 1.0).cvar(&level), None);
    }

    /// Against the sign of the differences of the expansion itself.
    #[test]
    fn rising_is_what_it_says() {
        for confidence in [0.3, 0.9, 0.99] {
            let level = Level::new(confidence).expect("inside");
            for (s, k) in [
                (0.5, 3.0),
                (-1.0, 1.0),
                (0.1, 12.0),
                (-0.1, 40.0),
                (1.0, 0.5),
                (2.5, 9.0),
            ] {
                let found = expansion(s, k);
                let rises = |from: f64, to: f64| {
                    let points: Vec<f64> = (0..=20_000)
                        .map(|i| found.quantile(from + (to - from) * f64::from(i) / 20_000.0))
                        .collect();
                    points.is_sorted()
                };
                let expect = match (rises(-60.0, 60.0), rises(FAR, level.z)) {
                    (true, _) => Rising::Everywhere,
                    (false, true) => Rising::InTail,
                    (false, false) => Rising::NotInTail,
                };
                assert_eq!(found.rising(&level), expect, "{s} {k} {confidence}");
            }
        }
    }
}
