//! Rules of the house that no compiler checks. Each rule says what it found and what to do.

use std::process::Command;

use anyhow::{Context, Result, bail};
use cargo_metadata::MetadataCommand;

use crate::{process, wasm, workspace::Workspace};

mod closure;
mod edges;
mod features;
mod texts;

/// What the rules found.
#[derive(Debug, Default, PartialEq, Eq)]
struct Findings {
    errors: Vec<String>,
    warnings: Vec<String>,
}

impl Findings {
    fn error(&mut self, text: impl Into<String>) {
        self.errors.push(text.into());
    }

    fn warn(&mut self, text: impl Into<String>) {
        self.warnings.push(text.into());
    }
}

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let mut findings = Findings::default();

    let metadata = MetadataCommand::new()
        .manifest_path(workspace.path("Cargo.toml"))
        .no_deps()
        .exec()
        .context("cargo could not read the workspace")?;
    edges::check(&edges::of(&metadata), &mut findings);

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
    texts::conditional_pages(&files, &mut findings);
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
