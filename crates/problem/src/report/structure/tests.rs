//! The document's words for the structure of a portfolio.

mod components;
mod concentration;
mod correlation;
mod factors;
mod liquidity;

use std::cell::RefCell;

use domain::Day;
use market::{Quantity, RawTable, Returns, Window};
use risk::Rebalance;
use serde_json::{Value, json};

use super::*;
use crate::{
    Loader, ProblemErrors,
    report::ground::{Ground, Unavailable},
};

/// A portfolio on prices that are made by a rule.
struct Portfolio {
    history: RawTable,
    returns: Returns,
    weights: Vec<f64>,
    whole: Vec<f64>,
    groups: Vec<(String, Vec<usize>)>,
    confidence: Vec<f64>,
}

fn day(position: usize) -> Day {
    Day::constant(2020, 1, 1)
        .checked_add(std::time::Duration::from_secs(86_400 * position as u64))
        .expect("in the calendar")
}

/// Between −1 and 1, without a pattern that a small regression finds.
fn wave(t: usize, i: usize) -> f64 {
    let mixed = (t as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15 ^ ((i as u64 + 1) << 17));
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    ((mixed >> 11) as f64 / (1_u64 << 52) as f64) - 1.0
}

fn prices(count: usize, asset: usize) -> Vec<f64> {
    let mut price = 100.0 + asset as f64;
    (0..count)
        .map(|t| {
            price *= 1.0 + 0.01 * wave(t, 99) + 0.01 * wave(t, asset);
            price
        })
        .collect()
}

impl Portfolio {
    fn new(columns: Vec<Vec<f64>>, weights: &[f64]) -> Self {
        let names = ["A", "B", "C", "D", "E"];
        let assets = names[..columns.len()].iter();
        let assets = assets.map(|name| name.parse().expect("a symbol")).collect();
        let days: Vec<Day> = (0..columns[0].len()).map(day).collect();
        let rows = (0..days.len()).collect();
        let cells = columns
            .into_iter()
            .map(|column| column.into_iter().map(Some).collect())
            .collect();
        let history =
            RawTable::new(Quantity::Price, days, rows, assets, cells).expect("good prices");
        let checked = history.clone().finish(&Window::ALL, None).expect("no gap");
        let returns = checked.table.returns();
        let whole =
            risk::portfolio_returns(&returns, weights, Rebalance::Daily).expect("it does not fail");
        Self {
            history,
            returns,
            weights: weights.to_vec(),
            whole,
            groups: Vec::new(),
            confidence: vec![0.95, 0.975],
        }
    }

    fn of(days: usize, weights: &[f64]) -> Self {
        let columns = (0..weights.len())
            .map(|asset| prices(days, asset))
            .collect();
        Self::new(columns, weights)
    }

    fn ground<'a>(&'a self, load: &'a Loader<'a>) -> Ground<'a> {
        Ground {
            returns: &self.returns,
            history: &self.history,
            weights: &self.weights,
            rebalance: Rebalance::Daily,
            portfolio: &self.whole,
            benchmark: None,
            benchmark_weights: None,
            benchmark_levels: None,
            risk_free: 0.0,
            confidence: &self.confidence,
            groups: &self.groups,
            seed: 1,
            load,
            unavailable: RefCell::default(),
        }
    }
}

fn no_file(path: &str) -> Result<String, String> {
    Err(format!("no file {path}"))
}

fn told(ground: &Ground<'_>) -> Vec<String> {
    let told = ground.unavailable.borrow();
    let line = |entry: &Unavailable| format!("{}: {}", entry.what, entry.reason);
    told.iter().map(line).collect()
}

fn ask<T: serde::de::DeserializeOwned>(request: Value) -> T {
    serde_json::from_value(request).expect("a good request")
}

fn refused<T: std::fmt::Debug>(answer: Result<T, ProblemErrors>) -> String {
    answer.expect_err("it is wrong").to_string()
}

/// Written and read again it is the same, and no number is lost.
fn json_of<T>(answer: &T) -> Value
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let text = serde_json::to_string(answer).expect("finite numbers");
    let again: T = serde_json::from_str(&text).expect("its own words");
    assert_eq!(&again, answer);
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn every_name_has_one_definition() {
    let all = definitions();
    for (i, (name, formula)) in all.iter().enumerate() {
        assert!(!formula.is_empty() && !formula.contains('\n'), "{name}");
        assert!(
            all[..i].iter().all(|(other, _)| other != name),
            "{name} comes twice"
        );
    }
}
