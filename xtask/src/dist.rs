//! The product as one file.

use std::{fs, process::Command};

use anyhow::{Context, Result};

use crate::{process, progress::Progress, serve, site, wasm::Mode, workspace::Workspace};

pub(crate) fn run(workspace: &Workspace, progress: &mut Progress) -> Result<()> {
    site::build(workspace, progress, Mode::Release)?;
    progress.step("finx: release build", || {
        let mut cargo = serve::release_cargo(workspace);
        if let Some(commit) = commit(workspace) {
            cargo.env("FINX_COMMIT", commit);
        }
        process::run(
            &mut cargo,
            "repair the error above, then run `cargo xtask dist`",
        )
    })?;
    let binary = workspace.release_binary();
    let bytes = fs::metadata(&binary)
        .with_context(|| format!("{} is missing", binary.display()))?
        .len();
    println!(
        "{}: {:.1} MB",
        binary.display(),
        bytes as f64 / (1024.0 * 1024.0)
    );
    Ok(())
}

fn commit(workspace: &Workspace) -> Option<String> {
    let mut git = Command::new("git");
    git.current_dir(&workspace.root)
        .args(["describe", "--always", "--dirty", "--abbrev=12"]);
    Some(process::ask(&mut git)?.trim().to_owned())
}
