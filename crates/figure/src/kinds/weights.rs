//! Weights: how much of each, the largest first.

use crate::model::{Axis, Bar, Figure, Pane, Rule, Series, Tone};
use crate::words::Words;

/// Sorted bars with bands.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    /// What the picture shows.
    pub title: String,
    /// Heads the column of weights: `Weight, %`.
    pub name: String,
    /// In any order, percent.
    pub rows: Vec<Weight>,
    /// The weight of each in equal parts, with its label.
    pub equal: Option<(f64, String)>,
    /// The limit, with its label. One that is more than twice the largest weight is not drawn:
    /// it would squeeze the bars.
    pub cap: Option<(f64, String)>,
    /// Before the names of those without weight: `At zero`.
    pub zero_name: String,
}

/// A bar.
#[derive(Clone, Debug, Default)]
pub struct Weight {
    /// Its name.
    pub name: String,
    /// Percent; negative for what is sold short.
    pub value: f64,
    /// Where it lies in the given share of resamples.
    pub band: Option<(f64, f64)>,
}

/// Less is nothing.
const LEAST: f64 = 0.005;

impl Weights {
    /// The picture. Equal weights stand by name; those at zero, and those not finite, are named
    /// below.
    pub fn figure(self, words: Words) -> Figure {
        let is_held = |row: &Weight| row.value.is_finite() && row.value.abs() >= LEAST;
        let (mut held, zero): (Vec<Weight>, Vec<Weight>) = self.rows.into_iter().partition(is_held);
        held.sort_by(|a, b| {
            b.value
                .total_cmp(&a.value)
                .then_with(|| a.name.cmp(&b.name))
        });
        let bars = held.iter().map(|row| {
            let bar = Bar::new(row.value, words.number(row.value, 1));
            match row.band {
                Some((from, to)) if to > from => bar.interval(from, to),
                _ => bar,
            }
        });
        let bars: Vec<Bar> = bars.collect();
        let largest = held.iter().map(|r| r.value).fold(0.0, f64::max);
        let mut pane = Pane::new(Axis::categories(held.iter().map(|r| r.name.clone())))
            .series(Series::bars(self.name, bars));
        if let Some((at, label)) = self.equal {
            pane = pane.rule(Rule::upright(at, label).dashed().tone(Tone::S3));
        }
        if let Some((at, label)) = self.cap.filter(|(at, _)| *at <= 2.0 * largest) {
            pane = pane.rule(Rule::upright(at, label));
        }
        let figure = Figure::new(self.title)
            .x(Axis::value("").decimals(1).hidden())
            .pane(pane)
            .words(words);
        if zero.is_empty() {
            return figure;
        }
        let names: Vec<String> = zero.into_iter().map(|r| r.name).collect();
        figure.note_below(format!("{}: {}", self.zero_name, names.join(", ")))
    }
}
