use crate::{
    RiskError,
    distribution::normal_quantile,
    performance::{SharpeEstimate, finite},
};

/// Minimum track record length: how many observations it takes until the Sharpe ratio is above
/// `benchmark` (per day) with this confidence,
/// `1 + (1 − γ₃ SR + (γ₄ − 1)/4 SR²) (Φ⁻¹(confidence) / (SR − SR*))²`.
///
/// The moments are taken to stay as they are. The number is not rounded up.
///
/// D. H. Bailey and M. López de Prado, *The Sharpe ratio efficient frontier*, Journal of Risk 15
/// (2012).
///
/// # Errors
/// With a ratio that is not above the benchmark (no record is long enough), a confidence outside
/// 0.5 to 1, fewer than two observations, or none that differ.
pub fn minimum_track_record(
    returns: &[f64],
    risk_free: f64,
    benchmark: f64,
    confidence: f64,
) -> Result<f64, RiskError> {
    SharpeEstimate::new(returns, risk_free)?.minimum_track_record(benchmark, confidence)
}

impl SharpeEstimate {
    /// See [`minimum_track_record`].
    ///
    /// # Errors
    /// As there.
    pub fn minimum_track_record(&self, benchmark: f64, confidence: f64) -> Result<f64, RiskError> {
        if !(0.5..1.0).contains(&confidence) {
            return Err(RiskError::Confidence(confidence));
        }
        let excess = finite(self.sharpe - benchmark)?;
        if excess <= 0.0 {
            return Err(RiskError::Nothing("record that is long enough"));
        }
        let spread = self.spread()?;
        let steps = spread * normal_quantile(confidence) / excess;
        finite(1.0 + steps * steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The paper's: an annual ratio of 2 is above 1 with a confidence of 95 % after 2.73 years of
    /// days, 2.83 of weeks, 3.24 of months.
    #[test]
    fn the_examples_of_the_paper() {
        for (periods, years) in [(252.0_f64, 2.73), (52.0, 2.83), (12.0, 3.24)] {
            let estimate = SharpeEstimate {
                sharpe: 2.0 / periods.sqrt(),
                skewness: 0.0,
                kurtosis: 3.0,
                observations: 24,
            };
            let benchmark = 1.0 / periods.sqrt();
            let found = estimate
                .minimum_track_record(benchmark, 0.95)
                .expect("above")
                / periods;
            assert!((found - years).abs() < 5e-3, "{found}");
            let never = estimate.minimum_track_record(3.0, 0.95);
            assert_eq!(never, Err(RiskError::Nothing("record that is long enough")));
            let certain = estimate.minimum_track_record(0.0, 1.0);
            assert_eq!(certain, Err(RiskError::Confidence(1.0)));
        }
    }

    /// At that length the probability is the confidence.
    #[test]
    fn the_length_is_where_the_probability_is_reached() {
        let estimate = SharpeEstimate {
            sharpe: 0.08,
            skewness: -0.7,
            kurtosis: 6.0,
            observations: 2,
        };
        let length = estimate.minimum_track_record(0.01, 0.9).expect("above");
        let at = |observations| {
            let estimate = SharpeEstimate {
                observations,
                ..estimate
            };
            estimate.probability_above(0.01).expect("sound")
        };
        assert!(at(length.ceil() as usize) >= 0.9 && at(length.floor() as usize) <= 0.9);
    }
}
