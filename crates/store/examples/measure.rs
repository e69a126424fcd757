//! Times the first import and the reads that pages wait for, on an empty database:
//! `cargo run --release -p store --example measure -- sqlite:/tmp/measure.db`.
//!
//! The amounts are those of the bundled data: 20 symbols with 8,313 closes, 25,000 full bars.

#![expect(clippy::print_stdout, reason = "it reports to the terminal")]

use std::{error::Error, time::Instant};

use domain::{Day, Instrument, InstrumentKind, Symbol};
use store::{Bar, Content, DayRange, ImportMeta, ImportMode, Store, StoreOptions};

const SYMBOLS: usize = 20;
const CLOSES: usize = 8_313;
const BARS: usize = 3_500;
const BAR_SYMBOLS: usize = 7;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::args()
        .nth(1)
        .ok_or("the URL of an empty database is missing")?;
    let begun = Instant::now();
    let store = Store::open(&url.parse()?, &StoreOptions::default()).await?;
    report("open", begun);

    let symbols: Vec<Symbol> = (0..SYMBOLS)
        .map(|i| format!("S{i}").parse())
        .collect::<Result<_, _>>()?;
    let days: Vec<Day> = (1990..2023)
        .flat_map(|year| {
            (1..=12).flat_map(move |month| (1..=21).map(move |day| Day::constant(year, month, day)))
        })
        .take(CLOSES)
        .collect();
    let rows = |symbols: &[Symbol], count: usize, full: bool| {
        let mut rows = Vec::new();
        for (i, symbol) in symbols.iter().enumerate() {
            for (n, day) in days.iter().take(count).enumerate() {
                let price = 100.0 + (0.37 * n as f64 + i as f64).sin();
                let maybe = full.then_some(price);
                let bar = Bar {
                    day: *day,
                    open: maybe,
                    high: maybe,
                    low: maybe,
                    close: maybe,
                    adj_close: price,
                    volume: full.then_some(1_000_000),
                };
                rows.push((symbol.clone(), bar));
            }
        }
        rows
    };
    for (dataset, bars) in [
        ("closes", rows(&symbols, CLOSES, false)),
        ("bars", rows(&symbols[..BAR_SYMBOLS], BARS, true)),
    ] {
        let meta = ImportMeta {
            dataset: dataset.to_owned(),
            sha256: "none".to_owned(),
            source: dataset.to_owned(),
            licence: "made up".to_owned(),
        };
        let content = Content {
            instruments: symbols.iter().map(instrument).collect(),
            bars,
            macro_values: Vec::new(),
        };
        let begun = Instant::now();
        store
            .import_dataset(&meta, ImportMode::Replace, content)
            .await?;
        report(&format!("import {dataset}"), begun);
    }

    for _ in 0..3 {
        let begun = Instant::now();
        let columns = store
            .closes(&symbols, Some("closes"), DayRange::ALL)
            .await?;
        report("closes of 20 symbols", begun);
        assert_eq!(
            columns
                .iter()
                .map(|column| column.days.len())
                .sum::<usize>(),
            SYMBOLS * CLOSES
        );
    }
    let begun = Instant::now();
    store.bars(&symbols[0], "bars", DayRange::ALL).await?;
    report("bars of 1 symbol", begun);
    let begun = Instant::now();
    store.coverage().await?;
    report("coverage", begun);
    let begun = Instant::now();
    store.last_day(None).await?;
    report("last day", begun);
    println!(
        "{:>24} {:.1} MB",
        "size",
        store.database_facts().await?.size_bytes as f64 / 1e6
    );
    store.close().await;
    Ok(())
}

fn instrument(symbol: &Symbol) -> Instrument {
    Instrument {
        symbol: symbol.clone(),
        name: String::new(),
        kind: InstrumentKind::Equity,
        sector: String::new(),
        country: "US".to_owned(),
        currency: "USD".to_owned(),
        exchange: String::new(),
    }
}

fn report(what: &str, begun: Instant) {
    println!("{what:>24} {:.1} ms", 1e3 * begun.elapsed().as_secs_f64());
}
