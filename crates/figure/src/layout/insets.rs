//! A crowded part of a pane, drawn once more where nothing else is.

use super::labels::{Block, spots_inside, trail_inside};
use super::{Anchor, Kind, Layout, Plot, Span, tenth};
use crate::model::{Figure, Tone};
use crate::text;

/// Narrower or lower panes have no room for an inset.
const LEAST: (f64, f64) = (280.0, 150.0);
/// Above its marks: the title.
const HEAD: f64 = 16.0;
const EDGE: f64 = 6.0;
const NOTE: f64 = 16.0;

/// Finds the insets their corners: those that cover no mark, or none.
pub(super) fn insets(figure: &Figure, out: &mut Layout) {
    for (index, pane) in figure.panes.iter().enumerate() {
        let Some(inset) = &pane.inset else { continue };
        let plot = out.plots[index].clone();
        let (width, height) = (plot.right - plot.left, plot.bottom - plot.top);
        let ends = [inset.x.0, inset.x.1, inset.y.0, inset.y.1];
        let sound =
            ends.iter().all(|e| e.is_finite()) && inset.x.1 > inset.x.0 && inset.y.1 > inset.y.0;
        if width < LEAST.0 || height < LEAST.1 || !sound {
            continue;
        }
        let source = source(&plot, inset);
        let free = |block: &Block| {
            let text = |t: &super::Text| {
                let (left, right) = t.ends();
                let beside = matches!(t.kind, Kind::Tick | Kind::Title);
                !beside
                    && right > block.0
                    && left < block.2
                    && t.y + 6.0 > block.1
                    && t.y - 6.0 < block.3
            };
            !touches(block, &source)
                && spots_inside(pane, &plot, block) == 0
                && trail_inside(pane, &plot, block) == 0
                && !out.texts.iter().any(text)
        };
        let found = [0.42, 0.34, 0.28].iter().find_map(|share| {
            let (w, h) = (
                (width * share).min(280.0),
                (height * (share + 0.06)).min(200.0),
            );
            if w < 100.0 || h < 80.0 {
                return None;
            }
            let at = |x: f64, y: f64| (x, y, x + w, y + h);
            let (right, low) = (plot.right - EDGE - w, plot.bottom - EDGE - h);
            let (left, high) = (plot.left + EDGE, plot.top + EDGE);
            [
                at(right, low),
                at(left, high),
                at(right, high),
                at(left, low),
                // Above a line of small print.
                at(right, low - NOTE),
                at(left, low - NOTE),
            ]
            .into_iter()
            .find(free)
        });
        let Some((left, top, right, bottom)) = found else {
            continue;
        };
        let (left, right) = (left.round(), right.round());
        let (top, bottom) = (top.round(), bottom.round());
        let title = text::fit(&inset.title, Kind::Name.size(), false, right - left - 12.0);
        let at = (left + 6.0, top + 9.0);
        out.write(at, Anchor::Start, Kind::Name, Tone::Ink, &title);
        out.insets.push(PlacedInset {
            pane: index,
            block: (left, top, right, bottom),
            source,
            plot: Plot {
                left,
                top: top + HEAD,
                right,
                bottom,
                x: Span {
                    from: inset.x.0,
                    to: inset.x.1,
                    start: left + 1.0,
                    end: right - 1.0,
                    by_ratio: plot.x.by_ratio,
                },
                y: Span {
                    from: inset.y.0,
                    to: inset.y.1,
                    start: bottom - 1.0,
                    end: top + HEAD,
                    by_ratio: plot.y.by_ratio,
                },
                ..Plot::default()
            },
        });
    }
}

/// A part of a pane that is drawn once more.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlacedInset {
    /// Which pane.
    pub pane: usize,
    /// Its frame: left, top, right, bottom.
    pub block: (f64, f64, f64, f64),
    /// What of the pane it shows.
    pub source: (f64, f64, f64, f64),
    /// Its own axes.
    pub plot: Plot,
}

fn source(plot: &Plot, inset: &crate::Inset) -> Block {
    let x = [inset.x.0, inset.x.1].map(|x| plot.x.px(x).clamp(plot.left, plot.right));
    let y = [inset.y.0, inset.y.1].map(|y| plot.y.px(y).clamp(plot.top, plot.bottom));
    (
        tenth(x[0].min(x[1]) - 3.0),
        tenth(y[0].min(y[1]) - 3.0),
        tenth(x[0].max(x[1]) + 3.0),
        tenth(y[0].max(y[1]) + 3.0),
    )
}

fn touches(a: &Block, b: &Block) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}
