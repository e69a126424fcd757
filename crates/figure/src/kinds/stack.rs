//! A stack: how weights moved over time.

use crate::model::{Axis, Figure, Fill, Pane, Series, Tone};
use crate::words::Words;

/// Layers that add up, over days.
#[derive(Clone, Debug, Default)]
pub struct Stack {
    /// What the picture shows.
    pub title: String,
    /// The horizontal axis.
    pub x: Axis,
    /// Positions on it, in order.
    pub positions: Vec<f64>,
    /// In any order; the largest on average lie below.
    pub layers: Vec<Layer>,
    /// The name of what the smaller ones are together: `12 others`.
    pub rest_name: String,
    /// The unit of the values: `%`.
    pub unit: String,
}

/// A layer of a stack.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    /// Its name.
    pub name: String,
    /// As many as positions; what is negative or not finite counts as nothing, but where all are
    /// not finite there is a gap.
    pub values: Vec<f64>,
}

/// More layers than these cannot be told apart; the others are one.
const MOST: usize = 8;
/// Neighbours differ in hue, and in how light they are.
const FILLS: [(Tone, u8); MOST] = [
    (Tone::Accent, 90),
    (Tone::S4, 60),
    (Tone::S6, 85),
    (Tone::S5, 45),
    (Tone::S3, 85),
    (Tone::Accent, 35),
    (Tone::S4, 100),
    (Tone::S6, 40),
];

impl Stack {
    /// The picture.
    pub fn figure(self, words: Words) -> Figure {
        let Stack {
            mut layers,
            positions,
            ..
        } = self;
        let mean = |layer: &Layer| layer.values.iter().copied().filter(above).sum::<f64>();
        layers.sort_by(|a, b| {
            mean(b)
                .total_cmp(&mean(a))
                .then_with(|| a.name.cmp(&b.name))
        });
        if layers.len() > MOST + 1 {
            let rest = layers.split_off(MOST);
            let sum = |i: usize| {
                let values = rest.iter().filter_map(|l| l.values.get(i).copied());
                let known: Vec<f64> = values.filter(|v| v.is_finite()).collect();
                if known.is_empty() {
                    f64::NAN
                } else {
                    known.into_iter().filter(above).sum()
                }
            };
            layers.push(Layer {
                name: self.rest_name,
                values: (0..positions.len()).map(sum).collect(),
            });
        }
        let axis = Axis::value("").unit(self.unit).decimals(1).from(0.0);
        let numbers = axis.numbers.clone();
        let mut floor: Vec<Option<f64>> = (0..positions.len())
            .map(|i| {
                let known = |l: &Layer| l.values.get(i).is_some_and(|v| v.is_finite());
                layers.iter().any(known).then_some(0.0)
            })
            .collect();
        let mut pane = Pane::new(axis);
        for (i, layer) in layers.into_iter().enumerate() {
            let value = |i: usize| layer.values.get(i).copied().filter(above).unwrap_or(0.0);
            let top: Vec<Option<f64>> = floor
                .iter()
                .enumerate()
                .map(|(i, low)| low.map(|low| low + value(i)))
                .collect();
            let points = positions.iter().zip(floor.iter().zip(&top));
            let points: Vec<_> = points.map(|(x, (low, high))| (*x, *low, *high)).collect();
            let (tone, strength) = FILLS.get(i).copied().unwrap_or((Tone::Dim, 30));
            let last = layer.values.last().copied().unwrap_or(f64::NAN);
            let label = numbers.write(&words, last);
            pane = pane.series(
                Series::layer(layer.name, Fill::of(tone, strength), points).end_label(label),
            );
            floor = top;
        }
        let top = floor.into_iter().flatten().fold(0.0, f64::max);
        pane.y.to = Some(top).filter(|top| *top > 0.0);
        Figure::new(self.title).x(self.x).pane(pane).words(words)
    }
}

fn above(value: &f64) -> bool {
    value.is_finite() && *value > 0.0
}
