//! Whether the disk can hold what a command will write: said before it starts, not an hour later.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use walkdir::WalkDir;

use crate::{process, workspace::Workspace};

/// What commands leave under the target folder, in megabytes: `du` after a run from nothing, with
/// incremental compilation, rounded up.
const DEBUG: (&str, u64) = ("debug", 2_500);
const COVERAGE: (&str, u64) = ("coverage", 7_000);
const WASM: (&str, u64) = ("wasm", 2_500);
const RELEASE: (&str, u64) = ("release", 1_300);
/// As above, where `CARGO_INCREMENTAL=0`, as in CI.
const COVERAGE_ONCE: (&str, u64) = ("coverage", 3_500);
/// Data directories, browsers' profiles and traces of failed tests under the temporary folder.
const TEMPORARY: u64 = 500;
/// Of what is there already, so much is written anew after an ordinary change.
const RENEWED: u64 = 8;

/// Commands that fill the disk.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    Test,
    Serve,
    Develop,
    Distribute,
}

impl Purpose {
    fn parts(self) -> Vec<(&'static str, u64)> {
        let is_incremental = std::env::var_os("CARGO_INCREMENTAL").is_none_or(|set| set != "0");
        let coverage = if is_incremental {
            COVERAGE
        } else {
            COVERAGE_ONCE
        };
        match self {
            Self::Test => vec![DEBUG, coverage, WASM, RELEASE],
            Self::Serve | Self::Distribute => vec![WASM, RELEASE],
            Self::Develop => vec![DEBUG, WASM],
        }
    }
}

/// Stops where the disk is too small for a first run, and warns where a later one may be too much.
pub(crate) fn check(workspace: &Workspace, purpose: Purpose) -> Result<()> {
    let mut missing = 0;
    let mut renewed = 0;
    for (folder, megabytes) in purpose.parts() {
        let present = megabytes_below(&workspace.target.join(folder));
        missing += megabytes.saturating_sub(present);
        renewed += megabytes / RENEWED;
    }
    let temporary = std::env::temp_dir();
    let places = [
        (workspace.target.clone(), missing.max(renewed)),
        (temporary, TEMPORARY),
    ];
    for shortage in shortages(&places, free_megabytes) {
        if missing > renewed {
            bail!("{shortage}.\n  fix: free some space, or set CARGO_TARGET_DIR to a larger disk");
        }
        eprintln!("warning: {shortage}");
    }
    Ok(())
}

/// One sentence for every disk that is too small; two folders on one disk share what is free.
fn shortages(
    places: &[(PathBuf, u64)],
    free: impl Fn(&Path) -> Option<(String, u64)>,
) -> Vec<String> {
    let mut disks: Vec<(String, u64, u64, &Path)> = Vec::new();
    for (folder, needed) in places {
        // Where nobody can tell, nobody is stopped.
        let Some((disk, free)) = free(folder) else {
            continue;
        };
        match disks.iter_mut().find(|(name, ..)| *name == disk) {
            Some((_, sum, ..)) => *sum += needed,
            None => disks.push((disk, *needed, free, folder)),
        }
    }
    disks
        .into_iter()
        .filter(|(_, needed, free, _)| needed > free)
        .map(|(_, needed, free, folder)| {
            format!(
                "about {:.1} GB will be written to the disk of {}, and {:.1} GB are free there",
                needed as f64 / 1e3,
                folder.display(),
                free as f64 / 1e3
            )
        })
        .collect()
}

/// The disk that holds a folder, or will hold it, and what is free there.
fn free_megabytes(folder: &Path) -> Option<(String, u64)> {
    let exists = folder.ancestors().find(|above| above.is_dir())?;
    let answer = process::ask(std::process::Command::new("df").arg("-Pk").arg(exists))?;
    read_df(&answer)
}

/// The name of the disk and the free megabytes in the answer of `df -Pk`.
fn read_df(answer: &str) -> Option<(String, u64)> {
    let line = answer.lines().nth(1)?;
    let mut columns = line.split_whitespace();
    let disk = columns.next()?;
    let free: u64 = columns.nth(2)?.parse().ok()?;
    let mount = columns.nth(1)?;
    Some((format!("{disk} {mount}"), free * 1024 / 1_000_000))
}

/// What lies below a folder; a hard link counts as often as it is found.
fn megabytes_below(folder: &Path) -> u64 {
    let bytes: u64 = WalkDir::new(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.metadata().ok())
        .filter(|facts| facts.is_file())
        .map(|facts| facts.len())
        .sum();
    bytes / 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disks(target_free: u64, temporary_free: u64) -> Vec<String> {
        let places = [("/target".into(), 8_000), ("/tmp".into(), 500)];
        shortages(&places, |folder| {
            Some(if folder == Path::new("/tmp") {
                ("b".to_owned(), temporary_free)
            } else {
                ("a".to_owned(), target_free)
            })
        })
    }

    #[test]
    fn a_disk_that_is_too_small_is_named() {
        assert!(disks(8_000, 500).is_empty());
        assert_eq!(
            disks(3_100, 500),
            ["about 8.0 GB will be written to the disk of /target, and 3.1 GB are free there"]
        );
        assert_eq!(disks(7_999, 499).len(), 2);
    }

    #[test]
    fn folders_on_one_disk_share_it() {
        let places = [("/target".into(), 8_000), ("/tmp".into(), 500)];
        let one = |_: &Path| Some(("a".to_owned(), 8_400));
        assert_eq!(shortages(&places, one).len(), 1);
        assert!(shortages(&places, |_| None).is_empty());
    }

    #[test]
    fn what_df_says() {
        let answer = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                      /dev/vda 264000000 40000000 50000000 43% /\n";
        assert_eq!(read_df(answer), Some(("/dev/vda /".to_owned(), 51_200)));
        assert_eq!(read_df("df: no such file\n"), None);
    }
}
