//! What the document asks of the stress tests, and what is answered.

mod episodes;
mod nonsense;
mod refusals;
mod scenarios;

use std::{cell::RefCell, io::Read as _};

use domain::Day;
use market::{Missing, RawTable, Returns, Window};
use risk::Rebalance;
use serde_json::Value;

use super::{StressAnswer, StressRequest, answer};
use crate::report::ground::{Ground, Unavailable};

/// A portfolio to ask about.
struct Case {
    history: RawTable,
    returns: Returns,
    weights: Vec<f64>,
    benchmark: Option<Vec<f64>>,
    benchmark_weights: Option<Vec<f64>>,
    benchmark_levels: Option<Vec<(Day, f64)>>,
    groups: Vec<(String, Vec<usize>)>,
    file: String,
}

impl Case {
    fn new(history: RawTable, window: &Window, weights: Vec<f64>) -> Self {
        let checked = history.clone().finish(window, Some(Missing::DropAssets));
        Self {
            history,
            returns: checked.expect("something is left").table.returns(),
            weights,
            benchmark: None,
            benchmark_weights: None,
            benchmark_levels: None,
            groups: Vec::new(),
            file: String::new(),
        }
    }

    /// Equal weights of the bundled prices with the index beside them, on their last eight years.
    fn us20() -> Self {
        let window = Window::new(Some(Day::constant(2015, 1, 2)), None).expect("open");
        let mut case = Self::new(bundled(US20), &window, vec![0.05; 20]);
        case.beside(&window);
        case.group("Technology", &["AAPL", "AMD", "MSFT"]);
        case.group("Energy", &["CVX", "RRC", "XOM"]);
        case
    }

    /// The index as the benchmark, with all of its levels.
    fn beside(&mut self, window: &Window) {
        let index = bundled(SP500);
        let levels = index.days().iter().copied().zip(index.column(0));
        self.benchmark_levels = Some(
            levels
                .filter_map(|(day, cell)| Some((day, (*cell)?)))
                .collect(),
        );
        let cut = index.finish(window, None).expect("no gap");
        self.benchmark = Some(cut.table.returns().column(0).to_vec());
    }

    fn group(&mut self, name: &str, assets: &[&str]) {
        let at = |asset: &&str| self.returns.position(asset).expect("an asset");
        let members = assets.iter().map(at).collect();
        self.groups.push((name.to_owned(), members));
    }

    fn ask<T>(&self, asked: Value, work: impl FnOnce(&StressRequest, &Ground<'_>) -> T) -> T {
        let request: StressRequest = serde_json::from_value(asked.clone()).expect("a request");
        let again = serde_json::to_value(&request).expect("a document");
        let again: StressRequest = serde_json::from_value(again).expect("its own words");
        assert_eq!(request, again);
        // Which is ruined now and then; the stress tests do not look at it.
        let portfolio = vec![0.0; self.returns.len()];
        let ground = Ground {
            returns: &self.returns,
            history: &self.history,
            weights: &self.weights,
            rebalance: Rebalance::Daily,
            portfolio: &portfolio,
            benchmark: self.benchmark.as_deref(),
            benchmark_weights: self.benchmark_weights.as_deref(),
            benchmark_levels: self.benchmark_levels.as_deref(),
            risk_free: 0.0,
            confidence: &[0.95, 0.99],
            groups: &self.groups,
            seed: 1,
            load: &|path| match path {
                "factors.csv" => Ok(self.file.clone()),
                _ => Err(format!("no file {path}")),
            },
            unavailable: RefCell::default(),
        };
        work(&request, &ground)
    }

    fn answer(&self, asked: Value) -> (StressAnswer, Vec<Unavailable>) {
        self.ask(asked, |asked, ground| {
            let found = answer(asked, ground).expect("it makes sense");
            // A number that is none would be written as null and not be read again.
            let text = serde_json::to_string(&found).expect("a document");
            assert_eq!(
                serde_json::from_str::<StressAnswer>(&text).expect("its own words"),
                found
            );
            (found, ground.unavailable.take())
        })
    }

    fn refused(&self, asked: Value) -> Vec<String> {
        let errors = self.ask(asked, answer).expect_err("nonsense");
        errors.0.iter().map(ToString::to_string).collect()
    }
}

const US20: &str = "us20_adjclose_1990_2022.csv.gz";
const SP500: &str = "sp500_index_1990_2022.csv.gz";

fn bundled(name: &str) -> RawTable {
    market::read_prices(&text_of(name)).expect("a good file")
}

fn text_of(name: &str) -> String {
    let path = format!("{}/../../data/starter/{name}", env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::File::open(&path).expect("the bundled data");
    let mut text = String::new();
    flate2::read::GzDecoder::new(file)
        .read_to_string(&mut text)
        .expect("gzipped text");
    text
}

#[track_caller]
fn near(found: f64, expect: f64, tolerance: f64) {
    let off = (found - expect).abs();
    assert!(off <= tolerance, "{found} is not {expect}, off by {off:e}");
}
