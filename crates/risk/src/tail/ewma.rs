use super::sample::mean_and_deviation;
use crate::{RiskError, performance::is_constant};

/// The weight that yesterday's variance keeps: RiskMetrics' for daily data.
pub const DECAY: f64 = 0.94;

/// The variance forecast for each day and for the day after the last, by exponential weights.
///
/// `σ²ₜ₊₁ = λ σ²ₜ + (1 − λ) r²ₜ` with the mean taken as 0; σ²₀ is the sample variance (ddof 1) of the
/// first `first` returns, and the recursion begins with the first return. The start is forgotten
/// at the rate λ: after 250 days with λ = 0.94 a part of 2e-7 of it is left. It does look ahead
/// into the first `first` days, so that nothing before them is a forecast.
///
/// The value at risk is `−z √h σ` and CVaR `√h σ φ(z)/(1 − c)`: normal given the volatility. The
/// forecast variance of every further day is that of the next, so √h is the model's own scaling.
///
/// J. P. Morgan, *RiskMetrics – Technical Document*, 4th edition (1996), section 5.2. Failure: one
/// wild day is not told from a new regime; days after a jump look calm too soon. A constant first
/// window starts at 0. O(n).
pub(crate) fn variances(values: &[f64], decay: f64, first: usize) -> Vec<f64> {
    let first = &values[..first];
    let deviation = mean_and_deviation(first).1;
    let start = if is_constant(first, deviation) {
        0.0
    } else {
        deviation * deviation
    };
    let mut forecasts = Vec::with_capacity(values.len() + 1);
    forecasts.push(start);
    let mut variance = start;
    for r in values {
        variance = decay * variance + (1.0 - decay) * r * r;
        forecasts.push(variance);
    }
    forecasts
}

/// # Errors
/// With a decay that is not inside 0 to 1.
pub(crate) fn check_decay(decay: f64) -> Result<(), RiskError> {
    if decay > 0.0 && decay < 1.0 {
        Ok(())
    } else {
        Err(RiskError::Argument {
            name: "decay",
            reason: "must lie between 0 and 1",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_steps_by_hand() {
        // The variance of 0.01 and −0.03 is 0.0008.
        let found = variances(&[0.01, -0.03, 0.02], 0.9, 2);
        let one = 0.9 * 0.0008 + 0.1 * 0.0001;
        let two = 0.9 * one + 0.1 * 0.0009;
        let three = 0.9 * two + 0.1 * 0.0004;
        for (found, expect) in found.iter().zip([0.0008, one, two, three]) {
            assert!((found - expect).abs() < 1e-18);
        }
        assert_eq!(found.len(), 4);
        assert_eq!(variances(&[0.001; 9], 0.94, 9)[0], 0.0);
    }
}
