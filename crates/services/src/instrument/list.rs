//! One row of the list of instruments.

use contract::{Result, market::InstrumentRow};
use domain::iso;
use store::{DayRange, Store};

use super::{beside::short, thin};
use crate::{
    errors::{from_store, internal},
    library::Entry,
};

/// Of the source that reaches furthest: the last year.
pub(crate) async fn row(store: &Store, entry: &Entry) -> Result<InstrumentRow> {
    let furthest = entry
        .coverage
        .iter()
        .max_by_key(|part| (part.last, part.days));
    let source = furthest.ok_or_else(|| internal("an instrument without prices is listed"))?;
    let year_ago = iso::months_before(source.last, 12);
    let range = DayRange {
        // A few days more, so that the price a year ago is there even after a holiday.
        from: year_ago.and_then(|day| day.checked_sub(jiff::Span::new().days(7)).ok()),
        to: None,
    };
    let bars = store
        .bars(&entry.instrument.symbol, &source.source, range)
        .await
        .map_err(from_store)?;
    let last = bars
        .last()
        .ok_or_else(|| internal("covered days without a price"))?;
    let start = year_ago.and_then(|day| bars.partition_point(|bar| bar.day <= day).checked_sub(1));
    let year = &bars[start.unwrap_or(0)..];
    let weeks = thin::ends_of_weeks(year);
    Ok(InstrumentRow {
        summary: entry.summary(),
        last_day: last.day,
        last_close: last.close.unwrap_or(last.adj_close),
        year_change: start.map(|start| last.adj_close / bars[start].adj_close - 1.0),
        weeks: weeks
            .into_iter()
            .map(|at| short(year[at].adj_close))
            .collect(),
    })
}
