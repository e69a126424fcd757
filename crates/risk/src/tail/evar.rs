use super::{Level, Scaled, finite};
use crate::{RiskError, error::check};

/// Entropic value at risk: the smallest of Chernoff's upper bounds of VaR, and an upper bound of
/// CVaR,
/// `inf over t > 0 of t ln( mean(e^(−r/t)) / (1 − c) )`.
///
/// With `θ = 1/t` and the cumulant function `K(θ) = ln mean(e^(−θr))` it is the infimum of
/// `(K(θ) − ln(1 − c)) / θ`, whose derivative has the sign of `θ K′(θ) − K(θ) + ln(1 − c)`. That
/// rises with θ from `ln(1 − c)` to `ln((1 − c) / share of the worst loss)`: it has one root, found
/// by Newton's method inside a bracket, or none, where the worst loss alone makes up the tail and
/// is the answer. At the minimum an error of the root counts only squared.
///
/// A. Ahmadi-Javid, *Entropic value-at-risk: a new coherent risk measure*, Journal of Optimization
/// Theory and Applications 155 (2012). The distribution is that of the sample: no model. Sums of
/// exponentials are taken of the distance to the worst loss, so that none overflows. Constant
/// series: their loss. O(n) per step, about seven steps.
///
/// # Errors
/// With no observation, one that is not finite, or a confidence that is not inside 0 to 1.
pub fn evar(returns: &[f64], confidence: f64) -> Result<f64, RiskError> {
    check(returns, 1)?;
    let tail = Level::new(confidence)?.tail;
    let scaled = Scaled::new(returns);
    let worst = scaled.values.iter().copied().fold(f64::INFINITY, f64::min);
    let at_worst = scaled.values.iter().filter(|r| **r == worst).count();
    // 0.05 × 20 is a little more than one; what is left to find then is rounding.
    if at_worst as f64 >= tail * returns.len() as f64 * (1.0 - 1e-12) {
        return finite(-worst * scaled.unit);
    }
    // ln(1 − c) where c is small, too.
    let log_tail = if confidence < 0.5 {
        libm::log1p(-confidence)
    } else {
        libm::log(tail)
    };
    let excess = least_bound(&scaled.values, worst, log_tail);
    finite((excess - worst) * scaled.unit)
}

/// `K`, `K′` and `K″` at θ, of the losses beyond the worst one (all of them 0 or less).
struct Cumulants {
    value: f64,
    mean: f64,
    variance: f64,
}

impl Cumulants {
    fn at(theta: f64, values: &[f64], worst: f64) -> Self {
        let (mut zeroth, mut first, mut second) = (0.0, 0.0, 0.0);
        for r in values {
            let excess = worst - r;
            let weight = libm::exp(theta * excess);
            zeroth += weight;
            first += weight * excess;
            second += weight * excess * excess;
        }
        let mean = first / zeroth;
        Self {
            value: libm::log(zeroth / values.len() as f64),
            mean,
            variance: (second / zeroth - mean * mean).max(0.0),
        }
    }
}

/// The minimum, as the distance to the worst loss: 0 or less.
fn least_bound(values: &[f64], worst: f64, log_tail: f64) -> f64 {
    let mean = values.iter().map(|r| worst - r).sum::<f64>() / values.len() as f64;
    let squares: f64 = values
        .iter()
        .map(|r| (worst - r - mean) * (worst - r - mean))
        .sum();
    // Of a normal distribution the root is at √(−2 ln(1 − c)) / σ.
    let mut theta = (-2.0 * log_tail * values.len() as f64 / squares).sqrt();
    let (mut low, mut high) = (0.0, f64::INFINITY);
    let mut best = 0.0_f64;
    for _ in 0..200 {
        if !(theta > 0.0 && theta.is_finite()) {
            break;
        }
        let k = Cumulants::at(theta, values, worst);
        best = best.min((k.value - log_tail) / theta);
        let slope = theta * k.mean - k.value + log_tail;
        if slope > 0.0 {
            high = theta;
        } else {
            low = theta;
        }
        let newton = theta - slope / (theta * k.variance);
        let next = if newton > low && newton < high && newton < 4.0 * theta {
            newton
        } else if high.is_finite() {
            0.5 * (low + high)
        } else {
            4.0 * theta
        };
        // A bound is flat at its minimum: this leaves an error of about 1e-16 of it.
        if (next - theta).abs() <= 1e-8 * theta {
            break;
        }
        theta = next;
    }
    // No bound of a tail lies below the mean.
    best.max(mean)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::cvar_historical;

    /// The minimum over a grid that is laid ever finer around its best point.
    fn by_grid(returns: &[f64], confidence: f64) -> f64 {
        let bound = |log_t: f64| {
            let t = log_t.exp();
            let top = returns
                .iter()
                .map(|r| -r / t)
                .fold(f64::NEG_INFINITY, f64::max);
            let sum: f64 = returns.iter().map(|r| (-r / t - top).exp()).sum();
            t * (top + (sum / returns.len() as f64 / (1.0 - confidence)).ln())
        };
        let (mut centre, mut width) = (0.0, 20.0);
        for _ in 0..40 {
            let points = (-20..=20).map(|i| centre + width * f64::from(i) / 20.0);
            centre = points
                .min_by(|a, b| bound(*a).total_cmp(&bound(*b)))
                .expect("points");
            width /= 4.0;
        }
        bound(centre)
    }

    proptest! {
        #[test]
        fn it_is_the_least_bound(
            x in prop::collection::vec(-0.3_f64..0.3, 2..80),
            confidence in 0.05_f64..0.995,
        ) {
            let found = evar(&x, confidence)?;
            let expect = by_grid(&x, confidence);
            // The grid ends at t = e^-20, short of the worst loss by that much.
            prop_assert!((found - expect).abs() < 1e-7, "{found} {expect}");
            prop_assert!(found <= expect + 1e-14);
            prop_assert!(found >= cvar_historical(&x, confidence)? - 1e-12);
            prop_assert!(found <= -x.iter().copied().fold(f64::INFINITY, f64::min));
        }

        #[test]
        fn it_moves_with_the_unit_and_the_level(x in prop::collection::vec(-0.3_f64..0.3, 2..80), by in 1e-3_f64..1e3) {
            let found = evar(&x, 0.9)?;
            let scaled: Vec<f64> = x.iter().map(|r| r * by).collect();
            prop_assert!((evar(&scaled, 0.9)? / by - found).abs() < 1e-12);
            let moved: Vec<f64> = x.iter().map(|r| r + 0.05).collect();
            prop_assert!((evar(&moved, 0.9)? + 0.05 - found).abs() < 1e-12);
        }
    }

    /// Of a coin, K(θ) is ln cosh θ; with 1 − c = 0.7 the root is found by its closed equation.
    #[test]
    fn a_coin() {
        // θ tanh θ − ln cosh θ = −ln 0.7, by bisection.
        let (mut low, mut high) = (0.0_f64, 5.0_f64);
        for _ in 0..200 {
            let theta = 0.5 * (low + high);
            if theta * theta.tanh() - theta.cosh().ln() + 0.7_f64.ln() > 0.0 {
                high = theta;
            } else {
                low = theta;
            }
        }
        let found = evar(&[1.0, -1.0], 0.3).expect("a value");
        assert!((found - low.tanh()).abs() < 1e-14, "{found}");
    }

    #[test]
    fn the_worst_loss_is_the_tail() {
        for (returns, confidence, expect) in [
            (vec![0.02; 50], 0.95, -0.02),
            (vec![0.01], 0.5, -0.01),
            (vec![0.01, -0.03, 0.02], 0.9, 0.03),
            (vec![-1e300, 1e300, 0.0], 0.9, 1e300),
            (vec![0.0, 0.0], 0.99, 0.0),
        ] {
            assert_eq!(evar(&returns, confidence), Ok(expect));
        }
        let tiny = evar(&[1e-300, -1e-300, 2e-300], 0.4).expect("a value");
        let usual = evar(&[1.0, -1.0, 2.0], 0.4).expect("a value");
        assert!((tiny * 1e300 - usual).abs() < 1e-12);
        assert_eq!(
            evar(&[], 0.9),
            Err(RiskError::TooFew {
                needed: 1,
                found: 0
            })
        );
        assert_eq!(evar(&[0.1], 1.0), Err(RiskError::Confidence(1.0)));
    }
}
