//! Wealth over time, and how far it had fallen from its peak.

use super::look;
use crate::model::{Axis, Figure, Marker, Marks, Pane, Series, Spot, Tone};
use crate::words::Words;

/// Lines over falls, over the same days.
#[derive(Clone, Debug, Default)]
pub struct Wealth {
    /// What the picture shows.
    pub title: String,
    /// The vertical axis of the lines: unit and decimals; may be logarithmic.
    pub y: Axis,
    /// The title of the lower pane: `Below the last high, %`.
    pub fall_title: String,
    /// Positions of the days ([`crate::day_number`]), in order.
    pub positions: Vec<f64>,
    /// The first is yours: solid, tinted below, with its deepest falls numbered.
    pub tracks: Vec<Track>,
    /// How many falls are numbered.
    pub numbered: usize,
}

/// A line.
#[derive(Clone, Debug, Default)]
pub struct Track {
    /// Its name.
    pub name: String,
    /// As many as positions; what is not finite is a gap.
    pub values: Vec<f64>,
}

impl Wealth {
    /// The picture.
    pub fn figure(self, words: Words) -> Figure {
        let numbers = self.y.numbers.clone();
        let below = Axis::value(self.fall_title).decimals(1).to(0.0);
        let mut lines = Pane::new(self.y).weight(2.4);
        let mut falls = Pane::new(below.clone());
        for (i, track) in self.tracks.iter().enumerate().rev() {
            let (tone, dash) = look(i);
            let points = self
                .positions
                .iter()
                .copied()
                .zip(track.values.iter().copied());
            let line = Series::line(track.name.clone(), points)
                .tone(tone)
                .dash(dash);
            lines = lines.series(line.end_label(last(&track.values, |v| numbers.write(&words, v))));
            let depths = drawdown(&track.values);
            let end = depths.iter().rev().flatten().next().copied();
            let label = below.numbers.write_or_dash(&words, end);
            let points = self.positions.iter().copied().zip(depths.iter().copied());
            let series = if i == 0 {
                Series::area(track.name.clone(), points)
            } else {
                Series::line(track.name.clone(), points)
                    .tone(tone)
                    .dash(dash)
            };
            falls = falls.series(series.end_label(label));
        }
        if let Some(own) = self.tracks.first() {
            let spot = |(i, fall): (usize, &Fall)| {
                let x = self.positions.get(fall.low).copied()?;
                Some(Spot::new((i + 1).to_string(), x, fall.depth))
            };
            let deepest = deepest(&own.values, self.numbered);
            let spots: Vec<Spot> = deepest.iter().enumerate().filter_map(spot).collect();
            if !spots.is_empty() {
                // Half a circle more, so that the deepest one is whole.
                falls.y.from = deepest.first().map(|fall| 1.12 * fall.depth);
                let marks = Marks::Points {
                    spots,
                    marker: Marker::Number,
                };
                falls = falls.series(Series::new("", marks).tone(Tone::Accent).aside());
            }
        }
        if let Some((low, _)) = super::ends(
            self.tracks
                .iter()
                .flat_map(|t| drawdown(&t.values).into_iter().flatten()),
        ) {
            falls.y.from = Some(falls.y.from.unwrap_or(0.0).min(1.06 * low)).filter(|v| *v < 0.0);
        }
        Figure::new(self.title)
            .x(Axis::days())
            .pane(lines)
            .pane(falls)
            .words(words)
    }
}

fn last(values: &[f64], write: impl Fn(f64) -> String) -> String {
    let last = values.iter().rev().find(|v| v.is_finite());
    last.map(|v| write(*v)).unwrap_or_default()
}

/// The distance from the highest value so far, in percent of it: never above zero. What is not
/// finite is a gap, and neither raises nor lowers the peak.
pub fn drawdown(values: &[f64]) -> Vec<Option<f64>> {
    let mut peak = f64::NEG_INFINITY;
    let fall = |value: &f64| {
        if !value.is_finite() {
            return None;
        }
        peak = peak.max(*value);
        (peak > 0.0).then(|| 100.0 * (value / peak - 1.0))
    };
    values.iter().map(fall).collect()
}

/// A fall from a high to a low, until the high was regained.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fall {
    /// Index of the high.
    pub high: usize,
    /// Index of the lowest value after it.
    pub low: usize,
    /// Index of the first value that is as high again; none where that has not come.
    pub regained: Option<usize>,
    /// Percent, below zero.
    pub depth: f64,
}

/// The deepest falls, the deepest first; they never overlap. Of equal depth the earlier is first.
pub fn deepest(values: &[f64], most: usize) -> Vec<Fall> {
    let mut falls: Vec<Fall> = Vec::new();
    let mut high: Option<usize> = None;
    let mut open: Option<Fall> = None;
    for (i, value) in values.iter().enumerate().filter(|(_, v)| v.is_finite()) {
        let peak = high.map_or(f64::NEG_INFINITY, |h| values[h]);
        if *value >= peak {
            falls.extend(open.take().map(|fall| Fall {
                regained: Some(i),
                ..fall
            }));
            high = Some(i);
        } else if let (Some(high), true) = (high, peak > 0.0) {
            let depth = 100.0 * (value / peak - 1.0);
            if open.is_none_or(|fall| depth < fall.depth) {
                open = Some(Fall {
                    high,
                    low: i,
                    regained: None,
                    depth,
                });
            }
        }
    }
    falls.extend(open);
    falls.sort_by(|a, b| a.depth.total_cmp(&b.depth).then(a.high.cmp(&b.high)));
    falls.truncate(most);
    falls
}
