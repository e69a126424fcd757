//! Data that is not part of the project: five hundred stocks and the portfolios of the OR-Library.
//!
//! It is looked for in the folder that the environment variable `FINX_SHARED` names, and beside
//! the checkout; where it is absent, what needs it is skipped and says so.

#[path = "../../examples/support/orlib.rs"]
mod orlib;

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use flate2::read::GzDecoder;
use nalgebra::{DMatrix, DVector};
use optimizer::{CovarianceEstimate, Moments};
use serde_json::Value;

/// The folder with `data` and `reference`, if this machine has one.
pub(crate) fn shared() -> Option<PathBuf> {
    let folder = match std::env::var_os("FINX_SHARED") {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
    };
    folder.join("data").is_dir().then_some(folder)
}

/// Says that a test had nothing to work on.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
pub(crate) fn skipped(what: &str) {
    eprintln!("skipped: {what} needs shared/data (FINX_SHARED)");
}

fn text(path: &str) -> Option<String> {
    std::fs::read_to_string(shared()?.join(path)).ok()
}

/// One reference file.
pub(crate) fn reference(name: &str) -> Option<Value> {
    serde_json::from_str(&text(&format!("reference/{name}"))?).ok()
}

/// Closes by day and stock, with gaps.
type Closes = Vec<Vec<Option<f64>>>;

/// The symbols, and their closes.
fn closes() -> Option<(Vec<String>, Closes)> {
    let path = shared()?.join("data/large/sp500_close_2013_2018.csv.gz");
    let mut all = String::new();
    GzDecoder::new(File::open(path).ok()?)
        .read_to_string(&mut all)
        .ok()?;
    let mut lines = all.lines();
    let symbols = lines.next()?.split(',').skip(1).map(str::to_owned);
    let symbols = symbols.collect();
    let days = lines
        .map(|line| line.split(',').skip(1).map(|cell| cell.parse().ok()))
        .map(Iterator::collect)
        .collect();
    Some((symbols, days))
}

/// Simple daily returns of the first `count` complete columns; beyond 470 those with the most
/// closes, a missing return filled with the mean of the day.
pub(crate) fn returns(count: usize) -> Option<DMatrix<f64>> {
    let (symbols, days) = closes()?;
    let seen = |column: usize| days.iter().filter(|day| day[column].is_some()).count();
    let mut columns: Vec<usize> = (0..symbols.len()).collect();
    if count <= 470 {
        columns.retain(|&column| seen(column) == days.len());
        columns.truncate(count);
    } else {
        columns.sort_by_key(|&column| std::cmp::Reverse(seen(column)));
        columns.truncate(count);
        columns.sort_by(|&one, &other| symbols[one].cmp(&symbols[other]));
    }
    let mut returns = DMatrix::zeros(days.len() - 1, columns.len());
    for (day, pair) in days.windows(2).enumerate() {
        let change = |column: &usize| Some(pair[1][*column]? / pair[0][*column]? - 1.0);
        let changes: Vec<Option<f64>> = columns.iter().map(change).collect();
        let known: Vec<f64> = changes.iter().copied().flatten().collect();
        let mean = known.iter().sum::<f64>() / known.len() as f64;
        for (column, change) in changes.into_iter().enumerate() {
            returns[(day, column)] = change.unwrap_or(mean);
        }
    }
    Some(returns)
}

/// Annual moments of [`returns`].
pub(crate) fn moments(count: usize) -> Option<Moments> {
    let returns = returns(count)?;
    Some(Moments::estimate(&returns, CovarianceEstimate::Sample).expect("moments"))
}

/// Weekly moments of one portfolio of the OR-Library: means, standard deviations, correlations.
pub(crate) fn orlib(number: usize) -> Option<Moments> {
    let text = text(&format!("data/orlib/port{number}.txt"))?;
    let (mean, covariance) = orlib::read(&text);
    Some(Moments::new(mean, covariance).expect("moments"))
}

/// The published frontier of one portfolio of the OR-Library: returns and variances.
pub(crate) fn orlib_frontier(number: usize) -> Option<Vec<(f64, f64)>> {
    let text = text(&format!("data/orlib/portef{number}.txt"))?;
    let point = |line: &str| {
        let mut cells = line.split_ascii_whitespace().map(str::parse);
        Some((cells.next()?.ok()?, cells.next()?.ok()?))
    };
    Some(text.lines().filter_map(point).collect())
}

/// Moments of a made market of three factors, for machines without the data.
pub(crate) fn made(n: usize) -> Moments {
    let wave = |i: usize, k: usize| ((i * (2 * k + 3) + 7 * k) as f64 * 0.618).sin();
    let loadings = DMatrix::from_fn(n, 3, |i, k| match k {
        0 => 0.16 + 0.05 * wave(i, 0),
        _ => 0.09 * wave(i, k),
    });
    let mut covariance = &loadings * loadings.transpose();
    for asset in 0..n {
        covariance[(asset, asset)] += (0.17 + 0.08 * wave(asset, 5)).powi(2);
    }
    let mean = DVector::from_fn(n, |asset, _| 0.08 + 0.06 * wave(asset, 7));
    Moments::new(mean, covariance).expect("moments")
}
