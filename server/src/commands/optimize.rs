//! `finx optimize`: a problem document in, an answer document out.
//!
//! Every outcome is an answer. Without a portfolio (infeasible, unbounded) the exit code is 3; input
//! that cannot be understood ends with 2 and the path of what is wrong. Ctrl-C ends the run with
//! what was found by then, the outcome `cancelled` and exit code 4; so does a time limit that is over
//! before there are weights.

use std::{
    fmt::Write as _,
    io::Read,
    ops::ControlFlow,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use anyhow::Context;
use domain::format;
use problem::{Answer, Document, OutcomeKind, ProblemErrors, prepare};

use crate::cli::{Failure, Format, Optimize, say};

/// The exit code when the limits leave no portfolio, or the objective has no end.
const NO_PORTFOLIO: u8 = 3;

/// The exit code of a run that was stopped.
const CANCELLED: u8 = 4;

/// Stands for standard input.
const STANDARD_INPUT: &str = "-";

/// Solves the document and prints the answer.
pub(crate) fn run(what: &Optimize) -> Result<ExitCode, Failure> {
    let (name, text, folder) = read(&what.file)?;
    let interrupted = interrupted()?;
    let answer = solve(&text, &folder, what.repeat, &interrupted)
        .map_err(|errors| Failure::Usage(name_each(&name, &errors)))?;
    let written = match what.format {
        Format::Json => serde_json::to_string_pretty(&answer).context("the answer")?,
        Format::Table => table(&answer).trim_end().to_owned(),
    };
    match &what.output {
        None => say(&written)?,
        Some(file) => std::fs::write(file, format!("{written}\n"))
            .map_err(|error| Failure::Usage(format!("--output {}: {error}", file.display())))?,
    }
    Ok(match answer.outcome {
        OutcomeKind::Infeasible | OutcomeKind::Unbounded => ExitCode::from(NO_PORTFOLIO),
        OutcomeKind::Cancelled => ExitCode::from(CANCELLED),
        OutcomeKind::Optimal | OutcomeKind::Inexact => ExitCode::SUCCESS,
    })
}

/// Is set by Ctrl-C. The second one ends the program at once, whatever it is doing.
fn interrupted() -> Result<Arc<AtomicBool>, Failure> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&interrupted);
    ctrlc::set_handler(move || {
        if raised.swap(true, Ordering::Relaxed) {
            std::process::exit(CANCELLED.into());
        }
    })
    .context("listening for signals")?;
    Ok(interrupted)
}

/// The document's name for messages, its text, and the folder that its paths are relative to.
fn read(file: &Path) -> Result<(String, String, PathBuf), Failure> {
    if file == Path::new(STANDARD_INPUT) {
        let mut text = String::new();
        std::io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| Failure::Usage(format!("standard input: {error}")))?;
        return Ok(("standard input".to_owned(), text, PathBuf::new()));
    }
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::Usage(format!("{name}: {error}")))?;
    Ok((
        name,
        text,
        file.parent().unwrap_or(Path::new("")).to_owned(),
    ))
}

fn solve(
    text: &str,
    folder: &Path,
    repeat: Option<u32>,
    interrupted: &AtomicBool,
) -> Result<Answer, ProblemErrors> {
    let load = |path: &str| {
        let path = folder.join(path);
        std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let start = Instant::now();
    let stopwatch = || start.elapsed().as_secs_f64() * 1e3;
    let model = prepare(&Document::parse(text)?, &load)?;
    let run = || {
        model.run_attended(&stopwatch, &mut |_| {
            if interrupted.load(Ordering::Relaxed) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
    };
    let mut answer = run()?;
    if let Some(repeat) = repeat {
        let mut durations = vec![answer.receipt.duration_ms];
        for _ in 1..repeat {
            let again = run()?;
            if again.outcome == OutcomeKind::Cancelled {
                break;
            }
            durations.push(again.receipt.duration_ms);
        }
        answer.receipt.duration_ms = median(&mut durations);
        answer.receipt.repeats = Some(durations.len());
    }
    Ok(answer)
}

/// Of two in the middle, their mean.
fn median(durations: &mut [f64]) -> f64 {
    durations.sort_by(f64::total_cmp);
    let upper = durations[durations.len() / 2];
    let lower = durations[(durations.len() - 1) / 2];
    f64::midpoint(lower, upper)
}

fn name_each(name: &str, errors: &ProblemErrors) -> String {
    let lines: Vec<String> = errors
        .0
        .iter()
        .map(|error| format!("{name}: {error}"))
        .collect();
    lines.join("\n      ")
}

fn table(answer: &Answer) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_table(answer, &mut text);
    text
}

fn write_table(answer: &Answer, text: &mut String) -> std::fmt::Result {
    writeln!(text, "{}", outcome(answer.outcome))?;
    if let Some(metrics) = &answer.metrics {
        let sharpe = metrics
            .sharpe
            .map_or(format::NOT_AVAILABLE.into(), |s| format::number(s, 2));
        writeln!(
            text,
            "\nreturn      {:>10}",
            format::percent(metrics.expected_return, 2)
        )?;
        writeln!(
            text,
            "volatility  {:>10}",
            format::percent(metrics.volatility, 2)
        )?;
        writeln!(text, "Sharpe      {sharpe:>10}")?;
        for (name, value) in &metrics.measures.0 {
            writeln!(text, "{name:<12}{:>10}", format::number(*value, 6))?;
        }
    }
    if let Some(weights) = &answer.weights {
        let mut held: Vec<_> = weights.0.iter().collect();
        held.sort_by(|a, b| b.1.total_cmp(&a.1));
        let width = width(held.iter().map(|(name, _)| name.as_str()), "asset");
        writeln!(text, "\n{:width$}  {:>10}", "asset", "weight")?;
        for (name, weight) in held {
            writeln!(text, "{name:width$}  {:>10}", format::percent(*weight, 2))?;
        }
    }
    if !answer.explanation.is_empty() {
        let names = answer
            .explanation
            .iter()
            .map(|line| line.constraint.as_str());
        let width = width(names, "limit");
        writeln!(
            text,
            "\n{:width$}  {:>10}  {:>14}",
            "limit", "value", "bp per percent"
        )?;
        for line in &answer.explanation {
            let price = format::number(line.price_bp_per_percent, 2);
            let value = format::number(line.value, 4);
            writeln!(text, "{:width$}  {value:>10}  {price:>14}", line.constraint)?;
        }
    }
    if let Some(conflict) = &answer.conflict {
        writeln!(text, "\nthese limits contradict each other")?;
        for name in &conflict.constraints {
            writeln!(text, "  {name}")?;
        }
        writeln!(text, "together these would do")?;
        for (name, value) in &conflict.relaxation.0 {
            writeln!(text, "  {name}  {}", format::number(*value, 4))?;
        }
    }
    let receipt = &answer.receipt;
    let solver = receipt.solver.as_deref().unwrap_or(format::NOT_AVAILABLE);
    write!(
        text,
        "\n{solver}, {}",
        format::milliseconds(receipt.duration_ms)
    )?;
    if let Some(residual) = receipt.kkt_residual {
        write!(text, ", KKT residual {residual:.1e}")?;
    }
    writeln!(text)
}

const fn outcome(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Optimal => "optimal",
        OutcomeKind::Inexact => "inexact",
        OutcomeKind::Infeasible => "infeasible",
        OutcomeKind::Unbounded => "unbounded",
        OutcomeKind::Cancelled => "cancelled",
    }
}

fn width<'a>(names: impl Iterator<Item = &'a str>, heading: &str) -> usize {
    names
        .map(|name| name.chars().count())
        .max()
        .unwrap_or_default()
        .max(heading.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOMENTS: &str = r#""data": { "moments": { "assets": ["A", "B"], "mean": [0.06, 0.10],
        "covariance": [[0.04, 0.0], [0.0, 0.16]] } }"#;

    fn solved(rest: &str) -> Answer {
        let text = format!("{{ {MOMENTS}, {rest} }}");
        let mut answer =
            solve(&text, Path::new(""), None, &AtomicBool::new(false)).expect("understood");
        // What the clock says is not the same twice.
        answer.receipt.duration_ms = 0.4;
        answer.receipt.kkt_residual = None;
        answer.receipt.solver = Some("some_solver".to_owned());
        answer
    }

    #[test]
    fn a_portfolio_is_a_table() {
        let answer = solved(r#""objective": { "kind": "equal_weight" }"#);
        insta::assert_snapshot!(table(&answer).replace(format::NARROW_SPACE, " "), @"
        optimal

        return          8.00 %
        volatility     22.36 %
        Sharpe            0.36

        asset      weight
        A         50.00 %
        B         50.00 %

        some_solver, 0.4 ms
        ");
    }

    #[test]
    fn limits_that_contradict_each_other_are_an_answer() {
        let answer =
            solved(r#""objective": { "kind": "min_risk" }, "constraints": { "max_weight": 0.4 }"#);
        assert_eq!(answer.outcome, OutcomeKind::Infeasible);
        let text = table(&answer);
        assert!(
            text.contains("these limits contradict each other\n") && text.contains("max_weight")
        );
    }

    #[test]
    fn what_is_wrong_is_named_with_file_and_path() {
        let text = format!(r#"{{ {MOMENTS}, "objective": {{ "kind": "min_risc" }} }}"#);
        let errors =
            solve(&text, Path::new(""), None, &AtomicBool::new(false)).expect_err("a slip");
        let message = name_each("p.json", &errors);
        assert!(message.starts_with("p.json: objective.kind: "), "{message}");
        let missing =
            r#"{ "data": { "prices_csv": "nowhere.csv" }, "objective": { "kind": "min_risk" } }"#;
        let errors = solve(
            missing,
            Path::new("/nonexistent"),
            None,
            &AtomicBool::new(false),
        )
        .expect_err("no such file");
        let message = name_each("p.json", &errors);
        assert!(
            message.contains("data.prices_csv") && message.contains("/nonexistent/nowhere.csv"),
            "{message}"
        );
    }

    #[test]
    fn an_interrupt_is_an_answer_without_weights() {
        let text = format!(r#"{{ {MOMENTS}, "objective": {{ "kind": "min_risk" }} }}"#);
        let raised = AtomicBool::new(true);
        let answer = solve(&text, Path::new(""), Some(3), &raised).expect("understood");
        assert_eq!(answer.outcome, OutcomeKind::Cancelled);
        assert_eq!((answer.weights, answer.receipt.repeats), (None, Some(1)));
    }

    #[test]
    fn the_time_of_many_is_their_median() {
        let text = format!(r#"{{ {MOMENTS}, "objective": {{ "kind": "min_risk" }} }}"#);
        let answer =
            solve(&text, Path::new(""), Some(3), &AtomicBool::new(false)).expect("understood");
        assert_eq!(answer.receipt.repeats, Some(3));
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&mut [4.0, 1.0]), 2.5);
    }

    #[test]
    fn prices_lie_beside_the_document() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(
            folder.path().join("p.csv"),
            "date,A,B\n2020-01-02,1,2\n2020-01-03,1.1,2\n2020-01-06,1,2.1\n",
        )
        .expect("written");
        let document = folder.path().join("p.json");
        std::fs::write(
            &document,
            r#"{ "data": { "prices_csv": "p.csv" }, "objective": { "kind": "equal_weight" } }"#,
        )
        .expect("written");
        let (name, text, beside) = read(&document).expect("read");
        assert!(name.ends_with("p.json"));
        let answer = solve(&text, &beside, None, &AtomicBool::new(false)).expect("understood");
        assert_eq!(answer.outcome, OutcomeKind::Optimal);
        assert!(read(&folder.path().join("none.json")).is_err());
    }
}
