use super::{Scaled, finite};
use crate::{RiskError, error::check};

/// The linear quantile: with the values sorted ascending, the one at position `p (n − 1)`,
/// interpolated linearly (type 7 of Hyndman and Fan, *Sample Quantiles in Statistical Packages*,
/// The American Statistician 50, 1996). O(n) on average.
///
/// # Errors
/// With no observation, one that is not finite, or a probability outside 0 to 1.
pub fn quantile(values: &[f64], probability: f64) -> Result<f64, RiskError> {
    check(values, 1)?;
    if !(0.0..=1.0).contains(&probability) {
        return Err(RiskError::Confidence(probability));
    }
    let (below, fraction) = position(values.len(), probability);
    let mut values = values.to_vec();
    let (_, &mut low, above) = values.select_nth_unstable_by(below, f64::total_cmp);
    let high = above.iter().copied().fold(f64::INFINITY, f64::min);
    finite(between(low, high, fraction))
}

/// The linear quantile of values that are sorted already, of which there is at least one.
pub(crate) fn interpolated(sorted: &[f64], probability: f64) -> f64 {
    let (below, fraction) = position(sorted.len(), probability);
    let high = sorted.get(below + 1).copied().unwrap_or(f64::INFINITY);
    between(sorted[below], high, fraction)
}

/// Historical value at risk: the loss that is not exceeded with this confidence, one day ahead,
/// as minus the linear [`quantile`] of the returns at `1 − confidence`. Negative when even that
/// quantile is a gain.
///
/// # Errors
/// With no observation, one that is not finite, or a confidence that is not inside 0 to 1.
pub fn var_historical(returns: &[f64], confidence: f64) -> Result<f64, RiskError> {
    check_confidence(confidence)?;
    quantile(returns, 1.0 - confidence).map(|quantile| -quantile)
}

/// Historical conditional value at risk: the mean of the worst `k = (1 − confidence) n` losses,
/// where the last of them counts with the fraction of `k` that is left.
///
/// This is the minimum over ξ of `ξ + Σ max(−xₜ − ξ, 0) / k` (R. T. Rockafellar and S. Uryasev,
/// *Optimization of conditional value-at-risk*, Journal of Risk 2, 2000), and never below
/// [`var_historical`]. O(n) on average.
///
/// # Errors
/// As [`var_historical`].
pub fn cvar_historical(returns: &[f64], confidence: f64) -> Result<f64, RiskError> {
    /// `(1 − 0.95) · 100` is 5.000000000000004: what is so close to a whole number is one.
    const ROUNDING: f64 = 1e-9;
    check(returns, 1)?;
    check_confidence(confidence)?;
    let tail = (1.0 - confidence) * returns.len() as f64;
    let whole = ((tail + ROUNDING).floor() as usize).min(returns.len() - 1);
    let scaled = Scaled::new(returns);
    let unit = scaled.unit;
    let mut values = scaled.values.into_owned();
    let (worst, &mut next, _) = values.select_nth_unstable_by(whole, f64::total_cmp);
    let sum: f64 = worst.iter().sum::<f64>() + (tail - whole as f64).max(0.0) * next;
    finite(-sum / tail.max(whole as f64) * unit)
}

/// The rank, counted from zero, below a quantile, and how far it lies towards the next.
fn position(count: usize, probability: f64) -> (usize, f64) {
    let position = probability * (count - 1) as f64;
    let below = position.floor();
    (below as usize, position - below)
}

fn between(low: f64, high: f64, fraction: f64) -> f64 {
    if fraction == 0.0 || !high.is_finite() {
        return low;
    }
    let distance = high - low;
    if distance.is_finite() {
        low + fraction * distance
    } else {
        // Halves do not overflow.
        2.0 * (0.5 * low + fraction * (0.5 * high - 0.5 * low))
    }
}

fn check_confidence(confidence: f64) -> Result<(), RiskError> {
    if confidence > 0.0 && confidence < 1.0 {
        Ok(())
    } else {
        Err(RiskError::Confidence(confidence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// −0.10, −0.09, …, 0.09: twenty returns.
    fn ladder() -> Vec<f64> {
        (-10..10).map(|i| f64::from(i) / 100.0).rev().collect()
    }

    fn check(found: Result<f64, RiskError>, expect: f64) {
        assert!(
            (found.expect("a value") - expect).abs() < 1e-14,
            "{found:?}, not {expect}"
        );
    }

    #[test]
    fn quantiles_are_linear() {
        check(quantile(&ladder(), 0.0), -0.10);
        check(quantile(&ladder(), 1.0), 0.09);
        check(quantile(&ladder(), 0.5), -0.005);
        check(quantile(&[3.0], 0.3), 3.0);
        check(var_historical(&ladder(), 0.95), 0.0905);
        check(var_historical(&ladder(), 0.5), 0.005);
    }

    #[test]
    fn the_tail_is_fractional() {
        check(cvar_historical(&ladder(), 0.95), 0.10);
        check(cvar_historical(&ladder(), 0.90), 0.095);
        check(cvar_historical(&ladder(), 0.925), (0.10 + 0.5 * 0.09) / 1.5);
        check(cvar_historical(&ladder(), 0.999), 0.10);
        check(cvar_historical(&[0.01], 0.95), -0.01);
    }

    #[test]
    fn a_confidence_lies_inside_the_unit_interval() {
        for confidence in [0.0, 1.0, -0.5, f64::NAN] {
            for found in [
                var_historical(&[0.0], confidence),
                cvar_historical(&[0.0], confidence),
            ] {
                assert!(
                    matches!(found, Err(RiskError::Confidence(_))),
                    "{confidence}"
                );
            }
        }
        assert_eq!(quantile(&[0.0], 1.5), Err(RiskError::Confidence(1.5)));
        assert_eq!(
            var_historical(&[], 0.95),
            Err(RiskError::TooFew {
                needed: 1,
                found: 0
            })
        );
        assert_eq!(
            cvar_historical(&[], 0.95),
            Err(RiskError::TooFew {
                needed: 1,
                found: 0
            })
        );
    }
}
