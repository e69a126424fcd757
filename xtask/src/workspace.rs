//! Where things lie.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use cargo_metadata::MetadataCommand;

pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
}

impl Workspace {
    /// Asks cargo, so that `CARGO_TARGET_DIR` and `build.target-dir` are respected.
    pub(crate) fn locate() -> Result<Self> {
        let here = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let metadata = MetadataCommand::new()
            .manifest_path(here.join("Cargo.toml"))
            .no_deps()
            .exec()
            .context("cargo could not read the workspace")?;
        Ok(Self {
            root: metadata.workspace_root.into(),
            target: metadata.target_directory.into(),
        })
    }

    pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// The built site, as served and as embedded in the binary.
    pub(crate) fn site(&self) -> PathBuf {
        self.target.join("site")
    }

    /// Results of earlier builds, by content.
    pub(crate) fn cache(&self) -> PathBuf {
        self.target.join("site-cache")
    }

    pub(crate) fn release_binary(&self) -> PathBuf {
        self.target.join("release").join(binary_name())
    }

    pub(crate) fn debug_binary(&self) -> PathBuf {
        self.target.join("debug").join(binary_name())
    }

    /// `cargo` in the workspace root, with the toolchain that runs this command.
    pub(crate) fn cargo(&self) -> Command {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(&self.root);
        forget_own_package(&mut cargo);
        cargo
    }
}

/// `cargo run` describes this package to its child by environment. Build scripts that look at
/// these would take a nested build for another one and run again.
pub(crate) fn forget_own_package(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") || text == "CARGO"
        {
            command.env_remove(&name);
        }
    }
}

fn binary_name() -> String {
    format!("finx{}", std::env::consts::EXE_SUFFIX)
}
