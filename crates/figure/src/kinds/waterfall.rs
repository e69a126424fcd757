//! A waterfall: how parts add up to a whole.

use super::ends;
use crate::model::{Axis, Block, Dash, Figure, Fill, Pane, Series, Tone};
use crate::words::Words;

/// Floating columns, each from where the one before it ended, and totals from zero.
#[derive(Clone, Debug, Default)]
pub struct Waterfall {
    /// What the picture shows; also heads the column of values.
    pub title: String,
    /// The unit of all values.
    pub unit: String,
    /// Decimals of all values.
    pub decimals: u8,
    /// A total to start from, with its name.
    pub start: Option<(String, f64)>,
    /// In order.
    pub steps: Vec<Step>,
    /// The name of the sum of all; none is drawn without.
    pub total: Option<String>,
    /// Totals to compare with, from zero like the sum.
    pub others: Vec<(String, f64)>,
}

/// A part of a whole.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// What it adds; what is not finite adds nothing and is a gap.
    pub change: f64,
}

impl Step {
    /// A part with its name.
    pub fn new(name: impl Into<String>, change: f64) -> Self {
        Step {
            name: name.into(),
            change,
        }
    }
}

/// Half the width of a column, where the distance of two is one.
const HALF: f64 = 0.34;

impl Waterfall {
    /// The picture.
    pub fn figure(self, words: Words) -> Figure {
        let y = Axis::value("").decimals(self.decimals).unit(self.unit);
        let mut columns: Vec<(String, f64, f64, f64, Fill)> = Vec::new();
        let mut level = 0.0;
        let has_start = self.start.is_some();
        if let Some((name, at)) = self.start {
            level = if at.is_finite() { at } else { 0.0 };
            columns.push((name, 0.0, level, at, Fill::of(Tone::Neutral, 100)));
        }
        for step in self.steps {
            let next = level
                + if step.change.is_finite() {
                    step.change
                } else {
                    0.0
                };
            let tone = if step.change < 0.0 {
                Tone::Loss
            } else {
                Tone::Gain
            };
            columns.push((step.name, level, next, step.change, Fill::of(tone, 100)));
            level = next;
        }
        let steps = columns.len();
        if let Some(name) = self.total {
            columns.push((name, 0.0, level, level, Fill::of(Tone::Accent, 88)));
        }
        for (name, value) in self.others {
            columns.push((name, 0.0, value, value, Fill::of(Tone::Neutral, 100)));
        }
        // From the end of each to the next, and to the sum.
        let mut joints = Vec::new();
        for (i, (_, _, to, ..)) in columns.iter().enumerate().take(steps) {
            if i + 1 < columns.len() {
                let x = i as f64;
                joints.extend([
                    (x + HALF, Some(*to)),
                    (x + 1.0 - HALF, Some(*to)),
                    (x + 0.9, None),
                ]);
            }
        }
        let values = columns.iter().flat_map(|c| [c.1, c.2]).chain([0.0]);
        let (low, high) = ends(values).unwrap_or((0.0, 1.0));
        let room = 0.12 * (high - low).max(1e-9);
        let y = y.between(
            if low < 0.0 { low - room } else { 0.0 },
            if high > 0.0 { high + room } else { 0.0 },
        );
        // Totals are levels; only steps are differences, with their sign.
        let text = |value: f64, is_step: bool| match usize::from(self.decimals) {
            decimals if is_step => words.signed(value, decimals),
            decimals => words.number(value, decimals),
        };
        let is_step = |i: usize| i < steps && !(has_start && i == 0);
        let block =
            |(i, (name, from, to, value, fill)): (usize, &(String, f64, f64, f64, Fill))| Block {
                x: (i as f64 - HALF, i as f64 + HALF),
                y: (*from, *to),
                name: name.clone(),
                value: Some(*value).filter(|v| v.is_finite()),
                text: text(*value, is_step(i)),
                outside: true,
                fill: *fill,
            };
        let blocks: Vec<Block> = columns.iter().enumerate().map(block).collect();
        let joints = Series::line("", joints)
            .tone(Tone::Dim)
            .dash(Dash::Dotted)
            .aside();
        let pane = Pane::new(y)
            .series(joints)
            .series(Series::boxes(self.title.clone(), blocks));
        Figure::new(self.title)
            .x(Axis::categories(columns.into_iter().map(|c| c.0)))
            .pane(pane)
            .words(words)
    }
}
