//! Walk-forward tests under limits that are read off the estimates of each window.

#[path = "support/us20.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod support;

use problem::{Answer, OutcomeKind};
use serde_json::{Value, json};
use support::{best, weights};

/// Two routes to one optimum agree to this.
const SAME: f64 = 1e-6;

fn figure(answer: &Answer, name: &str) -> f64 {
    let metrics = serde_json::to_value(&answer.metrics).expect("JSON");
    metrics[name].as_f64().expect(name)
}

/// Every window holds what a document on the days of its estimate answers, and that keeps `kept`.
fn check(question: &Value, kept: &[(&str, f64)]) {
    let asked = |more: Value| {
        let mut document = question.clone();
        let all = document.as_object_mut().expect("an object");
        all.extend(more.as_object().cloned().expect("an object"));
        best(document)
    };
    let walked = asked(json!({
        "window": { "from": "2018-01-02", "to": "2022-12-28" },
        "walk_forward": { "train": 252, "test": 126, "rebalance": "daily" },
    }));
    let walk = walked.walk_forward.expect("asked for");
    let mut compared = 0;
    for window in &walk.windows {
        assert_eq!(
            window.outcome,
            OutcomeKind::Optimal,
            "{:?}",
            window.test_from
        );
        // The first return of a window of prices is that of its second day.
        let first = walk.dates.iter().position(|day| *day == window.train_from);
        let Some(before) = first.and_then(|first| first.checked_sub(1)) else {
            continue;
        };
        let alone = asked(json!({ "window":
            { "from": walk.dates[before], "to": window.train_to } }));
        for (name, most) in kept {
            let value = figure(&alone, name);
            assert!(value <= most * (1.0 + 1e-7), "{name} is {value:e}");
        }
        let held = window.weights.as_ref().expect("a portfolio").0.iter();
        for ((asset, held), alone) in held.zip(weights(&alone)) {
            assert!((held - alone).abs() <= SAME, "{asset}: {held} and {alone}");
        }
        compared += 1;
    }
    assert!(
        compared >= 3,
        "{compared} of {} windows",
        walk.windows.len()
    );
    let statistics = walk.statistics.expect("days");
    assert_eq!(statistics.observations, walk.returns.len());
}

fn even() -> Value {
    let names = "AAPL AMD BAC BBY CVX GE HD JNJ JPM KO LLY MRK MSFT PEP PFE PG RRC UNH WMT XOM";
    let names = names.split(' ').map(|name| (name.to_owned(), json!(0.05)));
    Value::Object(names.collect())
}

#[test]
fn semivariance_near_a_benchmark() {
    let limits = json!({ "tracking_error": { "benchmark": even(), "max": 0.06 } });
    check(
        &json!({ "objective": { "kind": "min_risk", "measure": "semivariance" },
                 "constraints": limits }),
        &[("tracking_error", 0.06)],
    );
}

#[test]
fn the_largest_return_of_a_semivariance_near_a_benchmark() {
    let limits = json!({ "max_risk": 2e-4, "max_weight": 0.3,
        "tracking_error": { "benchmark": even(), "max": 0.1 } });
    check(
        &json!({ "objective": { "kind": "max_return", "measure": "semivariance" },
                 "constraints": limits }),
        &[("tracking_error", 0.1), ("semivariance", 2e-4)],
    );
}

#[test]
fn a_utility_near_a_benchmark_that_is_not_too_risky() {
    let limits = json!({ "max_risk": 0.4, "turnover": { "from": even(), "max": 0.4 },
        "tracking_error": { "benchmark": even(), "max": 0.08 } });
    check(
        &json!({ "objective": { "kind": "max_utility", "risk_aversion": 2 },
                 "constraints": limits }),
        &[
            ("tracking_error", 0.08),
            ("volatility", 0.4),
            ("turnover", 0.4),
        ],
    );
}
