//! Answers: what stands in them and what does not.

use std::ops::ControlFlow;

use problem::{Answer, Document, OutcomeKind, PerAsset, prepare, prepare_with, solve};
use serde_json::{Value, json};

fn answer(document: &Value) -> Answer {
    let document = Document::parse(&document.to_string()).expect("a good document");
    solve(&document, &|_| Err("no files".to_owned()), &|| 0.0).expect("good data")
}

fn moments() -> Value {
    json!({ "moments": {
        "assets": ["Z", "A"], "mean": [0.06, 0.10], "covariance": [[0.04, 0.0], [0.0, 0.16]],
    } })
}

fn prices() -> Value {
    json!({ "prices": {
        "dates": ["2020-01-02", "2020-01-03", "2020-01-06", "2020-01-07", "2020-01-08"],
        "assets": { "B": [10, 11, 10, 12, 11], "A": [5, 5.1, 5.3, 5.2, 5.5] },
    } })
}

#[test]
fn weights_stand_in_the_order_of_the_data() {
    let answer = answer(&json!({ "data": moments(), "objective": { "kind": "min_risk" } }));
    let text = serde_json::to_string(&answer).expect("json");
    assert!(text.contains(r#""weights":{"Z":0."#), "{text}");
    let value = serde_json::to_value(&answer).expect("json");
    let keys: Vec<&String> = value.as_object().expect("an object").keys().collect();
    assert_eq!(
        keys,
        [
            "explanation",
            "metrics",
            "outcome",
            "receipt",
            "risk",
            "weights"
        ]
    );
    assert_eq!(value["outcome"], "optimal");
    assert!((value["weights"]["Z"].as_f64().expect("a weight") - 0.8).abs() < 1e-12);
    let metrics = value["metrics"].as_object().expect("an object");
    let keys: Vec<&String> = metrics.keys().collect();
    assert_eq!(keys, ["return", "sharpe", "volatility"]);
    assert!((metrics["return"].as_f64().expect("a number") - 0.068).abs() < 1e-12);
    let receipt = value["receipt"].as_object().expect("an object");
    let keys: Vec<&String> = receipt.keys().collect();
    assert_eq!(
        keys,
        [
            "data_version",
            "duration_ms",
            "finx",
            "gap",
            "inputs_hash",
            "iterations",
            "kkt_residual",
            "seed",
            "solver",
        ]
    );
    assert_eq!(receipt["solver"], "active_set");
    assert_eq!(receipt["seed"], 1);
}

#[test]
fn the_order_of_inline_assets_is_that_of_the_text() {
    let document = r#"{ "data": { "returns": { "dates": ["2020-01-02", "2020-01-03", "2020-01-06"],
        "assets": { "Z": [0.1, 0, 0], "B": [0, 0, 0.1], "M": [0, 0.1, 0] } } },
        "objective": { "kind": "equal_weight" } }"#;
    let document = Document::parse(document).expect("a good document");
    let answer = solve(&document, &|_| Err(String::new()), &|| 0.0).expect("good data");
    let weights = answer.weights.expect("weights");
    let names: Vec<&str> = weights.0.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Z", "B", "M"]);
}

#[test]
fn the_stopwatch_is_the_callers() {
    let document = json!({ "data": moments(), "objective": { "kind": "equal_weight" } });
    let document = Document::parse(&document.to_string()).expect("a good document");
    let calls = std::cell::Cell::new(0.0);
    let stopwatch = || {
        calls.set(calls.get() + 1.5);
        calls.get()
    };
    let answer = solve(&document, &|_| Err(String::new()), &stopwatch).expect("good data");
    assert_eq!(answer.receipt.duration_ms, 1.5);
    assert_eq!(answer.receipt.solver.as_deref(), Some("closed_form"));
}

#[test]
fn limits_that_contradict_each_other_are_an_answer() {
    let answer = answer(&json!({
        "data": moments(),
        "objective": { "kind": "min_risk" },
        "constraints": { "max_weight": { "A": 0.3 }, "target_return": 0.12 },
        "frontier": { "points": 5 },
    }));
    assert_eq!(answer.outcome, OutcomeKind::Infeasible);
    assert!(answer.weights.is_none() && answer.metrics.is_none() && answer.frontier.is_none());
    let conflict = answer.conflict.expect("a conflict");
    assert!(
        conflict.constraints.contains(&"target_return".to_owned()),
        "{conflict:?}"
    );
    assert!(!conflict.relaxation.0.is_empty());
    assert!(answer.receipt.kkt_residual.is_none() && answer.receipt.gap.is_none());
    let value = serde_json::to_value(&conflict).expect("json");
    assert!(value["relaxation"].is_object() && value["alternatives"].is_array());
}

#[test]
fn a_relaxation_makes_the_model_feasible() {
    let with = |constraints: Value| {
        answer(&json!({
            "data": moments(), "objective": { "kind": "min_risk" }, "constraints": constraints,
        }))
    };
    let refused = with(json!({ "target_return": 0.2 }));
    let relaxation = refused.conflict.expect("a conflict").relaxation;
    let target = *relaxation
        .get("target_return")
        .expect("the only limit there is");
    assert_eq!(
        with(json!({ "target_return": target })).outcome,
        OutcomeKind::Optimal
    );
}

#[test]
fn binding_limits_have_a_price() {
    let answer = answer(&json!({
        "data": moments(),
        "objective": { "kind": "min_risk" },
        "constraints": { "groups": [{ "name": "Safe", "assets": ["Z"], "max": 0.5 }] },
    }));
    let names: Vec<&str> = answer
        .explanation
        .iter()
        .map(|price| price.constraint.as_str())
        .collect();
    assert_eq!(names, ["budget", "Safe max"]);
    let price = &answer.explanation[1];
    assert!(
        price.binding && price.value == 0.5 && price.price_bp_per_percent < 0.0,
        "{price:?}"
    );
}

#[test]
fn the_same_inputs_have_the_same_hash() {
    let hash = |document: Value| answer(&document).receipt.inputs_hash;
    let short = hash(json!({ "data": moments(), "objective": { "kind": "min_risk" } }));
    let long = hash(json!({
        "solver": { "kind": "auto", "seed": 1 },
        "constraints": { "max_weight": { "default": 1 }, "budget": 1.0, "min_weight": {} },
        "estimate": { "covariance": { "kind": "sample" } },
        "objective": { "measure": "variance", "kind": "min_risk" },
        "data": moments(),
    }));
    assert_eq!(short, long);
    assert_eq!(short.len(), 64);
    let other = hash(json!({
        "data": moments(), "objective": { "kind": "min_risk" }, "solver": { "seed": 2 },
    }));
    assert_ne!(short, other);
    let mut shifted = moments();
    shifted["moments"]["mean"][0] = json!(0.060_000_001);
    let shifted = answer(&json!({ "data": shifted, "objective": { "kind": "min_risk" } }));
    assert_ne!(short, shifted.receipt.inputs_hash);
}

#[test]
fn what_is_left_out_is_what_it_means() {
    let hash = |more: Value| {
        let mut document = json!({ "data": prices() });
        let all = document.as_object_mut().expect("an object");
        all.extend(more.as_object().cloned().expect("an object"));
        answer(&document).receipt.inputs_hash
    };
    for (short, long) in [
        (
            json!({ "objective": { "kind": "min_risk", "measure": "cvar" } }),
            json!({ "objective": { "kind": "min_risk", "measure": "cvar", "confidence": 0.95 } }),
        ),
        (
            json!({ "objective": { "kind": "dr_cvar", "radius": 0.001 } }),
            json!({ "objective": { "kind": "dr_cvar", "radius": 0.001, "risk_aversion": 1, "confidence": 0.95 } }),
        ),
        (
            json!({ "objective": { "kind": "min_risk" }, "frontier": { "points": 3 } }),
            json!({ "objective": { "kind": "min_risk" }, "frontier": { "points": 3, "risk": "variance" } }),
        ),
        (
            json!({ "objective": { "kind": "min_risk" }, "estimate": {
                "mean": { "kind": "black_litterman" }, "covariance": { "kind": "gerber" },
            }, "views": [{ "long": "A", "annual": 0.1 }] }),
            json!({ "objective": { "kind": "min_risk" }, "estimate": {
                "mean": { "kind": "black_litterman", "risk_aversion": 2.5 },
                "covariance": { "kind": "gerber", "threshold": 0.5 },
            }, "views": [{ "long": "A", "annual": 0.1, "confidence": 0.5 }], "tau": 0.05 }),
        ),
    ] {
        assert_eq!(hash(short), hash(long.clone()), "{long}");
    }
}

#[test]
fn the_standard_estimate_may_be_named_beside_moments() {
    let plain = json!({ "data": moments(), "objective": { "kind": "max_sharpe" } });
    let mut named = plain.clone();
    named["estimate"] = json!({ "mean": { "kind": "sample" }, "covariance": { "kind": "sample" } });
    assert_eq!(answer(&named).weights, answer(&plain).weights);
}

#[test]
fn prices_their_returns_and_their_file_are_one() {
    let document = |data: Value| json!({ "data": data, "objective": { "kind": "min_risk" } });
    let inline = answer(&document(prices()));
    let text = "date,A,B\n2020-01-02,5,10\n2020-01-03,5.1,11\n2020-01-06,5.3,10\n2020-01-07,5.2,12\n2020-01-08,5.5,11\n";
    let file =
        Document::parse(&document(json!({ "prices_csv": "p.csv" })).to_string()).expect("good");
    let load = |path: &str| {
        if path == "p.csv" {
            Ok(text.to_owned())
        } else {
            Err(path.to_owned())
        }
    };
    let from_file = solve(&file, &load, &|| 0.0).expect("good data");
    assert_eq!(inline, from_file);
    let stored =
        Document::parse(&document(json!({ "universe": ["A", "B"] })).to_string()).expect("good");
    let raw = market::read_prices(text).expect("a good file");
    let from_store = prepare_with(&stored, raw)
        .and_then(|model| model.run(&|| 0.0))
        .expect("good");
    assert_eq!(inline, from_store);
    let model = prepare(&file, &load).expect("good data");
    assert_eq!(model.assets().len(), 2);
    assert_eq!(model.problem().expect("good numbers").assets(), 2);
}

#[test]
fn repairs_are_told() {
    let answer = answer(&json!({
        "data": { "prices": {
            "dates": ["2020-01-08", "2020-01-07", "2020-01-06", "2020-01-03"],
            "assets": { "A": [4, null, 3, 2], "B": [1, 2, 3, null] },
        } },
        "missing": "forward_fill",
        "objective": { "kind": "equal_weight" },
    }));
    assert_eq!(
        serde_json::to_value(&answer.diagnostics).expect("json"),
        json!([
            { "kind": "turned_round" },
            { "kind": "start_dropped", "count": 1, "begins": "2020-01-06" },
            { "kind": "filled", "count": 1, "first": "2020-01-07" },
            { "kind": "few_observations", "assets": 2, "observations": 2 },
        ])
    );
}

#[test]
fn every_policy_for_gaps() {
    let with = |missing: &str| {
        let answer = answer(&json!({
            "data": { "returns": {
                "dates": ["2020-01-03", "2020-01-06", "2020-01-07", "2020-01-08"],
                "assets": { "A": [0.1, null, 0.2, 0.0], "B": [0.1, 0.0, 0.1, 0.2] },
            } },
            "missing": missing,
            "objective": { "kind": "equal_weight" },
        }));
        (answer.weights.expect("weights").0.len(), answer.diagnostics)
    };
    let (assets, told) = with("drop_rows");
    assert_eq!((assets, told.len()), (2, 1));
    let (assets, told) = with("drop_assets");
    assert_eq!((assets, told.len()), (1, 1));
    assert_eq!(
        serde_json::to_value(&told).expect("json"),
        json!([{ "kind": "assets_dropped", "assets": ["A"] }])
    );
}

#[test]
fn the_first_return_lies_inside_the_window() {
    let with = |window: Value| {
        answer(&json!({
            "data": prices(), "window": window, "objective": { "kind": "equal_weight" },
            "walk_forward": { "train": 2, "test": 1, "rebalance": "daily" },
        }))
    };
    // The window cuts prices: the price of its first day is what the first return is measured from.
    let walked = with(json!({ "from": "2020-01-03", "to": "2020-01-08" })).walk_forward;
    let windows = walked.expect("a walk").windows;
    assert_eq!(windows.len(), 1);
    assert_eq!(windows[0].train_from.0.to_string(), "2020-01-06");
    assert_eq!(windows[0].test_to.0.to_string(), "2020-01-08");
}

#[test]
fn a_walk_tells_which_windows_had_no_portfolio() {
    let answer = answer(&json!({
        "data": prices(),
        "objective": { "kind": "min_risk" },
        "constraints": { "target_return": 50.0 },
        "walk_forward": { "train": 2, "test": 1 },
    }));
    let walked = answer.walk_forward.expect("a walk");
    assert_eq!(walked.windows.len(), 2);
    for window in &walked.windows {
        assert_eq!(window.outcome, OutcomeKind::Infeasible);
        assert_eq!(window.conflict, Some(vec!["target_return".to_owned()]));
        assert!(window.weights.is_none());
    }
    assert!(walked.statistics.is_none() && walked.returns.is_empty());
}

#[test]
fn a_covariance_is_clipped_when_asked() {
    let answer = answer(&json!({
        "data": { "moments": {
            "assets": ["A", "B", "C"], "mean": [0, 0, 0],
            "covariance": [[1, 0.9, 0.1], [0.9, 1, 0.9], [0.1, 0.9, 1]],
        } },
        "estimate": { "mean": { "kind": "given" }, "covariance": { "repair": "clip" } },
        "objective": { "kind": "min_risk" },
    }));
    assert_eq!(answer.outcome, OutcomeKind::Optimal);
    let told = serde_json::to_value(&answer.diagnostics).expect("json");
    assert_eq!(told[0]["kind"], "covariance_clipped");
    assert!(told[0]["smallest_eigenvalue"].as_f64().expect("a number") < -0.1);
}

#[test]
fn the_other_objectives_and_estimates() {
    for objective in [
        json!({ "kind": "max_return" }),
        json!({ "kind": "max_sharpe", "risk_free": 0.01 }),
        json!({ "kind": "max_utility", "risk_aversion": 3 }),
    ] {
        let answer = answer(&json!({
            "data": prices(), "objective": objective,
            "estimate": { "covariance": { "kind": "ledoit_wolf" } },
            "solver": { "kind": "clarabel", "time_limit_s": 5 },
            "constraints": { "linear": [{ "name": "tilt", "coefficients": { "A": 1, "B": -1 }, "max": 0.5 }] },
        }));
        assert_eq!(answer.outcome, OutcomeKind::Optimal, "{objective}");
        let sum: f64 = answer
            .weights
            .expect("weights")
            .0
            .iter()
            .map(|(_, weight)| weight)
            .sum();
        assert!((sum - 1.0).abs() < 1e-9);
    }
}

/// Runs with a listener that breaks at its `last` call, on a clock that moves a second per look.
fn stopped_at(document: &Value, last: usize) -> Value {
    let document = Document::parse(&document.to_string()).expect("a good document");
    let model = prepare(&document, &|path| Err(format!("no {path}"))).expect("good data");
    let seconds = std::cell::Cell::new(0.0);
    let stopwatch = || {
        seconds.set(seconds.get() + 1.0);
        seconds.get() * 1e3
    };
    let mut calls = 0;
    let mut listen = |_| {
        calls += 1;
        if calls < last {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    };
    let answer = model
        .run_attended(&stopwatch, &mut listen)
        .expect("a good model");
    serde_json::to_value(answer).expect("JSON")
}

#[test]
fn a_run_ends_when_its_listener_says_so() {
    let document = json!({ "data": prices(), "objective": { "kind": "min_risk" },
                           "frontier": { "points": 5 } });
    let at_once = stopped_at(&document, 1);
    assert_eq!(at_once["outcome"], "cancelled");
    assert_eq!(at_once.get("weights"), None);
    let missing = &at_once["diagnostics"].as_array().expect("some")[0];
    assert_eq!(
        *missing,
        json!({ "kind": "stopped", "by": "caller", "missing": ["weights"] })
    );

    // The last of many stops: what was found before it stays.
    let ends = (1..200).map(|last| stopped_at(&document, last));
    let late: Vec<Value> = ends
        .filter(|answer| answer["outcome"] == "cancelled")
        .collect();
    assert!(late.last().expect("some")["weights"]["A"].is_number());
    assert_eq!(stopped_at(&document, 10_000)["outcome"], "optimal");
}

#[test]
fn a_time_limit_leaves_out_what_is_not_done() {
    let document = |limit: f64| {
        json!({ "data": prices(), "objective": { "kind": "min_risk" },
                "frontier": { "points": 50 }, "solver": { "time_limit_s": limit } })
    };
    let never = 1_000_000;
    let none = stopped_at(&document(0.5), never);
    assert_eq!(none["outcome"], "cancelled");
    assert_eq!(none["diagnostics"][0]["by"], "time_limit");

    let all = stopped_at(&document(1e6), never);
    assert_eq!(
        (&all["outcome"], all.get("diagnostics")),
        (&json!("optimal"), None)
    );
    let some = (1..500).map(|limit| stopped_at(&document(f64::from(limit)), never));
    let some = some
        .into_iter()
        .find(|answer| answer["outcome"] == "optimal")
        .expect("weights, but no time for the frontier");
    assert_eq!(some["weights"], all["weights"]);
    let missing = some["diagnostics"][0]["missing"].as_array().expect("named");
    assert!(missing.contains(&json!("frontier")));
    assert_eq!(some.get("frontier"), None);
}

#[test]
fn without_a_cap_returns_have_no_maximum() {
    // There is no way to write an infinite bound, so that every document has an optimum; a large
    // one is kept as it is.
    let answer = answer(&json!({
        "data": moments(), "objective": { "kind": "max_return" },
        "constraints": { "min_weight": -1e6, "max_weight": 1e6 },
    }));
    assert_eq!(answer.outcome, OutcomeKind::Optimal);
}

#[test]
fn a_document_survives_its_text() {
    let text = json!({
        "data": prices(),
        "window": { "from": "2020-01-01", "to": "2020-12-31" },
        "objective": { "kind": "min_risk" },
        "constraints": { "max_weight": { "default": 0.9, "A": 0.5 }, "groups": [{ "name": "G", "assets": ["A"], "min": 0.1 }] },
        "frontier": { "points": 5, "risk": "variance" },
        "walk_forward": { "train": 2, "test": 1 },
        "missing": "drop_rows",
    });
    let document = Document::parse(&text.to_string()).expect("a good document");
    let again = serde_json::to_string(&document).expect("json");
    assert_eq!(Document::parse(&again).expect("its own text"), document);
    let caps = &document.constraints.max_weight;
    assert_eq!(
        caps,
        &PerAsset {
            default: Some(0.9),
            by_asset: vec![("A".to_owned(), 0.5)]
        }
    );
}
