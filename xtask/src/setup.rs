//! Everything that the other commands need from outside: found where it is there, installed
//! where it is not. A second run finds everything and takes no time.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{
    digest::Digest,
    process::{self, ask, find_program, has_program},
    progress::Progress,
    wasm::{TARGET, Toolchain},
    workspace::Workspace,
};

mod closed;

/// What a command needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// A compiler for WebAssembly, Node, and the npm packages of `frontend/`.
    Site,
    /// What a site needs, the test runner, a browser and a database server.
    Test,
    /// A compiler for WebAssembly, the linters, and what measures coverage.
    Check,
    Everything,
}

pub(crate) fn run(workspace: &Workspace, progress: &mut Progress, need: Need) -> Result<()> {
    webassembly(progress)?;
    if need != Need::Check {
        node_present()?;
        npm_packages(workspace, progress, "frontend")?;
    }
    if matches!(need, Need::Test | Need::Everything) {
        npm_packages(workspace, progress, "end2end")?;
        cargo_tool(progress, "cargo-nextest", "it runs the tests")?;
        browser(workspace, progress)?;
        database(progress)?;
    }
    if matches!(need, Need::Check | Need::Everything) {
        component(progress, "fmt", "rustfmt")?;
        component(progress, "clippy", "clippy")?;
        cargo_tool(progress, "cargo-deny", "it checks licences and known flaws")?;
        cargo_tool(
            progress,
            "cargo-machete",
            "it finds dependencies nobody uses",
        )?;
        cargo_tool(
            progress,
            "cargo-llvm-cov",
            "it measures what the tests cover",
        )?;
        llvm_tools(progress)?;
    }
    Ok(())
}

fn webassembly(progress: &mut Progress) -> Result<()> {
    if Toolchain::Default.has_library() || closed::is_current() {
        return Ok(());
    }
    if has_program("rustup") {
        let added = progress.step(
            format!("rustup target add {TARGET} (the browser's half is WebAssembly)"),
            || {
                let mut rustup = Command::new("rustup");
                rustup
                    .args(["target", "add", TARGET])
                    .env_remove("RUST_BACKTRACE");
                Ok(process::listen(&mut rustup)?.success && Toolchain::Default.has_library())
            },
        )?;
        if added {
            return Ok(());
        }
    }
    closed::link_toolchain(progress)
}

const OLDEST_NODE: u32 = 20;

fn node_present() -> Result<()> {
    let answer = ask(Command::new("node").arg("--version"));
    let major = answer.as_deref().and_then(node_major);
    let why = match major {
        Some(major) if major >= OLDEST_NODE => {
            if has_program("npm") {
                return Ok(());
            }
            "Node is here, but its package manager npm is not".to_owned()
        }
        Some(major) => format!("Node {major} is too old"),
        None => "Node is missing".to_owned(),
    };
    let fix = if has_program("apt-get") {
        "sudo apt-get install nodejs npm   (or any Node from nodejs.org)"
    } else if has_program("brew") {
        "brew install node"
    } else {
        "install Node from nodejs.org"
    };
    bail!(
        "{why}: bundling and shrinking the site takes Node {OLDEST_NODE} or newer.\n  fix: {fix}"
    );
}

fn node_major(version: &str) -> Option<u32> {
    version
        .trim()
        .strip_prefix('v')?
        .split('.')
        .next()?
        .parse()
        .ok()
}

/// `npm ci`, unless the lock file is the one that was installed last.
fn npm_packages(workspace: &Workspace, progress: &mut Progress, folder: &str) -> Result<()> {
    let folder = workspace.path(folder);
    let lock = folder.join("package-lock.json");
    if !lock.is_file() {
        return Ok(());
    }
    let wanted = Digest::new().add(&fs::read(&lock)?).full();
    let stamp = folder.join("node_modules/.installed");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    progress.step(format!("npm ci in {name}/ (its lock file is new)"), || {
        let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
        npm.arg("ci").current_dir(&folder);
        process::run(
            &mut npm,
            "check the connection to the npm registry, then run `cargo xtask setup`",
        )?;
        Ok(fs::write(&stamp, wanted)?)
    })
}

fn cargo_tool(progress: &mut Progress, name: &str, why: &str) -> Result<()> {
    if has_program(name) {
        return Ok(());
    }
    progress.step(
        format!("cargo install {name} ({why}; some minutes, once)"),
        || {
            let mut cargo = Command::new("cargo");
            cargo
                .args(["install", "--locked", name])
                .env_remove("CARGO_TARGET_DIR");
            process::run(&mut cargo, &format!("cargo install --locked {name}"))
        },
    )
}

fn component(progress: &mut Progress, subcommand: &str, name: &str) -> Result<()> {
    if ask(Command::new("cargo").args([subcommand, "--version"])).is_some() {
        return Ok(());
    }
    if !has_program("rustup") {
        bail!(
            "{name} is missing, and this Rust was not installed by rustup.\n  fix: install your system's package of {name}"
        );
    }
    progress.step(format!("rustup component add {name}"), || {
        let mut rustup = Command::new("rustup");
        rustup.args(["component", "add", name]);
        process::run(&mut rustup, &format!("rustup component add {name}"))
    })
}

/// Chromium, Chrome, or the one that Playwright keeps. `FINX_CHROMIUM` goes before all.
pub(crate) fn find_browser() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("FINX_CHROMIUM").map(PathBuf::from) {
        return path.is_file().then_some(path);
    }
    let mac = [
        PathBuf::from("/Applications/Chromium.app/Contents/MacOS"),
        PathBuf::from("/Applications/Google Chrome.app/Contents/MacOS"),
    ];
    find_program(
        &[
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
            "Chromium",
            "Google Chrome",
        ],
        &mac,
    )
    .or_else(playwright_browser)
}

fn playwright_browser() -> Option<PathBuf> {
    let home = std::env::home_dir()?;
    let folders = [
        home.join(".cache/ms-playwright"),
        home.join("Library/Caches/ms-playwright"),
        home.join("AppData/Local/ms-playwright"),
    ];
    let inside = [
        "chrome-linux/chrome",
        "chrome-linux64/chrome",
        "chrome-mac/Chromium.app/Contents/MacOS/Chromium",
        "chrome-win/chrome.exe",
    ];
    folders
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flat_map(|entries| entries.flatten())
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("chromium-"))
        .flat_map(|entry| inside.map(|path| entry.path().join(path)))
        .find(|path| path.is_file())
}

fn browser(workspace: &Workspace, progress: &mut Progress) -> Result<()> {
    let end2end = workspace.path("end2end");
    if !end2end.join("package.json").is_file() || find_browser().is_some() {
        return Ok(());
    }
    if let Some(path) = std::env::var_os("FINX_CHROMIUM") {
        bail!(
            "FINX_CHROMIUM names {}, which is no file.\n  fix: unset FINX_CHROMIUM",
            path.to_string_lossy()
        );
    }
    progress.step("a browser for the end-to-end tests", || {
        if can_use_apt() {
            apt_install(&["chromium"])?;
        } else {
            let mut npx = Command::new(if cfg!(windows) { "npx.cmd" } else { "npx" });
            npx.args(["playwright", "install", "chromium"])
                .current_dir(&end2end);
            process::run(&mut npx, "sudo apt-get install chromium")?;
        }
        find_browser().map(drop).context(
            "a browser was installed, but cannot be found.\n  \
             fix: set FINX_CHROMIUM to the path of a Chromium",
        )
    })
}

/// The folder of PostgreSQL's server programs. `FINX_POSTGRES_BIN` goes before all.
pub(crate) fn find_postgres() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("FINX_POSTGRES_BIN").map(PathBuf::from) {
        return folder.join("initdb").is_file().then_some(folder);
    }
    let mut versions: Vec<_> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flat_map(|entries| entries.flatten())
        .map(|entry| entry.path().join("bin"))
        .collect();
    versions.sort();
    versions.reverse();
    find_program(&["initdb"], &versions)?
        .parent()
        .map(Path::to_owned)
}

fn database(progress: &mut Progress) -> Result<()> {
    if find_postgres().is_some() {
        return Ok(());
    }
    let name = "PostgreSQL for the store's tests";
    if !can_use_apt() {
        progress.skip(
            name,
            "not found, its tests will be skipped; fix: sudo apt-get install postgresql",
        );
        return Ok(());
    }
    progress.step(name, || apt_install(&["postgresql"]))
}

/// `llvm-cov` and `llvm-profdata`, of the major version with which rustc writes its profiles.
pub(crate) struct LlvmTools {
    pub(crate) cov: PathBuf,
    pub(crate) profdata: PathBuf,
}

pub(crate) fn find_llvm_tools() -> Option<LlvmTools> {
    let verbose = ask(Command::new("rustc").arg("-Vv"))?;
    let sysroot = ask(Command::new("rustc").args(["--print", "sysroot"]))?;
    let host = field(&verbose, "host: ")?;
    let major = field(&verbose, "LLVM version: ")?.split('.').next()?;
    let folders = [
        PathBuf::from(sysroot.trim())
            .join("lib/rustlib")
            .join(host)
            .join("bin"),
        PathBuf::from(format!("/usr/lib/llvm-{major}/bin")),
    ];
    folders
        .iter()
        .map(|folder| LlvmTools {
            cov: folder.join(format!("llvm-cov{}", std::env::consts::EXE_SUFFIX)),
            profdata: folder.join(format!("llvm-profdata{}", std::env::consts::EXE_SUFFIX)),
        })
        .find(|tools| tools.cov.is_file() && tools.profdata.is_file())
}

fn llvm_tools(progress: &mut Progress) -> Result<()> {
    if find_llvm_tools().is_some() {
        return Ok(());
    }
    let installed = progress.step(
        "llvm-cov and llvm-profdata (they read the coverage)",
        || {
            if has_program("rustup") {
                let mut rustup = Command::new("rustup");
                rustup.args(["component", "add", "llvm-tools"]);
                if process::listen(&mut rustup)?.success && find_llvm_tools().is_some() {
                    return Ok(true);
                }
            }
            if can_use_apt() {
                let verbose = process::capture(Command::new("rustc").arg("-Vv"))?;
                let major = field(&verbose, "LLVM version: ")
                    .and_then(|version| version.split('.').next())
                    .context("rustc does not name its LLVM")?;
                apt_install(&[&format!("llvm-{major}")])?;
            }
            Ok(find_llvm_tools().is_some())
        },
    )?;
    if !installed {
        progress.skip(
            "coverage",
            "no llvm-tools of rustc's version; fix: rustup component add llvm-tools",
        );
    }
    Ok(())
}

/// The rest of the line that begins with `name`.
fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(name))
}

fn can_use_apt() -> bool {
    is_root() && has_program("apt-get")
}

#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

/// Installs Debian packages; the list of packages is fetched only where it turns out stale.
fn apt_install(packages: &[&str]) -> Result<()> {
    let apt = |arguments: &[&str]| {
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive")
            .arg("--quiet")
            .args(arguments);
        apt
    };
    let install: Vec<&str> = ["install", "--yes", "--no-install-recommends"]
        .iter()
        .chain(packages)
        .copied()
        .collect();
    if process::listen(&mut apt(&install))?.success {
        return Ok(());
    }
    process::run(&mut apt(&["update"]), "apt-get update")?;
    process::run(
        &mut apt(&install),
        &format!("sudo apt-get install {}", packages.join(" ")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions() {
        assert_eq!(node_major("v20.20.2\n"), Some(20));
        assert_eq!(node_major("not node"), None);
    }

    #[test]
    fn fields_of_rustc() {
        let text = "binary: rustc\nhost: x86_64-unknown-linux-gnu\nLLVM version: 22.1.2\n";
        assert_eq!(field(text, "LLVM version: "), Some("22.1.2"));
        assert_eq!(field(text, "release: "), None);
    }
}
