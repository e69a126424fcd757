//! `finx replay`, as people and scripts meet it.

#[path = "support/run.rs"]
mod run;
#[path = "support/said.rs"]
mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use run::finx;
use serde_json::{Value, json};
use support::{refused, text};
use tempfile::TempDir;

/// A folder with prices, a document on them and its result.
struct Desk {
    folder: TempDir,
}

/// Enough days for a covariance of three.
const PRICES: &str = "date,A,B,C\n2020-01-02,10,20,30\n2020-01-03,10.2,20.1,29.5\n\
    2020-01-06,10.1,20.6,30.1\n2020-01-07,10.5,20.2,30.9\n2020-01-08,10.4,21,30.2\n\
    2020-01-09,10.9,20.7,31\n2020-01-10,10.7,21.3,31.4\n";

fn document() -> Value {
    json!({
        "data": { "prices_csv": "prices.csv" },
        "objective": { "kind": "min_risk" },
        "constraints": { "max_weight": 0.6 },
        "frontier": { "points": 3 },
    })
}

impl Desk {
    fn new(document: &Value) -> Self {
        let desk = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        desk.write("prices.csv", PRICES);
        desk.write("problem.json", &document.to_string());
        let solve = ["optimize", "problem.json", "--output", "result.json"];
        let output = finx(desk.folder.path(), &solve, "");
        assert!(
            output
                .status
                .code()
                .is_some_and(|code| [0, 3, 4].contains(&code))
        );
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("written");
    }

    fn result(&self) -> Value {
        let text = fs::read_to_string(self.path("result.json")).expect("a result");
        serde_json::from_str(&text).expect("JSON")
    }

    /// Something is done to the result.
    fn edit(&self, edit: impl FnOnce(&mut Value)) {
        let mut result = self.result();
        edit(&mut result);
        self.write("result.json", &result.to_string());
    }

    fn replay(&self, flags: &[&str]) -> Output {
        let arguments = [&["replay", "result.json"], flags].concat();
        finx(self.folder.path(), &arguments, "")
    }

    #[track_caller]
    fn is_same(&self, flags: &[&str]) -> String {
        let output = self.replay(flags);
        let text = text(&output.stdout);
        let error = self::text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{text}{error}");
        assert!(text.starts_with("same\n"), "{text}");
        text
    }

    #[track_caller]
    fn differs(&self, flags: &[&str], expect: &[&str]) {
        let output = self.replay(flags);
        let text = text(&output.stdout);
        let error = self::text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{text}{error}");
        assert!(
            text.starts_with("different\n") && error.is_empty(),
            "{text}"
        );
        for expect in expect {
            assert!(text.contains(expect), "{expect} in {text}");
        }
    }

    #[track_caller]
    fn refuses(&self, flags: &[&str], expect: &str) {
        refused(&self.replay(flags), expect);
    }
}

#[test]
fn a_result_is_the_same_from_any_folder() {
    let desk = Desk::new(&document());
    assert_eq!(desk.is_same(&[]), "same\n\nEvery number is identical.\n");
    // From elsewhere, and moved elsewhere.
    let elsewhere = tempfile::tempdir().expect("a folder");
    fs::copy(desk.path("result.json"), elsewhere.path().join("r.json")).expect("copied");
    let output = finx(elsewhere.path(), &["replay", "r.json"], "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let result = fs::read_to_string(desk.path("result.json")).expect("a result");
    let output = finx(elsewhere.path(), &["replay", "-"], &result);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));

    let output = desk.replay(&["--format", "json"]);
    let comparison: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(comparison["verdict"], "identical");
    assert_eq!(comparison["differences"], json!([]));
    assert_eq!(comparison["recorded"]["seed"], 1);
    let hash = &comparison["replayed"]["inputs_hash"];
    assert_eq!(&comparison["recorded"]["inputs_hash"], hash);
    let prices = comparison["prices"].as_str().expect("a path");
    assert!(Path::new(prices).is_absolute() && prices.ends_with("prices.csv"));
}

#[test]
fn rounding_is_no_difference_and_is_told() {
    let desk = Desk::new(&document());
    desk.edit(|result| {
        let weight = &mut result["weights"]["A"];
        *weight = json!(weight.as_f64().expect("a number") + 3e-10);
    });
    let text = desk.is_same(&[]);
    assert!(
        text.contains("the largest is 3.0e-10 at weights.A"),
        "{text}"
    );
}

#[test]
fn an_edited_weight_is_found() {
    let desk = Desk::new(&document());
    let before = desk.result()["weights"]["A"].clone();
    desk.edit(|result| result["weights"]["A"] = json!(0.123));
    desk.differs(
        &[],
        &[
            "weights.A",
            "0.123",
            &before.to_string(),
            "the result was changed",
        ],
    );
    let output = desk.replay(&["--format", "json"]);
    let comparison: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(comparison["verdict"], "different");
    let found = &comparison["differences"][0];
    assert_eq!(found["kind"], "weights");
    assert_eq!(found["largest"]["recorded"], 0.123);
    assert_eq!(found["largest"]["replayed"], before);
}

#[test]
fn an_edited_document_is_found_even_where_the_weights_are_not_touched() {
    let desk = Desk::new(&document());
    desk.edit(|result| {
        let groups = json!([{ "name": "All", "assets": ["A", "B", "C"], "max": 2.0 }]);
        result["problem"]["constraints"]["groups"] = groups;
    });
    desk.differs(
        &[],
        &[
            "receipt.inputs_hash",
            "The document is not the one that was solved",
        ],
    );
    // And it says no more than it can know.
    let stdout = text(&desk.replay(&[]).stdout);
    assert!(
        !stdout.contains("data_version") && !stdout.contains("weights."),
        "{stdout}"
    );
}

#[test]
fn other_data_are_named_and_still_compared() {
    let desk = Desk::new(&document());
    desk.write("prices.csv", &PRICES.replace("20.6", "22.6"));
    let prices = desk.path("prices.csv").display().to_string();
    desk.differs(
        &[],
        &[
            "receipt.data_version",
            "receipt.inputs_hash",
            &format!("The data have changed: {prices}"),
            "weights.",
            "metrics.volatility",
        ],
    );
    // The right ones, lying elsewhere.
    fs::create_dir(desk.path("old")).expect("a folder");
    desk.write("old/prices.csv", PRICES);
    desk.is_same(&["--prices", "old/prices.csv"]);
    desk.is_same(&["--folder", "old"]);
}

#[test]
fn another_version_is_told_and_may_be_allowed() {
    let desk = Desk::new(&document());
    desk.edit(|result| {
        result["receipt"]["finx"] = json!("0.0.9");
        result["colour"] = json!("blue");
    });
    let expect = [
        "receipt.finx",
        "0.0.9",
        "Not compared, unknown to this version: colour.",
    ];
    desk.differs(&[], &expect);
    let text = desk.is_same(&["--any-version"]);
    assert!(
        text.contains("recorded by finx 0.0.9; this is finx "),
        "{text}"
    );
}

#[test]
fn every_outcome_can_be_solved_again() {
    let mut infeasible = document();
    infeasible["constraints"]["max_weight"] = json!(0.2);
    let desk = Desk::new(&infeasible);
    assert_eq!(desk.result()["outcome"], "infeasible");
    desk.is_same(&[]);
    desk.edit(|result| result["conflict"]["constraints"] = json!(["min_weight"]));
    desk.differs(&[], &["conflict.constraints", "max_weight", "min_weight"]);
}

#[test]
fn a_result_that_was_ended_says_that_it_can_differ() {
    let desk = Desk::new(&document());
    desk.edit(|result| {
        let ended = json!({ "kind": "stopped", "by": "time_limit", "missing": ["frontier"] });
        result["diagnostics"] = json!([ended]);
        result
            .as_object_mut()
            .expect("an object")
            .remove("frontier");
    });
    desk.differs(
        &[],
        &["frontier", "The recorded run was ended by its time limit"],
    );
}

#[test]
fn a_search_that_ran_out_of_time_is_not_called_edited() {
    let mut limited = document();
    limited["solver"] = json!({ "time_limit_s": 100 });
    let desk = Desk::new(&limited);
    desk.is_same(&[]);
    desk.edit(|result| {
        result["outcome"] = json!("inexact");
        result["weights"]["A"] = json!(0.3);
    });
    let expect = ["outcome", "weights.A", "There is a time limit"];
    desk.differs(&[], &expect);
    let stdout = text(&desk.replay(&[]).stdout);
    assert!(!stdout.contains("was changed"), "{stdout}");
}

#[test]
fn the_document_may_be_left_out() {
    let desk = Desk::new(&document());
    let solve = [
        "optimize",
        "problem.json",
        "--no-problem",
        "--output",
        "result.json",
    ];
    let output = finx(desk.folder.path(), &solve, "");
    assert_eq!(output.status.code(), Some(0));
    assert!(desk.result().get("problem").is_none());
    desk.refuses(&[], "result.json: problem: is missing; `--problem FILE`");
    desk.is_same(&["--problem", "problem.json"]);
    let mut other = document();
    other["constraints"]["max_weight"] = json!(0.5);
    desk.write("other.json", &other.to_string());
    desk.differs(&["--problem", "other.json"], &["receipt.inputs_hash"]);
    desk.write(
        "bad.json",
        &document().to_string().replace("min_risk", "min_risc"),
    );
    desk.refuses(&["--problem", "bad.json"], "bad.json: objective.kind: ");
}

#[test]
fn bad_input_names_the_key() {
    let desk = Desk::new(&document());
    desk.refuses(
        &["--prices", "none.csv"],
        "result.json: problem.data.prices_csv: there is no file ",
    );
    desk.refuses(
        &["--prices", "none.csv", "--folder", "x"],
        "cannot be used with",
    );
    fs::rename(desk.path("prices.csv"), desk.path("moved.csv")).expect("moved");
    desk.refuses(
        &[],
        "`--prices FILE` or `--folder FOLDER` say where it is now",
    );
    desk.is_same(&["--prices", "moved.csv"]);
    fs::rename(desk.path("moved.csv"), desk.path("prices.csv")).expect("moved back");
    // Other prices that the document cannot stand on.
    desk.write(
        "one.csv",
        "date,A\n2020-01-02,1\n2020-01-03,2\n2020-01-06,x\n",
    );
    desk.refuses(
        &["--prices", "one.csv"],
        "result.json: problem.data.prices_csv: ",
    );

    let folder = desk.folder.path();
    refused(&finx(folder, &["replay", "none.json"], ""), "none.json: ");
    refused(&finx(folder, &["replay", "-"], "{"), "standard input: EOF");
    refused(
        &finx(folder, &["replay", "problem.json"], ""),
        "problem.json: this is a problem document",
    );
    desk.edit(|result| result["weights"]["A"] = json!("much"));
    desk.refuses(&[], "result.json: weights.A: invalid type");
    desk.edit(|result| {
        result["weights"]["A"] = json!(0.1);
        result["remark"] = json!(1);
    });
    desk.refuses(&[], "result.json: remark: is no key of a result");
}

#[test]
fn prices_in_the_document_are_all_it_takes() {
    let inline = json!({
        "data": { "moments": { "assets": ["A", "B"], "mean": [0.06, 0.10],
                               "covariance": [[0.04, 0.0], [0.0, 0.16]] } },
        "objective": { "kind": "max_sharpe" },
    });
    let desk = Desk::new(&inline);
    desk.is_same(&[]);
    desk.refuses(
        &["--prices", "prices.csv"],
        "--prices: the document has no data.prices_csv",
    );
    desk.edit(|result| result["problem"]["data"]["moments"]["mean"][0] = json!(0.07));
    desk.differs(
        &[],
        &["The data have changed: the numbers in the document."],
    );
}

#[cfg(unix)]
#[test]
fn the_examples_of_replay_run_as_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    let help = text(&finx(folder.path(), &["replay", "--help"], "").stdout);
    let examples: Vec<&str> = help
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("finx "))
        .collect();
    assert!(examples.len() >= 5, "{help}");
    let project = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let link = folder.path().join("examples");
    std::os::unix::fs::symlink(format!("{project}/examples"), link).expect("a link");
    let program = Path::new(env!("CARGO_BIN_EXE_finx"));
    let path = format!(
        "{}:{}",
        program.parent().expect("a folder").display(),
        std::env::var("PATH").unwrap_or_default()
    );
    for example in examples {
        let output = Command::new("sh")
            .args(["-c", example])
            .current_dir(folder.path())
            .env("PATH", &path)
            .output()
            .expect("a shell");
        let (out, error) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(0), "{example}: {out}{error}");
    }
}
