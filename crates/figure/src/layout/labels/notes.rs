//! Small print inside the last pane.

use super::places::{Block, places, touch};
use crate::layout::{Anchor, Kind, Layout, SMALL};
use crate::model::{Figure, Note, Tone};
use crate::text;

/// Small print inside the last pane: at the bottom right, or where it covers no mark.
pub(in crate::layout) fn notes_inside(figure: &Figure, out: &mut Layout) -> Vec<Block> {
    let mut blocks = Vec::new();
    let (Some(plot), Some(index)) = (out.plots.last().cloned(), figure.panes.len().checked_sub(1))
    else {
        return blocks;
    };
    let places = places(figure, &plot, index, (0.0, 0.0, out.width, out.height));
    for note in &figure.notes {
        let Note::Inside(note) = note else { continue };
        let lines = text::paragraph(note, SMALL, plot.right - plot.left - 12.0);
        let width = lines
            .iter()
            .map(|l| text::width(l, SMALL, false))
            .fold(0.0, f64::max);
        let tall = 13.0 * lines.len() as f64;
        let at = |right: f64, bottom: f64| (right - width, bottom - tall, right, bottom);
        let candidates = [
            at(plot.right - 4.0, plot.bottom - 4.0),
            at(plot.left + 6.0 + width, plot.bottom - 4.0),
            at(plot.right - 4.0, plot.top + 4.0 + tall),
        ];
        let free = |b: &&Block| {
            !places.taken.iter().chain(&blocks).any(|t| touch(t, b))
                && !places
                    .trail
                    .iter()
                    .any(|p| p.0 > b.0 && p.0 < b.2 && p.1 > b.1 && p.1 < b.3)
        };
        let block = *candidates.iter().find(free).unwrap_or(&candidates[0]);
        for (i, line) in lines.iter().enumerate() {
            let y = block.1 + 6.5 + 13.0 * i as f64;
            out.write((block.2, y), Anchor::End, Kind::Note, Tone::Dim, line);
        }
        blocks.push(block);
    }
    blocks
}
