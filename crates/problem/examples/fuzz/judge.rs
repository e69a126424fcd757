//! What a document must never do.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use problem::{Answer, Document, OutcomeKind, ProblemErrors, prepare};
use serde_json::Value;

use crate::kept;

/// Time of one run before it is told to stop.
const PATIENCE: Duration = Duration::from_secs(2);
/// Time from then until it has to have stopped.
const STOPS_WITHIN: Duration = Duration::from_secs(3);

/// The place and the words of the last panic.
pub(crate) type Panicked = Arc<Mutex<String>>;

/// Panics are findings; what they say is kept instead of printed.
pub(crate) fn listen_to_panics() -> Panicked {
    let panicked: Panicked = Arc::default();
    let kept = Arc::clone(&panicked);
    panic::set_hook(Box::new(move |info| {
        if let Ok(mut kept) = kept.lock() {
            *kept = info.to_string().replace('\n', " ");
        }
    }));
    panicked
}

/// Whether the document was run, or what is wrong with how it ended.
pub(crate) fn judge(text: &str, panicked: &Panicked) -> Result<bool, String> {
    let ended = panic::catch_unwind(AssertUnwindSafe(|| run(text)));
    ended.unwrap_or_else(|_| {
        let words = panicked.lock().map(|words| words.clone());
        Err(format!("panic: {}", words.unwrap_or_default()))
    })
}

fn run(text: &str) -> Result<bool, String> {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(errors) => return refused(text, &errors),
    };
    let model = match prepare(&document, &|_| Ok(prices())) {
        Ok(model) => model,
        Err(errors) => return refused(text, &errors),
    };
    let start = Instant::now();
    let stopwatch = || start.elapsed().as_secs_f64() * 1e3;
    let stopped = Cell::new(None);
    let mut patience = |_| {
        if start.elapsed() < PATIENCE {
            return ControlFlow::Continue(());
        }
        stopped.set(Some(stopped.get().unwrap_or_else(Instant::now)));
        ControlFlow::Break(())
    };
    let answer = match model.run_attended(&stopwatch, &mut patience) {
        Ok(answer) => answer,
        Err(errors) => return refused(text, &errors),
    };
    match stopped.get() {
        Some(since) if since.elapsed() > STOPS_WITHIN => Err("stops late".to_owned()),
        None if start.elapsed() > PATIENCE + STOPS_WITHIN => {
            Err("is never told to stop".to_owned())
        }
        _ => check(&document, &answer).map(|()| true),
    }
}

/// An error names a place, unless the text as a whole is no document.
fn refused(text: &str, errors: &ProblemErrors) -> Result<bool, String> {
    let is_object = serde_json::from_str::<Value>(text).is_ok_and(|value| value.is_object());
    let mut lost = errors.0.iter().filter(|error| error.path.is_empty());
    match (is_object, lost.next()) {
        _ if errors.0.is_empty() => Err("refused without an error".to_owned()),
        (true, Some(error)) => Err(format!("an error without a path: {}", error.message)),
        _ => Ok(false),
    }
}

fn check(document: &Document, answer: &Answer) -> Result<(), String> {
    // A number that is none is written as null.
    let json = serde_json::to_value(answer).map_err(|error| format!("not JSON: {error}"))?;
    let metrics = answer.metrics.as_ref();
    let sharpe = metrics.map(|metrics| (metrics.sharpe, metrics.volatility));
    for (name, part) in json.as_object().into_iter().flatten() {
        if let Some(place) = null_in(part, name, sharpe) {
            return Err(format!("{place}: a number is none"));
        }
    }
    let has_weights = matches!(answer.outcome, OutcomeKind::Optimal | OutcomeKind::Inexact);
    if has_weights && answer.weights.is_none() {
        return Err("no weights".to_owned());
    }
    if answer.outcome == OutcomeKind::Optimal {
        limits(document, answer)?;
    }
    let conflict = answer.conflict.as_ref();
    match answer.outcome {
        OutcomeKind::Infeasible => match conflict {
            None => Err("no conflict".to_owned()),
            Some(conflict) if conflict.constraints.is_empty() => {
                Err("an empty conflict".to_owned())
            }
            Some(_) => Ok(()),
        },
        // It was stopped after the weights, in a walk-forward test.
        OutcomeKind::Cancelled => Ok(()),
        _ if conflict.is_some() => Err("a conflict of what is feasible".to_owned()),
        _ => Ok(()),
    }
}

/// Every portfolio of an optimal answer keeps the limits.
fn limits(document: &Document, answer: &Answer) -> Result<(), String> {
    let frontier = answer.frontier.iter().flatten();
    let frontier = frontier.filter(|point| point.kkt_residual.is_none());
    let pareto = answer.pareto.iter().flatten();
    let windows = answer.walk_forward.iter().flat_map(|walk| &walk.windows);
    let windows = windows.filter(|window| window.outcome == OutcomeKind::Optimal);
    let all = (answer.weights.iter().map(|weights| ("weights", weights)))
        .chain(frontier.map(|point| ("frontier", &point.weights)))
        .chain(pareto.map(|point| ("pareto", &point.weights)))
        .chain(windows.filter_map(|window| Some(("window", window.weights.as_ref()?))));
    for (place, weights) in all {
        if let Some(limit) = kept::broken(&document.constraints, weights) {
            return Err(format!("{place} {:?}: {limit}", document.objective.kind));
        }
    }
    Ok(())
}

/// Where a number is none that has to be one: not each has to.
fn null_in(value: &Value, at: &str, sharpe: Option<(Option<f64>, f64)>) -> Option<String> {
    match value {
        Value::Null if at == "metrics.sharpe" => {
            let has_none = sharpe.is_some_and(|(sharpe, risk)| sharpe.is_none() && risk < 1e-8);
            (!has_none).then(|| at.to_owned())
        }
        Value::Null if OPTIONAL.iter().any(|key| at.ends_with(key)) => None,
        Value::Null => Some(at.to_owned()),
        Value::Array(list) => list.iter().find_map(|value| null_in(value, at, sharpe)),
        Value::Object(map) => {
            let mut inner = map.iter();
            inner.find_map(|(key, value)| null_in(value, &format!("{at}.{key}"), sharpe))
        }
        _ => None,
    }
}

/// Keys whose value may be absent: ranges without end, statistics that days do not have.
const OPTIONAL: &[&str] = &[
    ".valid_from",
    ".valid_to",
    "walk_forward.statistics",
    "by_rebalance.none",
    "by_rebalance.daily",
    ".cagr",
    ".volatility_annual",
    ".sharpe",
];

/// Whatever file a document names, this is in it: the days and companies of the corpus.
pub(crate) fn prices() -> String {
    const ASSETS: &[&str] = &[
        "AAPL", "MSFT", "JPM", "XOM", "JNJ", "KO", "AMD", "BAC", "BBY", "CVX", "GE", "HD", "LLY",
        "MRK", "PEP", "PFE", "PG", "RRC", "UNH", "WMT",
    ];
    let mut text = format!("date,{}\n", ASSETS.join(","));
    let mut prices = [100.0_f64; ASSETS.len()];
    for day in 0..60_u32 {
        text += &format!("2020-{:02}-{:02}", 1 + day / 28, 1 + day % 28);
        for (asset, price) in prices.iter_mut().enumerate() {
            let wave = f64::from(day * (3 + asset as u32) % 17) / 17.0 - 0.47;
            *price *= 1.0 + 0.02 * wave;
            text += &format!(",{price}");
        }
        text.push('\n');
    }
    text
}
