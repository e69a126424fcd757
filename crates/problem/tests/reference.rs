//! Whole documents against established solvers on real prices.

use std::io::Read as _;

use problem::{Answer, Document, OutcomeKind, solve};
use serde_json::{Value, json};

fn starter(path: &str) -> Result<String, String> {
    let path = format!("{}/../../data/starter/{path}", env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::File::open(&path).map_err(|error| error.to_string())?;
    let mut text = String::new();
    let read = flate2::read::GzDecoder::new(file).read_to_string(&mut text);
    read.map_err(|error| error.to_string()).map(|_| text)
}

/// The answer to a document on the 20 companies, with `more` in it.
fn us20(more: Value) -> Answer {
    let mut document = json!({ "data": { "prices_csv": "us20_adjclose_1990_2022.csv.gz" } });
    let (document_map, more) = (document.as_object_mut(), more.as_object().cloned());
    document_map
        .expect("an object")
        .extend(more.expect("an object"));
    let document = Document::parse(&document.to_string()).expect("a good document");
    solve(&document, &starter, &|| 0.0).expect("good data")
}

fn weights(answer: &Answer) -> Vec<f64> {
    let weights = answer.weights.as_ref().expect("a portfolio");
    weights.0.iter().map(|(_, weight)| *weight).collect()
}

fn numbers(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .expect("numbers")
        .iter()
        .map(|x| x.as_f64().expect("a number"))
        .collect()
}

fn reference(text: &str) -> Value {
    serde_json::from_str(text).expect("a good file")
}

#[track_caller]
fn close(name: &str, found: &[f64], expect: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expect.len(), "{name}");
    let worst = found
        .iter()
        .zip(expect)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f64::max);
    assert!(worst <= tolerance, "{name} is off by {worst:e}");
}

#[test]
fn mean_variance_portfolios() {
    let reference = reference(include_str!("reference/mvo_us20.json"));
    for (name, objective) in [
        (
            "min_variance",
            json!({ "kind": "min_risk", "measure": "variance" }),
        ),
        ("max_sharpe_rf0", json!({ "kind": "max_sharpe" })),
        (
            "max_utility_lambda5",
            json!({ "kind": "max_utility", "risk_aversion": 5 }),
        ),
    ] {
        for solver in ["auto", "clarabel"] {
            let answer = us20(json!({ "objective": objective, "solver": { "kind": solver } }));
            let name = format!("{name} by {solver}");
            let expect = &reference[name.split(' ').next().expect("a name")];
            assert_eq!(answer.outcome, OutcomeKind::Optimal, "{name}");
            let route = if solver == "auto" {
                "active_set"
            } else {
                solver
            };
            assert_eq!(answer.receipt.solver.as_deref(), Some(route), "{name}");
            close(&name, &weights(&answer), &numbers(&expect["weights"]), 1e-9);
            let metrics = answer.metrics.expect("a portfolio");
            let annual = |key: &str| 252.0 * expect[key].as_f64().expect(key);
            close(&name, &[metrics.expected_return], &[annual("ret")], 1e-10);
            close(
                &name,
                &[metrics.volatility.powi(2)],
                &[annual("variance")],
                1e-10,
            );
            let symbols: Vec<&str> = answer
                .weights
                .iter()
                .flat_map(|w| &w.0)
                .map(|(name, _)| name.as_str())
                .collect();
            assert_eq!(json!(symbols), reference["symbols"]);
            assert!(
                answer.receipt.kkt_residual.expect("solved") < 1e-9,
                "{name}"
            );
        }
    }
}

#[test]
fn the_frontier() {
    let reference = &reference(include_str!("reference/mvo_us20.json"))["frontier50"];
    let answer = us20(json!({ "objective": { "kind": "min_risk" }, "frontier": { "points": 50 } }));
    let points = answer.frontier.expect("a frontier");
    let returns: Vec<f64> = points
        .iter()
        .map(|point| point.expected_return / 252.0)
        .collect();
    close(
        "returns",
        &returns,
        &numbers(&reference["target_returns"]),
        1e-12,
    );
    let variances: Vec<f64> = points
        .iter()
        .map(|point| point.volatility.powi(2) / 252.0)
        .collect();
    close(
        "variances",
        &variances,
        &numbers(&reference["variances"]),
        1e-12,
    );
    let twentieth: Vec<f64> = points[20]
        .weights
        .0
        .iter()
        .map(|(_, weight)| *weight)
        .collect();
    close(
        "weights",
        &twentieth,
        &numbers(&reference["weights_20"]),
        1e-9,
    );
}

#[test]
fn walking_forward() {
    let reference = reference(include_str!("reference/walkforward_us20.json"));
    for (rebalance, name) in [
        ("daily", "daily_rebalanced"),
        ("none", "buy_and_hold_within_window"),
    ] {
        let answer = us20(json!({
            "objective": { "kind": "min_risk" },
            "walk_forward": { "train": 252, "test": 21, "rebalance": rebalance },
        }));
        let walked = answer.walk_forward.expect("a walk");
        assert_eq!(json!(walked.windows.len()), reference["n_windows"]);
        assert_eq!(
            json!(walked.windows[0].test_from),
            reference["first_test_day"]
        );
        assert_eq!(json!(walked.returns.len()), reference["oos_n"]);
        assert_eq!(walked.dates.len(), walked.returns.len());
        let held = |window: usize| -> Vec<f64> {
            let weights = walked.windows[window]
                .weights
                .as_ref()
                .expect("a portfolio");
            weights.0.iter().map(|(_, weight)| *weight).collect()
        };
        close(
            "first weights",
            &held(0),
            &numbers(&reference["weights_first"]),
            1e-9,
        );
        close(
            "last weights",
            &held(382),
            &numbers(&reference["weights_last"]),
            1e-9,
        );
        let found = walked.statistics.expect("statistics");
        let expect = |key: &str| reference[name][key].as_f64().expect(key);
        close("mean", &[found.mean_daily], &[expect("mean")], 1e-10);
        let volatility = expect("std_ddof1") * 252.0_f64.sqrt();
        close(
            "volatility",
            &[found.volatility_annual.expect("it varies")],
            &[volatility],
            1e-10,
        );
        let sharpe = found.sharpe.expect("it varies");
        close(
            "sharpe",
            &[sharpe],
            &[expect("sharpe_annual_sqrt252")],
            1e-8,
        );
        let total = expect("total_return_compounded");
        close("total return", &[found.total_return / total], &[1.0], 1e-8);
        if rebalance == "daily" {
            close(
                "drawdown",
                &[found.max_drawdown],
                &[expect("max_drawdown_compounded")],
                1e-9,
            );
        }
    }
}
