//! The tables, as Markdown.

use std::fmt::Write as _;

use serde_json::Value;

use super::{
    race::{Meeting, Met, Peer},
    rows::{OWN_CLARABEL, Wanted},
};
use crate::{
    process::{self, ask},
    workspace::Workspace,
};

/// Machine, versions and what stands in the tables.
pub(super) fn head(workspace: &Workspace, versions: Option<&Value>) -> String {
    let versions = versions
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, version)| format!("{name} {}", version.as_str().unwrap_or_default()))
        .collect::<Vec<_>>()
        .join(", ");
    let mut git = std::process::Command::new("git");
    git.current_dir(&workspace.root)
        .args(["describe", "--always", "--dirty", "--abbrev=12"]);
    let commit = ask(&mut git).unwrap_or_default();
    let rustc = process::capture(std::process::Command::new("rustc").arg("--version"));
    format!(
        "{}; {}; FinX {}, portable release build; {versions}.\n",
        machine(),
        rustc.unwrap_or_default().trim(),
        commit.trim(),
    )
}

fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("unknown processor", |rest| {
            rest.trim_start_matches([' ', '\t', ':'])
        });
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default();
    format!("{name}, {cores} cores, load {load} at the end")
}

/// All tables.
pub(super) fn table(results: &[Met], sets: &Value) -> String {
    let mut text = String::new();
    for Met { table, meetings } in results {
        let (title, compared) = (table.title, table.compared);
        let _ = write!(
            text,
            "| {title} | FinX, ms | peer | ms | ratio | wanted | {compared} differ by | objective |\n\
             |---|--:|---|--:|--:|--:|--:|--:|\n"
        );
        for met in meetings {
            text += &line(met, meetings, sets);
        }
        text += "\n";
    }
    text.trim_end().to_owned() + "\n"
}

fn line(met: &Meeting, all: &[Meeting], sets: &Value) -> String {
    let row = met.row;
    let set = &sets[row.data];
    let made = if set["origin"] == "made" {
        ", made"
    } else {
        ""
    };
    let title = format!("{}, {} × {}{made}", row.title, set["assets"], set["days"]);
    let finx = milliseconds(met.finx_ms);
    let (name, _) = row.peers[met.place];
    match &met.peer {
        None => format!("| {title} | {finx} | | | | | | |\n"),
        Some(Peer::Failed(why)) => {
            format!(
                "| {title} | {finx} | {name} | failed: {} | | | | |\n",
                why.replace('|', "/")
            )
        }
        Some(Peer::Measured { ms, runs, verdict }) => {
            let ratio = ms / met.finx_ms;
            let wanted = wanted(met, all)
                .map(|wanted| {
                    let reached = if ratio >= wanted { "" } else { ", **missed**" };
                    format!("{wanted}{reached}")
                })
                .unwrap_or_default();
            let once = if *runs < 3 { " (once)" } else { "" };
            format!(
                "| {title} | {finx} | {name} | {}{once} | {} | {wanted} | {} | {} |\n",
                milliseconds(*ms),
                significant(ratio, 3),
                power(&verdict["weights"]),
                power(&verdict["objective"]),
            )
        }
    }
}

/// What this meeting has to reach; nothing where another peer is the one to beat.
fn wanted(met: &Meeting, all: &[Meeting]) -> Option<f64> {
    match met.row.wanted {
        Wanted::Nothing => None,
        Wanted::OfEach(each) => *each.get(met.place)?,
        Wanted::OfBest(wanted) => {
            let ratios = all
                .iter()
                .filter(|other| std::ptr::eq(other.row, met.row))
                .filter(|other| other.row.peers[other.place].0 != OWN_CLARABEL)
                .filter_map(|other| Some((ratio(other)?, other.place)));
            let (_, hardest) = ratios.min_by(|a, b| a.0.total_cmp(&b.0))?;
            (hardest == met.place).then_some(wanted)
        }
    }
}

fn ratio(met: &Meeting) -> Option<f64> {
    match &met.peer {
        Some(Peer::Measured { ms, .. }) => Some(ms / met.finx_ms),
        _ => None,
    }
}

pub(super) fn milliseconds(ms: f64) -> String {
    significant(ms, 2 + usize::from(ms >= 100.0))
}

/// `0.0077`, `8.3`, `318`, `18400`.
pub(super) fn significant(value: f64, digits: usize) -> String {
    if !value.is_finite() || value <= 0.0 {
        return "–".to_owned();
    }
    let magnitude = value.log10().floor() as i32;
    let decimals = (digits as i32 - 1 - magnitude).max(0) as usize;
    let unit = 10_f64.powi((magnitude + 1 - digits as i32).max(0));
    let rounded = if unit > 1.0 {
        (value / unit).round() * unit
    } else {
        value
    };
    format!("{rounded:.decimals$}")
}

/// `3e-9`: how far apart, not how much exactly.
fn power(value: &Value) -> String {
    match value.as_f64() {
        Some(0.0) => "0".to_owned(),
        Some(value) => format!("{value:.0e}"),
        None => "–".to_owned(),
    }
}

/// The document with another text between `<!-- part -->` and `<!-- /part -->`.
pub(super) fn replace(document: &str, part: &str, text: &str) -> Option<String> {
    let (open, close) = (format!("<!-- {part} -->"), format!("<!-- /{part} -->"));
    let (before, rest) = document.split_once(&open)?;
    let (_, after) = rest.split_once(&close)?;
    Some(format!(
        "{before}{open}\n{}\n{close}{after}",
        text.trim_end()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_replaced_and_the_rest_stays() {
        let document = "a\n<!-- peers -->\nold\n<!-- /peers -->\nb\n";
        assert_eq!(
            replace(document, "peers", "new\n").as_deref(),
            Some("a\n<!-- peers -->\nnew\n<!-- /peers -->\nb\n")
        );
        assert_eq!(replace(document, "browser", "new"), None);
    }

    #[test]
    fn numbers_have_as_many_digits_as_they_mean() {
        for (value, text) in [
            (0.0077123, "0.0077"),
            (0.43219, "0.43"),
            (8.34, "8.3"),
            (18.393, "18"),
            (318.4, "318"),
            (18_393.2, "18400"),
        ] {
            assert_eq!(milliseconds(value), text);
        }
        assert_eq!(milliseconds(f64::NAN), "–");
    }
}
