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

/// Two assets that are one but for their names, one without risk, and another.
fn twins() -> Value {
    json!({ "moments": { "assets": ["A", "B", "C", "D"], "mean": [0.06, 0.06, 0.01, 0.1],
                         "covariance": [[0.04, 0.04, 0.0, 0.01], [0.04, 0.04, 0.0, 0.01],
                                        [0.0, 0.0, 0.0, 0.0], [0.01, 0.01, 0.0, 0.09]] } })
}

#[test]
fn a_risk_and_a_tracking_error_that_can_be_kept_are_no_conflict() {
    let document = json!({ "data": twins(), "objective": { "kind": "min_risk" },
        "constraints": { "max_risk": 0.18, "tracking_error":
            { "benchmark": { "A": 0.4, "B": 0.6 }, "max": 0.05 } } });
    let answer = answer(&document).expect("well-formed");
    assert_eq!(answer.conflict, None, "{answer:?}");
    // A quarter without risk: 0.75 × 0.2.
    let volatility = answer.metrics.expect("a portfolio").volatility;
    assert!((volatility - 0.15).abs() < 1e-6, "{volatility}");
}

#[test]
fn a_point_of_a_frontier_that_is_inexact_says_so() {
    let document = json!({ "data": twins(), "frontier": { "points": 4 },
        "objective": { "kind": "max_utility", "risk_aversion": 3 },
        "constraints": { "tracking_error":
            { "benchmark": { "A": 0.4, "B": 0.6 }, "max": 0.05 } } });
    let answer = answer(&document).expect("well-formed");
    let frontier = answer.frontier.expect("asked for");
    assert!(!frontier.is_empty());
    for point in frontier {
        let sum: f64 = point.weights.0.iter().map(|(_, weight)| weight).sum();
        let allowed = point.kkt_residual.map_or(1e-8, |residual| 10.0 * residual);
        assert!((sum - 1.0).abs() <= allowed, "{point:?}");
    }
}

/// No number of the answer is none: neither infinite nor undefined.
fn all_numbers(document: &Value) -> Answer {
    let answer = answer(document).expect("well-formed");
    let metrics = answer.metrics.as_ref().expect("a portfolio");
    assert!(metrics.volatility.is_finite(), "{metrics:?}");
    assert!(
        metrics
            .measures
            .0
            .iter()
            .all(|(_, value)| value.is_finite()),
        "{metrics:?}"
    );
    for line in &answer.explanation {
        let helps = line.helps_until.unwrap_or(0.0);
        assert!(
            line.price_bp_per_percent.is_finite() && helps.is_finite(),
            "{line:?}"
        );
    }
    let receipt = &answer.receipt;
    let proofs = [receipt.kkt_residual, receipt.gap];
    assert!(
        proofs.into_iter().flatten().all(f64::is_finite),
        "{receipt:?}"
    );
    answer
}

#[test]
fn next_to_no_risk_aversion_keeps_the_turnover() {
    for aversion in [1e-300, 1e-120, 5e-324] {
        let document = json!({ "data": moments(0.06),
            "objective": { "kind": "max_utility", "risk_aversion": aversion },
            "constraints": { "turnover": { "from": { "A": 1 }, "max": 0.2 },
                             "costs": { "from": { "A": 1 }, "linear_bps": 10 } } });
        let answer = all_numbers(&document);
        // The return alone counts, and B has more of it.
        let weights = answer.weights.expect("some");
        assert!(
            (weights.get("B").expect("there") - 0.2).abs() < 1e-9,
            "{weights:?}"
        );
    }
}

#[test]
fn what_cannot_be_priced_is_left_out() {
    let faint = json!({ "data": { "moments":
            { "assets": ["A"], "mean": [0.06], "covariance": [[1e-300]] } },
        "objective": { "kind": "max_diversification" } });
    all_numbers(&faint);
    let far = json!({ "data": prices(), "constraints": { "max_weight": 0.5 },
        "objective": { "kind": "tracking", "benchmark": { "A": 1e19, "B": 0.5 } } });
    all_numbers(&far);
    let without_risk = json!({ "data": twins(), "constraints": { "max_weight": 0.6 },
        "objective": { "kind": "max_sharpe" } });
    all_numbers(&without_risk);
}

#[test]
fn a_goal_that_outweighs_every_number_is_refused() {
    let goals = json!({ "kind": "weighted", "terms": [
        { "weight": 1, "objective": { "kind": "min_risk" } },
        { "weight": 1e160, "objective": { "kind": "max_return" } } ] });
    let document = json!({ "data": moments(0.06), "objective": goals });
    assert_eq!(
        refused(&document),
        "objective.terms[1].weight: is too large"
    );
}

#[test]
fn a_key_without_a_name_has_a_path() {
    let document = json!({ "": 1, "data": moments(0.06), "objective": { "kind": "min_risk" } });
    let errors = answer(&document).expect_err("unknown");
    assert_eq!(errors.0[0].path, "\"\"");
}
