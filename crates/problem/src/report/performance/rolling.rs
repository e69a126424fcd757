use risk::{
    RiskError,
    performance::{Sample, Stretch, rolling_cvar, rolling_samples, rolling_stretches, rolling_var},
    relative::{Pair, rolling_pairs},
};
use serde::{Deserialize, Serialize};

pub use crate::names::RollingMeasure;
use crate::{
    IsoDay, OrderedMap, ProblemError, ProblemErrors,
    report::{ground::Ground, measures::percent},
};

/// What rolling figures are.
pub(super) const DEFINITIONS: &[(&str, &str)] = &[
    (
        "rolling",
        "each figure as in `measures`, of the last `window` returns up to each day; every `step`-th day, the last day among them; null where a window does not have it",
    ),
    ("rolling.return", "W_t ÷ W_(t − window) − 1, compounded"),
];

/// Figures over a window that rolls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RollingRequest {
    /// How many returns are in it.
    pub window: usize,
    /// How many days lie between two figures; 1 when left out.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub step: usize,
    /// Which figures; VaR and CVaR at each confidence of the document.
    pub measures: Vec<RollingMeasure>,
}

/// Figures over a window that rolls. Without a value where there are fewer returns than the window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RollingAnswer {
    /// How many returns are in it.
    pub window: usize,
    /// How many days lie between two figures.
    pub step: usize,
    /// The last day of each window.
    pub dates: Vec<IsoDay>,
    /// The figures of the portfolio, one per date.
    pub portfolio: OrderedMap<Vec<Option<f64>>>,
    /// The same of the benchmark, where they are not relative to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benchmark: Option<OrderedMap<Vec<Option<f64>>>>,
}

impl RollingMeasure {
    /// Whether it needs a benchmark.
    fn is_relative(self) -> bool {
        matches!(
            self,
            Self::Beta
                | Self::AlphaAnnual
                | Self::Correlation
                | Self::RSquared
                | Self::ActiveReturn
                | Self::TrackingError
                | Self::InformationRatio
                | Self::UpCapture
                | Self::DownCapture
                | Self::BattingAverage
        )
    }
}

/// One figure of every window.
type Series = Vec<Result<f64, RiskError>>;

/// The rolling figures.
///
/// # Errors
/// What is wrong with what is asked.
pub(crate) fn answer(
    asked: &RollingRequest,
    ground: &Ground<'_>,
) -> Result<RollingAnswer, ProblemErrors> {
    check(asked, ground.benchmark.is_some())?;
    let mut answer = RollingAnswer {
        window: asked.window,
        step: asked.step,
        dates: Vec::new(),
        portfolio: OrderedMap(Vec::new()),
        benchmark: ground.benchmark.map(|_| OrderedMap(Vec::new())),
    };
    let found = ground.portfolio.len();
    if found < asked.window {
        let needed = asked.window;
        let _: Option<()> = ground.known("rolling", Err(RiskError::TooFew { needed, found }));
        return Ok(answer);
    }
    let days = ground.returns.days[asked.window - 1..]
        .iter()
        .copied()
        .map(IsoDay);
    answer.dates = thinned(days.collect(), asked.step);
    for &measure in &asked.measures {
        let own = of_series(measure, asked.window, ground, ground.portfolio);
        keep(&mut answer.portfolio, "portfolio", own, asked.step, ground);
        let (Some(kept), Some(series)) = (&mut answer.benchmark, ground.benchmark) else {
            continue;
        };
        if !measure.is_relative() {
            let other = of_series(measure, asked.window, ground, series);
            keep(kept, "benchmark", other, asked.step, ground);
        }
    }
    Ok(answer)
}

fn check(asked: &RollingRequest, has_benchmark: bool) -> Result<(), ProblemErrors> {
    let mut errors = Vec::new();
    let mut refuse = |path: String, message: &str| errors.push(ProblemError::new(path, message));
    if asked.window == 0 {
        refuse("rolling.window".to_owned(), "must be at least 1");
    }
    if asked.step == 0 {
        refuse("rolling.step".to_owned(), "must be at least 1");
    }
    if asked.measures.is_empty() {
        refuse("rolling.measures".to_owned(), "names no measure");
    }
    for (i, measure) in asked.measures.iter().enumerate() {
        let path = || format!("rolling.measures[{i}]");
        if asked.measures[..i].contains(measure) {
            refuse(path(), "comes twice");
        }
        if measure.is_relative() && !has_benchmark {
            refuse(path(), "needs a `benchmark`");
        }
    }
    ProblemErrors::check(errors)
}

/// A tail of every window of so many returns, at a confidence.
type TailOfWindow = fn(&[f64], usize, f64) -> Result<Vec<f64>, RiskError>;

/// A measure of every window of a series, by its name in the answer: VaR and CVaR have one per
/// confidence.
fn of_series(
    measure: RollingMeasure,
    window: usize,
    ground: &Ground<'_>,
    series: &[f64],
) -> Vec<(String, Result<Series, RiskError>)> {
    let at_each = |name: &str, roll: TailOfWindow| {
        let at = |&confidence: &f64| {
            let found = roll(series, window, confidence);
            let found = found.map(|values| values.into_iter().map(Ok).collect());
            (format!("{name}_{}", percent(confidence)), found)
        };
        ground.confidence.iter().map(at).collect()
    };
    let risk_free = ground.risk_free;
    let samples =
        |read: &dyn Fn(&Sample) -> Result<f64, RiskError>| rolling_samples(series, window, read);
    let stretches =
        |read: fn(&Stretch) -> Result<f64, RiskError>| rolling_stretches(series, window, read);
    let pairs = |read: &dyn Fn(&Pair) -> Result<f64, RiskError>| {
        // What is relative is asked only where there is a benchmark.
        rolling_pairs(series, ground.benchmark.unwrap_or_default(), window, read)
    };
    use RollingMeasure as M;
    let found = match measure {
        M::Var => return at_each("var", rolling_var),
        M::Cvar => return at_each("cvar", rolling_cvar),
        M::Return => stretches(Stretch::total_return),
        M::Cagr => stretches(Stretch::cagr),
        M::MaxDrawdown => stretches(Stretch::max_drawdown),
        M::Calmar => stretches(Stretch::calmar),
        M::ReturnAnnual => samples(&Sample::return_annual),
        M::VolatilityAnnual => samples(&Sample::volatility_annual),
        M::DownsideDeviationAnnual => samples(&Sample::downside_deviation),
        M::Skewness => samples(&Sample::skewness),
        M::ExcessKurtosis => samples(&Sample::excess_kurtosis),
        M::Sharpe => samples(&|sample| sample.sharpe(risk_free)),
        M::Sortino => samples(&Sample::sortino),
        M::Omega => samples(&Sample::omega),
        M::WinRate => samples(&|sample| Ok(sample.win_rate())),
        M::Best => samples(&|sample| Ok(sample.best())),
        M::Worst => samples(&|sample| Ok(sample.worst())),
        M::Beta => pairs(&Pair::beta),
        M::AlphaAnnual => pairs(&Pair::alpha_annual),
        M::Correlation => pairs(&Pair::correlation),
        M::RSquared => pairs(&Pair::r_squared),
        M::ActiveReturn => pairs(&Pair::active_return),
        M::TrackingError => pairs(&Pair::tracking_error),
        M::InformationRatio => pairs(&Pair::information_ratio),
        M::UpCapture => pairs(&Pair::up_capture),
        M::DownCapture => pairs(&Pair::down_capture),
        M::BattingAverage => pairs(&|pair| Ok(pair.batting_average())),
    };
    vec![(measure.as_str().to_owned(), found)]
}

/// Writes series down, and what is missing of them.
fn keep(
    into: &mut OrderedMap<Vec<Option<f64>>>,
    whose: &str,
    found: Vec<(String, Result<Series, RiskError>)>,
    step: usize,
    ground: &Ground<'_>,
) {
    for (name, series) in found {
        let what = format!("rolling.{whose}.{name}");
        let Some(series) = ground.known(&what, series) else {
            continue;
        };
        let series = thinned(series, step);
        let missing = series.iter().filter(|value| value.is_err()).count();
        if let Some(Err(first)) = series.iter().find(|value| value.is_err()) {
            let count = series.len();
            let reason = format!("{missing} of {count} windows do not have it, at first: {first}");
            ground.tell(what, reason);
        }
        into.0
            .push((name, series.into_iter().map(Result::ok).collect()));
    }
}

/// Every `step`-th, so that the last is among them.
fn thinned<T>(all: Vec<T>, step: usize) -> Vec<T> {
    let skipped = all.len().saturating_sub(1) % step;
    all.into_iter().skip(skipped).step_by(step).collect()
}

fn one() -> usize {
    1
}

fn is_one(step: &usize) -> bool {
    *step == 1
}
