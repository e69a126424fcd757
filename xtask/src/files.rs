//! Folders of files, in an order that is always the same.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use walkdir::WalkDir;

/// Every file below `folder`: its name relative to it, with `/`, and its path; sorted by name.
pub(crate) fn below(folder: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    for entry in WalkDir::new(folder).follow_links(true) {
        let entry = entry.with_context(|| format!("reading {}", folder.display()))?;
        if !entry.file_type().is_file() {
            continue;
        }
        let name = entry
            .path()
            .strip_prefix(folder)?
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect::<Vec<_>>()
            .join("/");
        found.push((name, entry.into_path()));
    }
    found.sort();
    Ok(found)
}

/// Copies everything below `from` to `to`. A folder that is not there is an empty one.
pub(crate) fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    for (name, path) in below(from)? {
        let target = to.join(name);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(&path, &target).with_context(|| format!("copying {}", path.display()))?;
    }
    Ok(())
}

/// Puts `draft` where `place` is, so that a reader sees the old folder or the new one.
pub(crate) fn replace_folder(draft: &Path, place: &Path) -> Result<()> {
    let old = place.with_extension("old");
    if old.exists() {
        fs::remove_dir_all(&old)?;
    }
    if place.exists() {
        fs::rename(place, &old)?;
    }
    fs::rename(draft, place)?;
    if old.exists() {
        fs::remove_dir_all(&old)?;
    }
    Ok(())
}

/// A folder for one test. (The usual crate for this would ask other features of what it shares
/// with this one, and so build half of it again.)
#[cfg(test)]
pub(crate) struct TestFolder(PathBuf);

#[cfg(test)]
impl TestFolder {
    pub(crate) fn new() -> Result<Self> {
        use std::sync::atomic::{AtomicUsize, Ordering};
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("finx-xtask-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path)?;
        Ok(Self(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

#[cfg(test)]
impl Drop for TestFolder {
    fn drop(&mut self) {
        // What stays behind is small, and the system clears its folder for such things.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_replaced_whole() -> Result<()> {
        let folder = TestFolder::new()?;
        let (draft, place) = (folder.path().join("draft"), folder.path().join("site"));
        fs::create_dir_all(place.join("deep"))?;
        fs::write(place.join("deep/stale"), "old")?;
        fs::create_dir(&draft)?;
        fs::write(draft.join("fresh"), "new")?;
        replace_folder(&draft, &place)?;
        let names: Vec<_> = below(&place)?.into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["fresh"]);
        assert!(!draft.exists());
        Ok(())
    }

    #[test]
    fn copying_keeps_the_tree() -> Result<()> {
        let folder = TestFolder::new()?;
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::create_dir_all(from.join("b"))?;
        fs::write(from.join("b/c"), "1")?;
        fs::write(from.join("a"), "2")?;
        copy_tree(&from, &to)?;
        let names: Vec<_> = below(&to)?.into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["a", "b/c"]);
        Ok(())
    }
}
