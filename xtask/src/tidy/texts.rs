//! Rules on the text of files.

use std::{fs, process::Command};

use anyhow::Result;

use super::Findings;
use crate::{files, process, workspace::Workspace};

/// A tracked text file.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) name: String,
    pub(super) text: String,
}

/// Every text file that git knows, or would know after `git add`; without git, every file but
/// what is built.
pub(super) fn tracked(workspace: &Workspace) -> Result<Vec<Text>> {
    let mut git = Command::new("git");
    git.current_dir(&workspace.root).args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]);
    let names: Vec<String> = match process::ask(&mut git) {
        Some(list) => list
            .split('\0')
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect(),
        None => files::below(&workspace.root)?
            .into_iter()
            .map(|(name, _)| name)
            .filter(|name| {
                !name
                    .split('/')
                    .any(|part| matches!(part, "target" | "node_modules" | ".git"))
            })
            .collect(),
    };
    Ok(names
        .into_iter()
        .filter_map(|name| {
            // What is no UTF-8 is no text; what is deleted but not yet committed is gone.
            let text = fs::read_to_string(workspace.path(&name)).ok()?;
            Some(Text { name, text })
        })
        .collect())
}

/// A path of one developer's machine works on no other.
pub(super) fn machine_paths(files: &[Text], findings: &mut Findings) {
    // In pieces, so that this file passes its own rule.
    let homes = [concat!("/", "work/"), concat!("/", "root/")];
    for file in files {
        for (number, line) in file.text.lines().enumerate() {
            if let Some(home) = homes.iter().find(|home| names_path(line, home)) {
                findings.error(format!(
                    "{}:{}: `{home}…` is a path of one machine: say it relative to the project, \
                     or by a variable",
                    file.name,
                    number + 1
                ));
            }
        }
    }
}

/// Whether `path` begins a path in this line, and is no part of a longer one or of an address.
fn names_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        line[..at]
            .chars()
            .next_back()
            .is_none_or(|before| !before.is_alphanumeric() && !"/.-_~}>*".contains(before))
    })
}

/// Long files hide more than one subject.
pub(super) fn long_files(files: &[Text], findings: &mut Findings) {
    const MOST_LINES: usize = 800;
    const SOURCES: [&str; 6] = [".rs", ".js", ".mjs", ".ts", ".css", ".sql"];
    for file in files {
        let lines = file.text.lines().count();
        if lines > MOST_LINES && SOURCES.iter().any(|kind| file.name.ends_with(kind)) {
            findings.warn(format!(
                "{}: {lines} lines, {MOST_LINES} are enough: split it by subject",
                file.name
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tests::run, *};

    #[test]
    fn machine_paths_fail() {
        let text = concat!("fine\nopen(\"/", "work/main/data.csv\")\n");
        let findings = run(machine_paths, &[("docs/x.md", text)]);
        assert_eq!(findings.errors.len(), 1);
        assert!(
            findings.errors[0].starts_with("docs/x.md:2:"),
            "{findings:?}"
        );
    }

    #[test]
    fn other_paths_and_addresses_pass() {
        let text = concat!(
            "https://example.org/",
            "work/x and ./",
            "root/y and net",
            "work/\n"
        );
        assert_eq!(
            run(machine_paths, &[("docs/x.md", text)]),
            Findings::default()
        );
    }

    #[test]
    fn long_sources_warn_and_long_data_does_not() {
        let long = "line\n".repeat(801);
        let files = [("a.rs", &*long), ("b.csv", &*long), ("c.rs", "line\n")];
        let findings = run(long_files, &files);
        assert_eq!(findings.warnings.len(), 1);
        assert_eq!(findings.errors.len(), 0);
    }
}
