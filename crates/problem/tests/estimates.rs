//! Estimates of documents against established libraries on real prices.

#[path = "support/us20.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod support;

use problem::OutcomeKind;
use serde_json::{Value, json};
use support::{close, model, numbers, reference, us20, weights};

#[test]
fn views_move_the_mean() {
    let answer = us20(json!({
        "objective": { "kind": "max_sharpe" },
        "estimate": { "mean": { "kind": "black_litterman" }, "covariance": { "kind": "oas" } },
        "views": [{ "long": "AAPL", "short": "MSFT", "annual": 0.03, "confidence": 0.5 }],
    }));
    assert_eq!(answer.outcome, OutcomeKind::Optimal);
    let weight = |name: &str| {
        *answer
            .weights
            .as_ref()
            .and_then(|w| w.get(name))
            .expect("there")
    };
    assert!(weight("AAPL") > weight("MSFT"));
    // Without views the market is the best portfolio.
    let market = us20(json!({
        "objective": { "kind": "max_sharpe" },
        "estimate": { "mean": { "kind": "equilibrium" } },
    }));
    close("1/N", &weights(&market), &[0.05; 20], 1e-8);
}

#[test]
fn black_litterman_posterior() {
    let reference = &reference(include_str!(
        "../../optimizer/tests/reference/allocation_us20.json"
    ))["black_litterman"];
    let annual = |at: usize| 252.0 * reference["Q"][at].as_f64().expect("a view");
    let model = model(json!({
        "objective": { "kind": "max_sharpe" },
        "estimate": { "mean": { "kind": "black_litterman", "risk_aversion": 2.5 } },
        "views": [
            { "long": "AAPL", "annual": annual(0) },
            { "long": "JPM", "short": "BAC", "annual": annual(1) },
            { "long": "XOM", "annual": annual(2) },
        ],
        "tau": reference["tau"],
    }));
    let problem = model.problem().expect("good numbers");
    let daily = problem.moments().mean() / 252.0;
    close(
        "mean",
        daily.as_slice(),
        &numbers(&reference["posterior_mu"]),
        1e-12,
    );
    let covariance = problem.moments().covariance() / 252.0;
    for (i, row) in reference["posterior_cov"]
        .as_array()
        .expect("rows")
        .iter()
        .enumerate()
    {
        let found: Vec<f64> = covariance.row(i).iter().copied().collect();
        close("covariance", &found, &numbers(row), 1e-14);
    }
}

#[test]
fn shrinkage() {
    let reference = reference(include_str!(
        "../../optimizer/tests/reference/allocation_us20.json"
    ));
    let of = |covariance: Value| {
        let model = model(json!({
            "objective": { "kind": "min_risk" }, "estimate": { "covariance": covariance },
        }));
        model
            .problem()
            .expect("good numbers")
            .moments()
            .covariance()
            / 252.0
    };
    let found = of(json!({ "kind": "ledoit_wolf" }));
    for (i, row) in reference["ledoit_wolf"]["cov"]
        .as_array()
        .expect("rows")
        .iter()
        .enumerate()
    {
        let found: Vec<f64> = found.row(i).iter().copied().collect();
        close("sklearn_LedoitWolf", &found, &numbers(row), 1e-14);
    }
    let first = &reference["shrinkage"]["sklearn_OAS"]["cov_00"];
    close(
        "sklearn_OAS",
        &[of(json!({ "kind": "oas" }))[(0, 0)]],
        &[first.as_f64().expect("a number")],
        1e-14,
    );
    let peer = &reference["shrinkage"]["pypfopt_constant_correlation"];
    let found = of(json!({ "kind": "ledoit_wolf", "target": "constant_correlation" }));
    // PyPortfolioOpt divides by one day less.
    let fewer = 8312.0 / 8311.0;
    for (key, found) in [("cov_00", found[(0, 0)]), ("cov_01", found[(0, 1)])] {
        let expect = peer[key].as_f64().expect("a number");
        close(key, &[found * fewer], &[expect], 1e-6 * expect);
    }
}
