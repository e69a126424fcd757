//! The bundled data: what it is, and how it gets into an empty database.
//!
//! Each data set is one transaction that leaves the fingerprint of its file behind. So an import
//! that was cut off is completed by the next start, nothing comes twice, and what is there already
//! is recognised without being read.

use std::{
    borrow::Cow,
    collections::HashMap,
    io::Read,
    time::{Duration, Instant},
};

use domain::{Instrument, Symbol};
use market::{DataError, Window};
use store::{Bar, Content, ImportMeta, ImportMode, ImportOutcome, MacroValue, Store, StoreError};

/// A file that the binary carries, or one of a folder that overrides it.
#[derive(Debug, Clone)]
pub struct BundledFile {
    /// Relative to the folder of the data.
    pub path: String,
    /// SHA-256 of the bytes, lower-case hexadecimal.
    pub sha256: String,
    /// The file as it is, compressed where its name ends in `.gz`.
    pub bytes: Cow<'static, [u8]>,
}

/// A data set, and how to read it.
#[derive(Debug, Clone, Copy)]
pub struct DataSet {
    /// Stable name.
    pub id: &'static str,
    /// The file.
    pub path: &'static str,
    /// Name under which its prices are kept apart from those of others.
    pub source: &'static str,
    /// Where it is from and under which licence, in words.
    pub licence: &'static str,
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// What the symbols stand for.
    Instruments,
    /// Adjusted closes, a column for each symbol.
    Closes,
    /// Bars, a row for each symbol and day.
    Bars,
    /// Macro series, a row for each series and day.
    Values,
}

/// Where the companies of the what-if have their prices from.
pub const UNIVERSE_SOURCE: &str = "us20";
/// The index that is compared with.
pub const INDEX_SYMBOL: &str = "^SP500";
/// Where its prices are from.
pub const INDEX_SOURCE: &str = "sp500";

/// Columns of the wide files that are named otherwise than their instrument.
const COLUMN_NAMES: &[(&str, &str)] = &[("SP500", INDEX_SYMBOL)];

/// Every data set that comes along, in the order of import: instruments first, since prices refer
/// to them, then what the first page needs.
pub const DATA_SETS: &[DataSet] = &[
    DataSet {
        id: "instruments",
        path: "instruments.csv",
        source: "finx",
        licence: "names, sectors and exchanges, typed from public knowledge, no rights reserved",
        format: Format::Instruments,
    },
    DataSet {
        id: "us20_adjclose_1990_2022",
        path: "starter/us20_adjclose_1990_2022.csv.gz",
        source: UNIVERSE_SOURCE,
        licence: "Yahoo Finance through skfolio 1.12.2, BSD-3-Clause",
        format: Format::Closes,
    },
    DataSet {
        id: "sp500_index_1990_2022",
        path: "starter/sp500_index_1990_2022.csv.gz",
        source: INDEX_SOURCE,
        licence: "Yahoo Finance through skfolio 1.12.2, BSD-3-Clause",
        format: Format::Closes,
    },
    DataSet {
        id: "factor_etfs_2014_2022",
        path: "starter/factor_etfs_2014_2022.csv.gz",
        source: "factors",
        licence: "Yahoo Finance through skfolio 1.12.2, BSD-3-Clause",
        format: Format::Closes,
    },
    DataSet {
        id: "indices_ohlcv_1999_2018",
        path: "starter/indices_ohlcv_1999_2018.csv.gz",
        source: "indices",
        licence: "Yahoo Finance through arch 8.0.0, NCSA",
        format: Format::Bars,
    },
    DataSet {
        id: "ohlcv_wiki_2000_2013",
        path: "starter/ohlcv_wiki_2000_2013.csv.gz",
        source: "wiki",
        licence: "Quandl WIKI through bokeh_sampledata 2026.1, public domain",
        format: Format::Bars,
    },
    DataSet {
        id: "macro_series",
        path: "starter/macro_series.csv.gz",
        source: "macro",
        licence: "FRED and K. French through arch 8.0.0, NCSA",
        format: Format::Values,
    },
];

/// Why the bundled data could not be imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The data set's file is not there.
    #[error("{0}: there is no such file in the bundled data")]
    Missing(&'static str),
    /// The file cannot be decompressed, or is not text.
    #[error("{path}: {error}")]
    Unreadable {
        /// Which file.
        path: &'static str,
        /// Why.
        error: std::io::Error,
    },
    /// The file's content is not what it has to be.
    #[error("{path}: {error}")]
    Content {
        /// Which file.
        path: &'static str,
        /// Where and why.
        error: DataError,
    },
    /// The list of instruments is not what it has to be.
    #[error("{path}, line {line}: {why}")]
    Instruments {
        /// Which file.
        path: &'static str,
        /// Line, counted from 1.
        line: usize,
        /// What is wrong there.
        why: String,
    },
    /// The database refused.
    #[error("{path}: {error}")]
    Store {
        /// Which file.
        path: &'static str,
        /// Why.
        error: StoreError,
    },
    /// The database could not be asked what it has.
    #[error("{0}")]
    Inventory(StoreError),
}

/// How far the import is; told before and after each data set that is not there yet.
#[derive(Debug, Clone, Copy)]
pub enum Progress<'a> {
    /// A data set is about to be imported.
    Importing {
        /// Which.
        id: &'a str,
        /// Counted from 1.
        number: usize,
        /// How many are to be imported.
        of: usize,
    },
    /// It is in.
    Imported {
        /// Which.
        id: &'a str,
        /// Rows that were written.
        rows: u64,
        /// How long it took.
        elapsed: Duration,
    },
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Data sets that were imported now.
    pub imported: usize,
    /// Data sets that were there already.
    pub already_there: usize,
    /// Rows that were written.
    pub rows: u64,
}

/// Imports every data set that is not there yet in the version at hand.
///
/// # Errors
/// With the first file that is missing, broken or refused; what was imported before it stays.
pub async fn import_bundled(
    store: &Store,
    files: &[BundledFile],
    progress: &(dyn Fn(Progress<'_>) + Send + Sync),
) -> Result<Summary, ImportError> {
    let there: HashMap<String, String> = store
        .imports()
        .await
        .map_err(ImportError::Inventory)?
        .into_iter()
        .map(|import| (import.meta.dataset, import.meta.sha256))
        .collect();
    let mut missing = Vec::new();
    for data_set in DATA_SETS {
        let file = files.iter().find(|file| file.path == data_set.path);
        let file = file.ok_or(ImportError::Missing(data_set.path))?;
        if there.get(data_set.id) != Some(&file.sha256) {
            missing.push((data_set, file));
        }
    }
    let mut summary = Summary {
        already_there: DATA_SETS.len() - missing.len(),
        ..Summary::default()
    };
    for (position, (data_set, file)) in missing.iter().enumerate() {
        let id = data_set.id;
        progress(Progress::Importing {
            id,
            number: position + 1,
            of: missing.len(),
        });
        let start = Instant::now();
        let rows = import(store, data_set, file).await?;
        progress(Progress::Imported {
            id,
            rows,
            elapsed: start.elapsed(),
        });
        summary.imported += 1;
        summary.rows += rows;
    }
    Ok(summary)
}

async fn import(
    store: &Store,
    data_set: &'static DataSet,
    file: &BundledFile,
) -> Result<u64, ImportError> {
    let file = file.clone();
    let sha256 = file.sha256.clone();
    let read = tokio::task::spawn_blocking(move || data_set.read(&file));
    let content = read.await.expect("reading a file does not panic")?;
    let meta = ImportMeta {
        dataset: data_set.id.to_owned(),
        sha256,
        source: data_set.source.to_owned(),
        licence: data_set.licence.to_owned(),
    };
    let instruments = content.instruments.len() as u64;
    let outcome = store
        .import_dataset(&meta, ImportMode::Replace, content)
        .await
        .map_err(|error| ImportError::Store {
            path: data_set.path,
            error,
        })?;
    Ok(match outcome {
        // The store counts what belongs to one data set; instruments are shared by all.
        ImportOutcome::Imported(import) => import.rows + instruments,
        // Another process was faster.
        ImportOutcome::AlreadyThere(_) => 0,
    })
}

type Rows = Content<Vec<(Symbol, Bar)>, Vec<MacroValue>>;

impl DataSet {
    fn read(&self, file: &BundledFile) -> Result<Rows, ImportError> {
        let path = self.path;
        let text = text(file).map_err(|error| ImportError::Unreadable { path, error })?;
        let wrong = |error| ImportError::Content { path, error };
        let mut rows = Content {
            instruments: Vec::new(),
            bars: Vec::new(),
            macro_values: Vec::new(),
        };
        match self.format {
            Format::Instruments => rows.instruments = instruments(path, &text)?,
            Format::Closes => rows.bars = closes(&text).map_err(wrong)?,
            Format::Bars => rows.bars = bars(&text).map_err(wrong)?,
            Format::Values => rows.macro_values = values(&text).map_err(wrong)?,
        }
        Ok(rows)
    }
}

fn text(file: &BundledFile) -> std::io::Result<String> {
    let mut text = String::new();
    if file.path.ends_with(".gz") {
        flate2::read::GzDecoder::new(&*file.bytes).read_to_string(&mut text)?;
    } else {
        (&*file.bytes).read_to_string(&mut text)?;
    }
    Ok(text)
}

fn closes(text: &str) -> Result<Vec<(Symbol, Bar)>, DataError> {
    let table = market::read_prices(text)?.finish(&Window::ALL, None)?.table;
    let mut bars = Vec::with_capacity(table.prices().len());
    for (position, symbol) in table.assets().iter().enumerate() {
        let renamed = COLUMN_NAMES
            .iter()
            .find(|(column, _)| *column == symbol.as_str());
        let symbol = match renamed {
            Some((_, name)) => name.parse().expect("the names of columns are symbols"),
            None => symbol.clone(),
        };
        let days = table.days().iter().zip(table.column(position));
        bars.extend(days.map(|(&day, &adj_close)| {
            let bar = Bar {
                day,
                open: None,
                high: None,
                low: None,
                close: None,
                adj_close,
                volume: None,
            };
            (symbol.clone(), bar)
        }));
    }
    Ok(bars)
}

fn bars(text: &str) -> Result<Vec<(Symbol, Bar)>, DataError> {
    let series = market::read_bars(text, None)?.table;
    let rows = series.into_iter().flat_map(|series| {
        let symbol = series.symbol;
        series.bars.into_iter().map(move |bar| {
            let bar = Bar {
                day: bar.day,
                open: Some(bar.open),
                high: Some(bar.high),
                low: Some(bar.low),
                close: Some(bar.close),
                adj_close: bar.adj_close,
                // Volumes are counts; the largest are far below 2^53.
                volume: Some(bar.volume.round() as i64),
            };
            (symbol.clone(), bar)
        })
    });
    Ok(rows.collect())
}

fn values(text: &str) -> Result<Vec<MacroValue>, DataError> {
    let series = market::read_values(text)?.table;
    let rows = series.into_iter().flat_map(|series| {
        let name = series.name;
        series
            .points
            .into_iter()
            .map(move |(day, value)| MacroValue {
                series: name.clone(),
                day,
                value,
            })
    });
    Ok(rows.collect())
}

/// `symbol,name,type,sector,country,currency,exchange`.
fn instruments(path: &'static str, text: &str) -> Result<Vec<Instrument>, ImportError> {
    const COLUMNS: [&str; 7] = [
        "symbol", "name", "type", "sector", "country", "currency", "exchange",
    ];
    let wrong = |line: usize, why: String| ImportError::Instruments { path, line, why };
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let header = reader
        .headers()
        .map_err(|error| wrong(1, error.to_string()))?;
    if header.iter().ne(COLUMNS) {
        return Err(wrong(
            1,
            format!("the header has to be {}", COLUMNS.join(",")),
        ));
    }
    let mut instruments = Vec::new();
    for (position, record) in reader.into_records().enumerate() {
        let line = position + 2;
        let record = record.map_err(|error| wrong(line, error.to_string()))?;
        // The reader refuses rows that are shorter than the header.
        let field = |column: usize| record.get(column).unwrap_or_default().trim().to_owned();
        instruments.push(Instrument {
            symbol: field(0)
                .parse()
                .map_err(|e: domain::BadSymbol| wrong(line, e.to_string()))?,
            name: field(1),
            kind: field(2)
                .parse()
                .map_err(|e: domain::UnknownKind| wrong(line, e.to_string()))?,
            sector: field(3),
            country: field(4),
            currency: field(5),
            exchange: field(6),
        });
    }
    Ok(instruments)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "symbol,name,type,sector,country,currency,exchange\n";

    #[test]
    fn instruments_are_read_with_every_field() {
        let text = format!("{HEADER}KO,\"Coca-Cola Company, The\",equity,Staples,US,USD,NYSE\n");
        let read = instruments("i.csv", &text).expect("right");
        assert_eq!(read[0].name, "Coca-Cola Company, The");
        assert_eq!(read[0].exchange, "NYSE");
    }

    #[test]
    fn a_wrong_instrument_is_named_by_its_line() {
        let check = |text: &str, expect: &str| {
            let error = instruments("i.csv", text).expect_err("wrong").to_string();
            assert!(error.starts_with(expect), "{error}");
        };
        check(
            "symbol,name\n",
            "i.csv, line 1: the header has to be symbol,name,type",
        );
        check(
            &format!("{HEADER}A B,x,equity,,US,USD,\n"),
            "i.csv, line 2: `A B` is not a symbol",
        );
        check(
            &format!("{HEADER}A,x,index,,US,USD,\nB,x,bond,,US,USD,\n"),
            "i.csv, line 3: `bond` is not a kind",
        );
        check(&format!("{HEADER}A,x,index\n"), "i.csv, line 2: ");
    }

    #[test]
    fn a_broken_archive_is_named() {
        let file = BundledFile {
            path: "x.csv.gz".into(),
            sha256: String::new(),
            bytes: Cow::Borrowed(b"no archive"),
        };
        assert!(text(&file).is_err());
        assert!(
            DATA_SETS[1]
                .read(&file)
                .is_err_and(|e| e.to_string().contains("us20_adjclose"))
        );
    }

    #[test]
    fn the_index_has_its_own_name() {
        let rows = closes("date,SP500,KO\n2020-01-02,3257.85,55.0\n").expect("right");
        let symbols: Vec<_> = rows.iter().map(|(symbol, _)| symbol.as_str()).collect();
        assert_eq!(symbols, [INDEX_SYMBOL, "KO"]);
    }
}
