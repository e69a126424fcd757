//! A histogram with its tail.

use super::ends;
use crate::model::{Axis, Block, Figure, Fill, Of, Pane, Rule, Series, Tone};
use crate::words::Words;

/// How often which value was observed, and where the tail begins.
#[derive(Clone, Debug, Default)]
pub struct Histogram {
    /// What the picture shows.
    pub title: String,
    /// The horizontal axis: title, unit and decimals.
    pub x: Axis,
    /// Heads the counts: `Days`.
    pub count_name: String,
    /// The observations, in the unit of the axis; what is not finite is left out.
    pub values: Vec<f64>,
    /// Marks with their labels: `(−2.0, "VaR 95 %")`. What lies below the highest of them is the
    /// tail, and tinted.
    pub marks: Vec<(f64, String)>,
}

impl Histogram {
    /// The picture. One value is one bin; none is an empty pane.
    pub fn figure(self, words: Words) -> Figure {
        let edges = bins(&self.values);
        let tail = ends(self.marks.iter().map(|m| m.0)).map(|(_, high)| high);
        let numbers = &self.x.numbers;
        let bin = |(i, pair): (usize, &[f64])| {
            let (from, to) = (pair[0], pair[1]);
            // The last bin has its upper end.
            let last = i + 2 == edges.len();
            let holds = |v: &&f64| **v >= from && (**v < to || (last && **v == to));
            let count = self.values.iter().filter(holds).count() as f64;
            let is_tail = tail.is_some_and(|tail| to <= tail + 1e-9 * (to - from));
            Block {
                x: (from, to),
                y: (0.0, count),
                name: format!(
                    "{} {} {}",
                    numbers.write(&words, from),
                    words.until,
                    numbers.write(&words, to)
                ),
                value: Some(count),
                fill: if is_tail {
                    Fill::of(Tone::Loss, 100)
                } else {
                    Fill::of(Tone::Neutral, 100)
                },
                ..Block::default()
            }
        };
        let boxes: Vec<Block> = edges.windows(2).enumerate().map(bin).collect();
        // Of the bin that the tail ends in, its part.
        let part = |b: &Block| {
            let tail = tail.filter(|tail| b.x.0 < *tail && b.x.1 > *tail)?;
            Some(Block {
                x: (b.x.0, tail),
                y: b.y,
                fill: Fill::of(Tone::Loss, 100),
                ..Block::default()
            })
        };
        let cut: Vec<Block> = boxes.iter().filter_map(part).collect();
        let highest = boxes.iter().map(|b| b.y.1).fold(1.0, f64::max);
        let y = Axis::value(self.count_name.clone())
            .decimals(0)
            .between(0.0, 1.06 * highest);
        let mut pane = Pane::new(y)
            .series(Series::boxes(self.count_name, boxes))
            .series(Series::boxes("", cut).aside());
        if let (Some(tail), Some(first)) = (tail, edges.first()) {
            pane = pane.zone(Of::X, first.min(tail), tail);
        }
        for (i, (at, label)) in self.marks.into_iter().enumerate() {
            let rule = Rule::upright(at, label);
            pane = pane.rule(if i == 0 { rule } else { rule.dashed() });
        }
        Figure::new(self.title).x(self.x).pane(pane).words(words)
    }
}

/// The edges of the bins, in order: one more than there are bins, or none.
///
/// Their width is that of Freedman and Diaconis (1981), 2·IQR·n^(−1/3), rounded up to 1, 2 or 5
/// times a power of ten, so that edges are round numbers and zero is one of them. There are at
/// most 80. Where half of all values are equal the range is parted by Sturges' rule,
/// ⌈log₂ n⌉ + 1, rounded in the same way; where all are equal they have one bin of width 1.
pub fn bins(values: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let (Some(&low), Some(&high)) = (sorted.first(), sorted.last()) else {
        return Vec::new();
    };
    let range = high - low;
    if range <= 0.0 || !range.is_finite() {
        return vec![low - 0.5, low + 0.5];
    }
    let count = sorted.len() as f64;
    let quantile = |share: f64| sorted[((count - 1.0) * share).round() as usize];
    let spread = quantile(0.75) - quantile(0.25);
    let wanted = if spread > 0.0 {
        2.0 * spread / count.cbrt()
    } else {
        range / (count.log2().ceil() + 1.0)
    };
    let step = round_up(wanted.max(range / 78.0));
    let first = (low / step).floor();
    let last = (high / step).ceil().max(first + 1.0);
    let count = (last - first) as usize;
    (0..=count).map(|i| (first + i as f64) * step).collect()
}

/// The next 1, 2 or 5 times a power of ten.
fn round_up(width: f64) -> f64 {
    let power = 10_f64.powi(width.log10().floor() as i32);
    let factors = [1.0, 2.0, 5.0, 10.0];
    let enough = |factor: &f64| factor * power >= width * (1.0 - 1e-12);
    factors.into_iter().find(enough).unwrap_or(10.0) * power
}
