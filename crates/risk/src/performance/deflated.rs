use crate::{
    RiskError,
    distribution::normal_quantile,
    performance::{Sample, SharpeEstimate, finite},
};

/// The portfolios that were tried before one was chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trials {
    /// How many independent ones; at least one.
    pub count: usize,
    /// The variance of their Sharpe ratios, per observation (not annual).
    pub variance: f64,
}

impl Trials {
    /// As many as there are Sharpe ratios (per observation), with their sample variance (ddof 1).
    ///
    /// # Errors
    /// With fewer than two ratios, or one that is not finite.
    pub fn of(sharpes: &[f64]) -> Result<Self, RiskError> {
        let sample = Sample::new(sharpes).map_err(super::volatility::needs_two)?;
        let deviation = sample.volatility_daily()?;
        Ok(Self {
            count: sharpes.len(),
            variance: finite(deviation * deviation)?,
        })
    }
}

/// The greatest Sharpe ratio to expect of `N` trials without skill, per observation:
/// `√V ((1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e)))` with Euler's γ. It approximates the expected
/// maximum of `N` normal draws, to 1 % from ten on; of one trial it is 0.
///
/// D. H. Bailey and M. López de Prado, *The deflated Sharpe ratio*, Journal of Portfolio Management
/// 40 (2014).
///
/// # Errors
/// Without a trial, or with a variance that is negative or not finite.
pub fn expected_max_sharpe(trials: &Trials) -> Result<f64, RiskError> {
    const EULER: f64 = 0.577_215_664_901_532_9;
    if trials.count == 0 {
        return Err(RiskError::TooFew {
            needed: 1,
            found: 0,
        });
    }
    if !(trials.variance >= 0.0 && trials.variance.is_finite()) {
        return Err(RiskError::Argument {
            name: "variance",
            reason: "must be a number that is not negative",
        });
    }
    if trials.count == 1 {
        return Ok(0.0);
    }
    // Φ⁻¹(1 − p) = −Φ⁻¹(p), without the rounding of 1 − p.
    let upper = |p: f64| -normal_quantile(p);
    let n = trials.count as f64;
    let expected = (1.0 - EULER) * upper(1.0 / n) + EULER * upper(1.0 / (n * std::f64::consts::E));
    finite(trials.variance.sqrt() * expected)
}

/// Deflated Sharpe ratio: the probability that the true daily Sharpe ratio is above what the best
/// of that many trials without skill would have shown; the
/// [`probabilistic_sharpe`](crate::performance::probabilistic_sharpe) against
/// [`expected_max_sharpe`].
///
/// # Errors
/// As those two.
pub fn deflated_sharpe(returns: &[f64], risk_free: f64, trials: &Trials) -> Result<f64, RiskError> {
    SharpeEstimate::new(returns, risk_free)?.deflated(trials)
}

impl SharpeEstimate {
    /// See [`deflated_sharpe`].
    ///
    /// # Errors
    /// As there.
    pub fn deflated(&self, trials: &Trials) -> Result<f64, RiskError> {
        self.probability_above(expected_max_sharpe(trials)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numerical example of the paper: an annual ratio of 2.5 over 1,250 days (250 a year),
    /// skewness −3, kurtosis 10, trials whose annual ratios vary by 1/2: 0.9004 of 100 trials with
    /// an expected maximum of 0.1132 a day, 0.9505 of 46.
    #[test]
    fn the_example_of_the_paper() {
        let estimate = SharpeEstimate {
            sharpe: 2.5 / 250.0_f64.sqrt(),
            skewness: -3.0,
            kurtosis: 10.0,
            observations: 1250,
        };
        let trials = |count| Trials {
            count,
            variance: 0.5 / 250.0,
        };
        let expected = expected_max_sharpe(&trials(100)).expect("sound");
        assert!((expected - 0.1132).abs() < 5e-5, "{expected}");
        for (count, expect) in [(100, 0.9004), (46, 0.9505)] {
            let found = estimate.deflated(&trials(count)).expect("sound");
            assert!((found - expect).abs() < 5e-5, "{count}: {found}");
        }
        let one = estimate.deflated(&trials(1));
        assert_eq!(one, estimate.probability_above(0.0));
    }

    #[test]
    fn trials_have_a_number_and_a_variance() {
        let of = Trials::of(&[0.1, 0.3]).expect("two");
        assert!(of.count == 2 && (of.variance - 0.02).abs() < 1e-15);
        assert!(matches!(
            Trials::of(&[0.1]),
            Err(RiskError::TooFew {
                needed: 2,
                found: 1
            })
        ));
        for (count, variance) in [(0, 1.0), (5, -1.0), (5, f64::NAN), (5, f64::INFINITY)] {
            assert!(expected_max_sharpe(&Trials { count, variance }).is_err());
        }
        let huge = Trials {
            count: usize::MAX,
            variance: 1.0,
        };
        assert!(expected_max_sharpe(&huge).is_ok_and(|z| z > 8.0 && z < 10.0));
    }
}
