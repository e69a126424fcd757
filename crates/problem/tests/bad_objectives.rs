//! Bad objectives and limits: what is said about each, and at which path.

#[path = "support/said.rs"]
mod support;

use support::check;

const RETURNS: &str = r#""data": { "returns": {
    "dates": ["2020-01-02", "2020-01-03", "2020-01-06", "2020-01-07"],
    "assets": { "A": [0.01, -0.02, 0.03, 0.0], "B": [0.0, 0.01, -0.01, 0.02] } } }"#;
const MOMENTS: &str = r#""data": { "moments": { "assets": ["A", "B"], "mean": [0.05, 0.1],
    "covariance": [[0.04, 0.0], [0.0, 0.16]] } }"#;

#[track_caller]
fn objective(objective: &str, expect: &[&str]) {
    check(
        &format!(r#"{{ {RETURNS}, "objective": {objective} }}"#),
        expect,
    );
}

#[track_caller]
fn on_moments(objective: &str, expect: &[&str]) {
    check(
        &format!(r#"{{ {MOMENTS}, "objective": {objective} }}"#),
        expect,
    );
}

#[track_caller]
fn limits(constraints: &str, expect: &[&str]) {
    check(
        &format!(
            r#"{{ {MOMENTS}, "objective": {{ "kind": "max_sharpe" }}, "constraints": {constraints} }}"#
        ),
        expect,
    );
}

#[test]
fn the_frame_is_good() {
    for kind in [
        "risk_parity",
        "max_diversification",
        "inverse_volatility",
        "hrp",
        "herc",
        "nco",
    ] {
        objective(&format!(r#"{{ "kind": "{kind}" }}"#), &["Optimal"]);
        on_moments(&format!(r#"{{ "kind": "{kind}" }}"#), &["Optimal"]);
    }
    on_moments(
        r#"{ "kind": "robust", "radius": 1, "years": 10 }"#,
        &["Optimal"],
    );
    on_moments(
        r#"{ "kind": "tracking", "benchmark": { "A": 1 } }"#,
        &["Optimal"],
    );
}

#[test]
fn keys_of_other_objectives() {
    objective(
        r#"{ "kind": "min_risk", "budget": { "A": 1 }, "linkage": "ward", "optimal_leaf_order": true,
             "clusters": 2, "benchmark": { "A": 1 }, "radius": 1, "years": 2 }"#,
        &[
            "objective.budget: belongs to `risk_parity`, not to `min_risk`",
            "objective.linkage: belongs to `hrp`, `herc` and `nco`, not to `min_risk`",
            "objective.optimal_leaf_order: belongs to `hrp`, not to `min_risk`",
            "objective.clusters: belongs to `herc` and `nco`, not to `min_risk`",
            "objective.benchmark: belongs to `tracking`, not to `min_risk`",
            "objective.radius: belongs to `dr_cvar` and `robust`, not to `min_risk`",
            "objective.years: belongs to `robust`, not to `min_risk`",
        ],
    );
    objective(
        r#"{ "kind": "hrp", "clusters": 2, "measure": "cvar" }"#,
        &[
            "objective.measure: belongs to `min_risk`, `max_return`, `max_sharpe`, `max_utility` and `risk_parity`, not to `hrp`",
            "objective.clusters: belongs to `herc` and `nco`, not to `hrp`",
        ],
    );
    objective(
        r#"{ "kind": "herc", "linkage": "centroid" }"#,
        &[
            "objective.linkage: unknown word `centroid`, expected `single`, `complete`, `average`, `ward`",
        ],
    );
    objective(
        r#"{ "kind": "risk_parity", "confidence": 0.9 }"#,
        &["objective.confidence: belongs to `cvar` and `cdar`"],
    );
}

#[test]
fn what_an_objective_needs() {
    objective(r#"{ "kind": "robust" }"#, &["objective.radius: is missing"]);
    objective(
        r#"{ "kind": "tracking" }"#,
        &["objective.benchmark: is missing"],
    );
    objective(
        r#"{ "kind": "risk_parity", "measure": "mad" }"#,
        &["objective.measure: of `risk_parity` is `variance` or `cvar`"],
    );
    objective(
        r#"{ "kind": "max_utility", "measure": "cvar" }"#,
        &["objective.risk_aversion: is missing"],
    );
    on_moments(
        r#"{ "kind": "robust", "radius": 1 }"#,
        &["objective.years: is missing: data.moments have no days"],
    );
    for objective in [
        r#"{ "kind": "risk_parity", "measure": "cvar" }"#,
        r#"{ "kind": "max_sharpe", "measure": "mad" }"#,
        r#"{ "kind": "max_utility", "measure": "mad", "risk_aversion": 1 }"#,
    ] {
        on_moments(
            objective,
            &["data.moments: this risk needs prices or returns"],
        );
    }
}

#[test]
fn budgets() {
    objective(
        r#"{ "kind": "risk_parity", "budget": { "A": 1 } }"#,
        &["objective.budget.B: is missing"],
    );
    objective(
        r#"{ "kind": "risk_parity", "budget": { "A": 0.5, "B": 0.4 } }"#,
        &["objective.budget: does not sum to 1"],
    );
    objective(
        r#"{ "kind": "risk_parity", "budget": { "A": 1, "B": 0 } }"#,
        &["objective.budget.B: is not positive"],
    );
    objective(
        r#"{ "kind": "risk_parity", "budget": { "A": 0.5, "B": 0.5, "C": 0 } }"#,
        &["objective.budget.C: C is not among the assets"],
    );
    objective(
        r#"{ "kind": "risk_parity", "budget": { "A": 0.5, "A": 0.5 } }"#,
        &["objective.budget.A: comes twice"],
    );
    objective(
        r#"{ "kind": "risk_parity", "budget": 1 }"#,
        &["objective.budget: invalid type: integer `1`, expected an object"],
    );
}

#[test]
fn benchmarks() {
    let tracking = |benchmark: &str, expect: &str| {
        objective(
            &format!(r#"{{ "kind": "tracking", "benchmark": {benchmark} }}"#),
            &[expect],
        );
    };
    tracking(
        r#"{ "SPY": 1 }"#,
        "objective.benchmark.SPY: SPY is not among the assets",
    );
    tracking(
        r#"{ "asset": "SPY" }"#,
        "objective.benchmark.asset: SPY is not among the assets",
    );
    tracking(
        r#"{ "asset": 1 }"#,
        "objective.benchmark.asset: asset is not among the assets",
    );
    tracking(
        r#"{ "A": "much" }"#,
        "objective.benchmark.A: invalid type: string \"much\", expected f64",
    );
    tracking(
        r#"{ "weights": "A" }"#,
        "objective.benchmark.weights: invalid type: string \"A\", expected an object of weights by asset",
    );
    tracking(
        r#"{ "weights": { "A": 0.5, "A": 0.5 } }"#,
        "objective.benchmark.weights.A: comes twice",
    );
    tracking(
        r#"{ "asset": "A", "B": 1 }"#,
        "objective.benchmark: `asset` and `weights` stand alone in a benchmark",
    );
    tracking(
        r#"{ "A": 0.5, "A": 0.5 }"#,
        "objective.benchmark.A: comes twice",
    );
    tracking(
        r#""SPY""#,
        "objective.benchmark: invalid type: string \"SPY\", expected an object of weights by asset, or `asset` and its name",
    );
}

#[test]
fn numbers_out_of_range() {
    for (body, expect) in [
        (
            r#""kind": "robust", "radius": -1"#,
            "objective.radius: is negative",
        ),
        (
            r#""kind": "robust", "radius": 1, "risk_aversion": -1"#,
            "objective.risk_aversion: is negative",
        ),
        (
            r#""kind": "robust", "radius": 1, "years": 0"#,
            "objective.years: is not positive",
        ),
        (
            r#""kind": "herc", "clusters": 0"#,
            "objective.clusters: is 0",
        ),
        (
            r#""kind": "nco", "clusters": 3"#,
            "objective.clusters: is above the number of assets",
        ),
        (
            r#""kind": "nco", "clusters": -1"#,
            "objective.clusters: invalid value: integer `-1`, expected usize",
        ),
        (
            r#""kind": "risk_parity", "measure": "cvar", "confidence": 1"#,
            "objective.confidence: is not between 0 and 1",
        ),
    ] {
        objective(&format!("{{ {body} }}"), &[expect]);
    }
}

#[test]
fn assets_that_cannot_carry_risk() {
    for kind in ["risk_parity", "inverse_volatility", "hrp", "herc", "nco"] {
        check(
            &format!(
                r#"{{ "data": {{ "moments": {{ "assets": ["A", "Cash"], "mean": [0.05, 0.01],
                      "covariance": [[0.04, 0], [0, 0]] }} }}, "objective": {{ "kind": "{kind}" }} }}"#
            ),
            &["data: Cash has no variance"],
        );
    }
}

#[test]
fn solvers_of_other_questions() {
    for solver in ["active_set", "interior_point", "critical_line"] {
        for body in [
            r#""kind": "hrp""#,
            r#""kind": "min_risk", "measure": "cvar""#,
        ] {
            check(
                &format!(
                    r#"{{ {RETURNS}, "objective": {{ {body} }}, "solver": {{ "kind": "{solver}" }} }}"#
                ),
                &[&format!(
                    "solver.kind: `{solver}` is for means and variances"
                )],
            );
        }
    }
    check(
        &format!(
            r#"{{ {RETURNS}, "objective": {{ "kind": "hrp" }}, "solver": {{ "kind": "clarabel" }} }}"#
        ),
        &["solver.kind: `hrp` has a method of its own, `auto`"],
    );
    check(
        &format!(
            r#"{{ {RETURNS}, "objective": {{ "kind": "min_risk", "measure": "semivariance" }}, "solver": {{ "kind": "cutting_planes" }} }}"#
        ),
        &["solver.kind: `cutting_planes` is not for the semivariance, which is smooth"],
    );
}

#[test]
fn limits_that_are_no_rows() {
    limits(
        r#"{ "turnover": { "from": { "XYZ": 0.5 }, "max": 0.2 },
             "tracking_error": { "benchmark": { "asset": "SPY" }, "max": 0.1 },
             "costs": { "from": { "Q": 1 }, "linear_bps": 10 } }"#,
        &[
            "constraints.turnover.from.XYZ: XYZ is not among the assets",
            "constraints.tracking_error.benchmark.asset: SPY is not among the assets",
            "constraints.costs.from.Q: Q is not among the assets",
        ],
    );
    limits(
        r#"{ "turnover": { "max": 0.2 }, "tracking_error": { "max": 0.1 }, "costs": { "from": {} }, "gross_exposure": {} }"#,
        &[
            "constraints.gross_exposure: invalid type: map, expected f64",
            "constraints.tracking_error.benchmark: is missing",
            "constraints.turnover.from: is missing",
        ],
    );
    limits(
        r#"{ "costs": { "from": {} } }"#,
        &["constraints.costs: needs linear_bps or fixed"],
    );
    limits(
        r#"{ "turnover": { "from": {}, "max": 0.2, "min": 0 } }"#,
        &["constraints.turnover.min: unknown field `min`, expected `from` or `max`"],
    );
    for (body, expect) in [
        (
            r#""turnover": { "from": {}, "max": -0.1 }"#,
            "constraints.turnover.max: is negative",
        ),
        (
            r#""gross_exposure": -1"#,
            "constraints.gross_exposure: is negative",
        ),
        (
            r#""tracking_error": { "benchmark": {}, "max": -1 }"#,
            "constraints.tracking_error.max: is negative",
        ),
        (
            r#""costs": { "from": {}, "linear_bps": -1 }"#,
            "constraints.costs.linear_bps: is negative",
        ),
        (
            r#""costs": { "from": {}, "linear_bps": 1, "horizon_years": 0 }"#,
            "constraints.costs.horizon_years: must be above 0",
        ),
    ] {
        limits(&format!("{{ {body} }}"), &[expect]);
    }
}

#[test]
fn goals_of_a_sum() {
    let sum = |terms: &str, expect: &[&str]| {
        let text = format!(r#"{{ "kind": "weighted", "terms": {terms} }}"#);
        objective(&text, expect);
    };
    objective(
        r#"{ "kind": "weighted" }"#,
        &["objective.terms: is missing"],
    );
    sum("[]", &["objective.terms: is missing"]);
    objective(
        r#"{ "kind": "min_risk", "terms": [], "points": 5 }"#,
        &[
            "objective.terms: belongs to `weighted`, not to `min_risk`",
            "objective.points: belongs to `weighted`, not to `min_risk`",
        ],
    );
    sum(
        r#"[{ "weight": 1, "objective": { "kind": "min_risk", "measure": "semi" } }, { "objective": { "kind": "max_return" } }]"#,
        &[
            "objective.terms[0].objective.measure: unknown word `semi`, expected `variance`, `semivariance`, `mad`, `cvar`, `cdar`, `worst_case`, `max_drawdown`",
            "objective.terms[1].weight: is missing",
        ],
    );
    sum(
        "[[1]]",
        &["objective.terms[0]: invalid type: sequence, expected an object"],
    );
    sum(
        r#"[{ "weight": 0, "objective": { "kind": "min_risk", "radius": 1 } },
            { "weight": -1, "objective": { "kind": "max_sharpe" } },
            { "weight": 1, "objective": { "kind": "hrp" } },
            { "weight": 1, "objective": { "kind": "weighted", "terms": [] } },
            { "weight": 1, "objective": { "kind": "max_utility" } },
            { "weight": 1, "objective": { "kind": "max_return", "measure": "cvar" } },
            { "weight": 1, "objective": { "kind": "robust", "radius": 1, "risk_aversion": 2 } },
            { "weight": 1, "objective": { "kind": "min_risk", "measure": "cvar", "confidence": 2 } }]"#,
        &[
            "objective.terms[0].weight: is not positive",
            "objective.terms[0].objective.radius: belongs to `dr_cvar` and `robust`, not to `min_risk`",
            "objective.terms[1].weight: is not positive",
            "objective.terms[1].objective.kind: `max_sharpe` is no goal of a sum: it is not convex",
            "objective.terms[2].objective.kind: `hrp` is no goal of a sum: it is not convex",
            "objective.terms[3].objective.kind: `weighted` is no goal of a sum: it is not convex",
            "objective.terms[4].objective.risk_aversion: is missing",
            "objective.terms[5].objective.measure: is a goal of its own, of `min_risk`",
            "objective.terms[6].objective.risk_aversion: weighs the variance, a goal of its own, of `min_risk`",
            "objective.terms[7].objective.confidence: is not between 0 and 1",
        ],
    );
    // What only the data or the optimizer know.
    sum(
        r#"[{ "weight": 1, "objective": { "kind": "tracking", "benchmark": { "SPY": 1 } } }]"#,
        &["objective.terms[0].objective.benchmark.SPY: SPY is not among the assets"],
    );
    sum(
        r#"[{ "weight": 1, "objective": { "kind": "max_utility", "risk_aversion": -1 } }]"#,
        &["objective.terms[0].objective.risk_aversion: is negative"],
    );
    sum(
        r#"[{ "weight": 1, "objective": { "kind": "robust", "radius": 1, "years": 0 } }]"#,
        &["objective.terms[0].objective.years: is not positive"],
    );
    on_moments(
        r#"{ "kind": "weighted", "terms": [{ "weight": 1, "objective": { "kind": "min_risk", "measure": "mad" } }] }"#,
        &["data.moments: this risk needs prices or returns"],
    );
    objective(
        r#"{ "kind": "weighted", "points": 1, "terms": [{ "weight": 1, "objective": { "kind": "min_risk" } }] }"#,
        &["objective.points: must be 2 to 1000"],
    );
}

#[test]
fn costs_need_an_objective_that_looks_at_the_return() {
    for kind in [
        "min_risk",
        "equal_weight",
        "risk_parity",
        "hrp",
        "max_diversification",
    ] {
        check(
            &format!(
                r#"{{ {MOMENTS}, "objective": {{ "kind": "{kind}" }},
                    "constraints": {{ "costs": {{ "from": {{}}, "linear_bps": 10 }} }} }}"#
            ),
            &[&format!(
                "constraints.costs: `{kind}` does not look at the return"
            )],
        );
    }
}

#[test]
fn frontiers_of_other_limits() {
    check(
        &format!(
            r#"{{ {MOMENTS}, "objective": {{ "kind": "min_risk" }}, "frontier": {{ "exact": true }},
                "constraints": {{ "gross_exposure": 1 }} }}"#
        ),
        &["frontier.exact: has no place beside constraints.gross_exposure"],
    );
    check(
        &format!(
            r#"{{ {RETURNS}, "objective": {{ "kind": "max_return", "measure": "cvar" }},
                "frontier": {{ "points": 3, "risk": "mad" }}, "constraints": {{ "max_risk": 1 }} }}"#
        ),
        &["frontier.risk: is another one than that of constraints.max_risk"],
    );
    check(
        &format!(
            r#"{{ {RETURNS}, "objective": {{ "kind": "risk_parity", "measure": "cvar" }},
                "constraints": {{ "max_risk": 1 }} }}"#
        ),
        &["constraints.max_risk: has no place beside a risk parity of the CVaR"],
    );
}
