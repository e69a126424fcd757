//! A small market in a temporary database.

use std::{borrow::Cow, fmt::Write as _, io::Write as _, path::Path};

use contract::{
    AppError, Services,
    what_if::{Goal, Patch, Question, Selection},
};
use domain::Day;
use jiff::ToSpan;
use sha2::{Digest, Sha256};
use store::{Store, StoreOptions, StoreUrl};
use tempfile::TempDir;

use crate::{
    Foundation,
    bundled::{BundledFile, DATA_SETS, import_bundled},
};

/// Trading days of the small market.
pub(crate) const DAYS: usize = 700;
pub(crate) const FIRST: Day = Day::constant(2019, 1, 1);

pub(crate) struct Fixture {
    pub(crate) store: Store,
    pub(crate) services: Services,
    /// Deleted with the fixture.
    _folder: TempDir,
}

impl Fixture {
    /// Without any data.
    pub(crate) async fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = StoreUrl::Sqlite(folder.path().join("test.db"));
        let store = Store::open(&url, &StoreOptions::default())
            .await
            .expect("a database");
        let services = Foundation::new(store.clone(), "1.2.3").services();
        Self {
            store,
            services,
            _folder: folder,
        }
    }

    /// With the small market.
    pub(crate) async fn small() -> Self {
        Self::with(&small_files()).await
    }

    /// With the data that comes along.
    pub(crate) async fn bundled() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
        let read = |path: &str| {
            let bytes = std::fs::read(folder.join(path)).expect("the data comes along");
            bundled(path, bytes)
        };
        let files: Vec<_> = DATA_SETS
            .iter()
            .map(|data_set| read(data_set.path))
            .collect();
        Self::with(&files).await
    }

    async fn with(files: &[BundledFile]) -> Self {
        let fixture = Self::empty().await;
        import_bundled(&fixture.store, files, &|_| ())
            .await
            .expect("good data");
        fixture
    }
}

/// The days of the small market: every weekday.
pub(crate) fn days() -> Vec<Day> {
    let all = (0..).map(|n: i32| FIRST + n.days());
    all.filter(|day| day.weekday().to_monday_one_offset() <= 5)
        .take(DAYS)
        .collect()
}

/// A price that wanders, differently for each asset.
pub(crate) fn price(asset: usize, day: usize) -> f64 {
    let (a, t) = (asset as f64 + 1.0, day as f64);
    let level = 50.0 * a * (1.0 + 0.0003 * a * t);
    (level * (1.0 + 0.05 * (t * 0.13 * a).sin() + 0.02 * (t * 1.7 + a).cos()) * 1e4).round() / 1e4
}

/// The files of the small market: companies AA, BB, CC, the fund FND, bars of AA and ^IX.
pub(crate) fn small_files() -> Vec<BundledFile> {
    let days = days();
    let wide = |names: &[&str], from: usize, step: usize| {
        let mut text = format!("date,{}\n", names.join(","));
        for (t, day) in days.iter().enumerate().skip(from).step_by(step) {
            let _ = write!(text, "{day}");
            for asset in 0..names.len() {
                let _ = write!(text, ",{}", price(asset, t));
            }
            text.push('\n');
        }
        text
    };
    let mut bars = String::from("symbol,date,open,high,low,close,adj_close,volume\n");
    let mut index_bars = bars.clone();
    for (t, day) in days.iter().enumerate().take(300) {
        let close = price(0, t);
        let row = format!(
            "{day},{close},{},{},{close},{},1000",
            close + 1.0,
            close - 1.0,
            close / 2.0
        );
        let _ = writeln!(bars, "AA,{row}");
        let _ = writeln!(index_bars, "^IX,{row}");
    }
    let texts = [
        "symbol,name,type,sector,country,currency,exchange\n\
         AA,Alpha,equity,Energy,US,USD,NYSE\nBB,Beta,equity,Energy,US,USD,NYSE\n\
         CC,Gamma,equity,Energy,US,USD,NYSE\nFND,Fund,fund,,US,USD,NYSE\n\
         ^IX,Index,index,,US,USD,\n^SP500,S&P 500,index,,US,USD,\n\
         GONE,Without prices,equity,,US,USD,\n"
            .to_owned(),
        wide(&["CC", "AA", "BB"], 0, 1),
        // Every second day only.
        wide(&["SP500"], 0, 2),
        wide(&["FND"], 400, 1),
        index_bars,
        bars,
        "series,date,value\nVIX,2019-01-02,23.2\nVIX,2019-01-03,25.5\n".to_owned(),
    ];
    DATA_SETS
        .iter()
        .zip(texts)
        .map(|(data_set, text)| packed(data_set.path, &text))
        .collect()
}

/// A file, compressed where its name says so.
pub(crate) fn packed(path: &str, text: &str) -> BundledFile {
    if !path.ends_with(".gz") {
        return bundled(path, text.as_bytes().to_vec());
    }
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(text.as_bytes()).expect("memory");
    bundled(path, packer.finish().expect("memory"))
}

fn bundled(path: &str, bytes: Vec<u8>) -> BundledFile {
    let digest = Sha256::digest(&bytes);
    let sha256 = digest
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    BundledFile {
        path: path.to_owned(),
        sha256,
        bytes: Cow::Owned(bytes),
    }
}

pub(crate) fn selection(symbols: &[&str], from: Day, to: Day) -> Selection {
    Selection {
        symbols: symbols.iter().map(|&symbol| symbol.to_owned()).collect(),
        from,
        to,
    }
}

pub(crate) fn question(selection: Selection, goal: Goal, cap: f64) -> Question {
    Question {
        selection,
        patch: Patch { goal, cap },
    }
}

/// `field: message` of every field that is wrong.
pub(crate) fn wrong_fields<T: std::fmt::Debug>(result: contract::Result<T>) -> Vec<String> {
    match result.expect_err("something is wrong") {
        AppError::Invalid { fields } => fields
            .into_iter()
            .map(|f| format!("{}: {}", f.field, f.message))
            .collect(),
        other => panic!("unexpected {other}"),
    }
}
