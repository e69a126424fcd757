//! The prices as a figure: candles or a line, with what was computed beside them, or two
//! instruments on one scale.

use contract::market::{Bar, Compared, Indicators, InstrumentView, Prices};
use domain::Day;
use figure::{Axis, Candle, Column, Dash, Figure, Of, Pane, Rule, Series, Tone, Turn, day_number};
use texts::{Language, instrument as text};

use super::address::View;
use crate::language::words_of;

/// More bars than this would be thinner than two pixels; then the closes make a line.
pub const MOST_CANDLES: usize = 300;

/// Whether the prices can be drawn as candles.
pub fn has_candles(prices: &Prices) -> bool {
    matches!(prices, Prices::Bars { bars } if bars.len() <= MOST_CANDLES)
}

pub fn closes(prices: &Prices) -> Vec<(Day, f64)> {
    match prices {
        Prices::Closes { days, closes } => {
            days.iter().copied().zip(closes.iter().copied()).collect()
        }
        Prices::Bars { bars } => bars.iter().map(|bar| (bar.day, bar.close)).collect(),
    }
}

pub fn picture(language: Language, view: &InstrumentView, chosen: &View) -> Figure {
    let figure = match (&view.compared, &view.prices) {
        (Some(other), _) => compared(language, &view.summary.symbol, other, chosen),
        (None, Prices::Bars { bars }) if has_candles(&view.prices) => {
            sessions(language, view, bars, chosen)
        }
        _ => line(language, view, chosen),
    };
    figure.words(words_of(language))
}

fn price_axis(chosen: &View) -> Axis {
    let axis = if chosen.log {
        Axis::log("")
    } else {
        Axis::value("")
    };
    axis.decimals(2).far()
}

/// Bars of equal width, whatever the calendar says.
fn sessions(language: Language, view: &InstrumentView, bars: &[Bar], chosen: &View) -> Figure {
    let at: Vec<f64> = (0..bars.len()).map(|i| i as f64).collect();
    let mut pane = beside(
        language,
        Pane::new(price_axis(chosen)).weight(4.0),
        &view.indicators,
        &at,
    );
    pane = if chosen.line {
        let points = bars.iter().zip(&at).map(|(bar, x)| (*x, bar.close));
        pane.series(Series::line(text::close(language), points))
    } else {
        let candles = bars.iter().zip(&at).map(|(bar, x)| Candle {
            x: *x,
            open: bar.open,
            high: bar.high,
            low: bar.low,
            close: bar.close,
        });
        pane.series(Series::candles(text::price(language), candles))
    };
    let volumes = bars.iter().zip(&at).map(|(bar, x)| Column {
        x: *x,
        y: bar.volume.map(|volume| volume / 1e6),
        turn: if bar.close >= bar.open {
            Turn::Up
        } else {
            Turn::Down
        },
    });
    let name = text::volume_millions(language);
    let figure = Figure::new(text::picture(language, &view.summary.symbol))
        .x(Axis::sessions(bars.iter().map(|bar| bar.day)))
        .pane(pane)
        .pane(
            Pane::new(Axis::value(name).decimals(1).from(0.0).far())
                .series(Series::columns(name, volumes)),
        );
    below(language, figure, &view.indicators, &at)
}

fn line(language: Language, view: &InstrumentView, chosen: &View) -> Figure {
    let closes = closes(&view.prices);
    let at: Vec<f64> = closes.iter().map(|(day, _)| day_number(*day)).collect();
    let points = closes.iter().zip(&at).map(|((_, close), x)| (*x, *close));
    let pane = beside(
        language,
        Pane::new(price_axis(chosen)).weight(4.0),
        &view.indicators,
        &at,
    );
    let figure = Figure::new(text::picture(language, &view.summary.symbol))
        .x(Axis::days())
        .pane(pane.series(Series::line(text::close(language), points)));
    let figure = if view.basis == contract::market::Basis::Adjusted {
        figure.pane(falls(language, &closes))
    } else {
        // Below which peak? A split would look like a fall.
        figure
    };
    below(language, figure, &view.indicators, &at)
}

fn falls(language: Language, closes: &[(Day, f64)]) -> Pane {
    let mut peak = f64::MIN;
    let falls: Vec<(f64, f64)> = closes
        .iter()
        .map(|(day, close)| {
            peak = peak.max(*close);
            (day_number(*day), 100.0 * (close / peak - 1.0))
        })
        .collect();
    let name = text::below_peak(language);
    Pane::new(Axis::value(name).decimals(1).to(0.0).far())
        .series(Series::line(name, falls).tone(Tone::S3))
}

/// What shares the scale of the prices, behind them.
fn beside(language: Language, mut pane: Pane, found: &Indicators, at: &[f64]) -> Pane {
    if !found.bollinger.is_empty() {
        let points = at.iter().zip(&found.bollinger).map(|(x, band)| {
            (
                *x,
                band.map(|(lower, _)| lower),
                band.map(|(_, upper)| upper),
            )
        });
        pane = pane.series(
            Series::band(text::bollinger(language), points)
                .tone(Tone::Dim)
                .label_along(),
        );
    }
    if !found.mean_50.is_empty() {
        let points = at.iter().copied().zip(found.mean_50.iter().copied());
        pane = pane.series(
            Series::line(text::mean_50_short(language), points)
                .tone(Tone::S5)
                .label_along(),
        );
    }
    pane
}

/// What has a scale of its own, in panes below.
fn below(language: Language, mut figure: Figure, found: &Indicators, at: &[f64]) -> Figure {
    if !found.rsi.is_empty() {
        let points = at.iter().copied().zip(found.rsi.iter().copied());
        let name = text::rsi(language);
        figure = figure.pane(
            Pane::new(Axis::value(name).decimals(0).between(10.0, 90.0).far())
                .zone(Of::Y, 30.0, 70.0)
                .rule(Rule::level(70.0, "70").dashed().tone(Tone::Dim))
                .rule(Rule::level(30.0, "30").dashed().tone(Tone::Dim))
                .series(Series::line(name, points)),
        );
    }
    if !found.macd.is_empty() {
        let parts = |pick: fn(&(f64, f64)) -> f64| {
            let values = found.macd.iter();
            at.iter()
                .copied()
                .zip(values.map(move |point| point.as_ref().map(pick)))
                .collect::<Vec<(f64, Option<f64>)>>()
        };
        let columns = parts(|(line, signal)| line - signal)
            .into_iter()
            .map(|(x, y)| Column {
                x,
                y,
                turn: Turn::Plain,
            });
        let name = text::macd(language);
        figure = figure.pane(
            Pane::new(Axis::value(name).decimals(2).far())
                .rule(Rule::level(0.0, "").tone(Tone::Neutral))
                .series(Series::columns(text::difference(language), columns))
                .series(Series::line("MACD", parts(|point| point.0)))
                .series(
                    Series::line(text::signal(language), parts(|point| point.1))
                        .tone(Tone::S5)
                        .dash(Dash::Dashed),
                ),
        );
    }
    figure
}

/// Both from 100 on.
fn compared(language: Language, symbol: &str, other: &Compared, chosen: &View) -> Figure {
    let title = text::picture_compared(language, symbol, &other.symbol);
    let Some(first) = other.points.first() else {
        return Figure::new(title);
    };
    let course = |name: &str, pick: fn(&contract::market::ComparedPoint) -> f64| {
        let values = other.points.iter().map(|point| {
            let rebased = 100.0 * pick(point) / pick(first);
            (day_number(point.day), rebased)
        });
        let values: Vec<(f64, f64)> = values.collect();
        let last = values.last().map_or(100.0, |(_, value)| *value);
        Series::line(name, values).end_label(language.number(last, 1))
    };
    let axis = if chosen.log {
        Axis::log(text::rebased(language, &language.day(first.day)))
    } else {
        Axis::value(text::rebased(language, &language.day(first.day)))
    };
    Figure::new(title).x(Axis::days()).pane(
        Pane::new(axis.decimals(1))
            .series(
                course(&other.symbol, |point| point.other)
                    .tone(Tone::S3)
                    .dash(Dash::Dashed),
            )
            .series(course(symbol, |point| point.own)),
    )
}
