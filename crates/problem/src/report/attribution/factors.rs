//! The return by factor.

use nalgebra::DMatrix;
use risk::{
    RiskError,
    attribution::{FactorAttribution, factor_attribution},
    structure::FactorModel,
};
use serde::{Deserialize, Serialize};

use crate::{
    IsoDay, LinkingKind, OrderedMap, ProblemError, ProblemErrors,
    report::{
        ground::Ground,
        structure::{FactorDays, FactorsRequest},
    },
};

/// The return, or with a benchmark the active return, by factor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FactorEffects {
    /// How many days the portfolio and all factors have in common; returns are compounded over these.
    pub common_days: usize,
    /// How many days of the portfolio were left out.
    pub days_left_out: usize,
    /// The first day in common.
    pub from: IsoDay,
    /// The last day in common.
    pub to: IsoDay,
    /// Of the portfolio.
    pub portfolio_return: f64,
    /// Of the benchmark; none without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benchmark_return: Option<f64>,
    /// What is attributed: the factors and `specific` add up to it.
    pub active_return: f64,
    /// Each factor.
    pub factors: OrderedMap<FactorEffect>,
    /// What no factor explains, the constant of the regression included.
    pub specific: f64,
}

/// What one factor did.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FactorEffect {
    /// The exposure: of the portfolio, or with a benchmark of the difference.
    pub beta: f64,
    /// What it added.
    pub contribution: f64,
}

pub(super) const DEFINITIONS: &[(&str, &str)] = &[
    (
        "attribution.factors",
        "beta × return of the factor on each day, linked over the days; beta by least squares with a constant of \
         the portfolio's returns, less the benchmark's where there is one, over the same days",
    ),
    (
        "specific",
        "what the factors do not explain on each day, linked alike",
    ),
];

/// None, and told, when there are too few days in common.
///
/// # Errors
/// None or several sources of factors, and such that cannot be read, do not vary or depend on each
/// other.
pub(super) fn answer(
    asked: &FactorsRequest,
    linking: LinkingKind,
    ground: &Ground<'_>,
) -> Result<Option<FactorEffects>, ProblemErrors> {
    let days = FactorDays::read(asked, ground).map_err(below)?;
    if asked.lag.is_some() {
        let message = "is not used: attribution has no standard errors";
        return Err(ProblemError::new("attribution.factors.lag", message).into());
    }
    let values = days.columns.concat();
    let factors = DMatrix::from_vec(days.rows.len(), days.names.len(), values);
    let refuse = |message: String| {
        let path = format!("attribution.{}", days.path);
        Err(ProblemError::new(path, message).into())
    };
    let found = match find(&days, &factors, linking, ground) {
        Err(RiskError::Constant { series }) => {
            return refuse(format!("the returns of {} do not vary", days.names[series]));
        }
        Err(error @ RiskError::Dependent(_)) => return refuse(error.to_string()),
        found => ground.known("attribution.factors", found),
    };
    Ok(found.map(|(betas, found)| {
        let day = |row: Option<&usize>| {
            let row = *row.expect("a regression has days");
            IsoDay(ground.returns.days[row])
        };
        let effects = betas.into_iter().zip(found.factors);
        let effects = effects.map(|(beta, contribution)| FactorEffect { beta, contribution });
        FactorEffects {
            common_days: days.rows.len(),
            days_left_out: ground.returns.len() - days.rows.len(),
            from: day(days.rows.first()),
            to: day(days.rows.last()),
            portfolio_return: found.portfolio,
            benchmark_return: ground.benchmark.map(|_| found.benchmark),
            active_return: found.active,
            factors: days.names.iter().cloned().zip(effects).collect(),
            specific: found.specific,
        }
    }))
}

/// The exposures, and what they did.
fn find(
    days: &FactorDays,
    factors: &DMatrix<f64>,
    linking: LinkingKind,
    ground: &Ground<'_>,
) -> Result<(Vec<f64>, FactorAttribution), RiskError> {
    let common = |series: &[f64]| days.rows.iter().map(|&row| series[row]).collect::<Vec<_>>();
    let own = common(ground.portfolio);
    let other = ground.benchmark.map(common);
    let explained: Vec<f64> = match &other {
        Some(other) => own.iter().zip(other).map(|(x, b)| x - b).collect(),
        None => own.clone(),
    };
    let slopes = FactorModel::new(factors)?.regress(&explained, 0)?.slopes;
    let betas: Vec<f64> = slopes.iter().map(|slope| slope.value).collect();
    let exposures = DMatrix::from_row_slice(1, betas.len(), &betas);
    let linking = linking.core();
    let found = factor_attribution(&own, other.as_deref(), factors, &exposures, linking)?;
    Ok((betas, found))
}

/// The factors stand one level deeper here.
fn below(errors: ProblemErrors) -> ProblemErrors {
    let deeper = |error: ProblemError| ProblemError {
        path: format!("attribution.{}", error.path),
        ..error
    };
    ProblemErrors(errors.0.into_iter().map(deeper).collect())
}
