//! Whole documents against established solvers on real prices.

#[path = "support/us20.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod support;

use problem::OutcomeKind;
use serde_json::{Value, json};
use support::{best, close, numbers, reference, sector_caps, us20, weights};

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
        for solver in [
            "auto",
            "clarabel",
            "active_set",
            "interior_point",
            "critical_line",
        ] {
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
        // Whichever rule is chosen, the other one's numbers stand beside it.
        let beside = &walked.by_rebalance;
        for (found, name) in [
            (&beside.daily, "daily_rebalanced"),
            (&beside.none, "buy_and_hold_within_window"),
        ] {
            let found = found.as_ref().expect("statistics");
            let expect = |key: &str| reference[name][key].as_f64().expect(key);
            close(name, &[found.mean_daily], &[expect("mean")], 1e-10);
            let sharpe = found.sharpe.expect("it varies");
            close(name, &[sharpe], &[expect("sharpe_annual_sqrt252")], 1e-8);
        }
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

/// The last days, counted back from the end of the data, as the references count them.
fn since(first: &str) -> Value {
    json!({ "from": first })
}

#[test]
fn risks_read_off_scenarios() {
    let reference = reference(include_str!("reference/cvar_us20x500.json"));
    // The price day before the first return.
    let window = since("2021-01-04");
    for (name, objective, tolerance) in [
        (
            "min_cvar",
            json!({ "kind": "min_risk", "measure": "cvar" }),
            1e-9,
        ),
        (
            "min_cdar",
            json!({ "kind": "min_risk", "measure": "cdar", "confidence": 0.95 }),
            1e-6,
        ),
        (
            "dr_cvar",
            json!({ "kind": "dr_cvar", "radius": 0.001, "risk_aversion": 1 }),
            1e-6,
        ),
    ] {
        let answer = us20(json!({ "objective": objective, "window": window }));
        assert_eq!(answer.outcome, OutcomeKind::Optimal, "{name}");
        let expect = numbers(&reference[name]["weights"]);
        close(name, &weights(&answer), &expect, tolerance);
        assert!(answer.receipt.gap.is_some_and(|gap| gap <= 1e-9), "{name}");
        assert_eq!(answer.receipt.solver.as_deref(), Some("cutting_planes"));
    }
    let answer = us20(json!({
        "objective": { "kind": "min_risk", "measure": "cvar" }, "window": window,
        "frontier": { "points": 7, "risk": "cvar" },
    }));
    let metrics = serde_json::to_value(&answer.metrics).expect("json");
    let cvar = metrics["cvar_95"].as_f64().expect("a number");
    let expect = reference["min_cvar"]["cvar"].as_f64().expect("a number");
    assert!((cvar - expect).abs() <= 1e-12, "{cvar} {expect}");
    let frontier = answer.frontier.expect("a frontier");
    assert_eq!(frontier.len(), 7);
    assert!((frontier[0].risk.expect("a risk") - cvar).abs() <= 1e-12);
    assert!(
        frontier.is_sorted_by(|a, b| a.risk <= b.risk && a.expected_return <= b.expected_return)
    );
}

#[test]
fn risks_of_two_thousand_days() {
    let cvar = reference(include_str!(
        "../../optimizer/tests/reference/cvar_us20x2000.json"
    ));
    let robust = reference(include_str!(
        "../../optimizer/tests/reference/dr_cvar_us20x2000.json"
    ));
    // The price day before the first return.
    let window = since("2015-01-20");
    for (case, objective, tolerance) in [
        (
            &cvar["min_cvar"],
            json!({ "kind": "min_risk", "measure": "cvar" }),
            1e-9,
        ),
        (
            &cvar["min_cdar"],
            json!({ "kind": "min_risk", "measure": "cdar" }),
            1e-6,
        ),
        (
            &robust["dr_cvar"],
            json!({ "kind": "dr_cvar", "radius": 0.001 }),
            1e-6,
        ),
    ] {
        let answer = best(json!({ "objective": objective, "window": window }));
        let name = objective.to_string();
        close(
            &name,
            &weights(&answer),
            &numbers(&case["weights"]),
            tolerance,
        );
    }
}

#[test]
fn box_sector_turnover_per_asset() {
    let reference = &reference(include_str!(
        "../../optimizer/tests/reference/mvo_us20.json"
    ))["box_sector_turnover_per_asset"];
    // From 1/n at most 0.05 away, and at most 0.15.
    let answer = best(json!({
        "objective": { "kind": "min_risk" },
        "constraints": {
            "min_weight": 0, "max_weight": 0.1, "groups": sector_caps(0.25),
        },
    }));
    let expect = numbers(&reference["weights"]);
    close("weights", &weights(&answer), &expect, 1e-9);
}

#[test]
fn every_turning_point() {
    let answer =
        us20(json!({ "objective": { "kind": "min_risk" }, "frontier": { "exact": true } }));
    let points = answer.frontier.as_ref().expect("a frontier");
    assert!(points.len() > 10, "{}", points.len());
    assert!(points.is_sorted_by(|a, b| a.volatility <= b.volatility));
    let first: Vec<f64> = points[0]
        .weights
        .0
        .iter()
        .map(|(_, weight)| *weight)
        .collect();
    close("the calmest", &first, &weights(&answer), 1e-9);
}

#[test]
fn a_largest_risk() {
    let ask = |objective: Value, more: Value| {
        let mut document = json!({ "objective": objective, "constraints": { "max_risk": 0.18 } });
        let all = document.as_object_mut().expect("an object");
        all.extend(more.as_object().cloned().expect("an object"));
        us20(document)
    };
    let answer = ask(json!({ "kind": "max_return" }), json!({}));
    assert_eq!(answer.outcome, OutcomeKind::Optimal);
    let metrics = answer.metrics.as_ref().expect("metrics");
    assert!((metrics.volatility - 0.18).abs() < 1e-10);
    // As much as a frontier through the same risk has.
    let target = metrics.expected_return;
    let calmest = us20(json!({
        "objective": { "kind": "min_risk" }, "constraints": { "target_return": target },
    }));
    close("the same", &weights(&answer), &weights(&calmest), 1e-8);
    let price = answer
        .explanation
        .iter()
        .find(|line| line.constraint == "max_risk");
    assert!(price.is_some_and(|price| price.price_bp_per_percent > 0.0));
    assert!(
        answer
            .receipt
            .kkt_residual
            .is_some_and(|residual| residual <= 1e-8)
    );
    // A limit that does not bind changes nothing.
    let free = us20(json!({ "objective": { "kind": "min_risk" } }));
    let idle = ask(json!({ "kind": "min_risk" }), json!({}));
    close("idle", &weights(&idle), &weights(&free), 0.0);

    // Too small with a limit that keeps it large: the two are named, and the repair repairs.
    let refused = us20(json!({
        "objective": { "kind": "max_sharpe" },
        "constraints": { "max_risk": 0.165, "groups": [
            { "name": "Wild", "assets": ["AMD"], "min": 0.5 },
            { "name": "Calm", "assets": ["JNJ", "KO"], "min": 0.01 },
        ] },
    }));
    assert_eq!(refused.outcome, OutcomeKind::Infeasible);
    let conflict = refused.conflict.expect("a conflict");
    assert_eq!(conflict.constraints, ["Wild min", "max_risk"]);
    // The new limits hold together.
    assert!(!conflict.relaxation.0.is_empty());
    let new = |limit: &str, old: f64| conflict.relaxation.get(limit).copied().unwrap_or(old);
    let repaired = us20(json!({
        "objective": { "kind": "max_sharpe" },
        "constraints": { "max_risk": new("max_risk", 0.165), "groups": [
            { "name": "Wild", "assets": ["AMD"], "min": new("Wild min", 0.5) },
            { "name": "Calm", "assets": ["JNJ", "KO"], "min": 0.01 },
        ] },
    }));
    assert_eq!(repaired.outcome, OutcomeKind::Optimal);
}

#[test]
fn a_largest_risk_of_scenarios() {
    let window = since("2021-01-04");
    let ask = |most: f64| {
        us20(json!({
            "objective": { "kind": "max_return", "measure": "cvar" }, "window": window,
            "constraints": { "max_risk": most },
        }))
    };
    let answer = ask(0.02);
    assert_eq!(answer.outcome, OutcomeKind::Optimal);
    let metrics = serde_json::to_value(&answer.metrics).expect("json");
    assert!((metrics["cvar_95"].as_f64().expect("a number") - 0.02).abs() < 1e-9);
    let refused = ask(0.015);
    assert_eq!(refused.outcome, OutcomeKind::Infeasible);
    let conflict = refused.conflict.expect("a conflict");
    assert_eq!(conflict.constraints, ["max_risk"]);
    let most = conflict.relaxation.get("max_risk").expect("a repair");
    assert_eq!(ask(*most).outcome, OutcomeKind::Optimal);
}

#[test]
fn walk_forward_of_a_risk_of_scenarios() {
    let answer = us20(json!({
        "objective": { "kind": "min_risk", "measure": "mad" },
        "window": { "from": "2021-01-04" }, "walk_forward": { "train": 250, "test": 50 },
    }));
    let walk = answer.walk_forward.expect("a walk");
    assert_eq!(walk.windows.len(), 5);
    assert!(
        walk.windows
            .iter()
            .all(|window| window.outcome == OutcomeKind::Optimal)
    );
    let held = walk.windows[0].weights.as_ref().expect("weights");
    let sum: f64 = held.0.iter().map(|(_, weight)| weight).sum();
    assert!((sum - 1.0).abs() < 1e-9);
}
