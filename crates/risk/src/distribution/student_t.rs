use std::f64::consts::PI;

use super::{ln_gamma_ratio, normal_quantile};

/// The density of Student's distribution with `nu` degrees of freedom,
/// `Γ((ν+1)/2) / (Γ(ν/2) √(νπ)) (1 + t²/ν)^(−(ν+1)/2)`.
pub(crate) fn student_t_density(t: f64, nu: f64) -> f64 {
    let power = -0.5 * (nu + 1.0) * ln_one_plus_square(t, nu);
    libm::exp(ln_gamma_ratio(0.5 * nu) - 0.5 * libm::log(nu * PI) + power)
}

/// `P(T ≤ t)` for `t ≤ 0`, with full relative precision far out: half the regularised incomplete
/// beta function `I_x(ν/2, ½)` at `x = ν/(ν + t²)`.
fn student_t_lower(t: f64, nu: f64) -> f64 {
    debug_assert!(t <= 0.0);
    let (a, b) = (0.5 * nu, 0.5);
    // Both x and 1 − x without cancellation.
    let ratio = t / nu.sqrt();
    let square = ratio * ratio;
    let (x, rest) = if square.is_finite() {
        (1.0 / (1.0 + square), square / (1.0 + square))
    } else {
        (0.0, 1.0)
    };
    // x^a (1 − x)^b / B(a, b), with B(ν/2, ½) = √π Γ(ν/2) / Γ((ν+1)/2).
    let ln_front = ln_gamma_ratio(a) - 0.5 * libm::log(PI) - a * ln_one_plus_square(t, nu)
        + b * libm::log(rest);
    let front = libm::exp(ln_front);
    if rest == 0.0 {
        0.5
    } else if x < (a + 1.0) / (a + b + 2.0) {
        0.5 * front * beta_fraction(x, a, b) / a
    } else {
        0.5 * (1.0 - front * beta_fraction(rest, b, a) / b)
    }
}

/// The `t` with `P(T ≤ t) = p` for `p` inside 0 to ½: Newton's method on the logarithms of both,
/// where the function is concave, kept inside a bracket.
///
/// A `t` beyond the range of numbers (few degrees of freedom, far out) is minus the largest one.
pub(crate) fn student_t_quantile(p: f64, nu: f64) -> f64 {
    debug_assert!(p > 0.0 && p < 1.0);
    if p > 0.5 {
        return -student_t_quantile(1.0 - p, nu);
    }
    if p == 0.5 {
        return 0.0;
    }
    // t below zero as −e^u.
    let target = libm::log(p);
    let (mut low, mut high) = (-745.0, 709.0);
    let mut u = libm::log(start(p, nu)).clamp(low, high);
    for _ in 0..200 {
        let t = libm::exp(u);
        let probability = student_t_lower(-t, nu);
        let miss = libm::log(probability) - target;
        if miss > 0.0 {
            low = u;
        } else {
            high = u;
        }
        let slope = -t * student_t_density(t, nu) / probability;
        let newton = u - miss / slope;
        let next = if newton > low && newton < high {
            newton
        } else {
            0.5 * (low + high)
        };
        if (next - u).abs() <= 1e-15 || miss == 0.0 {
            break;
        }
        u = next;
    }
    -libm::exp(u)
}

/// `ln(1 + t²/ν)`.
fn ln_one_plus_square(t: f64, nu: f64) -> f64 {
    let ratio = t / nu.sqrt();
    let square = ratio * ratio;
    if square.is_finite() {
        libm::log1p(square)
    } else {
        2.0 * libm::log(ratio.abs())
    }
}

/// A first guess at minus the quantile: the expansion in 1/ν (Abramowitz and Stegun 26.7.5), or
/// the power of the tail where there are few degrees of freedom.
fn start(p: f64, nu: f64) -> f64 {
    let z = -normal_quantile(p);
    let square = z * z;
    let expansion = z
        + z * (square + 1.0) / (4.0 * nu)
        + z * ((5.0 * square + 16.0) * square + 3.0) / (96.0 * nu * nu);
    // p ≈ density constant × ν^((ν−1)/2) t^(−ν).
    let constant =
        ln_gamma_ratio(0.5 * nu) - 0.5 * libm::log(PI) + (0.5 * nu - 1.0) * libm::log(nu);
    let power = libm::exp((constant - libm::log(p)) / nu);
    if nu < 3.0 && power > expansion {
        power
    } else {
        expansion
    }
}

/// The continued fraction of the incomplete beta function, by Lentz's method (W. H. Press and
/// others, *Numerical Recipes*, 3rd edition, 2007, section 6.4); it converges within O(√max(a, b))
/// steps for `x < (a + 1)/(a + b + 2)`.
fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    /// What stands for a denominator of 0.
    const TINY: f64 = 1e-300;
    let whole = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / whole(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for step in 1..2_000_u32 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / whole(1.0 + even * d);
        c = whole(1.0 + even / c);
        fraction *= c * d;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / whole(1.0 + odd * d);
        c = whole(1.0 + odd / c);
        let change = c * d;
        fraction *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy.stats.t: `tests/reference/tail.json`, `student_quantiles`.
    #[test]
    fn quantiles_and_densities_of_scipy() {
        let text = include_str!("../../tests/reference/tail.json");
        let reference: serde_json::Value = serde_json::from_str(text).expect("a good file");
        let rows = reference["student_quantiles"].as_array().expect("rows");
        assert_eq!(rows.len(), 48);
        for row in rows {
            let [nu, p, t, density] =
                [0, 1, 2, 3].map(|i: usize| row[i].as_f64().expect("a number"));
            let found = student_t_quantile(p, nu);
            assert!((found / t - 1.0).abs() < 1e-11, "{nu} {p}: {found} {t}");
            let found = student_t_density(t, nu);
            assert!(
                (found / density - 1.0).abs() < 1e-11,
                "{nu} {p}: {found} {density}"
            );
        }
    }

    /// In closed form: one degree of freedom is Cauchy's, two have p = ½ + t/(2√(2 + t²)).
    #[test]
    fn quantiles_in_closed_form() {
        for p in [1e-200, 1e-9, 0.003, 0.05, 0.2, 0.49999, 0.5, 0.7, 0.9999] {
            let (small, sign) = if p > 0.5 { (1.0 - p, -1.0) } else { (p, 1.0) };
            let cauchy = -sign / libm::tan(PI * small);
            let found = student_t_quantile(p, 1.0);
            assert!(
                (found - cauchy).abs() <= 1e-13 * (cauchy.abs() + 1e-3),
                "{p}: {found} {cauchy}"
            );
            let two = sign * (2.0 * small - 1.0) / (2.0 * small * (1.0 - small)).sqrt();
            let found = student_t_quantile(p, 2.0);
            assert!(
                (found - two).abs() <= 1e-13 * (two.abs() + 1e-3),
                "{p}: {found} {two}"
            );
        }
        for (p, nu) in [
            (1e-300, 0.5),
            (5e-324, 1.0),
            (1e-320, 1e4),
            (0.5 - 1e-16, 3.0),
        ] {
            let found = student_t_quantile(p, nu);
            assert!(found.is_finite() && found <= 0.0, "{p} {nu}: {found}");
        }
    }

    #[test]
    fn the_quantile_inverts() {
        for nu in [0.5, 0.9, 3.3, 17.0, 250.0, 10_000.0] {
            for i in 1..100 {
                let p = f64::from(i) / 200.0;
                let found = student_t_lower(student_t_quantile(p, nu), nu);
                assert!((found / p - 1.0).abs() < 1e-12, "{nu} {p}: {found}");
            }
        }
    }
}
