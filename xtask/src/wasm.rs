//! The WebAssembly modules: compile, bind, shrink.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, anyhow, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    digest::Digest,
    process::{self, ask},
    workspace::{Workspace, forget_own_package},
};

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// The name under which a toolchain with a WebAssembly standard library is linked where the
/// default toolchain cannot have one. See `setup`.
pub(crate) const LINKED_TOOLCHAIN: &str = "web";

/// The version in the workspace's manifest; `tidy` holds it equal to the lock file's.
pub(crate) const BINDGEN_VERSION: &str = "0.2.130";

/// Which toolchain builds WebAssembly. Native code always keeps the default one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// The default toolchain has the target's standard library.
    Default,
    /// It has not; the toolchain linked as [`LINKED_TOOLCHAIN`] has.
    Linked,
}

impl Toolchain {
    /// The toolchain that can build WebAssembly now, if any can.
    pub(crate) fn find() -> Option<Self> {
        [Self::Default, Self::Linked]
            .into_iter()
            .find(|toolchain| toolchain.has_library())
    }

    pub(crate) fn has_library(self) -> bool {
        self.library().is_some_and(|folder| has_std(&folder))
    }

    pub(crate) fn required() -> Result<Self> {
        Self::find().ok_or_else(|| {
            anyhow!(
                "no Rust toolchain here has a standard library for {TARGET}.\n  \
                 fix: cargo xtask setup"
            )
        })
    }

    /// A program of this toolchain, free of what the toolchain that runs us left in the
    /// environment.
    pub(crate) fn program(self, name: &str) -> Command {
        let mut command = Command::new(name);
        forget_own_package(&mut command);
        if self == Self::Linked {
            command
                .env("RUSTUP_TOOLCHAIN", LINKED_TOOLCHAIN)
                .env_remove("LD_LIBRARY_PATH")
                .env_remove("RUSTC")
                .env_remove("RUSTDOC");
        }
        command
    }

    /// Where this toolchain keeps the target's standard library, whether it is there or not.
    pub(crate) fn library(self) -> Option<PathBuf> {
        let mut rustc = self.program("rustc");
        rustc.args(["--print", "target-libdir", "--target", TARGET]);
        Some(PathBuf::from(ask(&mut rustc)?.trim()))
    }

    /// `cargo` for WebAssembly. It has a target folder of its own: two compilers that share one
    /// throw away each other's answers, and a native build need not wait for its lock.
    pub(crate) fn cargo(self, workspace: &Workspace) -> Command {
        let mut cargo = self.program("cargo");
        cargo
            .current_dir(&workspace.root)
            .env("CARGO_TARGET_DIR", target_folder(workspace));
        cargo
    }

    pub(crate) fn has_clippy(self) -> bool {
        ask(self.program("cargo").args(["clippy", "--version"])).is_some()
    }
}

fn has_std(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|entries| {
        entries.flatten().any(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            name.starts_with("libstd-") && name.ends_with(".rlib")
        })
    })
}

fn target_folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("wasm")
}

/// How carefully a site is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Small and fast for the reader.
    Release,
    /// Fast for the one who waits for the build.
    Dev,
}

/// One crate that becomes one module.
pub(crate) struct Module {
    pub(crate) package: &'static str,
    /// `app` becomes `app.js` and `app_bg.wasm`.
    pub(crate) out_name: &'static str,
    profile: &'static str,
    rustflags: &'static str,
    wasm_opt: &'static str,
}

pub(crate) const MODULES: [Module; 3] = [
    Module {
        package: "frontend",
        out_name: "app",
        profile: "wasm-release",
        rustflags: "--cfg erase_components",
        wasm_opt: "-Oz",
    },
    Module {
        package: "whatif",
        out_name: "whatif",
        profile: "wasm-solver",
        rustflags: "-C target-feature=+simd128",
        wasm_opt: "-O3",
    },
    Module {
        package: "charts",
        out_name: "charts",
        profile: "wasm-release",
        rustflags: "",
        wasm_opt: "-Oz",
    },
];

/// Problem documents in a worker. Not part of the site yet: built for its test and its times.
pub(crate) const STUDIO: Module = Module {
    package: "studio",
    out_name: "studio",
    profile: "wasm-solver",
    rustflags: "-C target-feature=+simd128",
    wasm_opt: "-O3",
};

/// What rustc may have used: everything that browsers of the last years share.
const WASM_FEATURES: [&str; 9] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-sign-ext",
    "--enable-mutable-globals",
];

impl Module {
    /// Compiles the crate, in an invocation of its own so that nothing else has a say in its
    /// features.
    pub(crate) fn compile(
        &self,
        workspace: &Workspace,
        toolchain: Toolchain,
        mode: Mode,
    ) -> Result<PathBuf> {
        let profile = match mode {
            Mode::Release => self.profile,
            Mode::Dev => "wasm-dev",
        };
        let mut cargo = toolchain.cargo(workspace);
        cargo
            .args(["build", "--package", self.package, "--lib"])
            .args(["--target", TARGET, "--profile", profile]);
        if !self.rustflags.is_empty() {
            cargo.env("RUSTFLAGS", self.rustflags);
        }
        process::run(
            &mut cargo,
            "repair the error above, then run the same command again",
        )?;
        let wasm = target_folder(workspace)
            .join(TARGET)
            .join(profile)
            .join(format!("{}.wasm", self.package));
        if !wasm.is_file() {
            bail!(
                "`{}` built, but left no module: it must say `crate-type = [\"cdylib\", \"rlib\"]` \
                 under `[lib]` in its Cargo.toml",
                self.package
            );
        }
        Ok(wasm)
    }

    /// `cargo clippy` where this toolchain has it, else `cargo check`.
    pub(crate) fn check(
        &self,
        workspace: &Workspace,
        toolchain: Toolchain,
        has_clippy: bool,
    ) -> Command {
        let mut cargo = toolchain.cargo(workspace);
        cargo
            .arg(if has_clippy { "clippy" } else { "check" })
            .args(["--package", self.package, "--lib", "--target", TARGET]);
        if !self.rustflags.is_empty() {
            cargo.env("RUSTFLAGS", self.rustflags);
        }
        if has_clippy {
            cargo.args(["--", "-D", "warnings"]);
        }
        cargo
    }

    /// Binds and shrinks a compiled module into a folder, which is returned. Both are skipped
    /// when this very module was bound before.
    pub(crate) fn bind(&self, workspace: &Workspace, wasm: &Path, mode: Mode) -> Result<PathBuf> {
        let recipe = match mode {
            Mode::Release => format!("{BINDGEN_VERSION} {} {WASM_FEATURES:?}", self.wasm_opt),
            Mode::Dev => format!("{BINDGEN_VERSION} unshrunk"),
        };
        let shrinker = wasm_opt(workspace);
        let key = Digest::new()
            .add(recipe.as_bytes())
            .add(&fs::read(workspace.path("frontend/package-lock.json"))?)
            .add(&fs::read(wasm).with_context(|| format!("reading {}", wasm.display()))?)
            .short();
        let family = workspace.cache().join("modules").join(self.out_name);
        let done = family.join(&key);
        if done.is_dir() {
            return Ok(done);
        }

        let draft = family.join("draft");
        if draft.exists() {
            fs::remove_dir_all(&draft)?;
        }
        fs::create_dir_all(&draft)?;
        Bindgen::new()
            .input_path(wasm)
            .web(true)?
            .typescript(false)
            .out_name(self.out_name)
            .remove_name_section(mode == Mode::Release)
            .remove_producers_section(true)
            .generate(&draft)
            .with_context(|| format!("wasm-bindgen refused {}", wasm.display()))?;
        if mode == Mode::Release {
            let bound = draft.join(format!("{}_bg.wasm", self.out_name));
            let small = draft.join("small.wasm");
            let mut shrink = process::node(&shrinker);
            shrink
                .arg(&bound)
                .arg("--output")
                .arg(&small)
                .arg(self.wasm_opt)
                .args(WASM_FEATURES);
            process::run(&mut shrink, "cargo xtask setup")?;
            fs::rename(&small, &bound)?;
        }
        keep_only_newest(&family, &draft)?;
        fs::rename(&draft, &done)?;
        Ok(done)
    }
}

/// A module is large and an old one is seldom wanted again: of the earlier ones, two stay.
fn keep_only_newest(family: &Path, draft: &Path) -> Result<()> {
    let mut earlier: Vec<_> = fs::read_dir(family)?
        .flatten()
        .filter(|entry| entry.path() != draft)
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    earlier.sort();
    earlier.reverse();
    for (_, path) in earlier.iter().skip(2) {
        fs::remove_dir_all(path)?;
    }
    Ok(())
}

fn wasm_opt(workspace: &Workspace) -> PathBuf {
    workspace.path("frontend/node_modules/binaryen/bin/wasm-opt")
}
