//! Two answers, key by key: what is added to answers is compared by itself.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::Answer;

use super::{Difference, Rounding, numbers::Tolerance};

/// What stands at some place of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// A number.
    Number(f64),
    /// A text, or yes or no in a word.
    Text(String),
    /// A list or an object of so many entries.
    Whole(usize),
    /// Nothing.
    Nothing,
}

impl Serialize for Fact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Whole(entries) => serializer.collect_map([("entries", entries)]),
            Self::Nothing => serializer.serialize_none(),
        }
    }
}

impl Fact {
    fn of(value: &Value) -> Self {
        match value {
            Value::Number(number) => number.as_f64().map_or(Self::Nothing, Self::Number),
            Value::String(text) => Self::Text(text.clone()),
            Value::Bool(_) => Self::Text(value.to_string()),
            Value::Array(items) => Self::Whole(items.len()),
            Value::Object(map) => Self::Whole(map.len()),
            Value::Null => Self::Nothing,
        }
    }
}

/// What a walk through two answers has found.
#[derive(Debug)]
pub(super) struct Walk {
    pub(super) parts: Vec<Difference>,
    pub(super) rounding: Option<Rounding>,
}

impl Walk {
    /// Everything that has no kind of difference of its own.
    pub(super) fn through(recorded: &Answer, replayed: &Answer, tolerance: Tolerance) -> Self {
        let mut seen = Seen {
            tolerance,
            parts: BTreeMap::new(),
            rounding: None,
        };
        seen.both("", &tree(recorded), &tree(replayed));
        Self {
            parts: seen.parts.into_iter().map(part).collect(),
            rounding: seen.rounding,
        }
    }
}

/// Whether everything but the time it took is the same to the last bit, as a file has it: some
/// figures have two places among the metrics in memory, and one in a file.
pub(super) fn is_identical(recorded: &Answer, replayed: &Answer) -> bool {
    let timeless = |answer: &Answer| without(answer, &["repeats"]);
    timeless(recorded) == timeless(replayed)
}

/// An answer without what is compared by its own rules, or not at all.
fn tree(answer: &Answer) -> Value {
    const OF_RECEIPT: [&str; 8] = [
        "inputs_hash",
        "data_version",
        "finx",
        "solver",
        "seed",
        "iterations",
        "nodes",
        "repeats",
    ];
    let mut tree = without(answer, &OF_RECEIPT);
    if let Some(map) = tree.as_object_mut() {
        map.remove("outcome");
    }
    tree
}

/// An answer as a file has it, without times and some lines of the receipt.
fn without(answer: &Answer, lines: &[&str]) -> Value {
    let mut tree = serde_json::to_value(answer).expect("the keys of an answer are texts");
    leave_times_out(&mut tree);
    if let Some(receipt) = tree.get_mut("receipt").and_then(Value::as_object_mut) {
        for line in lines {
            receipt.remove(*line);
        }
    }
    tree
}

/// Wherever they stand: each route of a comparison has its own.
fn leave_times_out(value: &mut Value) {
    const TIMES: [&str; 2] = ["duration_ms", "time_ms"];
    match value {
        Value::Object(map) => {
            map.retain(|key, _| !TIMES.contains(&key.as_str()));
            map.values_mut().for_each(leave_times_out);
        }
        Value::Array(items) => items.iter_mut().for_each(leave_times_out),
        _ => {}
    }
}

struct Seen {
    tolerance: Tolerance,
    parts: BTreeMap<String, Worst>,
    rounding: Option<Rounding>,
}

/// The places of a part that differ, and the one where it is worst.
struct Worst {
    count: usize,
    excess: f64,
    path: String,
    recorded: Fact,
    replayed: Fact,
}

impl Seen {
    fn both(&mut self, path: &str, before: &Value, after: &Value) {
        match (before, after) {
            (Value::Object(a), Value::Object(b)) => {
                let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
                for key in keys {
                    let path = below(path, key);
                    let at = |map: &serde_json::Map<String, Value>| {
                        map.get(key).cloned().unwrap_or_default()
                    };
                    self.both(&path, &at(a), &at(b));
                }
            }
            (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
                for (i, (before, after)) in a.iter().zip(b).enumerate() {
                    self.both(&format!("{path}[{i}]"), before, after);
                }
            }
            (Value::Number(a), Value::Number(b)) => self.numbers(path, a.as_f64(), b.as_f64()),
            _ if before == after => {}
            _ => self.differ(path, f64::INFINITY, Fact::of(before), Fact::of(after)),
        }
    }

    fn numbers(&mut self, path: &str, before: Option<f64>, after: Option<f64>) {
        let (Some(before), Some(after)) = (before, after) else {
            return;
        };
        let by = (before - after).abs();
        let excess = if path.starts_with(WEIGHTS) {
            by / self.tolerance.weight()
        } else {
            self.tolerance.excess(path, before, after)
        };
        if excess > 1.0 {
            self.differ(path, excess, Fact::Number(before), Fact::Number(after));
        } else {
            self.round(path, by);
        }
    }

    /// Remembers the largest.
    fn round(&mut self, path: &str, by: f64) {
        let largest = self.rounding.as_ref().map_or(0.0, |rounding| rounding.by);
        if by > largest {
            let path = path.to_owned();
            self.rounding = Some(Rounding { path, by });
        }
    }

    /// Remembers the worst of its part, and the first of equally bad ones.
    fn differ(&mut self, path: &str, excess: f64, recorded: Fact, replayed: Fact) {
        if path.starts_with(WEIGHTS) {
            // Assets that one answer does not name count as not held.
            return;
        }
        let part = self.parts.entry(part_of(path)).or_insert_with(|| Worst {
            count: 0,
            excess: 0.0,
            path: String::new(),
            recorded: Fact::Nothing,
            replayed: Fact::Nothing,
        });
        part.count += 1;
        if excess > part.excess {
            *part = Worst {
                count: part.count,
                excess,
                path: path.to_owned(),
                recorded,
                replayed,
            };
        }
    }
}

/// Single weights have a kind of difference of their own.
const WEIGHTS: &str = "weights.";

/// The key at the top; of what holds many things, with the key below it.
fn part_of(path: &str) -> String {
    let end = |from: usize| {
        let rest = &path[from..];
        rest.find(['.', '[']).map_or(path.len(), |at| from + at)
    };
    let first = end(0);
    match &path[..first] {
        "metrics" | "receipt" if first < path.len() => path[..end(first + 1)].to_owned(),
        key => key.to_owned(),
    }
}

fn below(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

fn part((part, worst): (String, Worst)) -> Difference {
    Difference::Part {
        part,
        count: worst.count,
        path: worst.path,
        recorded: worst.recorded,
        replayed: worst.replayed,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn times_are_left_out_wherever_they_stand() {
        let mut tree = json!({
            "receipt": { "duration_ms": 1.0, "seed": 1 },
            "comparison": { "routes": [{ "time_ms": { "median": 1.0 }, "success_rate": 1.0 }] },
        });
        leave_times_out(&mut tree);
        let expect = json!({
            "receipt": { "seed": 1 },
            "comparison": { "routes": [{ "success_rate": 1.0 }] },
        });
        assert_eq!(tree, expect);
    }

    #[test]
    fn a_part_is_the_key_at_the_top() {
        for (path, part) in [
            ("frontier[3].weights.KO", "frontier"),
            ("metrics.volatility", "metrics.volatility"),
            (
                "metrics.risk_contributions.BRK.B",
                "metrics.risk_contributions",
            ),
            ("receipt.gap", "receipt.gap"),
            ("metrics", "metrics"),
        ] {
            assert_eq!(part_of(path), part);
        }
    }
}
