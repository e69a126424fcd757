//! Everything that can be said about the code without running it.

use anyhow::{Result, bail};

use crate::{
    native, process,
    progress::Progress,
    tidy,
    wasm::{MODULES, STUDIO, Toolchain},
    workspace::Workspace,
};

const DENY: [&str; 2] = ["-D", "warnings"];

/// Runs all checks, so that one look shows everything that is to be done.
pub(crate) fn run(workspace: &Workspace, progress: &mut Progress) -> Result<()> {
    let mut broken = Vec::new();
    let mut check = |progress: &mut Progress, name: &str, run: &mut dyn FnMut() -> Result<()>| {
        if let Err(error) = progress.step(name, run) {
            eprintln!("error: {error:#}");
            broken.push(name.to_owned());
        }
    };

    if std::env::var_os("CI").is_some() {
        check(progress, "Cargo.lock is complete", &mut || {
            let mut cargo = workspace.cargo();
            cargo.args(["metadata", "--locked", "--format-version", "1"]);
            process::capture(&mut cargo).map(drop)
        });
    }
    check(progress, "format", &mut || {
        let mut cargo = workspace.cargo();
        cargo.args(["fmt", "--all", "--check"]);
        process::run(&mut cargo, "cargo fmt --all")
    });
    check(progress, "clippy", &mut || {
        let mut cargo = workspace.cargo();
        cargo
            .args(["clippy", "--all-targets"])
            .args(native::CRATES)
            .arg("--")
            .args(DENY);
        process::run(&mut cargo, "repair what clippy names above")
    });
    check(progress, "clippy of the commands", &mut || {
        let mut cargo = workspace.cargo();
        cargo
            .args(["clippy", "--all-targets", "--package", "xtask", "--"])
            .args(DENY);
        process::run(&mut cargo, "repair what clippy names above")
    });
    let toolchain = Toolchain::required()?;
    let has_clippy = toolchain.has_clippy();
    for module in MODULES.iter().chain([&STUDIO]) {
        check(
            progress,
            &format!("{} for WebAssembly", module.package),
            &mut || {
                let mut cargo = module.check(workspace, toolchain, has_clippy);
                process::run(&mut cargo, "repair what the compiler names above")
            },
        );
    }
    check(progress, "rules of the house", &mut || tidy::run(workspace));
    check(progress, "licences, bans, sources", &mut || {
        let mut cargo = workspace.cargo();
        cargo.args(["deny", "check", "bans", "licenses", "sources"]);
        process::run(&mut cargo, "see deny.toml")
    });
    let mut fetch = workspace.cargo();
    fetch
        .args(["deny", "fetch", "db"])
        // A line that carries nothing is given up after twenty seconds.
        .env("GIT_HTTP_LOW_SPEED_LIMIT", "1000")
        .env("GIT_HTTP_LOW_SPEED_TIME", "20");
    if process::ask(&mut fetch).is_some() {
        check(progress, "known flaws of dependencies", &mut || {
            let mut cargo = workspace.cargo();
            cargo.args(["deny", "check", "--disable-fetch", "advisories"]);
            process::run(&mut cargo, "cargo update, or see deny.toml")
        });
    } else {
        progress.skip(
            "known flaws of dependencies",
            "the list of advisories cannot be fetched from here",
        );
    }
    check(progress, "dependencies nobody uses", &mut || {
        let mut cargo = workspace.cargo();
        cargo.arg("machete");
        process::run(&mut cargo, "remove from Cargo.toml what is named above")
    });

    if broken.is_empty() {
        return Ok(());
    }
    bail!("these checks failed: {}", broken.join(", "));
}
