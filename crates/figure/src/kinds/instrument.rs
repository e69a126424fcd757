//! An instrument: candles with volume and indicators below.

use domain::Day;

use crate::model::{Axis, Candle, Column, Dash, Figure, Of, Pane, Rule, Series, Tone, Turn};
use crate::words::Words;

/// Panes over the same sessions.
#[derive(Clone, Debug, Default)]
pub struct Instrument {
    /// Its symbol: names the candles and the picture.
    pub name: String,
    /// In order; as many as every list below has values.
    pub sessions: Vec<Session>,
    /// Whether prices stand on a logarithmic axis.
    pub log: bool,
    /// Lines over the prices, at most two.
    pub overlays: Vec<Overlay>,
    /// A band around the prices, with its name: `Bollinger 20, 2`.
    pub band: Option<(String, Vec<(f64, f64)>)>,
    /// The title of the pane of volumes: `Volume, millions`; none is drawn without.
    pub volume_title: Option<String>,
    /// The relative strength index with the title of its pane: `RSI 14`.
    pub strength: Option<(String, Vec<f64>)>,
    /// Moving averages' convergence and divergence.
    pub macd: Option<Macd>,
}

/// The prices of a session. One whose prices are not all finite is a gap.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    /// Its day.
    pub day: Day,
    /// First, highest, lowest and last price.
    pub prices: [f64; 4],
    /// In the unit of its pane.
    pub volume: f64,
}

/// A line over the prices.
#[derive(Clone, Debug, Default)]
pub struct Overlay {
    /// `mean of 50 days`.
    pub name: String,
    /// What is not finite is a gap: the first days of a mean.
    pub values: Vec<f64>,
}

/// The pane of moving averages.
#[derive(Clone, Debug, Default)]
pub struct Macd {
    /// `MACD 12, 26, 9`.
    pub title: String,
    /// `MACD`, `signal`, `difference`.
    pub names: [String; 3],
    /// The line.
    pub line: Vec<f64>,
    /// Its mean.
    pub signal: Vec<f64>,
}

impl Instrument {
    /// The picture.
    pub fn figure(self, words: Words) -> Figure {
        let days = self.sessions.iter().map(|s| s.day);
        let mut figure = Figure::new(self.name.clone()).x(Axis::sessions(days));
        figure = figure.pane(self.prices(&words));
        if let Some(title) = &self.volume_title {
            figure = figure.pane(self.volumes(title));
        }
        if let Some((title, values)) = &self.strength {
            figure = figure.pane(strength(title, values, &words));
        }
        if let Some(macd) = &self.macd {
            figure = figure.pane(averages(macd, &words));
        }
        figure.words(words)
    }

    fn prices(&self, words: &Words) -> Pane {
        let axis = if self.log {
            Axis::log("")
        } else {
            Axis::value("")
        };
        let mut pane = Pane::new(axis.far()).weight(3.6);
        if let Some((name, edges)) = &self.band {
            let points = edges.iter().enumerate();
            let points = points.map(|(i, (low, high))| (i as f64, *low, *high));
            let band = Series::band(name.clone(), points).tone(Tone::Dim);
            pane = pane.series(band.label_along());
        }
        for (overlay, tone) in self.overlays.iter().zip([Tone::S5, Tone::S6]) {
            let line = Series::line(overlay.name.clone(), placed(&overlay.values)).tone(tone);
            pane = pane.series(line.label_along());
        }
        let whole = |s: &Session| s.prices.iter().all(|p| p.is_finite());
        let candles = self.sessions.iter().enumerate().filter(|(_, s)| whole(s));
        let candles: Vec<Candle> = candles
            .map(|(i, s)| Candle {
                x: i as f64,
                open: s.prices[0],
                high: s.prices[1],
                low: s.prices[2],
                close: s.prices[3],
            })
            .collect();
        let tone = match candles.last() {
            Some(last) if last.close >= last.open => Tone::Gain,
            _ => Tone::Loss,
        };
        let close = candles.last().map(|c| words.number(c.close, 2));
        let series = Series::candles(self.name.clone(), candles).tone(tone);
        pane.series(match close {
            Some(close) => series.end_label(close),
            None => series,
        })
    }

    fn volumes(&self, title: &str) -> Pane {
        let columns = self.sessions.iter().enumerate().map(|(i, s)| Column {
            x: i as f64,
            y: Some(s.volume).filter(|v| v.is_finite()),
            turn: match s.prices[3] - s.prices[0] {
                by if by >= 0.0 => Turn::Up,
                by if by < 0.0 => Turn::Down,
                _ => Turn::Plain,
            },
        });
        let columns: Vec<Column> = columns.collect();
        let name = title.split(',').next().unwrap_or(title);
        Pane::new(Axis::value(title).far().decimals(1).from(0.0))
            .series(Series::columns(name, columns))
    }
}

fn placed(values: &[f64]) -> impl Iterator<Item = (f64, f64)> + '_ {
    values.iter().enumerate().map(|(i, v)| (i as f64, *v))
}

fn last(values: &[f64], decimals: usize, words: &Words) -> Option<String> {
    let last = values.iter().rev().find(|v| v.is_finite())?;
    Some(words.number(*last, decimals))
}

/// From 0 to 100, with the usual zone from 30 to 70.
fn strength(title: &str, values: &[f64], words: &Words) -> Pane {
    let line = Series::line(title, placed(values));
    let line = match last(values, 0, words) {
        Some(value) => line.end_label(value),
        None => line,
    };
    Pane::new(Axis::value(title).far().decimals(0).between(10.0, 90.0))
        .rule(Rule::level(70.0, "").dashed().tone(Tone::Dim))
        .rule(Rule::level(30.0, "").dashed().tone(Tone::Dim))
        .zone(Of::Y, 30.0, 70.0)
        .series(line)
}

/// Two lines, and their difference as columns from zero.
fn averages(macd: &Macd, words: &Words) -> Pane {
    let columns = macd.line.iter().zip(&macd.signal).enumerate();
    let columns = columns.map(|(i, (line, signal))| Column {
        x: i as f64,
        y: Some(line - signal).filter(|d| d.is_finite()),
        turn: Turn::Plain,
    });
    let columns: Vec<Column> = columns.collect();
    let line = Series::line(macd.names[0].clone(), placed(&macd.line));
    let line = match last(&macd.line, 1, words) {
        Some(value) => line.end_label(value),
        None => line,
    };
    Pane::new(Axis::value(macd.title.clone()).far().decimals(2))
        .series(Series::columns(macd.names[2].clone(), columns))
        .series(
            Series::line(macd.names[1].clone(), placed(&macd.signal))
                .tone(Tone::S5)
                .dash(Dash::Dashed),
        )
        .series(line)
}
