//! What `examples/fuzz` has found, so that it stays away.

use problem::{Answer, Document, OutcomeKind, ProblemErrors, solve};
use serde_json::{Value, json};

fn answer(document: &Value) -> Result<Answer, ProblemErrors> {
    let document = Document::parse(&document.to_string())?;
    solve(&document, &|path| Err(format!("no {path}")), &|| 0.0)
}

fn refused(document: &Value) -> String {
    answer(document).expect_err("too much").to_string()
}

fn moments(mean: f64) -> Value {
    json!({ "moments": { "assets": ["A", "B"], "mean": [mean, 0.1],
                         "covariance": [[0.04, 0.01], [0.01, 0.09]] } })
}

fn prices() -> Value {
    json!({ "prices": {
        "dates": ["2020-01-02", "2020-01-03", "2020-01-06", "2020-01-07", "2020-01-08"],
        "assets": { "A": [10, 11, 10, 12, 12], "B": [5, 5.1, 5.3, 5.2, 5.5] },
    } })
}

#[test]
fn numbers_that_are_too_large_are_named() {
    for objective in ["min_risk", "max_sharpe", "max_return"] {
        let document = json!({ "data": moments(f64::MAX), "objective": { "kind": objective } });
        assert_eq!(refused(&document), "data: mean[0] is too large");
    }
    let mut variance = moments(0.1);
    variance["moments"]["covariance"][1][1] = json!(f64::MAX);
    let document = json!({ "data": variance, "objective": { "kind": "equal_weight" } });
    assert_eq!(
        refused(&document),
        "data.moments.covariance[1][1]: is too large"
    );
    let radius =
        json!({ "data": prices(), "objective": { "kind": "dr_cvar", "radius": f64::MAX } });
    assert_eq!(refused(&radius), "objective.radius: is too large");
    let bound = json!({ "data": moments(0.1), "objective": { "kind": "min_risk" },
                        "constraints": { "max_weight": { "A": 1e300 } } });
    assert_eq!(refused(&bound), "constraints.max_weight.A: is too large");
}

#[test]
fn next_to_no_risk_aversion_has_an_answer() {
    let document = json!({ "data": moments(0.05),
                           "objective": { "kind": "max_utility", "risk_aversion": 5e-324 } });
    let weights = answer(&document)
        .expect("well-formed")
        .weights
        .expect("some");
    let sum: f64 = weights.0.iter().map(|(_, weight)| weight).sum();
    assert!((sum - 1.0).abs() < 1e-9, "{weights:?}");
}

#[test]
fn a_ratio_to_no_risk_has_no_maximum() {
    // Only the last day counts, and so nothing varies.
    let document = json!({ "data": prices(), "objective": { "kind": "max_sharpe" },
        "estimate": { "covariance": { "kind": "ewma", "decay": 5e-324 } } });
    let answer = answer(&document).expect("well-formed");
    assert_eq!(answer.outcome, OutcomeKind::Unbounded, "{answer:?}");
}
