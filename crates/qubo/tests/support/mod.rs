//! The reference instances, and where they come from.
//!
//! `reference/qubo_us20.json`: 20 real US stocks, the last 1,000 days, annual means and covariances
//! (× 252, ddof 1), the first n of them; `f(z) = q z'Σz/K² − (1 − q) μ'z/K`, solved by enumeration
//! in Python outside of this project.

use nalgebra::{DMatrix, DVector};
use qubo::{Count, Selection};
use serde_json::Value;

pub(crate) struct Instance {
    pub(crate) name: String,
    pub(crate) selection: Selection,
    pub(crate) feasible: u64,
    pub(crate) best: f64,
    pub(crate) best_assets: Vec<usize>,
    pub(crate) second: f64,
    pub(crate) second_assets: Vec<usize>,
    pub(crate) worst: f64,
    pub(crate) mean: f64,
}

pub(crate) fn reference() -> Vec<Instance> {
    let file = document();
    let instances = file["instances"].as_array().expect("a valid case");
    instances
        .iter()
        .map(|instance| one(&file, instance))
        .collect()
}

/// The first `n` assets of the reference, `k` of them, by the weight `q` of the risk.
pub(crate) fn us20(n: usize, k: usize, q: f64) -> Selection {
    selection(&document(), n, k, q)
}

fn document() -> Value {
    serde_json::from_str(include_str!("../reference/qubo_us20.json")).expect("a valid case")
}

fn one(file: &Value, instance: &Value) -> Instance {
    let (n, k) = (
        number(instance, "n") as usize,
        number(instance, "K") as usize,
    );
    let q = number(instance, "q");
    Instance {
        name: format!("n = {n}, q = {q}"),
        selection: selection(file, n, k, q),
        feasible: number(instance, "feasible") as u64,
        best: number(instance, "best"),
        best_assets: assets(instance, "best_assets"),
        second: number(instance, "second"),
        second_assets: assets(instance, "second_assets"),
        worst: number(instance, "worst"),
        mean: number(instance, "mean"),
    }
}

fn selection(file: &Value, n: usize, k: usize, q: f64) -> Selection {
    let count = k as f64;
    let covariance =
        |i: usize, j: usize| file["cov_annual_20"][i][j].as_f64().expect("a valid case");
    let mean = |i: usize| file["mu_annual_20"][i].as_f64().expect("a valid case");
    Selection::new(
        DMatrix::from_fn(n, n, |i, j| q * covariance(i, j) / (count * count)),
        DVector::from_fn(n, |i, _| -(1.0 - q) * mean(i) / count),
        Count::Exactly(k),
    )
    .expect("a valid case")
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().expect("a valid case")
}

fn assets(value: &Value, key: &str) -> Vec<usize> {
    let list = value[key].as_array().expect("a valid case");
    list.iter()
        .map(|asset| asset.as_u64().expect("a valid case") as usize)
        .collect()
}
