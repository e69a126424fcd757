//! What a risk document must never do.

pub(crate) mod seeds;

use std::panic::{self, AssertUnwindSafe};
use std::time::{Duration, Instant};

use problem::ProblemErrors;
use problem::report::{RiskAnswer, RiskDocument, report};
use serde_json::Value;

use crate::judge::{Panicked, prices};

/// A report of the small tables here that takes longer asks for more than it may.
const SLOW: Duration = Duration::from_secs(10);

/// Whether the document was answered, or what is wrong with how it ended.
pub(crate) fn judge(text: &str, panicked: &Panicked) -> Result<bool, String> {
    let ended = panic::catch_unwind(AssertUnwindSafe(|| run(text)));
    ended.unwrap_or_else(|_| {
        let words = panicked.lock().map(|words| words.clone());
        Err(format!("panic: {}", words.unwrap_or_default()))
    })
}

fn run(text: &str) -> Result<bool, String> {
    let start = Instant::now();
    let answered = RiskDocument::parse(text)
        .and_then(|document| report(&document, &|_| Ok(prices()), &|| 0.0));
    if start.elapsed() > SLOW {
        return Err("is slow".to_owned());
    }
    match answered {
        Ok(answer) => check(&answer).map(|()| true),
        Err(errors) => refused(text, &errors),
    }
}

/// A number that is none is written as null: what is read is then another answer, or none.
fn check(answer: &RiskAnswer) -> Result<(), String> {
    let text = serde_json::to_string(answer).map_err(|error| format!("not JSON: {error}"))?;
    let read: RiskAnswer = serde_json::from_str(&text)
        .map_err(|error| format!("not an answer: {}", around(&text, error.column())))?;
    if read != *answer {
        return Err(format!("another answer: {}", first_none(&text)));
    }
    let value: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let unsaid = value["unavailable"].as_array().into_iter().flatten();
    for entry in unsaid {
        if entry["reason"] == "" || entry["what"] == "" {
            return Err("something is not available without a reason".to_owned());
        }
    }
    Ok(())
}

/// The keys before the place, without the numbers: the same fault is told once.
fn around(text: &str, column: usize) -> String {
    let before = text.get(column.saturating_sub(80)..column).unwrap_or("");
    before.chars().filter(|c| !c.is_ascii_digit()).collect()
}

fn first_none(text: &str) -> String {
    around(text, text.find("null").map_or(0, |place| place + 4))
}

/// An error says something and names a place, unless the text as a whole is no document.
fn refused(text: &str, errors: &ProblemErrors) -> Result<bool, String> {
    let is_object = serde_json::from_str::<Value>(text).is_ok_and(|value| value.is_object());
    if errors.0.is_empty() {
        return Err("refused without an error".to_owned());
    }
    for error in &errors.0 {
        if error.message.trim().is_empty() {
            return Err(format!("an error without words: {}", error.path));
        }
        if is_object && error.path.is_empty() {
            return Err(format!("an error without a path: {}", error.message));
        }
    }
    Ok(false)
}
