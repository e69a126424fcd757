//! One instrument: its prices over a span, and what they amount to.

mod beside;
mod figures;
pub(crate) mod list;
mod thin;

use std::sync::Arc;

use contract::{
    Result,
    market::{self, Basis, Course, InstrumentQuestion, InstrumentView, Offer, Prices, Span},
};
use domain::{Day, InstrumentKind, iso};
use store::{Bar, CloseColumn, Coverage, DayRange, Store};

use crate::{
    errors::from_store,
    library::{Catalogue, Entry},
};

/// Most prices that a page gets: no chart of ours is 1,000 pixels wide, and two a pixel are as many
/// as can be seen. Five years of days are below it.
const MAX_POINTS: usize = 2_000;

/// Gathers everything that the page of one instrument shows.
pub(crate) async fn view(
    store: &Store,
    catalogue: &Catalogue,
    entry: &Entry,
    other: Option<&Entry>,
    question: &InstrumentQuestion,
) -> Result<InstrumentView> {
    let choice = sources(&entry.coverage);
    let wanted = |source: &&Coverage| Some(basis_of(source)) == question.basis;
    let source = choice
        .iter()
        .copied()
        .find(wanted)
        // Closes adjusted alike are what can be compared, and they reach further.
        .or_else(|| choice.last().copied().filter(|_| other.is_some()))
        .unwrap_or(choice[0]);
    let all = bars(store, entry, source).await?;
    let start = first_day(question.span, source.last)
        .map_or(0, |from| all.partition_point(|bar| bar.day < from));
    let span = &all[start..];
    let index = catalogue.index().await?;
    let benchmark = match entry.instrument.kind {
        InstrumentKind::Index => None,
        InstrumentKind::Equity | InstrumentKind::Fund => index.as_deref(),
    };
    let compared = match other {
        Some(other) => Some(beside::compared(store, span, other).await?),
        None => None,
    };
    let weekly = span.len() > MAX_POINTS;
    let prices = prices(span);
    let indicators = beside::indicators(&all, start, &question.indicators);
    Ok(InstrumentView {
        summary: entry.summary(),
        source: catalogue.licence(&source.dataset).to_owned(),
        span: question.span,
        basis: basis_of(source),
        bases: choice.iter().map(|source| offer(source)).collect(),
        statistics: figures::statistics(&all, benchmark)?,
        course: course(&all, span),
        quality: figures::quality(&all, sessions(index.as_ref())),
        indicators: if weekly {
            thin::indicators(indicators, &thin::ends_of_weeks(span))
        } else {
            indicators
        },
        prices: if weekly { thin::weekly(prices) } else { prices },
        weekly,
        compared,
        others: others(catalogue, entry),
    })
}

fn sessions(index: Option<&Arc<CloseColumn>>) -> &[Day] {
    index.map_or(&[], |index| &index.days)
}

/// All bars of one source.
async fn bars(store: &Store, entry: &Entry, source: &Coverage) -> Result<Vec<Bar>> {
    let symbol = &entry.instrument.symbol;
    store
        .bars(symbol, &source.source, DayRange::default())
        .await
        .map_err(from_store)
}

fn offer(source: &Coverage) -> Offer {
    Offer {
        basis: basis_of(source),
        first_day: source.first,
        last_day: source.last,
    }
}

fn others(catalogue: &Catalogue, entry: &Entry) -> Vec<(String, String)> {
    let other = |other: &&Entry| other.instrument.symbol != entry.instrument.symbol;
    let others = catalogue.entries().filter(other);
    others
        .map(|other| {
            let instrument = &other.instrument;
            (instrument.symbol.to_string(), instrument.name.clone())
        })
        .collect()
}

const fn basis_of(source: &Coverage) -> Basis {
    if source.has_open {
        Basis::Traded
    } else {
        Basis::Adjusted
    }
}

/// One source for each basis there is, real bars first; of several, the one that reaches furthest.
/// An instrument without prices is not in the catalogue, so there is at least one.
fn sources(coverage: &[Coverage]) -> Vec<&Coverage> {
    let furthest = |has_open: bool| {
        coverage
            .iter()
            .filter(|part| part.has_open == has_open)
            .max_by_key(|part| (part.last, part.days))
    };
    [true, false].into_iter().filter_map(furthest).collect()
}

/// The first day of a span that ends on `last`; everything where the calendar ends before.
fn first_day(span: Span, last: Day) -> Option<Day> {
    let months = match span {
        Span::Month => 1,
        Span::Quarter => 3,
        Span::HalfYear => 6,
        Span::Year => 12,
        Span::FiveYears => 60,
        Span::All => return None,
    };
    iso::months_before(last, months)
}

/// Bars when every day has a whole one, adjusted closes otherwise.
fn prices(bars: &[Bar]) -> Prices {
    let whole = |bar: &Bar| {
        Some(market::Bar {
            day: bar.day,
            open: bar.open?,
            high: bar.high?,
            low: bar.low?,
            close: bar.close?,
            // Volumes are far below 2^53.
            volume: bar.volume.map(|volume| volume as f64),
        })
    };
    match bars.iter().map(whole).collect() {
        Some(bars) => Prices::Bars { bars },
        None => Prices::Closes {
            days: bars.iter().map(|bar| bar.day).collect(),
            closes: bars.iter().map(|bar| bar.adj_close).collect(),
        },
    }
}

/// What became of the money, by adjusted closes: as traded, it would be false across splits.
fn course(all: &[Bar], span: &[Bar]) -> Option<Course> {
    let (first, last) = (span.first()?, span.last()?);
    let highest = span
        .iter()
        .max_by(|a, b| a.adj_close.total_cmp(&b.adj_close))?;
    let year = figures::last_year(all);
    Some(Course {
        change: last.adj_close / first.adj_close - 1.0,
        below_highest: 1.0 - last.adj_close / highest.adj_close,
        highest_on: highest.day,
        is_year_low: year.iter().all(|bar| bar.adj_close >= last.adj_close),
        is_year_high: year.iter().all(|bar| bar.adj_close <= last.adj_close),
    })
}
