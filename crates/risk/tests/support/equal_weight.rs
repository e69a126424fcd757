//! The equal-weight portfolio of the bundled companies, and what is known of it.

#[path = "starter.rs"]
mod bundled;

use market::Window;
use risk::{Rebalance, portfolio_returns};
use serde_json::Value;

/// Its daily returns.
pub(crate) fn equal_weight() -> Vec<f64> {
    let raw = bundled::starter("us20_adjclose_1990_2022.csv.gz");
    let returns = raw
        .finish(&Window::ALL, None)
        .expect("no gap")
        .table
        .returns();
    portfolio_returns(&returns, &[1.0 / 20.0; 20], Rebalance::Daily).expect("sound")
}

/// tests/reference/tail.json, which tail.py beside it has written.
pub(crate) fn reference() -> Value {
    serde_json::from_str(include_str!("../reference/tail.json")).expect("a good file")
}

#[track_caller]
pub(crate) fn close(name: &str, found: f64, expect: f64, tolerance: f64) {
    let difference = (found - expect).abs();
    assert!(
        difference <= tolerance,
        "{name}: {found} is not {expect}, off by {difference:e}"
    );
}
