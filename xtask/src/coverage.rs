//! What the tests cover. The tests run once, on code that counts its lines; the count is read
//! afterwards.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{
    native, process,
    setup::{self, LlvmTools},
    workspace::Workspace,
};

/// The part of their lines that the tests of the measured crates must reach, in percent.
const LEAST: f64 = 90.0;

/// Crates under `crates/` that only a browser can test.
const NOT_MEASURED: [&str; 1] = ["charts"];

/// Instrumented code, in a target folder of its own: cargo does not tell it from other code.
pub(crate) struct Coverage {
    folder: PathBuf,
    variables: Vec<(String, String)>,
    tools: LlvmTools,
}

impl Coverage {
    /// Ready to run tests, where the tools are.
    pub(crate) fn prepare(workspace: &Workspace) -> Result<Option<Self>> {
        if !process::has_program("cargo-llvm-cov") {
            return Ok(None);
        }
        let Some(tools) = setup::find_llvm_tools() else {
            return Ok(None);
        };
        let folder = workspace.target.join("coverage");
        fs::create_dir_all(&folder)?;
        for entry in fs::read_dir(&folder)?.flatten() {
            // The counts of earlier runs.
            if entry
                .path()
                .extension()
                .is_some_and(|kind| kind == "profraw")
            {
                fs::remove_file(entry.path())?;
            }
        }
        let mut coverage = Self {
            folder,
            variables: Vec::new(),
            tools,
        };
        let mut ask = coverage.llvm_cov(workspace);
        ask.args(["show-env", "--no-cfg-coverage"]);
        let answer = process::ask(&mut ask).context(
            "`cargo llvm-cov show-env` failed.\n  fix: cargo install --locked cargo-llvm-cov",
        )?;
        coverage.variables = variables(&answer);
        Ok(Some(coverage))
    }

    /// Makes `command` build and run instrumented code.
    pub(crate) fn instrument(&self, command: &mut Command) {
        command
            .env("CARGO_TARGET_DIR", &self.folder)
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
    }

    /// Prints the table of crates, and fails where too little is covered.
    pub(crate) fn report(&self, workspace: &Workspace) -> Result<()> {
        self.forget_stale(workspace)?;
        let path = self.folder.join("coverage.json");
        let mut report = self.llvm_cov(workspace);
        self.instrument(&mut report);
        report
            .args(["report", "--json", "--summary-only", "--output-path"])
            .arg(&path);
        process::run(&mut report, "cargo xtask test")?;
        let report: Value = serde_json::from_str(&fs::read_to_string(&path)?)?;
        let root = workspace.root.to_string_lossy();
        let lines = lines_by_crate(&report, &root)?;
        let (table, percent) = table(&lines);
        print!("{table}");
        if percent < LEAST {
            bail!(
                "the tests reach {percent:.1} % of the lines, at least {LEAST} % are wanted.\n  \
                 fix: test what the table shows as least covered"
            );
        }
        Ok(())
    }

    /// Removes test programs of an earlier state of the code. The report reads every program in the
    /// folder, and the lines of one that did not run count as not covered.
    fn forget_stale(&self, workspace: &Workspace) -> Result<()> {
        let mut list = workspace.cargo();
        list.args(["nextest", "list", "--list-type", "binaries-only"])
            .args(["--message-format", "json"])
            .args(native::CRATES);
        self.instrument(&mut list);
        let Some(current) = process::ask(&mut list) else {
            bail!("`cargo nextest list` failed.\n  fix: cargo xtask test");
        };
        let programs = self.folder.join("debug/deps");
        let examples = self.folder.join("debug/examples");
        for path in stale(&programs, &current)?
            .into_iter()
            .chain(left_behind(&examples))
        {
            fs::remove_file(path)?;
        }
        Ok(())
    }

    fn llvm_cov(&self, workspace: &Workspace) -> Command {
        let mut cargo = workspace.cargo();
        cargo
            .arg("llvm-cov")
            .env("CARGO_TARGET_DIR", &self.folder)
            .env("LLVM_COV", &self.tools.cov)
            .env("LLVM_PROFDATA", &self.tools.profdata);
        cargo
    }
}

/// The programs in a folder that share their name, but for the hash, with one of the current ones
/// (a list of nextest, in JSON) and are none of them.
fn stale(folder: &Path, current: &str) -> Result<Vec<PathBuf>> {
    let current: Value = serde_json::from_str(current).context("the list of nextest")?;
    let binaries = current["rust-binaries"]
        .as_object()
        .context("the list of nextest names no programs")?;
    let current: BTreeSet<PathBuf> = binaries
        .values()
        .filter_map(|binary| binary["binary-path"].as_str())
        .map(PathBuf::from)
        .collect();
    let names: BTreeSet<String> = current.iter().filter_map(|path| unhashed(path)).collect();
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(Vec::new());
    };
    Ok(entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| unhashed(path).is_some_and(|name| names.contains(&name)))
        .filter(|path| !current.contains(path) && !is_linked(path))
        .collect())
}

/// Whether a program is the one that cargo has put, without the hash, one folder up: the tests
/// start that one.
fn is_linked(path: &Path) -> bool {
    let above = || Some(path.parent()?.parent()?.join(unhashed(path)?));
    above().is_some_and(|above| is_same(path, &above))
}

/// Examples that are not the ones that cargo has put beside them without the hash.
fn left_behind(examples: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(examples) else {
        return Vec::new();
    };
    let paths = entries.flatten().map(|entry| entry.path());
    let is_old =
        |path: &PathBuf| unhashed(path).is_some_and(|name| !is_same(path, &examples.join(name)));
    paths.filter(is_old).collect()
}

/// Whether two paths are two names of one program.
fn is_same(path: &Path, other: &Path) -> bool {
    let about = |path: &Path| {
        let about = fs::metadata(path).ok()?;
        Some((about.len(), about.modified().ok()?))
    };
    about(other).is_some() && about(other) == about(path)
}

/// `reference` of `…/reference-0123456789abcdef`; nothing of what is not a program.
fn unhashed(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let name = name.strip_suffix(".exe").unwrap_or(name);
    let (name, hash) = name.rsplit_once('-')?;
    let is_hash = hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| name.to_owned())
}

/// `NAME='value'` per line.
fn variables(text: &str) -> Vec<(String, String)> {
    text.lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| {
            let value = value
                .strip_prefix('\'')
                .and_then(|value| value.strip_suffix('\''))
                .unwrap_or(value);
            (name.to_owned(), value.to_owned())
        })
        .collect()
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Lines {
    all: u64,
    covered: u64,
}

impl Lines {
    fn percent(self) -> f64 {
        if self.all == 0 {
            return 100.0;
        }
        100.0 * self.covered as f64 / self.all as f64
    }
}

/// Lines of the product in every measured crate; files of tests do not count.
fn lines_by_crate(report: &Value, root: &str) -> Result<BTreeMap<String, Lines>> {
    let files = report["data"][0]["files"]
        .as_array()
        .context("the coverage report lists no files")?;
    let mut crates = BTreeMap::<String, Lines>::new();
    for file in files {
        let name = file["filename"]
            .as_str()
            .unwrap_or_default()
            .replace('\\', "/");
        let Some(below) = name
            .strip_prefix(&root.replace('\\', "/"))
            .and_then(|name| name.strip_prefix("/crates/"))
        else {
            continue;
        };
        let Some((krate, inside)) = below.split_once("/src/") else {
            continue;
        };
        let is_test = inside
            .split('/')
            .any(|part| matches!(part, "tests" | "tests.rs"));
        if is_test || NOT_MEASURED.contains(&krate) {
            continue;
        }
        let lines = &file["summary"]["lines"];
        let entry = crates.entry(krate.to_owned()).or_default();
        entry.all += lines["count"].as_u64().unwrap_or_default();
        entry.covered += lines["covered"].as_u64().unwrap_or_default();
    }
    Ok(crates)
}

/// The table to print, and the percentage of all crates together.
fn table(crates: &BTreeMap<String, Lines>) -> (String, f64) {
    let mut sum = Lines::default();
    let mut text = String::from("    lines   covered  crate\n");
    for (name, lines) in crates {
        sum.all += lines.all;
        sum.covered += lines.covered;
        text += &format!("  {:>7}  {:>6.1} %  {name}\n", lines.all, lines.percent());
    }
    text += &format!("  {:>7}  {:>6.1} %  together\n", sum.all, sum.percent());
    (text, sum.percent())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn variables_lose_their_quotes() {
        assert_eq!(
            variables("A=1\nB='two words'\n"),
            [
                ("A".to_owned(), "1".to_owned()),
                ("B".to_owned(), "two words".to_owned())
            ]
        );
    }

    #[test]
    fn only_the_product_of_measured_crates_counts() -> Result<()> {
        let file = |name: &str, count: u64, covered: u64| {
            json!({
                "filename": name,
                "summary": { "lines": { "count": count, "covered": covered } },
            })
        };
        let report = json!({ "data": [{ "files": [
            file("/x/crates/risk/src/lib.rs", 100, 80),
            file("/x/crates/risk/src/var.rs", 100, 100),
            file("/x/crates/risk/src/var/tests.rs", 50, 0),
            file("/x/crates/risk/tests/laws.rs", 50, 0),
            file("/x/crates/charts/src/lib.rs", 50, 0),
            file("/x/app/src/lib.rs", 50, 0),
        ] }] });
        let lines = lines_by_crate(&report, "/x")?;
        let risk = Lines {
            all: 200,
            covered: 180,
        };
        assert_eq!(lines, BTreeMap::from([("risk".to_owned(), risk)]));
        let (_, percent) = table(&lines);
        assert!((percent - 90.0).abs() < 1e-9);
        Ok(())
    }

    #[test]
    fn programs_of_an_earlier_state_are_stale() {
        let above = std::env::temp_dir().join(format!("finx-stale-{}", std::process::id()));
        let folder = above.join("deps");
        fs::create_dir_all(&folder).expect("a folder");
        let at = |name: &str| folder.join(name);
        let (new, old) = ("answers-0123456789abcdef", "answers-fedcba9876543210");
        // A library, and a program that the list does not know, stay.
        let others = ["libanswers-fedcba9876543210.rlib", "finx-fedcba9876543210"];
        for name in [new, old, others[0], others[1]] {
            fs::write(at(name), "").expect("a file");
        }
        let list = serde_json::json!({ "rust-binaries": { "a": { "binary-path": at(new) } } });
        assert_eq!(
            stale(&folder, &list.to_string()).expect("a list"),
            [at(old)]
        );
        assert!(stale(&folder, "{}").is_err());
        fs::hard_link(at(old), above.join("answers")).expect("a link");
        assert!(
            stale(&folder, &list.to_string())
                .expect("a list")
                .is_empty()
        );

        fs::write(at(new), "newer").expect("a file");
        fs::hard_link(at(new), at("answers")).expect("a link");
        fs::remove_file(at(others[1])).expect("a file");
        assert_eq!(left_behind(&folder), [at(old)]);
        fs::remove_dir_all(&above).expect("a folder");
    }
}
