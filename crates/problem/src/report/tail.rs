//! VaR and CVaR by every model: among the measures over one day, and as asked over any horizon.

use risk::{
    evar,
    tail::{DECAY, Forecast, Model},
};
use serde::{Deserialize, Serialize};

use crate::{OrderedMap, ProblemError, ProblemErrors, RisingKind, ScalingKind, TailModelKind};

use super::{
    ground::Ground,
    measures::{TailFigure, percent},
};

/// What is asked of the tail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TailRequest {
    /// Which models; all of them when left out.
    #[serde(default = "every_model")]
    pub models: Vec<TailModelKind>,
    /// How many trading days ahead; one when left out.
    #[serde(default = "one_day")]
    pub horizon_days: usize,
    /// Paths of a simulation; 100,000 when left out.
    #[serde(default = "usual_draws")]
    pub draws: usize,
    /// What yesterday's variance counts in that of today, for the models with exponential weights;
    /// 0.94 when left out.
    #[serde(default = "usual_lambda")]
    pub lambda: f64,
}

/// The tail by one model at one confidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TailAnswer {
    /// The model.
    pub model: TailModelKind,
    /// Such as 0.95.
    pub confidence: f64,
    /// Trading days ahead.
    pub horizon_days: usize,
    /// How one day became so many.
    pub scaling: ScalingKind,
    /// The loss that is not exceeded with the confidence, a positive fraction.
    pub var: f64,
    /// The mean loss beyond; null where the model has none, which `unavailable` explains.
    pub cvar: Option<f64>,
    /// Of Student's distribution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub degrees_of_freedom: Option<f64>,
    /// Of a simulation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard_error: Option<TailStandardError>,
    /// Where the Cornish–Fisher expansion is a quantile function.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expansion_rises: Option<RisingKind>,
}

/// How far the figures of a simulation stray, one standard deviation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TailStandardError {
    /// Of VaR.
    pub var: f64,
    /// Of CVaR; null where there is none.
    pub cvar: Option<f64>,
}

/// How the models with parameters are set.
#[derive(Clone, Copy)]
pub(super) struct Settings {
    pub(super) lambda: f64,
    pub(super) draws: usize,
    pub(super) seed: u64,
}

impl Settings {
    /// As where nothing is asked.
    pub(super) fn usual(seed: u64) -> Self {
        Self {
            lambda: DECAY,
            draws: usual_draws(),
            seed,
        }
    }
}

/// The models among the measures: those that need no draws.
const MEASURED: [TailModelKind; 6] = [
    TailModelKind::Historical,
    TailModelKind::Normal,
    TailModelKind::CornishFisher,
    TailModelKind::Ewma,
    TailModelKind::FilteredHistorical,
    TailModelKind::StudentT,
];

/// Ten years, beyond which nothing of this kind means anything.
const MOST_DAYS: usize = 2_520;

/// Every model at every confidence, over the horizon.
pub(crate) fn answer(
    asked: &TailRequest,
    ground: &Ground<'_>,
) -> Result<Vec<TailAnswer>, ProblemErrors> {
    ProblemErrors::check(asked.faults())?;
    let settings = Settings {
        lambda: asked.lambda,
        draws: asked.draws,
        seed: ground.seed,
    };
    let mut found = Vec::new();
    for &kind in &asked.models {
        let path = format!("tail.{}", kind.as_str());
        let forecast = Forecast::new(ground.portfolio, kind.model(settings), asked.horizon_days);
        let Some(forecast) = ground.known(&path, forecast) else {
            continue;
        };
        for &confidence in ground.confidence {
            let path = format!("{path}.{}", percent(confidence));
            let Some(risk) = ground.known(&path, forecast.at(confidence)) else {
                continue;
            };
            if risk.cvar.is_none() {
                say_why(ground, &format!("{path}.cvar"), kind);
            }
            found.push(TailAnswer {
                model: kind,
                confidence,
                horizon_days: asked.horizon_days,
                scaling: risk.scaling.into(),
                var: risk.var,
                cvar: risk.cvar,
                degrees_of_freedom: risk.degrees_of_freedom,
                standard_error: risk.standard_error.map(|error| TailStandardError {
                    var: error.var,
                    cvar: risk.cvar.map(|_| error.cvar),
                }),
                expansion_rises: risk.rising.map(RisingKind::from),
            });
        }
    }
    Ok(found)
}

/// `var_95`, `cvar_95` by model and `evar_95` of every confidence, over one day.
pub(crate) fn measures(ground: &Ground<'_>) -> Vec<(String, TailFigure)> {
    let settings = Settings::usual(ground.seed);
    let forecasts = MEASURED.map(|kind| {
        let forecast = Forecast::new(ground.portfolio, kind.model(settings), 1);
        // Said once, at the first confidence, and not for each of them.
        let path = format!(
            "measures.var_{}.{}",
            percent(ground.confidence[0]),
            kind.as_str()
        );
        (kind, ground.known(&path, forecast))
    });
    let mut figures = Vec::new();
    for &confidence in ground.confidence {
        let percent = percent(confidence);
        let (mut var, mut cvar) = (Vec::new(), Vec::new());
        for (kind, forecast) in &forecasts {
            let name = kind.as_str().to_owned();
            let path = format!("measures.var_{percent}.{name}");
            let risk = forecast
                .as_ref()
                .and_then(|forecast| ground.known(&path, forecast.at(confidence)));
            if risk.is_some_and(|risk| risk.cvar.is_none()) {
                say_why(ground, &format!("measures.cvar_{percent}.{name}"), *kind);
            }
            var.push((name.clone(), risk.map(|risk| risk.var)));
            cvar.push((name, risk.and_then(|risk| risk.cvar)));
        }
        let entropic = evar(ground.portfolio, confidence);
        let entropic = ground.known(&format!("measures.evar_{percent}"), entropic);
        figures.extend([
            (
                format!("var_{percent}"),
                TailFigure::ByModel(OrderedMap(var)),
            ),
            (
                format!("cvar_{percent}"),
                TailFigure::ByModel(OrderedMap(cvar)),
            ),
            (format!("evar_{percent}"), TailFigure::One(entropic)),
        ]);
    }
    figures
}

/// What the names mean: name, formula. `h` is the horizon in days, `c` the confidence, `z = Φ⁻¹(1 − c)`.
pub(crate) fn definitions() -> Vec<(&'static str, &'static str)> {
    DEFINITIONS.to_vec()
}

impl TailModelKind {
    /// As the core knows it.
    pub(super) fn model(self, settings: Settings) -> Model {
        let Settings {
            lambda: decay,
            draws,
            seed,
        } = settings;
        match self {
            Self::Historical => Model::Historical,
            Self::HistoricalOverlapping => Model::HistoricalOverlapping,
            Self::Normal => Model::Normal,
            Self::CornishFisher => Model::CornishFisher,
            Self::Ewma => Model::Ewma { decay },
            Self::FilteredHistorical => Model::FilteredHistorical { decay, draws, seed },
            Self::StudentT => Model::StudentT,
            Self::MonteCarloNormal => Model::MonteCarloNormal { draws, seed },
            Self::MonteCarloStudentT => Model::MonteCarloStudentT { draws, seed },
        }
    }
}

impl TailRequest {
    fn faults(&self) -> Vec<ProblemError> {
        let mut errors = model_faults("tail.models", &self.models);
        let mut refuse = |path: &str, message: &str| errors.push(ProblemError::new(path, message));
        if !(1..=MOST_DAYS).contains(&self.horizon_days) {
            refuse("tail.horizon_days", "must lie between 1 and 2520");
        }
        errors.extend(setting_faults("tail", self.lambda, self.draws));
        errors
    }
}

/// That no model is named, or one twice.
pub(super) fn model_faults(path: &str, models: &[TailModelKind]) -> Vec<ProblemError> {
    if models.is_empty() {
        return vec![ProblemError::new(path, "names no model")];
    }
    let twice = |position: &usize| models[..*position].contains(&models[*position]);
    (0..models.len())
        .filter(twice)
        .map(|position| {
            let name = models[position].as_str();
            ProblemError::new(format!("{path}[{position}]"), format!("{name} comes twice"))
        })
        .collect()
}

/// That λ or the number of draws is out of range.
pub(super) fn setting_faults(path: &str, lambda: f64, draws: usize) -> Vec<ProblemError> {
    let mut errors = Vec::new();
    if !(lambda > 0.0 && lambda < 1.0) {
        let message = "must lie between 0 and 1, both excluded";
        errors.push(ProblemError::new(format!("{path}.lambda"), message));
    }
    if !(100..=10_000_000).contains(&draws) {
        let message = "must lie between 100 and 10000000";
        errors.push(ProblemError::new(format!("{path}.draws"), message));
    }
    errors
}

/// Why a model with a VaR has no CVaR.
fn say_why(ground: &Ground<'_>, what: &str, kind: TailModelKind) {
    let reason = if kind == TailModelKind::CornishFisher {
        "the expansion does not rise in the tail, so it has no mean beyond its quantile"
    } else {
        "with one degree of freedom or less the tail has no mean"
    };
    ground.tell(what, reason);
}

fn every_model() -> Vec<TailModelKind> {
    use TailModelKind as Kind;
    let simulated = [
        Kind::HistoricalOverlapping,
        Kind::MonteCarloNormal,
        Kind::MonteCarloStudentT,
    ];
    [&MEASURED[..], &simulated].concat()
}

fn one_day() -> usize {
    1
}

fn usual_draws() -> usize {
    100_000
}

pub(super) fn usual_lambda() -> f64 {
    DECAY
}

const DEFINITIONS: &[(&str, &str)] = &[
    (
        "var",
        "loss that is not exceeded with the confidence c, a positive fraction; over h trading days, one unless horizon_days says otherwise; z = Φ⁻¹(1 − c)",
    ),
    ("cvar", "mean loss beyond VaR"),
    ("tail.confidence", "c"),
    ("tail.horizon_days", "h"),
    ("tail.degrees_of_freedom", "ν of `student_t`, as fitted"),
    ("var.historical", "−(linear quantile of x at 1 − c) × √h"),
    (
        "cvar.historical",
        "mean of the worst (1 − c) n losses, the last with its fraction (Rockafellar and Uryasev) × √h",
    ),
    (
        "var.historical_overlapping",
        "−(linear quantile at 1 − c) of all compounded returns of h days in a row; CVaR of the same",
    ),
    (
        "var.normal",
        "−(h × mean + z √h × sample standard deviation (n − 1))",
    ),
    (
        "cvar.normal",
        "−h × mean + √h × sample standard deviation × φ(z) ÷ (1 − c)",
    ),
    (
        "var.cornish_fisher",
        "−(mean + w s), w = z + (z² − 1) S ÷ 6 + (z³ − 3z) K ÷ 24 − (2z³ − 5z) S² ÷ 36 with biased skewness S and excess kurtosis K; over h days mean × h, s × √h, S ÷ √h, K ÷ h",
    ),
    (
        "cvar.cornish_fisher",
        "−mean + s φ(z) ÷ (1 − c) × (1 + z S ÷ 6 + (z² − 1) K ÷ 24 − (2z² − 1) S² ÷ 36), the mean of the expansion over the tail; null where the expansion does not rise there",
    ),
    (
        "var.ewma",
        "−z √h σ, σ² ← λ σ² + (1 − λ) x² from the first return on, λ = 0.94, started at the sample variance of the first window (of all returns outside a back-test); mean 0",
    ),
    ("cvar.ewma", "√h σ φ(z) ÷ (1 − c)"),
    (
        "var.filtered_historical",
        "−σ × linear quantile at 1 − c of x_t ÷ σ_t with the EWMA forecasts σ_t; over several days simulated from these residuals, σ moving on, compounded",
    ),
    (
        "cvar.filtered_historical",
        "σ × mean of the worst (1 − c) n of the residuals, fractional",
    ),
    (
        "var.student_t",
        "−(h × location + √h × scale × t), t the quantile at 1 − c of Student's distribution with ν degrees of freedom, all three by maximum likelihood (ν from 0.5 to 10,000)",
    ),
    (
        "cvar.student_t",
        "−h × location + √h × scale × f(t) ÷ (1 − c) × (ν + t²) ÷ (ν − 1); null for ν ≤ 1",
    ),
    (
        "var.monte_carlo_normal",
        "of paths drawn from the normal distribution with mean and sample standard deviation, compounded over h days; standard_error is that of the simulation",
    ),
    (
        "var.monte_carlo_student_t",
        "of paths drawn from Student's distribution of greatest likelihood, compounded over h days; standard_error is that of the simulation",
    ),
    (
        "evar",
        "inf over t > 0 of t ln(mean(exp(−x ÷ t)) ÷ (1 − c)) (Ahmadi-Javid)",
    ),
    (
        "scaling",
        "one_day: none; square_root: deviations × √h, means × h; cumulants: those of independent days added up; overlapping: spans of h days in the data; simulated: paths of h days, compounded",
    ),
    (
        "expansion_rises",
        "where the Cornish–Fisher expansion is a quantile function: everywhere, in_tail (z ≤ Φ⁻¹(1 − c) only) or not_in_tail",
    ),
];

#[cfg(test)]
pub(in crate::report) mod tests;
