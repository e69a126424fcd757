//! The document's words for rules.

use std::cell::RefCell;

use domain::Day;
use market::{Quantity, RawTable, Returns, Window};
use risk::Rebalance;
use serde_json::{Value, json};

use super::*;
use crate::Loader;

/// A portfolio of A to D on prices that are made by a rule.
struct Portfolio {
    history: RawTable,
    returns: Returns,
    weights: Vec<f64>,
    series: Vec<f64>,
    benchmark: Option<Vec<f64>>,
    groups: Vec<(String, Vec<usize>)>,
}

impl Portfolio {
    fn new(count: usize, weights: [f64; 4]) -> Self {
        let mut day = Day::constant(2020, 1, 1);
        let mut days = Vec::new();
        for _ in 0..count {
            days.push(day);
            day = day.tomorrow().expect("in the calendar");
        }
        let wave = |t: usize, i: usize| {
            ((t * 7919 + i * 104_729 + t * t * 31 * (i + 1)) % 997) as f64 / 997.0 - 0.48
        };
        let column = |i: usize| {
            let mut price = 100.0;
            let mut step = |t: usize| {
                price *= 1.0 + 0.04 * wave(t, i);
                Some(price)
            };
            (0..count).map(&mut step).collect::<Vec<_>>()
        };
        let assets = ["A", "B", "C", "D"].map(|name| name.parse().expect("a symbol"));
        let rows = (0..count).collect();
        let cells = (0..4).map(column).collect();
        let history = RawTable::new(Quantity::Price, days, rows, assets.to_vec(), cells);
        let history = history.expect("good prices");
        let checked = history.clone().finish(&Window::ALL, None).expect("no gap");
        let returns = checked.table.returns();
        let series = risk::portfolio_returns(&returns, &weights, Rebalance::Daily);
        Self {
            history,
            returns,
            weights: weights.to_vec(),
            series: series.expect("it does not fail"),
            benchmark: None,
            groups: vec![
                ("One".to_owned(), vec![0, 1]),
                ("Two".to_owned(), vec![1, 2]),
            ],
        }
    }

    fn ground<'a>(&'a self, load: &'a Loader<'a>) -> Ground<'a> {
        Ground {
            returns: &self.returns,
            history: &self.history,
            weights: &self.weights,
            rebalance: Rebalance::Daily,
            portfolio: &self.series,
            benchmark: self.benchmark.as_deref(),
            benchmark_levels: None,
            benchmark_weights: None,
            risk_free: 0.0,
            confidence: &[0.9, 0.99],
            groups: &self.groups,
            seed: 1,
            load,
            unavailable: RefCell::default(),
        }
    }

    fn find(
        &self,
        rules: Value,
        proposed: Option<&[f64]>,
        liquidity: Option<Value>,
    ) -> Result<Vec<RuleAnswer>, ProblemErrors> {
        let rules: Vec<Rule> = serde_json::from_value(rules).expect("good rules");
        let liquidity: Option<LiquidityRequest> =
            liquidity.map(|asked| serde_json::from_value(asked).expect("a good request"));
        answer(&rules, &self.ground(&no_file), proposed, liquidity.as_ref())
    }

    /// The answer as JSON, written and read again.
    fn ask(&self, rules: Value, proposed: Option<&[f64]>, liquidity: Option<Value>) -> Vec<Value> {
        let found = self.find(rules, proposed, liquidity).expect("answers");
        let text = serde_json::to_string(&found).expect("finite numbers");
        let again: Vec<RuleAnswer> = serde_json::from_str(&text).expect("its own words");
        assert_eq!(again, found);
        serde_json::from_str(&text).expect("JSON")
    }

    fn refused(&self, rules: Value) -> String {
        let found = self.find(rules, None, None);
        found.expect_err("it is wrong").to_string()
    }
}

fn no_file(path: &str) -> Result<String, String> {
    Err(format!("no file {path}"))
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

fn close(found: &Value, expect: f64) {
    let found = number(found);
    assert!((found - expect).abs() < 1e-12, "{found}, not {expect}");
}

const WEIGHTS: [f64; 4] = [0.5, 0.25, 0.125, 0.0];

#[test]
fn a_breach_is_answered_in_full() {
    let portfolio = Portfolio::new(60, WEIGHTS);
    let found = portfolio.ask(json!([{ "kind": "max_weight", "limit": 0.25 }]), None, None);
    assert_eq!(
        found[0],
        json!({
            "name": "max_weight", "kind": "max_weight", "status": "breach",
            "measured": 0.5, "limit": 0.25, "bound": "max", "warn_at": 0.225, "headroom": -0.25,
            "responsible": [{ "asset": "A", "part": 0.5 }]
        })
    );
}

#[test]
fn every_kind_is_measured() {
    let mut portfolio = Portfolio::new(200, WEIGHTS);
    portfolio.benchmark = Some(portfolio.returns.column(3).to_vec());
    let x = &portfolio.series;
    let b = portfolio.returns.column(3);
    let active: Vec<f64> = x.iter().zip(b).map(|(x, b)| x - b).collect();
    let tail = |model, confidence, days| {
        risk::tail::tail_risk(x, model, confidence, days).expect("a tail")
    };
    use risk::tail::Model;
    let concentration = risk::structure::concentration(&WEIGHTS).expect("weights");
    let check = |mut rule: Value, measured: f64| {
        // Nothing keeps a limit of nothing but a short list, and nothing reaches a billion.
        let kind = rule["kind"].as_str().expect("a word").to_owned();
        if kind == "beta" || kind == "cash" || kind == "net_exposure" {
            rule["max"] = json!(-1e9);
        } else if kind.starts_with("min") {
            rule["limit"] = json!(1e9);
        } else if kind != "restricted" {
            rule["limit"] = json!(0.0);
        }
        let liquidity = json!({ "value": 1000.0, "volumes": { "A": 1.0, "B": 2.0, "C": 50.0 },
            "prices": { "A": 100.0, "B": 50.0, "C": 10.0 }, "participation": 0.25 });
        let found = portfolio.ask(json!([rule]), None, Some(liquidity));
        assert_eq!(found[0]["status"], "breach", "{kind}");
        assert_eq!(found[0]["kind"], kind);
        close(&found[0]["measured"], measured);
    };
    let all: [(Value, f64); 27] = [
        (json!({ "kind": "max_weight" }), 0.5),
        (json!({ "kind": "max_weight", "asset": "B" }), 0.25),
        (json!({ "kind": "min_weight" }), 0.125),
        (json!({ "kind": "min_weight", "asset": "D" }), 0.0),
        (json!({ "kind": "max_group_weight", "group": "One" }), 0.75),
        (json!({ "kind": "min_group_weight", "group": "Two" }), 0.375),
        (json!({ "kind": "min_holdings" }), 3.0),
        (json!({ "kind": "max_holdings" }), 3.0),
        (json!({ "kind": "max_top_weight", "count": 2 }), 0.75),
        (json!({ "kind": "max_hhi" }), concentration.hhi),
        (json!({ "kind": "max_gross_exposure" }), 0.875),
        (json!({ "kind": "net_exposure" }), 0.875),
        (json!({ "kind": "cash" }), 0.125),
        (
            json!({ "kind": "restricted", "assets": ["C", "D", "ELSEWHERE"] }),
            0.125,
        ),
        (
            json!({ "kind": "max_var" }),
            tail(Model::Historical, 0.9, 1).var,
        ),
        (
            json!({ "kind": "max_var", "model": "normal", "confidence": 0.99, "horizon_days": 10 }),
            tail(Model::Normal, 0.99, 10).var,
        ),
        (
            json!({ "kind": "max_var", "model": "cornish_fisher" }),
            tail(Model::CornishFisher, 0.9, 1).var,
        ),
        (
            json!({ "kind": "max_var", "model": "student_t" }),
            tail(Model::StudentT, 0.9, 1).var,
        ),
        (
            json!({ "kind": "max_cvar", "confidence": 0.95 }),
            tail(Model::Historical, 0.95, 1).cvar.expect("a mean"),
        ),
        (
            json!({ "kind": "max_cvar", "model": "ewma" }),
            tail(Model::Ewma { decay: 0.94 }, 0.9, 1)
                .cvar
                .expect("a mean"),
        ),
        (
            json!({ "kind": "max_volatility" }),
            risk::volatility_annual(x).expect("days"),
        ),
        (
            json!({ "kind": "max_tracking_error" }),
            risk::volatility_annual(&active).expect("days"),
        ),
        (
            json!({ "kind": "max_drawdown" }),
            risk::max_drawdown(x).expect("days").fraction,
        ),
        (json!({ "kind": "beta" }), risk::beta(x, b).expect("days")),
        // 500 at 25 a day, 250 at 25, 125 at 125.
        (json!({ "kind": "max_days_to_liquidate" }), 20.0),
        (
            json!({ "kind": "min_sold_within", "days": 2.0 }),
            225.0 / 875.0,
        ),
        (json!({ "kind": "min_sold_within", "days": 20 }), 1.0),
    ];
    for (rule, measured) in all {
        check(rule, measured);
    }
}

#[test]
fn a_group_rule_without_a_group_is_one_for_each() {
    let portfolio = Portfolio::new(60, WEIGHTS);
    let rules = json!([
        { "kind": "max_group_weight", "limit": 0.5 },
        { "kind": "max_group_weight", "limit": 0.5, "name": "sectors" },
        { "kind": "max_group_weight", "limit": 0.5, "group": "Two", "name": "second" },
        { "kind": "max_weight", "limit": 0.5, "asset": "A" }
    ]);
    let found = portfolio.ask(rules, Some(&[0.125, 0.25, 0.375, 0.0]), None);
    let said: Vec<String> = found
        .iter()
        .map(|rule| {
            let proposed = &rule["proposed"];
            let word = |value: &Value| value.as_str().expect("a word").to_owned();
            let now = word(&rule["status"]);
            let then = word(&proposed["status"]);
            let change = word(&proposed["change"]);
            let active = proposed["active_breach"].as_bool().expect("a truth");
            format!("{}: {now}, {then}, {change}, {active}", word(&rule["name"]))
        })
        .collect();
    assert_eq!(
        said,
        [
            "max_group_weight One: breach, pass, cured, false",
            "max_group_weight Two: pass, breach, breached, true",
            "sectors One: breach, pass, cured, false",
            "sectors Two: pass, breach, breached, true",
            "second: pass, breach, breached, true",
            "max_weight A: warn, pass, kept, false",
        ]
    );
    let two = &found[1]["proposed"];
    let expect = json!([{ "asset": "C", "part": 0.375 }, { "asset": "B", "part": 0.25 }]);
    assert_eq!(two["responsible"], expect);
}

#[test]
fn what_cannot_be_measured_says_why() {
    let portfolio = Portfolio::new(2, WEIGHTS);
    let rules = json!([
        { "kind": "max_volatility", "limit": 0.1 },
        { "kind": "beta", "min": 0.5, "max": 1.5 },
        { "kind": "max_days_to_liquidate", "limit": 5 },
        { "kind": "max_weight", "limit": 0.6 }
    ]);
    let found = portfolio.ask(rules, None, None);
    let reasons: Vec<(&str, Option<&str>)> = found
        .iter()
        .map(|rule| {
            let reason = rule.get("reason").and_then(Value::as_str);
            (rule["status"].as_str().expect("a word"), reason)
        })
        .collect();
    let few = "not enough data, needs 2 observations, has 1";
    let volumes = "how much is traded is not known of everything that is held";
    assert_eq!(
        reasons,
        [
            ("not_measured", Some(few)),
            ("not_measured", Some("there is no benchmark")),
            ("not_measured", Some(volumes)),
            ("pass", None),
        ]
    );
    assert_eq!(found[0]["measured"], Value::Null);
    assert_eq!(number(&found[0]["limit"]), 0.1);
}

#[test]
fn what_is_wrong_is_named() {
    let portfolio = Portfolio::new(60, WEIGHTS);
    let check = |rule: Value, expect: &str| {
        let good = json!({ "kind": "max_weight", "limit": 0.5 });
        assert_eq!(portfolio.refused(json!([good, rule])), expect);
    };
    check(
        json!({ "kind": "max_weight" }),
        "rules[1].limit: is missing: max_weight needs it",
    );
    check(
        json!({ "kind": "max_volatility", "limit": 0.1, "confidence": 0.9, "asset": "A" }),
        "rules[1].asset: does not belong to max_volatility\n\
         rules[1].confidence: does not belong to max_volatility",
    );
    check(
        json!({ "kind": "cash" }),
        "rules[1]: needs min, max, or both",
    );
    check(
        json!({ "kind": "cash", "min": 0.2, "max": 0.1 }),
        "rules[1].min: must not be above `max` (0.1), is 0.2",
    );
    check(
        json!({ "kind": "max_weight", "limit": 0.1, "warn_at": 0.2 }),
        "rules[1].warn_at: must not be above `limit` (0.1), is 0.2",
    );
    check(
        json!({ "kind": "min_holdings", "limit": 5, "warn_at": 4 }),
        "rules[1].warn_at: must not be below `limit` (5), is 4",
    );
    check(
        json!({ "kind": "beta", "min": 0.5, "warn_min": 0.4, "warn_max": 1.5 }),
        "rules[1].warn_min: must not be below `min` (0.5), is 0.4\n\
         rules[1].warn_max: needs `max`",
    );
    check(
        json!({ "kind": "max_weight", "limit": 0.1, "asset": "X" }),
        "rules[1].asset: X is not among the assets",
    );
    check(
        json!({ "kind": "max_group_weight", "limit": 0.1, "group": "X" }),
        "rules[1].group: X is not among the groups",
    );
    check(
        json!({ "kind": "max_var", "limit": 0.1, "confidence": 1.0, "horizon_days": 0 }),
        "rules[1].confidence: must lie between 0 and 1\n\
         rules[1].horizon_days: must be at least 1 and at most 2520",
    );
    check(
        json!({ "kind": "max_drawdown", "limit": -0.1 }),
        "rules[1].limit: must be at least 0",
    );
    check(
        json!({ "kind": "restricted", "assets": [] }),
        "rules[1].assets: names no asset",
    );
    check(
        json!({ "kind": "max_top_weight", "limit": 0.5, "count": 0 }),
        "rules[1].count: must be at least 1",
    );
    check(
        json!({ "kind": "min_sold_within", "limit": 0.5, "days": -1, "name": " " }),
        "rules[1].name: is empty",
    );
    for wrong in [
        json!({ "kind": "max_wait", "limit": 1 }),
        json!({ "kind": "max_weight", "limt": 1 }),
        json!({ "limit": 1 }),
    ] {
        assert!(serde_json::from_value::<Rule>(wrong).is_err());
    }
    let mut bare = Portfolio::new(60, WEIGHTS);
    bare.groups.clear();
    assert_eq!(
        bare.refused(json!([{ "kind": "max_group_weight", "limit": 0.1 }])),
        "rules[0].group: is missing, and the document has no groups"
    );
}

#[test]
fn bad_liquidity_matters_to_the_rules_that_need_it() {
    let portfolio = Portfolio::new(60, WEIGHTS);
    let liquidity = || Some(json!({ "value": -1.0, "volumes": {} }));
    let weight = json!([{ "kind": "max_weight", "limit": 0.6 }]);
    assert!(portfolio.find(weight, None, liquidity()).is_ok());
    let days = json!([{ "kind": "max_days_to_liquidate", "limit": 6 }]);
    let refused = portfolio
        .find(days, None, liquidity())
        .expect_err("a value");
    assert_eq!(refused.to_string(), "liquidity.value: must be above 0");
}
