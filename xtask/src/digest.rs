//! SHA-256, as hexadecimal text.

use std::{fs, path::Path};

use anyhow::Result;
use sha2::{Digest as _, Sha256};

use crate::files;

#[derive(Default)]
pub(crate) struct Digest(Sha256);

impl Digest {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds bytes, with their length so that `ab`+`c` differs from `a`+`bc`.
    pub(crate) fn add(mut self, bytes: &[u8]) -> Self {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    pub(crate) fn full(self) -> String {
        self.0
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// Twelve characters: enough to tell builds apart, short enough for an address.
    pub(crate) fn short(self) -> String {
        let mut full = self.full();
        full.truncate(12);
        full
    }
}

/// The digest of names and contents of everything below `folder`.
pub(crate) fn of_folder(folder: &Path) -> Result<Digest> {
    let mut digest = Digest::new();
    for (name, path) in files::below(folder)? {
        digest = digest.add(name.as_bytes()).add(&fs::read(path)?);
    }
    Ok(digest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::TestFolder;

    #[test]
    fn parts_do_not_run_together() {
        let one = Digest::new().add(b"ab").add(b"c").full();
        let other = Digest::new().add(b"a").add(b"bc").full();
        assert_ne!(one, other);
        assert_eq!(one.len(), 64);
    }

    #[test]
    fn a_folder_changes_with_a_name() -> Result<()> {
        let folder = TestFolder::new()?;
        fs::write(folder.path().join("a"), "same")?;
        let before = of_folder(folder.path())?.short();
        fs::rename(folder.path().join("a"), folder.path().join("b"))?;
        assert_ne!(before, of_folder(folder.path())?.short());
        Ok(())
    }
}
