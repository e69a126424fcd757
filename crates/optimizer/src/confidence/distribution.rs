//! The normal distribution and Student's, as far as bands and tests need them.

/// `P(|Z| ≥ distance)` of a standard normal number.
pub(super) fn normal_both_tails(distance: f64) -> f64 {
    libm::erfc(distance.abs() * std::f64::consts::FRAC_1_SQRT_2)
}

/// How much is cut off each end of a bootstrap distribution so that what is left is a band of
/// `level`, for an estimate made of `parts` independent parts.
///
/// Percentiles at `(1 − level)/2` are those of a distribution that is too narrow, as `z` is beside
/// `t`, and as dividing by `n` is beside dividing by `n − 1`: the percentile at
/// `Φ(−t √(n/(n − 1)))` makes up for both. Hesterberg, *What teachers should know about the
/// bootstrap*, The American Statistician 69 (2015), section 3.1.
pub(super) fn expanded_tail(level: f64, parts: f64) -> f64 {
    let parts = parts.max(FEWEST_PARTS);
    let upper = 0.5 * (1.0 + level);
    let distance = student_quantile(upper, parts - 1.0) * (parts / (parts - 1.0)).sqrt();
    0.5 * normal_both_tails(distance)
}

/// The expansion of Student's quantile is good to four digits from here on.
const FEWEST_PARTS: f64 = 5.0;

/// Student's quantile for a probability of at least ½, by the expansion about the normal one.
/// Abramowitz and Stegun, *Handbook of mathematical functions*, 26.7.5.
fn student_quantile(probability: f64, degrees: f64) -> f64 {
    let z = normal_quantile(probability);
    let square = z * z;
    let terms = [
        (square + 1.0) / 4.0,
        ((5.0 * square + 16.0) * square + 3.0) / 96.0,
        (((3.0 * square + 19.0) * square + 17.0) * square - 15.0) / 384.0,
        ((((79.0 * square + 776.0) * square + 1482.0) * square - 1920.0) * square - 945.0)
            / 92160.0,
    ];
    let sum = terms
        .iter()
        .rev()
        .fold(0.0, |sum, term| (sum + term) / degrees);
    z * (1.0 + sum)
}

/// The standard normal quantile for a probability of at least ½.
fn normal_quantile(probability: f64) -> f64 {
    let tails = 2.0 * (1.0 - probability);
    let (mut low, mut high) = (0.0, 40.0);
    // Halved until the two are neighbours.
    for _ in 0..64 {
        let middle = 0.5 * (low + high);
        if normal_both_tails(middle) > tails {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: f64, expect: f64, accuracy: f64) {
        assert!((found - expect).abs() <= accuracy, "{found} for {expect}");
    }

    /// Printed tables: Abramowitz and Stegun, tables 26.1 and 26.10.
    #[test]
    fn quantiles_are_those_of_printed_tables() {
        check(normal_quantile(0.95), 1.644_853_627, 1e-9);
        check(normal_quantile(0.995), 2.575_829_304, 1e-9);
        check(normal_quantile(0.5), 0.0, 1e-12);
        check(student_quantile(0.95, 4.0), 2.132, 1e-3);
        check(student_quantile(0.95, 10.0), 1.812, 5e-4);
        check(student_quantile(0.975, 10.0), 2.228, 5e-4);
        check(student_quantile(0.95, 120.0), 1.658, 5e-4);
        check(normal_both_tails(-1.959_963_985), 0.05, 1e-9);
    }

    #[test]
    fn bands_of_few_parts_are_wider() {
        check(expanded_tail(0.9, 1e9), 0.05, 1e-8);
        // Φ(−1.8331 √(10/9)), Student's quantile for 9 degrees.
        check(expanded_tail(0.9, 10.0), 0.026_664, 2e-5);
        assert!(expanded_tail(0.9, 2.0) == expanded_tail(0.9, 5.0));
    }
}
