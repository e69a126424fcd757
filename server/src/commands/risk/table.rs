//! An answer to a risk document as tables for people.
//!
//! What is shown is a list of [`Section`]s: where it stands in the answer, and how each of its
//! figures is written. A section that is not in the answer is left out.

mod own;
mod sections;

use domain::format;
use serde_json::Value;

use sections::SECTIONS;

/// How a figure is written.
#[derive(Debug, Clone, Copy)]
enum Unit {
    Percent,
    Number(usize),
    Days,
    Money,
    Count,
    Text,
    /// A name with underscores.
    Word,
}

/// A figure of a section.
#[derive(Debug, Clone, Copy)]
struct Column {
    /// Path from the section, keys joined by dots.
    at: &'static str,
    heading: &'static str,
    unit: Unit,
}

/// How a section looks.
#[derive(Debug, Clone, Copy)]
enum Shape {
    /// An object: a line for each figure.
    Lines(&'static [Column]),
    /// An array of objects: a row for each.
    Rows(&'static [Column]),
    /// An object of objects: a row for each, its name first.
    Named(&'static str, &'static [Column]),
    /// A table of its own making.
    Own(fn(&Value) -> Grid),
}

/// Headings, and rows of texts under them.
#[derive(Debug, Default)]
struct Grid {
    /// With each, whether its column holds words.
    headings: Vec<(String, bool)>,
    rows: Vec<Vec<String>>,
}

/// A part of the answer.
#[derive(Debug, Clone, Copy)]
struct Section {
    title: &'static str,
    /// Path from the answer, keys joined by dots; empty for the answer itself.
    at: &'static str,
    shape: Shape,
}

/// Everything that is in the answer and has a section.
pub(super) fn table(answer: &Value) -> String {
    let mut text = String::new();
    for section in SECTIONS {
        let Some(found) = at(answer, section.at) else {
            continue;
        };
        let written = section.shape.written(found);
        if !written.is_empty() {
            text.push_str(&format!("{}\n{written}\n", section.title));
        }
    }
    text.push_str(&notes(answer));
    text
}

impl Shape {
    fn written(self, found: &Value) -> String {
        match self {
            Self::Lines(columns) => lines(found, columns),
            Self::Rows(columns) => {
                let rows = found.as_array().map(Vec::as_slice).unwrap_or_default();
                let rows = rows.iter().map(|row| cells(row, columns)).collect();
                Grid {
                    headings: headings(columns),
                    rows,
                }
                .written()
            }
            Self::Named(heading, columns) => {
                let named = found.as_object().into_iter().flatten();
                let rows = named.map(|(name, row)| {
                    let mut cells = cells(row, columns);
                    cells.insert(0, name.clone());
                    cells
                });
                let rows = rows.collect();
                let mut headings = headings(columns);
                headings.insert(0, (heading.to_owned(), true));
                Grid { headings, rows }.written()
            }
            Self::Own(make) => make(found).written(),
        }
    }
}

fn headings(columns: &[Column]) -> Vec<(String, bool)> {
    let heading = |column: &Column| {
        let is_text = matches!(column.unit, Unit::Text | Unit::Word);
        (column.heading.to_owned(), is_text)
    };
    columns.iter().map(heading).collect()
}

/// A figure that is not in the answer has no line; one that could not be computed has a dash.
fn lines(found: &Value, columns: &[Column]) -> String {
    let known: Vec<(&str, String)> = columns
        .iter()
        .filter_map(|column| Some((column.heading, column.unit.written(at(found, column.at)?))))
        .collect();
    let width = widest(known.iter().map(|(name, _)| *name));
    let figures = widest(known.iter().map(|(_, figure)| figure.as_str()));
    let line = |(name, figure): &(&str, String)| format!("  {name:width$}  {figure:>figures$}\n");
    known.iter().map(line).collect()
}

fn cells(row: &Value, columns: &[Column]) -> Vec<String> {
    let cell = |column: &Column| {
        column
            .unit
            .written(at(row, column.at).unwrap_or(&Value::Null))
    };
    columns.iter().map(cell).collect()
}

impl Grid {
    /// Columns that no row has anything for are left out.
    fn written(&self) -> String {
        let Self { headings, rows } = self;
        let used: Vec<usize> = (0..headings.len())
            .filter(|&i| rows.iter().any(|row| row[i] != format::NOT_AVAILABLE))
            .collect();
        let width = |&i: &usize| {
            let cells = rows.iter().map(|row| row[i].as_str());
            widest(cells.chain([headings[i].0.as_str()]))
        };
        let widths: Vec<usize> = used.iter().map(width).collect();
        let line = |cell: &dyn Fn(usize) -> String| {
            let mut line = String::new();
            for (&i, &width) in used.iter().zip(&widths) {
                let cell = cell(i);
                match headings[i].1 {
                    true => line.push_str(&format!("  {cell:width$}")),
                    false => line.push_str(&format!("  {cell:>width$}")),
                }
            }
            format!("{}\n", line.trim_end())
        };
        if used.is_empty() {
            return String::new();
        }
        let mut text = line(&|i| headings[i].0.clone());
        for row in rows {
            text.push_str(&line(&|i| row[i].clone()));
        }
        text
    }
}

impl Unit {
    fn written(self, value: &Value) -> String {
        match (self, value) {
            (_, Value::Null) => format::NOT_AVAILABLE.to_owned(),
            (Self::Word, Value::String(text)) => own::words(text),
            (_, Value::String(text)) => text.clone(),
            (_, Value::Bool(is_so)) => if *is_so { "yes" } else { "no" }.to_owned(),
            (_, Value::Array(items)) => {
                let items: Vec<String> = items.iter().map(|item| self.written(item)).collect();
                items.join(", ")
            }
            (_, Value::Object(_)) => value.to_string(),
            (unit, Value::Number(number)) => {
                let number = number.as_f64().unwrap_or(f64::NAN);
                match unit {
                    Self::Percent => format::percent(number, 2),
                    Self::Number(places) => format::number(number, places),
                    Self::Days => format::number(number, 1),
                    Self::Money | Self::Count | Self::Text | Self::Word => {
                        format::number(number, 0)
                    }
                }
            }
        }
    }
}

fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    let mut keys = path.split('.').filter(|key| !key.is_empty());
    keys.try_fold(value, |value, key| value.get(key))
}

fn widest<'t>(texts: impl Iterator<Item = &'t str>) -> usize {
    texts
        .map(|text| text.chars().count())
        .max()
        .unwrap_or_default()
}

/// What is missing and why, and how long it took.
fn notes(answer: &Value) -> String {
    let mut text = String::new();
    let missing = answer["unavailable"].as_array();
    if let Some(missing) = missing.filter(|missing| !missing.is_empty()) {
        text.push_str("not available\n");
        for what in missing {
            let (name, reason) = (&what["what"], &what["reason"]);
            let (name, reason) = (name.as_str(), reason.as_str());
            text.push_str(&format!(
                "  {}: {}\n",
                name.unwrap_or_default(),
                reason.unwrap_or_default()
            ));
        }
        text.push('\n');
    }
    if let Some(duration) = answer["receipt"]["duration_ms"].as_f64() {
        text.push_str(&format!("{}\n", format::milliseconds(duration)));
    }
    text
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use problem::report::{RiskDocument, report};
    use serde_json::json;

    use super::*;
    use crate::commands::optimize::loader;

    fn answer(text: &str) -> Value {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/risk");
        let load = loader(&folder);
        let document = RiskDocument::parse(text).expect("a good document");
        let answer = report(&document, &load, &|| 0.0).expect("good data");
        serde_json::to_value(answer).expect("JSON")
    }

    /// The examples, and what none of them asks.
    fn answers() -> Vec<Value> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/risk");
        let files = std::fs::read_dir(folder).expect("a folder");
        let texts = files.map(|file| std::fs::read_to_string(file.expect("a file").path()));
        let mut answers: Vec<Value> = texts.map(|text| answer(&text.expect("text"))).collect();
        let rest = json!({
            "data": { "prices_csv": "../five-companies.csv" },
            "weights": { "AAPL": 0.5, "KO": 0.5 },
            "benchmark": { "asset": "MSFT" },
            "tail": { "models": ["student_t", "monte_carlo_normal"], "horizon_days": 10, "draws": 1000 },
            "flows": { "values": [{ "date": "2020-01-01", "value": 0, "flow": 100 },
                                  { "date": "2021-01-01", "value": 120, "flow": -10 },
                                  { "date": "2022-01-01", "value": 130 }] },
            "trials": { "count": 10, "variance": 0.1 },
            "rolling": { "window": 250, "measures": ["sharpe", "beta"] },
            "stress": { "episodes": ["covid_2020"] },
        });
        answers.push(answer(&rest.to_string()));
        answers
    }

    /// A path with a slip in it would be a figure that is never shown.
    #[test]
    fn every_figure_of_every_section_is_in_some_answer() {
        let answers = answers();
        for section in SECTIONS {
            let found: Vec<&Value> = answers.iter().filter_map(|a| at(a, section.at)).collect();
            assert!(!found.is_empty(), "{}", section.at);
            let (columns, rows): (_, Vec<&Value>) = match section.shape {
                Shape::Lines(columns) => (columns, found),
                Shape::Rows(columns) => {
                    let rows = found.iter().filter_map(|list| list.as_array()).flatten();
                    (columns, rows.collect())
                }
                Shape::Named(_, columns) => {
                    let rows = found.iter().filter_map(|map| map.as_object());
                    (columns, rows.flat_map(|map| map.values()).collect())
                }
                Shape::Own(make) => {
                    let grids: Vec<Grid> = found.into_iter().map(make).collect();
                    assert!(
                        grids.iter().any(|grid| !grid.rows.is_empty()),
                        "{}",
                        section.title
                    );
                    continue;
                }
            };
            for column in columns {
                let known = |row: &&Value| at(row, column.at).is_some_and(|value| !value.is_null());
                assert!(rows.iter().any(known), "{}.{}", section.at, column.at);
            }
        }
    }

    #[test]
    fn columns_stand_under_their_headings() {
        let answer = json!({
            "measures": { "sharpe": 1.25, "volatility_annual": 0.2, "calmar": null },
            "drawdowns": [
                { "depth": 0.1234, "start": "2020-01-30", "trough": "2020-03-23", "recovery": null, "observations": 1350 },
                { "depth": 0.05, "start": null, "trough": "2021-03-23", "recovery": "2021-04-01", "observations": 7 },
            ],
            "unavailable": [{ "what": "measures.calmar", "reason": "there is no loss" }],
            "receipt": { "duration_ms": 1.25 },
        });
        let plain = table(&answer).replace(format::NARROW_SPACE, " ");
        insta::assert_snapshot!(plain, @r"
        performance
          volatility, annual  20.00 %
          Sharpe                1.250
          Calmar                    —

        deepest drawdowns
            depth  from        bottom      recovered   trading days
          12.34 %  2020-01-30  2020-03-23  —                  1,350
           5.00 %  —           2021-03-23  2021-04-01             7

        not available
          measures.calmar: there is no loss

        1.2 ms
        ");
    }
}
