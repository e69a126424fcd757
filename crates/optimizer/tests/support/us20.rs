//! The bundled prices of twenty stocks, and the reference results on them.

use std::fs::File;
use std::path::PathBuf;
use std::sync::OnceLock;

use flate2::read::GzDecoder;
use nalgebra::{DMatrix, DVector};
use optimizer::{Bounds, Constraints, Moments, Row};
use serde_json::Value;

fn crate_path(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Simple daily returns, 8312 days × 20 assets.
pub(crate) fn returns() -> DMatrix<f64> {
    let path = crate_path("../../data/starter/us20_adjclose_1990_2022.csv.gz");
    let mut reader = csv::Reader::from_reader(GzDecoder::new(File::open(path).expect("prices")));
    let prices: Vec<Vec<f64>> = reader
        .records()
        .map(|record| {
            let record = record.expect("a row");
            record
                .iter()
                .skip(1)
                .map(|cell| cell.parse().expect("a price"))
                .collect()
        })
        .collect();
    DMatrix::from_fn(prices.len() - 1, prices[0].len(), |day, asset| {
        prices[day + 1][asset] / prices[day][asset] - 1.0
    })
}

/// One reference file.
pub(crate) fn reference(name: &str) -> Value {
    let path = crate_path("tests/reference").join(name);
    serde_json::from_reader(File::open(path).expect("a reference file")).expect("JSON")
}

pub(crate) fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

pub(crate) fn vector(value: &Value) -> DVector<f64> {
    let entries = value.as_array().expect("a list");
    DVector::from_iterator(entries.len(), entries.iter().map(number))
}

pub(crate) fn matrix(value: &Value) -> DMatrix<f64> {
    let rows: Vec<_> = value
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| vector(row).transpose())
        .collect();
    DMatrix::from_rows(&rows)
}

/// Annual moments from the reference file's daily ones.
pub(crate) fn moments() -> Moments {
    static MOMENTS: OnceLock<Moments> = OnceLock::new();
    let read = || {
        let file = reference("mvo_us20.json");
        Moments::new(vector(&file["mu"]) * 252.0, matrix(&file["cov"]) * 252.0).expect("moments")
    };
    MOMENTS.get_or_init(read).clone()
}

/// The largest difference between two vectors.
pub(crate) fn distance(left: &DVector<f64>, right: &DVector<f64>) -> f64 {
    (left - right).amax()
}

/// Caps, sectors and a band around 1/n, as `case` has them.
pub(crate) fn banded(case: &Value, n: usize) -> Constraints {
    let sectors: Vec<&str> = case["sectors"]
        .as_array()
        .expect("sectors")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let mut names = sectors.clone();
    names.sort_unstable();
    names.dedup();
    let cap = number(&case["sector_cap"]);
    let rows = names
        .iter()
        .map(|name| {
            let members = (0..n).filter(|&asset| sectors[asset] == *name);
            Row::group(*name, members, None, Some(cap))
        })
        .collect();
    let (band, share) = (number(&case["max_abs_change_per_asset"]), 1.0 / n as f64);
    Constraints {
        min_weight: Bounds::all((share - band).max(0.0)),
        max_weight: Bounds::all((share + band).min(number(&case["max_weight"]))),
        rows,
        ..Constraints::default()
    }
}
