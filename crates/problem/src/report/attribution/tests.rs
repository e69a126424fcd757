//! The document's words for where a return came from.

use std::cell::RefCell;

use domain::Day;
use market::{Quantity, RawTable, Returns};
use risk::Rebalance;
use serde_json::{Value, json};

use super::*;
use crate::Loader;

/// A portfolio of A to D on days that follow each other, beside a benchmark.
struct Portfolio {
    returns: Returns,
    history: RawTable,
    own: Vec<f64>,
    series: Vec<f64>,
    benchmark: Option<(Vec<f64>, Vec<f64>)>,
    groups: Vec<(String, Vec<usize>)>,
    rebalance: Rebalance,
}

impl Portfolio {
    fn new(days: usize, weights: [f64; 4], benchmark: Option<[f64; 4]>) -> Self {
        Self::kept(days, weights, benchmark, Rebalance::Monthly)
    }

    fn kept(
        count: usize,
        weights: [f64; 4],
        benchmark: Option<[f64; 4]>,
        rebalance: Rebalance,
    ) -> Self {
        let mut day = Day::constant(2020, 1, 20);
        let mut days = Vec::new();
        for _ in 0..count {
            days.push(day);
            day = day.tomorrow().expect("in the calendar");
        }
        let assets: Vec<domain::Symbol> = ["A", "B", "C", "D"]
            .map(|name| name.parse().expect("a symbol"))
            .to_vec();
        let wave = |t: usize, i: usize| {
            ((t * 7919 + i * 104_729 + t * t * 31 * (i + 1)) % 997) as f64 / 997.0 - 0.48
        };
        let matrix = nalgebra::DMatrix::from_fn(count, 4, |t, i| 0.04 * wave(t, i));
        let cells = matrix
            .column_iter()
            .map(|column| column.iter().copied().map(Some).collect())
            .collect();
        let rows = (0..count).collect();
        let history = RawTable::new(Quantity::Return, days.clone(), rows, assets.clone(), cells);
        let returns = Returns {
            days,
            assets,
            matrix,
        };
        let series = |weights: &[f64; 4]| {
            risk::portfolio_returns(&returns, weights, rebalance).expect("it does not fail")
        };
        Self {
            series: series(&weights),
            benchmark: benchmark.map(|weights| (weights.to_vec(), series(&weights))),
            own: weights.to_vec(),
            history: history.expect("a good table"),
            returns,
            groups: vec![("One".to_owned(), vec![0, 1]), ("Two".to_owned(), vec![2])],
            rebalance,
        }
    }

    fn ground<'a>(&'a self, load: &'a Loader<'a>) -> Ground<'a> {
        Ground {
            returns: &self.returns,
            history: &self.history,
            weights: &self.own,
            rebalance: self.rebalance,
            portfolio: &self.series,
            benchmark: self.benchmark.as_ref().map(|(_, series)| series.as_slice()),
            benchmark_levels: None,
            benchmark_weights: self
                .benchmark
                .as_ref()
                .map(|(weights, _)| weights.as_slice()),
            risk_free: 0.0,
            confidence: &[0.95],
            groups: &self.groups,
            seed: 1,
            load,
            unavailable: RefCell::default(),
        }
    }

    /// The answer as JSON, written and read again.
    fn ask(&self, request: Value) -> Value {
        let ground = self.ground(&no_file);
        let asked = serde_json::from_value(request).expect("a good request");
        let found = answer(&asked, &ground).expect("an answer");
        assert!(ground.unavailable.borrow().is_empty());
        let text = serde_json::to_string(&found).expect("finite numbers");
        let again: AttributionAnswer = serde_json::from_str(&text).expect("its own words");
        assert_eq!(again, found);
        serde_json::from_str(&text).expect("JSON")
    }

    fn refused(&self, request: Value) -> String {
        let asked = serde_json::from_value(request).expect("a good request");
        let found = answer(&asked, &self.ground(&no_file));
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

fn compounded(series: &[f64]) -> f64 {
    series.iter().map(|r| 1.0 + r).product::<f64>() - 1.0
}

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-12, "{a}, not {b}");
}

const OWN: [f64; 4] = [0.4, 0.2, 0.3, 0.0];
const OTHER: [f64; 4] = [0.25; 4];

#[test]
fn effects_add_up_in_every_form() {
    for rebalance in [Rebalance::Daily, Rebalance::Monthly, Rebalance::None] {
        let portfolio = Portfolio::kept(80, OWN, Some(OTHER), rebalance);
        let (_, other) = portfolio.benchmark.as_ref().expect("a benchmark");
        let active = compounded(&portfolio.series) - compounded(other);
        for periods in ["day", "month", "year", "all"] {
            for linking in ["carino", "menchero"] {
                for interaction in ["separate", "selection"] {
                    let found = portfolio.ask(json!({
                        "periods": periods, "linking": linking, "interaction": interaction
                    }));
                    let found = &found["groups"];
                    close(number(&found["active_return"]), active);
                    close(number(&found["total"]["total"]), active);
                    let groups = found["groups"].as_array().expect("a list");
                    let sum: f64 = groups.iter().map(|group| number(&group["total"])).sum();
                    close(sum, active);
                    let separate = interaction == "separate";
                    assert_eq!(found["total"].get("interaction").is_some(), separate);
                    let rows = found["by_period"].as_array().expect("a list");
                    for row in rows {
                        let groups = row["groups"].as_array().expect("a list");
                        let sum: f64 = groups.iter().map(|group| number(&group["total"])).sum();
                        close(sum, number(&row["active_return"]));
                    }
                    let count = [("day", 80), ("month", 4), ("year", 1), ("all", 1)];
                    assert!(count.contains(&(periods, rows.len())), "{periods}");
                }
            }
        }
    }
}

/// One period by hand: what was bought once, and held.
#[test]
fn groups_are_as_bought() {
    let portfolio = Portfolio::kept(30, OWN, Some(OTHER), Rebalance::None);
    let found = portfolio.ask(json!({ "periods": "all" }));
    let found = &found["groups"];
    let total = |i: usize| compounded(portfolio.returns.column(i));
    let whole: f64 = (0..4).map(|i| 0.25 * total(i)).sum();
    let own = (0.4 * total(0) + 0.2 * total(1)) / 0.6;
    let other = (total(0) + total(1)) / 2.0;
    let kinds: Vec<(&str, &str)> = found["groups"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|group| {
            let name = group.get("group").and_then(Value::as_str);
            (group["kind"].as_str().expect("a word"), name.unwrap_or("-"))
        })
        .collect();
    let expect = [
        ("group", "One"),
        ("group", "Two"),
        ("rest", "-"),
        ("cash", "-"),
    ];
    assert_eq!(kinds, expect);
    let one = &found["groups"][0];
    close(number(&one["allocation"]), 0.1 * (other - whole));
    close(number(&one["selection"]), 0.5 * (own - other));
    close(number(&one["interaction"]), 0.1 * (own - other));
    // D is only in the benchmark, and cash only in the portfolio.
    let rest = &found["groups"][2];
    close(number(&rest["allocation"]), -0.25 * (total(3) - whole));
    close(number(&rest["selection"]), 0.0);
    close(number(&found["groups"][3]["total"]), -0.1 * whole);
    let row = &found["by_period"][0];
    assert_eq!(
        (&row["from"], &row["to"]),
        (&json!("2020-01-20"), &json!("2020-02-18"))
    );
    close(number(&row["linking_coefficient"]), 1.0);
    let one = &row["groups"][0];
    close(number(&one["portfolio_weight"]), 0.6);
    close(number(&one["portfolio_return"]), own);
    close(number(&one["benchmark_return"]), other);
    assert_eq!(row["groups"][2]["portfolio_return"], Value::Null);
}

#[test]
fn contributions_are_weights_times_returns_of_what_is_held() {
    let portfolio = Portfolio::kept(50, OWN, None, Rebalance::None);
    let ground = portfolio.ground(&no_file);
    let found = contributions(&ground).expect("contributions");
    close(found.total_return, compounded(&portfolio.series));
    let names: Vec<&str> = found
        .holdings
        .0
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["A", "B", "C"]);
    for (i, (_, holding)) in found.holdings.0.iter().enumerate() {
        let own = compounded(portfolio.returns.column(i));
        close(holding.contribution, OWN[i] * own);
        close(holding.total_return.expect("a return"), own);
    }
    let daily = Portfolio::kept(50, OWN, None, Rebalance::Daily);
    let found = contributions(&daily.ground(&no_file)).expect("contributions");
    let sum: f64 = found
        .holdings
        .0
        .iter()
        .map(|(_, holding)| holding.contribution)
        .sum();
    close(sum, compounded(&daily.series));
}

#[test]
fn factors_add_up_with_and_without_a_benchmark() {
    for benchmark in [None, Some(OTHER)] {
        let portfolio = Portfolio::new(60, OWN, benchmark);
        let found = portfolio.ask(json!({ "factors": { "assets": ["C", "D"] } }));
        assert_eq!(found.get("groups").is_some(), benchmark.is_some());
        let factors = &found["factors"];
        let other = portfolio.benchmark.as_ref();
        let other = other.map_or(0.0, |(_, series)| compounded(series));
        let active = compounded(&portfolio.series) - other;
        close(number(&factors["active_return"]), active);
        let sum: f64 = ["C", "D"]
            .iter()
            .map(|name| number(&factors["factors"][name]["contribution"]))
            .sum();
        close(sum + number(&factors["specific"]), active);
        assert_eq!(factors["common_days"], 60);
        assert_eq!(
            factors.get("benchmark_return").is_some(),
            benchmark.is_some()
        );
    }
    // All of a portfolio that is its factor is the factor's.
    let portfolio = Portfolio::kept(60, [0.0, 0.0, 0.5, 0.0], None, Rebalance::Daily);
    let found = portfolio.ask(json!({ "factors": { "assets": ["C"] } }));
    close(number(&found["factors"]["factors"]["C"]["beta"]), 0.5);
    close(number(&found["factors"]["specific"]), 0.0);
}

#[test]
fn what_is_wrong_is_named() {
    let alone = Portfolio::new(40, OWN, None);
    assert_eq!(
        alone.refused(json!({})),
        "benchmark: is missing: attribution to groups needs a benchmark with weights"
    );
    let mut series = Portfolio::new(40, OWN, Some(OTHER));
    let asked = serde_json::from_value(json!({})).expect("a request");
    let mut ground = series.ground(&no_file);
    ground.benchmark_weights = None;
    let refused = answer(&asked, &ground).expect_err("it has no weights");
    assert_eq!(
        refused.to_string(),
        "benchmark: attribution to groups needs the weights of the benchmark, has its returns"
    );
    drop(ground);
    assert_eq!(
        series.refused(json!({ "groups": ["One", "Three", "One"] })),
        "attribution.groups[1]: Three is not among the groups\nattribution.groups[2]: comes twice"
    );
    series.groups.push(("Three".to_owned(), vec![2, 3]));
    assert_eq!(
        series.refused(json!({})),
        "attribution.groups: C is in Two and in Three: name groups that share no asset"
    );
    let found = series.ask(json!({ "groups": ["Three"] }));
    assert_eq!(found["groups"]["groups"][0]["group"], "Three");
    assert_eq!(found["groups"]["groups"][1]["kind"], "rest");
    assert_eq!(
        series.refused(json!({ "groups": [], "factors": { "assets": ["X"] } })),
        "attribution.factors.assets[0]: X is not among the assets"
    );
    assert_eq!(
        series.refused(json!({ "groups": [], "factors": { "assets": ["A"], "lag": 3 } })),
        "attribution.factors.lag: is not used: attribution has no standard errors"
    );
    for wrong in [
        json!({ "period": "day" }),
        json!({ "periods": "week" }),
        json!({ "linking": 1 }),
    ] {
        assert!(serde_json::from_value::<AttributionRequest>(wrong).is_err());
    }
}

#[test]
fn too_few_days_are_told() {
    let portfolio = Portfolio::new(3, OWN, None);
    let ground = portfolio.ground(&no_file);
    let asked = json!({ "factors": { "assets": ["A", "B"] } });
    let found = answer(&serde_json::from_value(asked).expect("a request"), &ground);
    assert_eq!(found.expect("an answer").factors, None);
    let told = ground.unavailable.borrow();
    assert_eq!(told[0].what, "attribution.factors");
    assert_eq!(
        told[0].reason,
        "not enough data, needs 4 observations, has 3"
    );
}
