//! `finx optimize`: a problem document in, an answer document out.
//!
//! Every outcome is an answer. Without a portfolio (infeasible, unbounded) the exit code is 3; input
//! that cannot be understood ends with 2 and the path of what is wrong. Ctrl-C ends the run with
//! what was found by then, the outcome `cancelled` and exit code 4; so does a time limit that is over
//! before there are weights.
//!
//! The answer carries the document, so that `finx replay` can solve it again from any folder.

mod table;

use std::{
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
use flate2::read::GzDecoder;
use problem::{Answer, Document, OutcomeKind, ProblemErrors, Record, prepare};

use crate::cli::{Failure, Format, Optimize, say};

use table::table;

/// The exit code when the limits leave no portfolio, or the objective has no end.
const NO_PORTFOLIO: u8 = 3;

/// The exit code of a run that was stopped.
pub(super) const CANCELLED: u8 = 4;

/// Stands for standard input.
const STANDARD_INPUT: &str = "-";

/// Solves the document and prints the answer.
pub(crate) fn run(what: &Optimize) -> Result<ExitCode, Failure> {
    let (name, text, folder) = read(&what.file)?;
    let interrupted = interrupted()?;
    let refused = |errors: ProblemErrors| Failure::Usage(name_each(&name, &errors));
    let document = Document::parse(&text).map_err(refused)?;
    let answer = solve(&document, &folder, what.repeat, &interrupted).map_err(refused)?;
    let outcome = answer.outcome;
    let written = match what.format {
        Format::Json => {
            let problem = (!what.no_problem).then(|| anywhere(document, &folder));
            let record = Record {
                answer,
                problem,
                unread: Vec::new(),
            };
            record.text().context("the answer")?
        }
        Format::Table => table(&answer).trim_end().to_owned(),
    };
    write_to(what.output.as_deref(), &written)?;
    Ok(match outcome {
        OutcomeKind::Infeasible | OutcomeKind::Unbounded => ExitCode::from(NO_PORTFOLIO),
        OutcomeKind::Cancelled => ExitCode::from(CANCELLED),
        OutcomeKind::Optimal | OutcomeKind::Inexact => ExitCode::SUCCESS,
    })
}

/// Where the answer goes: a file, or standard output.
pub(super) fn write_to(output: Option<&Path>, written: &str) -> Result<(), Failure> {
    match output {
        None => Ok(say(written)?),
        Some(file) => std::fs::write(file, format!("{written}\n"))
            .map_err(|error| Failure::Usage(format!("--output {}: {error}", file.display()))),
    }
}

/// Is set by Ctrl-C. The second one ends the program at once, whatever it is doing.
pub(super) fn interrupted() -> Result<Arc<AtomicBool>, Failure> {
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
pub(super) fn read(file: &Path) -> Result<(String, String, PathBuf), Failure> {
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

/// Hands over the files that a document in `folder` names.
pub(super) fn loader(folder: &Path) -> impl Fn(&str) -> Result<String, String> {
    move |path| {
        let path = folder.join(path);
        text_of(&path).map_err(|error| format!("{}: {error}", path.display()))
    }
}

/// The text of a file. What gzip has packed, as the bundled prices are, is unpacked.
fn text_of(path: &Path) -> std::io::Result<String> {
    const PACKED: [u8; 2] = [0x1f, 0x8b];
    let bytes = std::fs::read(path)?;
    if !bytes.starts_with(&PACKED) {
        return String::from_utf8(bytes).map_err(std::io::Error::other);
    }
    let mut text = String::new();
    GzDecoder::new(bytes.as_slice()).read_to_string(&mut text)?;
    Ok(text)
}

/// The document with a path to its prices that holds in every folder.
fn anywhere(mut document: Document, folder: &Path) -> Document {
    if let Some(path) = &mut document.data.prices_csv {
        let absolute = std::path::absolute(folder.join(&*path)).ok();
        // A path that is no Unicode has no place in JSON, and stays as it was.
        if let Some(text) = absolute.as_deref().and_then(Path::to_str) {
            text.clone_into(path);
        }
    }
    document
}

/// The answer to a document whose paths are relative to `folder`; Ctrl-C ends it.
pub(super) fn solve(
    document: &Document,
    folder: &Path,
    repeat: Option<u32>,
    interrupted: &AtomicBool,
) -> Result<Answer, ProblemErrors> {
    let start = Instant::now();
    let stopwatch = || start.elapsed().as_secs_f64() * 1e3;
    let model = prepare(document, &loader(folder))?;
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

pub(super) fn name_each(name: &str, errors: &ProblemErrors) -> String {
    let lines: Vec<String> = errors
        .0
        .iter()
        .map(|error| format!("{name}: {error}"))
        .collect();
    lines.join("\n      ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOMENTS: &str = r#""data": { "moments": { "assets": ["A", "B"], "mean": [0.06, 0.10],
        "covariance": [[0.04, 0.0], [0.0, 0.16]] } }"#;

    fn solved(
        text: &str,
        folder: &Path,
        repeat: Option<u32>,
        is_raised: bool,
    ) -> Result<Answer, ProblemErrors> {
        let interrupted = AtomicBool::new(is_raised);
        Document::parse(text).and_then(|document| solve(&document, folder, repeat, &interrupted))
    }

    #[test]
    fn what_is_wrong_is_named_with_file_and_path() {
        let text = format!(r#"{{ {MOMENTS}, "objective": {{ "kind": "min_risc" }} }}"#);
        let errors = solved(&text, Path::new(""), None, false).expect_err("a slip");
        let message = name_each("p.json", &errors);
        assert!(message.starts_with("p.json: objective.kind: "), "{message}");
        let missing =
            r#"{ "data": { "prices_csv": "nowhere.csv" }, "objective": { "kind": "min_risk" } }"#;
        let errors =
            solved(missing, Path::new("/nonexistent"), None, false).expect_err("no such file");
        let message = name_each("p.json", &errors);
        assert!(
            message.contains("data.prices_csv") && message.contains("/nonexistent/nowhere.csv"),
            "{message}"
        );
    }

    #[test]
    fn an_interrupt_is_an_answer_without_weights() {
        let text = format!(r#"{{ {MOMENTS}, "objective": {{ "kind": "min_risk" }} }}"#);
        let answer = solved(&text, Path::new(""), Some(3), true).expect("understood");
        assert_eq!(answer.outcome, OutcomeKind::Cancelled);
        assert_eq!((answer.weights, answer.receipt.repeats), (None, Some(1)));
    }

    #[test]
    fn the_time_of_many_is_their_median() {
        let text = format!(r#"{{ {MOMENTS}, "objective": {{ "kind": "min_risk" }} }}"#);
        let answer = solved(&text, Path::new(""), Some(3), false).expect("understood");
        assert_eq!(answer.receipt.repeats, Some(3));
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&mut [4.0, 1.0]), 2.5);
    }

    #[test]
    fn packed_prices_are_unpacked() {
        let bundled = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/starter"));
        let text = loader(bundled)("factor_etfs_2014_2022.csv.gz").expect("unpacked");
        assert!(text.starts_with("date,"), "{text:.40}");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("cut.gz"), [0x1f, 0x8b, 8]).expect("written");
        let error = loader(folder.path())("cut.gz").expect_err("cut off");
        assert!(error.contains("cut.gz: "), "{error}");
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
        let answer = solved(&text, &beside, None, false).expect("understood");
        assert_eq!(answer.outcome, OutcomeKind::Optimal);
        assert!(read(&folder.path().join("none.json")).is_err());
    }
}
