//! Bad documents: what is said about each, and at which path.

#[path = "support/said.rs"]
mod support;

use problem::{Document, prepare};
use support::check;

/// The rest of a document on two assets with three returns each.
const DATA: &str = r#""data": { "returns": { "dates": ["2020-01-02", "2020-01-03", "2020-01-06"],
    "assets": { "A": [0.01, -0.02, 0.03], "B": [0.0, 0.01, -0.01] } } }"#;
const MOMENTS: &str = r#""data": { "moments": { "assets": ["A", "B"], "mean": [0.05, 0.1],
    "covariance": [[0.04, 0.0], [0.0, 0.16]] } }"#;
const OBJECTIVE: &str = r#""objective": { "kind": "min_risk" }"#;

/// A document on returns with something more in it.
#[track_caller]
fn with(more: &str, expect: &[&str]) {
    check(&format!("{{ {DATA}, {OBJECTIVE}, {more} }}"), expect);
}

#[track_caller]
fn with_objective(objective: &str, expect: &[&str]) {
    check(
        &format!(r#"{{ {DATA}, "objective": {objective} }}"#),
        expect,
    );
}

#[track_caller]
fn with_data(data: &str, expect: &[&str]) {
    check(&format!(r#"{{ "data": {data}, {OBJECTIVE} }}"#), expect);
}

#[test]
fn the_frame_is_good() {
    check(&format!("\u{feff}{{ {DATA}, {OBJECTIVE} }}"), &["Optimal"]);
    with(r#""constraints": {}"#, &["Optimal"]);
    check(&format!("{{ {MOMENTS}, {OBJECTIVE} }}"), &["Optimal"]);
}

#[test]
fn syntax() {
    check("", &["EOF while parsing a value at line 1 column 0"]);
    check(
        "{ \"data\": ",
        &["data: EOF while parsing a value at line 1 column 10"],
    );
    check("[]", &["invalid type: sequence, expected an object"]);
    check(
        &format!("{{ {DATA}, {OBJECTIVE} }} x"),
        &["trailing characters at line 2 column 112"],
    );
}

#[test]
fn keys_that_are_none() {
    with(
        r#""portfolio": 1"#,
        &[
            "portfolio: unknown field `portfolio`, expected one of `data`, `window`, `estimate`, `objective`, `constraints`, `frontier`, `walk_forward`, `solver`, `missing`, `views`, `tau`, `confidence`, `comparison`",
        ],
    );
    with(
        r#""solver": { "sede": 1 }"#,
        &[
            "solver.sede: unknown field `sede`, expected one of `kind`, `seed`, `time_limit_s`, `gap`, `qaoa`",
        ],
    );
    with(
        r#""constraints": { "groups": [{ "name": "T", "assets": ["A"], "mx": 1 }] }"#,
        &[
            "constraints.groups[0].mx: unknown field `mx`, expected one of `name`, `assets`, `min`, `max`",
        ],
    );
    // All of them at once.
    with(
        r#""solver": { "sede": 1, "seed": "x" }, "frontier": { "points": 5, "kind": 1 }, "confidence": {}"#,
        &[
            "confidence.resamples: is missing",
            "frontier.kind: unknown field `kind`, expected one of `points`, `risk`, `confidence`, `exact`",
            "solver.sede: unknown field `sede`, expected one of `kind`, `seed`, `time_limit_s`, `gap`, `qaoa`",
            "solver.seed: invalid type: string \"x\", expected u64",
        ],
    );
}

#[test]
fn keys_that_come_twice() {
    with(
        r#""solver": { "seed": 1, "seed": 2 }"#,
        &["solver: duplicate field `seed`"],
    );
    with(
        r#""constraints": { "max_weight": { "A": 1, "A": 0.5 } }"#,
        &["constraints.max_weight.A: comes twice"],
    );
    with_data(
        r#"{ "returns": { "dates": [], "assets": { "A": [], "A": [] } } }"#,
        &["data.returns.assets.A: comes twice"],
    );
}

#[test]
fn keys_that_are_missing() {
    check("{}", &["data: is missing", "objective: is missing"]);
    with_objective("{}", &["objective.kind: is missing"]);
    with_objective(
        r#"{ "kind": "max_utility" }"#,
        &["objective.risk_aversion: is missing"],
    );
    with(
        r#""walk_forward": { "train": 2 }"#,
        &["walk_forward.test: is missing"],
    );
    with(
        r#""constraints": { "groups": [{ "assets": ["A"] }] }, "confidence": {}"#,
        &[
            "confidence.resamples: is missing",
            "constraints.groups[0].name: is missing",
        ],
    );
}

#[test]
fn words_that_are_none() {
    with_objective(
        r#"{ "kind": "min_risc" }"#,
        &[
            "objective.kind: unknown word `min_risc`, expected `min_risk`, `max_sharpe`, `max_utility`, `max_return`, `equal_weight`, `dr_cvar`, `max_diversification`, `risk_parity`, `hrp`, `herc`, `nco`, `inverse_volatility`, `tracking`, `robust`, `weighted`",
        ],
    );
    with(
        r#""missing": "drop""#,
        &["missing: unknown word `drop`, expected `drop_rows`, `drop_assets`, `forward_fill`"],
    );
    with(
        r#""walk_forward": { "train": 2, "test": 1, "rebalance": "weekly" }"#,
        &["walk_forward.rebalance: unknown word `weekly`, expected `none`, `daily`"],
    );
}

#[test]
fn values_of_another_type() {
    with(
        r#""constraints": { "max_weight": "much", "budget": null }"#,
        &[
            "constraints.budget: invalid type: null, expected f64",
            "constraints.max_weight: invalid type: string \"much\", expected a number or an object of numbers by asset",
        ],
    );
    with(
        r#""constraints": { "max_weight": { "A": "x" } }"#,
        &["constraints.max_weight.A: invalid type: string \"x\", expected f64"],
    );
    with(
        r#""window": { "from": "01.02.2020" }"#,
        &["window.from: `01.02.2020` is not a day written as 2020-01-31"],
    );
    with(
        r#""frontier": { "points": 2.5 }"#,
        &["frontier.points: invalid type: floating point `2.5`, expected usize"],
    );
    with_data(
        r#"{ "prices": { "dates": ["2020-01-02", "2020-13-01"], "assets": { "A": [1, "x"] } } }"#,
        &[
            "data.prices.assets.A[1]: invalid type: string \"x\", expected f64",
            "data.prices.dates[1]: `2020-13-01` is not a day written as 2020-01-31",
        ],
    );
}

#[test]
fn keys_that_do_not_belong_together() {
    with_objective(
        r#"{ "kind": "equal_weight", "risk_free": 0.02, "measure": "variance" }"#,
        &[
            "objective.measure: belongs to `min_risk`, `max_return`, `max_sharpe`, `max_utility` and `risk_parity`, not to `equal_weight`",
            "objective.risk_free: belongs to `max_sharpe`, not to `equal_weight`",
        ],
    );
    with_data(
        "{}",
        &["data: needs one of prices_csv, prices, returns, moments, portfolio, universe"],
    );
    with_data(
        r#"{ "prices_csv": "a.csv", "universe": ["A"] }"#,
        &["data: has prices_csv and universe, needs exactly one"],
    );
    check(
        &format!(
            r#"{{ {MOMENTS}, {OBJECTIVE}, "window": {{ "from": "2020-01-01" }}, "missing": "drop_rows",
               "estimate": {{ "covariance": {{ "kind": "ledoit_wolf" }} }},
               "walk_forward": {{ "train": 2, "test": 1 }} }}"#
        ),
        &[
            "estimate.covariance.kind: data.moments are taken as they are",
            "window: data.moments have no days",
            "missing: data.moments have no gaps",
            "walk_forward: needs prices or returns, not data.moments",
        ],
    );
    with(
        r#""estimate": { "mean": { "kind": "given" }, "covariance": { "repair": "clip" } }"#,
        &[
            "estimate.mean.kind: `given` needs data.moments or values",
            "estimate.covariance.repair: is for data.moments; estimates need none",
        ],
    );
}

#[test]
fn arrays_are_no_objects() {
    for key in [
        "window",
        "estimate",
        "constraints",
        "solver",
        "frontier",
        "walk_forward",
    ] {
        with(
            &format!(r#""{key}": []"#),
            &[&format!(
                "{key}: invalid type: sequence, expected an object"
            )],
        );
    }
    with(
        r#""constraints": { "groups": [["T", ["A"], 0, 1]] }"#,
        &["constraints.groups[0]: invalid type: sequence, expected an object"],
    );
    with_data(
        r#"{ "moments": [["A"], [0], [[1]]] }"#,
        &["data.moments: invalid type: sequence, expected an object"],
    );
}

#[test]
fn numbers_out_of_range() {
    with(
        r#""window": { "from": "2020-01-03", "to": "2020-01-02" }"#,
        &["window.to: 2020-01-02 is before window.from, 2020-01-03"],
    );
    with(
        r#""frontier": { "points": 1 }"#,
        &["frontier.points: must be 2 to 1000"],
    );
    with(
        r#""walk_forward": { "train": 1, "test": 0 }, "solver": { "time_limit_s": 0 }"#,
        &[
            "walk_forward.train: must be at least 2",
            "walk_forward.test: must be at least 1",
            "solver.time_limit_s: must be above 0",
        ],
    );
    with(
        r#""walk_forward": { "train": 3, "test": 2 }"#,
        &["walk_forward: train and test need 5 returns, the data have 3"],
    );
    with(
        r#""constraints": { "budget": 0 }"#,
        &["constraints.budget: is not positive"],
    );
    with(
        r#""constraints": { "min_weight": 0.6, "max_weight": 0.5 }"#,
        &["constraints.min_weight: is above max_weight"],
    );
    with(
        r#""constraints": { "min_weight": { "B": 2 } }"#,
        &["constraints.min_weight.B: is above max_weight"],
    );
    with(
        r#""constraints": { "max_weight": { "B": -1 } }"#,
        &["constraints.max_weight.B: is below min_weight"],
    );
    with_objective(
        r#"{ "kind": "max_utility", "risk_aversion": -1 }"#,
        &["objective.risk_aversion: is negative"],
    );
    with(
        r#""constraints": { "groups": [{ "name": "T", "assets": ["A"], "min": 0.6, "max": 0.5 }] }"#,
        &["constraints.groups[0].min: is above max"],
    );
    with(
        r#""constraints": { "groups": [{ "name": "T", "assets": ["A"], "max": 0.5 }],
                            "linear": [{ "name": "beta", "coefficients": { "A": 1 } }] }"#,
        &["constraints.linear[0].min: and max are both missing"],
    );
    with(
        r#""constraints": { "linear": [{ "name": "beta", "coefficients": { "A": 0 }, "max": 1 }] }"#,
        &["constraints.linear[0].coefficients: are all zero"],
    );
    with(
        r#""constraints": { "groups": [{ "name": "T", "assets": ["A"], "max": 0.5 },
                                       { "name": "T", "assets": ["B"], "max": 0.5 }] }"#,
        &["constraints.groups[1].name: is used twice"],
    );
    with(
        r#""constraints": { "target_return": 1e999 }"#,
        &["constraints.target_return: number out of range at line 2 column 149"],
    );
}

#[test]
fn assets_that_are_none() {
    with(
        r#""constraints": { "min_weight": { "C": 0.1 }, "max_weight": { "default": 0.5, "D": 1 },
             "groups": [{ "name": "T", "assets": ["A", "E", "A"], "max": 0.5 },
                        { "name": "U", "assets": [], "max": 0.5 }],
             "linear": [{ "name": "beta", "coefficients": { "F": 1.0 }, "max": 1 }] }"#,
        &[
            "constraints.min_weight.C: C is not among the assets",
            "constraints.max_weight.D: D is not among the assets",
            "constraints.groups[0].assets[1]: E is not among the assets",
            "constraints.groups[0].assets[2]: A comes twice",
            "constraints.groups[1].assets: names no asset",
            "constraints.linear[0].coefficients.F: F is not among the assets",
        ],
    );
    check(
        &format!(
            r#"{{ "data": {{ "returns": {{ "dates": ["2020-01-02", "2020-01-03"],
                 "assets": {{ "A": [0.1, 0.2], "B": [null, 0.1] }} }} }}, {OBJECTIVE},
               "missing": "drop_assets", "constraints": {{ "max_weight": {{ "B": 0.5 }} }} }}"#
        ),
        &["constraints.max_weight.B: B was left out, a value of it is missing"],
    );
}

#[test]
fn bad_tables() {
    let table = |kind: &str, dates: &str, assets: &str, expect: &str| {
        with_data(
            &format!(r#"{{ "{kind}": {{ "dates": [{dates}], "assets": {{ {assets} }} }} }}"#),
            &[expect],
        );
    };
    let days = r#""2020-01-02", "2020-01-03", "2020-01-06""#;
    table("prices", days, "", "data.prices.assets: names no asset");
    table(
        "prices",
        "",
        r#""A": []"#,
        "data.prices.dates: names no day",
    );
    table(
        "prices",
        days,
        r#""A B": [1, 2, 3]"#,
        "data.prices.assets.A B: `A B` is not a symbol: 1 to 20 of A–Z, a–z, 0–9, `.`, `-`, `_`, `=`, `:`, and `^` at the start",
    );
    table(
        "prices",
        days,
        r#""A": [1, 2]"#,
        "data.prices.assets.A: expected 3 cells, found 2",
    );
    table(
        "prices",
        days,
        r#""A": [1, 2, 0]"#,
        "data.prices.assets.A[2]: 0 is not a positive price",
    );
    table(
        "prices",
        days,
        r#""A": [1, null, 2]"#,
        "data.prices.assets.A[1]: the value is missing, and no policy says what to do: drop_rows, drop_assets or forward_fill",
    );
    table(
        "returns",
        days,
        r#""A": [1, null, 2]"#,
        "data.returns.assets.A[1]: the value is missing, and no policy says what to do: drop_rows, drop_assets or forward_fill",
    );
    table(
        "prices",
        r#""2020-01-02", "2020-01-02""#,
        r#""A": [1, 2]"#,
        "data.prices.dates[1]: 2020-01-02 comes twice",
    );
    table(
        "prices",
        r#""2020-01-02", "2020-01-06", "2020-01-03""#,
        r#""A": [1, 2, 3]"#,
        "data.prices.dates[2]: 2020-01-03 does not follow 2020-01-06: the days must ascend",
    );
    table(
        "prices",
        r#""2020-01-02", "2020-01-03""#,
        r#""A": [1, 2]"#,
        "data: needs at least 2 returns, has 1",
    );
    table(
        "returns",
        r#""2020-01-02""#,
        r#""A": [1]"#,
        "data: needs at least 2 returns, has 1",
    );
}

#[test]
fn windows_with_too_little_in_them() {
    with(
        r#""window": { "from": "2020-01-06" }"#,
        &["window: needs at least 2 returns, has 1"],
    );
    with(
        r#""window": { "from": "2021-01-01" }"#,
        &["window: nothing is left of the data"],
    );
}

#[test]
fn bad_moments() {
    let moments = |assets: &str, mean: &str, covariance: &str, expect: &[&str]| {
        with_data(
            &format!(
                r#"{{ "moments": {{ "assets": [{assets}], "mean": [{mean}], "covariance": [{covariance}] }} }}"#
            ),
            expect,
        );
    };
    moments("", "", "", &["data.moments.assets: names no asset"]);
    moments(
        r#""A", "A""#,
        "0, 0",
        "[1, 0], [0, 1]",
        &["data.moments.assets[1]: A comes twice"],
    );
    moments(
        r#""A", "B""#,
        "0",
        "[1, 0], [0]",
        &[
            "data.moments.mean: has 1 entries for 2 assets",
            "data.moments.covariance[1]: has 1 entries for 2 assets",
        ],
    );
    moments(
        r#""A", "B""#,
        "0, 0",
        "[1, 0.5], [0, 1]",
        &["data.moments.covariance[0][1]: covariance[0][1] differs from covariance[1][0]"],
    );
    moments(
        r#""A", "B""#,
        "0, 0",
        "[1, 2], [2, 1]",
        &[
            "data.moments.covariance: is not positive semidefinite, its smallest eigenvalue is -1.000e0; \
           `estimate.covariance.repair: \"clip\"` sets negative ones to zero",
        ],
    );
}

#[test]
fn data_that_only_others_have() {
    with_data(
        r#"{ "prices_csv": "no.csv" }"#,
        &["data.prices_csv: no.csv cannot be read"],
    );
    with_data(
        r#"{ "portfolio": "p1" }"#,
        &["data.portfolio: only a server has stored prices"],
    );
    with_data(
        r#"{ "universe": ["A"] }"#,
        &["data.universe: only a server has stored prices"],
    );
}

#[test]
fn bad_files() {
    let file = |text: &'static str, expect: &str| {
        let document = Document::parse(&format!(
            r#"{{ "data": {{ "prices_csv": "p.csv" }}, {OBJECTIVE} }}"#
        ));
        let document = document.expect("a good document");
        let errors = prepare(&document, &|_| Ok(text.to_owned())).expect_err(expect);
        assert_eq!(errors.to_string(), expect);
    };
    file("", "data.prices_csv: the file is empty");
    file(
        "date,A\n2020-01-02,1\n2020-01-03,-1\n",
        "data.prices_csv: row 3, column A: -1 is not a positive price",
    );
    file(
        "date,A\n2020-01-02,1\n2020-01-03,\n2020-01-06,1\n",
        "data.prices_csv: row 3, column A: the value is missing, and no policy says what to do: drop_rows, drop_assets or forward_fill",
    );
}

#[test]
fn not_more_errors_than_anybody_reads() {
    let keys: Vec<String> = (0..200).map(|i| format!(r#""k{i}": 1"#)).collect();
    let errors = Document::parse(&format!("{{ {} }}", keys.join(", "))).expect_err("bad keys");
    assert_eq!(errors.0.len(), 50);
}

#[test]
fn estimates_have_their_own_keys() {
    // Beside moments that are given, most of it has no place.
    let beside = |more: &str, expect: &[&str]| {
        check(&format!("{{ {MOMENTS}, {OBJECTIVE}, {more} }}"), expect);
    };
    let mean = |body: &str, expect: &[&str]| {
        beside(&format!(r#""estimate": {{ "mean": {body} }}"#), expect);
    };
    mean(
        r#"{ "decay": 0.9 }"#,
        &["estimate.mean.decay: belongs to `ewma`, not to `given`"],
    );
    mean(
        r#"{ "kind": "equilibrium", "method": "james_stein", "values": { "A": 1 } }"#,
        &[
            "estimate.mean.method: belongs to `shrunk`, not to `equilibrium`",
            "estimate.mean.values: belongs to `given`, not to `equilibrium`",
            "estimate.mean.values: data.moments have a mean already",
        ],
    );
    mean(
        r#"{ "kind": "shrunk" }"#,
        &["estimate.mean.kind: data.moments are taken as they are"],
    );
    mean(
        r#"{ "kind": "equilibrium", "market": { "Z": 1 } }"#,
        &["estimate.mean.market.Z: Z is not among the assets"],
    );
    mean(
        r#"{ "kind": "equilibrium", "risk_aversion": 0 }"#,
        &["estimate.mean.risk_aversion: is not positive and finite"],
    );
    beside(
        r#""estimate": { "covariance": { "kind": "gerber", "decay": 0.9 } }"#,
        &[
            "estimate.covariance.decay: belongs to `ewma`, not to `gerber`",
            "estimate.covariance.kind: data.moments are taken as they are",
        ],
    );
    with(
        r#""tau": 0.1, "views": [{ "long": "A", "annual": 0.1 }]"#,
        &[
            "views: needs `estimate.mean.kind`: `black_litterman`",
            "tau: needs `estimate.mean.kind`: `black_litterman`",
        ],
    );
    let views = |views: &str, expect: &[&str]| {
        let estimate = r#""estimate": { "mean": { "kind": "black_litterman" } }"#;
        with(&format!("{estimate}, {views}"), expect);
    };
    views(
        r#""views": [{ "long": "A", "short": "A", "annual": 0.1 }, { "long": "Z", "annual": 0 }]"#,
        &[
            "views[0].short: is the same asset as long",
            "views[1].long: Z is not among the assets",
        ],
    );
    views(
        r#""views": [{ "long": "A", "annual": 0.1, "confidence": 1 },
                     { "long": "A", "annual": 0.1, "confidence": 0 }]"#,
        &[
            "views[0].confidence: is not between 0 and 1",
            "views[1].confidence: is not between 0 and 1",
        ],
    );
    views(r#""tau": -1"#, &["tau: is not positive and finite"]);
}

#[test]
fn risks_of_scenarios_have_their_own_keys() {
    with_objective(
        r#"{ "kind": "min_risk", "measure": "mad", "confidence": 0.9 }"#,
        &["objective.confidence: belongs to `cvar` and `cdar`"],
    );
    with_objective(
        r#"{ "kind": "min_risk", "measure": "cvar", "confidence": 1 }"#,
        &["objective.confidence: is not between 0 and 1"],
    );
    with_objective(
        r#"{ "kind": "dr_cvar" }"#,
        &["objective.radius: is missing"],
    );
    with_objective(
        r#"{ "kind": "dr_cvar", "radius": -1, "risk_aversion": 1 }"#,
        &["objective.radius: is negative"],
    );
    with_objective(
        r#"{ "kind": "dr_cvar", "radius": 0, "risk_aversion": 0 }"#,
        &["objective.risk_aversion: is not a positive number"],
    );
    with_objective(
        r#"{ "kind": "max_return", "measure": "cvar" }"#,
        &["objective.measure: of `max_return` needs constraints.max_risk"],
    );
    check(
        &format!(r#"{{ {MOMENTS}, "objective": {{ "kind": "min_risk", "measure": "cvar" }} }}"#),
        &["data.moments: this risk needs prices or returns"],
    );
    with(
        r#""solver": { "kind": "cutting_planes" }"#,
        &["solver.kind: `cutting_planes` is for risks that are read off scenarios"],
    );
    with(
        r#""frontier": { "points": 5, "exact": true }"#,
        &["frontier.points: has no place beside exact"],
    );
    with(r#""frontier": {}"#, &["frontier.points: is missing"]);
    with(
        r#""frontier": { "points": 5, "risk": "mad", "confidence": 0.9 }"#,
        &["frontier.confidence: belongs to `cvar` and `cdar`"],
    );
    with(
        r#""frontier": { "exact": true, "risk": "mad" }"#,
        &["frontier.exact: is for the variance"],
    );
    check(
        &format!(
            r#"{{ "data": {{ "returns": {{ "dates": ["2020-01-02", "2020-01-03"],
                "assets": {{ "A": [0.01, -0.02] }} }} }},
                "objective": {{ "kind": "max_return", "measure": "mad" }},
                "constraints": {{ "max_risk": {} }} }}"#,
            -1
        ),
        &["constraints.max_risk: is negative"],
    );
}
