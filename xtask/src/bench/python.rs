//! The peers' Python environment: made once below the target folder, quick the second time.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail};

use crate::{
    digest::Digest,
    process::{self, ask, has_program},
    progress::Progress,
    workspace::Workspace,
};

/// Prints whether the peers can live here: new enough, and able to make environments.
const ASK: &str = "import sys, venv, ensurepip; print(sys.version_info >= (3, 11))";

/// The environment's interpreter, with everything in `bench/requirements.txt`.
pub(super) fn prepare(workspace: &Workspace, progress: &mut Progress) -> Result<PathBuf> {
    let requirements = workspace.path("bench/requirements.txt");
    let wanted = Digest::new().add(&fs::read(&requirements)?).full();
    let folder = workspace.target.join("bench/venv");
    let python = interpreter(&folder);
    let stamp = folder.join(".installed");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) && python.is_file() {
        return Ok(python);
    }
    progress.step("the peers, from PyPI (once)", || {
        make(&folder)?;
        install(&python, &requirements)?;
        Ok(fs::write(&stamp, &wanted)?)
    })?;
    Ok(python)
}

/// `script` in an environment.
pub(super) fn program(python: &Path, script: &Path) -> Command {
    let mut command = Command::new(python);
    // Its own cache of compiled scripts would lie in the checkout.
    command.arg(script).env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

fn interpreter(folder: &Path) -> PathBuf {
    if cfg!(windows) {
        folder.join("Scripts/python.exe")
    } else {
        folder.join("bin/python")
    }
}

fn make(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let mut command = if let Some(python) = find() {
        let mut command = Command::new(python);
        command.args(["-m", "venv"]);
        command
    } else if has_program("uv") {
        let mut command = Command::new("uv");
        command.args(["venv", "--seed", "--python", "3.12"]);
        command
    } else {
        let fix = if has_program("apt-get") {
            "sudo apt-get install python3 python3-venv"
        } else {
            "install Python from python.org, or uv from docs.astral.sh/uv"
        };
        bail!(
            "the peers need Python 3.11 or newer that can make environments (or uv), and none is \
             here.\n  fix: {fix}\n  or, without the peers: cargo xtask bench --alone\n  \
             (FINX_PYTHON names an interpreter that is not in PATH)"
        );
    };
    process::run(
        command.arg(folder),
        "sudo apt-get install python3-venv   (or: cargo xtask bench --alone)",
    )
}

/// A suitable interpreter; `FINX_PYTHON` goes before all.
fn find() -> Option<PathBuf> {
    let named = env::var_os("FINX_PYTHON").map(PathBuf::from);
    let known = [
        "python3.13",
        "python3.12",
        "python3",
        "python3.11",
        "python",
    ];
    named
        .into_iter()
        .chain(known.map(PathBuf::from))
        .find(|python| {
            ask(Command::new(python).args(["-c", ASK]))
                .is_some_and(|answer| answer.trim() == "True")
        })
}

fn install(python: &Path, requirements: &Path) -> Result<()> {
    let mut pip = Command::new(python);
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ])
    .arg("--requirement")
    .arg(requirements);
    process::run(
        &mut pip,
        "check the connection to PyPI, or leave the peers out: cargo xtask bench --alone",
    )
}
