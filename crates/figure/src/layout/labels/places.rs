//! Free places beside the marks.

use crate::layout::{Anchor, Plot, drawn_candles, drawn_points, radius};
use crate::model::{Figure, Marker, Marks, Series};

/// A box: left, top, right, bottom.
pub(in crate::layout) type Block = (f64, f64, f64, f64);

/// Looks for free places, remembering those that are taken.
pub(super) struct Places {
    pub(super) taken: Vec<Block>,
    pub(super) trail: Vec<(f64, f64)>,
    bounds: Block,
}

impl Places {
    /// Of the candidates that cover no other label or mark, the first that covers least of the
    /// lines; a strict choice covers nothing of them.
    pub(super) fn choose(
        &mut self,
        candidates: &[(f64, f64, Anchor)],
        size: (f64, f64),
        strict: bool,
    ) -> Option<(f64, f64, Anchor)> {
        let block = |c: &(f64, f64, Anchor)| {
            let (left, right) = c.2.ends(c.0, size.0);
            (left, c.1 - size.1 / 2.0, right, c.1 + size.1 / 2.0)
        };
        let free = |c: &&(f64, f64, Anchor)| {
            let b = block(c);
            b.0 >= self.bounds.0
                && b.1 >= self.bounds.1
                && b.2 <= self.bounds.2
                && b.3 <= self.bounds.3
                && !self.taken.iter().any(|t| touch(t, &b))
        };
        let covered = |c: &(f64, f64, Anchor)| {
            let b = block(c);
            self.trail
                .iter()
                .filter(|p| p.0 > b.0 - 1.0 && p.0 < b.2 + 1.0 && p.1 > b.1 && p.1 < b.3)
                .count()
        };
        let found = candidates
            .iter()
            .filter(free)
            .map(|c| (covered(c), c))
            .min_by_key(|(n, _)| *n);
        let found = *found.filter(|(n, _)| *n == 0 || !strict)?.1;
        self.taken.push(block(&found));
        Some(found)
    }
}

pub(super) fn places(figure: &Figure, plot: &Plot, index: usize, bounds: Block) -> Places {
    let pane = &figure.panes[index];
    let mut taken = Vec::new();
    for series in &pane.series {
        for (x, y, marker, _) in shown_spots(series, plot) {
            let r = radius(marker);
            taken.push((x - r, y - r, x + r, y + r));
        }
    }
    Places {
        taken,
        trail: trail(plot, &pane.series),
        bounds,
    }
}

pub(super) fn shown_spots<'a>(
    series: &'a Series,
    plot: &'a Plot,
) -> impl Iterator<Item = (f64, f64, Marker, &'a str)> {
    let (spots, marker) = match &series.marks {
        Marks::Points { spots, marker } => (spots.as_slice(), *marker),
        _ => (&[][..], Marker::Dot),
    };
    spots
        .iter()
        .filter(|s| plot.x.holds(s.x) && plot.y.holds(s.y))
        .map(move |s| {
            (
                plot.x.px(s.x),
                plot.y.px(s.y),
                s.marker.unwrap_or(marker),
                s.name.as_str(),
            )
        })
}

/// Every few pixels of every line: what a label should not cover.
fn trail(plot: &Plot, series: &[Series]) -> Vec<(f64, f64)> {
    let mut trail = Vec::new();
    let mut stroke = |a: (f64, f64), b: (f64, f64)| {
        let length = (b.0 - a.0).abs().max((b.1 - a.1).abs());
        let steps = (length / 4.0).ceil().clamp(1.0, 500.0);
        for k in 0..=steps as u32 {
            let t = f64::from(k) / steps;
            trail.push((a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1)));
        }
    };
    for one in series {
        match &one.marks {
            Marks::Line { points, .. } | Marks::Area { points } => {
                let mut before: Option<(f64, f64)> = None;
                for (x, y) in drawn_points(points, plot) {
                    let here = y
                        .filter(|_| plot.x.holds(x))
                        .map(|y| (plot.x.px(x), plot.y.px(y)));
                    if let Some(here) = here {
                        stroke(before.unwrap_or(here), here);
                    }
                    before = here;
                }
            }
            Marks::Candles { candles } => {
                for c in drawn_candles(candles, plot) {
                    let x = plot.x.px(c.x);
                    stroke((x, plot.y.px(c.high)), (x, plot.y.px(c.low)));
                }
            }
            _ => {}
        }
    }
    trail
}

pub(super) fn touch(a: &Block, b: &Block) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}
