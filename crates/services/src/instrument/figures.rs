//! Figures up to the last day, and what there is to say about the prices themselves.

use contract::{
    Result,
    market::{Jump, Quality, Statistics},
};
use domain::{Day, iso};
use market::quality::Quote;
use risk::Options;
use store::{Bar, CloseColumn};

use crate::errors::internal;

/// Confidence of value at risk.
const CONFIDENCE: f64 = 0.95;
/// Days of the mean volume.
const VOLUME_DAYS: usize = 60;
/// Returns of the short volatility.
const SHORT: usize = 20;

/// The bars of the year before the last one, and the last price before it, from which its first
/// return starts.
pub(super) fn last_year(all: &[Bar]) -> &[Bar] {
    &all[since(all, 12).unwrap_or(0)..]
}

/// The position of the last price so many months or more before the last one; `None` where prices
/// do not reach so far.
fn since(all: &[Bar], months: i16) -> Option<usize> {
    let from = iso::months_before(all.last()?.day, months)?;
    all.partition_point(|bar| bar.day <= from).checked_sub(1)
}

/// Prices are those that the chart shows; everything that is a return is of adjusted closes.
pub(super) fn statistics(all: &[Bar], benchmark: Option<&CloseColumn>) -> Result<Statistics> {
    let last = all.last().ok_or_else(|| internal("prices without a day"))?;
    let level = |bar: &Bar| bar.close.unwrap_or(bar.adj_close);
    let change = |from: usize| last.adj_close / all[from].adj_close - 1.0;
    let before = all.len().checked_sub(2);
    let year = last_year(all);
    // The day a year ago is where returns start from; it is not of the 52 weeks.
    let weeks = if since(all, 12).is_some() {
        &year[1..]
    } else {
        year
    };
    let extreme = |pick: fn(&Bar) -> Option<f64>, better: fn(f64, f64) -> f64| {
        let prices = weeks.iter().map(|bar| pick(bar).unwrap_or(level(bar)));
        prices.fold(f64::NAN, better)
    };
    let own: Vec<f64> = year.iter().map(|bar| bar.adj_close).collect();
    let returns = returns(&own);
    let measures = if returns.len() < SHORT {
        None
    } else {
        let options = Options {
            confidence: &[CONFIDENCE],
            ..Options::default()
        };
        Some(risk::measures(&returns, &options).map_err(internal)?)
    };
    let measures = measures.as_ref();
    let recent = &returns[returns.len().saturating_sub(SHORT)..];
    Ok(Statistics {
        last_day: last.day,
        days: all.len(),
        last_close: level(last),
        last_move: before.map(|at| level(last) - level(&all[at])),
        last_change: before.map(change),
        open: last.open,
        high: last.high,
        low: last.low,
        volume: last.volume.map(pieces),
        volume_60: mean_volume(&all[all.len().saturating_sub(VOLUME_DAYS)..]),
        year_high: extreme(|bar| bar.high, f64::max),
        year_low: extreme(|bar| bar.low, f64::min),
        month: since(all, 1).map(change),
        quarter: since(all, 3).map(change),
        year: since(all, 12).map(change),
        beta: benchmark.and_then(|index| beta(year, index)),
        volatility: measures.and_then(|measures| measures.volatility_annual),
        volatility_20: (recent.len() == SHORT)
            .then(|| risk::volatility_annual(recent).ok())
            .flatten(),
        var_95: measures.and_then(|m| m.tails.first()).map(|tail| tail.var),
        deepest_fall: measures.map(|measures| measures.max_drawdown.fraction),
    })
}

/// Volumes are far below 2^53.
fn pieces(volume: i64) -> f64 {
    volume as f64
}

fn mean_volume(bars: &[Bar]) -> Option<f64> {
    let volumes: Option<Vec<f64>> = bars.iter().map(|bar| bar.volume.map(pieces)).collect();
    let volumes = volumes?;
    Some(volumes.iter().sum::<f64>() / volumes.len() as f64)
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
    let pairs = prices.windows(2);
    pairs.map(|pair| pair[1] / pair[0] - 1.0).collect()
}

/// What there is to say about the prices, against the sessions that we know.
pub(super) fn quality(all: &[Bar], sessions: &[Day]) -> Quality {
    let quotes: Vec<Quote> = all.iter().map(quote).collect();
    let found = market::quality::quality(&quotes, sessions)
        .expect("an instrument has a price, or it is not in the catalogue");
    let size = |jump: &market::quality::Jump| jump.change.abs();
    let largest = found
        .jumps
        .iter()
        .max_by(|a, b| size(a).total_cmp(&size(b)));
    Quality {
        score: found.score,
        days: found.days,
        first_day: found.first,
        sessions: found.sessions,
        missing: found.missing,
        contradictory: found.contradictory,
        without_volume: found.without_volume,
        unchanged: found.unchanged,
        stale: found.stale,
        splits: found.splits,
        dividends: found.dividends,
        jumps: found.jumps.len(),
        largest_jump: largest.map(|jump| Jump {
            day: jump.day,
            change: jump.change,
            volume_ratio: jump.volume_ratio,
            on_split: jump.on_split,
        }),
    }
}

fn quote(bar: &Bar) -> Quote {
    Quote {
        day: bar.day,
        prices: match (bar.open, bar.high, bar.low, bar.close) {
            (Some(open), Some(high), Some(low), Some(close)) => Some([open, high, low, close]),
            _ => None,
        },
        adj_close: bar.adj_close,
        volume: bar.volume.map(pieces),
    }
}
