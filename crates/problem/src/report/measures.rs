//! The figures of a portfolio.

use std::{cell::RefCell, collections::BTreeMap};

use domain::Day;
use risk::{MaxDrawdown, Measures, Options, relative::market_model};
use serde::{Deserialize, Serialize};

use crate::{IsoDay, OrderedMap, ProblemError, ProblemErrors};

use super::{
    ground::{Ground, Unavailable},
    tail,
};

/// The figures of a portfolio. What cannot be computed is null, with its reason in `unavailable`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RiskMeasures {
    /// How many returns there are.
    pub observations: usize,
    /// The day of the first return.
    pub first_day: IsoDay,
    /// The day of the last return.
    pub last_day: IsoDay,
    /// Mean daily return.
    pub mean_daily: Option<f64>,
    /// 252 times the mean.
    pub return_annual: Option<f64>,
    /// What wealth grew by over all days.
    pub total_return: Option<f64>,
    /// Compound annual growth rate.
    pub cagr: Option<f64>,
    /// √252 times the sample standard deviation.
    pub volatility_annual: Option<f64>,
    /// √252 times the root of the mean square of the losses.
    pub downside_deviation_annual: Option<f64>,
    /// Biased.
    pub skewness: Option<f64>,
    /// Biased, 0 for a normal distribution.
    pub excess_kurtosis: Option<f64>,
    /// Annual, over the risk-free rate.
    pub sharpe: Option<f64>,
    /// Annual, about zero.
    pub sortino: Option<f64>,
    /// Growth per unit of the deepest drawdown.
    pub calmar: Option<f64>,
    /// Gains per unit of losses.
    pub omega: Option<f64>,
    /// The sum of all returns per unit of losses.
    pub gain_to_pain: Option<f64>,
    /// The probability that the true Sharpe ratio is above zero.
    pub probabilistic_sharpe: Option<f64>,
    /// The deepest drawdown, a positive fraction.
    pub max_drawdown: Option<f64>,
    /// The day of the maximum before it.
    pub max_drawdown_peak: Option<IsoDay>,
    /// The day of its bottom.
    pub max_drawdown_trough: Option<IsoDay>,
    /// The first day on which the maximum was reached again.
    pub max_drawdown_recovery: Option<IsoDay>,
    /// The mean drawdown over all days.
    pub average_drawdown: Option<f64>,
    /// The root of the mean square of the drawdowns.
    pub ulcer_index: Option<f64>,
    /// Mean absolute deviation from the mean.
    pub mad: Option<f64>,
    /// The share of days above zero.
    pub win_rate: Option<f64>,
    /// The 95 % quantile over the 5 % one.
    pub tail_ratio: Option<f64>,
    /// The best day.
    pub best: Option<f64>,
    /// The worst day.
    pub worst: Option<f64>,
    /// Beside the benchmark, where there is one.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub relative: Option<RelativeMeasures>,
    /// `var_95`, `cvar_95`, `evar_95`, `cdar_95` and the same of every confidence asked for.
    #[serde(flatten)]
    pub tail: BTreeMap<String, TailFigure>,
}

/// A figure of the tail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TailFigure {
    /// By each model.
    ByModel(OrderedMap<Option<f64>>),
    /// Without a model.
    One(Option<f64>),
}

/// Figures beside a benchmark.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RelativeMeasures {
    /// The slope of the regression on the benchmark.
    // Null, but there: without a benchmark nothing of this is read back.
    #[serde(deserialize_with = "Option::deserialize")]
    pub beta: Option<f64>,
    /// Of the slope, of ordinary least squares.
    pub beta_standard_error: Option<f64>,
    /// The slope over its standard error; none, too, where the line goes through all points.
    pub beta_t: Option<f64>,
    /// What is earned beside it, annual.
    pub alpha_annual: Option<f64>,
    /// Of the intercept times 252, of ordinary least squares.
    pub alpha_annual_standard_error: Option<f64>,
    /// The intercept over its standard error; none, too, where the line goes through all points.
    pub alpha_t: Option<f64>,
    /// Of what the benchmark does not explain, annual.
    pub residual_volatility_annual: Option<f64>,
    /// Pearson's.
    pub correlation: Option<f64>,
    /// Its square.
    pub r_squared: Option<f64>,
    /// Annual mean of the difference.
    pub active_return: Option<f64>,
    /// Annual standard deviation of the difference.
    pub tracking_error: Option<f64>,
    /// Annual mean of the difference over the tracking error.
    pub information_ratio: Option<f64>,
    /// Mean on the benchmark's up days over the benchmark's.
    pub up_capture: Option<f64>,
    /// Mean on the benchmark's down days over the benchmark's.
    pub down_capture: Option<f64>,
    /// The share of days on which the portfolio earned more than the benchmark.
    pub batting_average: Option<f64>,
}

/// All of them. `base` is the day before the first return, where it is known.
pub(super) fn answer(
    ground: &Ground<'_>,
    base: Option<Day>,
) -> Result<RiskMeasures, ProblemErrors> {
    let options = Options {
        risk_free: ground.risk_free,
        confidence: ground.confidence,
        benchmark: ground.benchmark,
    };
    let found = risk::measures(ground.portfolio, &options)
        .map_err(|error| ProblemError::new("data", error))?;
    Ok(words(&found, ground, base))
}

/// The same of the benchmark by itself; none without one. What is not in it is told under its own
/// name.
pub(super) fn of_benchmark(ground: &Ground<'_>, base: Option<Day>) -> Option<RiskMeasures> {
    let beside = Ground {
        portfolio: ground.benchmark?,
        benchmark: None,
        benchmark_weights: None,
        benchmark_levels: None,
        unavailable: RefCell::default(),
        ..*ground
    };
    let options = Options {
        risk_free: beside.risk_free,
        confidence: beside.confidence,
        benchmark: None,
    };
    let found = risk::measures(beside.portfolio, &options);
    let found = ground.known("benchmark_measures", found)?;
    let measures = words(&found, &beside, base);
    let missing = beside.unavailable.take();
    let renamed = missing.into_iter().map(|missing| Unavailable {
        what: format!("benchmark_{}", missing.what),
        reason: missing.reason,
    });
    ground.unavailable.borrow_mut().extend(renamed);
    Some(measures)
}

fn words(found: &Measures, ground: &Ground<'_>, base: Option<Day>) -> RiskMeasures {
    for (name, error) in &found.missing {
        ground.tell(format!("measures.{}", named(name)), error.to_string());
    }
    let days = &ground.returns.days;
    let deepest = Deepest::new(&found.max_drawdown, days, base);
    RiskMeasures {
        observations: found.observations,
        first_day: IsoDay(days[0]),
        last_day: IsoDay(days[days.len() - 1]),
        mean_daily: Some(found.mean_daily),
        return_annual: Some(found.return_annual),
        total_return: Some(found.total_return),
        cagr: found.cagr,
        volatility_annual: found.volatility_annual,
        downside_deviation_annual: found.downside_deviation,
        skewness: found.skewness,
        excess_kurtosis: found.excess_kurtosis,
        sharpe: found.sharpe,
        sortino: found.sortino,
        calmar: found.calmar,
        omega: found.omega,
        gain_to_pain: found.gain_to_pain,
        probabilistic_sharpe: found.probabilistic_sharpe,
        max_drawdown: Some(found.max_drawdown.fraction),
        max_drawdown_peak: deepest.peak,
        max_drawdown_trough: deepest.trough,
        max_drawdown_recovery: deepest.recovery,
        average_drawdown: Some(found.average_drawdown),
        ulcer_index: Some(found.ulcer_index),
        mad: found.mad,
        win_rate: Some(found.win_rate),
        tail_ratio: found.tail_ratio,
        best: Some(found.best),
        worst: Some(found.worst),
        relative: ground
            .benchmark
            .map(|benchmark| relative(found, ground, benchmark)),
        tail: tails(found, ground),
    }
}

/// As the document calls it.
fn named(measure: &str) -> &str {
    match measure {
        "downside_deviation" => "downside_deviation_annual",
        other => other,
    }
}

fn relative(found: &Measures, ground: &Ground<'_>, benchmark: &[f64]) -> RelativeMeasures {
    let line = market_model(ground.portfolio, benchmark);
    let line = ground.known("measures.beta_standard_error", line);
    RelativeMeasures {
        beta: found.beta,
        beta_standard_error: line.map(|line| line.beta.standard_error),
        beta_t: line.and_then(|line| line.beta.t),
        alpha_annual: found.alpha_annual,
        alpha_annual_standard_error: line.map(|line| line.alpha_annual.standard_error),
        alpha_t: line.and_then(|line| line.alpha_annual.t),
        residual_volatility_annual: line.map(|line| line.residual_volatility),
        correlation: found.correlation,
        r_squared: found.r_squared,
        active_return: found.active_return,
        tracking_error: found.tracking_error,
        information_ratio: found.information_ratio,
        up_capture: found.up_capture,
        down_capture: found.down_capture,
        batting_average: found.batting_average,
    }
}

fn tails(found: &Measures, ground: &Ground<'_>) -> BTreeMap<String, TailFigure> {
    let cdar = found.tails.iter().map(|tail| {
        let name = format!("cdar_{}", percent(tail.confidence));
        (name, TailFigure::One(Some(tail.cdar)))
    });
    cdar.chain(tail::measures(ground)).collect()
}

/// A confidence as names have it: `95`, `99.5`.
pub(super) fn percent(confidence: f64) -> String {
    // 0.29 × 100 is 28.999999999999996.
    let percent = (confidence * 1e12).round() / 1e10;
    percent.to_string()
}

/// The days of the deepest drawdown. Its positions count along the curve of wealth, which begins a
/// day before the first return.
struct Deepest {
    peak: Option<IsoDay>,
    trough: Option<IsoDay>,
    recovery: Option<IsoDay>,
}

impl Deepest {
    fn new(deepest: &MaxDrawdown, days: &[Day], base: Option<Day>) -> Self {
        let day = |position: usize| match position.checked_sub(1) {
            Some(at) => Some(IsoDay(days[at])),
            None => base.map(IsoDay),
        };
        let is_none = deepest.fraction == 0.0;
        Self {
            peak: day(deepest.peak).filter(|_| !is_none),
            trough: day(deepest.trough).filter(|_| !is_none),
            recovery: deepest.recovery.and_then(day).filter(|_| !is_none),
        }
    }
}
