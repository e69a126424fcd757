//! What stands in the answer to each kind of objective, and which documents are the same.

use problem::{Answer, Document, OutcomeKind, solve};
use serde_json::{Value, json};

fn returns() -> Value {
    json!({ "returns": {
        "dates": ["2020-01-02", "2020-01-03", "2020-01-06", "2020-01-07", "2020-01-08", "2020-01-09"],
        "assets": {
            "A": [0.01, -0.02, 0.03, 0.0, 0.01, -0.01],
            "B": [0.0, -0.01, -0.01, 0.02, -0.01, 0.04],
            "C": [0.02, -0.01, -0.02, 0.01, 0.01, 0.0],
        },
    } })
}

fn answer(more: Value) -> Answer {
    let mut document = json!({ "data": returns() });
    let all = document.as_object_mut().expect("an object");
    all.extend(more.as_object().cloned().expect("an object"));
    let document = Document::parse(&document.to_string()).expect("a good document");
    solve(&document, &|_| Err("no files".to_owned()), &|| 0.0).expect("good data")
}

fn keys(value: &Value) -> Vec<String> {
    let keys = value.as_object().expect("an object").keys();
    keys.cloned().collect()
}

#[test]
fn figures_of_each_kind() {
    for (objective, figures) in [
        (json!({ "kind": "min_risk" }), vec![]),
        (json!({ "kind": "max_return" }), vec![]),
        (json!({ "kind": "max_sharpe" }), vec![]),
        (
            json!({ "kind": "max_utility", "risk_aversion": 1 }),
            vec!["utility"],
        ),
        (
            json!({ "kind": "max_utility", "risk_aversion": 1, "measure": "mad" }),
            vec!["mad", "utility"],
        ),
        (
            json!({ "kind": "max_sharpe", "measure": "cvar", "confidence": 0.8 }),
            vec!["cvar_80", "ratio"],
        ),
        (json!({ "kind": "risk_parity" }), vec!["risk_contributions"]),
        (
            json!({ "kind": "risk_parity", "measure": "cvar", "confidence": 0.9 }),
            vec!["cvar_90"],
        ),
        (
            json!({ "kind": "inverse_volatility" }),
            vec!["risk_contributions"],
        ),
        (json!({ "kind": "hrp" }), vec!["risk_contributions"]),
        (json!({ "kind": "herc" }), vec!["risk_contributions"]),
        (json!({ "kind": "nco" }), vec!["risk_contributions"]),
        (
            json!({ "kind": "max_diversification" }),
            vec!["diversification_ratio"],
        ),
        (
            json!({ "kind": "tracking", "benchmark": { "A": 1, "B": -0.5 } }),
            vec!["tracking_error"],
        ),
        (
            json!({ "kind": "robust", "radius": 0.1 }),
            vec!["robust_utility"],
        ),
        (
            json!({ "kind": "weighted", "terms": [
                { "weight": 1, "objective": { "kind": "min_risk" } },
                { "weight": 1, "objective": { "kind": "max_return" } },
            ] }),
            vec!["terms"],
        ),
    ] {
        let answer = answer(json!({ "objective": objective }));
        assert_eq!(answer.outcome, OutcomeKind::Optimal, "{objective}");
        let json = serde_json::to_value(&answer).expect("json");
        let mut expect = vec!["return", "sharpe", "volatility"];
        expect.extend(figures);
        expect.sort_unstable();
        assert_eq!(keys(&json["metrics"]), expect, "{objective}");
        let is_listed = objective["kind"] == "weighted";
        assert_eq!(json.get("pareto").is_some(), is_listed, "{objective}");
        // Who answered, and how well.
        let receipt = &json["receipt"];
        assert!(receipt["solver"].is_string(), "{objective}");
        let residual = receipt["kkt_residual"].as_f64().expect("a residual");
        assert!(residual <= 1e-8, "{objective}: {residual:e}");
        if let Some(shares) = &answer.metrics.as_ref().expect("metrics").risk_contributions {
            let sum: f64 = shares.0.iter().map(|(_, share)| share).sum();
            assert!((sum - 1.0).abs() < 1e-12, "{objective}");
        }
    }
}

#[test]
fn figures_of_each_limit() {
    let limited = answer(json!({
        "objective": { "kind": "max_return" },
        "constraints": {
            "turnover": { "from": { "A": 0.5, "B": 0.5 }, "max": 0.3 },
            "gross_exposure": 1,
            "tracking_error": { "benchmark": { "asset": "A" }, "max": 1 },
            "costs": { "from": { "A": 0.5, "B": 0.5 }, "linear_bps": 50 },
        },
    }));
    let json = serde_json::to_value(&limited).expect("json");
    let metrics = json["metrics"].as_object().expect("metrics");
    for key in ["turnover", "gross_exposure", "tracking_error", "costs"] {
        assert!(metrics[key].is_number(), "{key}");
    }
    let traded = 2.0 * metrics["turnover"].as_f64().expect("a number");
    let costs = metrics["costs"].as_f64().expect("a number");
    assert!((costs - 0.005 * traded).abs() < 1e-12 && costs > 0.0);
}

#[test]
fn what_is_left_out_is_what_it_means() {
    let hash = |more: Value| answer(more).receipt.inputs_hash;
    let of = |objective: Value| hash(json!({ "objective": objective }));
    for (short, long) in [
        (
            json!({ "kind": "hrp" }),
            json!({ "kind": "hrp", "linkage": "single", "optimal_leaf_order": false }),
        ),
        (
            json!({ "kind": "herc" }),
            json!({ "kind": "herc", "linkage": "ward" }),
        ),
        (
            json!({ "kind": "nco" }),
            json!({ "kind": "nco", "linkage": "ward" }),
        ),
        (
            json!({ "kind": "risk_parity" }),
            json!({ "kind": "risk_parity", "measure": "variance" }),
        ),
        (
            json!({ "kind": "risk_parity", "measure": "cvar" }),
            json!({ "kind": "risk_parity", "measure": "cvar", "confidence": 0.95 }),
        ),
        (
            json!({ "kind": "robust", "radius": 1 }),
            json!({ "kind": "robust", "radius": 1, "risk_aversion": 1 }),
        ),
        (
            json!({ "kind": "max_sharpe" }),
            json!({ "kind": "max_sharpe", "measure": "variance", "risk_free": 0 }),
        ),
        (
            json!({ "kind": "tracking", "benchmark": { "A": 1 } }),
            json!({ "kind": "tracking", "benchmark": { "weights": { "B": 0, "A": 1 } } }),
        ),
        (
            json!({ "kind": "weighted", "terms": [{ "weight": 1, "objective": { "kind": "min_risk" } }] }),
            json!({ "kind": "weighted", "points": 21, "terms": [
                { "weight": 1, "objective": { "kind": "min_risk", "measure": "variance" } },
            ] }),
        ),
    ] {
        assert_eq!(of(short), of(long.clone()), "{long}");
    }
    assert_ne!(
        of(json!({ "kind": "hrp" })),
        of(json!({ "kind": "hrp", "optimal_leaf_order": true }))
    );
    let limits = |limits: Value| {
        hash(json!({ "objective": { "kind": "max_return" }, "constraints": limits }))
    };
    assert_eq!(
        limits(json!({ "turnover": { "from": { "A": 1 }, "max": 1 } })),
        limits(json!({ "turnover": { "max": 1, "from": { "C": 0, "A": 1 } } }))
    );
}

#[test]
fn a_covariance_is_clipped_by_its_correlation() {
    let document = json!({
        "data": { "moments": {
            "assets": ["A", "B", "C"], "mean": [0, 0, 0],
            "covariance": [[4, 1.8, 0.2], [1.8, 1, 0.9], [0.2, 0.9, 1]],
        } },
        "estimate": { "covariance": { "repair": "clip" } },
        "objective": { "kind": "inverse_volatility" },
    });
    let document = Document::parse(&document.to_string()).expect("a good document");
    let answer = solve(&document, &|_| Err(String::new()), &|| 0.0).expect("repaired");
    // The variances stay, so these weights do not see the repair.
    let weights = answer.weights.expect("weights");
    for (name, expect) in [("A", 0.2), ("B", 0.4), ("C", 0.4)] {
        assert!((weights.get(name).expect("there") - expect).abs() < 1e-12);
    }
    let told = serde_json::to_value(&answer.diagnostics).expect("json");
    assert_eq!(told[0]["kind"], "covariance_clipped");
    assert_eq!(told[0]["raised"], 1);
    assert!(told[0]["smallest_eigenvalue"].as_f64().expect("a number") < 0.0);
    assert!(told[0]["largest_change"].as_f64().expect("a number") > 0.01);
}

#[test]
fn a_frontier_beside_limits_that_bend_it() {
    let limits = json!({ "turnover": { "from": { "A": 0.5, "B": 0.5 }, "max": 0.3 } });
    let answer = answer(json!({
        "objective": { "kind": "min_risk" }, "constraints": limits, "frontier": { "points": 5 },
    }));
    let points = answer.frontier.expect("a frontier");
    assert_eq!(points.len(), 5);
    for point in points {
        let held = [("A", 0.5), ("B", 0.5), ("C", 0.0)];
        let traded = held
            .map(|(name, from): (_, f64)| (point.weights.get(name).expect("there") - from).abs());
        assert!(traded.iter().sum::<f64>() / 2.0 <= 0.3 + 1e-9);
    }
}
