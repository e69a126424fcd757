//! `finx replay`: solves a result again, and says `same` or what differs.
//!
//! Like `diff`, it ends with 0 where nothing differs and with 1 where something does; a result that
//! cannot be read is bad input, 2. Ctrl-C ends it with 4 and compares nothing.

mod words;

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::atomic::Ordering,
};

use anyhow::Context;
use problem::{
    Answer, Comparison, Document, OutcomeKind, ProblemError, ProblemErrors, Receipt, Record,
    Verdict, compare,
};
use serde::Serialize;

use crate::cli::{Failure, Format, Replay, say};

use super::optimize::{CANCELLED, interrupted, name_each, read, solve};

/// The exit code when something differs.
const DIFFERENT: u8 = 1;

/// Solves again and compares.
pub(crate) fn run(what: &Replay) -> Result<ExitCode, Failure> {
    let (name, text, folder) = read(&what.file)?;
    let record =
        Record::parse(&text).map_err(|errors| Failure::Usage(name_each(&name, &errors)))?;
    let mut question = match &what.problem {
        Some(file) => Question::of_file(file)?,
        None => Question::of_record(&name, record.problem, folder)?,
    };
    question.find_prices(what)?;

    let interrupted = interrupted()?;
    let replayed = solve(&question.document, &question.folder, None, &interrupted)
        .map_err(|errors| question.refused(errors))?;
    if replayed.outcome == OutcomeKind::Cancelled && interrupted.load(Ordering::Relaxed) {
        // When standard error is closed there is nobody left to tell.
        let _ = writeln!(
            std::io::stderr(),
            "finx: stopped before it was solved again; there is nothing to compare"
        );
        return Ok(ExitCode::from(CANCELLED));
    }
    let comparison = compared(&record.answer, &replayed, what.any_version);
    let answers = [&record.answer, &replayed];
    let replay = Replayed {
        depends_on_clock: depends_on_clock(&comparison, &question.document, answers),
        comparison,
        not_compared: record.unread,
        prices: question.prices(),
        recorded: record.answer.receipt,
        replayed: replayed.receipt,
    };
    say(&match what.format {
        Format::Json => serde_json::to_string_pretty(&replay).context("the comparison")?,
        Format::Table => words::table(&replay).trim_end().to_owned(),
    })?;
    Ok(match replay.comparison.verdict {
        Verdict::Identical | Verdict::Same => ExitCode::SUCCESS,
        Verdict::Different => ExitCode::from(DIFFERENT),
    })
}

/// What came of it.
#[derive(Debug, Serialize)]
struct Replayed {
    #[serde(flatten)]
    comparison: Comparison,
    /// Whether an answer is what was found until it was ended.
    depends_on_clock: bool,
    /// What another version has written and this one does not know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_compared: Vec<String>,
    /// The file of prices that was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    prices: Option<String>,
    recorded: Receipt,
    replayed: Receipt,
}

fn compared(recorded: &Answer, replayed: &Answer, any_version: bool) -> Comparison {
    if !any_version {
        return compare(recorded, replayed);
    }
    let mut recorded = recorded.clone();
    recorded.receipt.finx.clone_from(&replayed.receipt.finx);
    compare(&recorded, replayed)
}

/// Who ends a run is told; a search that runs out of time may only say that it is not done.
fn depends_on_clock(comparison: &Comparison, document: &Document, answers: [&Answer; 2]) -> bool {
    let is_undone = |answer: &&Answer| {
        matches!(
            answer.outcome,
            OutcomeKind::Inexact | OutcomeKind::Cancelled
        )
    };
    let was_ended = [comparison.recorded_stopped, comparison.replayed_stopped];
    was_ended.iter().any(Option::is_some)
        || document.solver.time_limit_s.is_some() && answers.iter().any(is_undone)
}

/// A document, and where it is from.
struct Question {
    /// Names the file in messages.
    name: String,
    /// What stands before the paths of the document in that file.
    inside: &'static str,
    document: Document,
    folder: PathBuf,
}

impl Question {
    fn of_file(file: &Path) -> Result<Self, Failure> {
        let (name, text, folder) = read(file)?;
        let document =
            Document::parse(&text).map_err(|errors| Failure::Usage(name_each(&name, &errors)))?;
        Ok(Self {
            name,
            inside: "",
            document,
            folder,
        })
    }

    fn of_record(name: &str, document: Option<Document>, folder: PathBuf) -> Result<Self, Failure> {
        let document = document.ok_or_else(|| {
            let why = "is missing; `--problem FILE` names the document";
            let missing = ProblemError::new("problem", why);
            Failure::Usage(name_each(name, &missing.into()))
        })?;
        Ok(Self {
            name: name.to_owned(),
            inside: "problem.",
            document,
            folder,
        })
    }

    /// The prices may have moved since.
    fn find_prices(&mut self, what: &Replay) -> Result<(), Failure> {
        const KEY: &str = "data.prices_csv";
        let Some(path) = &mut self.document.data.prices_csv else {
            let flag = match (&what.prices, &what.folder) {
                (Some(_), _) => "--prices",
                (None, Some(_)) => "--folder",
                (None, None) => return Ok(()),
            };
            let message = format!("{flag}: the document has no {KEY}");
            return Err(Failure::Usage(message));
        };
        let moved = match (&what.prices, &what.folder) {
            (Some(file), _) => Some((file.clone(), "--prices")),
            (None, Some(folder)) => {
                let name = Path::new(&*path).file_name().unwrap_or_default();
                Some((folder.join(name), "--folder"))
            }
            (None, None) => None,
        };
        if let Some((file, flag)) = moved {
            let text = std::path::absolute(&file).ok();
            let text = text.as_deref().and_then(Path::to_str).map(str::to_owned);
            let none = || Failure::Usage(format!("{flag}: {} is no Unicode", file.display()));
            *path = text.ok_or_else(none)?;
        }
        let file = self.folder.join(&*path);
        if file.is_file() {
            return Ok(());
        }
        let message = format!(
            "there is no file {}; `--prices FILE` or `--folder FOLDER` say where it is now",
            file.display()
        );
        Err(self.refused(ProblemError::new(KEY, message).into()))
    }

    /// The file of prices that is read, if any.
    fn prices(&self) -> Option<String> {
        let path = self.document.data.prices_csv.as_ref()?;
        Some(self.folder.join(path).display().to_string())
    }

    fn refused(&self, errors: ProblemErrors) -> Failure {
        let errors = errors.0.into_iter();
        let inside = errors
            .map(|error| ProblemError::new(format!("{}{}", self.inside, error.path), error.message))
            .collect();
        Failure::Usage(name_each(&self.name, &ProblemErrors(inside)))
    }
}
