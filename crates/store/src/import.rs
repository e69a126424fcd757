use std::collections::{BTreeMap, HashMap, HashSet};

use domain::{Day, Instrument, Symbol};

use crate::{
    Bar, Store, StoreError,
    database::{Lock, Row, Transaction, Value, now_micros},
    instruments,
};

/// Rows gathered before they are written: bounds the memory of an import.
const GATHERED_ROWS: usize = 8_000;

/// Refuses a price or a value that is not a finite number: SQLite would store NaN as NULL,
/// PostgreSQL as NaN. Checked here, on the way in, under a name like that of the others.
const FINITE: &str = "ck_finite";

/// What identifies a dataset and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportMeta {
    /// Stable id of the dataset, such as `us20_adjclose_1990_2022`.
    pub dataset: String,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
    /// Id of the source under which its prices are kept apart, such as `us20`. A dataset has one
    /// source; a source may have several datasets, as long as no symbol is in two of them.
    pub source: String,
    /// Where the data is from and under which licence, in a sentence.
    pub licence: String,
}

/// What happens to the rows that an earlier import of the same dataset brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportMode {
    /// They go: the dataset is a file, and this is its newer version. With the same SHA-256 as a
    /// finished import, nothing is done.
    Replace,
    /// They stay; the same day takes the newer price. For sources that grow by the day.
    Extend,
}

/// One value of a macro series, on its way in.
#[derive(Debug, Clone, PartialEq)]
pub struct MacroValue {
    /// Name of the series, such as `VIX`.
    pub series: String,
    /// The day it holds for.
    pub day: Day,
    /// The value, in the unit of the series.
    pub value: f64,
}

/// What a dataset contains.
///
/// The iterators may be lazy, so that a large file is never in memory as a whole; they run on the
/// caller's task, between statements. Rows may come in any order.
pub struct Content<B, M> {
    /// Instruments to store before the prices that refer to them.
    pub instruments: Vec<Instrument>,
    /// Prices.
    pub bars: B,
    /// Macro values.
    pub macro_values: M,
}

/// A finished import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The dataset and where it comes from.
    pub meta: ImportMeta,
    /// Bars and macro values that the import wrote.
    pub rows: u64,
    /// When it began, microseconds since 1970 UTC.
    pub started_at: i64,
    /// When it was complete, microseconds since 1970 UTC.
    pub finished_at: i64,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportOutcome {
    /// The rows are in.
    Imported(Import),
    /// The same file was imported before; nothing was done.
    AlreadyThere(Import),
}

impl Store {
    /// Imports a dataset in one transaction: after a crash it is either complete or not there.
    ///
    /// Imports wait for each other, in all processes. The same symbol and source from two datasets
    /// is a [`StoreError::Conflict`] with `uq_series_symbol_source` (macro series: `pk_macro_series`);
    /// the same day twice is one with `pk_bars` (`pk_macro_values`) when the dataset is replaced; a
    /// price that is not a finite number one with `ck_finite`; a symbol without instrument one with
    /// `fk_series_symbol`.
    pub async fn import_dataset<B, M>(
        &self,
        meta: &ImportMeta,
        mode: ImportMode,
        content: Content<B, M>,
    ) -> Result<ImportOutcome, StoreError>
    where
        B: IntoIterator<Item = (Symbol, Bar)> + Send,
        B::IntoIter: Send,
        M: IntoIterator<Item = MacroValue> + Send,
        M::IntoIter: Send,
    {
        // At every start but the first nothing is to be done: seen without waiting for a lock.
        if mode == ImportMode::Replace
            && let Some(same) = self.finished(meta).await?
        {
            return Ok(ImportOutcome::AlreadyThere(same));
        }
        let mut transaction = self.database.begin_locked(Lock::Imports).await?;
        let started_at = now_micros();
        if mode == ImportMode::Replace {
            // Another process may have been faster.
            let finished = transaction
                .fetch(SELECT_ONE, &[Value::Text(&meta.dataset)], import)
                .await?;
            if let Some(same) = finished.into_iter().find(|import| import.meta == *meta) {
                return Ok(ImportOutcome::AlreadyThere(same));
            }
            for sql in [
                "delete from series where dataset = $1",
                "delete from macro_series where dataset = $1",
            ] {
                transaction
                    .execute(sql, &[Value::Text(&meta.dataset)])
                    .await?;
            }
        }
        begin_import(&mut transaction, meta, started_at).await?;
        instruments::upsert(&mut transaction, &content.instruments).await?;
        let bars = write_bars(&mut transaction, meta, mode, content.bars.into_iter()).await?;
        let values = write_macro_values(
            &mut transaction,
            meta,
            mode,
            content.macro_values.into_iter(),
        )
        .await?;

        let import = Import {
            meta: meta.clone(),
            rows: bars + values,
            started_at,
            finished_at: now_micros(),
        };
        transaction
            .execute(
                "update imports set row_count = $1, finished_at = $2 where dataset = $3",
                &[
                    Value::Int(i64::try_from(import.rows).unwrap_or(i64::MAX)),
                    Value::Int(import.finished_at),
                    Value::Text(&meta.dataset),
                ],
            )
            .await?;
        transaction.commit().await?;
        Ok(ImportOutcome::Imported(import))
    }

    /// The import that brought exactly this file.
    async fn finished(&self, meta: &ImportMeta) -> Result<Option<Import>, StoreError> {
        let found = self
            .database
            .fetch(SELECT_ONE, &[Value::Text(&meta.dataset)], import)
            .await?;
        Ok(found.into_iter().find(|import| import.meta == *meta))
    }

    /// The finished imports, by dataset.
    pub async fn imports(&self) -> Result<Vec<Import>, StoreError> {
        self.database
            .fetch(
                "select dataset, sha256, source, licence, row_count, started_at, finished_at from imports \
                 where finished_at is not null order by dataset",
                &[],
                import,
            )
            .await
    }

    /// The finished import of one dataset, or [`StoreError::NotFound`].
    pub async fn import(&self, dataset: &str) -> Result<Import, StoreError> {
        let found = self
            .database
            .fetch(SELECT_ONE, &[Value::Text(dataset)], import)
            .await?;
        found.into_iter().next().ok_or(StoreError::NotFound)
    }
}

const SELECT_ONE: &str = "select dataset, sha256, source, licence, row_count, started_at, finished_at from imports \
                          where finished_at is not null and dataset = $1";

fn import(row: &Row) -> Result<Import, sqlx::Error> {
    Ok(Import {
        meta: ImportMeta {
            dataset: row.text(0)?.to_owned(),
            sha256: row.text(1)?.to_owned(),
            source: row.text(2)?.to_owned(),
            licence: row.text(3)?.to_owned(),
        },
        rows: row.int(4)?.unsigned_abs(),
        started_at: row.int(5)?,
        finished_at: row.int(6)?,
    })
}

/// The row that series and macro series refer to; it is finished last.
async fn begin_import(
    transaction: &mut Transaction,
    meta: &ImportMeta,
    started_at: i64,
) -> Result<(), StoreError> {
    transaction
        .execute(
            "insert into imports (dataset, sha256, source, licence, row_count, started_at, finished_at) \
             values ($1, $2, $3, $4, 0, $5, null) \
             on conflict (dataset) do update set sha256 = excluded.sha256, source = excluded.source, \
             licence = excluded.licence, row_count = 0, started_at = excluded.started_at, finished_at = null",
            &[
                Value::Text(&meta.dataset),
                Value::Text(&meta.sha256),
                Value::Text(&meta.source),
                Value::Text(&meta.licence),
                Value::Int(started_at),
            ],
        )
        .await
}

async fn write_bars(
    transaction: &mut Transaction,
    meta: &ImportMeta,
    mode: ImportMode,
    bars: impl Iterator<Item = (Symbol, Bar)> + Send,
) -> Result<u64, StoreError> {
    let mut series = SeriesIds::load(transaction, meta).await?;
    let mut gathered = Gathered::new(mode);
    let mut count = 0;
    for (symbol, bar) in bars {
        let prices = [bar.open, bar.high, bar.low, bar.close, Some(bar.adj_close)];
        check_finite(prices.into_iter().flatten())?;
        let id = series.id_of(transaction, meta, &symbol).await?;
        gathered.push((id, bar.day), bar);
        count += 1;
        if gathered.len() >= GATHERED_ROWS {
            insert_bars(transaction, mode, gathered.take()).await?;
        }
    }
    insert_bars(transaction, mode, gathered.take()).await?;
    Ok(count)
}

async fn insert_bars(
    transaction: &mut Transaction,
    mode: ImportMode,
    bars: Vec<((i64, Day), Bar)>,
) -> Result<(), StoreError> {
    let values: Vec<_> = bars
        .iter()
        .flat_map(|((series, day), bar)| {
            [
                Value::Int(*series),
                Value::Day(*day),
                Value::MaybeReal(bar.open),
                Value::MaybeReal(bar.high),
                Value::MaybeReal(bar.low),
                Value::MaybeReal(bar.close),
                Value::Real(bar.adj_close),
                Value::MaybeInt(bar.volume),
            ]
        })
        .collect();
    let tail = match mode {
        ImportMode::Replace => "",
        ImportMode::Extend => {
            "on conflict (series, day) do update set open = excluded.open, high = excluded.high, low = excluded.low, \
             close = excluded.close, adj_close = excluded.adj_close, volume = excluded.volume"
        }
    };
    transaction
        .insert(
            "bars (series, day, open, high, low, close, adj_close, volume)",
            8,
            &values,
            tail,
        )
        .await
}

async fn write_macro_values(
    transaction: &mut Transaction,
    meta: &ImportMeta,
    mode: ImportMode,
    values: impl Iterator<Item = MacroValue> + Send,
) -> Result<u64, StoreError> {
    let mut names: HashSet<String> = transaction
        .fetch(
            "select name from macro_series where dataset = $1",
            &[Value::Text(&meta.dataset)],
            |row| Ok(row.text(0)?.to_owned()),
        )
        .await?
        .into_iter()
        .collect();
    let mut gathered = Gathered::new(mode);
    let mut count = 0;
    for MacroValue { series, day, value } in values {
        check_finite([value].into_iter())?;
        if !names.contains(&series) {
            transaction
                .execute(
                    "insert into macro_series (name, dataset) values ($1, $2)",
                    &[Value::Text(&series), Value::Text(&meta.dataset)],
                )
                .await?;
            names.insert(series.clone());
        }
        gathered.push((series, day), value);
        count += 1;
        if gathered.len() >= GATHERED_ROWS {
            insert_macro_values(transaction, mode, gathered.take()).await?;
        }
    }
    insert_macro_values(transaction, mode, gathered.take()).await?;
    Ok(count)
}

async fn insert_macro_values(
    transaction: &mut Transaction,
    mode: ImportMode,
    rows: Vec<((String, Day), f64)>,
) -> Result<(), StoreError> {
    let values: Vec<_> = rows
        .iter()
        .flat_map(|((series, day), value)| {
            [Value::Text(series), Value::Day(*day), Value::Real(*value)]
        })
        .collect();
    let tail = match mode {
        ImportMode::Replace => "",
        ImportMode::Extend => "on conflict (series, day) do update set value = excluded.value",
    };
    transaction
        .insert("macro_values (series, day, value)", 3, &values, tail)
        .await
}

fn check_finite(mut values: impl Iterator<Item = f64>) -> Result<(), StoreError> {
    if values.all(f64::is_finite) {
        Ok(())
    } else {
        Err(StoreError::Conflict {
            constraint: FINITE.to_owned(),
        })
    }
}

/// The numbers of the dataset's series; new symbols get the next one.
struct SeriesIds {
    ids: HashMap<Symbol, i64>,
    next: i64,
}

impl SeriesIds {
    async fn load(transaction: &mut Transaction, meta: &ImportMeta) -> Result<Self, StoreError> {
        let ids = transaction
            .fetch(
                "select symbol, id from series where dataset = $1 and source = $2",
                &[Value::Text(&meta.dataset), Value::Text(&meta.source)],
                |row| Ok((row.parsed(0)?, row.int(1)?)),
            )
            .await?;
        let last = transaction
            .fetch("select max(id) from series", &[], |row| row.maybe_int(0))
            .await?;
        Ok(Self {
            ids: ids.into_iter().collect(),
            next: last.into_iter().flatten().next().unwrap_or(0) + 1,
        })
    }

    async fn id_of(
        &mut self,
        transaction: &mut Transaction,
        meta: &ImportMeta,
        symbol: &Symbol,
    ) -> Result<i64, StoreError> {
        if let Some(id) = self.ids.get(symbol) {
            return Ok(*id);
        }
        // Imports run one at a time, so nobody else takes this number.
        let id = self.next;
        transaction
            .execute(
                "insert into series (id, symbol, source, dataset) values ($1, $2, $3, $4)",
                &[
                    Value::Int(id),
                    Value::Text(symbol.as_str()),
                    Value::Text(&meta.source),
                    Value::Text(&meta.dataset),
                ],
            )
            .await
            .map_err(|error| error.naming_foreign_key("fk_series_symbol"))?;
        self.next += 1;
        self.ids.insert(symbol.clone(), id);
        Ok(id)
    }
}

/// Rows on their way into one statement.
enum Gathered<K, V> {
    /// As they come; the database refuses a key that is there twice.
    AsTheyCome(Vec<(K, V)>),
    /// The last one of each key: PostgreSQL does not update a row twice in one statement.
    LastOfEach(BTreeMap<K, V>),
}

impl<K: Ord, V> Gathered<K, V> {
    fn new(mode: ImportMode) -> Self {
        match mode {
            ImportMode::Replace => Self::AsTheyCome(Vec::new()),
            ImportMode::Extend => Self::LastOfEach(BTreeMap::new()),
        }
    }

    fn push(&mut self, key: K, value: V) {
        match self {
            Self::AsTheyCome(rows) => rows.push((key, value)),
            Self::LastOfEach(rows) => {
                rows.insert(key, value);
            }
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::AsTheyCome(rows) => rows.len(),
            Self::LastOfEach(rows) => rows.len(),
        }
    }

    fn take(&mut self) -> Vec<(K, V)> {
        match self {
            Self::AsTheyCome(rows) => std::mem::take(rows),
            Self::LastOfEach(rows) => std::mem::take(rows).into_iter().collect(),
        }
    }
}
