//! Ticks, titles and grid lines, the names of rows and the texts beside them.

use super::frame::Below;
use super::{Anchor, GAP, Kind, LINE, Layout, Plot, Span, USUAL, crisp};
use crate::model::{Axis, Figure, Marks, Of, Pane, Scale, Side, Tone};
use crate::ticks::{self, Mark};
use crate::words::Words;
use crate::{text, thin};

pub(super) fn x_axis(figure: &Figure, out: &mut Layout, below: &Below) {
    let Some(last) = out.plots.last().cloned() else {
        return;
    };
    let marks = x_marks(figure, &last);
    for plot in &mut out.plots {
        let slots = matches!(figure.x.scale, Scale::Categories(_));
        plot.x_grid = if slots {
            Vec::new()
        } else {
            marks.iter().map(|(at, _)| crisp(plot.x.px(*at))).collect()
        };
    }
    let mut y = last.bottom + 4.0;
    if below.ticks {
        y += 9.0;
        let mut free = f64::NEG_INFINITY;
        for (at, text) in marks {
            let half = text::width(&text, USUAL, false) / 2.0;
            let x = last.x.px(at).clamp(half, (out.width - half).max(half));
            // A label that would touch the one before it is left out; its grid line stays.
            if x - half > free {
                free = x + half + 4.0;
                out.write((x, y), Anchor::Middle, Kind::Tick, Tone::Dim, &text);
            }
        }
        y += 9.0;
    }
    if !figure.x.title.is_empty() {
        let title = text::fit(&figure.x.title, USUAL, false, last.right);
        out.write(
            (last.right, y + 6.0),
            Anchor::End,
            Kind::Title,
            Tone::Dim,
            &title,
        );
        y += LINE;
    }
    for line in &below.notes {
        out.write((1.0, y + 6.0), Anchor::Start, Kind::Note, Tone::Dim, line);
        y += LINE;
    }
}

fn x_marks(figure: &Figure, plot: &Plot) -> Vec<Mark> {
    let pixels = plot.right - plot.left;
    let (from, to) = (plot.x.from, plot.x.to);
    match &figure.x.scale {
        Scale::Value | Scale::Log => {
            if figure.x.side == Side::Hidden {
                return Vec::new();
            }
            value_ticks(
                &figure.words,
                &figure.x,
                (from, to),
                tick_count(pixels, 60.0),
            )
        }
        Scale::Days => {
            let per_pixel = (to - from) / pixels;
            let slack = (6.0 * per_pixel).floor() as i32;
            ticks::calendar(
                &figure.words,
                from.ceil() as i32,
                to.floor() as i32,
                46.0 * per_pixel,
                slack,
            )
            .into_iter()
            .map(|(day, text)| (f64::from(day), text))
            .collect()
        }
        Scale::Sessions(days) => {
            let first = from.ceil().max(0.0) as usize;
            let last = (to.floor().max(0.0) as usize).min(days.len().saturating_sub(1));
            let (Some(&start), Some(&end)) = (days.get(first), days.get(last)) else {
                return Vec::new();
            };
            let per_pixel = f64::from(end - start).max(1.0) / pixels;
            let slack = (6.0 * per_pixel).floor() as i32;
            ticks::calendar(&figure.words, start, end, 46.0 * per_pixel, slack)
                .into_iter()
                .map(|(day, text)| (days.partition_point(|d| *d < day) as f64, text))
                .collect()
        }
        Scale::Categories(names) => names
            .iter()
            .enumerate()
            .map(|(i, name)| (i as f64, text::fit(name, USUAL, false, plot.slot.max(40.0))))
            .collect(),
    }
}

/// The ticks of each vertical axis. The margins follow from their texts.
pub(super) fn y_marks(figure: &Figure, y_spans: &[Span]) -> Vec<Vec<Mark>> {
    let marks = |(pane, y): (&Pane, &Span)| {
        if matches!(pane.y.scale, Scale::Categories(_)) {
            return Vec::new();
        }
        let count = tick_count((y.start - y.end).abs(), 52.0);
        let marks = value_ticks(&figure.words, &pane.y, (y.from, y.to), count);
        if marks.len() < 2 {
            value_ticks(&figure.words, &pane.y, (y.from, y.to), count + 2)
        } else {
            marks
        }
    };
    figure.panes.iter().zip(y_spans).map(marks).collect()
}

pub(super) fn y_axis(figure: &Figure, out: &mut Layout, index: usize, marks: &[Mark]) {
    let pane = &figure.panes[index];
    let plot = out.plots[index].clone();
    if !pane.y.title.is_empty() {
        let rules = pane
            .rules
            .iter()
            .any(|r| r.of == Of::X && !r.label.is_empty());
        let y = plot.top - 10.0 - if rules { 16.0 } else { 0.0 };
        let most = out.width - plot.left;
        let title = text::fit(&pane.y.title, USUAL, false, most);
        out.write(
            (plot.left, y),
            Anchor::Start,
            Kind::Title,
            Tone::Dim,
            &title,
        );
    }
    if let Scale::Categories(names) = &pane.y.scale {
        let every = thin::stride(names.len(), (plot.bottom - plot.top) / 11.0);
        for (i, name) in names.iter().enumerate().step_by(every) {
            let name = text::fit(name, USUAL, false, plot.left - GAP);
            out.write(
                (plot.left - GAP, plot.y.px(i as f64)),
                Anchor::End,
                Kind::Row,
                Tone::Ink,
                &name,
            );
        }
        return;
    }
    let hidden = pane.y.side == Side::Hidden;
    out.plots[index].y_grid = if hidden {
        Vec::new()
    } else {
        marks.iter().map(|(at, _)| crisp(plot.y.px(*at))).collect()
    };
    for (at, text) in marks {
        let y = plot.y.px(*at);
        match pane.y.side {
            Side::Near => out.write(
                (plot.left - GAP, y),
                Anchor::End,
                Kind::Tick,
                Tone::Dim,
                text,
            ),
            Side::Far => out.write(
                (plot.right + GAP, y),
                Anchor::Start,
                Kind::Tick,
                Tone::Dim,
                text,
            ),
            Side::Hidden => {}
        }
    }
}

pub(super) fn cells(figure: &Figure, out: &mut Layout, index: usize) {
    let plot = out.plots[index].clone();
    for series in &figure.panes[index].series {
        let Marks::Bars { bars } = &series.marks else {
            continue;
        };
        let every = thin::stride(bars.len(), (plot.bottom - plot.top) / 11.0);
        for (row, bar) in bars.iter().enumerate().step_by(every) {
            let at = (out.width - 1.0, plot.y.px(row as f64));
            out.write(at, Anchor::End, Kind::Cell, Tone::Ink, &bar.text);
        }
    }
}

/// How many ticks fit on so many pixels.
fn tick_count(pixels: f64, room: f64) -> usize {
    (pixels / room).round().max(1.0) as usize
}

fn value_ticks(words: &Words, axis: &Axis, ends: (f64, f64), count: usize) -> Vec<Mark> {
    match axis.scale {
        Scale::Log => ticks::by_ratio(words, ends.0, ends.1, count, &axis.numbers),
        _ => ticks::even(words, ends.0, ends.1, count, &axis.numbers),
    }
}
