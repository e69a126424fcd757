//! Rules of the house that no compiler checks. Each rule says what it found and what to do.

use std::process::Command;

use anyhow::{Context, Result, bail};
use cargo_metadata::MetadataCommand;

use crate::{process, wasm, workspace::Workspace};

mod closure;
mod edges;
mod features;
mod sources;
mod texts;
mod tokens;

/// What the rules found.
#[derive(Debug, Default, PartialEq, Eq)]
struct Findings {
    errors: Vec<String>,
    warnings: Vec<String>,
}

impl Findings {
    fn error(&mut self, text: impl Into<String>) {
        once(&mut self.errors, text.into());
    }

    fn warn(&mut self, text: impl Into<String>) {
        once(&mut self.warnings, text.into());
    }
}

/// A tree of dependencies shows the same crate for each target; the finding is one.
fn once(list: &mut Vec<String>, text: String) {
    if !list.contains(&text) {
        list.push(text);
    }
}

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let mut findings = Findings::default();

    let metadata = MetadataCommand::new()
        .manifest_path(workspace.path("Cargo.toml"))
        .no_deps()
        .exec()
        .context("cargo could not read the workspace")?;
    let graph = edges::of(&metadata);
    edges::check(&graph, &mut findings);
    edges::check_outside(&graph, &mut findings);

    // All targets there are would make cargo fetch what only other systems need.
    let host = host()?;
    let targets = ["--target", wasm::TARGET, "--target", &host];
    for krate in closure::PURE {
        let tree = tree(
            workspace,
            &[&["--package", krate, "--edges", "normal"], &targets[..]].concat(),
            &["--prefix", "depth", "--no-dedupe", "--format", "{p}"],
        )?;
        closure::check(krate, &tree, &mut findings);
    }

    for package in ["server", "frontend"] {
        let tree = tree(
            workspace,
            &[
                &["--package", package, "--edges", "features,normal"],
                &targets[..],
            ]
            .concat(),
            &["--invert", "leptos"],
        )?;
        features::no_csr(package, &tree, &mut findings);
    }
    let lock = std::fs::read_to_string(workspace.path("Cargo.lock"))?;
    features::one_bindgen(&lock, &mut findings);

    let files = texts::tracked(workspace)?;
    sources::conditions(&files, &mut findings);
    sources::surroundings(&files, &mut findings);
    texts::machine_paths(&files, &mut findings);
    texts::long_files(&files, &mut findings);

    for warning in &findings.warnings {
        println!("warning: {warning}");
    }
    for error in &findings.errors {
        println!("error: {error}");
    }
    if findings.errors.is_empty() {
        return Ok(());
    }
    bail!(
        "{} rule(s) of the house are broken; the lines above name place and remedy.\n  \
         then: cargo xtask tidy",
        findings.errors.len()
    );
}

fn tree(workspace: &Workspace, what: &[&str], how: &[&str]) -> Result<String> {
    let mut cargo: Command = workspace.cargo();
    cargo.arg("tree").args(what).args(how);
    process::capture(&mut cargo)
}

fn host() -> Result<String> {
    let verbose = process::capture(Command::new("rustc").arg("-Vv"))?;
    let host = verbose.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not name its host")?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{texts::Text, *};

    /// What a rule finds in some files, by their names and texts.
    pub(super) fn run(rule: fn(&[Text], &mut Findings), files: &[(&str, &str)]) -> Findings {
        let files: Vec<Text> = files
            .iter()
            .map(|(name, text)| Text {
                name: (*name).to_owned(),
                text: (*text).to_owned(),
            })
            .collect();
        let mut findings = Findings::default();
        rule(&files, &mut findings);
        findings
    }

    #[test]
    fn a_finding_is_told_once() {
        let mut findings = Findings::default();
        for text in ["a", "b", "a"] {
            findings.error(text);
            findings.warn(text);
        }
        assert_eq!(findings.errors, ["a", "b"]);
        assert_eq!(findings.warnings, ["a", "b"]);
    }
}
