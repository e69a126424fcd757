//! Risk documents against numpy, pandas and SciPy (`reference/risk.py`), and how they refuse.

#[path = "support/us20.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod support;

use problem::report::{RiskAnswer, RiskDocument, report};
use serde_json::{Value, json};
use support::starter;

fn ask(document: &Value) -> RiskAnswer {
    let document = RiskDocument::parse(&document.to_string()).expect("a good document");
    report(&document, &starter, &|| 0.0).expect("good data")
}

/// Everything in `expect` is in `found`; numbers within 1e-10 of their size, or of one.
#[track_caller]
fn check(path: &str, found: &Value, expect: &Value) {
    match expect {
        Value::Object(map) => {
            for (key, value) in map {
                check(&format!("{path}.{key}"), &found[key], value);
            }
        }
        Value::Number(number) => {
            let expect = number.as_f64().expect("a number");
            let found = found.as_f64().unwrap_or(f64::NAN);
            let close = 1e-10 * expect.abs().max(1e-3);
            let is_close = (found - expect).abs() <= close;
            assert!(is_close, "{path}: {found}, not {expect}");
        }
        other => assert_eq!(found, other, "{path}"),
    }
}

#[test]
fn the_figures_are_those_of_their_definitions() {
    let cases: Value = serde_json::from_str(include_str!("reference/risk.json")).expect("JSON");
    let cases = cases.as_array().expect("a list");
    assert!(cases.len() >= 5);
    for (i, case) in cases.iter().enumerate() {
        let answer = serde_json::to_value(ask(&case["document"])).expect("JSON");
        check(
            &format!("{i}.measures"),
            &answer["measures"],
            &case["measures"],
        );
        let expect = case["backtest"].as_array().expect("a list");
        let found = answer["backtest"].as_array().expect("a list");
        assert_eq!(found.len(), expect.len(), "{i}");
        for (found, expect) in found.iter().zip(expect) {
            check(&format!("{i}.{}", expect["model"]), found, expect);
        }
    }
}

#[test]
fn an_answer_is_read_as_it_is_written() {
    let answer = ask(&json!({
        "data": { "prices_csv": "us20_adjclose_1990_2022.csv.gz" },
        "window": { "from": "2019-01-01" },
        "weights": { "AAPL": 0.5, "KO": 0.5 },
        "benchmark": { "prices_csv": "sp500_index_1990_2022.csv.gz" },
    }));
    let text = serde_json::to_string(&answer).expect("JSON");
    let read: RiskAnswer = serde_json::from_str(&text).expect("an answer");
    assert_eq!(read, answer);
}

const DATES: [&str; 4] = ["2020-01-02", "2020-01-03", "2020-01-06", "2020-01-07"];

fn of_returns(returns: &[f64]) -> Value {
    json!({
        "data": { "returns": { "dates": DATES[..returns.len()], "assets": { "A": returns } } },
        "weights": { "A": 1 },
    })
}

#[test]
fn short_and_constant_series_say_what_they_lack() {
    let one = serde_json::to_value(ask(&of_returns(&[0.01]))).expect("JSON");
    assert_eq!(one["measures"]["best"], 0.01);
    assert_eq!(one["measures"]["volatility_annual"], Value::Null);
    let reasons = one["unavailable"].as_array().expect("a list");
    let reason = reasons
        .iter()
        .find(|entry| entry["what"] == "measures.volatility_annual");
    let reason = &reason.expect("it is missing")["reason"];
    assert_eq!(reason, "not enough data, needs 2 observations, has 1");
    let constant = serde_json::to_value(ask(&of_returns(&[0.01, 0.01, 0.01]))).expect("JSON");
    assert_eq!(constant["measures"]["sharpe"], Value::Null);
    assert!(!constant.to_string().contains("NaN"));
}

#[track_caller]
fn refused(document: &Value, expect: &[&str]) {
    let document = RiskDocument::parse(&document.to_string());
    let answered = document.and_then(|document| report(&document, &starter, &|| 0.0));
    let errors = answered.expect_err("it is refused").0;
    let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(errors, expect);
}

fn with(more: Value) -> Value {
    let mut document = of_returns(&[0.01, -0.02, 0.0]);
    let more = more.as_object().expect("an object").clone();
    document.as_object_mut().expect("an object").extend(more);
    document
}

#[test]
fn what_is_wrong_is_named() {
    refused(&json!({}), &["data: is missing", "weights: is missing"]);
    refused(
        &with(json!({ "weights": { "B": 1 }, "proposed": { "C": 1 } })),
        &[
            "weights.B: B is not among the assets",
            "proposed.C: C is not among the assets",
        ],
    );
    refused(
        &with(json!({ "weights": {} })),
        &["weights: names no asset"],
    );
    refused(
        &with(json!({ "confidence": [0.95, 1.5, 0.95] })),
        &[
            "confidence[1]: must lie between 0 and 1, is 1.5",
            "confidence[2]: comes twice",
        ],
    );
    refused(
        &with(
            json!({ "groups": [{ "name": "G", "assets": ["B"] }, { "name": "G", "assets": [] }] }),
        ),
        &[
            "groups[1].name: comes twice",
            "groups[1].assets: names no asset",
        ],
    );
    refused(
        &with(json!({ "benchmark": { "asset": "B" } })),
        &["benchmark.asset: B is not among the assets"],
    );
    refused(
        &with(json!({ "benchmark": {} })),
        &["benchmark: needs one of prices_csv, prices, returns, weights, asset"],
    );
    refused(
        &json!({ "data": { "moments": { "assets": ["A"], "mean": [0.1], "covariance": [[0.1]] } },
                 "weights": { "A": 1 } }),
        &["data.moments: a risk report needs prices or returns"],
    );
    refused(
        &with(json!({ "weights": { "A": 60 } })),
        &["weights: nothing is left of the portfolio on 2020-01-03"],
    );
}

#[test]
fn a_benchmark_has_a_value_on_every_day() {
    let beside = |dates: &[&str], prices: &[f64]| {
        with(json!({ "benchmark": { "prices": { "dates": dates, "assets": { "I": prices } } } }))
    };
    // The first return is measured from the last price before it.
    let answer = ask(&beside(
        &["2019-12-30", "2020-01-02", "2020-01-03", "2020-01-06"],
        &[100.0, 101.0, 98.98, 98.98],
    ));
    let beta = answer
        .measures
        .relative
        .expect("a benchmark")
        .beta
        .expect("it varies");
    assert!((beta - 1.0).abs() < 1e-12, "{beta}");
    refused(
        &beside(
            &["2019-12-30", "2020-01-02", "2020-01-06"],
            &[100.0, 101.0, 98.98],
        ),
        &[
            "benchmark: has no value on 2020-01-03, a day of the data; `\"missing\": \"drop_rows\"` leaves the day out, `\"forward_fill\"` takes the last one before",
        ],
    );
    refused(
        &beside(
            &["2020-01-02", "2020-01-03", "2020-01-06"],
            &[101.0, 98.98, 98.98],
        ),
        &["benchmark: has no price before 2020-01-02, the day of the first return"],
    );
    // Returns need no price before.
    let answer = ask(&with(json!({ "benchmark": { "returns": {
        "dates": ["2020-01-02", "2020-01-03", "2020-01-06"], "assets": { "I": [0.02, -0.04, 0.0] } } } })));
    let beta = answer
        .measures
        .relative
        .expect("a benchmark")
        .beta
        .expect("it varies");
    assert!((beta - 0.5).abs() < 1e-12, "{beta}");
}

#[test]
fn equal_questions_have_one_hash() {
    let hash = |document: &Value| ask(document).receipt.inputs_hash;
    let plain = hash(&of_returns(&[0.01, -0.02, 0.0]));
    assert_eq!(
        plain,
        hash(&with(
            json!({ "seed": 1, "rebalance": "daily", "risk_free": 0 })
        ))
    );
    assert_ne!(plain, hash(&with(json!({ "risk_free": 0.01 }))));
    assert_ne!(plain, hash(&with(json!({ "benchmark": { "asset": "A" } }))));
    assert_ne!(plain, hash(&of_returns(&[0.01, -0.02, 0.001])));
}

#[test]
fn days_that_the_benchmark_does_not_know_are_left_out_where_gaps_are() {
    let prices = json!({ "dates": ["2020-01-02", "2020-01-03", "2020-01-06", "2020-01-07"],
                         "assets": { "A": [10.0, 11.0, 10.0, 12.0] } });
    let answer = ask(&json!({
        "data": { "prices": prices },
        "missing": "drop_rows",
        "weights": { "A": 1 },
        "benchmark": { "prices": { "dates": ["2020-01-02", "2020-01-06", "2020-01-07"],
                                   "assets": { "I": [100.0, 100.0, 110.0] } } },
    }));
    assert_eq!(answer.measures.observations, 2);
    assert!((answer.measures.best.expect("a day") - 0.2).abs() < 1e-12);
    let told = serde_json::to_value(&answer.diagnostics).expect("JSON");
    assert!(told.to_string().contains("2020-01-03"), "{told}");
}

#[test]
fn an_asset_that_was_left_out_is_said_to_be() {
    let prices = json!({ "dates": ["2020-01-02", "2020-01-03", "2020-01-06"],
                         "assets": { "A": [10.0, null, 10.0], "B": [1.0, 1.1, 1.2] } });
    refused(
        &json!({ "data": { "prices": prices }, "missing": "drop_assets", "weights": { "A": 0.5, "B": 0.5 } }),
        &["weights.A: A was left out, a value of it is missing"],
    );
}

#[test]
fn factors_that_do_not_vary_leave_the_rest_of_the_answer() {
    let mut document = of_returns(&[0.01, 0.01, 0.01, 0.01]);
    document["factors"] = json!({ "assets": ["A"] });
    let answer = ask(&document);
    assert_eq!((answer.measures.observations, answer.factors), (4, None));
    let told = answer
        .unavailable
        .iter()
        .find(|entry| entry.what == "factors");
    assert_eq!(
        told.expect("it is said").reason,
        "the returns of A do not vary"
    );
}

#[test]
fn a_shock_that_cannot_be_says_so() {
    let mut document = with(
        json!({ "stress": { "episodes": [], "reverse": [{ "loss": 1.5 }, { "loss": 0.1 }] } }),
    );
    document["weights"] = json!({ "A": 1 });
    let answer = serde_json::to_value(ask(&document)).expect("JSON");
    let possible = |i: usize| answer["stress"]["reverse"][i]["nearest"]["possible"].clone();
    assert_eq!((possible(0), possible(1)), (json!(false), json!(true)));
}
