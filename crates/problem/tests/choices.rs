//! Few positions, whole shares, selections and bands: whole documents on the bundled prices.

#[path = "support/us20.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod support;

use std::cell::Cell;

use problem::{Answer, OutcomeKind, RouteReason, SolverKind};
use serde_json::{Value, json};
use support::{best, model, reference, us20, weights};

const WINDOW: &str = "2018-01-02";

fn held(answer: &Answer) -> usize {
    let is_held = |weight: &&f64| **weight != 0.0;
    weights(answer).iter().filter(is_held).count()
}

#[test]
fn few_positions_none_of_them_small() {
    let answer = best(json!({
        "window": { "from": WINDOW },
        "objective": { "kind": "min_risk" },
        "constraints": { "cardinality": { "max": 4, "min_position": 0.1,
            "groups": [{ "name": "Staples", "assets": ["KO", "PEP", "PG", "WMT"], "max": 1 }] } }
    }));
    assert_eq!(held(&answer), 4);
    let weights = weights(&answer);
    assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    assert!(
        weights
            .iter()
            .all(|&weight| weight == 0.0 || weight >= 0.1 - 1e-12)
    );
    let of = |name: &str| {
        *answer
            .weights
            .as_ref()
            .and_then(|all| all.get(name))
            .expect(name)
    };
    let staples = ["KO", "PEP", "PG", "WMT"].map(of);
    assert_eq!(staples.iter().filter(|&&weight| weight > 0.0).count(), 1);
    assert!(answer.receipt.gap.expect("a gap") <= 1e-6);
    assert_eq!(answer.receipt.solver.as_deref(), Some("branch_and_bound"));
    assert!(answer.receipt.nodes.expect("nodes") >= 1);
    // The parts of the risk add up, though there are no prices.
    let parts = answer.risk.expect("parts of the risk");
    let whole: f64 = parts.0.iter().map(|(_, part)| part.share).sum();
    assert!((whole - 1.0).abs() < 1e-9);
    assert!(answer.explanation.is_empty() && answer.unpriced.is_some());
}

#[test]
fn positions_of_every_goal() {
    for objective in [
        json!({ "kind": "max_sharpe", "risk_free": 0.01 }),
        json!({ "kind": "max_return" }),
        json!({ "kind": "min_risk", "measure": "cvar" }),
        json!({ "kind": "tracking", "benchmark": { "KO": 0.25, "AAPL": 0.25, "XOM": 0.25, "JPM": 0.25 } }),
        json!({ "kind": "robust", "radius": 0.5, "risk_aversion": 2 }),
        json!({ "kind": "weighted", "terms": [
            { "weight": 1, "objective": { "kind": "min_risk" } },
            { "weight": 0.5, "objective": { "kind": "max_return" } }] }),
    ] {
        let answer = best(json!({
            "window": { "from": "2021-01-04" },
            "objective": objective,
            "constraints": { "max_weight": 0.6, "cardinality": { "exactly": 3, "min_position": 0.1 } }
        }));
        assert_eq!(held(&answer), 3, "{objective}");
    }
}

/// Where every asset may be held, the choice changes nothing, and the numbers have the same names.
#[test]
fn the_numbers_of_the_goal_keep_their_names() {
    for objective in [
        json!({ "kind": "max_utility", "risk_aversion": 2 }),
        json!({ "kind": "min_risk", "measure": "cvar" }),
        json!({ "kind": "max_sharpe", "measure": "mad" }),
    ] {
        let document = |constraints: Value| {
            json!({ "window": { "from": "2021-01-04" }, "objective": objective,
                    "constraints": constraints })
        };
        let free = best(document(json!({}))).metrics.expect("metrics").measures;
        let chosen = best(document(json!({ "cardinality": { "max": 20 } })));
        let chosen = chosen.metrics.expect("metrics").measures;
        assert!(!free.0.is_empty());
        for (name, value) in &free.0 {
            let same = chosen.get(name).copied().unwrap_or(f64::NAN);
            assert!(
                (same - value).abs() < 1e-7 * (1.0 + value.abs()),
                "{name}: {same}, {value}"
            );
        }
        assert_eq!(chosen.0.len(), free.0.len());
    }
}

#[test]
fn limits_of_positions_that_contradict_others() {
    let document = json!({
        "window": { "from": WINDOW },
        "objective": { "kind": "min_risk" },
        "constraints": { "max_weight": 0.2, "cardinality": { "max": 4 } }
    });
    let answer = us20(document.clone());
    assert_eq!(answer.outcome, OutcomeKind::Infeasible);
    let conflict = answer.conflict.expect("a conflict");
    assert_eq!(conflict.constraints, ["max_weight", "cardinality max"]);
    let text = json!({ "data": { "prices_csv": "us20_adjclose_1990_2022.csv.gz" } });
    let mut text = text.as_object().expect("an object").clone();
    text.extend(document.as_object().expect("an object").clone());
    let document = problem::Document::parse(&Value::from(text).to_string()).expect("good");
    let relaxed = problem::apply_relaxation(&document, &conflict);
    let mut relaxed = serde_json::to_value(&relaxed).expect("written");
    relaxed.as_object_mut().expect("an object").remove("data");
    best(relaxed);
    // Ways out are named with the numbers that work by themselves.
    assert!(
        conflict
            .alternatives
            .iter()
            .chain([&conflict.relaxation])
            .any(|way| { way.get("cardinality max") == Some(&5.0) }),
        "{conflict:?}"
    );
}

#[test]
fn money_is_spent_or_left() {
    let answer = best(json!({
        "window": { "from": WINDOW },
        "objective": { "kind": "max_utility", "risk_aversion": 3 },
        "constraints": { "max_weight": 0.25, "shares": { "amount": 20000, "fee": 5, "min_trade": 500, "lot": 2 } }
    }));
    let bought = answer.purchase.as_ref().expect("a purchase");
    let orders = bought
        .shares
        .0
        .iter()
        .filter(|(_, count)| *count != 0)
        .count();
    assert!(
        bought
            .shares
            .0
            .iter()
            .all(|(_, count)| count % 2 == 0 && *count >= 0)
    );
    assert!((bought.fees - 5.0 * orders as f64).abs() < 1e-9);
    assert!((bought.spent + bought.fees + bought.cash - 20000.0).abs() < 1e-6);
    assert!(bought.cash >= 0.0);
    let weights = weights(&answer);
    assert!((weights.iter().sum::<f64>() * 20000.0 - bought.spent).abs() < 1e-6);
    assert!(
        weights
            .iter()
            .all(|&weight| weight == 0.0 || weight >= 0.025 - 1e-9)
    );
    assert!(weights.iter().all(|&weight| weight <= 0.25 + 1e-9));
}

#[test]
fn a_selection_answers_or_hands_over() {
    for kind in ["qaoa", "annealing", "bifurcation"] {
        let document = |groups: Value| {
            json!({
                "data": Value::Null,
                "window": { "from": WINDOW },
                "objective": { "kind": "max_utility", "risk_aversion": 1 },
                "constraints": { "groups": groups,
                    "min_weight": { "default": 0, "BAC": 0, "BBY": 0 },
                    "max_weight": { "default": 1, "GE": 0, "RRC": 0, "XOM": 0, "CVX": 0, "BAC": 0,
                                    "BBY": 0, "PFE": 0, "PEP": 0, "PG": 0 },
                    "cardinality": { "exactly": 3, "min_position": 0.1 } },
                "solver": { "kind": kind, "seed": 5 }
            })
        };
        let without_data = |document: Value| {
            let mut document = document;
            document.as_object_mut().expect("an object").remove("data");
            us20(document)
        };
        let answer = without_data(document(json!([])));
        let route = answer.receipt.route.clone().expect("a route");
        assert_eq!(route.why, RouteReason::SelectionKeepsLimits, "{kind}");
        assert_eq!((route.asked, held(&answer)), (route.answered, 3));
        assert_eq!(answer.receipt.solver.as_deref(), Some(kind));
        assert!(answer.receipt.gap.expect("a gap") >= 0.0);

        // A calm company that no selection by return and risk would take has to be held.
        let forced = json!([{ "name": "Calm", "assets": ["WMT"], "min": 0.2 }]);
        let answer = without_data(document(forced));
        let route = answer.receipt.route.clone().expect("a route");
        assert_eq!(route.why, RouteReason::SelectionBreaksLimits, "{kind}");
        assert_eq!(route.answered, SolverKind::BranchAndBound);
        assert_eq!(answer.outcome, OutcomeKind::Optimal);
        let calm = answer.weights.as_ref().and_then(|all| all.get("WMT"));
        assert!(calm.is_some_and(|&weight| weight >= 0.2 - 1e-9));
    }
}

/// The exact optima by enumeration, handed over with the problem.
#[test]
fn a_comparison_says_what_is_luck() {
    let reference = reference(include_str!("../../qubo/tests/reference/qubo_us20.json"));
    let instance = &reference["instances"][1];
    let (n, q) = (8, instance["q"].as_f64().expect("a number"));
    let head = |values: &Value| -> Vec<Value> { values.as_array().expect("numbers")[..n].to_vec() };
    let symbols = head(&reference["symbols"]);
    let covariance: Vec<Vec<Value>> = head(&reference["cov_annual_20"]).iter().map(head).collect();
    let text = json!({
        "data": { "moments": { "assets": symbols, "mean": head(&reference["mu_annual_20"]),
                               "covariance": covariance } },
        "objective": { "kind": "max_utility", "risk_aversion": q / (1.0 - q) },
        "constraints": { "cardinality": { "exactly": 4, "min_position": 0.25, "max_position": 0.25 } },
        "comparison": { "seeds": 20 }
    });
    let document = problem::Document::parse(&text.to_string()).expect("good");
    let answer = problem::solve(&document, &|_| Err(String::new()), &|| 0.0).expect("good");
    let compared = answer.comparison.expect("a comparison");

    let value = instance["best"].as_f64().expect("a number");
    let certified = compared.certified.objective.expect("an objective");
    assert!((certified * (1.0 - q) + value).abs() < 1e-12);
    assert_eq!(compared.selections.count, Some(70));
    assert_eq!(compared.selections.uniform_probability, Some(1.0 / 70.0));
    let best: Vec<&str> = instance["best_assets"]
        .as_array()
        .expect("assets")
        .iter()
        .map(|asset| {
            symbols[asset.as_u64().expect("an index") as usize]
                .as_str()
                .expect("a name")
        })
        .collect();
    assert_eq!(compared.selections.best, best);

    let names: Vec<&str> = compared
        .routes
        .iter()
        .map(|row| row.route.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "branch_and_bound",
            "annealing",
            "bifurcation_ballistic",
            "bifurcation_discrete",
            "qaoa",
            "qaoa",
            "qaoa",
            "random"
        ]
    );
    for row in &compared.routes {
        match &row.circuit {
            Some(circuit) => {
                assert!(circuit.times_uniform >= 5.0, "{row:?}");
                assert_eq!((circuit.shots, circuit.layers, circuit.qubits), (64, 3, 8));
            }
            None if row.route == "random" => assert!(row.success_rate < 1.0, "{row:?}"),
            None => assert_eq!(row.success_rate, 1.0, "{row:?}"),
        }
    }
}

#[test]
fn bands_are_drawn_again_alike() {
    let document = |seed: u64, method: &str| {
        json!({
            "window": { "from": WINDOW },
            "objective": { "kind": "min_risk" },
            "frontier": { "points": 4 },
            "walk_forward": { "train": 252, "test": 63 },
            "confidence": { "resamples": 100, "level": 0.8, "seed": seed, "method": method }
        })
    };
    for method in ["bootstrap", "michaud"] {
        let first = best(document(7, method));
        let bands = first.confidence.as_ref().expect("bands");
        assert!(bands.0.iter().all(|(_, band)| band.low <= band.high));
        assert!(
            bands
                .0
                .iter()
                .all(|(_, band)| (0.0..=1.0).contains(&band.held))
        );
        // What is held in nearly every drawing has a band above zero.
        let (_, sure) = bands
            .0
            .iter()
            .find(|(_, band)| band.held > 0.97)
            .expect("a sure one");
        assert!(sure.low > 0.0 && sure.mean > sure.low && sure.mean < sure.high);
        let drawn = first.resampled.expect("how they were drawn");
        assert_eq!(
            (drawn.answered, drawn.unanswered, drawn.level),
            (100, 0, 0.8)
        );
        assert_eq!(first.frontier_confidence.as_ref().map(Vec::len), Some(4));
        let again = best(document(7, method));
        assert_eq!(again.confidence, first.confidence);
        assert_ne!(best(document(8, method)).confidence, first.confidence);
        let tests = &first
            .walk_forward
            .as_ref()
            .expect("a walk")
            .against_equal_weight;
        assert_eq!(tests.len(), 2);
        assert!(
            tests
                .iter()
                .all(|test| test.p_value > 0.0 && test.p_value <= 1.0)
        );
    }
}

#[test]
fn bands_of_other_goals() {
    for objective in [
        json!({ "kind": "min_risk", "measure": "mad" }),
        json!({ "kind": "hrp" }),
        json!({ "kind": "risk_parity" }),
    ] {
        let answer = best(json!({
            "window": { "from": "2022-01-03" },
            "objective": objective,
            "confidence": { "resamples": 10, "seed": 1 }
        }));
        let bands = answer.confidence.expect("bands");
        let mean: f64 = bands.0.iter().map(|(_, band)| band.mean).sum();
        assert!((mean - 1.0).abs() < 1e-6, "{objective}: {mean}");
    }
}

/// A stopwatch that goes on by itself with every look ends the search after so many looks.
#[test]
fn whenever_time_is_over_there_is_an_answer_with_its_gap() {
    let prepared = model(json!({
        "window": { "from": WINDOW },
        "objective": { "kind": "max_sharpe" },
        "constraints": { "cardinality": { "exactly": 10, "min_position": 0.08 } },
        "solver": { "time_limit_s": 1 }
    }));
    let mut with_weights = 0;
    for looks in [2_u32, 5, 20, 100, 1000, 100_000] {
        let now = Cell::new(0.0);
        let stopwatch = || {
            now.set(now.get() + 1000.0 / f64::from(looks));
            now.get()
        };
        let answer = prepared.run(&stopwatch).expect("good");
        if answer.weights.is_none() {
            assert_eq!(answer.outcome, OutcomeKind::Cancelled);
            continue;
        }
        with_weights += 1;
        assert_eq!(held(&answer), 10);
        let gap = answer.receipt.gap.expect("a gap");
        let is_proven = answer.outcome == OutcomeKind::Optimal;
        assert_eq!(is_proven, gap <= 1e-4, "{gap}");
    }
    assert!(with_weights >= 1);
}
