//! Programs of our own that print a table: their output is a part of `docs/benchmarks.md`.

use anyhow::Result;

use crate::{process, progress::Progress, workspace::Workspace};

/// An example of a crate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Program {
    krate: &'static str,
    example: &'static str,
}

const fn program(krate: &'static str, example: &'static str) -> Program {
    Program { krate, example }
}

/// How often bands hold the truth.
pub(super) const COVERAGE: [Program; 1] = [program("optimizer", "coverage")];

/// Few positions, whole shares, and who selects them. They read `FINX_TEST_DATA`, where it is set.
pub(super) const CHOICES: [Program; 3] = [
    program("optimizer", "cardinality_timing"),
    program("optimizer", "shares_timing"),
    program("qubo", "layer_timing"),
];

/// What the programs print, one below the other.
pub(super) fn printed(
    workspace: &Workspace,
    progress: &mut Progress,
    programs: &[Program],
) -> Result<String> {
    let mut parts = Vec::new();
    for Program { krate, example } in programs {
        let part = progress.step(format!("{example} of {krate}"), || {
            let mut cargo = workspace.cargo();
            cargo
                .args(["run", "--release", "--quiet", "--package", krate])
                .args(["--example", example]);
            process::capture(&mut cargo)
        })?;
        parts.push(part.trim().to_owned());
    }
    Ok(parts.join("\n\n") + "\n")
}
