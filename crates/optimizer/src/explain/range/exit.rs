//! Where a quadratic leaves what is allowed.

/// The smallest `t ≥ 0` beyond which `q₀ + q₁t + q₂t²`, which is at least 0 at 0, is negative.
pub(super) fn first_exit([q0, q1, q2]: [f64; 3]) -> f64 {
    const ROUNDING: f64 = 1e-13;
    const FAR: f64 = 1e7;
    let exit = if q0 <= ROUNDING {
        if q1 < -ROUNDING {
            0.0
        } else if q2 < 0.0 && q1 > ROUNDING {
            -q1 / q2
        } else {
            f64::INFINITY
        }
    } else {
        // Roots q₀/s and s/q₂ with s = −(q₁ ± √(q₁² − 4q₀q₂))/2, without cancellation.
        let discriminant = q1 * q1 - 4.0 * q0 * q2;
        if discriminant < 0.0 {
            f64::INFINITY
        } else {
            let s = -0.5 * (q1 + discriminant.sqrt().copysign(q1));
            [q0 / s, s / q2]
                .into_iter()
                .filter(|root| root.is_finite() && *root > 0.0)
                .fold(f64::INFINITY, f64::min)
        }
    };
    if exit < FAR { exit } else { f64::INFINITY }
}

#[cfg(test)]
mod tests {
    use super::first_exit;

    #[test]
    fn the_first_zero_of_a_quadratic_is_found() {
        let check = |q: [f64; 3], expect: f64| {
            let exit = first_exit(q);
            assert!(
                exit == expect || (exit - expect).abs() < 1e-12,
                "{q:?} leaves at {exit}, not {expect}"
            );
        };
        check([1.0, 0.0, 0.0], f64::INFINITY);
        check([1.0, 1.0, 0.0], f64::INFINITY);
        check([1.0, -2.0, 0.0], 0.5);
        check([2.0, -3.0, 1.0], 1.0);
        check([2.0, 1.0, -1.0], 2.0);
        check([1.0, 0.0, 1.0], f64::INFINITY);
        check([1.0, 0.0, -4.0], 0.5);
        check([0.0, -1.0, 0.0], 0.0);
        check([0.0, 1.0, 0.0], f64::INFINITY);
        check([0.0, 1.0, -2.0], 0.5);
        check([1.0, -1e-16, 0.0], f64::INFINITY);
    }
}
