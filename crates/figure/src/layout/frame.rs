//! The margins around the panes, and the panes within them.

use super::labels::end_room;
use super::{GAP, LINE, Plot, SMALL, Span, USUAL};
use crate::model::{Figure, Frame, Marks, Note, Of, Pane, Scale, Side};
use crate::text;
use crate::ticks::Mark;

/// The left and the right end of all panes: what stands beside them has its room.
pub(super) fn side_margins(figure: &Figure, y_marks: &[Vec<Mark>], width: f64) -> (f64, f64) {
    // Names take at most this much of the picture.
    let most = 0.3 * width;
    let (mut left, mut right) = (4.0_f64, 4.0_f64);
    for (pane, marks) in figure.panes.iter().zip(y_marks) {
        let widest_mark = match &pane.y.scale {
            Scale::Categories(names) => widest(names).min(most),
            _ => widest(marks.iter().map(|(_, text)| text)),
        };
        match pane.y.side {
            Side::Near => left = left.max(widest_mark + GAP),
            Side::Far => right = right.max(widest_mark + GAP + 4.0),
            Side::Hidden => {}
        }
        right = right.max(end_room(pane, most.ceil()));
        for series in &pane.series {
            if let Marks::Bars { bars } = &series.marks {
                let cell = widest(bars.iter().map(|b| &b.text));
                if cell > 0.0 {
                    right = right.max(cell + GAP);
                }
            }
        }
    }
    (left.ceil(), (width - right.ceil()).max(left.ceil() + 8.0))
}

fn widest<'a>(texts: impl IntoIterator<Item = &'a String>) -> f64 {
    let widths = texts.into_iter().map(|t| text::width(t, USUAL, false));
    widths.fold(0.0, f64::max)
}

/// What stands under the last pane.
pub(super) struct Below {
    pub(super) ticks: bool,
    pub(super) notes: Vec<String>,
    pub(super) height: f64,
}

impl Below {
    pub(super) fn of(figure: &Figure, width: f64) -> Self {
        if matches!(figure.frame, Frame::Bare(_)) {
            return Below {
                ticks: false,
                notes: Vec::new(),
                height: 2.0,
            };
        }
        let ticks = figure.x.side != Side::Hidden;
        let mut notes = Vec::new();
        for note in &figure.notes {
            if let Note::Below(note) = note {
                notes.extend(text::paragraph(note, SMALL, width));
            }
        }
        let mut height = 4.0;
        if ticks {
            height += 18.0;
        }
        if !figure.x.title.is_empty() {
            height += LINE;
        }
        height += LINE * notes.len() as f64;
        Below {
            ticks,
            notes,
            height,
        }
    }
}

/// The room above a pane: a row for the title, a row for the labels of upright rules.
fn head(pane: &Pane, is_first: bool) -> f64 {
    let title = if pane.y.title.is_empty() { 0.0 } else { 16.0 };
    let rules = if pane
        .rules
        .iter()
        .any(|r| r.of == Of::X && !r.label.is_empty())
    {
        16.0
    } else {
        0.0
    };
    title + rules + if is_first { 6.0 } else { 12.0 }
}

/// The vertical axes between these ends, stacked in so much height.
pub(super) fn y_spans(figure: &Figure, y_ends: &[(f64, f64)], height: f64) -> Vec<Span> {
    let bare = matches!(figure.frame, Frame::Bare(_));
    let heads: Vec<f64> = figure
        .panes
        .iter()
        .enumerate()
        .map(|(i, pane)| if bare { 4.0 } else { head(pane, i == 0) })
        .collect();
    let free = (height - heads.iter().sum::<f64>()).max(8.0 * heads.len() as f64);
    let heights = pane_heights(figure, free);
    let mut at = 0.0;
    let mut spans = Vec::with_capacity(heads.len());
    for (i, pane) in figure.panes.iter().enumerate() {
        at += heads[i];
        let (top, bottom) = (at.round(), (at + heights[i]).round());
        at += heights[i];
        let (start, end) = if matches!(pane.y.scale, Scale::Categories(_)) {
            (top, bottom)
        } else {
            (bottom, top)
        };
        spans.push(Span {
            from: y_ends[i].0,
            to: y_ends[i].1,
            start,
            end,
            by_ratio: matches!(pane.y.scale, Scale::Log),
        });
    }
    spans
}

/// The panes between the left and the right end.
pub(super) fn plots(
    figure: &Figure,
    x_ends: (f64, f64),
    y_spans: &[Span],
    (left, right): (f64, f64),
) -> Vec<Plot> {
    let x = Span {
        from: x_ends.0,
        to: x_ends.1,
        start: left,
        end: right,
        by_ratio: matches!(figure.x.scale, Scale::Log),
    };
    let plot = |(pane, y): (&Pane, &Span)| {
        let row = if matches!(pane.y.scale, Scale::Categories(_)) {
            (y.end - y.start) / (y.to - y.from)
        } else {
            0.0
        };
        Plot {
            left,
            top: y.start.min(y.end),
            right,
            bottom: y.start.max(y.end),
            x,
            y: *y,
            slot: slot(figure, &x),
            row,
            ..Plot::default()
        }
    };
    figure.panes.iter().zip(y_spans).map(plot).collect()
}

/// The room of one column or candle: a slot of the axis, or the smallest distance of two.
fn slot(figure: &Figure, x: &Span) -> f64 {
    let per_unit = (x.end - x.start) / (x.to - x.from);
    if matches!(figure.x.scale, Scale::Sessions(_) | Scale::Categories(_)) {
        return per_unit;
    }
    let mut nearest = f64::INFINITY;
    for series in figure.panes.iter().flat_map(|p| &p.series) {
        let mut last = f64::NEG_INFINITY;
        let mut step = |x: f64| {
            nearest = nearest.min(if x > last { x - last } else { f64::INFINITY });
            last = x;
        };
        match &series.marks {
            Marks::Columns { columns } => columns.iter().for_each(|c| step(c.x)),
            Marks::Candles { candles } => candles.iter().for_each(|c| step(c.x)),
            _ => {}
        }
    }
    if nearest.is_finite() {
        (nearest * per_unit).max(0.5)
    } else {
        24.0
    }
}

fn pane_heights(figure: &Figure, height: f64) -> Vec<f64> {
    let weight = |pane: &Pane| {
        if pane.weight > 0.0 && pane.weight.is_finite() {
            pane.weight
        } else {
            1.0
        }
    };
    let total: f64 = figure.panes.iter().map(weight).sum();
    figure
        .panes
        .iter()
        .map(|pane| height * weight(pane) / total)
        .collect()
}
