use crate::{
    RiskError,
    distribution::normal_cdf,
    performance::{Sample, finite},
};

/// A Sharpe ratio and what its uncertainty depends on, all per observation (not annual).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SharpeEstimate {
    /// The ratio, with the sample standard deviation (ddof 1).
    pub sharpe: f64,
    /// Skewness γ₃, biased.
    pub skewness: f64,
    /// Kurtosis γ₄, biased and not in excess: 3 for a normal distribution.
    pub kurtosis: f64,
    /// How many returns it was estimated from.
    pub observations: usize,
}

/// Probabilistic Sharpe ratio: the probability that the true daily Sharpe ratio is above
/// `benchmark`, `Φ((SR − SR*) √(n − 1) / √(1 − γ₃ SR + (γ₄ − 1)/4 SR²))`.
///
/// Asymptotic: returns are independent and have four moments. `risk_free` is annual, `benchmark`
/// per day.
///
/// D. H. Bailey and M. López de Prado, *The Sharpe ratio efficient frontier*, Journal of Risk 15
/// (2012).
///
/// # Errors
/// With fewer than two observations, none that differ, or a benchmark that is not finite.
pub fn probabilistic_sharpe(
    returns: &[f64],
    risk_free: f64,
    benchmark: f64,
) -> Result<f64, RiskError> {
    SharpeEstimate::new(returns, risk_free)?.probability_above(benchmark)
}

impl SharpeEstimate {
    /// The estimate from daily returns, over an annual risk-free rate.
    ///
    /// # Errors
    /// With fewer than two observations, or none that differ.
    pub fn new(returns: &[f64], risk_free: f64) -> Result<Self, RiskError> {
        Sample::new(returns)
            .map_err(super::volatility::needs_two)?
            .sharpe_estimate(risk_free)
    }

    /// See [`probabilistic_sharpe`].
    ///
    /// # Errors
    /// With fewer than two observations, or moments that no distribution has.
    pub fn probability_above(&self, benchmark: f64) -> Result<f64, RiskError> {
        if self.observations < 2 {
            return Err(RiskError::TooFew {
                needed: 2,
                found: self.observations,
            });
        }
        let steps = (self.observations as f64 - 1.0).sqrt();
        let z = finite((self.sharpe - benchmark) * steps / self.spread()?)?;
        Ok(normal_cdf(z))
    }

    /// `√(1 − γ₃ SR + (γ₄ − 1)/4 SR²)`: the standard error of the ratio times `√(n − 1)`. Every
    /// distribution has `γ₄ ≥ 1 + γ₃²`, so that only two values that meet a certain ratio have none.
    pub(crate) fn spread(&self) -> Result<f64, RiskError> {
        let (sr, quarter) = (self.sharpe, (self.kurtosis - 1.0) / 4.0);
        let squared = finite(1.0 - self.skewness * sr + quarter * sr * sr)?;
        if squared > 0.0 {
            Ok(squared.sqrt())
        } else {
            Err(RiskError::NoVariance)
        }
    }
}

impl Sample {
    /// See [`SharpeEstimate::new`].
    ///
    /// # Errors
    /// As there.
    pub fn sharpe_estimate(&self, risk_free: f64) -> Result<SharpeEstimate, RiskError> {
        Ok(SharpeEstimate {
            sharpe: self.sharpe_daily(risk_free)?,
            skewness: self.skewness()?,
            kurtosis: self.excess_kurtosis()? + 3.0,
            observations: self.count,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The hedge fund of the paper: two years of months with a ratio of 0.458, with and without
    /// its skewness of −2.448 and kurtosis of 10.164: 0.913 and 0.982.
    #[test]
    fn the_example_of_the_paper() {
        let fund = SharpeEstimate {
            sharpe: 0.458,
            skewness: -2.448,
            kurtosis: 10.164,
            observations: 24,
        };
        let normal = SharpeEstimate {
            skewness: 0.0,
            kurtosis: 3.0,
            ..fund
        };
        for (estimate, expect) in [(fund, 0.913), (normal, 0.982)] {
            let found = estimate.probability_above(0.0).expect("sound");
            assert!((found - expect).abs() < 5e-4, "{found}");
            let half = estimate.probability_above(0.458).expect("sound");
            assert_eq!(half, 0.5);
        }
    }

    #[test]
    fn what_no_distribution_has_is_refused() {
        let estimate = SharpeEstimate {
            sharpe: 1.0,
            skewness: 2.0,
            kurtosis: 1.0,
            observations: 24,
        };
        let found = estimate.probability_above(0.0);
        assert_eq!(found, Err(RiskError::NoVariance));
        let one = SharpeEstimate {
            observations: 1,
            skewness: 0.0,
            ..estimate
        };
        assert!(matches!(
            one.probability_above(0.0),
            Err(RiskError::TooFew { needed: 2, .. })
        ));
        assert!(one.probability_above(f64::NAN).is_err());
    }
}
