//! Whether the VaR can be trusted.

use risk::{
    RiskError,
    backtest::{
        Backtest, LikelihoodRatio, backtest, conditional_coverage, first_failure, independence,
        kupiec, traffic_light,
    },
};
use serde::{Deserialize, Serialize};

use crate::{IsoDay, ProblemError, ProblemErrors, TailModelKind, ZoneKind};

use super::{
    ground::Ground,
    size,
    tail::{Settings, model_faults, setting_faults, usual_lambda},
};

/// What is asked of the back-test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BacktestRequest {
    /// How many days before a day its VaR is taken from; 250 when left out.
    #[serde(default = "usual_window")]
    pub window: usize,
    /// Which models; those that neither fit nor draw anew every day when left out.
    #[serde(default = "quick_models")]
    pub models: Vec<TailModelKind>,
    /// What yesterday's variance counts in that of today, for the models with exponential weights;
    /// 0.94 when left out.
    #[serde(default = "usual_lambda")]
    pub lambda: f64,
    /// Draws of each day, for the models that are simulated; 10,000 when left out.
    #[serde(default = "usual_draws")]
    pub draws: usize,
}

/// One model at one confidence, tried on every day that has a window before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BacktestAnswer {
    /// The model.
    pub model: TailModelKind,
    /// Such as 0.99.
    pub confidence: f64,
    /// The days that lost more than the VaR before them.
    pub exceptions: usize,
    /// How many a right model has on average.
    pub expected: f64,
    /// Whether there are as many as there should be.
    pub kupiec: LikelihoodRatioAnswer,
    /// Whether they are as likely after one another as otherwise.
    pub christoffersen_independence: LikelihoodRatioAnswer,
    /// Both at once.
    pub conditional_coverage: LikelihoodRatioAnswer,
    /// Basel's traffic light, of the latest 250 tested days.
    pub basel_zone: ZoneKind,
    /// What Basel adds to the multiplier; null unless it is of 250 days at 99 %.
    pub plus_factor: Option<f64>,
    /// How many days the light looks at.
    pub basel_days: usize,
    /// The exceptions among them.
    pub basel_exceptions: usize,
    /// How probable so many or fewer are when the model is right.
    pub basel_probability: f64,
    /// The days before the first tested one that its VaR is taken from.
    pub window: usize,
    /// How many days were tested.
    pub tested: usize,
    /// The first of them.
    pub first_day: IsoDay,
    /// The last of them.
    pub last_day: IsoDay,
    /// How calm days and exceptions followed each other.
    pub transitions: TransitionsAnswer,
    /// Kupiec's time until first failure; null without an exception.
    pub first_failure: Option<FirstFailure>,
    /// The mean VaR of the tested days.
    pub average_var: f64,
    /// The days of the exceptions.
    pub exception_days: Vec<IsoDay>,
}

/// A likelihood-ratio test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LikelihoodRatioAnswer {
    /// −2 times the logarithm of the ratio.
    pub lr: f64,
    /// How probable as large a value is when the model is right.
    pub p: f64,
}

/// How often a calm day (0) and an exception (1) followed each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransitionsAnswer {
    /// Calm after calm.
    pub n00: usize,
    /// An exception after a calm day.
    pub n01: usize,
    /// A calm day after an exception.
    pub n10: usize,
    /// An exception after an exception.
    pub n11: usize,
}

/// When the first exception came.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FirstFailure {
    /// On which of the tested days, counted from one.
    pub days: usize,
    /// −2 times the logarithm of the likelihood ratio.
    pub lr: f64,
    /// How probable as large a value is when the model is right.
    pub p: f64,
}

/// The days that Basel looks at.
const BASEL_DAYS: usize = 250;

/// Every model, and within it every confidence, in the order asked.
pub(crate) fn answer(
    asked: &BacktestRequest,
    ground: &Ground<'_>,
) -> Result<Vec<BacktestAnswer>, ProblemErrors> {
    let mut faults = asked.faults();
    let too_many = size::of_backtest(asked, ground.portfolio.len(), ground.confidence.len());
    faults.extend(too_many.filter(|_| faults.is_empty()));
    ProblemErrors::check(faults)?;
    let settings = Settings {
        lambda: asked.lambda,
        draws: asked.draws,
        seed: ground.seed,
    };
    let mut answers = Vec::new();
    for &kind in &asked.models {
        let model = kind.model(settings);
        let found =
            backtest(ground.portfolio, model, asked.window, ground.confidence).and_then(|found| {
                found
                    .iter()
                    .map(|found| judged(kind, found, ground))
                    .collect()
            });
        let found: Option<Vec<_>> = ground.known(&format!("backtest.{}", kind.as_str()), found);
        answers.extend(found.unwrap_or_default());
    }
    Ok(answers)
}

/// What the names mean: name, formula.
pub(crate) fn definitions() -> Vec<(&'static str, &'static str)> {
    DEFINITIONS.to_vec()
}

fn judged(
    model: TailModelKind,
    found: &Backtest,
    ground: &Ground<'_>,
) -> Result<BacktestAnswer, RiskError> {
    let day = |position: usize| IsoDay(ground.returns.days[position]);
    let (tested, exceptions) = (found.tested(), found.exceptions.len());
    let coverage = kupiec(tested, exceptions, found.confidence)?;
    let seen = found.transitions();
    let independent = independence(&seen)?;
    let basel_days = tested.min(BASEL_DAYS);
    let basel_exceptions = found.latest(basel_days);
    let light = traffic_light(basel_days, basel_exceptions, found.confidence)?;
    let first = found.exceptions.first().map(|position| {
        let days = position - found.window + 1;
        first_failure(days, found.confidence).map(|test| FirstFailure {
            days,
            lr: test.lr,
            p: test.p,
        })
    });
    // Divided before they are added: the sum may be beyond the range of numbers.
    let average_var = found.var.iter().map(|var| var / tested as f64).sum();
    Ok(BacktestAnswer {
        model,
        confidence: found.confidence,
        exceptions,
        expected: found.expected(),
        kupiec: coverage.into(),
        christoffersen_independence: independent.into(),
        conditional_coverage: conditional_coverage(&coverage, &independent).into(),
        basel_zone: light.zone.into(),
        plus_factor: light.plus_factor,
        basel_days,
        basel_exceptions,
        basel_probability: light.cumulative,
        window: found.window,
        tested,
        first_day: day(found.window),
        last_day: day(found.window + tested - 1),
        transitions: TransitionsAnswer {
            n00: seen.n00,
            n01: seen.n01,
            n10: seen.n10,
            n11: seen.n11,
        },
        first_failure: first.transpose()?,
        average_var,
        exception_days: found
            .exceptions
            .iter()
            .map(|&position| day(position))
            .collect(),
    })
}

impl BacktestRequest {
    fn faults(&self) -> Vec<ProblemError> {
        let mut errors = model_faults("backtest.models", &self.models);
        let settings = Settings {
            lambda: self.lambda,
            draws: self.draws,
            seed: 0,
        };
        let fewest = self.models.iter().map(|kind| kind.model(settings).fewest());
        let fewest = fewest.fold(2, usize::max);
        if self.window < fewest {
            let message = format!("must be at least {fewest} for these models");
            errors.push(ProblemError::new("backtest.window", message));
        }
        errors.extend(setting_faults("backtest", self.lambda, self.draws));
        errors
    }
}

impl From<LikelihoodRatio> for LikelihoodRatioAnswer {
    fn from(test: LikelihoodRatio) -> Self {
        Self {
            lr: test.lr,
            p: test.p,
        }
    }
}

fn usual_window() -> usize {
    250
}

fn quick_models() -> Vec<TailModelKind> {
    vec![
        TailModelKind::Historical,
        TailModelKind::Normal,
        TailModelKind::Ewma,
        TailModelKind::FilteredHistorical,
        TailModelKind::CornishFisher,
    ]
}

fn usual_draws() -> usize {
    10_000
}

const DEFINITIONS: &[(&str, &str)] = &[
    (
        "backtest",
        "for every day with `window` returns before it, the VaR of one day from what was known before; an exception when −x is strictly larger",
    ),
    (
        "backtest.ewma",
        "σ² started at the sample variance of the first window, carried on from the first return; filtered_historical: residuals of the window before the day, each divided by the σ forecast for it",
    ),
    ("expected", "tested × (1 − confidence)"),
    (
        "kupiec",
        "lr = −2 ln[(1 − p)^(n − k) p^k] + 2 ln[(1 − k ÷ n)^(n − k) (k ÷ n)^k], p = 1 − confidence, k exceptions in n tested days, 0 ln 0 = 0; p of χ² with 1 degree of freedom",
    ),
    (
        "christoffersen_independence",
        "lr of one probability of an exception against one after calm days and one after exceptions, over all n − 1 transitions, 0 ln 0 = 0; p of χ² with 1 degree of freedom",
    ),
    (
        "conditional_coverage",
        "lr = kupiec + christoffersen_independence; p of χ² with 2 degrees of freedom",
    ),
    (
        "basel_zone",
        "of the latest 250 tested days (all, if fewer): yellow where the binomial probability of so many exceptions or fewer reaches 95 %, red where it reaches 99.99 %; at 99 % and 250 days green 0–4, yellow 5–9, red from 10",
    ),
    (
        "plus_factor",
        "at 99 % and 250 days: 0 to 4 exceptions, then 0.40, 0.50, 0.65, 0.75, 0.85, and 1 from 10 on (Basel Committee, January 1996); null for everything else, for which none is defined",
    ),
    (
        "first_failure",
        "days until the first exception v: lr = −2 ln[p (1 − p)^(v − 1)] + 2 ln[(1 ÷ v) (1 − 1 ÷ v)^(v − 1)]",
    ),
];

#[cfg(test)]
mod tests;
