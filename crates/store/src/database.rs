//! The seam: the same statements on two pools.
//!
//! Statements use `$1` parameters and portable types, so that they are written once; this file is
//! the only one that knows both drivers. `docs/decisions/0002-one-sql-two-databases.md` says why it
//! is not sqlx's `Any`.

use std::{
    fs,
    path::Path,
    str::FromStr,
    sync::Arc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use domain::Day;
use futures_util::{Stream, TryStreamExt};
use sqlx::{
    Arguments, AssertSqlSafe, ConnectOptions, Connection, PgConnection, PgPool, Row as _,
    SqlSafeStr, SqlitePool,
    postgres::{PgArguments, PgConnectOptions, PgPoolOptions, PgRow, Postgres},
    sqlite::{
        Sqlite, SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions,
        SqliteRow, SqliteSynchronous,
    },
};

use crate::{DatabaseKind, StoreError, StoreUrl, error::is_busy};

/// How long one SQLite statement waits for another process's write.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long an import or a migration waits for another one: a first import takes seconds.
const LOCK_PATIENCE: Duration = Duration::from_secs(60);
/// How long to wait for a PostgreSQL server, and for a free connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Rows that SQLite's thread reads ahead. With sqlx's 50 the threads wait for each other: 166,260
/// rows took 100 ms instead of 90.
const READ_AHEAD: usize = 500;
/// Rows of eight columns in one `insert`. SQLite: 64 took half of the time of 4,000 (binding), and a
/// seventh of that of 8 (round trips to its thread). PostgreSQL counts network round trips, and takes
/// no more than 65,535 parameters.
const SQLITE_BATCH: usize = 64;
const POSTGRES_BATCH: usize = 2_000;

/// The database behind a store.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    pools: Pools,
    /// The URL without password, for messages.
    label: Arc<str>,
}

#[derive(Debug, Clone)]
enum Pools {
    /// SQLite has one writer at a time: one connection, so that writers queue here, in order,
    /// instead of polling a lock.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

/// What must not run twice at the same time, in any process.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Lock {
    /// Bringing the schema up to date.
    Migrations,
    /// Importing datasets.
    Imports,
}

impl Lock {
    /// The key of PostgreSQL's advisory lock: `FinX` and a number. SQLite's write lock covers all.
    fn key(self) -> i64 {
        match self {
            Self::Migrations => 0x4669_6e58_0000_0001,
            Self::Imports => 0x4669_6e58_0000_0002,
        }
    }
}

/// A parameter of a statement.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value<'a> {
    Text(&'a str),
    Day(Day),
    Int(i64),
    MaybeInt(Option<i64>),
    Real(f64),
    MaybeReal(Option<f64>),
}

/// A row of either database. Columns are asked for by position: names cost a look-up per value.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// A change of several statements; rolled back unless it is committed.
pub(crate) struct Transaction {
    inner: Inner,
    label: Arc<str>,
}

enum Inner {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Database {
    pub(crate) async fn open(url: &StoreUrl, connections: u32) -> Result<Self, StoreError> {
        let label: Arc<str> = url.to_string().into();
        let pools = match url {
            StoreUrl::Sqlite(path) => open_sqlite(path, connections, &label).await?,
            StoreUrl::Postgres(url) => open_postgres(url, connections, &label).await?,
        };
        Ok(Self { pools, label })
    }

    pub(crate) fn kind(&self) -> DatabaseKind {
        match self.pools {
            Pools::Sqlite { .. } => DatabaseKind::Sqlite,
            Pools::Postgres(_) => DatabaseKind::Postgres,
        }
    }

    pub(crate) fn label(&self) -> &str {
        &self.label
    }

    pub(crate) async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { writer, readers } => {
                // The last connection to close writes the log back into the file.
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }

    /// Reads rows outside of a transaction.
    pub(crate) async fn fetch<T>(
        &self,
        sql: impl SqlSafeStr,
        values: &[Value<'_>],
        read: impl FnMut(&Row) -> Result<T, sqlx::Error>,
    ) -> Result<Vec<T>, StoreError> {
        let rows = match &self.pools {
            Pools::Sqlite { readers, .. } => {
                let query = sqlx::query_with(sql, arguments::<SqliteArguments>(values));
                collect(query.fetch(readers).map_ok(Row::Sqlite), read).await
            }
            Pools::Postgres(pool) => {
                let query = sqlx::query_with(sql, arguments::<PgArguments>(values));
                collect(query.fetch(pool).map_ok(Row::Postgres), read).await
            }
        };
        rows.map_err(|error| StoreError::of(&error, &self.label))
    }

    /// Begins to read: every statement sees the same state of the database.
    pub(crate) async fn snapshot(&self) -> Result<Transaction, StoreError> {
        let begun = match &self.pools {
            Pools::Sqlite { readers, .. } => readers.begin().await.map(Inner::Sqlite),
            Pools::Postgres(pool) => pool
                .begin_with("begin isolation level repeatable read, read only")
                .await
                .map(Inner::Postgres),
        };
        self.transaction(begun)
    }

    /// Begins to write. SQLite takes its write lock at once: a transaction that reads first and
    /// writes later could be refused in the middle.
    pub(crate) async fn begin(&self) -> Result<Transaction, StoreError> {
        let begun = match &self.pools {
            Pools::Sqlite { writer, .. } => writer
                .begin_with("begin immediate")
                .await
                .map(Inner::Sqlite),
            Pools::Postgres(pool) => pool.begin().await.map(Inner::Postgres),
        };
        self.transaction(begun)
    }

    /// Begins to write what may run only once at a time, and waits for the one that runs.
    pub(crate) async fn begin_locked(&self, lock: Lock) -> Result<Transaction, StoreError> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => {
                let begun = patiently(|| writer.begin_with("begin immediate")).await;
                self.transaction(begun.map(Inner::Sqlite))
            }
            Pools::Postgres(_) => {
                let mut transaction = self.begin().await?;
                let patience = format!("{}s", LOCK_PATIENCE.as_secs());
                transaction
                    .execute(
                        "select set_config('lock_timeout', $1, true)",
                        &[Value::Text(&patience)],
                    )
                    .await?;
                transaction
                    .execute(
                        "select pg_advisory_xact_lock($1)",
                        &[Value::Int(lock.key())],
                    )
                    .await?;
                Ok(transaction)
            }
        }
    }

    fn transaction(&self, begun: Result<Inner, sqlx::Error>) -> Result<Transaction, StoreError> {
        match begun {
            Ok(inner) => Ok(Transaction {
                inner,
                label: Arc::clone(&self.label),
            }),
            Err(error) => Err(StoreError::of(&error, &self.label)),
        }
    }
}

async fn open_sqlite(path: &Path, connections: u32, label: &str) -> Result<Pools, StoreError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| {
            StoreError::Unavailable(format!(
                "{label}: the folder {} cannot be created: {error}",
                folder.display()
            ))
        })?;
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .synchronous(SqliteSynchronous::Normal)
        .row_buffer_size(READ_AHEAD)
        .disable_statement_logging();
    let pool = |size| {
        SqlitePoolOptions::new()
            .max_connections(size)
            .idle_timeout(None)
            .max_lifetime(None)
    };

    // Only the writer creates the file and switches it to WAL, which stays. Two processes that
    // switch a new file at the same time get `busy` at once, without the timeout.
    let writing = options
        .clone()
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal);
    let writer = patiently(|| {
        pool(1)
            .acquire_timeout(LOCK_PATIENCE)
            .connect_with(writing.clone())
    })
    .await
    .map_err(|error| StoreError::of(&error, label))?;
    let readers = pool(connections.max(1))
        .acquire_timeout(CONNECT_TIMEOUT)
        .connect_lazy_with(options.pragma("query_only", "on"));
    Ok(Pools::Sqlite { writer, readers })
}

async fn open_postgres(url: &str, connections: u32, label: &str) -> Result<Pools, StoreError> {
    let unavailable = |why: String| StoreError::Unavailable(format!("{label}: {why}"));
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| unavailable(error.to_string()))?
        .application_name("finx")
        .disable_statement_logging();
    // The pool would try again until its time is up and then hide the reason.
    let probe = tokio::time::timeout(CONNECT_TIMEOUT, PgConnection::connect_with(&options))
        .await
        .map_err(|_| unavailable(format!("no answer within {} s", CONNECT_TIMEOUT.as_secs())))?
        .map_err(|error| StoreError::of(&error, label))?;
    // Closing politely may fail; the connection is gone either way.
    let _ = probe.close().await;
    let pool = PgPoolOptions::new()
        .max_connections(connections.max(1))
        .acquire_timeout(CONNECT_TIMEOUT)
        .connect_lazy_with(options);
    Ok(Pools::Postgres(pool))
}

/// Tries again while another process holds SQLite's write lock.
async fn patiently<T, F>(mut attempt: impl FnMut() -> F) -> Result<T, sqlx::Error>
where
    F: Future<Output = Result<T, sqlx::Error>>,
{
    let begun = Instant::now();
    loop {
        match attempt().await {
            Err(error) if is_busy(&error) && begun.elapsed() < LOCK_PATIENCE => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            result => return result,
        }
    }
}

impl Transaction {
    pub(crate) async fn fetch<T>(
        &mut self,
        sql: impl SqlSafeStr,
        values: &[Value<'_>],
        read: impl FnMut(&Row) -> Result<T, sqlx::Error>,
    ) -> Result<Vec<T>, StoreError> {
        let rows = match &mut self.inner {
            Inner::Sqlite(transaction) => {
                let query = sqlx::query_with(sql, arguments::<SqliteArguments>(values));
                collect(query.fetch(&mut **transaction).map_ok(Row::Sqlite), read).await
            }
            Inner::Postgres(transaction) => {
                let query = sqlx::query_with(sql, arguments::<PgArguments>(values));
                collect(query.fetch(&mut **transaction).map_ok(Row::Postgres), read).await
            }
        };
        rows.map_err(|error| StoreError::of(&error, &self.label))
    }

    pub(crate) async fn execute(
        &mut self,
        sql: impl SqlSafeStr,
        values: &[Value<'_>],
    ) -> Result<(), StoreError> {
        let done = match &mut self.inner {
            Inner::Sqlite(transaction) => {
                sqlx::query_with(sql, arguments::<SqliteArguments>(values))
                    .execute(&mut **transaction)
                    .await
                    .map(drop)
            }
            Inner::Postgres(transaction) => sqlx::query_with(sql, arguments::<PgArguments>(values))
                .execute(&mut **transaction)
                .await
                .map(drop),
        };
        done.map_err(|error| StoreError::of(&error, &self.label))
    }

    /// Runs several statements without parameters.
    pub(crate) async fn script(&mut self, sql: String) -> Result<(), StoreError> {
        let script = sqlx::raw_sql(AssertSqlSafe(sql));
        let done = match &mut self.inner {
            Inner::Sqlite(transaction) => script.execute(&mut **transaction).await.map(drop),
            Inner::Postgres(transaction) => script.execute(&mut **transaction).await.map(drop),
        };
        done.map_err(|error| StoreError::of(&error, &self.label))
    }

    /// Inserts rows of `columns` values each, as few statements as this database likes best.
    ///
    /// `into` is the table with its columns, `tail` what follows the values.
    pub(crate) async fn insert(
        &mut self,
        into: &str,
        columns: usize,
        values: &[Value<'_>],
        tail: &str,
    ) -> Result<(), StoreError> {
        let batch = match self.inner {
            Inner::Sqlite(_) => SQLITE_BATCH,
            Inner::Postgres(_) => POSTGRES_BATCH,
        };
        for rows in values.chunks(batch * columns) {
            let rows_sql = self.rows_sql(rows.len() / columns, columns);
            let sql = format!("insert into {into} values {rows_sql} {tail}");
            self.execute(AssertSqlSafe(sql), rows).await?;
        }
        Ok(())
    }

    /// `($1, $2), ($3, $4)`. For SQLite `(?, ?), (?, ?)`: it looks numbered parameters up by name,
    /// one after another, and a batch of 3,000 rows took 35 s instead of 0.2 s.
    fn rows_sql(&self, rows: usize, columns: usize) -> String {
        let mut sql = String::with_capacity(rows * columns * 7);
        for i in 0..rows * columns {
            sql.push_str(match (i, i % columns) {
                (0, _) => "(",
                (_, 0) => "), (",
                _ => ", ",
            });
            match self.inner {
                Inner::Sqlite(_) => sql.push('?'),
                Inner::Postgres(_) => {
                    sql.push('$');
                    sql.push_str(&(i + 1).to_string());
                }
            }
        }
        sql.push(')');
        sql
    }

    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        let done = match self.inner {
            Inner::Sqlite(transaction) => transaction.commit().await,
            Inner::Postgres(transaction) => transaction.commit().await,
        };
        done.map_err(|error| StoreError::of(&error, &self.label))
    }
}

async fn collect<T>(
    mut rows: impl Stream<Item = Result<Row, sqlx::Error>> + Unpin,
    mut read: impl FnMut(&Row) -> Result<T, sqlx::Error>,
) -> Result<Vec<T>, sqlx::Error> {
    let mut found = Vec::new();
    while let Some(row) = rows.try_next().await? {
        found.push(read(&row)?);
    }
    Ok(found)
}

/// Both drivers' lists of parameters.
fn arguments<A>(values: &[Value<'_>]) -> A
where
    A: Arguments + Default,
    for<'a> &'a str: sqlx::Encode<'a, A::Database> + sqlx::Type<A::Database>,
    for<'a> String: sqlx::Encode<'a, A::Database> + sqlx::Type<A::Database>,
    for<'a> i64: sqlx::Encode<'a, A::Database> + sqlx::Type<A::Database>,
    for<'a> f64: sqlx::Encode<'a, A::Database> + sqlx::Type<A::Database>,
    for<'a> Option<i64>: sqlx::Encode<'a, A::Database> + sqlx::Type<A::Database>,
    for<'a> Option<f64>: sqlx::Encode<'a, A::Database> + sqlx::Type<A::Database>,
{
    let mut arguments = A::default();
    arguments.reserve(values.len(), 8 * values.len());
    for value in values {
        match *value {
            Value::Text(text) => arguments.add(text),
            Value::Day(day) => arguments.add(day.to_string()),
            Value::Int(int) => arguments.add(int),
            Value::MaybeInt(int) => arguments.add(int),
            Value::Real(real) => arguments.add(real),
            Value::MaybeReal(real) => arguments.add(real),
        }
        .expect("texts and numbers can always be encoded");
    }
    arguments
}

impl Row {
    pub(crate) fn text(&self, i: usize) -> Result<&str, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(i),
            Self::Postgres(row) => row.try_get(i),
        }
    }

    pub(crate) fn int(&self, i: usize) -> Result<i64, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(i),
            Self::Postgres(row) => row.try_get(i),
        }
    }

    pub(crate) fn maybe_int(&self, i: usize) -> Result<Option<i64>, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(i),
            Self::Postgres(row) => row.try_get(i),
        }
    }

    pub(crate) fn real(&self, i: usize) -> Result<f64, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(i),
            Self::Postgres(row) => row.try_get(i),
        }
    }

    pub(crate) fn maybe_real(&self, i: usize) -> Result<Option<f64>, sqlx::Error> {
        match self {
            Self::Sqlite(row) => row.try_get(i),
            Self::Postgres(row) => row.try_get(i),
        }
    }

    pub(crate) fn day(&self, i: usize) -> Result<Day, sqlx::Error> {
        day_of(self.text(i)?)
    }

    pub(crate) fn maybe_day(&self, i: usize) -> Result<Option<Day>, sqlx::Error> {
        let text: Option<&str> = match self {
            Self::Sqlite(row) => row.try_get(i)?,
            Self::Postgres(row) => row.try_get(i)?,
        };
        text.map(day_of).transpose()
    }

    /// A text that has a type of its own.
    pub(crate) fn parsed<T>(&self, i: usize) -> Result<T, sqlx::Error>
    where
        T: FromStr,
        T::Err: std::error::Error + Send + Sync + 'static,
    {
        self.text(i)?
            .parse()
            .map_err(|error| sqlx::Error::Decode(Box::new(error)))
    }
}

/// Reads `2022-12-28`, and only this form: it is read hundreds of thousands of times for one page,
/// and any other form would not be ordered by its text.
fn day_of(text: &str) -> Result<Day, sqlx::Error> {
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_i16, |n, digit| {
            digit
                .is_ascii_digit()
                .then(|| n * 10 + i16::from(digit - b'0'))
        })
    };
    let parsed = match text.as_bytes() {
        [year @ .., b'-', m1, m2, b'-', d1, d2] if year.len() == 4 => {
            match (number(year), number(&[*m1, *m2]), number(&[*d1, *d2])) {
                (Some(year), Some(month), Some(day)) => Day::new(year, month as i8, day as i8).ok(),
                _ => None,
            }
        }
        _ => None,
    };
    parsed.ok_or_else(|| sqlx::Error::Decode(format!("`{text}` is not a day").into()))
}

/// The time of the wall, microseconds since 1970 UTC.
pub(crate) fn now_micros() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days() {
        assert_eq!(day_of("2022-12-28").ok(), Some(Day::constant(2022, 12, 28)));
        for text in [
            "",
            "2022-13-01",
            "2022-02-30",
            "20221228",
            "2022-1-01",
            "2022-12-2x",
            "12022-12-28",
            "é022-12-28",
        ] {
            assert!(day_of(text).is_err(), "{text}");
        }
    }
}
