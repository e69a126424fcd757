//! Every test there is: one line in the end says how many passed.

use std::{
    fs,
    ops::AddAssign,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{
    budget,
    coverage::Coverage,
    native,
    process::{self, Heard},
    progress::Progress,
    serve, setup, site,
    wasm::{Mode, STUDIO, Toolchain},
    workspace::Workspace,
};

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Counts {
    /// A stage that broke down before it could count is one failure, never none.
    fn of_stage(self, success: bool) -> Self {
        if success || self.failed > 0 {
            return self;
        }
        Self { failed: 1, ..self }
    }
}

pub(crate) fn run(workspace: &Workspace, progress: &mut Progress, filter: &[String]) -> Result<()> {
    let mut total = Counts::default();
    let result = stages(workspace, progress, filter, &mut total);
    progress.summary();
    progress.forget();
    let Counts {
        passed,
        failed,
        skipped,
    } = total;
    if let Err(error) = result {
        eprintln!("\nerror: {error:#}");
        println!(
            "\n{passed} passed, {} failed, {skipped} skipped",
            failed + 1
        );
        bail!("the tests did not run to the end");
    }
    println!("\n{passed} passed, {failed} failed, {skipped} skipped");
    if failed > 0 {
        bail!("{failed} failed; the first lines of each failure are above");
    }
    Ok(())
}

/// Only the native tests, for the table of what they cover.
pub(crate) fn coverage(workspace: &Workspace, progress: &mut Progress) -> Result<()> {
    let Some(coverage) = Coverage::prepare(workspace)? else {
        bail!("cargo-llvm-cov or llvm-tools are missing.\n  fix: cargo xtask setup");
    };
    let mut total = Counts::default();
    let mut tests = Stages {
        progress,
        total: &mut total,
    };
    tests.count("unit and integration tests", || {
        nextest(workspace, &native::CRATES, Some(&coverage), &[])
    });
    tests.judge("coverage", || coverage.report(workspace));
    if total.failed > 0 {
        bail!(
            "{} failed; the first lines of each failure are above",
            total.failed
        );
    }
    Ok(())
}

fn stages(
    workspace: &Workspace,
    progress: &mut Progress,
    filter: &[String],
    total: &mut Counts,
) -> Result<()> {
    // What a filter leaves out is not covered: there is nothing to measure.
    let coverage = if filter.is_empty() {
        Coverage::prepare(workspace)?
    } else {
        None
    };
    let mut tests = Stages { progress, total };
    tests.count("unit and integration tests", || {
        nextest(workspace, &native::CRATES, coverage.as_ref(), filter)
    });
    tests.count("tests of the commands", || {
        nextest(workspace, &["--package", "xtask"], None, filter)
    });
    tests.count("examples in the documentation", || {
        doctests(workspace, coverage.as_ref(), filter)
    });
    match &coverage {
        Some(coverage) => tests.judge("coverage", || coverage.report(workspace)),
        None if filter.is_empty() => tests.progress.skip(
            "coverage",
            "cargo-llvm-cov or llvm-tools are missing; fix: cargo xtask setup",
        ),
        None => {}
    }

    if filter.is_empty() {
        serve::build_release(workspace, tests.progress)?;
        tests.judge("budget of the first visit", || budget::run(workspace));
        tests.count("WebAssembly against native", || {
            node(workspace, coverage.as_ref())
        });
        if workspace.path("end2end/package.json").is_file() {
            tests.count("end to end, in a browser", || playwright(workspace, filter));
        }
    } else if has_browser_tests(workspace, filter) {
        serve::build_release(workspace, tests.progress)?;
        tests.count("end to end, in a browser", || playwright(workspace, filter));
    }
    Ok(())
}

struct Stages<'a> {
    progress: &'a mut Progress,
    total: &'a mut Counts,
}

impl Stages<'_> {
    /// Runs a stage and adds what it counts. One that fails does not keep the next from running.
    fn count(&mut self, name: &str, run: impl FnOnce() -> Result<Counts>) {
        let mut counts = Counts::default();
        let result = self.progress.step(name, || {
            counts = run()?;
            if counts.failed > 0 {
                bail!("{} failed", counts.failed);
            }
            Ok(())
        });
        if let Err(error) = result
            && counts.failed == 0
        {
            eprintln!("error: {name}: {error:#}");
            counts.failed = 1;
        }
        *self.total += counts;
    }

    /// A limit that is kept or not: not a test, but a failure where it is broken.
    fn judge(&mut self, name: &str, run: impl FnOnce() -> Result<()>) {
        if let Err(error) = self.progress.step(name, run) {
            eprintln!("error: {error:#}");
            self.total.failed += 1;
        }
    }
}

/// Where the random models of property tests begin. Fixed, so that a change is judged by what it
/// changes and not by luck; set to another number, or to `random`, other models are tried.
const MODELS: &str = "PROPTEST_RNG_SEED";

fn nextest(
    workspace: &Workspace,
    crates: &[&str],
    coverage: Option<&Coverage>,
    filter: &[String],
) -> Result<Counts> {
    let mut cargo = workspace.cargo();
    if std::env::var_os(MODELS).is_none() {
        cargo.env(MODELS, "1");
    }
    cargo
        .args(["nextest", "run", "--profile", "ci", "--no-tests", "pass"])
        .args(crates)
        .args(filter)
        .env("CARGO_TERM_COLOR", "never");
    if let Some(coverage) = coverage {
        coverage.instrument(&mut cargo);
    }
    // As `.config/nextest.toml` says.
    let report = workspace.path("target/nextest/ci/junit.xml");
    forget(&report)?;
    let heard = process::listen(&mut cargo)?;
    let counts = fs::read_to_string(&report).ok().and_then(|xml| junit(&xml));
    let counts = counts.map(|counts| Counts {
        skipped: skipped_by_nextest(&heard.text),
        ..counts
    });
    reported(counts, heard.success, "nextest")
}

/// What a stage counted. One that left no report has proved nothing, even where it ended well.
fn reported(counts: Option<Counts>, success: bool, stage: &str) -> Result<Counts> {
    match counts {
        Some(counts) => Ok(counts.of_stage(success)),
        None => bail!("{stage} left no report of what it ran"),
    }
}

/// The totals of a JUnit report, from the attributes of its root.
fn junit(xml: &str) -> Option<Counts> {
    let root = xml.split("<testsuites").nth(1)?.split('>').next()?;
    let attribute = |name: &str| -> Option<u64> {
        let after = root.split(&format!(" {name}=\"")).nth(1)?;
        after.split('"').next()?.parse().ok()
    };
    let failed = attribute("failures")? + attribute("errors").unwrap_or(0);
    Some(Counts {
        passed: attribute("tests")?.checked_sub(failed)?,
        failed,
        skipped: 0,
    })
}

/// Nextest leaves skipped tests out of its report and names them in its last line only.
fn skipped_by_nextest(text: &str) -> u64 {
    text.lines()
        .rfind(|line| line.trim_start().starts_with("Summary ["))
        .map_or(0, |line| number_before(line, "skipped"))
}

/// `12` in `… 12 skipped …`.
fn number_before(line: &str, word: &str) -> u64 {
    let words: Vec<&str> = line
        .split(|c: char| c.is_whitespace() || c == ',' || c == ';')
        .filter(|word| !word.is_empty())
        .collect();
    words
        .windows(2)
        .find(|pair| pair[1] == word)
        .and_then(|pair| pair[0].parse().ok())
        .unwrap_or(0)
}

fn doctests(
    workspace: &Workspace,
    coverage: Option<&Coverage>,
    filter: &[String],
) -> Result<Counts> {
    let mut cargo = workspace.cargo();
    cargo
        .args(["test", "--doc", "--no-fail-fast"])
        .args(native::CRATES)
        .arg("--")
        .args(filter);
    if let Some(coverage) = coverage {
        coverage.instrument(&mut cargo);
    }
    let Heard { success, text } = process::listen(&mut cargo)?;
    Ok(libtest(&text).of_stage(success))
}

/// The sum of the results that Rust's own test runner prints.
fn libtest(text: &str) -> Counts {
    let mut counts = Counts::default();
    for line in text.lines().filter(|line| line.starts_with("test result:")) {
        let line = line.replace("ok.", "").replace("FAILED.", "");
        counts += Counts {
            passed: number_before(&line, "passed"),
            failed: number_before(&line, "failed"),
            skipped: number_before(&line, "ignored"),
        };
    }
    counts
}

/// The built modules in Node: they answer what native code answers, and the worker keeps to its
/// protocol.
fn node(workspace: &Workspace, coverage: Option<&Coverage>) -> Result<Counts> {
    // The answers of native code come from examples, which the tests have built already.
    let mut cargo = workspace.cargo();
    cargo
        .arg("build")
        .args(native::CRATES)
        .args(["--example", "cases", "--example", "vectors"]);
    if let Some(coverage) = coverage {
        coverage.instrument(&mut cargo);
    }
    process::run(&mut cargo, "repair the error above")?;
    let cases = native_answers(workspace, coverage, "cases", "whatif-cases.json")?;
    let vectors = native_answers(workspace, coverage, "vectors", "vectors.json")?;

    let whatif = site::package(workspace)?.join("whatif.js");
    let wasm = STUDIO.compile(workspace, Toolchain::required()?, Mode::Release)?;
    let studio = STUDIO.bind(workspace, &wasm, Mode::Release)?;
    let studio = studio.join("studio.js");
    let mut counts = Counts::default();
    for (script, argument) in [
        ("crates/whatif/tests/wasm.mjs", Some(&cases)),
        ("crates/whatif/tests/worker.mjs", None),
        ("crates/studio/tests/wasm.mjs", Some(&vectors)),
    ] {
        let mut node = process::node(&workspace.path(script));
        node.current_dir(&workspace.root)
            .args(argument)
            .env("FINX_WHATIF_JS", &whatif)
            .env("FINX_STUDIO_JS", &studio);
        let heard = process::listen(&mut node)?;
        counts += reported(last_count(&heard.text), heard.success, script)?;
    }
    Ok(counts)
}

/// Runs an example that writes questions and their native answers.
fn native_answers(
    workspace: &Workspace,
    coverage: Option<&Coverage>,
    example: &str,
    file: &str,
) -> Result<PathBuf> {
    let mut folder = workspace.target.clone();
    if coverage.is_some() {
        folder.push("coverage");
    }
    let program = format!("debug/examples/{example}{}", std::env::consts::EXE_SUFFIX);
    let answers = workspace.target.join(file);
    let mut command = Command::new(folder.join(program));
    command.current_dir(&workspace.root).arg(&answers);
    if let Some(coverage) = coverage {
        coverage.instrument(&mut command);
    }
    process::run(&mut command, "repair the error above")?;
    Ok(answers)
}

/// `3 passed, 0 failed` in the last line that says so.
fn last_count(text: &str) -> Option<Counts> {
    text.lines()
        .rfind(|line| number_before(line, "passed") > 0 || number_before(line, "failed") > 0)
        .map(|line| Counts {
            passed: number_before(line, "passed"),
            failed: number_before(line, "failed"),
            skipped: number_before(line, "skipped"),
        })
}

fn playwright(workspace: &Workspace, filter: &[String]) -> Result<Counts> {
    let report = workspace.target.join("playwright.json");
    forget(&report)?;
    let mut npx = npx_playwright(workspace, filter);
    npx.arg("--reporter=list,json")
        .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report)
        .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report)
        .env("FINX_BIN", workspace.release_binary());
    if let Some(browser) = setup::find_browser() {
        npx.env("FINX_CHROMIUM", browser);
    }
    let heard = process::listen(&mut npx)?;
    let counts = fs::read_to_string(&report)
        .ok()
        .and_then(|text| playwright_report(&text));
    reported(counts, heard.success, "playwright")
}

fn npx_playwright(workspace: &Workspace, filter: &[String]) -> Command {
    let mut npx = Command::new(if cfg!(windows) { "npx.cmd" } else { "npx" });
    npx.current_dir(workspace.path("end2end"))
        .args(["playwright", "test", "--pass-with-no-tests"]);
    if !filter.is_empty() {
        npx.args(["--grep", &filter.join("|")]);
    }
    npx
}

/// Whether the filter names a test that needs the whole product.
fn has_browser_tests(workspace: &Workspace, filter: &[String]) -> bool {
    workspace.path("end2end/package.json").is_file()
        && process::ask(npx_playwright(workspace, filter).arg("--list"))
            .is_some_and(|list| !list.contains("Total: 0 tests"))
}

fn playwright_report(text: &str) -> Option<Counts> {
    let report: Value = serde_json::from_str(text).ok()?;
    let stats = report.get("stats")?;
    let count = |name: &str| stats[name].as_u64().unwrap_or(0);
    let errors = report["errors"].as_array().map_or(0, Vec::len) as u64;
    Some(Counts {
        // A test that passed at the second try passed; Playwright's own list shows it as flaky.
        passed: count("expected") + count("flaky"),
        failed: count("unexpected") + errors,
        skipped: count("skipped"),
    })
}

/// A report of an earlier run must not be taken for this one's.
fn forget(report: &Path) -> Result<()> {
    if report.exists() {
        fs::remove_file(report).with_context(|| format!("removing {}", report.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: u64, failed: u64, skipped: u64) -> Counts {
        Counts {
            passed,
            failed,
            skipped,
        }
    }

    #[test]
    fn junit_of_nextest() {
        let xml = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="nextest-run" tests="12" failures="1" errors="1" uuid="x" time="0.1">
    <testsuite name="domain" tests="12" disabled="0" errors="0" failures="0">"#;
        assert_eq!(junit(xml), Some(counts(10, 2, 0)));
        assert_eq!(junit("not a report"), None);
    }

    #[test]
    fn last_line_of_nextest() {
        let text = "     Summary [   0.006s] 3 tests run: 3 passed (1 slow), 42 skipped\n";
        assert_eq!(skipped_by_nextest(text), 42);
        let text = "     Summary [   0.006s] 3 tests run: 3 passed\n";
        assert_eq!(skipped_by_nextest(text), 0);
    }

    #[test]
    fn results_of_doctests_add_up() {
        let text = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; \
                    finished in 0.5s\n\
                    test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured\n";
        assert_eq!(libtest(text), counts(4, 2, 1));
    }

    #[test]
    fn scripts_count_in_their_last_line() {
        let text = "ok 1 passed the gate\n12 passed, 1 failed\ngood bye\n";
        assert_eq!(last_count(text), Some(counts(12, 1, 0)));
        assert_eq!(last_count("no counts\n"), None);
    }

    #[test]
    fn json_of_playwright() {
        let text = r#"{ "errors": [], "stats": { "expected": 5, "unexpected": 1, "flaky": 1, "skipped": 2 } }"#;
        assert_eq!(playwright_report(text), Some(counts(6, 1, 2)));
        assert_eq!(playwright_report("{}"), None);
    }

    #[test]
    fn a_stage_without_a_report_is_a_failure_even_if_it_ends_well() {
        assert!(reported(None, true, "nextest").is_err());
        assert_eq!(
            reported(Some(counts(3, 0, 0)), true, "x").ok(),
            Some(counts(3, 0, 0))
        );
    }

    #[test]
    fn a_stage_that_breaks_down_is_a_failure() {
        assert_eq!(counts(0, 0, 0).of_stage(false), counts(0, 1, 0));
        assert_eq!(counts(5, 2, 0).of_stage(false), counts(5, 2, 0));
        assert_eq!(counts(5, 0, 0).of_stage(true), counts(5, 0, 0));
    }
}
