use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// `φ(z) = e^(−z²/2) / √(2π)`.
pub(crate) fn normal_density(z: f64) -> f64 {
    libm::exp(-0.5 * z * z) / (2.0 * PI).sqrt()
}

/// `Φ(z)`, with full relative precision in the lower tail.
pub(crate) fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}

/// `Φ⁻¹(p)` for `p` inside 0 to 1: a rational start (P. J. Acklam's, good to 1e-9), then two steps
/// of Halley's method on `Φ`, which leave the rounding only.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    debug_assert!(p > 0.0 && p < 1.0);
    if p > 0.5 {
        // The upper tail by the lower one; 1 − p is exact here.
        return -normal_quantile(1.0 - p);
    }
    let mut z = start(p);
    for _ in 0..2 {
        let error = (normal_cdf(z) - p) / normal_density(z);
        z -= error / (1.0 + 0.5 * z * error);
    }
    z
}

/// Horner's scheme, the highest power first.
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, c| sum * x + c)
}

fn start(p: f64) -> f64 {
    /// Below it the tail's own formula holds.
    const TAIL: f64 = 0.02425;
    const A: [f64; 6] = [
        -3.969683028665376e+01,
        2.209460984245205e+02,
        -2.759285104469687e+02,
        1.38357751867269e+02,
        -3.066479806614716e+01,
        2.506628277459239e+00,
    ];
    const B: [f64; 6] = [
        -5.447609879822406e+01,
        1.615858368580409e+02,
        -1.556989798598866e+02,
        6.680131188771972e+01,
        -1.328068155288572e+01,
        1.0,
    ];
    const C: [f64; 6] = [
        -7.784894002430293e-03,
        -3.223964580411365e-01,
        -2.400758277161838e+00,
        -2.549732539343734e+00,
        4.374664141464968e+00,
        2.938163982698783e+00,
    ];
    const D: [f64; 5] = [
        7.784695709041462e-03,
        3.224671290700398e-01,
        2.445134137142996e+00,
        3.754408661907416e+00,
        1.0,
    ];
    if p < TAIL {
        let q = (-2.0 * libm::log(p)).sqrt();
        polynomial(&C, q) / polynomial(&D, q)
    } else {
        let q = p - 0.5;
        let r = q * q;
        polynomial(&A, r) * q / polynomial(&B, r)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of the tables, to the last bits.
    #[test]
    fn the_quantiles_of_the_tables() {
        for (p, expect) in [
            (0.5, 0.0),
            (0.95, 1.6448536269514722),
            (0.05, -1.6448536269514729),
            (0.99, 2.3263478740408408),
            (0.975, 1.959963984540054),
            (0.001, -3.090232306167813),
            (1e-12, -7.034483825301132),
            (1e-300, -37.0471),
        ] {
            let found = normal_quantile(p);
            let close = if p < 1e-100 { 1e-5 } else { 4e-15 };
            assert!(
                (found - expect).abs() < close * (1.0 + found.abs()),
                "{p}: {found}"
            );
        }
    }

    #[test]
    fn the_quantile_inverts() {
        for i in 1..1000 {
            let p = f64::from(i) / 1000.0;
            assert!((normal_cdf(normal_quantile(p)) - p).abs() < 1e-15, "{p}");
        }
    }
}
