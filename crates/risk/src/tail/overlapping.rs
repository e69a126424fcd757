use crate::RiskError;

/// The compounded returns of all spans of so many days that follow each other, overlapping:
/// `Π (1 + r) − 1`.
///
/// Historical VaR over `h` days without any rule of scaling: the quantile of what `h` days in a row
/// really did. Neighbouring spans share all days but one, so `n − h + 1` spans are worth about
/// `n/h` independent ones: the tail rests on few episodes. O(n h).
///
/// # Errors
/// With fewer returns than days, a return that loses more than everything, or a span whose wealth
/// is beyond the range of numbers.
pub(crate) fn overlapping(returns: &[f64], days: usize) -> Result<Vec<f64>, RiskError> {
    if returns.len() < days {
        return Err(RiskError::TooFew {
            needed: days,
            found: returns.len(),
        });
    }
    if let Some(position) = returns.iter().position(|&r| r < -1.0) {
        return Err(RiskError::Ruin { position });
    }
    returns
        .windows(days)
        .map(|span| match span {
            // One day is itself, without the rounding of a sum with one.
            [r] => Ok(*r),
            span => super::finite(span.iter().fold(1.0, |wealth, r| wealth * (1.0 + r)) - 1.0),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_overlap() {
        let found = overlapping(&[0.1, -0.5, 0.2], 2).expect("sound");
        assert!((found[0] + 0.45).abs() < 1e-15 && (found[1] + 0.4).abs() < 1e-15);
        assert_eq!(overlapping(&[0.1, -0.5], 1), Ok(vec![0.1, -0.5]));
        assert_eq!(
            overlapping(&[0.1], 2),
            Err(RiskError::TooFew {
                needed: 2,
                found: 1
            })
        );
        assert_eq!(
            overlapping(&[-1.5], 1),
            Err(RiskError::Ruin { position: 0 })
        );
    }
}
