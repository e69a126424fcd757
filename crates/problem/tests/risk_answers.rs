//! Whole answers to risk documents: the project's examples and documents that ask for everything.
//! Each is answered, reads back as it was written, and defines what it says.

use std::path::{Path, PathBuf};

use problem::report::{RiskAnswer, RiskDocument, report};
use serde_json::{Value, json};

#[path = "support/us20.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod support;

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/risk")
}

/// The name, the document and the answer of every example.
fn answered_examples() -> Vec<(String, RiskDocument, RiskAnswer)> {
    let folder = examples();
    let load = |path: &str| match path.strip_prefix("../../data/starter/") {
        Some(bundled) => support::starter(bundled),
        None => std::fs::read_to_string(folder.join(path)).map_err(|error| error.to_string()),
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let text = std::fs::read_to_string(&path).expect("a text");
        let document =
            RiskDocument::parse(&text).unwrap_or_else(|errors| panic!("{name}: {errors}"));
        let answer = report(&document, &load, &|| 0.0);
        let answer = answer.unwrap_or_else(|errors| panic!("{name}: {errors}"));
        found.push((name, document, answer));
    }
    assert!(found.len() >= 4, "{}", found.len());
    found
}

/// Everything that a document can ask for, on prices with a benchmark of weights.
fn everything() -> Value {
    json!({
        "data": { "prices_csv": "us20_adjclose_1990_2022.csv.gz" },
        "window": { "from": "2018-01-01" },
        "weights": { "AAPL": 0.4, "KO": 0.4, "XOM": 0.3, "GE": -0.2 },
        "rebalance": "monthly",
        "benchmark": { "weights": { "AAPL": 0.5, "JNJ": 0.5 } },
        "risk_free": 0.01,
        "confidence": [0.9, 0.95, 0.975],
        "seed": 7,
        "groups": [
            { "name": "Growth", "assets": ["AAPL", "MSFT"] },
            { "name": "Value", "assets": ["KO", "JNJ", "XOM"] }
        ],
        "backtest": { "window": 250, "models": ["historical", "normal", "cornish_fisher", "ewma",
            "filtered_historical", "student_t"] },
        "tail": { "models": ["historical", "historical_overlapping", "normal", "cornish_fisher", "ewma",
            "filtered_historical", "student_t", "monte_carlo_normal", "monte_carlo_student_t"],
            "horizon_days": 10, "draws": 1000 },
        "flows": { "values": [
            { "date": "2020-01-02", "value": 100, "flow": 10 },
            { "date": "2021-01-04", "value": 130, "flow": -20 },
            { "date": "2022-01-03", "value": 120 }
        ] },
        "rolling": { "window": 250, "step": 250, "measures": ["return", "volatility_annual", "sharpe"] },
        "trials": { "count": 20, "variance": 0.1 },
        "correlation": { "linkage": "average", "clusters": 3 },
        "factors": { "assets": ["MSFT", "XOM"], "lag": 4 },
        "liquidity": { "value": 1e9, "volumes": { "AAPL": 9e7, "KO": 1e7, "XOM": 2e7, "GE": 0 } },
        "stress": {
            "episodes": "all",
            "shocks": [
                { "assets": { "AAPL": -0.3 } },
                { "groups": { "Growth": -0.2 }, "propagate": "none" },
                { "benchmark": -0.1, "propagate": "conditional", "horizon_days": 10 }
            ],
            "reverse": [{ "loss": 0.1 }, { "loss": 0.2, "groups": ["Growth"], "propagate": "none" },
                { "loss": 0.2, "benchmark": true }],
            "correlation": [
                { "towards": 0.9, "by": 0.5, "volatility": 2 },
                { "towards": -0.9, "groups": ["Growth", "Value"] }
            ]
        },
        "fan": { "years": 2, "paths": 500, "model": "student_t", "wealth": 100, "goal": 150, "fee": 0.01,
            "contributions": [{ "amount": -1, "every": "month" }] },
        "attribution": { "periods": "year", "linking": "menchero", "factors": { "assets": ["MSFT", "XOM"] } },
        "rules": [
            { "kind": "max_weight", "limit": 0.3 },
            { "kind": "max_var", "confidence": 0.95, "limit": 0.02 },
            { "kind": "max_days_to_liquidate", "limit": 20 },
            { "kind": "cash", "min": 0.0, "max": 0.2 }
        ],
        "proposed": { "AAPL": 0.3, "KO": 0.3, "XOM": 0.3 }
    })
}

fn ask(document: &Value) -> RiskAnswer {
    let document = RiskDocument::parse(&document.to_string())
        .unwrap_or_else(|errors| panic!("it is refused: {errors}"));
    report(&document, &support::starter, &|| 0.0)
        .unwrap_or_else(|errors| panic!("it is refused: {errors}"))
}

/// The paths of all numbers, truths and names in an answer; `*` is a place in a list.
fn leaves(value: &Value, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                path.push(key.clone());
                leaves(value, path, found);
                path.pop();
            }
        }
        Value::Array(list) => {
            for value in list {
                leaves(value, path, found);
            }
        }
        Value::Number(_) | Value::Null => found.push(path.clone()),
        Value::Bool(_) | Value::String(_) => {}
    }
}

/// What tells of the question, of the data or of the machine, and is no figure.
const NO_FIGURES: [&str; 4] = ["unavailable", "diagnostics", "definitions", "receipt"];

/// Whether a name is a figure of one confidence: `var_95` is defined as `var`.
fn without_confidence(name: &str) -> &str {
    match name.rsplit_once('_') {
        Some((base, percent)) if percent.parse::<f64>().is_ok() && base != "top" => base,
        _ => name,
    }
}

/// A definition by the name of the figure, or by a path that ends or lies around it.
fn is_defined(path: &[String], names: &[&str]) -> bool {
    let path: Vec<&str> = path.iter().map(|name| without_confidence(name)).collect();
    names.iter().any(|name| {
        let name: Vec<&str> = name.split('.').collect();
        path.windows(name.len()).any(|part| part == name)
    })
}

/// The figures that have no definition.
#[track_caller]
fn undefined(name: &str, answer: &RiskAnswer) -> Vec<String> {
    let names: Vec<&str> = answer
        .definitions
        .0
        .iter()
        .map(|(n, _)| n.as_str())
        .collect();
    for (i, one) in names.iter().enumerate() {
        assert!(!names[..i].contains(one), "{name}: {one} is defined twice");
        let formula = &answer.definitions.0[i].1;
        assert!(!formula.trim().is_empty(), "{name}: {one} says nothing");
    }
    let json = serde_json::to_value(answer).expect("JSON");
    let mut found = Vec::new();
    leaves(&json, &mut Vec::new(), &mut found);
    found.retain(|path| !NO_FIGURES.contains(&path[0].as_str()));
    assert!(found.len() > 50, "{name}: {}", found.len());
    let mut lacking: Vec<String> = found
        .iter()
        .filter(|path| !is_defined(path, &names))
        .map(|path| path.join("."))
        .collect();
    lacking.sort();
    lacking.dedup();
    lacking
}

#[test]
fn every_example_is_answered() {
    for (name, document, answer) in answered_examples() {
        // The examples have the data for everything that they ask.
        assert_eq!(answer.unavailable, [], "{name}");
        for (is_asked, is_answered) in [
            (document.backtest.is_some(), answer.backtest.is_some()),
            (document.stress.is_some(), answer.stress.is_some()),
            (document.fan.is_some(), answer.fan.is_some()),
            (document.attribution.is_some(), answer.attribution.is_some()),
            (!document.rules.is_empty(), answer.rules.is_some()),
            (document.correlation.is_some(), answer.correlation.is_some()),
            (document.factors.is_some(), answer.factors.is_some()),
            (document.liquidity.is_some(), answer.liquidity.is_some()),
        ] {
            assert_eq!(is_asked, is_answered, "{name}");
        }
    }
}

#[test]
fn every_example_reads_back_as_it_was_written() {
    for (name, document, answer) in answered_examples() {
        reads_back(&name, &document, &answer);
    }
}

#[track_caller]
fn reads_back(name: &str, document: &RiskDocument, answer: &RiskAnswer) {
    let text = serde_json::to_string(document).expect("JSON");
    let read = RiskDocument::parse(&text).unwrap_or_else(|errors| panic!("{name}: {errors}"));
    assert_eq!(&read, document, "{name}");
    let text = serde_json::to_string(answer).expect("JSON");
    let read: RiskAnswer = serde_json::from_str(&text).expect("an answer");
    assert!(&read == answer, "{name} reads back as something else");
    // A key that stands twice would be lost on the way.
    let again = serde_json::to_string(&read).expect("JSON");
    assert!(again == text, "{name} is written differently");
}

#[test]
fn what_asks_for_everything_reads_back() {
    let document = RiskDocument::parse(&everything().to_string()).expect("a good document");
    let answer = ask(&everything());
    reads_back("everything", &document, &answer);
    assert_eq!(answer.unavailable, []);
}

#[test]
fn every_figure_has_one_definition() {
    let mut lacking = undefined("everything", &ask(&everything()));
    for (name, _, answer) in answered_examples() {
        lacking.extend(undefined(&name, &answer));
    }
    lacking.sort();
    lacking.dedup();
    assert!(lacking.is_empty(), "no definition of {lacking:#?}");
}

#[test]
fn the_benchmark_stands_beside_the_portfolio() {
    let mut document = everything();
    let answer = serde_json::to_value(ask(&document)).expect("JSON");
    let beside = &answer["benchmark_measures"];
    // The benchmark as a portfolio has the same figures, and nothing to be compared with.
    document["weights"] = document["benchmark"]["weights"].clone();
    for key in [
        "benchmark",
        "attribution",
        "stress",
        "rules",
        "proposed",
        "fan",
    ] {
        document.as_object_mut().expect("an object").remove(key);
    }
    let alone = serde_json::to_value(ask(&document)).expect("JSON");
    assert_eq!(beside, &alone["measures"]);
    assert!(beside.get("beta").is_none());
    assert!(alone.get("benchmark_measures").is_none());
}

/// `statsmodels.OLS(x, add_constant(b)).fit()`: params, bse, tvalues, √(252 scale).
#[test]
fn alpha_and_beta_say_how_sure_they_are() {
    let dates = [
        "2020-01-02",
        "2020-01-03",
        "2020-01-06",
        "2020-01-07",
        "2020-01-08",
    ];
    let own = [0.01, -0.02, 0.015, 0.0, -0.005];
    let other = [0.008, -0.01, 0.02, 0.002, -0.01];
    let of = |days: usize| {
        let (own, other) = (&own[..days], &other[..days]);
        json!({
            "data": { "returns": { "dates": &dates[..days], "assets": { "A": own, "B": other } } },
            "weights": { "A": 1 },
            "benchmark": { "asset": "B" }
        })
    };
    let found = serde_json::to_value(ask(&of(5))).expect("JSON");
    for (name, expect) in [
        ("beta", 0.9722222222222221),
        ("beta_standard_error", 0.2659519743767605),
        ("beta_t", 3.6556307750696555),
        ("alpha_annual", -0.4899999999999997),
        ("alpha_annual_standard_error", 0.7746526103142406),
        ("alpha_t", -0.6325415979702559),
        ("residual_volatility_annual", 0.10747092630102338),
    ] {
        let found = found["measures"][name].as_f64().expect("a number");
        assert!(
            (found - expect).abs() < 1e-10 * f64::abs(expect),
            "{name}: {found}"
        );
    }
    let short = serde_json::to_value(ask(&of(2))).expect("JSON");
    assert_eq!(short["measures"]["beta_standard_error"], Value::Null);
    let told = short["unavailable"].as_array().expect("a list").iter();
    let mut told = told.filter(|told| told["what"] == "measures.beta_standard_error");
    let reason = &told.next().expect("it is told")["reason"];
    assert_eq!(reason, "not enough data, needs 3 observations, has 2");
}

#[test]
fn payments_that_never_fall_due_are_told() {
    let mut document = everything();
    document["fan"] = json!({ "days": 10, "paths": 100, "contributions": [
        { "amount": 1, "every": "month" }, { "amount": 1, "every": "month", "at": "start" },
        { "amount": 1, "from": 1 } ] });
    let told: Vec<String> = ask(&document)
        .unavailable
        .into_iter()
        .map(|told| format!("{}: {}", told.what, told.reason))
        .collect();
    let never = "no payment falls on one of the 10 days of the fan";
    assert_eq!(
        told,
        [0, 2].map(|i| format!("fan.contributions[{i}]: {never}"))
    );
}
