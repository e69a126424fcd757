//! What a document must never do.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use problem::{Answer, Document, OutcomeKind, prepare};
use serde_json::Value;

/// Time of one run before it is told to stop.
const PATIENCE: Duration = Duration::from_secs(2);
/// Time from then until it has to have stopped.
const STOPS_WITHIN: Duration = Duration::from_secs(3);
/// How far the weights of an optimal answer may miss the budget.
const KEPT: f64 = 1e-8;

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
    let Ok(document) = Document::parse(text) else {
        return Ok(false);
    };
    let Ok(model) = prepare(&document, &|_| Ok(prices())) else {
        return Ok(false);
    };
    let start = Instant::now();
    let stopwatch = || start.elapsed().as_secs_f64() * 1e3;
    let stopped = Cell::new(None);
    let mut patience = |_| {
        if start.elapsed() < PATIENCE {
            return ControlFlow::Continue(());
        }
        stopped.set(Some(Instant::now()));
        ControlFlow::Break(())
    };
    let Ok(answer) = model.run_attended(&stopwatch, &mut patience) else {
        return Ok(false);
    };
    match stopped.get() {
        Some(since) if since.elapsed() > STOPS_WITHIN => Err("stops late".to_owned()),
        None if start.elapsed() > PATIENCE + STOPS_WITHIN => {
            Err("is never told to stop".to_owned())
        }
        _ => check(&document, &answer).map(|()| true),
    }
}

fn check(document: &Document, answer: &Answer) -> Result<(), String> {
    // A number that is none is written as null.
    let json = serde_json::to_value(answer).map_err(|error| format!("not JSON: {error}"))?;
    if let Some(weights) = &answer.weights {
        if weights.0.iter().any(|(_, weight)| !weight.is_finite()) {
            return Err("a weight is no number".to_owned());
        }
        let sum: f64 = weights.0.iter().map(|(_, weight)| weight).sum();
        let size: f64 = weights.0.iter().map(|(_, weight)| weight.abs()).sum();
        let budget = document.constraints.budget;
        let is_kept = (sum - budget).abs() <= KEPT * (size + budget.abs());
        if answer.outcome == OutcomeKind::Optimal && !is_kept {
            return Err("the budget is not kept".to_owned());
        }
    }
    for part in ["weights", "metrics", "frontier"] {
        if !json[part].is_null() && holds_null(&json[part]) {
            return Err(format!("{part}: a number is none"));
        }
    }
    let has_weights = matches!(answer.outcome, OutcomeKind::Optimal | OutcomeKind::Inexact);
    if has_weights && answer.weights.is_none() {
        return Err("no weights".to_owned());
    }
    if answer.outcome == OutcomeKind::Infeasible && answer.conflict.is_none() {
        return Err("no conflict".to_owned());
    }
    Ok(())
}

fn holds_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.iter().any(holds_null),
        Value::Object(map) => map.values().any(holds_null),
        _ => false,
    }
}

/// Whatever file a document names, this is in it: the days and companies of the corpus.
fn prices() -> String {
    let mut text = "date,AAPL,MSFT,JPM,XOM,JNJ\n".to_owned();
    let mut prices = [100.0_f64, 50.0, 80.0, 60.0, 120.0];
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
