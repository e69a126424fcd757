//! The vectors that are also run in the browser: those on bundled prices have answers.

#[path = "support/us20.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod support;

use problem::OutcomeKind;
use serde_json::Value;
use support::us20;

#[test]
fn every_vector_on_prices_has_an_answer() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        // The risk documents beside them have a test of their own.
        if path.is_dir() {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a text");
        let Ok(mut vector) = serde_json::from_str::<Value>(&text) else {
            continue;
        };
        // The long ones are for the browser's own test.
        let is_short = vector["window"]["from"].is_string();
        if !is_short || !vector["data"]["prices_csv"].is_string() {
            continue;
        }
        let parts = vector.as_object_mut().expect("an object");
        parts.remove("data");
        let answer = us20(vector);
        let name = path.display().to_string();
        // What is selected need not be the best.
        let selects = vector_selects(&name);
        let has_portfolio = answer.outcome == OutcomeKind::Optimal
            || (selects && answer.outcome == OutcomeKind::Inexact);
        assert!(
            has_portfolio || name.contains("infeasible"),
            "{name}: {:?}",
            answer.outcome
        );
        seen += 1;
    }
    assert!(seen >= 20, "{seen}");
}

fn vector_selects(name: &str) -> bool {
    let routes = ["qaoa", "annealing", "bifurcation"];
    routes.iter().any(|route| name.contains(route))
}
