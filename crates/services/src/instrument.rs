//! One instrument: its prices over a span, and what they amount to.

use contract::{
    Result,
    market::{self, Basis, InstrumentView, Prices, Span, Statistics},
};
use domain::{Day, InstrumentKind, Symbol, iso};
use risk::{Measures, Options};
use store::{Bar, CloseColumn, Coverage, DayRange, Store};

use crate::{
    bundled::{INDEX_SOURCE, INDEX_SYMBOL},
    errors::{from_store, internal},
    library::{Catalogue, Entry},
};

/// Confidence of value at risk and CVaR.
const CONFIDENCE: f64 = 0.95;

/// Most prices that a page gets: no chart of ours is 1,000 pixels wide, and two a pixel are as many
/// as can be seen. Five years of days are below it.
const MAX_POINTS: usize = 2_000;

/// Gathers everything that the page of one instrument shows.
pub(crate) async fn view(
    store: &Store,
    catalogue: &Catalogue,
    entry: &Entry,
    span: Span,
    basis: Option<Basis>,
) -> Result<InstrumentView> {
    let choice = sources(&entry.coverage);
    let source = choice
        .iter()
        .copied()
        .find(|source| Some(basis_of(source)) == basis)
        .unwrap_or(choice[0]);
    let range = DayRange {
        from: first_day(span, source.last),
        to: None,
    };
    let symbol = &entry.instrument.symbol;
    let bars = store
        .bars(symbol, &source.source, range)
        .await
        .map_err(from_store)?;
    let index = match entry.instrument.kind {
        InstrumentKind::Index => None,
        InstrumentKind::Equity | InstrumentKind::Fund => index(store, range).await?,
    };
    let prices = prices(&bars);
    let statistics = statistics(&bars, &prices, index.as_ref())?;
    let is_long = bars.len() > MAX_POINTS;
    let step = if is_long { "Weekly" } else { "Daily" };
    Ok(InstrumentView {
        summary: entry.summary(),
        source: in_words(step, source, catalogue.licence(&source.dataset)),
        span,
        basis: basis_of(source),
        bases: choice.into_iter().map(basis_of).collect(),
        statistics,
        prices: if is_long { weekly(prices) } else { prices },
    })
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

fn in_words(step: &str, source: &Coverage, licence: &str) -> String {
    let what = if source.has_open {
        "bars as traded"
    } else {
        "adjusted closes"
    };
    format!("{step} {what}: {licence}")
}

/// The first day of a span that ends on `last`; everything where the calendar ends before.
fn first_day(span: Span, last: Day) -> Option<Day> {
    let months = match span {
        Span::HalfYear => 6,
        Span::Year => 12,
        Span::FiveYears => 60,
        Span::All => return None,
    };
    iso::months_before(last, months)
}

async fn index(store: &Store, range: DayRange) -> Result<Option<CloseColumn>> {
    let symbol: Symbol = INDEX_SYMBOL.parse().expect("the index has a symbol");
    let columns = store
        .closes(&[symbol], Some(INDEX_SOURCE), range)
        .await
        .map_err(from_store)?;
    Ok(columns.into_iter().next())
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

/// One price a week: its last close, or the bar that its days make together.
fn weekly(prices: Prices) -> Prices {
    match prices {
        Prices::Closes { days, closes } => {
            let mut last: Vec<(Day, f64)> = Vec::new();
            for price in days.into_iter().zip(closes) {
                match last.last_mut() {
                    Some(own) if week(own.0) == week(price.0) => *own = price,
                    _ => last.push(price),
                }
            }
            let (days, closes) = last.into_iter().unzip();
            Prices::Closes { days, closes }
        }
        Prices::Bars { bars } => {
            let mut weeks: Vec<market::Bar> = Vec::new();
            for bar in bars {
                match weeks.last_mut() {
                    Some(own) if week(own.day) == week(bar.day) => {
                        own.day = bar.day;
                        own.high = own.high.max(bar.high);
                        own.low = own.low.min(bar.low);
                        own.close = bar.close;
                        own.volume = own.volume.zip(bar.volume).map(|(a, b)| a + b);
                    }
                    _ => weeks.push(bar),
                }
            }
            Prices::Bars { bars: weeks }
        }
    }
}

/// Year and number of the week that a day is in.
fn week(day: Day) -> (i16, i8) {
    let week = day.iso_week_date();
    (week.year(), week.week())
}

/// Levels are those of the chart; everything that is a return is computed from adjusted closes.
fn statistics(bars: &[Bar], prices: &Prices, index: Option<&CloseColumn>) -> Result<Statistics> {
    let levels: Vec<f64> = match prices {
        Prices::Closes { closes, .. } => closes.clone(),
        Prices::Bars { bars } => bars.iter().map(|bar| bar.close).collect(),
    };
    let adjusted: Vec<f64> = bars.iter().map(|bar| bar.adj_close).collect();
    let highest = adjusted.iter().copied().fold(f64::MIN, f64::max);
    let ends = adjusted.first().copied().zip(adjusted.last().copied());
    let returns = returns(&adjusted);
    let measures = if returns.is_empty() {
        None
    } else {
        let options = Options {
            confidence: &[CONFIDENCE],
            ..Options::default()
        };
        Some(risk::measures(&returns, &options).map_err(internal)?)
    };
    let measures = measures.as_ref();
    let tail = measures.and_then(|m| m.tails.first());
    Ok(Statistics {
        observations: returns.len(),
        last_close: levels.last().copied().unwrap_or(f64::NAN),
        last_change: returns.last().copied(),
        highest: levels.iter().copied().fold(f64::NAN, f64::max),
        lowest: levels.iter().copied().fold(f64::NAN, f64::min),
        change: ends.map(|(first, last)| last / first - 1.0),
        below_highest: ends.map(|(_, last)| 1.0 - last / highest),
        cagr: measures.and_then(|m| m.cagr),
        volatility: measures.and_then(|m| m.volatility_annual),
        sharpe: measures.and_then(|m| m.sharpe),
        var_95: tail.map(|tail| tail.var),
        cvar_95: tail.map(|tail| tail.cvar),
        max_drawdown: measures.map(|m| m.max_drawdown.fraction),
        best_day: measures.map(|m: &Measures| m.best),
        worst_day: measures.map(|m| m.worst),
        beta: index.and_then(|index| beta(bars, index)),
    })
}

/// Against the index, over the days that both have.
fn beta(bars: &[Bar], index: &CloseColumn) -> Option<f64> {
    let both = bars.iter().filter_map(|bar| {
        let position = index.days.binary_search(&bar.day).ok()?;
        Some((bar.adj_close, index.closes[position]))
    });
    let (own, other): (Vec<f64>, Vec<f64>) = both.unzip();
    risk::beta(&returns(&own), &returns(&other)).ok()
}

fn returns(prices: &[f64]) -> Vec<f64> {
    prices
        .windows(2)
        .map(|pair| pair[1] / pair[0] - 1.0)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_of_bars_is_one_bar() {
        let bar = |day: i8, open, high, low, close, volume| market::Bar {
            day: Day::constant(2021, 1, day),
            open,
            high,
            low,
            close,
            volume,
        };
        let bars = vec![
            // Friday, of the last week of the year before.
            bar(1, 9.0, 10.0, 8.0, 9.5, Some(1.0)),
            bar(4, 10.0, 11.0, 9.0, 10.5, Some(2.0)),
            bar(5, 10.5, 13.0, 10.0, 12.0, Some(3.0)),
            bar(8, 12.0, 12.5, 7.0, 8.0, Some(4.0)),
            bar(11, 8.0, 9.0, 8.0, 9.0, None),
        ];
        let expect = vec![bars[0], bar(8, 10.0, 13.0, 7.0, 8.0, Some(9.0)), bars[4]];
        assert_eq!(
            weekly(Prices::Bars { bars: bars.clone() }),
            Prices::Bars { bars: expect }
        );
        let closes = Prices::Closes {
            days: bars.iter().map(|bar| bar.day).collect(),
            closes: bars.iter().map(|bar| bar.close).collect(),
        };
        let expect = Prices::Closes {
            days: [1, 8, 11].map(|day| Day::constant(2021, 1, day)).to_vec(),
            closes: vec![9.5, 8.0, 9.0],
        };
        assert_eq!(weekly(closes), expect);
    }
}
