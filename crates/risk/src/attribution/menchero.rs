use super::linking::{Compounded, compound, finite};
use crate::RiskError;

/// Menchero's linking coefficients: what the effects of period t are multiplied with so that those of
/// all periods sum to the difference of the compounded returns, `M + aₜ` with
///
/// `M = ((X − B) / T) / ((1 + X)^(1/T) − (1 + B)^(1/T))`, its limit `(1 + X)^((T−1)/T)` where the
/// compounded returns X and B are equal, and the smallest corrections that leave no rest,
/// `aₜ = (X − B − M Σ (xₛ − bₛ)) / Σ (xₛ − bₛ)² · (xₜ − bₜ)`.
///
/// The rest is summed as `Σ (gₛ − M) (xₛ − bₛ)`, where `gₛ` is what a difference of one in period s adds
/// to X − B, so that portfolios that hardly differ have no rest made of rounding.
///
/// Assumes arithmetic effects that sum to `xₜ − bₜ` in each period. Every period counts almost alike,
/// unlike [`carino`](super::carino)'s, which weighs by growth. The coefficients of the past change when
/// a period is added.
///
/// J. Menchero, *An Optimized Approach to Linking Attribution Effects Over Time*, Journal of
/// Performance Measurement 5 (2000). O(T).
///
/// # Errors
/// As [`carino`](super::carino).
pub fn menchero(own: &[f64], other: &[f64]) -> Result<Vec<f64>, RiskError> {
    let whole = compound(own, other)?;
    let m = mean(&whole, own.len() as f64);
    let active: Vec<f64> = own.iter().zip(other).map(|(x, b)| x - b).collect();
    // Tiny differences have no squares in the range of numbers; in units of the largest they have.
    let unit = active.iter().fold(0.0_f64, |unit, a| unit.max(a.abs()));
    if unit == 0.0 {
        return finite(vec![m; own.len()]);
    }
    let squares: f64 = active.iter().map(|a| (a / unit) * (a / unit)).sum();
    let rest: f64 = whole
        .growths
        .iter()
        .zip(&active)
        .map(|(growth, a)| (growth - m) * (a / unit))
        .sum();
    finite(
        active
            .iter()
            .map(|a| m + rest / squares * (a / unit))
            .collect(),
    )
}

/// `M`, as `(1 + B)^(1 − 1/T) · (e^L − 1) / (T (e^(L/T) − 1))` with `L = ln ((1 + X) / (1 + B))`, which does
/// not cancel.
fn mean(whole: &Compounded, periods: f64) -> f64 {
    let l = whole.log_ratio;
    let scale = libm::exp(libm::log1p(whole.other) * (1.0 - 1.0 / periods));
    if l == 0.0 {
        scale
    } else {
        scale * libm::expm1(l) / (periods * libm::expm1(l / periods))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_formula_as_it_is_printed() {
        let (x, b) = ([0.083, -0.046, -0.05, 0.045], [0.064, -0.022, -0.11, 0.01]);
        let product = |r: &[f64]| r.iter().map(|r| 1.0 + r).product::<f64>() - 1.0;
        let (xx, bb) = (product(&x), product(&b));
        let m = (xx - bb) / 4.0 / ((1.0 + xx).powf(0.25) - (1.0 + bb).powf(0.25));
        let a: Vec<f64> = x.iter().zip(b).map(|(x, b)| x - b).collect();
        let rest = xx - bb - m * a.iter().sum::<f64>();
        let squares: f64 = a.iter().map(|a| a * a).sum();
        for (found, a) in menchero(&x, &b).expect("coefficients").iter().zip(a) {
            assert!((found - (m + rest / squares * a)).abs() < 1e-13);
        }
    }

    #[test]
    fn equal_returns_have_the_limit() {
        let x = [0.1, -0.2, 0.3];
        let limit = (1.1_f64 * 0.8 * 1.3).powf(2.0 / 3.0);
        for k in menchero(&x, &x).expect("coefficients") {
            assert!((k - limit).abs() < 1e-15);
        }
        // Differences of rounding do not blow the corrections up.
        let near = [0.1 + 1e-16, -0.2, 0.3 + 1e-16];
        for k in menchero(&near, &x).expect("coefficients") {
            assert!((k - limit).abs() < 1.0, "{k}");
        }
        assert_eq!(menchero(&[0.2], &[0.1]).expect("one").len(), 1);
        assert!((menchero(&[0.2], &[0.1]).expect("one")[0] - 1.0).abs() < 1e-15);
    }
}
