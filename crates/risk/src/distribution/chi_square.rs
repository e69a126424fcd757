use std::f64::consts::PI;

/// `P(X > x)` of the chi-square distribution with `k` degrees of freedom, a finite sum: with
/// `m = x / 2`, `Σ_{j < k/2} e^(−m) m^j / j!` for even `k`, and
/// `erfc(√m) + Σ_{j = 1}^{(k−1)/2} e^(−m) m^(j − ½) / Γ(j + ½)` for odd `k` (Abramowitz and Stegun,
/// 26.4.4 and 26.4.5). One below zero. O(k).
pub(crate) fn chi_square_survival(x: f64, degrees: u32) -> f64 {
    let m = x.clamp(0.0, f64::MAX) / 2.0;
    if m == 0.0 {
        return 1.0;
    }
    let log = libm::log(m);
    // The power of the first term, its logarithm, and what comes before the sum.
    let (mut power, mut term, mut sum) = if degrees % 2 == 1 {
        let first = 0.5 * log - m - libm::log(PI.sqrt() / 2.0);
        (0.5, first, libm::erfc(m.sqrt()))
    } else {
        (0.0, -m, 0.0)
    };
    for _ in 0..degrees / 2 {
        sum += libm::exp(term);
        power += 1.0;
        term += log - libm::log(power);
    }
    sum.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The 95 % and 99 % points of the tables, and `scipy.stats.chi2.sf(x, k)`, SciPy 1.17.1.
    #[test]
    fn the_points_of_the_tables() {
        for (x, degrees, expect) in [
            (6.634896601021213, 1, 0.01),
            (9.210340371976184, 2, 0.01),
            (-1.0, 1, 1.0),
            (3.841458820694124, 1, 0.05),
            (5.991464547107979, 2, 0.05),
            (7.814727903251178, 3, 0.05),
            (9.487729036781154, 4, 0.05),
            (31.410432844230918, 20, 0.05),
            (0.0, 3, 1.0),
            (1.0, 1, 0.31731050786291115),
            (10.0, 5, 0.07523524614651217),
            (100.0, 20, 1.2596084591660847e-12),
            (500.0, 500, 0.491589373031009),
            (450.0, 501, 0.9503307643092531),
            (2100.0, 2000, 0.05867111137731806),
            (1e-9, 7, 1.0),
            (3000.0, 7, 0.0),
            (f64::MAX, 4, 0.0),
            (f64::INFINITY, 7, 0.0),
        ] {
            let found = chi_square_survival(x, degrees);
            // The terms are exponentials of logarithms: with hundreds of degrees a few digits less.
            let close = if degrees <= 20 { 1e-14 } else { 1e-11 };
            assert!((found - expect).abs() < close, "{x} {degrees}: {found}");
        }
    }
}
