//! WebAssembly on a machine that reaches package registries but not Rust's own server, so that
//! `rustup target add` cannot work. Debian carries a second Rust, kept for building browsers:
//! its compiler and its sources make the target's standard library here, once, and rustup then
//! knows it as a toolchain. Native code keeps the default toolchain.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result, bail};

use super::{apt_install, can_use_apt};
use crate::{
    process::{self, ask, find_program, has_program},
    progress::Progress,
    wasm::{LINKED_TOOLCHAIN, TARGET, Toolchain},
    workspace::forget_own_package,
};

/// The linker is a package of its own: Debian's `rust-lld` is a link to it.
const PACKAGES: [&str; 8] = [
    "rustc-web",
    "cargo-web",
    "libstd-rust-web-dev",
    "rust-web-src",
    "rust-web-llvm",
    "rust-web-clippy",
    "rustfmt-web",
    "lld-22",
];

const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";

/// Written beside the library: the compiler that built it.
const STAMP: &str = "built-by";

pub(super) fn link_toolchain(progress: &mut Progress) -> Result<()> {
    if is_current() {
        return Ok(());
    }
    if !has_program("rustup") {
        bail!(
            "this Rust has no standard library for {TARGET}, and rustup is not here to add it.\n  \
             fix: install Rust with rustup, or your system's package of that library"
        );
    }
    if !can_use_apt() {
        bail!(
            "rustup could not add {TARGET}. Without it, Debian's second Rust can stand in, which \
             takes root.\n  fix: rustup target add {TARGET}   (where Rust's server can be reached)\n  \
             or:  sudo -E env PATH=\"$PATH\" HOME=\"$HOME\" cargo xtask setup"
        );
    }
    if !packages_present() {
        progress.step(
            "Debian's second Rust (rustup could not add the target)",
            || apt_install(&PACKAGES),
        )?;
    }
    progress.step(
        "standard library for WebAssembly, built once",
        build_library,
    )?;
    progress.step(format!("rustup toolchain link {LINKED_TOOLCHAIN}"), || {
        let mut rustup = Command::new("rustup");
        rustup.args(["toolchain", "link", LINKED_TOOLCHAIN, "/usr"]);
        process::run(&mut rustup, "rustup toolchain link web /usr")
    })?;
    if !is_current() {
        bail!(
            "the toolchain `{LINKED_TOOLCHAIN}` is linked, yet cannot build {TARGET}.\n  \
             fix: rustup toolchain uninstall {LINKED_TOOLCHAIN} && cargo xtask setup"
        );
    }
    Ok(())
}

/// Whether the linked toolchain has the library, and it is of this very compiler.
pub(super) fn is_current() -> bool {
    let toolchains = ask(Command::new("rustup").args(["toolchain", "list"])).unwrap_or_default();
    let linked = toolchains
        .lines()
        .any(|line| line.split_whitespace().next() == Some(LINKED_TOOLCHAIN));
    if !linked || !Toolchain::Linked.has_library() {
        return false;
    }
    let compiler = ask(Toolchain::Linked.program("rustc").arg("-Vv"));
    let stamp = Toolchain::Linked
        .library()
        .and_then(|folder| fs::read_to_string(folder.join(STAMP)).ok());
    compiler.is_some() && compiler == stamp
}

fn packages_present() -> bool {
    let linker = PathBuf::from("/usr/bin");
    fs::exists(RUSTC).unwrap_or(false)
        && fs::exists(CARGO).unwrap_or(false)
        && find_program(&["ld.lld-22", "lld-22"], &[linker]).is_some()
        && sources_present()
}

fn sources_present() -> bool {
    let Some(sysroot) = ask(debian(RUSTC).args(["--print", "sysroot"])) else {
        return false;
    };
    PathBuf::from(sysroot.trim())
        .join("lib/rustlib/src/rust/library/std/Cargo.toml")
        .is_file()
}

/// A program of Debian's Rust, with nothing of ours in its environment.
fn debian(program: &str) -> Command {
    let mut command = Command::new(program);
    forget_own_package(&mut command);
    command
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("LD_LIBRARY_PATH")
        .env_remove("RUSTC_WRAPPER")
        .env_remove("CARGO_TARGET_DIR");
    command
}

fn build_library() -> Result<()> {
    let folder = std::env::temp_dir().join(format!("finx-std-{}", std::process::id()));
    fs::create_dir_all(folder.join("src"))?;
    fs::write(
        folder.join("Cargo.toml"),
        "[package]\nname = \"empty\"\nedition = \"2024\"\n[workspace]\n",
    )?;
    fs::write(folder.join("src/lib.rs"), "")?;
    let mut cargo = debian(CARGO);
    cargo
        .current_dir(&folder)
        .env("RUSTC", RUSTC)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .args(["build", "--release", "--target", TARGET])
        .args(["-Z", "build-std=std,panic_abort"]);
    process::run(
        &mut cargo,
        "cargo xtask setup   (once the crate registry answers)",
    )?;

    let library = ask(debian(RUSTC).args(["--print", "target-libdir", "--target", TARGET]))
        .context("Debian's rustc does not say where its libraries lie")?;
    let library = PathBuf::from(library.trim());
    fs::create_dir_all(&library)?;
    for entry in fs::read_dir(&library)?.flatten() {
        // Two libraries of one name make the compiler refuse both.
        if entry.path().extension().is_some_and(|kind| kind == "rlib") {
            fs::remove_file(entry.path())?;
        }
    }
    let built = folder.join("target").join(TARGET).join("release/deps");
    for entry in fs::read_dir(built)?.flatten() {
        let name = entry.file_name();
        let text = name.to_string_lossy();
        if text.ends_with(".rlib") && !text.starts_with("libempty-") {
            fs::copy(entry.path(), library.join(&name))?;
        }
    }
    let compiler = process::capture(debian(RUSTC).arg("-Vv"))?;
    fs::write(library.join(STAMP), compiler)?;
    Ok(fs::remove_dir_all(&folder)?)
}
