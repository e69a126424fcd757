//! A fan: where a value may stand in time to come.

use crate::model::{Axis, Dash, Figure, Pane, Series, Tone};
use crate::words::Words;

/// Nested bands around a median, all over the same positions.
#[derive(Clone, Debug, Default)]
pub struct Fan {
    /// What the picture shows.
    pub title: String,
    /// The horizontal axis: days, or numbers of months.
    pub x: Axis,
    /// The vertical axis: unit and decimals.
    pub y: Axis,
    /// Positions on the horizontal axis, in order.
    pub positions: Vec<f64>,
    /// The bands, the widest first; as many values as positions.
    pub levels: Vec<Level>,
    /// The name of the middle: `median, an estimate`.
    pub median_name: String,
    /// As many values as positions.
    pub median: Vec<f64>,
    /// The level of today with its name.
    pub today: Option<(String, f64)>,
}

/// A band of a fan.
#[derive(Clone, Debug, Default)]
pub struct Level {
    /// In table and readings: `90 % of paths`.
    pub name: String,
    /// Written at the lower and the upper edge: `5 %`, `95 %`.
    pub edges: (String, String),
    /// The lower edge.
    pub lower: Vec<f64>,
    /// The upper edge.
    pub upper: Vec<f64>,
}

impl Fan {
    /// The picture. Where a band lacks a value it has a gap; one position is a dot.
    pub fn figure(self, words: Words) -> Figure {
        let numbers = self.y.numbers.clone();
        let last = |values: &[f64]| {
            let last = values.iter().rev().find(|v| v.is_finite());
            last.map(|v| numbers.write(&words, *v)).unwrap_or_default()
        };
        let mut pane = Pane::new(self.y.clone());
        for level in &self.levels {
            let points = self
                .positions
                .iter()
                .zip(level.lower.iter().zip(&level.upper));
            let points = points.map(|(x, (low, high))| (*x, *low, *high));
            let edge = |name: &str, values: &[f64]| format!("{name}  {}", last(values));
            pane = pane.series(Series::band(level.name.clone(), points).edge_labels(
                edge(&level.edges.1, &level.upper),
                edge(&level.edges.0, &level.lower),
            ));
        }
        if let Some((name, at)) = self.today {
            let ends = [self.positions.first(), self.positions.last()];
            let line = ends.into_iter().flatten().map(|x| (*x, at));
            let line = Series::line(name, line).tone(Tone::Ink).dash(Dash::Dotted);
            pane = pane.series(line.aside().label_along());
        }
        let median = self
            .positions
            .iter()
            .copied()
            .zip(self.median.iter().copied());
        let value = last(&self.median);
        let median = Series::line(self.median_name, median).dash(Dash::Dashed);
        Figure::new(self.title)
            .x(self.x)
            .pane(pane.series(median.end_label(value)))
            .words(words)
    }
}
