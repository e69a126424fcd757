//! The variance of a mean of days that depend on each other.

use std::f64::consts::PI;

/// `Σ_k κ(k/S) γ̂(k)` of a series without its mean, by the quadratic spectral kernel with the
/// bandwidth `S` that is best for an autoregression of first order, after taking such a one out of
/// the series and putting it back into the answer; `O(T²)`.
///
/// Andrews, *Heteroskedasticity and autocorrelation consistent covariance matrix estimation*,
/// Econometrica 59 (1991); Andrews and Monahan, *An improved heteroskedasticity and autocorrelation
/// consistent covariance matrix estimator*, Econometrica 60 (1992), who keep what is taken out
/// within ±0.97.
pub(super) fn long_run_variance(series: &[f64]) -> f64 {
    let slope = first_order(series).clamp(-0.97, 0.97);
    let rest: Vec<f64> = series
        .windows(2)
        .map(|pair| pair[1] - slope * pair[0])
        .collect();
    spectral(&rest) / ((1.0 - slope) * (1.0 - slope))
}

fn spectral(series: &[f64]) -> f64 {
    let days = series.len();
    let slope = first_order(series).clamp(-0.97, 0.97);
    let curvature = 4.0 * slope * slope / (1.0 - slope).powi(4);
    let bandwidth = 1.3221 * libm::pow(curvature * days as f64, 0.2);
    let mut sum = covariance(series, 0);
    if bandwidth <= 0.0 {
        return sum;
    }
    for lag in 1..days {
        let weight = quadratic_spectral(lag as f64 / bandwidth);
        sum += 2.0 * weight * covariance(series, lag);
    }
    sum
}

fn quadratic_spectral(place: f64) -> f64 {
    let angle = 6.0 * PI * place / 5.0;
    let (sine, cosine) = libm::sincos(angle);
    25.0 / (12.0 * PI * PI * place * place) * (sine / angle - cosine)
}

/// The autoregression of first order.
fn first_order(series: &[f64]) -> f64 {
    let (mut products, mut squares) = (0.0, 0.0);
    for pair in series.windows(2) {
        products += pair[0] * pair[1];
        squares += pair[0] * pair[0];
    }
    if squares > 0.0 {
        products / squares
    } else {
        0.0
    }
}

fn covariance(series: &[f64], lag: usize) -> f64 {
    let pairs = series[lag..].iter().zip(series);
    pairs.map(|(later, earlier)| later * earlier).sum::<f64>() / series.len() as f64
}

#[cfg(test)]
mod tests {
    use super::super::random::Random;
    use super::*;

    /// `σ² ÷ (1 − φ)²` for an autoregression.
    #[test]
    fn an_autoregression_has_its_long_run_variance() {
        for slope in [-0.4, 0.0, 0.6] {
            let mut random = Random::new(11, 0);
            let mut last = 0.0;
            let series: Vec<f64> = (0..4000)
                .map(|_| {
                    last = slope * last + random.normal();
                    last
                })
                .collect();
            let expect = 1.0 / ((1.0 - slope) * (1.0 - slope));
            let found = long_run_variance(&series);
            assert!(
                (found / expect - 1.0).abs() < 0.15,
                "{slope}: {found} for {expect}"
            );
        }
    }

    #[test]
    fn nothing_moves() {
        assert_eq!(long_run_variance(&[0.0; 20]), 0.0);
    }

    /// Andrews (1991), equation 2.7: 1 at no lag, 0.9 or so at a fifth.
    #[test]
    fn the_kernel_begins_at_one() {
        assert!((quadratic_spectral(1e-3) - 1.0).abs() < 1e-5);
        let angle: f64 = 6.0 * PI * 0.7 / 5.0;
        let expect = 3.0 / (angle * angle) * (angle.sin() / angle - angle.cos());
        assert!((quadratic_spectral(0.7) - expect).abs() < 1e-12);
    }
}
