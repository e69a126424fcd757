//! Where everything stands, in pixels: made once, used by every printer, so that two printers
//! draw the same picture.

mod axes;
mod drawn;
mod frame;
mod labels;
mod plot;
mod scales;
mod written;

pub use drawn::{
    band_outlines, bar_thickness, drawn_candles, drawn_columns, drawn_points, drawn_width,
    line_runs, pattern, radius,
};
pub(crate) use plot::tenth;
pub use plot::{Plot, Span, crisp};
pub use written::{Anchor, Kind, Text};

use axes::{cells, x_axis, y_axis, y_marks};
use frame::{Below, plots, side_margins, y_spans};
use labels::{bare_labels, end_labels, marks_labels, notes_inside, rule_labels};
use scales::{Padding, ends, positions, values};

use crate::model::{Figure, Frame, Tone};

const SMALL: f64 = 10.0;
const USUAL: f64 = 11.0;
const LINE: f64 = 14.0;
const GAP: f64 = 8.0;

/// Every place of a figure at one size.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// CSS pixels.
    pub width: f64,
    /// CSS pixels.
    pub height: f64,
    /// As the panes of the figure.
    pub plots: Vec<Plot>,
    /// All texts, ticks included.
    pub texts: Vec<Text>,
    /// Small filled boxes behind the texts of tags: left, top, width, height.
    pub tags: Vec<(f64, f64, f64, f64, Tone)>,
}

/// Lays the figure out.
pub fn layout(figure: &Figure, width: f64, height: f64) -> Layout {
    let width = if width.is_finite() {
        width.clamp(40.0, 4_000.0).floor()
    } else {
        640.0
    };
    let height = if height.is_finite() {
        height.clamp(16.0, 4_000.0).floor()
    } else {
        240.0
    };
    let x_ends = ends(&figure.x, &positions(figure), Padding::of_x(figure));
    let y_ends: Vec<(f64, f64)> = figure
        .panes
        .iter()
        .map(|pane| ends(&pane.y, &values(pane, x_ends), Padding::of_y(pane)))
        .collect();

    let below = Below::of(figure, width - 2.0);
    let y_spans = y_spans(figure, &y_ends, height - below.height);
    let y_marks = y_marks(figure, &y_spans);
    let sides = match figure.frame {
        Frame::Bare(inset) => (tenth(inset), tenth(width - inset)),
        Frame::Axes => side_margins(figure, &y_marks, width),
    };
    let mut out = Layout {
        width,
        height,
        plots: plots(figure, x_ends, &y_spans, sides),
        ..Layout::default()
    };
    if matches!(figure.frame, Frame::Bare(_)) {
        for index in 0..figure.panes.len() {
            bare_labels(figure, &mut out, index);
        }
        return out;
    }
    x_axis(figure, &mut out, &below);
    for (index, marks) in y_marks.iter().enumerate() {
        y_axis(figure, &mut out, index, marks);
        rule_labels(figure, &mut out, index);
        end_labels(figure, &mut out, index);
        cells(figure, &mut out, index);
    }
    let inside = notes_inside(figure, &mut out);
    for index in 0..figure.panes.len() {
        marks_labels(figure, &mut out, index, &inside);
    }
    out
}

/// Lays out the part of the figure between two positions of its horizontal axis.
pub fn layout_between(figure: &Figure, width: f64, height: f64, from: f64, to: f64) -> Layout {
    let mut part = figure.clone();
    (part.x.from, part.x.to) = (Some(from), Some(to));
    let shown = Plot {
        x: Span {
            from,
            to,
            ..Span::default()
        },
        ..Plot::default()
    };
    for pane in &mut part.panes {
        let numbers = pane.y.numbers.clone();
        for series in &mut pane.series {
            // The value at the end of the part is another than that at the end of the whole.
            let last = labels::last_value(series, &shown);
            let (Some(label), Some((x, y))) = (&mut series.label, last) else {
                continue;
            };
            if !label.value.is_empty() && series.marks.ends_after(x) {
                label.value = numbers.write(y);
            }
        }
    }
    layout(&part, width, height)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Axis, Bar, Candle, Marker, Pane, Rule, Series, Spot, Turn};

    fn frontier() -> Figure {
        let spots = (0..9).map(|i| Spot::new(format!("GOOGL{i}"), f64::from(i), f64::from(i % 4)));
        let pane = Pane::new(Axis::value("Return in the window, % a year"))
            .series(Series::line("no cap", [(0.0, 0.0), (9.0, 4.0)]).label_along())
            .series(Series::points("Companies", Marker::Dot, spots))
            .series(Series::mark("Minimum risk", Marker::Disc, 9.0, 4.0))
            .rule(Rule::level(3.0, "what the market would have returned"))
            .rule(Rule::upright(8.9, "the cap is here"));
        Figure::new("Frontier")
            .x(Axis::value("Volatility, % a year"))
            .pane(pane)
            .note_inside("off chart: AMD 57 / 51, BBY 40 / 14, GE 44 / 0, RRC 70 / 31")
            .note_below("An extraordinarilylongwordthatcannotbebroken, and more of them.")
    }

    fn weights() -> Figure {
        let names = ["JNJ", "WMW", "International Business Machines"];
        let bars = names.map(|_| Bar::new(10.0, "10.0\u{202f}%"));
        let pane = Pane::new(Axis::categories(names))
            .series(Series::bars("Weight, %", bars))
            .rule(Rule::upright(10.0, "cap 10\u{202f}%"));
        Figure::new("Weights")
            .x(Axis::value("").hidden())
            .pane(pane)
    }

    fn prices() -> Figure {
        let candle = |i: i32| Candle {
            x: f64::from(i),
            open: 98_000.0,
            high: 99_999.0 + f64::from(i),
            low: 97_000.0,
            close: 99_000.0,
        };
        let prices = Series::candles("AAPL", (0..40).map(candle)).end_label("99,000.00");
        let column = |i: i32| crate::model::Column {
            x: f64::from(i),
            y: Some(f64::from(i)),
            turn: Turn::Up,
        };
        let volumes = Series::columns("Volume", (0..40).map(column));
        Figure::new("AAPL")
            .x(Axis::days())
            .pane(Pane::new(Axis::value("").far()).series(prices))
            .pane(Pane::new(Axis::value("Volume, millions").signed()).series(volumes))
    }

    /// Every text stands inside its picture, as wide as it can be.
    fn check(figure: &Figure) {
        for width in (120..240).step_by(20).chain(240..=420) {
            for height in [60.0, 120.0, 160.0, 200.0, 240.0, 320.0] {
                let layout = layout(figure, f64::from(width), height);
                for text in &layout.texts {
                    let (left, right) = text.ends();
                    // Positions are rounded to tenths.
                    let inside = left >= -0.051 && right <= layout.width + 0.051;
                    assert!(inside, "{width} × {height}: {left} to {right}, {text:?}");
                }
            }
        }
    }

    #[test]
    fn texts_stay_inside() {
        check(&frontier());
        check(&weights());
        check(&prices());
        check(&Figure::new("").pane(Pane::new(Axis::value("Nothing to see here"))));
    }

    #[test]
    fn a_low_pane_has_more_ticks_than_one_and_room_for_them() {
        let pane = Pane::new(Axis::value("").between(-12.0, 12.0).signed());
        let layout = layout(
            &Figure::new("").x(Axis::value("").hidden()).pane(pane),
            300.0,
            90.0,
        );
        let ticks: Vec<&str> = layout.texts.iter().map(|t| t.text.as_str()).collect();
        assert_eq!(ticks, ["\u{2212}10", "0", "+10"]);
        assert!(layout.texts.iter().all(|t| t.ends().0 >= 0.0));
    }
}
