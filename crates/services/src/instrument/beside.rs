//! What is drawn beside the prices: indicators, and another instrument.

use contract::{
    Result,
    market::{Compared, ComparedPoint, Indicator, Indicators},
};
use market::indicator;
use store::{Bar, Store};

use super::{MAX_POINTS, bars, sources, thin};
use crate::library::Entry;

/// Computed from all closes of the chart's kind, told from `start` on.
pub(super) fn indicators(all: &[Bar], start: usize, wanted: &[Indicator]) -> Indicators {
    let closes: Vec<f64> = all
        .iter()
        .map(|bar| bar.close.unwrap_or(bar.adj_close))
        .collect();
    let mut found = Indicators::default();
    for indicator in wanted {
        match indicator {
            Indicator::Mean50 => {
                let means = indicator::moving_mean(&closes, 50);
                found.mean_50 = told(&means[start..], |mean| short(*mean));
            }
            Indicator::Bollinger => {
                let bands = indicator::bollinger(&closes, 20, 2.0);
                found.bollinger = told(&bands[start..], |band| {
                    (short(band.lower), short(band.upper))
                });
            }
            Indicator::Rsi => {
                let index = indicator::relative_strength(&closes, 14);
                found.rsi = told(&index[start..], |value| short(*value));
            }
            Indicator::Macd => {
                let points = indicator::divergence(&closes, 12, 26, 9);
                found.macd = told(&points[start..], |point| {
                    (short(point.line), short(point.signal))
                });
            }
        }
    }
    found
}

fn told<T, U>(values: &[Option<T>], tell: impl Fn(&T) -> U) -> Vec<Option<U>> {
    let values = values.iter();
    values.map(|value| value.as_ref().map(&tell)).collect()
}

/// Six digits are more than a chart shows, and short as text.
pub(super) fn short(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let unit = 10f64.powi(5 - value.abs().log10().floor() as i32);
    (value * unit).round() / unit
}

/// The adjusted closes of another instrument on the days of `span` that both have.
pub(super) async fn compared(store: &Store, span: &[Bar], other: &Entry) -> Result<Compared> {
    let choice = sources(&other.coverage);
    // Of two sources, the one that shares more of the span's end.
    let reach = span.last().map(|bar| bar.day);
    let source = choice
        .iter()
        .copied()
        .max_by_key(|source| reach.map(|last| source.last.min(last)))
        .unwrap_or(choice[0]);
    let theirs = bars(store, other, source).await?;
    let both: Vec<(&Bar, &Bar)> = span
        .iter()
        .filter_map(|bar| {
            let at = theirs.binary_search_by_key(&bar.day, |bar| bar.day).ok()?;
            Some((bar, &theirs[at]))
        })
        .collect();
    let own: Vec<Bar> = both.iter().map(|(own, _)| **own).collect();
    let kept = if both.len() > MAX_POINTS {
        thin::ends_of_weeks(&own)
    } else {
        (0..both.len()).collect()
    };
    let point = |at: usize| ComparedPoint {
        day: both[at].0.day,
        own: short(both[at].0.adj_close),
        other: short(both[at].1.adj_close),
    };
    Ok(Compared {
        symbol: other.instrument.symbol.to_string(),
        name: other.instrument.name.clone(),
        points: kept.into_iter().map(point).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_short_as_six_digits() {
        for (value, expect) in [
            (438.123_456, 438.123),
            (-0.001_234_567_8, -0.001_234_57),
            (12_345_678.0, 12_345_700.0),
            (0.0, 0.0),
        ] {
            assert_eq!(short(value), expect);
        }
    }
}
