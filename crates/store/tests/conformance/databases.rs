use std::{
    fs,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use domain::{Day, Instrument, InstrumentKind, Symbol};
use store::{Bar, Content, ImportMeta, MacroValue, Store, StoreError, StoreOptions};

/// A folder that goes away with its owner.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("finx-store-{}-{n}", process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// An empty database of either kind, and a folder for the files of the test.
pub(crate) struct TestDatabase {
    pub(crate) url: String,
    pub(crate) folder: Folder,
}

impl TestDatabase {
    pub(crate) fn sqlite() -> Self {
        let folder = Folder::new();
        let url = format!("sqlite:{}", folder.path().join("finx.db").display());
        Self { url, folder }
    }

    #[cfg(unix)]
    pub(crate) fn postgres(url: String) -> Self {
        Self {
            url,
            folder: Folder::new(),
        }
    }

    pub(crate) async fn open(&self) -> Store {
        self.try_open(None).await.unwrap()
    }

    pub(crate) async fn try_open(&self, migrations: Option<&Path>) -> Result<Store, StoreError> {
        open(&self.url, migrations).await
    }
}

pub(crate) async fn open(url: &str, migrations: Option<&Path>) -> Result<Store, StoreError> {
    let options = StoreOptions {
        migrations: migrations.map(Path::to_owned),
        ..StoreOptions::default()
    };
    Store::open(&url.parse().unwrap(), &options).await
}

pub(crate) fn symbol(text: &str) -> Symbol {
    text.parse().unwrap()
}

pub(crate) fn instrument(text: &str) -> Instrument {
    Instrument {
        symbol: symbol(text),
        name: format!("{text} Inc."),
        kind: InstrumentKind::Equity,
        sector: "Technology".to_owned(),
        country: "US".to_owned(),
        currency: "USD".to_owned(),
        exchange: "NASDAQ".to_owned(),
    }
}

/// The `n`th day from 1 January 1990.
pub(crate) fn day(n: i32) -> Day {
    // `jiff` is behind `domain`'s `Day`: count with what it offers.
    let mut day = Day::constant(1990, 1, 1);
    for _ in 0..n / 28 {
        day = Day::new(
            day.year() + i16::from(day.month() == 12),
            day.month() % 12 + 1,
            1,
        )
        .unwrap();
    }
    Day::new(day.year(), day.month(), i8::try_from(1 + n % 28).unwrap()).unwrap()
}

pub(crate) fn close(n: i32, price: f64) -> Bar {
    Bar {
        day: day(n),
        open: None,
        high: None,
        low: None,
        close: None,
        adj_close: price,
        volume: None,
    }
}

/// A dataset and its source of the same name.
pub(crate) fn meta(dataset: &str, sha256: &str) -> ImportMeta {
    ImportMeta {
        dataset: dataset.to_owned(),
        sha256: sha256.to_owned(),
        source: dataset.to_owned(),
        licence: "CC0".to_owned(),
    }
}

pub(crate) fn bars(rows: Vec<(&str, Bar)>) -> Content<Vec<(Symbol, Bar)>, Vec<MacroValue>> {
    let mut instruments: Vec<_> = rows.iter().map(|(text, _)| instrument(text)).collect();
    instruments.dedup();
    Content {
        instruments,
        bars: rows
            .into_iter()
            .map(|(text, bar)| (symbol(text), bar))
            .collect(),
        macro_values: Vec::new(),
    }
}

pub(crate) fn macro_values(
    rows: Vec<(&str, i32, f64)>,
) -> Content<Vec<(Symbol, Bar)>, Vec<MacroValue>> {
    let value = |(series, n, value): (&str, i32, f64)| MacroValue {
        series: series.to_owned(),
        day: day(n),
        value,
    };
    Content {
        instruments: Vec::new(),
        bars: Vec::new(),
        macro_values: rows.into_iter().map(value).collect(),
    }
}

/// The name of the constraint that refused.
pub(crate) fn constraint<T: std::fmt::Debug>(result: Result<T, StoreError>) -> String {
    match result {
        Err(StoreError::Conflict { constraint }) => constraint,
        other => panic!("expected a conflict, got {other:?}"),
    }
}

/// The text for the operator.
pub(crate) fn unavailable<T: std::fmt::Debug>(result: Result<T, StoreError>) -> String {
    match result {
        Err(StoreError::Unavailable(why)) => why,
        other => panic!("expected `Unavailable`, got {other:?}"),
    }
}
