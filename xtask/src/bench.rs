//! Timings: every `timing` example of a crate, one after the other.

use anyhow::Result;

use crate::{files, process, progress::Progress, workspace::Workspace};

pub(crate) fn run(workspace: &Workspace, progress: &mut Progress) -> Result<()> {
    let crates: Vec<String> = files::below(&workspace.path("crates"))?
        .into_iter()
        .filter_map(|(name, _)| Some(name.strip_suffix("/examples/timing.rs")?.to_owned()))
        .collect();
    if crates.is_empty() {
        progress.skip("timings", "no crate has an example `timing`");
    }
    for krate in crates {
        progress.step(format!("timing of {krate}"), || {
            let mut cargo = workspace.cargo();
            cargo.args([
                "run",
                "--release",
                "--package",
                &krate,
                "--example",
                "timing",
            ]);
            process::run(&mut cargo, "repair the error above")
        })?;
    }
    Ok(())
}
