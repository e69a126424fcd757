use std::collections::HashMap;

use domain::{Day, Symbol};
use sqlx::AssertSqlSafe;

use crate::{
    Store, StoreError,
    database::{Row, Transaction, Value},
};

/// Symbols asked for in one statement. SQLite's own limit is 32,766.
const SYMBOLS_AT_ONCE: usize = 500;

/// The price of one instrument on one day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// The trading day.
    pub day: Day,
    /// First price, where the source has it.
    pub open: Option<f64>,
    /// Highest price, where the source has it.
    pub high: Option<f64>,
    /// Lowest price, where the source has it.
    pub low: Option<f64>,
    /// Last price as it was traded, where the source has it.
    pub close: Option<f64>,
    /// Last price adjusted for splits and dividends; for an index the last price.
    pub adj_close: f64,
    /// Pieces traded, where the source has it.
    pub volume: Option<i64>,
}

/// A stretch of days, both ends included; an open end is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DayRange {
    /// The first day.
    pub from: Option<Day>,
    /// The last day.
    pub to: Option<Day>,
}

/// The adjusted closes of one symbol from one source, days ascending, both columns equally long.
#[derive(Debug, Clone, PartialEq)]
pub struct CloseColumn {
    /// Whose prices.
    pub symbol: Symbol,
    /// Where from.
    pub source: String,
    /// The days.
    pub days: Vec<Day>,
    /// The adjusted closes.
    pub closes: Vec<f64>,
}

/// What is stored of one symbol from one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Whose prices.
    pub symbol: Symbol,
    /// Where from.
    pub source: String,
    /// The dataset that brought them.
    pub dataset: String,
    /// First stored day.
    pub first: Day,
    /// Last stored day.
    pub last: Day,
    /// Stored days.
    pub days: u64,
    /// Whether there are bars with an open, not only closes.
    pub has_open: bool,
}

/// One value of a macro series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MacroPoint {
    /// The day it holds for.
    pub day: Day,
    /// The value, in the unit of the series.
    pub value: f64,
}

impl DayRange {
    /// Every day.
    pub const ALL: Self = Self {
        from: None,
        to: None,
    };

    /// From one day to another, both included.
    pub const fn new(from: Day, to: Day) -> Self {
        Self {
            from: Some(from),
            to: Some(to),
        }
    }

    /// Both ends as parameters; an open end is a day that no market has seen.
    fn values(self) -> [Value<'static>; 2] {
        [
            Value::Day(self.from.unwrap_or(Day::constant(1, 1, 1))),
            Value::Day(self.to.unwrap_or(Day::constant(9999, 12, 31))),
        ]
    }
}

impl Store {
    /// The adjusted closes of `symbols`, one column for each symbol and source that has any in
    /// `range`, by symbol, then source; with a `source`, from this one only.
    pub async fn closes(
        &self,
        symbols: &[Symbol],
        source: Option<&str>,
        range: DayRange,
    ) -> Result<Vec<CloseColumn>, StoreError> {
        let mut transaction = self.database.snapshot().await?;
        let mut columns = Vec::new();
        for symbols in symbols.chunks(SYMBOLS_AT_ONCE) {
            read_closes(&mut transaction, symbols, source, range, &mut columns).await?;
        }
        transaction.commit().await?;
        columns.sort_by(|a, b| (&a.symbol, &a.source).cmp(&(&b.symbol, &b.source)));
        columns.dedup_by(|a, b| (&a.symbol, &a.source) == (&b.symbol, &b.source));
        Ok(columns)
    }

    /// The bars of one symbol from one source, days ascending; empty when there are none.
    pub async fn bars(
        &self,
        symbol: &Symbol,
        source: &str,
        range: DayRange,
    ) -> Result<Vec<Bar>, StoreError> {
        let [from, to] = range.values();
        self.database
            .fetch(
                "select b.day, b.open, b.high, b.low, b.close, b.adj_close, b.volume \
                 from series s join bars b on b.series = s.id \
                 where s.symbol = $1 and s.source = $2 and b.day >= $3 and b.day <= $4 order by b.day",
                &[Value::Text(symbol.as_str()), Value::Text(source), from, to],
                bar,
            )
            .await
    }

    /// What is stored, by symbol, then source.
    pub async fn coverage(&self) -> Result<Vec<Coverage>, StoreError> {
        self.database
            .fetch(
                "select s.symbol, s.source, s.dataset, c.first_day, c.last_day, c.days, c.opens \
                 from series s join (select series, min(day) as first_day, max(day) as last_day, \
                 count(*) as days, count(open) as opens from bars group by series) c on c.series = s.id \
                 order by s.symbol, s.source",
                &[],
                |row| {
                    Ok(Coverage {
                        symbol: row.parsed(0)?,
                        source: row.text(1)?.to_owned(),
                        dataset: row.text(2)?.to_owned(),
                        first: row.day(3)?,
                        last: row.day(4)?,
                        days: row.int(5)?.unsigned_abs(),
                        has_open: row.int(6)? > 0,
                    })
                },
            )
            .await
    }

    /// The last day that `source` has a price for, or any source.
    pub async fn last_day(&self, source: Option<&str>) -> Result<Option<Day>, StoreError> {
        // The last day of each series is one look-up in the index; of the table it is a scan.
        let last =
            "select max((select max(b.day) from bars b where b.series = s.id)) from series s";
        let days = match source {
            Some(source) => {
                let sql = format!("{last} where s.source = $1");
                self.database
                    .fetch(AssertSqlSafe(sql), &[Value::Text(source)], |row| {
                        row.maybe_day(0)
                    })
                    .await?
            }
            None => {
                self.database
                    .fetch(last, &[], |row| row.maybe_day(0))
                    .await?
            }
        };
        Ok(days.into_iter().flatten().next())
    }

    /// The names of the stored macro series, ascending.
    pub async fn macro_series(&self) -> Result<Vec<String>, StoreError> {
        self.database
            .fetch("select name from macro_series order by name", &[], |row| {
                Ok(row.text(0)?.to_owned())
            })
            .await
    }

    /// The values of one macro series, days ascending; empty when there are none.
    pub async fn macro_values(
        &self,
        series: &str,
        range: DayRange,
    ) -> Result<Vec<MacroPoint>, StoreError> {
        let [from, to] = range.values();
        self.database
            .fetch(
                "select day, value from macro_values where series = $1 and day >= $2 and day <= $3 order by day",
                &[Value::Text(series), from, to],
                |row| {
                    Ok(MacroPoint {
                        day: row.day(0)?,
                        value: row.real(1)?,
                    })
                },
            )
            .await
    }
}

/// Reads the columns of a few symbols.
///
/// Two statements, so that symbol and source do not travel with each of a hundred thousand rows.
async fn read_closes(
    transaction: &mut Transaction,
    symbols: &[Symbol],
    source: Option<&str>,
    range: DayRange,
    columns: &mut Vec<CloseColumn>,
) -> Result<(), StoreError> {
    let names: Vec<_> = symbols
        .iter()
        .map(|symbol| Value::Text(symbol.as_str()))
        .collect();
    let mut sql = format!(
        "select id, symbol, source from series where symbol in ({})",
        parameters(1, names.len())
    );
    let mut values = names;
    if let Some(source) = source {
        values.push(Value::Text(source));
        sql.push_str(&format!(" and source = ${}", values.len()));
    }
    sql.push_str(" order by id");
    let series: Vec<(i64, Symbol, String)> = transaction
        .fetch(AssertSqlSafe(sql), &values, |row| {
            Ok((row.int(0)?, row.parsed(1)?, row.text(2)?.to_owned()))
        })
        .await?;
    if series.is_empty() {
        return Ok(());
    }

    let mut values = Vec::from(range.values());
    values.extend(series.iter().map(|(id, ..)| Value::Int(*id)));
    let sql = format!(
        "select series, day, adj_close from bars where day >= $1 and day <= $2 and series in ({}) order by series, day",
        parameters(3, series.len())
    );
    let mut by_id: HashMap<i64, (Symbol, String)> = HashMap::with_capacity(series.len());
    by_id.extend(
        series
            .into_iter()
            .map(|(id, symbol, source)| (id, (symbol, source))),
    );

    // Rows of one series follow each other.
    let mut current = None;
    transaction
        .fetch(AssertSqlSafe(sql), &values, |row| {
            let id = row.int(0)?;
            if current != Some(id) {
                current = Some(id);
                if let Some((symbol, source)) = by_id.remove(&id) {
                    columns.push(CloseColumn {
                        symbol,
                        source,
                        days: Vec::new(),
                        closes: Vec::new(),
                    });
                }
            }
            if let Some(column) = columns.last_mut() {
                column.days.push(row.day(1)?);
                column.closes.push(row.real(2)?);
            }
            Ok(())
        })
        .await?;
    Ok(())
}

/// `$3, $4, $5`.
fn parameters(first: usize, count: usize) -> String {
    (first..first + count)
        .map(|n| format!("${n}"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn bar(row: &Row) -> Result<Bar, sqlx::Error> {
    Ok(Bar {
        day: row.day(0)?,
        open: row.maybe_real(1)?,
        high: row.maybe_real(2)?,
        low: row.maybe_real(3)?,
        close: row.maybe_real(4)?,
        adj_close: row.real(5)?,
        volume: row.maybe_int(6)?,
    })
}
