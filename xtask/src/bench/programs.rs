//! Programs of our own that print a table: their output is a part of `docs/benchmarks.md`.

use std::{env, path::PathBuf};

use anyhow::Result;

use crate::{process, progress::Progress, workspace::Workspace};

/// An example of a crate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Program {
    krate: &'static str,
    example: &'static str,
    /// Where its data lie below the folder of test data; it does without where there is none.
    data: Option<&'static str>,
}

const fn program(
    krate: &'static str,
    example: &'static str,
    data: Option<&'static str>,
) -> Program {
    Program {
        krate,
        example,
        data,
    }
}

/// How often bands hold the truth.
pub(super) const COVERAGE: [Program; 1] = [program("optimizer", "coverage", None)];

/// Few positions, whole shares, and who selects them. They read `FINX_TEST_DATA`, where it is set.
pub(super) const CHOICES: [Program; 3] = [
    program("optimizer", "cardinality_timing", Some("orlib")),
    program(
        "optimizer",
        "shares_timing",
        Some("large/sp500_close_2013_2018.csv.gz"),
    ),
    program("qubo", "layer_timing", None),
];

/// What the programs print, one below the other.
pub(super) fn printed(
    workspace: &Workspace,
    progress: &mut Progress,
    programs: &[Program],
) -> Result<String> {
    let folder = env::var_os("FINX_TEST_DATA").map(PathBuf::from);
    let mut parts = Vec::new();
    for Program {
        krate,
        example,
        data,
    } in programs
    {
        let part = progress.step(format!("{example} of {krate}"), || {
            let mut cargo = workspace.cargo();
            cargo
                .args(["run", "--release", "--quiet", "--package", krate])
                .args(["--example", example]);
            if let (Some(folder), Some(data)) = (&folder, data) {
                cargo.arg("--").arg(folder.join(data));
            }
            process::capture(&mut cargo)
        })?;
        let part = part.trim();
        // What is no table of its own keeps its columns.
        let is_table = part.contains("\n|");
        parts.push(match is_table {
            true => part.to_owned(),
            false => format!("```text\n{part}\n```"),
        });
    }
    Ok(parts.join("\n\n") + "\n")
}
