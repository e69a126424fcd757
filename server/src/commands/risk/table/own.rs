//! Tables whose columns are in the answer.

use domain::format;
use serde_json::Value;

use super::{Grid, Unit, at};

/// VaR and CVaR by model, a column for each confidence.
pub(super) fn tails(measures: &Value) -> Grid {
    let figures = measures.as_object().into_iter().flatten();
    let mut names: Vec<(&String, &Value)> = figures
        .filter(|(name, _)| name.starts_with("var_") || name.starts_with("cvar_"))
        .collect();
    // VaR before CVaR.
    names.sort_by_key(|(name, _)| name.starts_with("cvar_"));
    let mut models: Vec<&String> = Vec::new();
    for (_, figure) in &names {
        for model in figure
            .as_object()
            .into_iter()
            .flat_map(|models| models.keys())
        {
            if !models.contains(&model) {
                models.push(model);
            }
        }
    }
    let mut headings = vec![("model".to_owned(), true)];
    headings.extend(names.iter().map(|(name, _)| (risk_name(name), false)));
    let percent = |figure: Option<&Value>| Unit::Percent.written(figure.unwrap_or(&Value::Null));
    let row = |model: &&String| {
        let mut row = vec![words(model)];
        row.extend(
            names
                .iter()
                .map(|(_, figure)| percent(figure.get(model.as_str()))),
        );
        row
    };
    let rows = models.iter().map(row).collect();
    Grid { headings, rows }
}

/// Entropic VaR and the drawdown's CVaR, which need no model.
pub(super) fn without_model(measures: &Value) -> Grid {
    let figures = measures.as_object().into_iter().flatten();
    let rows = figures
        .filter(|(name, _)| name.starts_with("evar_") || name.starts_with("cdar_"))
        .map(|(name, figure)| vec![risk_name(name), Unit::Percent.written(figure)]);
    Grid {
        headings: vec![("tail".to_owned(), true), ("one day".to_owned(), false)],
        rows: rows.collect(),
    }
}

/// `cvar_97.5` → `CVaR 97.5 %`.
fn risk_name(name: &str) -> String {
    let (kind, percent) = name.split_once('_').unwrap_or((name, ""));
    let kind = match kind {
        "var" => "VaR",
        "cvar" => "CVaR",
        "evar" => "EVaR",
        _ => "CDaR",
    };
    format!("{kind} {percent} %")
}

/// `filtered_historical` → `filtered historical`.
pub(super) fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// A row for each year, a column for each month.
pub(super) fn months(years: &Value) -> Grid {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let mut headings = vec![("year".to_owned(), true)];
    headings.extend(MONTHS.map(|month| (month.to_owned(), false)));
    headings.push(("year, %".to_owned(), false));
    let percent = |value: &Value| match value.as_f64() {
        Some(value) => format::number(100.0 * value, 1),
        None => format::NOT_AVAILABLE.to_owned(),
    };
    let years = years.as_array().map(Vec::as_slice).unwrap_or_default();
    let row = |year: &Value| {
        let mut row = vec![year["year"].to_string()];
        let months = year["months"].as_array().map(Vec::as_slice);
        row.extend(months.unwrap_or_default().iter().map(percent));
        row.push(percent(&year["total"]));
        row
    };
    Grid {
        headings,
        rows: years.iter().map(row).collect(),
    }
}

/// A row for each asset; none when there are so many that no terminal shows them side by side.
pub(super) fn correlation(found: &Value) -> Grid {
    const MOST: usize = 12;
    let names = found["assets"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    if names.len() > MOST {
        return Grid::default();
    }
    let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
    let mut headings = vec![(String::new(), true)];
    headings.extend(names.iter().map(|name| ((*name).to_owned(), false)));
    let rows = found["matrix"].as_array().into_iter().flatten().zip(&names);
    let row = |(row, name): (&Value, &&str)| {
        let cells = row.as_array().into_iter().flatten();
        let mut written = vec![(*name).to_owned()];
        written.extend(cells.map(|cell| Unit::Number(2).written(cell)));
        written
    };
    Grid {
        headings,
        rows: rows.map(row).collect(),
    }
}

/// The assets of each cluster.
pub(super) fn clusters(found: &Value) -> Grid {
    let members = found["members"].as_array().into_iter().flatten();
    let rows = members
        .enumerate()
        .map(|(i, names)| vec![(i + 1).to_string(), Unit::Text.written(names)]);
    Grid {
        headings: vec![("cluster".to_owned(), false), ("members".to_owned(), true)],
        rows: rows.collect(),
    }
}

/// Wealth at some of the days, a column for each level.
pub(super) fn fan(found: &Value) -> Grid {
    /// As many as somebody reads.
    const ROWS: usize = 10;
    let days = found["days"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let bands = found["bands"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let mut headings = vec![("day".to_owned(), false), ("mean".to_owned(), false)];
    headings.extend(bands.iter().map(|band| (level(&band["level"]), false)));
    let step = days.len().div_ceil(ROWS).max(1);
    let money =
        |series: &Value, i: usize| Unit::Money.written(series.get(i).unwrap_or(&Value::Null));
    let row = |i: usize| {
        let mut row = vec![Unit::Count.written(&days[i]), money(&found["mean"], i)];
        row.extend(bands.iter().map(|band| money(&band["wealth"], i)));
        row
    };
    // Backwards from the end, which is what matters most.
    let mut shown: Vec<usize> = (0..days.len()).rev().step_by(step).collect();
    shown.reverse();
    Grid {
        headings,
        rows: shown.into_iter().map(row).collect(),
    }
}

/// `0.05` → `5 %`.
fn level(value: &Value) -> String {
    let percent = 100.0 * value.as_f64().unwrap_or(f64::NAN);
    let places = usize::from(percent.fract().abs() > 1e-9);
    format::with_unit(format::number(percent, places), "%")
}

/// Each rolling figure by its range and its latest value.
pub(super) fn rolling(found: &Value) -> Grid {
    let headings = ["figure", "smallest", "median", "largest", "latest"];
    let series = found["portfolio"].as_object().into_iter().flatten();
    let row = |(name, values): (&String, &Value)| {
        let values = values.as_array().into_iter().flatten();
        let mut known: Vec<f64> = values.filter_map(Value::as_f64).collect();
        let latest = known.last().copied();
        known.sort_by(f64::total_cmp);
        let figures = [
            known.first().copied(),
            known.get(known.len() / 2).copied(),
            known.last().copied(),
            latest,
        ];
        let written = figures.map(|figure| format::number(figure.unwrap_or(f64::NAN), 3));
        [words(name)].into_iter().chain(written).collect()
    };
    Grid {
        headings: headings
            .map(|name| (name.to_owned(), name == "figure"))
            .to_vec(),
        rows: series.map(row).collect(),
    }
}

/// Who moves how much in the nearest shock of each loss.
pub(super) fn nearest(found: &Value) -> Grid {
    let mut headings = vec![("loss".to_owned(), false), ("sigmas".to_owned(), false)];
    headings.push(("probability".to_owned(), false));
    headings.push(("possible".to_owned(), true));
    headings.push(("moves".to_owned(), true));
    let asked = found.as_array().into_iter().flatten();
    let row = |shock: &Value| {
        let moves = shock["nearest"]["assets"].as_object().into_iter().flatten();
        let mut moves: Vec<(&String, f64)> = moves
            .filter_map(|(name, value)| Some((name, value.as_f64()?)))
            .collect();
        moves.sort_by(|a, b| a.1.total_cmp(&b.1));
        let most = moves.iter().take(4);
        let most = most.map(|(name, value)| format!("{name} {}", format::percent(*value, 1)));
        vec![
            Unit::Percent.written(&shock["loss"]),
            Unit::Number(2).written(at(shock, "nearest.mahalanobis").unwrap_or(&Value::Null)),
            Unit::Percent.written(at(shock, "nearest.probability").unwrap_or(&Value::Null)),
            Unit::Text.written(at(shock, "nearest.possible").unwrap_or(&Value::Null)),
            most.collect::<Vec<_>>().join(", "),
        ]
    };
    Grid {
        headings,
        rows: asked.map(row).collect(),
    }
}

/// Verdicts, with who is responsible and what a trade would change.
pub(super) fn rules(found: &Value) -> Grid {
    let headings = [
        "verdict",
        "rule",
        "measured",
        "limit",
        "because of",
        "proposed",
        "",
    ];
    let is_text = |heading: &str| !matches!(heading, "measured" | "limit");
    let row = |rule: &Value| {
        let who = rule["responsible"].as_array().into_iter().flatten();
        let who: Vec<&str> = who
            .filter_map(|part| part["asset"].as_str())
            .take(4)
            .collect();
        let who = match (rule["reason"].as_str(), who.is_empty()) {
            (Some(reason), _) => reason.to_owned(),
            (None, true) => format::NOT_AVAILABLE.to_owned(),
            (None, false) => who.join(", "),
        };
        let word = |value: &Value| {
            value
                .as_str()
                .map_or(format::NOT_AVAILABLE.to_owned(), words)
        };
        let number = |value: &Value| match value.as_f64() {
            // Counts and days are whole, shares are not.
            Some(value) if value.fract() == 0.0 && value.abs() > 1.0 => format::number(value, 0),
            Some(value) => format::number(value, 4),
            None => format::NOT_AVAILABLE.to_owned(),
        };
        vec![
            word(&rule["status"]),
            Unit::Text.written(&rule["name"]),
            number(&rule["measured"]),
            number(&rule["limit"]),
            who,
            word(&rule["proposed"]["status"]),
            word(&rule["proposed"]["change"]),
        ]
    };
    Grid {
        headings: headings
            .map(|name| (name.to_owned(), is_text(name)))
            .to_vec(),
        rows: found.as_array().into_iter().flatten().map(row).collect(),
    }
}
