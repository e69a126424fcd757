//! A heat map of correlations, in the order of a clustering.

use crate::model::{Axis, Block, Figure, Fill, Pane, Series, Tone};
use crate::words::Words;

/// A square matrix in one hue: from the ground at 0 to the full accent at 1. What is negative is
/// hatched and has its minus.
#[derive(Clone, Debug, Default)]
pub struct HeatMap {
    /// What the picture shows.
    pub title: String,
    /// Heads readings: `Correlation`.
    pub name: String,
    /// In the order of the rows.
    pub names: Vec<String>,
    /// Row by row, as many as names squared, from −1 to 1; what is missing or not finite is
    /// empty.
    pub values: Vec<f64>,
    /// The tree of the clustering, from its leaves up; empty for none.
    pub merges: Vec<Merge>,
}

/// Two clusters become one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Merge {
    /// A row (below the number of names), or a merge before this one (that number and more).
    pub left: usize,
    /// As `left`.
    pub right: usize,
    /// Their distance; the tree is as wide as the largest.
    pub height: f64,
}

impl HeatMap {
    /// The picture.
    pub fn figure(self, words: Words) -> Figure {
        let count = self.names.len();
        let cell = |(i, value): (usize, &f64)| {
            let (row, column) = (i / count, i % count);
            let value = Some(*value).filter(|v| v.is_finite() && row != column);
            Block {
                x: (column as f64 - 0.5, column as f64 + 0.5),
                y: (row as f64 - 0.5, row as f64 + 0.5),
                name: format!("{}, {}", self.names[row], self.names[column]),
                value: value.or((row == column).then_some(1.0)),
                text: value.map(|v| short(&words, v)).unwrap_or_default(),
                outside: false,
                fill: value.map_or(Fill::of(Tone::Neutral, 30), fill),
            }
        };
        let cells: Vec<Block> = match count {
            0 => Vec::new(),
            _ => self
                .values
                .iter()
                .take(count * count)
                .enumerate()
                .map(cell)
                .collect(),
        };
        let mut x = Axis::categories(self.names.clone()).far();
        let mut pane = Pane::new(Axis::categories(self.names).decimals(2))
            .series(Series::boxes(self.name, cells));
        if let Some(tree) = tree(count, &self.merges) {
            x = x.to(tree.end);
            let lines = Series::line("", tree.lines).tone(Tone::S3);
            pane = pane.series(lines.aside());
        }
        Figure::new(self.title).x(x).pane(pane).words(words)
    }
}

fn fill(value: f64) -> Fill {
    let strength = (100.0 * value.abs().min(1.0)).round() as u8;
    if value < 0.0 {
        Fill::of(Tone::Accent, strength.max(30)).hatched()
    } else {
        Fill::of(Tone::Accent, strength)
    }
}

/// Two decimals without the zero before them: the cells are small.
fn short(words: &Words, value: f64) -> String {
    let text = words.number(value, 2);
    match text.strip_prefix('0') {
        Some(rest) => rest.to_owned(),
        None => text.replacen("\u{2212}0", "\u{2212}", 1),
    }
}

struct Tree {
    lines: Vec<(f64, Option<f64>)>,
    end: f64,
}

/// The tree right of the cells, as wide as a quarter of them.
fn tree(count: usize, merges: &[Merge]) -> Option<Tree> {
    let highest = super::ends(merges.iter().map(|m| m.height))?.1;
    if highest <= 0.0 {
        return None;
    }
    let start = count as f64 - 0.5 + 0.02 * count as f64;
    let wide = 0.25 * count as f64;
    let mut nodes: Vec<(f64, f64)> = (0..count).map(|row| (start, row as f64)).collect();
    let mut lines = Vec::new();
    for merge in merges {
        let (left, right) = (*nodes.get(merge.left)?, *nodes.get(merge.right)?);
        let x = start + wide * (merge.height / highest).clamp(0.0, 1.0);
        lines.extend([
            (left.0, Some(left.1)),
            (x, Some(left.1)),
            (x, Some(right.1)),
            (right.0, Some(right.1)),
            (right.0, None),
        ]);
        nodes.push((x, (left.1 + right.1) / 2.0));
    }
    Some(Tree {
        lines,
        end: start + wide + 0.3,
    })
}
