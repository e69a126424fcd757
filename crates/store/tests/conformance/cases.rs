use std::{fs, path::PathBuf, sync::mpsc, time::Duration};

use domain::{Day, InstrumentKind, Symbol};
use store::{Bar, Content, DayRange, Import, ImportMode, ImportOutcome, StoreError};

use crate::{
    children,
    databases::{
        TestDatabase, bars, close, constraint, day, instrument, macro_values, meta, symbol,
        unavailable,
    },
};

const ALL: DayRange = DayRange::ALL;

/// The repository's migrations in a folder of the test, to be changed there.
fn own_migrations(database: &TestDatabase) -> PathBuf {
    let folder = database.folder.path().join("migrations");
    fs::create_dir_all(&folder).unwrap();
    let ours = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    for entry in fs::read_dir(ours).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
    }
    folder
}

pub(crate) async fn migrations_run_once(database: TestDatabase) {
    let store = database.open().await;
    store
        .upsert_instruments(&[instrument("AAPL")])
        .await
        .unwrap();
    let schema = store.database_facts().await.unwrap().schema_version;
    store.close().await;

    let store = database.open().await;
    assert_eq!(store.database_facts().await.unwrap().schema_version, schema);
    assert_eq!(store.instruments().await.unwrap().len(), 1);
}

pub(crate) async fn opens_at_once(database: TestDatabase) {
    let children: Vec<_> = (0..4)
        .map(|_| children::start(&database.url, None))
        .collect();
    let (a, b, c) = tokio::join!(
        database.try_open(None),
        database.try_open(None),
        database.try_open(None)
    );
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    for store in [a, b, c] {
        store.unwrap().ping().await.unwrap();
    }
}

pub(crate) async fn a_newer_database_is_refused(database: TestDatabase) {
    let folder = own_migrations(&database);
    fs::write(
        folder.join("9000_future.sql"),
        "create table future (a text not null);",
    )
    .unwrap();
    let store = database.try_open(Some(&folder)).await.unwrap();
    assert_eq!(store.database_facts().await.unwrap().schema_version, 9000);
    store.close().await;

    let why = unavailable(database.try_open(None).await);
    assert!(
        why.contains("newer FinX") && why.contains("9000_future"),
        "{why}"
    );

    // A step that is slipped in behind the last one would run in another order elsewhere.
    fs::write(
        folder.join("8999_late.sql"),
        "create table late (a text not null);",
    )
    .unwrap();
    let why = unavailable(database.try_open(Some(&folder)).await);
    assert!(why.contains("8999_late") && why.contains("9000"), "{why}");
}

pub(crate) async fn a_changed_migration_is_refused(database: TestDatabase) {
    database.open().await.close().await;
    let folder = own_migrations(&database);
    let first = folder.join("0001_market.sql");
    let text = fs::read_to_string(&first).unwrap();
    fs::write(&first, format!("{text}-- another thought\n")).unwrap();
    let why = unavailable(database.try_open(Some(&folder)).await);
    assert!(why.contains("0001_market was changed"), "{why}");
}

pub(crate) async fn a_broken_migration_leaves_no_trace(database: TestDatabase) {
    let folder = own_migrations(&database);
    fs::write(
        folder.join("9000_broken.sql"),
        "create table half (a text not null); create table half (a text not null);",
    )
    .unwrap();
    let broken = database.try_open(Some(&folder)).await;
    assert!(matches!(broken, Err(StoreError::Bug(_))), "{broken:?}");

    fs::write(
        folder.join("9000_broken.sql"),
        "create table half (a text not null);",
    )
    .unwrap();
    database
        .try_open(Some(&folder))
        .await
        .unwrap()
        .ping()
        .await
        .unwrap();

    let why = unavailable(database.try_open(Some(&folder.join("nowhere"))).await);
    assert!(why.contains("nowhere"), "{why}");
}

pub(crate) async fn facts(database: TestDatabase) {
    let store = database.open().await;
    store.ping().await.unwrap();
    let facts = store.database_facts().await.unwrap();
    let name = facts.kind.to_string().to_lowercase();
    // `postgresql` and `postgres://…`, `sqlite` and `sqlite:…`.
    assert!(
        name.starts_with(database.url.split(':').next().unwrap()),
        "{name}"
    );
    assert!(
        facts
            .version
            .split('.')
            .all(|part| part.parse::<u32>().is_ok()),
        "{facts:?}"
    );
    assert!(facts.size_bytes > 10_000, "{facts:?}");
    assert!(facts.schema_version >= 1, "{facts:?}");
}

pub(crate) async fn instruments_are_upserted(database: TestDatabase) {
    let store = database.open().await;
    let apple = instrument("AAPL");
    store
        .upsert_instruments(&[apple.clone(), instrument("XOM")])
        .await
        .unwrap();
    assert_eq!(store.instrument(&symbol("AAPL")).await.unwrap(), apple);

    let mut renamed = instrument("AAPL");
    renamed.name = "Apple".to_owned();
    renamed.kind = InstrumentKind::Index;
    // Twice in one call, too: the last one counts.
    store
        .upsert_instruments(&[apple, renamed.clone()])
        .await
        .unwrap();
    assert_eq!(
        store.instruments().await.unwrap(),
        [renamed, instrument("XOM")]
    );

    let missing = store.instrument(&symbol("NONE")).await;
    assert!(matches!(missing, Err(StoreError::NotFound)));
}

pub(crate) async fn unicode_and_nulls(database: TestDatabase) {
    let store = database.open().await;
    let mut nestle = instrument("NESN.SW");
    nestle.name = "Nestlé «株式会社» 🙂 ' \" \\ $1 ?".to_owned();
    nestle.sector = String::new();
    let full = Bar {
        day: day(1),
        open: Some(1.5),
        high: Some(2.5),
        low: Some(0.5),
        close: Some(2.0),
        adj_close: 1.75,
        volume: Some(i64::MAX),
    };
    let bars = vec![
        (symbol("NESN.SW"), close(0, 1.0)),
        (symbol("NESN.SW"), full),
    ];
    let mut meta = meta("σ-источник", "a");
    meta.licence = "© 見本".to_owned();
    let content = Content {
        instruments: vec![nestle.clone()],
        bars,
        macro_values: Vec::new(),
    };
    store
        .import_dataset(&meta, ImportMode::Replace, content)
        .await
        .unwrap();

    assert_eq!(store.instruments().await.unwrap(), [nestle]);
    let stored = store
        .bars(&symbol("NESN.SW"), "σ-источник", ALL)
        .await
        .unwrap();
    assert_eq!(stored, [close(0, 1.0), full]);
    assert_eq!(store.import("σ-источник").await.unwrap().meta, meta);
}

pub(crate) async fn numbers_are_exact(database: TestDatabase) {
    let store = database.open().await;
    let prices = [
        0.1 + 0.2,
        4.186_662_803_811,
        f64::MIN_POSITIVE,
        5e-324,
        f64::MAX,
        1.0 / 3.0,
        3.0,
    ];
    let rows = (0..)
        .zip(prices)
        .map(|(n, price)| ("A", close(n, price)))
        .collect();
    store
        .import_dataset(&meta("d", "a"), ImportMode::Replace, bars(rows))
        .await
        .unwrap();
    let columns = store.closes(&[symbol("A")], Some("d"), ALL).await.unwrap();
    let bits = |prices: &[f64]| {
        prices
            .iter()
            .map(|price| price.to_bits())
            .collect::<Vec<_>>()
    };
    assert_eq!(bits(&columns[0].closes), bits(&prices));
}

pub(crate) async fn empty_ranges(database: TestDatabase) {
    let store = database.open().await;
    let a = symbol("A");
    assert!(
        store
            .closes(std::slice::from_ref(&a), None, ALL)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(store.coverage().await.unwrap().is_empty());
    assert!(store.imports().await.unwrap().is_empty());
    assert_eq!(store.last_day(None).await.unwrap(), None);
    assert!(matches!(store.import("d").await, Err(StoreError::NotFound)));

    let rows = (0..5).map(|n| ("A", close(n, 1.0))).collect();
    store
        .import_dataset(&meta("d", "a"), ImportMode::Replace, bars(rows))
        .await
        .unwrap();
    let nothing = store
        .import_dataset(&meta("e", "a"), ImportMode::Replace, bars(vec![]))
        .await
        .unwrap();
    assert!(matches!(
        nothing,
        ImportOutcome::Imported(Import { rows: 0, .. })
    ));

    let count = async |range| {
        let bars = store.bars(&a, "d", range).await.unwrap().len();
        let columns = store
            .closes(std::slice::from_ref(&a), None, range)
            .await
            .unwrap();
        // A column without days is none.
        assert_eq!(columns.first().map_or(0, |column| column.days.len()), bars);
        bars
    };
    assert_eq!(count(DayRange::new(day(1), day(3))).await, 3);
    assert_eq!(count(DayRange::new(day(3), day(1))).await, 0);
    assert_eq!(
        count(DayRange::new(Day::constant(2020, 1, 1), Day::MAX)).await,
        0
    );
    assert_eq!(
        count(DayRange {
            from: Some(day(4)),
            to: None
        })
        .await,
        1
    );
    assert_eq!(
        count(DayRange {
            from: None,
            to: Some(day(0))
        })
        .await,
        1
    );

    assert!(store.closes(&[], None, ALL).await.unwrap().is_empty());
    assert!(
        store
            .closes(std::slice::from_ref(&a), Some("other"), ALL)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(store.bars(&a, "other", ALL).await.unwrap().is_empty());
    assert!(store.macro_values("VIX", ALL).await.unwrap().is_empty());
    assert!(store.macro_series().await.unwrap().is_empty());
    assert_eq!(store.last_day(Some("other")).await.unwrap(), None);
}

pub(crate) async fn constraints_are_named(database: TestDatabase) {
    let store = database.open().await;
    let import =
        async |dataset: &str, source: &str, mode, content: Content<Vec<(Symbol, Bar)>, _>| {
            let mut meta = meta(dataset, "a");
            meta.source = source.to_owned();
            store.import_dataset(&meta, mode, content).await
        };
    let one = || bars(vec![("A", close(0, 1.0))]);
    import("one", "s", ImportMode::Replace, one())
        .await
        .unwrap();
    import(
        "macro",
        "m",
        ImportMode::Replace,
        macro_values(vec![("VIX", 0, 1.0)]),
    )
    .await
    .unwrap();

    // Another dataset with the same symbol from the same source.
    for mode in [ImportMode::Replace, ImportMode::Extend] {
        assert_eq!(
            constraint(import("two", "s", mode, one()).await),
            "uq_series_symbol_source"
        );
        let values = macro_values(vec![("VIX", 1, 1.0)]);
        assert_eq!(
            constraint(import("two", "m", mode, values).await),
            "pk_macro_series"
        );
    }
    // The same day twice.
    let twice = bars(vec![("B", close(0, 1.0)), ("B", close(0, 2.0))]);
    assert_eq!(
        constraint(import("two", "t", ImportMode::Replace, twice).await),
        "pk_bars"
    );
    let twice = macro_values(vec![("WTI", 0, 1.0), ("WTI", 0, 2.0)]);
    assert_eq!(
        constraint(import("two", "t", ImportMode::Replace, twice).await),
        "pk_macro_values"
    );
    // A symbol that is no instrument: foreign keys are on.
    let mut unknown = bars(vec![("C", close(0, 1.0))]);
    unknown.instruments.clear();
    assert_eq!(
        constraint(import("two", "t", ImportMode::Replace, unknown).await),
        "fk_series_symbol"
    );
    // What is not a number.
    for price in [f64::NAN, f64::INFINITY] {
        let odd = bars(vec![("D", close(0, price))]);
        assert_eq!(
            constraint(import("two", "t", ImportMode::Replace, odd).await),
            "ck_finite"
        );
        let odd = bars(vec![(
            "D",
            Bar {
                open: Some(price),
                ..close(0, 1.0)
            },
        )]);
        assert_eq!(
            constraint(import("two", "t", ImportMode::Replace, odd).await),
            "ck_finite"
        );
        let odd = macro_values(vec![("WTI", 0, price)]);
        assert_eq!(
            constraint(import("two", "t", ImportMode::Replace, odd).await),
            "ck_finite"
        );
    }

    // Nothing of what was refused is there.
    let datasets: Vec<_> = store
        .imports()
        .await
        .unwrap()
        .into_iter()
        .map(|i| i.meta.dataset)
        .collect();
    assert_eq!(datasets, ["macro", "one"]);
    assert_eq!(store.coverage().await.unwrap().len(), 1);
    assert_eq!(store.instruments().await.unwrap().len(), 1);
    assert_eq!(store.macro_series().await.unwrap(), ["VIX"]);
}

pub(crate) async fn replacing_leaves_nothing_behind(database: TestDatabase) {
    let store = database.open().await;
    let first = || {
        bars(vec![
            ("A", close(0, 1.0)),
            ("A", close(1, 2.0)),
            ("B", close(0, 3.0)),
        ])
    };
    let outcome = store
        .import_dataset(&meta("d", "a"), ImportMode::Replace, first())
        .await
        .unwrap();
    let ImportOutcome::Imported(import) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(import.rows, 3);
    assert!(import.started_at > 1_700_000_000_000_000 && import.started_at <= import.finished_at);
    assert_eq!(
        store.imports().await.unwrap(),
        std::slice::from_ref(&import)
    );

    // The same file: nothing is done, not even looked at.
    let empty = bars(vec![]);
    let again = store
        .import_dataset(&meta("d", "a"), ImportMode::Replace, empty)
        .await
        .unwrap();
    assert_eq!(again, ImportOutcome::AlreadyThere(import));
    assert_eq!(store.coverage().await.unwrap().len(), 2);

    // A newer file: without B, and with another price of A.
    let second = bars(vec![("A", close(1, 5.0))]);
    store
        .import_dataset(&meta("d", "b"), ImportMode::Replace, second)
        .await
        .unwrap();
    let columns = store
        .closes(&[symbol("A"), symbol("B")], None, ALL)
        .await
        .unwrap();
    assert_eq!(columns.len(), 1);
    assert_eq!(
        (&columns[0].days[..], &columns[0].closes[..]),
        (&[day(1)][..], &[5.0][..])
    );
    let import = store.import("d").await.unwrap();
    assert_eq!((import.rows, import.meta.sha256.as_str()), (1, "b"));
}

pub(crate) async fn extending_updates_and_appends(database: TestDatabase) {
    let store = database.open().await;
    let extend = async |rows| {
        store
            .import_dataset(&meta("d", "a"), ImportMode::Extend, bars(rows))
            .await
            .unwrap();
    };
    extend(vec![("A", close(0, 1.0)), ("A", close(1, 2.0))]).await;
    // The last day again, a new one, and one that is twice in the same batch: the last one counts.
    extend(vec![
        ("A", close(1, 9.0)),
        ("A", close(2, 3.0)),
        ("A", close(2, 4.0)),
        ("B", close(0, 1.0)),
    ])
    .await;
    let columns = store
        .closes(&[symbol("B"), symbol("A"), symbol("A")], Some("d"), ALL)
        .await
        .unwrap();
    let closes: Vec<_> = columns
        .iter()
        .map(|c| (c.symbol.as_str(), &c.closes[..]))
        .collect();
    assert_eq!(closes, [("A", &[1.0, 9.0, 4.0][..]), ("B", &[1.0][..])]);
}

pub(crate) async fn macro_values_are_kept(database: TestDatabase) {
    let store = database.open().await;
    let content = macro_values(vec![("VIX", 1, 13.5), ("VIX", 0, 12.0), ("WTI", 0, -37.6)]);
    store
        .import_dataset(&meta("m", "a"), ImportMode::Extend, content)
        .await
        .unwrap();
    let content = macro_values(vec![("VIX", 1, 14.0), ("VIX", 2, 15.0)]);
    store
        .import_dataset(&meta("m", "b"), ImportMode::Extend, content)
        .await
        .unwrap();
    assert_eq!(store.macro_series().await.unwrap(), ["VIX", "WTI"]);
    let values: Vec<_> = store
        .macro_values("VIX", DayRange::new(day(1), day(2)))
        .await
        .unwrap()
        .into_iter()
        .map(|point| (point.day, point.value))
        .collect();
    assert_eq!(values, [(day(1), 14.0), (day(2), 15.0)]);

    let content = macro_values(vec![("OIL", 0, 1.0)]);
    store
        .import_dataset(&meta("m", "c"), ImportMode::Replace, content)
        .await
        .unwrap();
    assert_eq!(store.macro_series().await.unwrap(), ["OIL"]);
    assert!(store.macro_values("VIX", ALL).await.unwrap().is_empty());
}

pub(crate) async fn coverage_and_last_days(database: TestDatabase) {
    let store = database.open().await;
    let with_open = Bar {
        open: Some(1.0),
        ..close(1, 2.0)
    };
    let ohlc = bars(vec![("A", with_open), ("A", close(3, 2.0))]);
    let closes = bars(vec![
        ("A", close(0, 1.0)),
        ("B", close(7, 1.0)),
        ("A", close(5, 1.0)),
    ]);
    store
        .import_dataset(&meta("ohlc", "a"), ImportMode::Replace, ohlc)
        .await
        .unwrap();
    store
        .import_dataset(&meta("closes", "a"), ImportMode::Replace, closes)
        .await
        .unwrap();

    let coverage: Vec<_> = store
        .coverage()
        .await
        .unwrap()
        .into_iter()
        .map(|c| {
            (
                c.symbol.to_string(),
                c.source,
                c.dataset,
                c.first,
                c.last,
                c.days,
                c.has_open,
            )
        })
        .collect();
    let expect = |text: &str, source: &str, first, last, days, has_open| {
        (
            text.to_owned(),
            source.to_owned(),
            source.to_owned(),
            day(first),
            day(last),
            days,
            has_open,
        )
    };
    assert_eq!(
        coverage,
        [
            expect("A", "closes", 0, 5, 2, false),
            expect("A", "ohlc", 1, 3, 2, true),
            expect("B", "closes", 7, 7, 1, false),
        ]
    );
    assert_eq!(store.last_day(Some("ohlc")).await.unwrap(), Some(day(3)));
    assert_eq!(store.last_day(Some("closes")).await.unwrap(), Some(day(7)));
    assert_eq!(store.last_day(None).await.unwrap(), Some(day(7)));

    let columns = store.closes(&[symbol("A")], None, ALL).await.unwrap();
    let sources: Vec<_> = columns
        .iter()
        .map(|c| (c.source.as_str(), c.days.len()))
        .collect();
    assert_eq!(sources, [("closes", 2), ("ohlc", 2)]);
}

pub(crate) async fn lists_are_ordered_by_bytes(database: TestDatabase) {
    let store = database.open().await;
    let mut texts = ["b", "A.B", "^A", "a", "AB", "A-C", "B", "A_B", "A"];
    let instruments: Vec<_> = texts.iter().map(|text| instrument(text)).collect();
    store.upsert_instruments(&instruments).await.unwrap();
    let rows = texts.iter().map(|text| (*text, close(0, 1.0))).collect();
    store
        .import_dataset(&meta("d", "a"), ImportMode::Replace, bars(rows))
        .await
        .unwrap();
    let values = texts.iter().map(|text| (*text, 0, 1.0)).collect();
    store
        .import_dataset(&meta("m", "a"), ImportMode::Replace, macro_values(values))
        .await
        .unwrap();

    texts.sort_unstable();
    let stored: Vec<_> = store
        .instruments()
        .await
        .unwrap()
        .into_iter()
        .map(|i| i.symbol.to_string())
        .collect();
    assert_eq!(stored, texts);
    let covered: Vec<_> = store
        .coverage()
        .await
        .unwrap()
        .into_iter()
        .map(|c| c.symbol.to_string())
        .collect();
    assert_eq!(covered, texts);
    assert_eq!(store.macro_series().await.unwrap(), texts);
}

pub(crate) async fn closes_of_many_symbols_keep_their_columns(database: TestDatabase) {
    let store = database.open().await;
    // More symbols than go into one statement, and days that alternate between them.
    let texts: Vec<_> = (0..620).map(|i| format!("S{i:03}")).collect();
    let price = |i: usize, n: i32| f64::from(n) + 0.001 * i as f64;
    let mut rows = Vec::new();
    for n in (0..30).rev() {
        rows.extend(
            texts
                .iter()
                .enumerate()
                .map(|(i, text)| (text.as_str(), close(n, price(i, n)))),
        );
    }
    let symbols: Vec<_> = texts.iter().map(|text| symbol(text)).collect();
    let content = Content {
        instruments: texts.iter().map(|text| instrument(text)).collect(),
        ..bars(rows)
    };
    store
        .import_dataset(&meta("d", "a"), ImportMode::Replace, content)
        .await
        .unwrap();

    let columns = store.closes(&symbols, Some("d"), ALL).await.unwrap();
    assert_eq!(columns.len(), symbols.len());
    for (i, column) in columns.iter().enumerate() {
        assert_eq!(column.symbol, symbols[i]);
        assert_eq!(column.days, (0..30).map(day).collect::<Vec<_>>());
        assert_eq!(
            column.closes,
            (0..30).map(|n| price(i, n)).collect::<Vec<_>>()
        );
    }
}

pub(crate) async fn imports_at_once_happen_once(database: TestDatabase) {
    let store = database.open().await;
    let other = database.open().await;
    let (import_meta, content) = (meta("d", "a"), || {
        bars((0..3000).map(|n| ("A", close(n, 1.0))).collect())
    });
    let (a, b) = tokio::join!(
        store.import_dataset(&import_meta, ImportMode::Replace, content()),
        other.import_dataset(&import_meta, ImportMode::Replace, content()),
    );
    let mut outcomes = [a.unwrap(), b.unwrap()];
    outcomes.sort_by_key(|outcome| matches!(outcome, ImportOutcome::AlreadyThere(_)));
    let [
        ImportOutcome::Imported(first),
        ImportOutcome::AlreadyThere(second),
    ] = outcomes
    else {
        panic!("{outcomes:?}");
    };
    assert_eq!(first, second);
    assert_eq!(store.coverage().await.unwrap()[0].days, 3000);
}

pub(crate) async fn readers_do_not_wait_for_a_writer(database: TestDatabase) {
    let store = database.open().await;
    let old = bars(vec![("A", close(0, 1.0))]);
    store
        .import_dataset(&meta("d", "a"), ImportMode::Replace, old)
        .await
        .unwrap();

    // An import that stops half-way until it is told to go on.
    let (half_way, reached) = tokio::sync::oneshot::channel();
    let (go_on, waiting) = mpsc::channel::<()>();
    let mut half_way = Some(half_way);
    let writer = store.clone();
    let import = tokio::spawn(async move {
        let new = (0..20_000).map(move |n| {
            if n == 15_000 {
                half_way.take().unwrap().send(()).unwrap();
                // Without `block_in_place` the task that was just woken could wait for this thread.
                tokio::task::block_in_place(|| {
                    waiting.recv_timeout(Duration::from_secs(30)).unwrap()
                });
            }
            (symbol("A"), close(n, 2.0))
        });
        let content = Content {
            instruments: Vec::new(),
            bars: new,
            macro_values: Vec::new(),
        };
        writer
            .import_dataset(&meta("d", "b"), ImportMode::Replace, content)
            .await
    });
    reached.await.unwrap();

    let read = async || {
        let columns = store.closes(&[symbol("A")], None, ALL).await.unwrap();
        let import = store.import("d").await.unwrap();
        (columns[0].closes.len(), import.meta.sha256)
    };
    let before = tokio::time::timeout(Duration::from_secs(4), read())
        .await
        .expect("readers wait");
    assert_eq!(before, (1, "a".to_owned()));
    go_on.send(()).unwrap();
    import.await.unwrap().unwrap();
    assert_eq!(read().await, (20_000, "b".to_owned()));
}

pub(crate) async fn a_killed_import_is_completed(database: TestDatabase) {
    // With the schema in place and something to lose.
    let store = database.open().await;
    store
        .import_dataset(
            &meta("other", "a"),
            ImportMode::Replace,
            bars(vec![("Z", close(0, 1.0))]),
        )
        .await
        .unwrap();
    store.close().await;

    let mark = database.folder.path().join("half");
    let mut child = children::start(&database.url, Some(&mark));
    children::wait_for(&mark);
    child.kill().unwrap();
    assert!(!child.wait().unwrap().success());

    let store = database.open().await;
    assert_eq!(store.imports().await.unwrap().len(), 1);
    assert_eq!(store.coverage().await.unwrap().len(), 1);

    let outcome = store
        .import_dataset(
            &meta("killed", "a"),
            ImportMode::Replace,
            children::content(),
        )
        .await
        .unwrap();
    assert!(
        matches!(outcome, ImportOutcome::Imported(import) if import.rows == children::BARS as u64)
    );
    let coverage = store.coverage().await.unwrap();
    assert_eq!(coverage.len(), 11);
    assert_eq!(
        coverage.iter().map(|c| c.days).sum::<u64>(),
        children::BARS as u64 + 1
    );
}
