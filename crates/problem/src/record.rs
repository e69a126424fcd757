//! A result as it is kept: the answer, and the question that it answers.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{
    Value,
    value::{RawValue, to_raw_value},
};

use crate::{
    Answer, Document, ProblemError, ProblemErrors, Purchase,
    parse::{Step, missing_key, steps, written},
};

/// An answer with the document that it answers under the key `problem`: all that it takes to solve
/// again, and to see whether the same comes out.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The answer.
    pub answer: Answer,
    /// The question, where it was kept.
    pub problem: Option<Document>,
    /// Paths of what another version of FinX has written and this one cannot read.
    pub unread: Vec<String>,
}

/// This version of FinX, as receipts name it.
const FINX: &str = env!("CARGO_PKG_VERSION");

/// The key of the document.
const PROBLEM: &str = "problem";

impl Record {
    /// Reads a result.
    ///
    /// Keys that are none are refused in results of this version of FinX, and left in `unread` in
    /// those of others.
    ///
    /// # Errors
    /// Names what is wrong with its path; what is wrong with the document with all paths, which
    /// begin with `problem`.
    pub fn parse(text: &str) -> Result<Self, ProblemErrors> {
        let text = text.trim_start_matches('\u{feff}');
        let all: Value =
            serde_json::from_str(text).map_err(|error| ProblemError::new("", error))?;
        if all.get("objective").is_some() && all.get("outcome").is_none() {
            let message = "this is a problem document; `finx optimize` makes a result of it";
            return Err(ProblemError::new("", message).into());
        }
        let by = all["receipt"]["finx"].as_str();
        let by = by.filter(|version| *version != FINX);
        let answer = answer(text, &all).map_err(|error| explained(error, by))?;
        let mut unread = Vec::new();
        beyond(&all, &tree(&answer)?, &mut Vec::new(), &mut unread);
        if by.is_none() {
            let none = |path: &String| ProblemError::new(path, "is no key of a result");
            ProblemErrors::check(unread.iter().map(none).collect())?;
        }
        let problem = problem(text).map_err(|errors| {
            let errors = errors.0.into_iter();
            ProblemErrors(errors.map(|error| explained(error, by)).collect())
        })?;
        Ok(Self {
            answer,
            problem,
            unread,
        })
    }

    /// The result as JSON for a file: the answer laid out for reading, the document in one line
    /// below it, since it may hold long tables.
    ///
    /// # Errors
    /// What JSON cannot write; an answer and a document that were read or solved it can.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        let problem = self.problem.as_ref().map(to_raw_value).transpose()?;
        serde_json::to_string_pretty(&Written {
            answer: &self.answer,
            problem,
        })
    }
}

#[derive(Serialize)]
struct Written<'a> {
    #[serde(flatten)]
    answer: &'a Answer,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Box<RawValue>>,
}

#[derive(Deserialize)]
struct Asked<'a> {
    #[serde(borrow)]
    problem: Option<&'a RawValue>,
}

fn answer(text: &str, all: &Value) -> Result<Answer, ProblemError> {
    /// Those of [`Purchase`].
    const KEYS: [&str; 4] = ["shares", "spent", "fees", "cash"];
    let is_bought = KEYS.iter().any(|key| all.get(key).is_some());
    Ok(Answer {
        purchase: is_bought.then(|| part::<Purchase>(text)).transpose()?,
        ..part(text)?
    })
}

/// Some keys of a text.
fn part<T: DeserializeOwned>(text: &str) -> Result<T, ProblemError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let mut path = steps(error.path());
        let mut message = error.into_inner().to_string();
        if let Some(key) = missing_key(&message) {
            path.push(Step::Key(key));
            message = "is missing".to_owned();
        }
        ProblemError::new(written(&path), message)
    })
}

fn problem(text: &str) -> Result<Option<Document>, ProblemErrors> {
    let asked: Asked<'_> =
        serde_json::from_str(text).map_err(|error| ProblemError::new(PROBLEM, error))?;
    let Some(problem) = asked.problem else {
        return Ok(None);
    };
    let read = Document::parse(problem.get());
    read.map(Some).map_err(|errors| {
        let inside = errors.0.into_iter().map(|error| {
            let dot = if error.path.is_empty() { "" } else { "." };
            ProblemError::new(format!("{PROBLEM}{dot}{}", error.path), error.message)
        });
        ProblemErrors(inside.collect())
    })
}

/// The same, with the likely reason: what another version of FinX has written.
fn explained(error: ProblemError, by: Option<&str>) -> ProblemError {
    match by {
        Some(by) => {
            let why = format!(
                "{} (finx {by} wrote it, this is finx {FINX})",
                error.message
            );
            ProblemError::new(error.path, why)
        }
        None => error,
    }
}

fn tree(answer: &Answer) -> Result<Value, ProblemError> {
    serde_json::to_value(answer).map_err(|error| ProblemError::new("", error))
}

/// The paths of what stands in a text and not in what was read of it.
fn beyond(all: &Value, read: &Value, path: &mut Vec<Step>, unread: &mut Vec<String>) {
    match (all, read) {
        (Value::Object(all), Value::Object(read)) => {
            for (key, value) in all {
                if path.is_empty() && key == PROBLEM {
                    continue;
                }
                path.push(Step::Key(key.clone()));
                match read.get(key) {
                    Some(read) => beyond(value, read, path, unread),
                    // Written as nothing is as good as not written.
                    None if value.is_null() => {}
                    None => unread.push(written(path)),
                }
                path.pop();
            }
        }
        (Value::Array(all), Value::Array(read)) => {
            for (i, (value, read)) in all.iter().zip(read).enumerate() {
                path.push(Step::Index(i));
                beyond(value, read, path, unread);
                path.pop();
            }
        }
        _ => {}
    }
}
