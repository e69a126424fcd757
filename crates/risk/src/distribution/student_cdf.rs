//! Student's and Fisher's distributions, by the incomplete beta function.

use std::f64::consts::PI;

/// `P(|T| > |t|)` of Student's distribution with `degrees` of freedom:
/// `I_x(ν/2, 1/2)` at `x = ν / (ν + t²)`.
pub(crate) fn student_two_sided(t: f64, degrees: f64) -> f64 {
    debug_assert!(degrees > 0.0 && !t.is_nan());
    // As a ratio first, whose square may still overflow to the right limit.
    let ratio = (t / degrees.sqrt()).powi(2);
    if ratio.is_infinite() {
        return 0.0;
    }
    incomplete_beta(
        0.5 * degrees,
        0.5,
        1.0 / (1.0 + ratio),
        ratio / (1.0 + ratio),
    )
}

/// `P(F > f)` of Fisher's distribution: `I_x(d₂/2, d₁/2)` at `x = d₂ / (d₂ + d₁ f)`.
pub(crate) fn f_survival(f: f64, between: f64, within: f64) -> f64 {
    debug_assert!(between > 0.0 && within > 0.0 && !f.is_nan());
    let ratio = f.max(0.0) * (between / within);
    if ratio.is_infinite() {
        return 0.0;
    }
    incomplete_beta(
        0.5 * within,
        0.5 * between,
        1.0 / (1.0 + ratio),
        ratio / (1.0 + ratio),
    )
}

/// The regularised incomplete beta function `I_x(a, b)`; `y = 1 − x` is given beside it, so that no
/// digit is lost where `x` is near one.
///
/// By its continued fraction (Lentz's method) on the side where that is fast, DLMF 8.17.22.
fn incomplete_beta(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if y <= 0.0 {
        return 1.0;
    }
    let logarithm = |of: f64, rest: f64| {
        if rest < 0.5 {
            libm::log1p(-rest)
        } else {
            libm::log(of)
        }
    };
    let front = libm::exp(a * logarithm(x, y) + b * logarithm(y, x) - log_beta(a, b));
    let value = if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(a, b, x) / a
    } else {
        1.0 - front * fraction(b, a, y) / b
    };
    value.clamp(0.0, 1.0)
}

/// The continued fraction, inverted.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    /// It needs about √max(a, b) of them.
    const STEPS: u32 = 20_000;
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for step in 1..=STEPS {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        value *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        let factor = d * c;
        value *= factor;
        if (factor - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    value
}

/// `ln B(a, b)`. The logarithms of two large gammas would cancel; their difference is taken by
/// Stirling's series.
fn log_beta(a: f64, b: f64) -> f64 {
    const LARGE: f64 = 20.0;
    let (large, small) = (a.max(b), a.min(b));
    if large < LARGE {
        return libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
    }
    let sum = large + small;
    if small < LARGE {
        // ln Γ(large + small) − ln Γ(large).
        let step = (sum - 0.5) * libm::log1p(small / large) + small * libm::log(large) - small
            + stirling(sum)
            - stirling(large);
        return libm::lgamma(small) - step;
    }
    // All three by the series; the terms of order n ln n are joined.
    0.5 * libm::log(2.0 * PI) + (small - 0.5) * libm::log(small / sum)
        - large * libm::log1p(small / large)
        - 0.5 * libm::log(large)
        + stirling(small)
        + stirling(large)
        - stirling(sum)
}

/// `ln Γ(x) − ((x − ½) ln x − x + ½ ln 2π)`.
fn stirling(x: f64) -> f64 {
    let r = 1.0 / (x * x);
    (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r * (1.0 / 1680.0 - r / 1188.0)))) / x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Row(Vec<f64>);

    /// What SciPy says; `tests/reference/structure.py` wrote it.
    fn rows(key: &str) -> Vec<Row> {
        let text = include_str!("../../tests/reference/structure.json");
        let all: serde_json::Value = serde_json::from_str(text).expect("a good file");
        let rows = all[key].as_array().expect("it is there").iter();
        rows.map(|row| {
            let row = row.as_array().expect("a row").iter();
            Row(row.map(|x| x.as_f64().expect("a number")).collect())
        })
        .collect()
    }

    fn check(found: f64, expect: f64, row: &Row) {
        // SciPy's own digits, for many degrees of freedom.
        assert!(
            (found - expect).abs() <= 1e-12 * expect + 1e-300,
            "{row:?}: {found}, off by {:e}",
            found / expect - 1.0
        );
    }

    #[test]
    fn probabilities_of_scipy() {
        for row in rows("student") {
            check(student_two_sided(row.0[0], row.0[1]), row.0[2], &row);
            check(student_two_sided(-row.0[0], row.0[1]), row.0[2], &row);
        }
        for row in rows("fisher") {
            check(f_survival(row.0[0], row.0[1], row.0[2]), row.0[3], &row);
        }
    }

    /// Cauchy's distribution, and the square of a t is an F.
    #[test]
    fn closed_forms() {
        for t in [0.0, 1e-9, 0.3, 1.0, 7.0, 1e6, 1e200] {
            let cauchy = 1.0 - 2.0 * libm::atan(t) / PI;
            assert!((student_two_sided(t, 1.0) - cauchy).abs() < 1e-15, "{t}");
            for degrees in [1.0, 3.0, 20.0, 5000.0] {
                let (one, other) = (
                    student_two_sided(t, degrees),
                    f_survival(t * t, 1.0, degrees),
                );
                assert!((one - other).abs() <= 1e-12 * one, "{t} {degrees}");
            }
        }
        assert_eq!(student_two_sided(f64::INFINITY, 5.0), 0.0);
        assert_eq!(f_survival(-1.0, 2.0, 5.0), 1.0);
    }
}
