//! Running other programs: their output streams through, and their failures say what to do.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, anyhow, bail};

/// Runs to the end; output goes to the terminal. `fix` is the one command that repairs a failure.
pub(crate) fn run(command: &mut Command, fix: &str) -> Result<()> {
    let shown = show(command);
    let status = command
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("`{shown}` could not be started.\n  fix: {fix}"))?;
    if status.success() {
        return Ok(());
    }
    bail!("`{shown}` failed ({status}); its own words are above.\n  fix: {fix}");
}

/// Runs to the end and returns standard output; standard error goes to the terminal.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    let shown = show(command);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("`{shown}` could not be started"))?;
    if !output.status.success() {
        bail!("`{shown}` failed ({})", output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// As [`capture`], for a question whose answer may be "no": silent, and `None` on any failure.
pub(crate) fn ask(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What a child printed, and whether it succeeded.
pub(crate) struct Heard {
    pub(crate) success: bool,
    pub(crate) text: String,
}

/// Runs to the end, streams both outputs through, and keeps what was said.
pub(crate) fn listen(command: &mut Command) -> Result<Heard> {
    let shown = show(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{shown}` could not be started"))?;
    let stderr = child
        .stderr
        .take()
        .context("the child's errors are piped")?;
    let stdout = child.stdout.take().context("the child's output is piped")?;
    let errors = std::thread::spawn(move || tee(stderr, std::io::stderr()));
    let mut text = tee(stdout, std::io::stdout());
    text += &errors
        .join()
        .map_err(|_| anyhow!("the reader of `{shown}` broke down"))?;
    let success = child.wait()?.success();
    Ok(Heard { success, text })
}

fn tee(from: impl std::io::Read, mut to: impl Write) -> String {
    let mut from = BufReader::new(from);
    let mut heard = String::new();
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        // A closed terminal must not end the run: the counts are still wanted.
        let _ = to.write_all(&line);
        heard += &String::from_utf8_lossy(&line);
        line.clear();
    }
    heard
}

/// The command as a person would type it.
pub(crate) fn show(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The first program of these names in `PATH`, or in the folders given.
pub(crate) fn find_program(names: &[&str], folders: &[PathBuf]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path)
        .chain(folders.iter().cloned())
        .collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .flat_map(|path| {
            let windows = path.with_extension("exe");
            [path, windows]
        })
        .find(|path| path.is_file())
}

pub(crate) fn has_program(name: &str) -> bool {
    find_program(&[name], &[]).is_some()
}

/// A program that npm installed, run by Node itself so that no shell shim is needed.
pub(crate) fn node(script: &Path) -> Command {
    let mut command = Command::new("node");
    command.arg(script);
    command
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command_and_its_fix() {
        let error = run(Command::new("sh").args(["-c", "exit 3"]), "try again")
            .expect_err("exit 3 is a failure")
            .to_string();
        assert!(error.contains("sh -c exit 3"), "{error}");
        assert!(error.contains("fix: try again"), "{error}");
    }

    #[test]
    fn listening_keeps_both_outputs() {
        let heard = listen(Command::new("sh").args(["-c", "echo out; echo err >&2; exit 1"]))
            .expect("sh starts");
        assert!(!heard.success);
        assert_eq!(heard.text, "out\nerr\n");
    }

    #[test]
    fn a_missing_program_is_not_found() {
        assert!(has_program("sh"));
        assert!(!has_program("finx-has-no-such-program"));
    }
}
