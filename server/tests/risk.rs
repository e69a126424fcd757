//! `finx risk`, as people and scripts meet it.

#[path = "support/run.rs"]
mod run;
#[path = "support/said.rs"]
mod support;

use std::fs;

use run::finx;
use serde_json::{Value, json};
use support::{refused, text};

fn document() -> Value {
    json!({
        "data": { "prices_csv": "prices.csv" },
        "weights": { "A": 0.9, "B": 0.1 },
        "benchmark": { "prices_csv": "index.csv" },
    })
}

const PRICES: &str = "date,A,B\n2020-01-02,10,20\n2020-01-03,10.2,20.1\n2020-01-06,10.1,20.6\n\
    2020-01-07,10.5,20.2\n2020-01-08,10.4,21\n2020-01-09,10.9,20.7\n2020-01-10,10.7,21.3\n";
const INDEX: &str = "date,I\n2020-01-02,100\n2020-01-03,101\n2020-01-06,101.5\n2020-01-07,102\n\
    2020-01-08,102.4\n2020-01-09,103.5\n2020-01-10,103\n";

fn desk() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write =
        |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write("prices.csv", PRICES);
    write("index.csv", INDEX);
    write("risk.json", &document().to_string());
    folder
}

#[test]
fn files_lie_beside_the_document_and_the_answer_goes_where_it_is_told() {
    let desk = desk();
    let elsewhere = tempfile::tempdir().expect("a folder");
    let path = desk.path().join("risk.json");
    let path = path.to_str().expect("a path");
    let printed = finx(elsewhere.path(), &["risk", path], "");
    let answer: Value = serde_json::from_slice(&printed.stdout).expect("JSON");
    assert_eq!(printed.status.code(), Some(0));
    assert_eq!(answer["measures"]["observations"], 6);
    assert_eq!(answer["measures"]["max_drawdown_peak"], "2020-01-09");
    let beta = answer["measures"]["beta"].as_f64();
    assert!(beta.is_some_and(f64::is_finite), "{beta:?}");

    let output = finx(
        elsewhere.path(),
        &["risk", path, "--output", "answer.json"],
        "",
    );
    assert_eq!(
        (output.status.code(), text(&output.stdout).as_str()),
        (Some(0), "")
    );
    let written = fs::read_to_string(elsewhere.path().join("answer.json")).expect("written");
    let written: Value = serde_json::from_str(&written).expect("JSON");
    assert_eq!(written["measures"], answer["measures"]);
}

#[test]
fn a_table_shows_what_is_in_the_answer_and_says_what_is_not() {
    let desk = desk();
    let output = finx(desk.path(), &["risk", "risk.json", "--format", "table"], "");
    let table = text(&output.stdout);
    for line in [
        "performance",
        "beside the benchmark",
        "tails, one day",
        "months, %",
        "not available",
    ] {
        assert!(
            table.lines().any(|found| found == line),
            "{line} in {table}"
        );
    }
    let why = "measures.cvar_95.cornish_fisher: the expansion does not rise in the tail";
    assert!(table.contains(why), "{table}");
}

#[test]
fn bad_input_is_exit_code_2_and_names_what_is_wrong() {
    let desk = desk();
    let ask = |input: &str| finx(desk.path(), &["risk", "-"], input);
    refused(&ask("{ \"data\": {} "), "standard input: ");
    refused(
        &ask("{ \"data\": {} }"),
        "standard input: weights: is missing",
    );
    let with = |key: &str, value: Value| {
        let mut document = document();
        document[key] = value;
        ask(&document.to_string())
    };
    refused(
        &with("weights", json!({ "C": 1 })),
        "weights.C: C is not among the assets",
    );
    refused(
        &with("benchmark", json!({ "prices_csv": "none.csv" })),
        "benchmark.prices_csv: none.csv: ",
    );
    refused(&with("fan", json!({ "paths": 1 })), "fan.paths");
    refused(
        &with("stress", json!({ "episodes": ["nineteen"] })),
        "stress.episodes[0]",
    );
    refused(
        &with("rules", json!([{ "kind": "max_wait" }])),
        "rules[0].kind",
    );
    refused(
        &finx(desk.path(), &["risk", "nowhere.json"], ""),
        "nowhere.json: ",
    );
}
