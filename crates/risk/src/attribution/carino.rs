use super::linking::{compound, finite, log_ratio};
use crate::RiskError;

/// Cariño's linking coefficients: what the effects of period t are multiplied with so that those of
/// all periods sum to the difference of the compounded returns, `kₜ / k` with
///
/// `kₜ = (ln (1 + xₜ) − ln (1 + bₜ)) / (xₜ − bₜ)`, and `k` the same of the compounded returns;
///
/// where the two are equal, its limit `1 / (1 + xₜ)`. Differences of logarithms are taken in a way that
/// does not cancel, so that nearly equal returns have nearly the limit. With a second series
/// of zeros the coefficients link contributions to the compounded return of the first.
///
/// Assumes arithmetic effects that sum to `xₜ − bₜ` in each period. The coefficient of a period depends
/// on all periods, so linked effects of the past change when a period is added.
///
/// D. R. Cariño, *Combining Attribution Effects Over Time*, Journal of Performance Measurement 3
/// (1999). O(T).
///
/// # Errors
/// With no period, lengths that differ, a return that is not finite or loses everything (its
/// logarithm is infinite), or wealth beyond the range of numbers.
pub fn carino(own: &[f64], other: &[f64]) -> Result<Vec<f64>, RiskError> {
    let whole = compound(own, other)?;
    let k = slope(whole.log_ratio, whole.active, whole.other);
    let periods = own.iter().zip(other);
    finite(
        periods
            .map(|(x, b)| slope(log_ratio(*x, *b), x - b, *b) / k)
            .collect(),
    )
}

/// The difference of the logarithms over that of the returns, or its limit.
fn slope(log_ratio: f64, active: f64, b: f64) -> f64 {
    if active == 0.0 || log_ratio == 0.0 {
        1.0 / (1.0 + b)
    } else {
        log_ratio / active
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_returns_have_the_limit() {
        let k = carino(&[0.1, -0.2, 0.3], &[0.1, -0.2, 0.3]).expect("coefficients");
        let end = 1.1 * 0.8 * 1.3;
        for (k, x) in k.iter().zip([0.1, -0.2, 0.3]) {
            assert!((k - end / (1.0 + x)).abs() < 1e-15);
        }
        // And what is almost equal has almost the limit.
        let near = carino(&[0.1 + 1e-15, -0.2, 0.3], &[0.1, -0.2, 0.3]).expect("coefficients");
        for (k, near) in k.iter().zip(near) {
            assert!((k - near).abs() < 1e-13);
        }
    }

    #[test]
    fn one_period_needs_no_linking() {
        assert_eq!(carino(&[0.37], &[-0.2]), Ok(vec![1.0]));
    }

    #[test]
    fn what_cannot_be_compounded_is_refused() {
        let ruin = Err(RiskError::Ruin { position: 1 });
        assert_eq!(carino(&[0.1, -1.0], &[0.1, 0.1]), ruin);
        assert_eq!(carino(&[0.1, 0.1], &[0.1, -2.0]), ruin);
        assert_eq!(
            carino(&[1e300, 1e300], &[0.1, 0.1]),
            Err(RiskError::Overflow)
        );
        let few = RiskError::TooFew {
            needed: 1,
            found: 0,
        };
        assert_eq!(carino(&[], &[]), Err(few));
        let length = RiskError::Length {
            expected: 1,
            found: 0,
        };
        assert_eq!(carino(&[0.1], &[]), Err(length));
        assert_eq!(
            carino(&[0.1], &[f64::NAN]),
            Err(RiskError::NotFinite { position: 0 })
        );
    }
}
