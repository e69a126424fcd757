//! Times beside those of established libraries, on the same returns, in turn, on one thread each.
//!
//! The peers live in a Python environment of their own below the target folder; what they and
//! FinX are asked is in `bench/` and in the examples `contestant` of the optimizer and
//! `risk_contestant` of `risk`. Never part of a test.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::{files, process, progress::Progress, workspace::Workspace};

mod browser;
mod contestant;
mod programs;
mod python;
mod race;
mod report;
mod rows;

use contestant::Contestant;
use race::Pace;

/// What to measure.
#[derive(Clone, Copy, clap::Args)]
pub(crate) struct Options {
    /// One round, without the peers that take seconds; the document stays as it is.
    #[arg(long)]
    quick: bool,
    /// Without the peers, so without Python; the document stays as it is.
    #[arg(long)]
    alone: bool,
    /// Only the module of the browser against native code.
    #[arg(long, conflicts_with_all = ["alone", "parts"])]
    browser: bool,
    /// Only how often bands of confidence hold the truth (some ten minutes).
    #[arg(long, conflicts_with_all = ["alone", "browser", "parts"])]
    doubt: bool,
    /// Only few positions and whole shares; with data of `FINX_TEST_DATA` where it is set.
    #[arg(long, conflicts_with_all = ["alone", "browser", "parts", "doubt"])]
    choices: bool,
    /// Only figures of a portfolio, beside the libraries that have them.
    #[arg(long, conflicts_with_all = ["browser", "parts", "doubt", "choices"])]
    risk: bool,
    /// Instead: how long each part of our own work takes.
    #[arg(long, conflicts_with_all = ["quick", "alone"])]
    parts: bool,
}

pub(crate) fn run(workspace: &Workspace, progress: &mut Progress, options: Options) -> Result<()> {
    if options.parts {
        return parts(workspace, progress);
    }
    for (is_asked, part, of) in [
        (options.doubt, "coverage", &programs::COVERAGE[..]),
        (options.choices, "choices", &programs::CHOICES[..]),
    ] {
        if is_asked {
            let text = programs::printed(workspace, progress, of)?;
            print!("\n{text}");
            return match options.quick {
                true => Ok(()),
                false => write(workspace, part, &text),
            };
        }
    }
    if options.browser {
        return browser_times(workspace, progress, options);
    }
    if options.risk {
        return race(workspace, progress, options, &Race::RISK);
    }
    race(workspace, progress, options, &Race::OPTIMIZER)?;
    if options.quick || options.alone {
        return Ok(());
    }
    browser_times(workspace, progress, options)
}

/// One of our crates against the libraries that do the same.
struct Race {
    krate: &'static str,
    /// Its example that speaks for us. No two crates have one of the same name: cargo puts all of
    /// them into one folder.
    example: &'static str,
    tables: &'static [rows::Table],
    /// Of the document.
    part: &'static str,
}

impl Race {
    const OPTIMIZER: Self = Self {
        krate: "optimizer",
        example: "contestant",
        tables: rows::OPTIMIZER,
        part: "peers",
    };

    const RISK: Self = Self {
        krate: "risk",
        example: "risk_contestant",
        tables: rows::RISK,
        part: "risk",
    };
}

fn race(
    workspace: &Workspace,
    progress: &mut Progress,
    options: Options,
    race: &Race,
) -> Result<()> {
    // What is written there for one race is nothing for another.
    let data = workspace.target.join("bench/data").join(race.krate);
    fs::create_dir_all(&data)?;
    let mut finx = progress.step("FinX: release build of the contestant", || {
        finx(workspace, race)
    })?;
    let sets = finx.ask(&serde_json::json!({ "write": data }))?;
    let peers = if options.alone {
        None
    } else {
        let python = python::prepare(workspace, progress)?;
        let mut peers = progress.step("the peers start", || {
            Contestant::start(python::program(&python, &workspace.path("bench/peers.py")))
        })?;
        let versions = peers.ask(&serde_json::json!({ "open": data, "sets": sets }))?;
        Some((peers, versions))
    };
    let (mut peers, versions) = peers.unzip();
    let pace = if options.quick {
        Pace::QUICK
    } else {
        Pace::FULL
    };
    let results = progress.step("race", || {
        race::run(&mut finx, peers.as_mut(), pace, race.tables)
    })?;
    let lines = report::table(&results, &sets);
    print!("\n{lines}");
    if options.quick || options.alone {
        println!("\ndocs/benchmarks.md stays as it is: only a full run writes it.");
        return Ok(());
    }
    let head = report::head(workspace, versions.as_ref());
    write(workspace, race.part, &format!("{head}\n{lines}"))
}

fn browser_times(workspace: &Workspace, progress: &mut Progress, options: Options) -> Result<()> {
    let table = browser::run(workspace, progress)?;
    print!("\n{table}");
    if options.quick {
        return Ok(());
    }
    write(workspace, "browser", &table)
}

/// Puts `text` between the markers of its part of `docs/benchmarks.md`.
fn write(workspace: &Workspace, part: &str, text: &str) -> Result<()> {
    let path = workspace.path("docs/benchmarks.md");
    let document = fs::read_to_string(&path)?;
    let document = report::replace(&document, part, text)
        .with_context(|| format!("docs/benchmarks.md has no part `{part}`"))?;
    println!("\nwritten: docs/benchmarks.md, {part}");
    Ok(fs::write(&path, document)?)
}

fn finx(workspace: &Workspace, race: &Race) -> Result<Contestant> {
    let mut cargo = workspace.cargo();
    cargo
        .args(["build", "--release", "--package", race.krate])
        .args(["--example", race.example]);
    process::run(&mut cargo, "repair the error above")?;
    let name = format!("{}{}", race.example, std::env::consts::EXE_SUFFIX);
    let program = workspace.target.join("release/examples").join(name);
    Contestant::start(std::process::Command::new(program))
}

/// Every example of a crate whose name ends in `timing`, one after the other, so that none
/// disturbs another.
fn parts(workspace: &Workspace, progress: &mut Progress) -> Result<()> {
    let timings = timings(&workspace.path("crates"))?;
    if timings.is_empty() {
        bail!("no crate has an example `timing`");
    }
    for (krate, example) in timings {
        progress.step(format!("{example} of {krate}"), || {
            let mut cargo = workspace.cargo();
            cargo
                .args(["run", "--release", "--package", &krate])
                .args(["--example", &example]);
            process::run(&mut cargo, "repair the error above")
        })?;
    }
    Ok(())
}

fn timings(crates: &Path) -> Result<Vec<(String, String)>> {
    Ok(files::below(crates)?
        .into_iter()
        .filter_map(|(name, _)| timing(&name))
        .collect())
}

/// Crate and example, if the file below `crates/` is one that measures time.
fn timing(name: &str) -> Option<(String, String)> {
    let (krate, file) = name.split_once("/examples/")?;
    let example = file.strip_suffix(".rs")?;
    (example.ends_with("timing") && !example.contains('/'))
        .then(|| (krate.to_owned(), example.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timings_are_found_by_name() {
        let found = |krate: &str, example: &str| Some((krate.to_owned(), example.to_owned()));
        assert_eq!(
            timing("optimizer/examples/timing.rs"),
            found("optimizer", "timing")
        );
        assert_eq!(
            timing("whatif/examples/whatif_timing.rs"),
            found("whatif", "whatif_timing")
        );
        assert_eq!(timing("whatif/examples/cases.rs"), None);
        assert_eq!(timing("whatif/src/timing.rs"), None);
    }
}
