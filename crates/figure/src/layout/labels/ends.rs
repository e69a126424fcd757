//! Name and last value at the end of a line.

use super::apart;
use crate::layout::{Anchor, Kind, Layout, Plot, USUAL, tenth};
use crate::model::{Figure, Marks, Pane, Place, Series, Side, Tone};
use crate::text;

/// Pixels from the pane to its labels, and from there to the edge of the picture.
const BEFORE: f64 = 6.0;
const AFTER: f64 = 2.0;
/// Pixels beside the text of a tag: the gap and the padding at its left, the same at its right.
const BESIDE_TAG: f64 = 7.0;

const ONE_LINE: f64 = 15.0;
const TWO_LINES: f64 = 29.0;

/// What is written at the end of a line.
struct EndLabel<'a> {
    series: &'a Series,
    name: String,
    value: &'a str,
    /// What it needs from the pane to the edge of the picture.
    room: f64,
}

impl<'a> EndLabel<'a> {
    /// As much of the label as fits into so much room right of the pane. A name may be cut; where
    /// too little of it would be left the label goes, and the table still names the series. A
    /// number is never cut: it would be another number.
    fn of(pane: &Pane, series: &'a Series, most: f64) -> Option<Self> {
        let label = series.label.as_ref().filter(|l| l.place == Place::End)?;
        if pane.y.side == Side::Far {
            let room = text::width(&label.value, USUAL, true) + 2.0 * BESIDE_TAG;
            return (room <= most).then(|| EndLabel {
                series,
                name: String::new(),
                value: &label.value,
                room,
            });
        }
        let free = most - BEFORE - AFTER;
        let name = text::fit(&series.name, USUAL, true, free);
        if name.is_empty() && !series.name.is_empty() {
            return None;
        }
        let width = |value| text::width(value, USUAL, false);
        let value = Some(label.value.as_str()).filter(|v| width(v) <= free);
        let value = value.unwrap_or_default();
        let room = text::width(&name, USUAL, true).max(width(value)) + BEFORE + AFTER;
        Some(EndLabel {
            series,
            name,
            value,
            room,
        })
    }

    fn height(&self) -> f64 {
        if self.value.is_empty() {
            ONE_LINE
        } else {
            TWO_LINES
        }
    }
}

/// The room that the end labels of a pane need at its right, at most so much.
pub(in crate::layout) fn end_room(pane: &Pane, most: f64) -> f64 {
    let labels = pane.series.iter();
    let labels = labels.filter_map(|series| EndLabel::of(pane, series, most));
    labels.map(|label| label.room).fold(0.0, f64::max)
}

pub(in crate::layout) fn end_labels(figure: &Figure, out: &mut Layout, index: usize) {
    let pane = &figure.panes[index];
    let plot = out.plots[index].clone();
    let mut labels = Vec::new();
    for series in &pane.series {
        if let Some(label) = EndLabel::of(pane, series, out.width - plot.right)
            && let Some((_, y)) = last_value(series, &plot)
        {
            labels.push((label, plot.y.px(y).clamp(plot.top, plot.bottom)));
        }
    }
    if pane.y.side == Side::Far {
        tags(out, &plot, &labels);
        return;
    }
    // The values go first where there is no room for all.
    let with_values =
        labels.iter().map(|(l, _)| l.height()).sum::<f64>() <= plot.bottom - plot.top + 16.0;
    let height = |label: &EndLabel<'_>| {
        if with_values {
            label.height()
        } else {
            ONE_LINE
        }
    };
    let wanted: Vec<(f64, f64)> = labels.iter().map(|(l, y)| (*y, height(l))).collect();
    let places = apart(&wanted, plot.top - 6.0, plot.bottom + 10.0);
    let x = plot.right + BEFORE;
    for ((label, _), y) in labels.iter().zip(places) {
        let two = height(label) > ONE_LINE;
        out.write(
            (x, if two { y - 6.5 } else { y }),
            Anchor::Start,
            Kind::Label,
            label.series.tone,
            &label.name,
        );
        if two {
            let at = (x, y + 6.5);
            out.write(at, Anchor::Start, Kind::Value, Tone::Dim, label.value);
        }
    }
}

/// Last values as boxes on an axis at the right; ticks they would cover are left out.
fn tags(out: &mut Layout, plot: &Plot, labels: &[(EndLabel<'_>, f64)]) {
    let wanted: Vec<(f64, f64)> = labels.iter().map(|(_, y)| (*y, 17.0)).collect();
    let places = apart(&wanted, plot.top - 8.0, plot.bottom + 8.0);
    for ((label, _), y) in labels.iter().zip(places) {
        out.texts.retain(|t| {
            t.kind != Kind::Tick
                || t.x < plot.right
                || t.y < plot.top - 8.0
                || t.y > plot.bottom + 8.0
                || (t.y - y).abs() > 14.0
        });
        let tone = label.series.tone;
        let width = (label.room - 6.0).ceil();
        out.tags
            .push((plot.right + 3.0, tenth(y - 8.0), width, 16.0, tone));
        let at = (plot.right + BESIDE_TAG, y);
        out.write(at, Anchor::Start, Kind::Tag, tone, label.value);
    }
}

/// The last value that can be seen.
pub(in crate::layout) fn last_value(series: &Series, plot: &Plot) -> Option<(f64, f64)> {
    let seen = |x: f64, y: Option<f64>| {
        y.filter(|y| y.is_finite() && plot.x.holds(x))
            .map(|y| (x, y))
    };
    match &series.marks {
        Marks::Line { points, .. } | Marks::Area { points } => {
            points.iter().rev().find_map(|(x, y)| seen(*x, *y))
        }
        Marks::Band { points } => points.iter().rev().find_map(|(x, l, u)| {
            let middle = l.zip(*u).map(|(l, u)| (l + u) / 2.0);
            seen(*x, middle)
        }),
        Marks::Columns { columns } => columns.iter().rev().find_map(|c| seen(c.x, c.y)),
        Marks::Candles { candles } => candles.iter().rev().find_map(|c| seen(c.x, Some(c.close))),
        Marks::Points { .. } | Marks::Bars { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::layout;
    use crate::model::Axis;

    const NAMES: [&str; 4] = ["Minimum risk", "Equal weight", "S&P 500", "Max. drawdown"];

    fn lines(y: Axis) -> Figure {
        let line = |(i, name): (usize, &&str)| {
            Series::line(*name, [(0.0, 10.0), (1.0, 20.0 + i as f64)]).end_label("12,345")
        };
        let pane = Pane {
            series: NAMES.iter().enumerate().map(line).collect(),
            ..Pane::new(y)
        };
        Figure::new("Wealth").x(Axis::value("")).pane(pane)
    }

    fn texts(layout: &Layout, kind: Kind) -> Vec<&str> {
        let texts = layout.texts.iter().filter(|t| t.kind == kind);
        texts.map(|t| t.text.as_str()).collect()
    }

    #[test]
    fn names_are_cut_and_stay_inside() {
        for width in 240..=420 {
            let layout = layout(&lines(Axis::value("")), f64::from(width), 240.0);
            for text in &layout.texts {
                let (left, right) = text.ends();
                assert!(left >= 0.0 && right <= layout.width, "{width}: {text:?}");
            }
            let labels = texts(&layout, Kind::Label);
            assert_eq!(labels.len(), NAMES.len(), "{width}: there is room for all");
            for (label, name) in labels.iter().zip(NAMES) {
                let kept = label.strip_suffix('…').unwrap_or(name);
                assert!(name.starts_with(kept) && kept.len() >= 4, "{label}");
            }
            assert_eq!(texts(&layout, Kind::Value), ["12,345"; 4]);
            let plot = &layout.plots[0];
            assert!(plot.right - plot.left > 0.58 * layout.width, "{width}");
        }
    }

    fn check(width: f64, expect: &[&str]) {
        let layout = layout(&lines(Axis::value("")), width, 240.0);
        assert_eq!(texts(&layout, Kind::Label), expect, "{width}");
    }

    #[test]
    fn what_would_name_nothing_goes() {
        check(420.0, &NAMES);
        check(254.0, &["Minimum…", "Equal we…", "S&P 500", "Max. dra…"]);
        check(160.0, &["Mini…"]);
        check(140.0, &[]);
        // What is not written has no margin.
        let layout = layout(&lines(Axis::value("")), 140.0, 240.0);
        assert_eq!(layout.plots[0].right, 136.0);
    }

    #[test]
    fn numbers_are_never_cut() {
        for width in 40..=420 {
            for y in [Axis::value(""), Axis::value("").far()] {
                let layout = layout(&lines(y), f64::from(width), 240.0);
                let numbers = texts(&layout, Kind::Value);
                assert!(numbers.iter().all(|n| *n == "12,345"), "{width}");
                let tags = texts(&layout, Kind::Tag);
                assert!(tags.iter().all(|n| *n == "12,345"), "{width}");
                for (left, _, wide, ..) in &layout.tags {
                    assert!(left + wide <= layout.width, "{width}");
                }
            }
        }
    }
}
