//! Limits on trading, short positions and distance, and costs, through whole documents.

#[path = "support/us20.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod support;

use problem::{Answer, OutcomeKind};
use serde_json::{Value, json};
use support::{best, by_symbol, close, numbers, reference, sector_caps, us20, weights};

fn metric(answer: &Answer, name: &str) -> f64 {
    let metrics = serde_json::to_value(&answer.metrics).expect("json");
    metrics[name]
        .as_f64()
        .unwrap_or_else(|| panic!("{name} in {metrics}"))
}

fn even() -> Value {
    by_symbol(&[0.05; 20])
}

fn is_priced(answer: &Answer, limit: &str) -> bool {
    let mut lines = answer.explanation.iter();
    lines.any(|line| line.constraint == limit && line.price_bp_per_percent.abs() > 1e-6)
}

#[test]
fn min_var_box_sector_l1_turnover() {
    let reference =
        &reference(include_str!("reference/mvo_us20.json"))["min_var_box_sector_L1turnover"];
    // The reference sums |change|; the document halves it.
    let most = reference["l1_turnover"].as_f64().expect("a number") / 2.0;
    let answer = best(json!({
        "objective": { "kind": "min_risk" },
        "constraints": {
            "max_weight": reference["max_weight"], "groups": sector_caps(0.25),
            "turnover": { "from": even(), "max": most },
        },
    }));
    close(
        "weights",
        &weights(&answer),
        &numbers(&reference["weights"]),
        1e-6,
    );
    let variance = 252.0 * reference["variance"].as_f64().expect("a number");
    assert!(metric(&answer, "volatility").powi(2) <= variance * (1.0 + 1e-12));
    close("turnover", &[metric(&answer, "turnover")], &[most], 1e-10);
}

#[test]
fn turnover_that_does_not_bind_changes_nothing() {
    let free = best(json!({ "objective": { "kind": "max_sharpe" } }));
    let idle = best(json!({
        "objective": { "kind": "max_sharpe" },
        "constraints": { "turnover": { "from": even(), "max": 1 } },
    }));
    close("idle", &weights(&idle), &weights(&free), 1e-9);
    let traded: f64 = weights(&free)
        .iter()
        .map(|weight| (weight - 0.05).abs())
        .sum();
    close(
        "turnover",
        &[metric(&idle, "turnover")],
        &[traded / 2.0],
        1e-9,
    );
    // What is held now counts as 0 where it is not named.
    let cash = us20(json!({
        "objective": { "kind": "min_risk" },
        "constraints": { "turnover": { "from": {}, "max": 0.4 } },
    }));
    assert_eq!(cash.outcome, OutcomeKind::Infeasible);
    let conflict = cash.conflict.expect("a conflict");
    assert_eq!(conflict.constraints, ["turnover"]);
    let most = *conflict.relaxation.get("turnover").expect("a repair");
    assert!((most - 0.5).abs() < 1e-6, "{most}");
}

#[test]
fn gross_exposure_of_long_and_short() {
    let ask = |limits: Value| {
        let mut limits = limits;
        limits["min_weight"] = json!(-0.3);
        best(json!({ "objective": { "kind": "max_sharpe" }, "constraints": limits }))
    };
    let free = ask(json!({}));
    let gross: f64 = weights(&free).iter().map(|weight| weight.abs()).sum();
    assert!(gross > 1.3, "{gross}");
    let limited = ask(json!({ "gross_exposure": 1.3 }));
    close("gross", &[metric(&limited, "gross_exposure")], &[1.3], 1e-9);
    assert!(metric(&limited, "sharpe") < metric(&free, "sharpe"));
}

#[test]
fn distance_from_a_benchmark() {
    let ask = |benchmark: Value| {
        best(json!({
            "objective": { "kind": "max_return" },
            "constraints": { "tracking_error": { "benchmark": benchmark, "max": 0.05 } },
        }))
    };
    let answer = ask(even());
    close("error", &[metric(&answer, "tracking_error")], &[0.05], 1e-8);
    // Whether under a key of its own or not.
    let same = ask(json!({ "weights": even() }));
    assert_eq!(weights(&same), weights(&answer));
    assert_eq!(same.receipt.inputs_hash, answer.receipt.inputs_hash);
    // One asset is a benchmark, too, and may be held here.
    let near = ask(json!({ "asset": "KO" }));
    assert!(
        near.weights
            .expect("a portfolio")
            .get("KO")
            .is_some_and(|weight| *weight > 0.7)
    );
}

#[test]
fn costs_are_less_return() {
    let ask = |costs: Value| {
        best(json!({
            "objective": { "kind": "max_utility", "risk_aversion": 2 }, "constraints": { "costs": costs },
        }))
    };
    let free = ask(json!({ "from": even(), "linear_bps": 0 }));
    let dear = ask(json!({ "from": even(), "linear_bps": 100, "horizon_years": 0.5 }));
    let changed = |answer: &Answer| -> f64 {
        weights(answer)
            .iter()
            .map(|weight| (weight - 0.05).abs())
            .sum()
    };
    // One percent, twice a year.
    let costs = 0.02 * changed(&dear);
    close("costs", &[metric(&dear, "costs")], &[costs], 1e-12);
    assert!(changed(&dear) < changed(&free));
    let net = metric(&dear, "return") - 2.0 * metric(&dear, "volatility").powi(2);
    close("utility", &[metric(&dear, "utility")], &[net], 1e-9);
    let before = metric(&free, "return") - 2.0 * metric(&free, "volatility").powi(2);
    assert!(net < before);
    // A year is what is meant when nothing is said.
    let hash = |costs: Value| ask(costs).receipt.inputs_hash;
    assert_eq!(
        hash(json!({ "from": even(), "linear_bps": 10 })),
        hash(json!({ "from": even(), "linear_bps": 10, "horizon_years": 1 }))
    );
}

#[test]
fn the_limits_on_scenarios() {
    let ask = |objective: Value, limits: Value| {
        best(json!({
            "objective": objective, "window": { "from": "2022-01-03" }, "constraints": limits,
        }))
    };
    let cvar = json!({ "kind": "min_risk", "measure": "cvar" });
    let turned = ask(
        cvar.clone(),
        json!({ "turnover": { "from": even(), "max": 0.2 } }),
    );
    close("turnover", &[metric(&turned, "turnover")], &[0.2], 1e-9);
    assert!(is_priced(&turned, "turnover"), "{:?}", turned.explanation);
    let near = ask(
        cvar.clone(),
        json!({ "tracking_error": { "benchmark": even(), "max": 0.04 } }),
    );
    close("error", &[metric(&near, "tracking_error")], &[0.04], 1e-7);
    let short = ask(cvar, json!({ "min_weight": -0.1, "gross_exposure": 1.2 }));
    close("gross", &[metric(&short, "gross_exposure")], &[1.2], 1e-9);
    let ratio = json!({ "kind": "max_sharpe", "measure": "cvar" });
    let costs = json!({ "costs": { "from": even(), "linear_bps": 20 } });
    let dear = ask(ratio, costs);
    let net = metric(&dear, "return") / 252.0 / metric(&dear, "cvar_95");
    close("ratio", &[metric(&dear, "ratio")], &[net], 1e-9);
}

#[test]
fn limits_that_a_formula_only_checks() {
    for (limit, body) in [
        ("turnover", json!({ "from": { "AMD": 1 }, "max": 0.1 })),
        ("gross_exposure", json!(0.9)),
        (
            "tracking_error",
            json!({ "benchmark": { "AMD": 1 }, "max": 0.1 }),
        ),
        ("max_risk", json!(0.05)),
    ] {
        for kind in ["equal_weight", "inverse_volatility", "hrp", "nco"] {
            let answer = us20(json!({
                "objective": { "kind": kind }, "constraints": { limit: body },
            }));
            assert_eq!(answer.outcome, OutcomeKind::Infeasible, "{kind} {limit}");
            let conflict = answer.conflict.expect("a conflict");
            assert!(
                conflict.constraints.contains(&limit.to_owned()),
                "{kind}: {conflict:?}"
            );
        }
    }
}

#[test]
fn what_tracks_keeps_the_limits() {
    let answer = best(json!({
        "objective": { "kind": "tracking", "benchmark": { "AAPL": 0.5, "MSFT": 0.5 } },
        "constraints": { "turnover": { "from": even(), "max": 0.3 } },
    }));
    let traded: f64 = weights(&answer)
        .iter()
        .map(|weight| (weight - 0.05).abs())
        .sum();
    close("turnover", &[traded / 2.0], &[0.3], 1e-9);
}

#[test]
fn limits_walk_forward() {
    let answer = best(json!({
        "objective": { "kind": "max_sharpe" }, "window": { "from": "2021-01-04" },
        "constraints": {
            "turnover": { "from": even(), "max": 0.2 }, "costs": { "from": even(), "linear_bps": 5 },
        },
        "walk_forward": { "train": 200, "test": 100 },
    }));
    for window in answer.walk_forward.expect("a walk").windows {
        let held = window.weights.expect("weights");
        let traded: f64 = held.0.iter().map(|(_, weight)| (weight - 0.05).abs()).sum();
        assert!(traded / 2.0 <= 0.2 + 1e-9);
    }
}

/// The range of a price ends where a tracking error begins to bind, and not behind it.
#[test]
fn a_range_ends_where_a_tracking_error_begins_to_bind() {
    for kind in ["min_risk", "max_sharpe"] {
        let solved = |cap: f64, most: f64| {
            best(json!({
                "objective": { "kind": kind },
                "constraints": {
                    "max_weight": cap,
                    "tracking_error": { "benchmark": even(), "max": most },
                },
            }))
        };
        let cap = 0.15;
        let most = 1.001 * metric(&solved(cap, 1.0), "tracking_error");
        let answer = solved(cap, most);
        let mut lines = answer.explanation.iter();
        let line = lines
            .find(|line| line.constraint == "max_weight")
            .expect("the cap binds");
        let end = line.valid_to.expect("an end");
        assert!(end > cap, "{kind}: {end}");
        assert!(
            metric(&solved(end - 1e-6, most), "tracking_error") < most - 1e-9,
            "{kind}: {end}"
        );
        assert!(
            is_priced(&solved(end + 1e-5, most), "tracking_error"),
            "{kind}: {end}"
        );
    }
}
