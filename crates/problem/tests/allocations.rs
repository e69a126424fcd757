//! Documents whose objective has a method of its own, against established libraries.

#[path = "support/us20.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod support;

use problem::{Answer, OutcomeKind};
use serde_json::{Value, json};
use support::{SYMBOLS, best, by_symbol, close, model, numbers, reference, us20, weights};

fn methods() -> Value {
    reference(include_str!(
        "../../optimizer/tests/reference/allocation_methods_us20.json"
    ))
}

#[track_caller]
fn check(objective: Value, expect: &Value, tolerance: f64) -> Answer {
    let answer = best(json!({ "objective": objective }));
    let name = objective.to_string();
    close(&name, &weights(&answer), &numbers(expect), tolerance);
    let residual = answer.receipt.kkt_residual.expect("a residual");
    assert!(residual <= 1e-8, "{name}: {residual:e}");
    answer
}

fn metric(answer: &Answer, name: &str) -> f64 {
    let metrics = serde_json::to_value(&answer.metrics).expect("json");
    metrics[name]
        .as_f64()
        .unwrap_or_else(|| panic!("{name} in {metrics}"))
}

fn contributions(answer: &Answer) -> Vec<f64> {
    let metrics = answer.metrics.as_ref().expect("a portfolio");
    let shares = metrics.risk_contributions.as_ref().expect("shares of risk");
    shares.0.iter().map(|(_, share)| *share).collect()
}

#[test]
fn risk_parity() {
    let reference = &methods()["risk_parity"];
    let answer = check(
        json!({ "kind": "risk_parity" }),
        &reference["weights"],
        1e-9,
    );
    close("shares", &contributions(&answer), &[0.05; 20], 1e-11);
    let daily = metric(&answer, "volatility") / 252.0_f64.sqrt();
    close(
        "std",
        &[daily],
        &[reference["std"].as_f64().expect("std")],
        1e-12,
    );
    assert!(!answer.explanation.is_empty());
    assert_eq!(answer.receipt.solver.as_deref(), Some("coordinate_descent"));
}

#[test]
fn risk_budget() {
    let reference = &methods()["risk_budget"];
    let budget = numbers(&reference["budget"]);
    let objective = json!({ "kind": "risk_parity", "budget": by_symbol(&budget) });
    // skfolio's own solver stops early.
    let answer = check(objective, &reference["skfolio"], 1e-4);
    close("shares", &contributions(&answer), &budget, 1e-11);
}

#[test]
fn risk_budget_capped() {
    let reference = &methods()["risk_budget_capped"];
    let assets = reference["group"].as_array().expect("places").iter();
    let assets = assets.map(|at| SYMBOLS[at.as_u64().expect("a place") as usize]);
    let answer = best(json!({
        "objective": { "kind": "risk_parity" },
        "constraints": {
            "max_weight": reference["cap"],
            "groups": [{ "name": "Some", "assets": assets.collect::<Vec<_>>(), "min": reference["group_min"] }],
        },
    }));
    close(
        "capped",
        &weights(&answer),
        &numbers(&reference["exact"]),
        1e-8,
    );
    assert_eq!(answer.receipt.solver.as_deref(), Some("interior_point"));
}

#[test]
fn cvar_risk_budget_last_500() {
    let reference = &methods()["cvar_risk_budget_last_500"];
    let budget = &methods()["risk_budget"]["budget"];
    for (budget, name) in [
        (Value::Null, "exact"),
        (by_symbol(&numbers(budget)), "exact_budget"),
    ] {
        let mut objective = json!({ "kind": "risk_parity", "measure": "cvar" });
        if !budget.is_null() {
            objective["budget"] = budget;
        }
        let answer = best(json!({ "objective": objective, "window": { "from": "2021-01-04" } }));
        close(name, &weights(&answer), &numbers(&reference[name]), 1e-6);
        assert!(metric(&answer, "cvar_95") > 0.0);
    }
}

#[test]
fn hierarchical_risk_parity() {
    let reference = &methods()["hrp"];
    for (more, name) in [
        (json!({}), "pypfopt_single"),
        (json!({ "optimal_leaf_order": true }), "skfolio_single"),
        (
            json!({ "linkage": "single", "optimal_leaf_order": true }),
            "riskfolio_single",
        ),
        (
            json!({ "linkage": "ward", "optimal_leaf_order": true }),
            "skfolio_default",
        ),
    ] {
        let mut objective = json!({ "kind": "hrp" });
        let keys = objective.as_object_mut().expect("an object");
        keys.extend(more.as_object().cloned().expect("an object"));
        let answer = check(objective, &reference[name], 1e-9);
        assert_eq!(answer.receipt.solver.as_deref(), Some("closed_form"));
        let sum: f64 = contributions(&answer).iter().sum();
        assert!((sum - 1.0).abs() < 1e-12);
    }
}

#[test]
fn herc_skfolio_default() {
    check(
        json!({ "kind": "herc" }),
        &methods()["herc_skfolio_default"],
        1e-9,
    );
}

#[test]
fn every_linkage() {
    let reference = &methods()["linkage"];
    for linkage in ["single", "complete", "average", "ward"] {
        let reference = &reference[linkage];
        let hrp = json!({ "kind": "hrp", "linkage": linkage, "optimal_leaf_order": true });
        check(hrp, &reference["hrp_skfolio"], 1e-9);
        let herc = json!({ "kind": "herc", "linkage": linkage });
        check(herc, &reference["herc_skfolio"], 1e-9);
        let nco = json!({ "kind": "nco", "linkage": linkage });
        check(nco, &reference["nco_exact"], 1e-8);
    }
    // As many clusters as assets, and one, are the minimum variance of all.
    let calmest = weights(&best(json!({ "objective": { "kind": "min_risk" } })));
    for clusters in [1, 20] {
        let nco = best(json!({ "objective": { "kind": "nco", "clusters": clusters } }));
        close("nco", &weights(&nco), &calmest, 1e-9);
    }
}

#[test]
fn bounds_of_clusters() {
    for (kind, name, tolerance) in [("hrp", "hrp_bounds", 1e-9), ("herc", "herc_bounds", 1e-6)] {
        let reference = &methods()[name];
        let answer = best(json!({
            "objective": if kind == "hrp" {
                json!({ "kind": "hrp", "linkage": "ward", "optimal_leaf_order": true })
            } else {
                json!({ "kind": kind })
            },
            "constraints": { "min_weight": reference["min"], "max_weight": reference["max"] },
        }));
        close(
            name,
            &weights(&answer),
            &numbers(&reference["weights"]),
            tolerance,
        );
    }
}

#[test]
fn max_diversification() {
    let reference = &methods()["max_diversification"];
    let objective = json!({ "kind": "max_diversification" });
    let answer = check(objective, &reference["weights"], 1e-9);
    let ratio = reference["diversification_ratio"]
        .as_f64()
        .expect("a ratio");
    close(
        "ratio",
        &[metric(&answer, "diversification_ratio")],
        &[ratio],
        1e-12,
    );
}

#[test]
fn inverse_volatility() {
    let answer = best(json!({ "objective": { "kind": "inverse_volatility" } }));
    let problem = model(json!({ "objective": { "kind": "min_risk" } })).problem();
    let problem = problem.expect("good numbers");
    let inverse = problem
        .moments()
        .covariance()
        .diagonal()
        .map(|variance| 1.0 / variance.sqrt());
    let expect = &inverse / inverse.sum();
    close("1/σ", &weights(&answer), expect.as_slice(), 1e-14);
}

#[test]
fn tracking() {
    let reference = &methods()["tracking"];
    let benchmark = numbers(&reference["benchmark"]);
    let ask = |benchmark: Value| {
        best(json!({
            "objective": { "kind": "tracking", "benchmark": benchmark },
            "constraints": { "max_weight": reference["cap"] },
        }))
    };
    let answer = ask(by_symbol(&benchmark));
    close(
        "tracking",
        &weights(&answer),
        &numbers(&reference["exact"]),
        1e-9,
    );
    // The price of the cap is what a little more of it takes off the error.
    let looser = us20(json!({
        "objective": { "kind": "tracking", "benchmark": by_symbol(&benchmark) },
        "constraints": { "max_weight": 0.200_01 },
    }));
    let change = metric(&looser, "tracking_error") - metric(&answer, "tracking_error");
    let price = answer
        .explanation
        .iter()
        .find(|line| line.constraint == "max_weight");
    let price = price.expect("it binds").price_bp_per_percent;
    close("price", &[price / 100.0], &[change / 1e-5], 1e-4);
    // Other ways to write the same.
    let named = ask(json!({ "AAPL": 0.4, "AMD": 0.25, "BAC": 0.15, "BBY": 0.1, "CVX": 0.1 }));
    let under = ask(
        json!({ "weights": { "AAPL": 0.4, "AMD": 0.25, "BAC": 0.15, "BBY": 0.1, "CVX": 0.1, "KO": 0 } }),
    );
    for other in [named, under] {
        assert_eq!(weights(&other), weights(&answer));
        assert_eq!(other.receipt.inputs_hash, answer.receipt.inputs_hash);
    }
}

#[test]
fn one_asset_is_tracked_by_the_others() {
    let answer =
        best(json!({ "objective": { "kind": "tracking", "benchmark": { "asset": "KO" } } }));
    let weights = answer.weights.as_ref().expect("a portfolio");
    assert_eq!(weights.get("KO"), Some(&0.0));
    let most = weights.0.iter().max_by(|a, b| a.1.total_cmp(&b.1));
    assert_eq!(most.expect("some").0, "PEP");
    // With a bound of its own it is everything.
    let itself = best(json!({
        "objective": { "kind": "tracking", "benchmark": { "asset": "KO" } },
        "constraints": { "max_weight": { "KO": 1 } },
    }));
    assert!((itself.weights.expect("a portfolio").get("KO").expect("it") - 1.0).abs() < 1e-12);
}

#[test]
fn robust() {
    let reference = methods();
    for case in reference["robust"].as_array().expect("cases") {
        let objective = json!({
            "kind": "robust", "radius": case["kappa"], "risk_aversion": case["risk_aversion"], "years": 8312,
        });
        check(objective.clone(), &case["exact"], 1e-6);
        let answer = best(json!({ "objective": objective, "solver": { "kind": "clarabel" } }));
        assert_eq!(answer.receipt.solver.as_deref(), Some("clarabel"));
        close(
            "clarabel",
            &weights(&answer),
            &numbers(&case["exact"]),
            1e-5,
        );
    }
    // Without anything to be unsure of it is the utility.
    let plain = best(json!({ "objective": { "kind": "max_utility", "risk_aversion": 5 } }));
    let sure = json!({ "kind": "robust", "radius": 0, "risk_aversion": 5 });
    let sure = best(json!({ "objective": sure }));
    close("sure", &weights(&sure), &weights(&plain), 1e-9);
    close(
        "utility",
        &[metric(&sure, "robust_utility")],
        &[metric(&plain, "utility")],
        1e-12,
    );
    // The years are those of the data: 8,312 days.
    let robust = |years: Value| {
        let objective = json!({ "kind": "robust", "radius": 1, "years": years });
        let mut objective = objective.as_object().cloned().expect("an object");
        objective.retain(|_, value| !value.is_null());
        weights(&best(json!({ "objective": objective })))
    };
    assert_eq!(robust(Value::Null), robust(json!(8312.0 / 252.0)));
}

/// A price is what the objective's number changes by when the limit is moved a little.
#[test]
fn prices_of_what_stands_behind() {
    for (objective, figure) in [
        (
            json!({ "kind": "robust", "radius": 3, "risk_aversion": 2 }),
            "robust_utility",
        ),
        (
            json!({ "kind": "max_diversification" }),
            "diversification_ratio",
        ),
    ] {
        let ask = |most: f64| {
            best(json!({ "objective": objective, "constraints": {
                "max_weight": 0.2, "target_return": 0.18,
                "groups": [{ "name": "Some", "assets": ["AAPL", "BBY", "MSFT", "UNH", "LLY"], "max": most }],
            } }))
        };
        let step = 1e-5;
        let (less, answer, more) = (ask(0.3 - step), ask(0.3), ask(0.3 + step));
        let rate = (metric(&more, figure) - metric(&less, figure)) / (2.0 * step);
        let price = answer
            .explanation
            .iter()
            .find(|line| line.constraint == "Some max");
        let price = price.unwrap_or_else(|| panic!("{:?}", answer.explanation));
        assert!(rate > 1e-3, "{rate}");
        close(
            figure,
            &[price.price_bp_per_percent / 100.0],
            &[rate],
            1e-4 * rate.max(1.0),
        );
        let names: Vec<&str> = answer
            .explanation
            .iter()
            .map(|line| line.constraint.as_str())
            .collect();
        assert!(names.contains(&"budget"), "{names:?}");
    }
    let target = best(json!({
        "objective": { "kind": "max_diversification" }, "constraints": { "target_return": 0.25 },
    }));
    assert!(
        target
            .explanation
            .iter()
            .any(|line| line.constraint == "target_return")
    );
    assert!((metric(&target, "return") - 0.25).abs() < 1e-12);
}

#[test]
fn limits_that_a_formula_breaks() {
    for kind in ["inverse_volatility", "hrp", "herc", "nco", "risk_parity"] {
        let answer = us20(json!({
            "objective": { "kind": kind }, "constraints": { "max_weight": 0.04 },
        }));
        assert_eq!(answer.outcome, OutcomeKind::Infeasible, "{kind}");
        let conflict = answer.conflict.expect("a conflict");
        assert_eq!(conflict.constraints, ["max_weight"], "{kind}");
        assert!(
            conflict
                .relaxation
                .get("max_weight")
                .is_some_and(|most| *most >= 0.05)
        );
    }
}

#[test]
fn every_allocation_walks_forward() {
    for objective in [
        json!({ "kind": "risk_parity" }),
        json!({ "kind": "risk_parity", "measure": "cvar", "confidence": 0.9 }),
        json!({ "kind": "max_diversification" }),
        json!({ "kind": "inverse_volatility" }),
        json!({ "kind": "hrp" }),
        json!({ "kind": "herc" }),
        json!({ "kind": "nco" }),
        json!({ "kind": "tracking", "benchmark": { "AAPL": 0.5, "KO": 0.5 } }),
        json!({ "kind": "robust", "radius": 1 }),
        json!({ "kind": "max_sharpe", "measure": "cvar" }),
        json!({ "kind": "max_utility", "measure": "mad", "risk_aversion": 0.5 }),
    ] {
        let walked = |rebalance: &str| {
            let answer = us20(json!({
                "objective": objective, "window": { "from": "2021-01-04" },
                "walk_forward": { "train": 200, "test": 100, "rebalance": rebalance },
            }));
            answer.walk_forward.expect("a walk")
        };
        let (daily, none) = (walked("daily"), walked("none"));
        assert_eq!(daily.windows.len(), 3, "{objective}");
        for window in &daily.windows {
            assert_eq!(window.outcome, OutcomeKind::Optimal, "{objective}");
            let held = window.weights.as_ref().expect("weights");
            let sum: f64 = held.0.iter().map(|(_, weight)| weight).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{objective}");
        }
        // Whichever is chosen, both are told.
        assert!(daily.statistics.is_some() && daily.statistics == daily.by_rebalance.daily);
        assert!(none.statistics.is_some() && none.statistics == none.by_rebalance.none);
        assert_eq!(daily.by_rebalance, none.by_rebalance, "{objective}");
        assert_ne!(daily.by_rebalance.daily, daily.by_rebalance.none);
    }
}

#[test]
fn other_risks_weighed_against_the_return() {
    let window = json!({ "from": "2021-01-04" });
    let ask = |objective: Value| best(json!({ "objective": objective, "window": window }));
    let sharpe = ask(json!({ "kind": "max_sharpe", "measure": "cvar", "risk_free": 0.02 }));
    let ratio = (metric(&sharpe, "return") - 0.02) / 252.0 / metric(&sharpe, "cvar_95");
    close("ratio", &[metric(&sharpe, "ratio")], &[ratio], 1e-12);
    let utility = ask(json!({ "kind": "max_utility", "measure": "cvar", "risk_aversion": 0.1 }));
    let value =
        |answer: &Answer| metric(answer, "return") / 252.0 - 0.1 * metric(answer, "cvar_95");
    close(
        "utility",
        &[metric(&utility, "utility")],
        &[value(&utility)],
        1e-12,
    );
    // Each is the best at what it is about.
    let calm = ask(json!({ "kind": "min_risk", "measure": "cvar" }));
    assert!(value(&utility) > value(&sharpe) && value(&utility) > value(&calm));
    let of_calm = (metric(&calm, "return") - 0.02) / 252.0 / metric(&calm, "cvar_95");
    assert!(ratio > of_calm);
}

#[test]
fn a_relaxation_lets_the_portfolio_of_a_formula_pass() {
    let limits = |row: f64, turnover: f64| {
        json!({
            "objective": { "kind": "hrp" },
            "constraints": {
                "linear": [{ "name": "L", "coefficients": { "AAPL": 1, "AMD": -1 }, "min": row }],
                "turnover": { "from": { "WMT": 1 }, "max": turnover },
            },
        })
    };
    let refused = us20(limits(0.2, 0.05));
    let conflict = refused.conflict.expect("a conflict");
    let relaxed = |name: &str| {
        let mut lines = conflict.relaxation.0.iter();
        let line = lines.find(|(limit, _)| limit == name);
        line.unwrap_or_else(|| panic!("{name} in {:?}", conflict.relaxation))
            .1
    };
    let answer = us20(limits(relaxed("L min"), relaxed("turnover")));
    assert_eq!(answer.outcome, OutcomeKind::Optimal);
}

#[test]
fn a_relaxation_leaves_room_for_every_share_of_the_risk() {
    let group = |name: &str, members: std::ops::Range<usize>, max: f64| json!({ "name": name, "assets": SYMBOLS[members], "max": max });
    let limits = |g: f64, h: f64, row: f64, target: Option<f64>| {
        json!({
            "objective": { "kind": "risk_parity" },
            "constraints": {
                "groups": [group("G", 0..8, g), group("H", 8..20, h)],
                "linear": [{ "name": "L", "coefficients": { (SYMBOLS[0]): 1, (SYMBOLS[1]): -1 }, "min": row }],
                "target_return": target,
            },
        })
    };
    let refused = us20(limits(0.1, 0.5, 0.2, Some(0.48)));
    let conflict = refused.conflict.expect("a conflict");
    let number = |name: &str, given: f64| {
        let mut lines = conflict.relaxation.0.iter();
        lines
            .find(|(limit, _)| limit == name)
            .map_or(given, |line| line.1)
    };
    let answer = us20(limits(
        number("G max", 0.1),
        number("H max", 0.5),
        number("L min", 0.2),
        Some(number("target_return", 0.48)),
    ));
    assert_eq!(
        answer.outcome,
        OutcomeKind::Optimal,
        "{:?}",
        conflict.relaxation
    );
}
