//! A comparison in words.

use std::fmt::{Result, Write};

use domain::format::NOT_AVAILABLE;
use problem::{Difference, Fact, StoppedBy, Verdict};
use serde::Serialize;

use super::Replayed;

/// The verdict in the first line; what differs, side by side; what follows from it.
pub(super) fn table(replay: &Replayed) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_all(replay, &mut text);
    text
}

fn write_all(replay: &Replayed, text: &mut String) -> Result {
    let comparison = &replay.comparison;
    match comparison.verdict {
        Verdict::Identical => writeln!(text, "same\n\nEvery number is identical.")?,
        Verdict::Same => {
            writeln!(text, "same\n\nUp to rounding{}.", rounding(replay))?;
        }
        Verdict::Different => {
            writeln!(text, "different\n")?;
            rows(&comparison.differences, text)?;
        }
    }
    for remark in remarks(replay) {
        writeln!(text, "{remark}")?;
    }
    Ok(())
}

fn rounding(replay: &Replayed) -> String {
    let rounding = replay.comparison.rounding.as_ref();
    rounding.map_or_else(String::new, |rounding| {
        format!(
            ", of which the largest is {:.1e} at {}",
            rounding.by, rounding.path
        )
    })
}

/// One row of the table: what, as it was, as it is, and how often.
type Row = [String; 4];

fn rows(differences: &[Difference], text: &mut String) -> Result {
    let heading = ["", "recorded", "now", ""].map(str::to_owned);
    let mut rows: Vec<Row> = vec![heading];
    rows.extend(differences.iter().map(row));
    let width = |column: usize| {
        let lengths = rows.iter().map(|row| row[column].chars().count());
        lengths.max().unwrap_or_default()
    };
    let (what, before, after) = (width(0), width(1), width(2));
    for [name, recorded, now, more] in &rows {
        let line = format!("{name:what$}  {recorded:before$}  {now:after$}  {more}");
        writeln!(text, "{}", line.trim_end())?;
    }
    writeln!(text)
}

fn row(difference: &Difference) -> Row {
    let texts = |name: &str, before: &str, after: &str| {
        [name.into(), before.into(), after.into(), String::new()]
    };
    let or_nothing =
        |text: &Option<String>| text.clone().unwrap_or_else(|| NOT_AVAILABLE.to_owned());
    match difference {
        Difference::Inputs { recorded, replayed } => {
            texts("receipt.inputs_hash", &short(recorded), &short(replayed))
        }
        Difference::Data { recorded, replayed } => {
            texts("receipt.data_version", &short(recorded), &short(replayed))
        }
        Difference::Finx { recorded, replayed } => texts("receipt.finx", recorded, replayed),
        Difference::Seed { recorded, replayed } => {
            texts("receipt.seed", &recorded.to_string(), &replayed.to_string())
        }
        Difference::Route { recorded, replayed } => texts(
            "receipt.solver",
            &or_nothing(recorded),
            &or_nothing(replayed),
        ),
        Difference::Outcome { recorded, replayed } => {
            texts("outcome", &word(recorded), &word(replayed))
        }
        Difference::Held {
            recorded_only,
            replayed_only,
        } => texts(
            "held in one only",
            &listed(recorded_only),
            &listed(replayed_only),
        ),
        Difference::Weights { count, largest } => [
            format!("weights.{}", largest.asset),
            largest.recorded.to_string(),
            largest.replayed.to_string(),
            farthest(*count, "weights"),
        ],
        Difference::Part {
            count,
            path,
            recorded,
            replayed,
            ..
        } => [
            path.clone(),
            fact(recorded),
            fact(replayed),
            farthest(*count, "places"),
        ],
        // Those that are added later speak for themselves.
        other => texts(&word(other), "", ""),
    }
}

fn farthest(count: usize, of: &str) -> String {
    match count {
        0 | 1 => String::new(),
        _ => format!("the farthest apart of {count} {of}"),
    }
}

/// Enough of a hash to tell it from another one.
fn short(hash: &str) -> String {
    hash.chars().take(16).collect()
}

fn listed(assets: &[String]) -> String {
    if assets.is_empty() {
        NOT_AVAILABLE.to_owned()
    } else {
        assets.join(", ")
    }
}

fn fact(fact: &Fact) -> String {
    match fact {
        Fact::Number(number) => number.to_string(),
        Fact::Text(text) => text.clone(),
        Fact::Whole(1) => "1 entry".to_owned(),
        Fact::Whole(entries) => format!("{entries} entries"),
        Fact::Nothing => NOT_AVAILABLE.to_owned(),
    }
}

/// The word of the document.
fn word(of: &impl Serialize) -> String {
    match serde_json::to_value(of) {
        Ok(serde_json::Value::String(word)) => word,
        other => other.map_or_else(|_| String::new(), |value| value.to_string()),
    }
}

/// What follows from the differences, a sentence each.
fn remarks(replay: &Replayed) -> Vec<String> {
    let comparison = &replay.comparison;
    let any = |is: fn(&Difference) -> bool| comparison.differences.iter().any(is);
    let is_other_data = any(|found| matches!(found, Difference::Data { .. }));
    let is_other_question = any(|found| matches!(found, Difference::Inputs { .. }));
    let is_other_version = replay.recorded.finx != replay.replayed.finx;
    let mut remarks = Vec::new();
    if is_other_version {
        let (before, now) = (&replay.recorded.finx, &replay.replayed.finx);
        remarks.push(format!(
            "It was recorded by finx {before}; this is finx {now}."
        ));
    }
    if is_other_data {
        let which = replay.prices.as_deref();
        let which = which.unwrap_or("the numbers in the document");
        remarks.push(format!("The data have changed: {which}."));
    }
    match (is_other_question, is_other_data, is_other_version) {
        (true, false, false) => remarks.push(
            "The document is not the one that was solved: the data are, so its settings differ."
                .to_owned(),
        ),
        (true, false, true) => remarks.push(
            "The settings of the document differ, or that version of finx hashed them otherwise."
                .to_owned(),
        ),
        (true, true, _) => remarks.push(
            "Whether the settings of the document differ too, its hash cannot tell.".to_owned(),
        ),
        (false, ..) => {}
    }
    let stops = [
        (comparison.recorded_stopped, "recorded"),
        (comparison.replayed_stopped, "new"),
    ];
    let is_told = stops.iter().any(|(by, _)| by.is_some());
    for (by, which) in stops {
        remarks.extend(by.map(|by| ended_early(by, which)));
    }
    if replay.depends_on_clock && !is_told {
        remarks.push(
            "There is a time limit, and what is not proven by then depends on the clock: it can \
             differ."
                .to_owned(),
        );
    }
    let is_explained =
        is_other_data || is_other_question || is_other_version || replay.depends_on_clock;
    if comparison.verdict == Verdict::Different && !is_explained {
        remarks.push(
            "Document, data and version are those of the receipt: the result was changed after it \
             was written, or this machine computes otherwise."
                .to_owned(),
        );
    }
    if !replay.not_compared.is_empty() {
        let keys = replay.not_compared.join(", ");
        remarks.push(format!("Not compared, unknown to this version: {keys}."));
    }
    remarks
}

fn ended_early(by: StoppedBy, which: &str) -> String {
    let by = match by {
        StoppedBy::TimeLimit => "its time limit",
        StoppedBy::Caller => "its caller",
    };
    format!(
        "The {which} run was ended by {by}: what it had found by then depends on the clock and can \
         differ."
    )
}
