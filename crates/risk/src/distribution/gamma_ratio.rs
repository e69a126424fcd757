//! `Γ(x + ½) / Γ(x)`, which the constant of Student's distribution is made of.

/// From here on the series below has the precision of a number.
const FAR: f64 = 16.0;

/// `ln Γ(x + ½) − ln Γ(x)` for `x > 0`, without the cancellation of the difference: the asymptotic
/// series (F. G. Tricomi and A. Erdélyi, *The asymptotic expansion of a ratio of gamma functions*,
/// Pacific Journal of Mathematics 1, 1951), and the recurrence up to where it holds.
pub(crate) fn ln_gamma_ratio(mut x: f64) -> f64 {
    // Γ(x + ½)/Γ(x) = x/(x + ½) · Γ(x + 3/2)/Γ(x + 1).
    let mut factor = 1.0;
    while x < FAR {
        factor *= x / (x + 0.5);
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series = (-1.0 / 8.0
        + square
            * (1.0 / 192.0
                + square * (-1.0 / 640.0 + square * (17.0 / 14336.0 - square * (31.0 / 18432.0)))))
        / x;
    0.5 * libm::log(x) + series + libm::log(factor)
}

/// Its derivative, `ψ(x + ½) − ψ(x)`.
pub(crate) fn digamma_difference(mut x: f64) -> f64 {
    let mut sum = 0.0;
    while x < FAR {
        sum += 0.5 / (x * (x + 0.5));
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series = square
        * (1.0 / 8.0
            + square
                * (-1.0 / 64.0
                    + square
                        * (1.0 / 128.0 + square * (-17.0 / 2048.0 + square * (31.0 / 2048.0)))));
    sum + 0.5 / x + series
}

/// The derivative of [`digamma_difference`].
pub(crate) fn digamma_difference_slope(mut x: f64) -> f64 {
    let mut sum = 0.0;
    while x < FAR {
        let product = x * (x + 0.5);
        sum -= 0.5 * (2.0 * x + 0.5) / (product * product);
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series = square
        * (-1.0 / 4.0
            + square
                * (1.0 / 16.0
                    + square
                        * (-3.0 / 64.0 + square * (17.0 / 256.0 - square * (155.0 / 1024.0)))))
        / x;
    sum - 0.5 * square + series
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the gamma function is known: Γ(½) = √π, Γ(1) = 1, Γ(3/2) = √π/2.
    #[test]
    fn known_values() {
        let pi = std::f64::consts::PI;
        for (x, expect) in [
            (0.5, -0.5 * pi.ln()),
            (1.0, 0.5 * pi.ln() - 2.0_f64.ln()),
            (1.5, 2.0_f64.ln() - 0.5 * pi.ln()),
        ] {
            assert!((ln_gamma_ratio(x) - expect).abs() < 1e-15, "{x}");
        }
        // ψ(1) − ψ(½) = 2 ln 2.
        assert!((digamma_difference(0.5) - 2.0 * 2.0_f64.ln()).abs() < 1e-15);
        for x in [0.1, 0.7, 3.0, 15.9, 16.1, 40.0] {
            let expect = libm::lgamma(x + 0.5) - libm::lgamma(x);
            assert!((ln_gamma_ratio(x) - expect).abs() < 1e-13, "{x}");
        }
    }

    #[test]
    fn the_derivative_is_one() {
        for x in [0.3, 1.0, 7.7, 15.99, 16.0, 200.0, 5_000.0] {
            let step = 1e-4 * x;
            let slope = (ln_gamma_ratio(x + step) - ln_gamma_ratio(x - step)) / (2.0 * step);
            let found = digamma_difference(x);
            assert!((found / slope - 1.0).abs() < 1e-6, "{x}: {found} {slope}");
            let slope = digamma_difference(x + step) - digamma_difference(x - step);
            let (found, slope) = (digamma_difference_slope(x), slope / (2.0 * step));
            assert!((found / slope - 1.0).abs() < 1e-6, "{x}: {found} {slope}");
        }
    }
}
