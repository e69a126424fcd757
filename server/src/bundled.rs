//! The data that comes along: from the binary, or from a folder instead.

use std::{borrow::Cow, path::Path};

use anyhow::Context;
use services::bundled::{BundledFile, DATA_SETS};
use sha2::{Digest, Sha256};

use crate::embedded;

/// The files inside the binary; their fingerprints were taken when it was built.
pub fn embedded() -> Vec<BundledFile> {
    embedded::DATA
        .iter()
        .map(|file| BundledFile {
            path: file.path.to_owned(),
            sha256: file.sha256.to_owned(),
            bytes: Cow::Borrowed(file.bytes),
        })
        .collect()
}

/// The files of a folder laid out like `data/`.
///
/// # Errors
/// When a file is missing or cannot be read.
pub fn from_folder(folder: &Path) -> anyhow::Result<Vec<BundledFile>> {
    let read = |path: &str| {
        let file = folder.join(path);
        let bytes = std::fs::read(&file).with_context(|| format!("{}", file.display()))?;
        let digest = Sha256::digest(&bytes);
        let sha256 = digest
            .iter()
            .fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        Ok(BundledFile {
            path: path.to_owned(),
            sha256,
            bytes: Cow::Owned(bytes),
        })
    };
    DATA_SETS
        .iter()
        .map(|data_set| read(data_set.path))
        .collect()
}
