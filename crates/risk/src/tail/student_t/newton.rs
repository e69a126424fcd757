use nalgebra::{Matrix3, Vector3};

use super::{DEGREES, LogSum, Parameters};
use crate::distribution::{digamma_difference, digamma_difference_slope};

/// The peak of the likelihood next to where it is asked for, by Newton's method in the location (in
/// units of the scale), the logarithm of the squared scale and the logarithm of ν.
///
/// `None` where the likelihood does not bend down on the way, a step is longer than `longest`, ν
/// leaves its range, or the steps do not vanish: the bracketed search is the way then.
pub(super) fn peak(values: &[f64], start: Parameters, longest: f64) -> Option<Parameters> {
    /// Of the last step; what the next one would be is the square of it.
    const STILL: f64 = 1e-8;
    let mut at = start;
    for _ in 0..10 {
        let (gradient, bend) = derivatives(values, &at);
        let step = bend.cholesky()?.solve(&gradient);
        // Not a number is not short either.
        let is_short = step.iter().all(|change| change.abs() <= longest);
        if !is_short {
            return None;
        }
        at.location += step.x * at.square.sqrt();
        at.square *= libm::exp(step.y);
        at.degrees *= libm::exp(step.z);
        if at.degrees <= DEGREES.0 || at.degrees >= DEGREES.1 {
            return None;
        }
        if step.amax() <= STILL {
            return Some(at);
        }
    }
    None
}

/// The gradient of the log-likelihood and minus its second derivatives.
fn derivatives(values: &[f64], at: &Parameters) -> (Vector3<f64>, Matrix3<f64>) {
    let (n, nu) = (values.len() as f64, at.degrees);
    let Sums {
        q,
        qv,
        ev,
        evv,
        curve,
        logarithms,
    } = Sums::new(values, at);
    let (more, root) = (nu + 1.0, nu.sqrt());
    let constant = 0.5 * nu * digamma_difference(0.5 * nu) - 0.5;
    let constant_slope =
        nu * (0.5 * digamma_difference(0.5 * nu) + 0.25 * nu * digamma_difference_slope(0.5 * nu));
    let gradient = Vector3::new(
        more / root * ev,
        0.5 * (more * q - n),
        n * constant - 0.5 * nu * logarithms + 0.5 * more * q,
    );
    let (by_location, by_scale) = (-more / root * evv, -0.5 * more * qv);
    let location_degrees = root * ev + by_location;
    let scale_degrees = 0.5 * nu * q + by_scale;
    let degrees = n * constant_slope - 0.5 * nu * logarithms + nu * q + by_scale;
    let bend = Matrix3::new(
        more / nu * curve,
        -by_location,
        -location_degrees,
        -by_location,
        -by_scale,
        -scale_degrees,
        -location_degrees,
        -scale_degrees,
        -degrees,
    );
    (gradient, bend)
}

/// Sums over the values, with `e = d / (σ√ν)`, `v = 1/(1 + e²)` and `q = e² v`.
#[derive(Default)]
struct Sums {
    q: f64,
    qv: f64,
    ev: f64,
    evv: f64,
    /// `v (1 − 2q)`.
    curve: f64,
    /// `ln(1 + e²)`.
    logarithms: f64,
}

impl Sums {
    fn new(values: &[f64], at: &Parameters) -> Self {
        let unit = 1.0 / (at.degrees * at.square).sqrt();
        let (mut sums, mut logarithms) = (Self::default(), LogSum::default());
        for x in values {
            let e = (x - at.location) * unit;
            let whole = 1.0 + e * e;
            let v = 1.0 / whole;
            let (q, ev) = (1.0 - v, e * v);
            sums.q += q;
            sums.qv += q * v;
            sums.ev += ev;
            sums.evv += ev * v;
            sums.curve += v * (1.0 - 2.0 * q);
            logarithms.add(whole);
        }
        sums.logarithms = logarithms.value();
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::ln_gamma_ratio;

    /// Against differences of the likelihood itself.
    #[test]
    fn the_derivatives_are_those_of_the_likelihood() {
        let values: Vec<f64> = (0..60)
            .map(|t| f64::from(t * 37 % 61 - 30).powi(3) / 3e4)
            .collect();
        let likelihood = |p: &Vector3<f64>| {
            let (square, nu) = (libm::exp(p.y), libm::exp(p.z));
            // The location counts in units of the scale at the centre.
            let at = Parameters {
                location: p.x * libm::exp(0.5 * CENTRE.1),
                square,
                degrees: nu,
            };
            let constant =
                ln_gamma_ratio(0.5 * nu) - 0.5 * (nu * std::f64::consts::PI).ln() - 0.5 * p.y;
            60.0 * constant - 0.5 * (nu + 1.0) * at.log_sum(&values)
        };
        const CENTRE: (f64, f64, f64) = (0.3, -1.2, 0.9);
        let centre = Vector3::new(CENTRE.0, CENTRE.1, CENTRE.2);
        let at = Parameters {
            location: CENTRE.0 * libm::exp(0.5 * CENTRE.1),
            square: libm::exp(CENTRE.1),
            degrees: libm::exp(CENTRE.2),
        };
        let (gradient, bend) = derivatives(&values, &at);
        let step = 1e-4;
        let unit = |i: usize| Vector3::ith(i, step);
        for i in 0..3 {
            let slope =
                (likelihood(&(centre + unit(i))) - likelihood(&(centre - unit(i)))) / (2.0 * step);
            assert!(
                (gradient[i] - slope).abs() < 1e-5 * (1.0 + slope.abs()),
                "{i}: {} {slope}",
                gradient[i]
            );
            for j in 0..3 {
                let corner = |a: f64, b: f64| likelihood(&(centre + unit(i) * a + unit(j) * b));
                let second = (corner(1.0, 1.0) - corner(1.0, -1.0) - corner(-1.0, 1.0)
                    + corner(-1.0, -1.0))
                    / (4.0 * step * step);
                let found = -bend[(i, j)];
                assert!(
                    (found - second).abs() < 1e-3 * (1.0 + second.abs()),
                    "{i} {j}: {found} {second}"
                );
            }
        }
    }
}
