//! From text to a document, with everything that is wrong with it.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

use crate::{Document, ProblemError, ProblemErrors, WindowDays, values::Object};

impl Document {
    /// Reads a document.
    ///
    /// # Errors
    /// Names every offending key with its path: unknown ones, those that are not supported yet,
    /// wrong types, and what contradicts itself without a look at the data.
    pub fn parse(text: &str) -> Result<Self, ProblemErrors> {
        let document: Self = read(text, &["data", "objective"])?;
        ProblemErrors::check(document.contradictions())?;
        Ok(document)
    }

    /// What contradicts itself without a look at the data.
    fn contradictions(&self) -> Vec<ProblemError> {
        let mut errors = Vec::new();
        let mut refuse = |path: &str, message: &str| errors.push(ProblemError::new(path, message));

        let data = &self.data;
        let sources = [
            ("prices_csv", data.prices_csv.is_some()),
            ("prices", data.prices.is_some()),
            ("returns", data.returns.is_some()),
            ("moments", data.moments.is_some()),
            ("portfolio", data.portfolio.is_some()),
            ("universe", data.universe.is_some()),
        ];
        exactly_one("data", &sources, &mut refuse);
        self.window.check(&mut refuse);
        crate::estimates::contradictions(self, &mut refuse);
        self.check_moments(&mut refuse);
        crate::goal::contradictions(self, &mut refuse);

        if let Some(walk_forward) = &self.walk_forward {
            if walk_forward.train < 2 {
                refuse("walk_forward.train", "must be at least 2");
            }
            if walk_forward.test < 1 {
                refuse("walk_forward.test", "must be at least 1");
            }
        }
        if self.solver.time_limit_s.is_some_and(|limit| limit <= 0.0) {
            refuse("solver.time_limit_s", "must be above 0");
        }
        errors
    }

    /// Moments have no days.
    fn check_moments(&self, refuse: &mut impl FnMut(&str, &str)) {
        if self.data.moments.is_none() {
            return;
        }
        if self.window.from.is_some() || self.window.to.is_some() {
            refuse("window", "data.moments have no days");
        }
        if self.missing.is_some() {
            refuse("missing", "data.moments have no gaps");
        }
        if self.walk_forward.is_some() {
            refuse("walk_forward", "needs prices or returns, not data.moments");
        }
    }
}

/// Reads a document of any kind, or names everything that is wrong with its words. `required` are the
/// keys that it cannot do without.
pub(crate) fn read<T: DeserializeOwned>(text: &str, required: &[&str]) -> Result<T, ProblemErrors> {
    // As files of prices, too, some editors write it first.
    let text = text.trim_start_matches('\u{feff}');
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read: Object<T> = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| all::<T>(text, error, required))?;
    deserializer
        .end()
        .map_err(|error| ProblemError::new("", error))?;
    Ok(read.0)
}

/// Of several ways to say something, one has to be taken.
pub(crate) fn exactly_one(path: &str, ways: &[(&str, bool)], refuse: &mut impl FnMut(&str, &str)) {
    let given: Vec<&str> = ways
        .iter()
        .filter(|(_, given)| *given)
        .map(|(name, _)| *name)
        .collect();
    match given.as_slice() {
        [_] => {}
        [] => {
            let names: Vec<&str> = ways.iter().map(|(name, _)| *name).collect();
            refuse(path, &format!("needs one of {}", names.join(", ")));
        }
        several => refuse(
            path,
            &format!("has {}, needs exactly one", several.join(" and ")),
        ),
    }
}

impl WindowDays {
    pub(crate) fn check(&self, refuse: &mut impl FnMut(&str, &str)) {
        if let (Some(from), Some(to)) = (self.from, self.to)
            && to.0 < from.0
        {
            refuse(
                "window.to",
                &format!("{} is before window.from, {}", to.0, from.0),
            );
        }
    }
}

/// That a key belongs to others than the kind it stands beside.
pub(crate) fn belongs<'w>(owners: impl Iterator<Item = &'w str>, kind: &str) -> String {
    let owners: Vec<String> = owners.map(|owner| format!("`{owner}`")).collect();
    let owners = match owners.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    };
    format!("belongs to {owners}, not to `{kind}`")
}

/// As many as anybody wants to read at once.
const MOST_ERRORS: usize = 50;

/// Reading stops at the first error. To name all of them, the offending key is taken out and the
/// rest is read again, until nothing is left to complain about.
fn all<T: DeserializeOwned>(
    text: &str,
    first: serde_path_to_error::Error<serde_json::Error>,
    required: &[&str],
) -> ProblemErrors {
    let (path, error) = (first.path().clone(), first.into_inner());
    let Ok(mut value) = serde_json::from_str::<Value>(text) else {
        // A slip of syntax, or a number that JSON has not: as far as reading came, and the position.
        return ProblemError::new(written(&steps(&path)), error).into();
    };
    let mut errors = Vec::new();
    let mut removed: BTreeSet<Vec<Step>> = BTreeSet::new();
    while errors.len() < MOST_ERRORS {
        let Err(error) = serde_path_to_error::deserialize::<_, Object<T>>(&value) else {
            break;
        };
        let mut steps = steps(error.path());
        let mut message = error.into_inner().to_string();
        if let Some(key) = missing_key(&message) {
            steps.push(Step::Key(key));
            message = "is missing".to_owned();
        }
        if !removed.contains(&steps) {
            errors.push(ProblemError::new(written(&steps), message));
        }
        // What cannot be done without takes its parent along.
        while removed.contains(&steps) || !remove(&mut value, &steps) {
            removed.insert(steps.clone());
            steps.pop();
            if steps.is_empty() {
                also_missing(&value, &removed, required, &mut errors);
                return ProblemErrors(errors);
            }
        }
        removed.insert(steps);
    }
    if errors.is_empty() {
        // A key that comes twice is lost in the second reading.
        errors.push(ProblemError::new(
            written(&steps(&path)),
            without_position(&error),
        ));
    }
    ProblemErrors(errors)
}

/// Of several keys missing at the top, reading names the first only.
fn also_missing(
    value: &Value,
    removed: &BTreeSet<Vec<Step>>,
    required: &[&str],
    errors: &mut Vec<ProblemError>,
) {
    for &key in required {
        let known = removed.contains(&vec![Step::Key(key.to_owned())]);
        if !known && value.is_object() && value.get(key).is_none() {
            errors.push(ProblemError::new(key, "is missing"));
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

pub(crate) fn steps(path: &Path) -> Vec<Step> {
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(Step::Index(*index)),
            Segment::Map { key } => Some(Step::Key(key.clone())),
            Segment::Enum { variant } => Some(Step::Key(variant.clone())),
            Segment::Unknown => None,
        })
        .collect()
}

pub(crate) fn written(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Index(index) => path.push_str(&format!("[{index}]")),
            Step::Key(key) => {
                if !path.is_empty() {
                    path.push('.');
                }
                if key.is_empty() {
                    // No name is a name, too, and has to be seen.
                    path.push_str("\"\"");
                }
                path.extend(key.chars().take(60));
            }
        }
    }
    path
}

/// Takes a value out; an element of an array becomes `null`, so that the others keep their place.
fn remove(value: &mut Value, steps: &[Step]) -> bool {
    let Some((last, parents)) = steps.split_last() else {
        return false;
    };
    let parent = parents.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => value.get_mut(key),
        Step::Index(index) => value.get_mut(index),
    });
    match (parent, last) {
        (Some(Value::Object(map)), Step::Key(key)) => map.remove(key).is_some(),
        (Some(Value::Array(items)), Step::Index(index)) => match items.get_mut(*index) {
            Some(item) if !item.is_null() => {
                *item = Value::Null;
                true
            }
            _ => false,
        },
        _ => false,
    }
}

pub(crate) fn missing_key(message: &str) -> Option<String> {
    let key = message.strip_prefix("missing field `")?.split('`').next()?;
    Some(key.to_owned())
}

fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&position)
        .map_or_else(|| text.clone(), str::to_owned)
}
