use std::sync::Mutex;

use contract::market::Span;

use super::fixture::{DAYS, Fixture, packed, small_files};
use crate::bundled::{DATA_SETS, ImportError, Progress, Summary, import_bundled};

/// Rows of the small market: seven instruments, three companies, the index every second day, the
/// fund, two times bars, two macro values.
const ROWS: u64 = (7 + 3 * DAYS + DAYS / 2 + (DAYS - 400) + 2 * 300 + 2) as u64;

async fn stored(fixture: &Fixture) -> Vec<(String, u64)> {
    let coverage = fixture.store.coverage().await.expect("coverage");
    coverage
        .into_iter()
        .map(|part| (format!("{}@{}", part.symbol, part.source), part.days))
        .collect()
}

#[tokio::test]
async fn an_import_tells_what_it_does_and_is_done_once() {
    let fixture = Fixture::empty().await;
    let told = Mutex::new(Vec::new());
    let files = small_files();
    let tell = |step: Progress<'_>| {
        let line = match step {
            Progress::Importing { id, number, of } => format!("{number}/{of} {id}"),
            Progress::Imported { id, rows, .. } => format!("{id}: {rows}"),
        };
        told.lock().expect("no panic").push(line);
    };
    let summary = import_bundled(&fixture.store, &files, &tell)
        .await
        .expect("good data");
    assert_eq!(
        summary,
        Summary {
            imported: 7,
            already_there: 0,
            rows: ROWS
        }
    );
    let told = told.into_inner().expect("no panic");
    assert_eq!(told[0], "1/7 instruments");
    assert_eq!(told[1], "instruments: 7");
    assert_eq!(told[3], format!("us20_adjclose_1990_2022: {}", 3 * DAYS));
    assert_eq!(told.len(), 14);

    let before = stored(&fixture).await;
    let silent = |_: Progress<'_>| panic!("nothing to tell");
    let again = import_bundled(&fixture.store, &files, &silent)
        .await
        .expect("good data");
    assert_eq!(
        again,
        Summary {
            imported: 0,
            already_there: 7,
            rows: 0
        }
    );
    assert_eq!(stored(&fixture).await, before);
}

#[tokio::test]
async fn an_import_that_broke_off_is_completed_and_nothing_comes_twice() {
    let fixture = Fixture::empty().await;
    let mut files = small_files();
    let good = std::mem::replace(
        &mut files[4],
        packed(
            DATA_SETS[4].path,
            "symbol,date,open,high,low,close,adj_close,volume\n^IX,x,1,1,1,1,1,1\n",
        ),
    );
    let error = import_bundled(&fixture.store, &files, &|_| ())
        .await
        .expect_err("a bad day");
    assert!(matches!(error, ImportError::Content { .. }), "{error}");
    assert!(
        error
            .to_string()
            .starts_with("starter/indices_ohlcv_1999_2018.csv.gz: "),
        "{error}"
    );
    assert!(
        fixture.services.status.public_ready().await.is_err(),
        "not all of it is there"
    );

    files[4] = good;
    let summary = import_bundled(&fixture.store, &files, &|_| ())
        .await
        .expect("good data");
    assert_eq!((summary.imported, summary.already_there), (3, 4));
    let whole = Fixture::small().await;
    assert_eq!(stored(&fixture).await, stored(&whole).await);
    fixture
        .services
        .status
        .public_ready()
        .await
        .expect("all of it is there");
}

#[tokio::test]
async fn a_newer_file_replaces_the_older_and_is_seen_at_once() {
    let fixture = Fixture::small().await;
    let before = fixture
        .services
        .market
        .public_universe()
        .await
        .expect("prices");
    let mut files = small_files();
    files[1] = packed(
        DATA_SETS[1].path,
        "date,AA,BB\n2019-01-01,1,2\n2019-01-02,1.1,2.1\n",
    );
    let summary = import_bundled(&fixture.store, &files, &|_| ())
        .await
        .expect("good data");
    assert_eq!((summary.imported, summary.rows), (1, 4));
    let after = fixture
        .services
        .market
        .public_universe()
        .await
        .expect("prices");
    assert_ne!(before.last_day, after.last_day);
    assert_eq!(
        after
            .assets
            .iter()
            .map(|a| a.symbol.as_str())
            .collect::<Vec<_>>(),
        ["AA", "BB"]
    );
    let gone = fixture
        .services
        .market
        .public_instrument("CC", Span::All, None)
        .await;
    assert!(gone.is_err(), "it has no prices any more");
}

#[tokio::test]
async fn what_is_missing_or_broken_is_named() {
    let fixture = Fixture::empty().await;
    let error = import_bundled(&fixture.store, &[], &|_| ())
        .await
        .expect_err("no files");
    assert_eq!(
        error.to_string(),
        "instruments.csv: there is no such file in the bundled data"
    );

    let mut files = small_files();
    files[0] = packed("instruments.csv", "symbol,name\n");
    let error = import_bundled(&fixture.store, &files, &|_| ())
        .await
        .expect_err("a bad header");
    assert!(
        error.to_string().starts_with("instruments.csv, line 1: "),
        "{error}"
    );

    // Prices of something that the list of instruments does not name.
    let mut files = small_files();
    files[1] = packed(DATA_SETS[1].path, "date,NEW\n2019-01-01,1\n");
    let error = import_bundled(&fixture.store, &files, &|_| ())
        .await
        .expect_err("unknown symbol");
    assert!(matches!(error, ImportError::Store { .. }), "{error}");
}
