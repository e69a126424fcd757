//! Several goals at once, through whole documents.

#[path = "support/us20.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod support;

use problem::{Answer, OutcomeKind, ParetoPoint};
use serde_json::{Value, json};
use support::{best, close, us20, weights};

fn sum(terms: &[(f64, Value)], more: Value) -> Answer {
    let terms = terms
        .iter()
        .map(|(weight, objective)| json!({ "weight": weight, "objective": objective }));
    let mut document =
        json!({ "objective": { "kind": "weighted", "terms": terms.collect::<Vec<_>>() } });
    let all = document.as_object_mut().expect("an object");
    for (key, value) in more.as_object().expect("an object") {
        if key == "points" {
            all["objective"]["points"] = value.clone();
        } else {
            all.insert(key.clone(), value.clone());
        }
    }
    best(document)
}

fn terms(answer: &Answer) -> &[f64] {
    let metrics = answer.metrics.as_ref().expect("a portfolio");
    metrics.terms.as_deref().expect("values of goals")
}

fn front(answer: &Answer) -> &[ParetoPoint] {
    answer.pareto.as_deref().expect("a front")
}

#[test]
fn one_goal_is_that_goal() {
    let window = json!({ "window": { "from": "2021-01-04" } });
    for objective in [
        json!({ "kind": "min_risk" }),
        json!({ "kind": "min_risk", "measure": "cvar" }),
        json!({ "kind": "min_risk", "measure": "mad" }),
        json!({ "kind": "max_utility", "risk_aversion": 3 }),
        json!({ "kind": "tracking", "benchmark": { "AAPL": 0.7, "KO": 0.3 } }),
        json!({ "kind": "dr_cvar", "radius": 0.001 }),
    ] {
        let together = sum(&[(2.0, objective.clone())], window.clone());
        let alone = best(json!({ "objective": objective, "window": { "from": "2021-01-04" } }));
        let name = objective.to_string();
        close(&name, &weights(&together), &weights(&alone), 1e-6);
        assert_eq!(terms(&together).len(), 1);
        assert!(together.receipt.gap.is_some_and(|gap| gap <= 1e-8));
    }
}

#[test]
fn variance_and_return_are_a_utility() {
    let goals = [
        (5.0, json!({ "kind": "min_risk" })),
        (1.0, json!({ "kind": "max_return" })),
    ];
    let answer = sum(&goals, json!({}));
    let utility = best(json!({ "objective": { "kind": "max_utility", "risk_aversion": 5 } }));
    close("utility", &weights(&answer), &weights(&utility), 1e-9);
    let metrics = answer.metrics.as_ref().expect("a portfolio");
    // In their own units, a return as a return.
    let expect = [metrics.volatility.powi(2), metrics.expected_return];
    close("values", terms(&answer), &expect, 1e-12);

    // The front is the efficient frontier; 21 points when nothing is said.
    let points = front(&answer);
    assert!((20..=23).contains(&points.len()), "{}", points.len());
    assert_eq!(points.iter().filter(|point| point.chosen).count(), 1);
    assert!(points.is_sorted_by(|a, b| a.values[0] < b.values[0] && a.values[1] < b.values[1]));
    for point in points {
        close("mix", &[point.mix.iter().sum()], &[1.0], 1e-9);
        close(
            "return",
            &[point.values[1]],
            &[point.expected_return],
            1e-12,
        );
        close(
            "variance",
            &[point.values[0]],
            &[point.volatility.powi(2)],
            1e-12,
        );
    }
    let middle = &points[points.len() / 2];
    let calmest = best(json!({
        "objective": { "kind": "min_risk" }, "constraints": { "target_return": middle.expected_return },
    }));
    let calmest = calmest.metrics.expect("a portfolio").volatility;
    close("efficient", &[middle.volatility], &[calmest], 1e-7);
}

#[test]
fn three_goals_have_a_front() {
    let goals = [
        (1.0, json!({ "kind": "min_risk", "measure": "cvar" })),
        (0.05, json!({ "kind": "max_return" })),
        (
            1.0,
            json!({ "kind": "tracking", "benchmark": { "XOM": 1 } }),
        ),
    ];
    let more = json!({ "window": { "from": "2021-01-04" }, "points": 10, "constraints": { "max_weight": 0.5 } });
    let answer = sum(&goals, more);
    let points = front(&answer);
    assert!(points.len() >= 3);
    // A loss is to be small, a return large, a distance small.
    let losses = |point: &ParetoPoint| [point.values[0], -point.values[1], point.values[2]];
    for (i, one) in points.iter().enumerate() {
        for (j, other) in points.iter().enumerate() {
            let is_worse = losses(one)
                .iter()
                .zip(losses(other))
                .any(|(a, b)| *a > b + 1e-9);
            assert!(i == j || is_worse, "{one:?} is as good as {other:?}");
        }
        let most = one
            .weights
            .0
            .iter()
            .map(|(_, weight)| *weight)
            .fold(0.0, f64::max);
        assert!(most <= 0.5 + 1e-9);
    }
    let json = serde_json::to_value(&answer).expect("json");
    let first = json["pareto"][0].as_object().expect("an object");
    for key in ["mix", "values", "return", "volatility", "weights"] {
        assert!(first.contains_key(key), "{key}");
    }
}

#[test]
fn goals_walk_forward_and_conflict() {
    let goals = [
        (1.0, json!({ "kind": "min_risk", "measure": "mad" })),
        (0.01, json!({ "kind": "robust", "radius": 0.2 })),
    ];
    let more = json!({
        "window": { "from": "2021-01-04" }, "points": 3, "walk_forward": { "train": 200, "test": 150 },
    });
    let answer = sum(&goals, more);
    let walk = answer.walk_forward.as_ref().expect("a walk");
    assert_eq!(walk.windows.len(), 2);
    assert!(walk.windows.iter().all(|window| window.weights.is_some()));

    let refused = us20(json!({
        "objective": { "kind": "weighted", "terms": [{ "weight": 1, "objective": { "kind": "min_risk" } }] },
        "constraints": { "max_weight": 0.04 },
    }));
    assert_eq!(refused.outcome, OutcomeKind::Infeasible);
    assert_eq!(
        refused.conflict.expect("a conflict").constraints,
        ["max_weight"]
    );
    assert!(refused.pareto.is_none());
}
