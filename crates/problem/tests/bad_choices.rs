//! Bad choices: few positions, whole shares, resampling, comparisons. What is said, and where.

#[path = "support/said.rs"]
mod support;

use support::check;

const MOMENTS: &str = r#""data": { "moments": { "assets": ["A", "B", "C"],
    "mean": [0.05, 0.1, 0.08],
    "covariance": [[0.04, 0.0, 0.0], [0.0, 0.16, 0.0], [0.0, 0.0, 0.09]] } }"#;
const RETURNS: &str = r#""data": { "returns": {
    "dates": ["2020-01-02", "2020-01-03", "2020-01-06", "2020-01-07"],
    "assets": { "A": [0.01, -0.02, 0.03, 0.0], "B": [0.0, 0.01, -0.01, 0.02] } } }"#;
const CALM: &str = r#""objective": { "kind": "min_risk" }"#;

#[track_caller]
fn limits(limits: &str, expect: &[&str]) {
    check(
        &format!(r#"{{ {MOMENTS}, {CALM}, "constraints": {limits} }}"#),
        expect,
    );
}

#[track_caller]
fn positions(cardinality: &str, expect: &[&str]) {
    limits(&format!(r#"{{ "cardinality": {cardinality} }}"#), expect);
}

#[track_caller]
fn shares(shares: &str, expect: &[&str]) {
    limits(&format!(r#"{{ "shares": {shares} }}"#), expect);
}

#[test]
fn counts_and_sizes_of_positions() {
    positions(
        r#"{ "max": 0 }"#,
        &["constraints.cardinality.max: must be at least 1"],
    );
    positions(
        r#"{ "exactly": 2, "max": 3 }"#,
        &["constraints.cardinality.max: has no place beside exactly"],
    );
    positions(
        r#"{ "min": 3, "max": 2 }"#,
        &["constraints.cardinality.min: is above max"],
    );
    positions(
        r#"{ "min_position": -0.1, "max_position": 0 }"#,
        &[
            "constraints.cardinality.min_position: is negative",
            "constraints.cardinality.max_position: must be above 0",
        ],
    );
    positions(
        r#"{ "min_position": 0.5, "max_position": 0.2 }"#,
        &["constraints.cardinality.min_position: is above max_position"],
    );
    positions(
        r#"{ "max": 1.5 }"#,
        &["constraints.cardinality.max: invalid type: floating point `1.5`, expected usize"],
    );
    positions(
        r#"{ "most": 1 }"#,
        &[
            "constraints.cardinality.most: unknown field `most`, expected one of `max`, `min`, `exactly`, `min_position`, `max_position`, `groups`",
        ],
    );
    positions(
        r#"{ "exactly": 4 }"#,
        &["constraints.cardinality.exactly: is above the number of assets"],
    );
    positions(
        r#"{ "min": 4 }"#,
        &["constraints.cardinality.min: is above the number of assets"],
    );
}

#[test]
fn groups_of_positions() {
    positions(
        r#"{ "groups": [{ "name": "T", "assets": ["A", "Z"], "max": 1 }] }"#,
        &["constraints.cardinality.groups[0].assets[1]: Z is not among the assets"],
    );
    positions(
        r#"{ "groups": [{ "name": "T", "assets": [], "max": 1 }] }"#,
        &["constraints.cardinality.groups[0].assets: names no asset"],
    );
    positions(
        r#"{ "groups": [{ "name": "T", "assets": ["A"], "max": 1 }, { "name": "T", "assets": ["B"], "max": 1 }] }"#,
        &["constraints.cardinality.groups[1].name: is used twice"],
    );
    positions(
        r#"{ "groups": [{ "name": " ", "assets": ["A", "A"], "max": 1 }] }"#,
        &["constraints.cardinality.groups[0].name: is empty"],
    );
}

#[test]
fn money_prices_and_lots() {
    let prices = r#""prices": { "A": 10, "B": 20, "C": 30 }"#;
    shares(
        r#"{ "amount": 1000 }"#,
        &["constraints.shares.prices: is missing: the data have no prices"],
    );
    shares(
        r#"{ "amount": 1000, "prices": { "A": 10, "B": 20 } }"#,
        &["constraints.shares.prices.C: is missing"],
    );
    shares(
        r#"{ "amount": 1000, "prices": { "A": 10, "B": 20, "C": -1 } }"#,
        &["constraints.shares.prices.C: is not positive"],
    );
    for (key, value, said) in [
        ("amount", "0", "is not positive"),
        ("fee", "-1", "is negative"),
        ("min_trade", "-1", "is negative"),
        ("lot", "0", "is zero"),
        ("max_cash", "-1", "is negative"),
    ] {
        let amount = if key == "amount" {
            ""
        } else {
            r#""amount": 1000, "#
        };
        shares(
            &format!(r#"{{ {amount}{prices}, "{key}": {value} }}"#),
            &[&format!("constraints.shares.{key}: {said}")],
        );
    }
}

#[test]
fn goals_that_know_no_choice() {
    let limits = r#""constraints": { "cardinality": { "max": 2 } }"#;
    for kind in ["risk_parity", "hrp", "equal_weight"] {
        check(
            &format!(r#"{{ {MOMENTS}, {limits}, "objective": {{ "kind": "{kind}" }} }}"#),
            &[&format!(
                "constraints.cardinality: has no place beside `{kind}`"
            )],
        );
    }
    check(
        &format!(r#"{{ {MOMENTS}, {limits}, {CALM}, "frontier": {{ "points": 5 }} }}"#),
        &["frontier: has no place beside constraints.cardinality"],
    );
    check(
        &format!(r#"{{ {MOMENTS}, {limits}, {CALM}, "solver": {{ "kind": "active_set" }} }}"#),
        &["solver.kind: `active_set` is for convex problems; `auto` and `branch_and_bound` search"],
    );
    check(
        &format!(
            r#"{{ {MOMENTS}, {CALM}, "solver": {{ "kind": "branch_and_bound", "gap": 0.1 }} }}"#
        ),
        &[
            "solver.kind: `branch_and_bound` is for constraints.cardinality, shares and fixed costs",
            "solver.gap: is for constraints.cardinality, shares and fixed costs",
        ],
    );
    check(
        &format!(
            r#"{{ {MOMENTS}, {CALM}, "constraints": {{ "costs": {{ "from": {{}}, "fixed": 0.001 }} }} }}"#
        ),
        &["constraints.costs: `min_risk` does not look at the return"],
    );
    check(
        &format!(
            r#"{{ {MOMENTS}, "objective": {{ "kind": "max_return" }}, "constraints": {{ "costs": {{ "from": {{}}, "fixed": -0.001 }} }} }}"#
        ),
        &["constraints.costs.fixed: is negative"],
    );
}

#[test]
fn routes_that_select() {
    check(
        &format!(r#"{{ {MOMENTS}, {CALM}, "solver": {{ "kind": "qaoa" }} }}"#),
        &["solver.kind: `qaoa` needs constraints.cardinality.max or exactly"],
    );
    let limits = r#""constraints": { "cardinality": { "exactly": 1 } }"#;
    check(
        &format!(
            r#"{{ {RETURNS}, {limits}, "objective": {{ "kind": "min_risk", "measure": "cvar" }}, "solver": {{ "kind": "annealing" }} }}"#
        ),
        &["solver.kind: `annealing` is for means and variances"],
    );
    check(
        &format!(
            r#"{{ {MOMENTS}, {limits}, {CALM}, "solver": {{ "kind": "qaoa", "qaoa": {{ "layers": 0, "shots": 0 }} }} }}"#
        ),
        &[
            "solver.qaoa.layers: must be 1 to 20",
            "solver.qaoa.shots: must be 1 to 1000000",
        ],
    );
    check(
        &format!(r#"{{ {MOMENTS}, {limits}, {CALM}, "solver": {{ "qaoa": {{ "layers": 2 }} }} }}"#),
        &["solver.qaoa: belongs to `qaoa` and to a comparison"],
    );
    check(
        &format!(
            r#"{{ {MOMENTS}, {limits}, {CALM}, "comparison": {{ "seeds": 0, "routes": ["qaoa", "qaoa", "clarabel"] }} }}"#
        ),
        &[
            "comparison.seeds: must be 1 to 1000",
            "comparison.routes[1]: comes twice",
            "comparison.routes[2]: `clarabel` does not select positions",
        ],
    );
    check(
        &format!(r#"{{ {MOMENTS}, {CALM}, "comparison": {{}} }}"#),
        &["comparison: `qaoa` needs constraints.cardinality.max or exactly"],
    );
}

#[test]
fn drawings() {
    check(
        &format!(r#"{{ {MOMENTS}, {CALM}, "confidence": {{ "resamples": 10 }} }}"#),
        &["confidence: needs prices or returns, not data.moments"],
    );
    check(
        &format!(
            r#"{{ {RETURNS}, {CALM}, "confidence": {{ "resamples": 1, "level": 1, "block": 0.5 }} }}"#
        ),
        &[
            "confidence.resamples: must be 2 to 100000",
            "confidence.level: is not between 0 and 1",
            "confidence.block: must be at least 1",
        ],
    );
    check(
        &format!(
            r#"{{ {RETURNS}, {CALM}, "confidence": {{ "resamples": 10, "method": "michaud", "block": 5 }} }}"#
        ),
        &["confidence.block: belongs to `bootstrap`, not to `michaud`"],
    );
    check(
        &format!(
            r#"{{ {RETURNS}, {CALM}, "confidence": {{ "resamples": 10, "method": "jackknife" }} }}"#
        ),
        &["confidence.method: unknown word `jackknife`, expected `bootstrap`, `michaud`"],
    );
}
