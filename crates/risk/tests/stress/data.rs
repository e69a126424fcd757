#[path = "../support/starter.rs"]
mod bundled;

pub(crate) use bundled::starter;
use domain::Day;
use market::{Quantity, RawTable, Returns, Window};
use proptest::prelude::*;
use risk::stress::Joint;
use serde_json::Value;

pub(crate) fn us20() -> RawTable {
    starter("us20_adjclose_1990_2022.csv.gz")
}

pub(crate) fn sp500() -> RawTable {
    starter("sp500_index_1990_2022.csv.gz")
}

/// Returns from the first price of 2015 on.
pub(crate) fn since_2015(table: RawTable) -> Returns {
    let window = Window::new(Some(Day::constant(2015, 1, 2)), None).expect("open");
    table.finish(&window, None).expect("no gap").table.returns()
}

pub(crate) fn reference() -> Value {
    serde_json::from_str(include_str!("../reference/stress_us20.json")).expect("a good file")
}

pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    let items = value.as_array().expect("a list").iter();
    items.map(|item| item.as_f64().expect("a number")).collect()
}

#[track_caller]
pub(crate) fn near(what: &str, found: f64, expect: f64, tolerance: f64) {
    let off = (found - expect).abs();
    assert!(
        off <= tolerance,
        "{what}: {found} is not {expect}, off by {off:e}"
    );
}

/// Assets `A0`, `A1`, … on consecutive days from 2020-01-01.
pub(crate) fn table(quantity: Quantity, columns: Vec<Vec<Option<f64>>>) -> RawTable {
    let count = columns.first().map_or(0, Vec::len);
    let days = (0..count as i64).map(|d| Day::constant(2020, 1, 1) + jiff::Span::new().days(d));
    let names = (0..columns.len()).map(|i| format!("A{i}").parse().expect("a symbol"));
    RawTable::new(
        quantity,
        days.collect(),
        (0..count).collect(),
        names.collect(),
        columns,
    )
    .expect("a good table")
}

/// Returns of `n` series that depend on each other by chance, `t` days each.
pub(crate) fn series(n: usize, t: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Vec<f64>>> {
    t.prop_flat_map(move |t| prop::collection::vec(prop::collection::vec(-0.1_f64..0.1, t), n))
        .prop_map(|mut series| {
            let common = series[0].clone();
            for series in &mut series[1..] {
                for (r, c) in series.iter_mut().zip(&common) {
                    *r = 0.6 * *r + 0.4 * c;
                }
            }
            series
        })
}

pub(crate) fn joint(series: &[Vec<f64>], factors: usize) -> Joint {
    let all: Vec<&[f64]> = series.iter().map(Vec::as_slice).collect();
    let (assets, factors) = all.split_at(all.len() - factors);
    Joint::new(assets, factors).expect("sound")
}
