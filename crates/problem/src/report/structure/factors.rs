//! Exposures to factors, by regression.

use nalgebra::DMatrix;
use risk::{RiskError, structure};
use serde::{Deserialize, Serialize};

use super::{exposure::Exposure, factor_days::FactorDays};
use crate::{
    IsoDay, OrderedMap, ProblemError, ProblemErrors, TableData, report::ground::Ground,
    values::optional_object,
};

/// Exposures to factors: exactly one of `prices_csv`, `prices`, `returns`, `assets`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactorsRequest {
    /// Path of a file of prices of the factors, relative to the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices_csv: Option<String>,
    /// Prices of the factors by day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub prices: Option<TableData>,
    /// Simple daily returns of the factors by day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub returns: Option<TableData>,
    /// Assets of the data that serve as factors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assets: Option<Vec<String>>,
    /// The lag of Newey and West's standard errors; ⌊4 (T ÷ 100)^(2/9)⌋ when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lag: Option<usize>,
}

/// The portfolio and each asset explained by the factors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FactorsAnswer {
    /// The factors.
    pub factors: Vec<String>,
    /// How many days the portfolio and all factors have in common.
    pub common_days: usize,
    /// How many days of the portfolio were left out, since a factor has no return on them.
    pub days_left_out: usize,
    /// The first day in common.
    pub from: IsoDay,
    /// The last day in common.
    pub to: IsoDay,
    /// The lag of Newey and West's standard errors.
    pub lag: usize,
    /// How much larger than alone the variance of each exposure is.
    pub variance_inflation: OrderedMap<f64>,
    /// The portfolio.
    pub portfolio: Option<Exposure>,
    /// Each asset.
    pub assets: OrderedMap<Option<Exposure>>,
}

pub(super) const DEFINITIONS: &[(&str, &str)] = &[
    (
        "factors",
        "least squares of daily returns on those of the factors over the same days, with a constant",
    ),
    (
        "standard_error",
        "√(Σ e² ÷ (T − k − 1) × diagonal of (X'X)⁻¹)",
    ),
    (
        "newey_west",
        "standard error with Bartlett's weights up to `lag`, ⌊4 (T ÷ 100)^(2/9)⌋ unless given, \
         without a correction for few days",
    ),
    ("t", "estimate ÷ standard error"),
    (
        "p",
        "two-sided, Student's distribution with T − k − 1 degrees of freedom",
    ),
    (
        "variance_inflation",
        "1 ÷ (1 − R²) of the factor on the other factors",
    ),
    ("variance_shares", "β × cov(factor, returns) ÷ var(returns)"),
    ("specific_share", "1 − r_squared"),
    (
        "factors.alpha_annual",
        "the constant × 252; its errors × 252",
    ),
    ("factors.r_squared", "1 − Σ e² ÷ Σ (x − mean)²"),
    (
        "factors.adjusted_r_squared",
        "1 − (1 − r_squared) × (T − 1) ÷ (T − k − 1)",
    ),
    (
        "factors.f",
        "of all slopes at 0: (r_squared ÷ k) ÷ ((1 − r_squared) ÷ (T − k − 1)); f_p is the probability of so large \
         an F",
    ),
];

/// None, and told, when there are too few days in common, or a factor does not vary.
///
/// # Errors
/// None or several sources, factors that cannot be read or depend on each other, and a
/// lag that is not below the number of days.
pub(crate) fn answer(
    asked: &FactorsRequest,
    ground: &Ground<'_>,
) -> Result<Option<FactorsAnswer>, ProblemErrors> {
    let days = FactorDays::read(asked, ground)?;
    let t = days.rows.len();
    let values = days.columns.concat();
    let factors = DMatrix::from_vec(t, days.names.len(), values);
    let model = match structure::FactorModel::new(&factors) {
        Err(RiskError::Constant { series }) => {
            ground.tell(
                "factors",
                format!("the returns of {} do not vary", days.names[series]),
            );
            return Ok(None);
        }
        Err(error @ RiskError::Dependent(_)) => {
            return Err(ProblemError::new(days.path, error).into());
        }
        other => other,
    };
    let Some(model) = ground.known("factors", model) else {
        return Ok(None);
    };
    let lag = asked.lag.unwrap_or_else(|| structure::newey_west_lag(t));
    if lag >= t {
        let message = format!("must be below {t}, the number of common days");
        return Err(ProblemError::new("factors.lag", message).into());
    }
    let explained = |path: &str, series: &[f64]| {
        let common: Vec<f64> = days.rows.iter().map(|&row| series[row]).collect();
        ground.known(path, Exposure::of(&model, &days.names, &common, lag))
    };
    let assets = ground.returns.assets.iter().enumerate().map(|(i, asset)| {
        let path = format!("factors.assets.{asset}");
        (
            asset.to_string(),
            explained(&path, ground.returns.column(i)),
        )
    });
    let day = |place: Option<&usize>| {
        let row = *place.expect("a model has days");
        IsoDay(ground.returns.days[row])
    };
    let inflation = model.variance_inflation();
    Ok(Some(FactorsAnswer {
        common_days: t,
        days_left_out: ground.returns.len() - t,
        from: day(days.rows.first()),
        to: day(days.rows.last()),
        lag,
        variance_inflation: days.names.iter().cloned().zip(inflation).collect(),
        portfolio: explained("factors.portfolio", ground.portfolio),
        assets: assets.collect(),
        factors: days.names.clone(),
    }))
}
