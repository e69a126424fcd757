use crate::{
    RiskError,
    error::check,
    performance::{central, is_constant, mean},
};

/// Fitted degrees of freedom are not below: there the fourth moment of two returns in a row decides.
const LEAST: f64 = 2.05;

/// Beyond, Student's distribution is the normal one for every purpose.
const MOST: f64 = 200.0;

/// The degrees of freedom of Student's distribution that make the returns most likely, with the
/// mean and the variance of the sample.
///
/// Maximises `Σ ln f(xₜ)` over ν from 2.05 to 200, where `f` is Student's density around the mean
/// with the scale `s √((ν − 2)/ν)`, so that its variance is the sample's `s²`. Of a portfolio of
/// jointly Student assets the returns have the degrees of freedom of the assets.
///
/// **Assumptions.** Returns are independent. **Reference.** The profile likelihood of a
/// standardised Student distribution, as in T. Bollerslev, *A conditionally heteroskedastic time
/// series model for speculative prices and rates of return*, Review of Economics and Statistics 69,
/// 1987. **Failure modes.** With mixed volatilities (quiet and wild years) ν is small also where
/// every year is normal. Tails as light as the normal's answer with 200.
///
/// # Errors
/// With fewer than eight returns, one that is not finite, or none that differ.
pub fn fit_degrees(returns: &[f64]) -> Result<f64, RiskError> {
    check(returns, 8)?;
    let count = returns.len() as f64;
    let centre = mean(returns);
    let variance = central(returns, 2) / (count - 1.0);
    if is_constant(returns, variance.sqrt()) {
        return Err(RiskError::NoVariance);
    }
    let squares: Vec<f64> = returns
        .iter()
        .map(|r| (r - centre) * (r - centre) / variance)
        .collect();
    if !squares.iter().all(|square| square.is_finite()) {
        return Err(RiskError::Overflow);
    }
    Ok(largest(|degrees| likelihood(&squares, degrees)))
}

/// Without the terms that do not depend on ν.
fn likelihood(squares: &[f64], degrees: f64) -> f64 {
    let each = libm::lgamma(0.5 * (degrees + 1.0))
        - libm::lgamma(0.5 * degrees)
        - 0.5 * libm::log(degrees - 2.0);
    let tails: f64 = squares
        .iter()
        .map(|square| libm::log1p(square / (degrees - 2.0)))
        .sum();
    squares.len() as f64 * each - 0.5 * (degrees + 1.0) * tails
}

/// The best of a grid, then golden sections around it; ν grows by a factor from one point of the
/// grid to the next, because the likelihood hardly changes where ν is large.
fn largest(value: impl Fn(f64) -> f64) -> f64 {
    const POINTS: usize = 32;
    /// The golden section leaves 0.618 of the interval: 60 of them leave nothing.
    const SECTIONS: usize = 60;
    let ln = |degrees: f64| libm::log(degrees - 2.0);
    let degrees = |ln: f64| 2.0 + libm::exp(ln);
    let (from, to) = (ln(LEAST), ln(MOST));
    let step = (to - from) / (POINTS - 1) as f64;
    let mut best = (from, f64::NEG_INFINITY);
    for point in 0..POINTS {
        let at = from + point as f64 * step;
        let found = value(degrees(at));
        if found > best.1 {
            best = (at, found);
        }
    }
    let (mut low, mut high) = ((best.0 - step).max(from), (best.0 + step).min(to));
    let golden = 0.5 * (5.0_f64.sqrt() - 1.0);
    for _ in 0..SECTIONS {
        let width = golden * (high - low);
        if value(degrees(high - width)) < value(degrees(low + width)) {
            low = high - width;
        } else {
            high = low + width;
        }
    }
    // At the ends the search comes near, and no nearer.
    match degrees(0.5 * (low + high)) {
        found if found > MOST - 1e-6 => MOST,
        found => found.max(LEAST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Draws;

    fn sample(count: u32) -> Vec<f64> {
        let jump = |i: u32| match (i.is_multiple_of(97), i.is_multiple_of(61)) {
            (true, true) => 0.02,
            (true, false) => 0.08,
            (false, true) => -0.06,
            (false, false) => 0.0,
        };
        (0..count)
            .map(|i| f64::from(i * 7919 % 1009) / 25_000.0 - 0.02 + jump(i))
            .collect()
    }

    /// tests/reference/fit_degrees.py, with SciPy's density and its bounded minimum.
    #[test]
    fn the_likelihood_is_the_largest() {
        let fitted = fit_degrees(&sample(500)).expect("a sample");
        assert!((fitted - 4.240556559742334).abs() < 1e-6, "{fitted}");
        let light = fit_degrees(&sample(60)).expect("a sample");
        assert_eq!(light, MOST);
    }

    /// Of draws with known degrees of freedom, within a few per cent.
    #[test]
    fn what_was_drawn_is_found() {
        for degrees in [3.0, 5.0, 12.0] {
            let mut draws = Draws::new(6, 0);
            let returns: Vec<f64> = (0..100_000)
                .map(|_| 0.01 * draws.normal() / (draws.chi_square(degrees) / degrees).sqrt())
                .collect();
            let fitted = fit_degrees(&returns).expect("a sample");
            // The variance of the sample, which the fit takes as given, is poor below four.
            let close = if degrees < 4.0 { 0.15 } else { 0.08 };
            assert!(
                (fitted / degrees - 1.0).abs() < close,
                "{degrees}: {fitted}"
            );
        }
        let mut normals = vec![0.0; 50_000];
        Draws::new(6, 1).normals(&mut normals);
        assert!(fit_degrees(&normals).expect("a sample") > 50.0);
    }

    #[test]
    fn too_few_and_none_that_differ() {
        let (needed, found) = (8, 7);
        let few = fit_degrees(&[0.1; 7]);
        assert_eq!(few, Err(RiskError::TooFew { needed, found }));
        assert_eq!(fit_degrees(&[0.1; 50]), Err(RiskError::NoVariance));
        let nan = fit_degrees(&[f64::NAN; 9]);
        assert_eq!(nan, Err(RiskError::NotFinite { position: 0 }));
        // One jump in quiet days, and sizes at the ends of the range of numbers.
        for scale in [1.0, 1e-160, 1e140, 1e290] {
            let mut jump = vec![0.0; 40];
            jump[3] = scale;
            if let Ok(fitted) = fit_degrees(&jump) {
                assert!((LEAST..=MOST).contains(&fitted), "{scale}: {fitted}");
            }
        }
    }
}
