//! `finx risk`: a risk document in, the figures of its portfolio out.
//!
//! Input that cannot be understood ends with exit code 2 and the path of what is wrong. What the
//! data are too short for is an answer: its figure is null, and `unavailable` says how much it needs.

mod table;

use std::{process::ExitCode, time::Instant};

use anyhow::Context;
use problem::{
    ProblemErrors,
    report::{RiskDocument, report},
};

use crate::cli::{Failure, Format, Risk};

use table::table;

use super::optimize::{loader, name_each, read, write_to};

/// Answers the document.
pub(crate) fn run(what: &Risk) -> Result<ExitCode, Failure> {
    let (name, text, folder) = read(&what.file)?;
    let refused = |errors: ProblemErrors| Failure::Usage(name_each(&name, &errors));
    let document = RiskDocument::parse(&text).map_err(refused)?;
    let start = Instant::now();
    let stopwatch = || start.elapsed().as_secs_f64() * 1e3;
    let answer = report(&document, &loader(&folder), &stopwatch).map_err(refused)?;
    let written = match what.format {
        Format::Json => serde_json::to_string_pretty(&answer).context("the answer")?,
        Format::Table => table(&serde_json::to_value(&answer).context("the answer")?),
    };
    write_to(what.output.as_deref(), &written)?;
    Ok(ExitCode::SUCCESS)
}
