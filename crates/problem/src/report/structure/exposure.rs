//! One series explained by factors.

use risk::{PERIODS_PER_YEAR, RiskError, structure};
use serde::{Deserialize, Serialize};

use crate::OrderedMap;

/// How one series depends on the factors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exposure {
    /// What it earned a year beside the factors.
    pub alpha_annual: CoefficientAnswer,
    /// The exposure to each factor.
    pub betas: OrderedMap<CoefficientAnswer>,
    /// The share of the variance that the factors explain.
    pub r_squared: f64,
    /// With the price of every factor.
    pub adjusted_r_squared: f64,
    /// Of what they do not explain, annual.
    pub residual_volatility_annual: f64,
    /// Of all exposures being zero; none where the factors explain everything.
    pub f: Option<f64>,
    /// The probability of so large an F if they are.
    pub f_p: Option<f64>,
    /// The share of each factor in the variance; with `specific_share` they add up to one.
    pub variance_shares: OrderedMap<f64>,
    /// The share that no factor explains.
    pub specific_share: f64,
}

/// One coefficient.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CoefficientAnswer {
    /// The estimate.
    pub value: f64,
    /// The classical one.
    pub standard_error: f64,
    /// Estimate by error; none where the factors explain everything.
    pub t: Option<f64>,
    /// Two-sided, Student's.
    pub p: Option<f64>,
    /// Robust against changing variance and memory.
    pub newey_west: NeweyWest,
}

/// The same with Newey and West's standard error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NeweyWest {
    /// The standard error.
    pub standard_error: f64,
    /// Estimate by error.
    pub t: Option<f64>,
    /// Two-sided, Student's.
    pub p: Option<f64>,
}

impl Exposure {
    pub(super) fn of(
        model: &structure::FactorModel,
        names: &[String],
        returns: &[f64],
        lag: usize,
    ) -> Result<Self, RiskError> {
        let found = model.regress(returns, lag)?;
        let risk = structure::factor_risk(model, returns)?;
        let year = PERIODS_PER_YEAR.sqrt();
        let betas = names
            .iter()
            .zip(&found.slopes)
            .map(|(name, slope)| Ok((name.clone(), CoefficientAnswer::of(slope, 1.0)?)))
            .collect::<Result<_, RiskError>>()?;
        Ok(Self {
            alpha_annual: CoefficientAnswer::of(&found.intercept, PERIODS_PER_YEAR)?,
            betas,
            r_squared: found.r_squared,
            adjusted_r_squared: found.adjusted_r_squared,
            residual_volatility_annual: finite(found.residual_volatility * year)?,
            f: found.f,
            f_p: found.f_p,
            variance_shares: names.iter().cloned().zip(risk.factors).collect(),
            specific_share: risk.specific,
        })
    }
}

impl CoefficientAnswer {
    fn of(found: &structure::Coefficient, factor: f64) -> Result<Self, RiskError> {
        Ok(Self {
            value: finite(found.value * factor)?,
            standard_error: finite(found.standard_error * factor)?,
            t: found.t,
            p: found.p,
            newey_west: NeweyWest {
                standard_error: finite(found.hac_standard_error * factor)?,
                t: found.hac_t,
                p: found.hac_p,
            },
        })
    }
}

fn finite(value: f64) -> Result<f64, RiskError> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(RiskError::Overflow)
    }
}
