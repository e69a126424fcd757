use crate::{
    RiskError,
    error::check,
    performance::{Curve, wealth},
};

/// The deepest fall of compounded wealth below its running maximum.
///
/// Positions count along the wealth curve: 0 is the start, `t` is after the `t`-th return.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MaxDrawdown {
    /// How much of the peak was lost, from 0 to 1.
    pub fraction: f64,
    /// The last maximum before the fall.
    pub peak: usize,
    /// The bottom.
    pub trough: usize,
    /// When wealth first was back at the peak; none if it never was.
    pub recovery: Option<usize>,
}

/// Drawdown after each return, `1 − Wₜ / max_{s ≤ t} Wₛ`, on compounded wealth starting at 1; a
/// positive fraction.
///
/// # Errors
/// When a return is not finite or loses more than everything.
pub fn drawdowns(returns: &[f64]) -> Result<Vec<f64>, RiskError> {
    if returns.is_empty() {
        return Ok(Vec::new());
    }
    Curve::new(returns).map(|curve| curve.drawdowns().to_vec())
}

/// The deepest drawdown of compounded wealth, with its peak, bottom and recovery. Of two equally
/// deep ones the first; when wealth never falls, everything is at the start.
///
/// # Errors
/// With no observation, or as [`drawdowns`].
pub fn max_drawdown(returns: &[f64]) -> Result<MaxDrawdown, RiskError> {
    check(returns, 1)?;
    Ok(MaxDrawdown::of(&wealth(returns)?))
}

impl MaxDrawdown {
    /// Of a curve that is not empty.
    pub(crate) fn of(curve: &[f64]) -> Self {
        let mut deepest = Self {
            fraction: 0.0,
            peak: 0,
            trough: 0,
            recovery: Some(0),
        };
        let mut peak = 0;
        for (t, &value) in curve.iter().enumerate() {
            if value >= curve[peak] {
                peak = t;
            }
            let fraction = 1.0 - value / curve[peak];
            if fraction > deepest.fraction {
                deepest = Self {
                    fraction,
                    peak,
                    trough: t,
                    recovery: None,
                };
            }
        }
        if deepest.fraction > 0.0 {
            let after = curve[deepest.trough..]
                .iter()
                .position(|&value| value >= curve[deepest.peak]);
            deepest.recovery = after.map(|steps| deepest.trough + steps);
        }
        deepest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(returns: &[f64], expect: (f64, usize, usize, Option<usize>)) {
        let found = max_drawdown(returns).expect("it has observations");
        assert!((found.fraction - expect.0).abs() < 1e-15, "{found:?}");
        assert_eq!(
            (found.peak, found.trough, found.recovery),
            (expect.1, expect.2, expect.3)
        );
    }

    #[test]
    fn peaks_bottoms_and_recoveries() {
        check(&[0.1, 0.1], (0.0, 0, 0, Some(0)));
        check(&[-0.5], (0.5, 0, 1, None));
        check(&[-0.5, 1.0], (0.5, 0, 1, Some(2)));
        check(&[0.1, -0.5, 0.5, 0.5], (0.5, 1, 2, Some(4)));
        check(&[-0.5, 1.0, -0.5, 0.1], (0.5, 0, 1, Some(2)));
        check(&[0.0, 0.0, -0.25], (0.25, 2, 3, None));
        check(&[-1.0, 0.5], (1.0, 0, 1, None));
    }

    #[test]
    fn what_loses_more_than_everything_is_refused() {
        assert_eq!(
            drawdowns(&[0.1, -1.5]),
            Err(RiskError::Ruin { position: 1 })
        );
        assert_eq!(
            max_drawdown(&[]),
            Err(RiskError::TooFew {
                needed: 1,
                found: 0
            })
        );
    }
}
