//! The figure as SVG, for the first paint.

use crate::layout::{
    Anchor, Kind, Layout, Plot, band_outlines, bar_thickness, crisp, drawn_candles, drawn_columns,
    drawn_width, layout, line_runs, radius, tenth,
};
use crate::model::{
    BandPoint, Bar, Column, Dash, Figure, Frame, Marker, Marks, Of, Rule, Scale, Series, Tone, Turn,
};
use crate::table::describe;
use crate::text::escape;

/// The whole `<svg>` element at this size in CSS pixels.
///
/// Geometry is in attributes and looks are in classes (`style/figure.css`), so that a change of
/// theme redraws nothing and no inline style is needed. The same figure and size always give
/// the same bytes, on the server and in the browser: every coordinate is a whole number of
/// tenths.
pub fn print(figure: &Figure, width: f64, height: f64) -> String {
    let layout = &layout(figure, width, height);
    let mut pen = Pen {
        out: String::with_capacity(8_192),
    };
    pen.open(figure, layout);
    for (pane, plot) in figure.panes.iter().zip(&layout.plots) {
        pen.ground(plot);
        for zone in &pane.zones {
            pen.zone(plot, zone.of, zone.from, zone.to);
        }
        pen.clip_open(plot);
        for series in &pane.series {
            pen.under(series, plot);
        }
        pen.raw("</svg>");
        if !matches!(figure.frame, Frame::Bare(_)) {
            pen.axis(
                plot,
                &pane.series,
                matches!(pane.y.scale, Scale::Categories(_)),
            );
        }
        for rule in &pane.rules {
            pen.rule(plot, rule);
        }
        for series in &pane.series {
            pen.over(series, plot);
        }
    }
    pen.texts(layout);
    pen.raw("</svg>");
    pen.out
}

/// The class of a tone.
fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Accent => "t-accent",
        Tone::Ink => "t-ink",
        Tone::Dim => "t-dim",
        Tone::S3 => "t-s3",
        Tone::S4 => "t-s4",
        Tone::S5 => "t-s5",
        Tone::S6 => "t-s6",
        Tone::Gain => "t-gain",
        Tone::Loss => "t-loss",
        Tone::Neutral => "t-neutral",
    }
}

fn dashes(dash: Dash) -> &'static str {
    match dash {
        Dash::Solid => "",
        Dash::Dashed => " fg-dashed",
        Dash::Dotted => " fg-dotted",
    }
}

/// Tenths of a pixel: whole numbers, so that sums of steps stay exact.
fn tenths(value: f64) -> i64 {
    (value * 10.0).round() as i64
}

struct Pen {
    out: String,
}

impl Pen {
    fn raw(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// A number of tenths as `12.3`, `.3`, `-4`.
    fn number(&mut self, tenths: i64) {
        if tenths < 0 {
            self.out.push('-');
        }
        let (whole, part) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
        if whole > 0 || part == 0 {
            self.out.push_str(&whole.to_string());
        }
        if part > 0 {
            self.out.push('.');
            self.out.push(char::from(b'0' + part as u8));
        }
    }

    fn px(&mut self, value: f64) {
        self.number(tenths(value));
    }

    /// Numbers of a path: a minus separates as well as a space.
    fn path_number(&mut self, tenths: i64, first: bool) {
        if !first && tenths >= 0 {
            self.out.push(' ');
        }
        self.number(tenths);
    }

    fn attribute(&mut self, name: &str, value: f64) {
        self.raw(" ");
        self.raw(name);
        self.raw("=\"");
        self.px(value);
        self.raw("\"");
    }

    fn class(&mut self, element: &str, classes: &[&str]) {
        self.raw("<");
        self.raw(element);
        self.raw(" class=\"");
        for class in classes {
            self.raw(class);
        }
        self.raw("\"");
    }

    fn open(&mut self, figure: &Figure, layout: &Layout) {
        self.raw("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"fg\" viewBox=\"0 0 ");
        self.px(layout.width);
        self.raw(" ");
        self.px(layout.height);
        self.raw("\"");
        self.attribute("width", layout.width);
        self.attribute("height", layout.height);
        self.raw(" role=\"img\" aria-label=\"");
        escape(&mut self.out, &describe(figure));
        self.raw("\">");
    }

    /// An inner `<svg>` cuts off what leaves it, without an id that another figure could have.
    fn clip_open(&mut self, plot: &Plot) {
        let (x, y) = (plot.left - 1.0, plot.top - 2.0);
        let (width, height) = (plot.right - plot.left + 2.0, plot.bottom - plot.top + 4.0);
        self.raw("<svg");
        self.attribute("x", x);
        self.attribute("y", y);
        self.attribute("width", width);
        self.attribute("height", height);
        self.raw(" viewBox=\"");
        for (i, value) in [x, y, width, height].into_iter().enumerate() {
            if i > 0 {
                self.raw(" ");
            }
            self.px(value);
        }
        self.raw("\">");
    }

    fn rectangle(
        &mut self,
        classes: &[&str],
        (left, top): (f64, f64),
        (width, height): (f64, f64),
    ) {
        self.class("rect", classes);
        self.attribute("x", left);
        self.attribute("y", top);
        self.attribute("width", width);
        self.attribute("height", height);
        self.raw("/>");
    }

    fn ground(&mut self, plot: &Plot) {
        if plot.x_grid.is_empty() && plot.y_grid.is_empty() {
            return;
        }
        self.class("path", &["fg-grid"]);
        self.raw(" d=\"");
        for x in &plot.x_grid {
            self.upright(*x, plot.top, plot.bottom);
        }
        for y in &plot.y_grid {
            self.level(*y, plot.left, plot.right);
        }
        self.raw("\"/>");
    }

    fn upright(&mut self, x: f64, from: f64, to: f64) {
        self.raw("M");
        self.px(x);
        self.raw(" ");
        self.px(from);
        self.raw("V");
        self.px(to);
    }

    fn level(&mut self, y: f64, from: f64, to: f64) {
        self.raw("M");
        self.px(from);
        self.raw(" ");
        self.px(y);
        self.raw("H");
        self.px(to);
    }

    fn zone(&mut self, plot: &Plot, of: Of, from: f64, to: f64) {
        let (span, low, high) = match of {
            Of::X => (plot.x, plot.left, plot.right),
            Of::Y => (plot.y, plot.top, plot.bottom),
        };
        let (a, b) = (span.px(from).clamp(low, high), span.px(to).clamp(low, high));
        let (first, length) = (a.min(b), (a - b).abs());
        match of {
            Of::X => self.rectangle(
                &["fg-zone"],
                (first, plot.top),
                (length, plot.bottom - plot.top),
            ),
            Of::Y => self.rectangle(
                &["fg-zone"],
                (plot.left, first),
                (plot.right - plot.left, length),
            ),
        }
    }

    /// The line that the marks stand on: zero for bars and columns, the foot of the pane.
    fn axis(&mut self, plot: &Plot, series: &[Series], rows: bool) {
        let columns = series
            .iter()
            .any(|s| matches!(s.marks, Marks::Columns { .. }));
        self.class("path", &["fg-axis"]);
        self.raw(" d=\"");
        if rows {
            let x = if plot.x.holds(0.0) {
                plot.x.px(0.0)
            } else {
                plot.left
            };
            self.upright(crisp(x), plot.top, plot.bottom);
        } else {
            let y = if columns && plot.y.holds(0.0) {
                plot.y.px(0.0)
            } else {
                plot.bottom
            };
            self.level(crisp(y), plot.left, plot.right);
        }
        self.raw("\"/>");
    }

    fn rule(&mut self, plot: &Plot, rule: &Rule) {
        let span = match rule.of {
            Of::X => plot.x,
            Of::Y => plot.y,
        };
        if !span.holds(rule.at) {
            return;
        }
        self.class("path", &["fg-rule ", tone(rule.tone), dashes(rule.dash)]);
        self.raw(" d=\"");
        match rule.of {
            Of::X => self.upright(crisp(span.px(rule.at)), plot.top - 2.0, plot.bottom),
            Of::Y => self.level(crisp(span.px(rule.at)), plot.left, plot.right),
        }
        self.raw("\"/>");
    }

    // ------------------------------------------------------------------------------ marks

    /// What lies under the axis and the rules, cut off at the pane.
    fn under(&mut self, series: &Series, plot: &Plot) {
        let colour = tone(series.tone);
        match &series.marks {
            Marks::Line { points, dash } => {
                let runs = line_runs(points, plot);
                self.lines(&runs, &["fg-line ", colour, dashes(*dash)], colour);
            }
            Marks::Area { points } => {
                let runs = line_runs(points, plot);
                self.class("path", &["fg-band ", colour]);
                self.raw(" d=\"");
                for run in &runs {
                    if let Some(first) = run.first() {
                        self.steps(run, 'M');
                        self.raw("V");
                        self.px(plot.foot());
                        self.raw("H");
                        self.px(first.0);
                        self.raw("Z");
                    }
                }
                self.raw("\"/>");
                self.lines(&runs, &["fg-line ", colour], colour);
            }
            Marks::Band { points } => self.band(points, plot, colour),
            Marks::Bars { bars } => {
                for (row, bar) in bars.iter().enumerate() {
                    self.bar(row, bar, plot, series.tone);
                }
            }
            Marks::Columns { columns } => self.columns(columns, plot, series.tone),
            Marks::Candles { candles } => self.candles(candles, plot),
            Marks::Points { .. } => {}
        }
    }

    /// What lies on top of everything: whiskers and single marks.
    fn over(&mut self, series: &Series, plot: &Plot) {
        match &series.marks {
            Marks::Bars { bars } => {
                for (row, bar) in bars.iter().enumerate() {
                    self.whisker(row, bar, plot);
                }
            }
            Marks::Points { spots, marker } => {
                for spot in spots {
                    if plot.x.holds(spot.x) && plot.y.holds(spot.y) {
                        let at = (plot.x.px(spot.x), plot.y.px(spot.y));
                        self.mark(at, spot.marker.unwrap_or(*marker), tone(series.tone));
                    }
                }
            }
            _ => {}
        }
    }

    fn lines(&mut self, runs: &[Vec<(f64, f64)>], classes: &[&str], colour: &str) {
        if runs.iter().any(|run| run.len() > 1) {
            self.class("path", classes);
            self.raw(" d=\"");
            for run in runs.iter().filter(|run| run.len() > 1) {
                self.steps(run, 'M');
            }
            self.raw("\"/>");
        }
        // A point between two gaps has no line: it is a dot.
        for run in runs.iter().filter(|run| run.len() == 1) {
            self.circle(&["fg-mark ", colour], run[0], 2.0);
        }
    }

    /// A run as relative steps, exact because they are whole tenths.
    fn steps(&mut self, run: &[(f64, f64)], command: char) {
        let mut at = (0, 0);
        for (i, &(x, y)) in run.iter().enumerate() {
            let here = (tenths(x), tenths(y));
            match i {
                0 => {
                    self.out.push(command);
                    self.path_number(here.0, true);
                    self.path_number(here.1, false);
                }
                1 => {
                    self.raw("l");
                    self.path_number(here.0 - at.0, true);
                    self.path_number(here.1 - at.1, false);
                }
                _ => {
                    self.path_number(here.0 - at.0, false);
                    self.path_number(here.1 - at.1, false);
                }
            }
            at = here;
        }
    }

    fn band(&mut self, points: &[BandPoint], plot: &Plot, colour: &str) {
        self.class("path", &["fg-band ", colour]);
        self.raw(" d=\"");
        for outline in band_outlines(points, plot) {
            self.steps(&outline, 'M');
            self.raw("Z");
        }
        self.raw("\"/>");
    }

    fn bar(&mut self, row: usize, bar: &Bar, plot: &Plot, usual: Tone) {
        let Some(value) = bar.value.filter(|v| v.is_finite()) else {
            return;
        };
        let (zero, end) = (plot.x.px(0.0), plot.x.px(value));
        let thick = bar_thickness(plot);
        let top = tenth(plot.y.px(row as f64) - thick / 2.0);
        let classes = ["fg-bar ", tone(bar.tone.unwrap_or(usual))];
        self.rectangle(&classes, (zero.min(end), top), ((zero - end).abs(), thick));
    }

    fn whisker(&mut self, row: usize, bar: &Bar, plot: &Plot) {
        let Some((from, to)) = bar.interval.filter(|(f, t)| f.is_finite() && t.is_finite()) else {
            return;
        };
        let y = crisp(plot.y.px(row as f64));
        let ends = (
            plot.x.px(from).clamp(plot.left, plot.right),
            plot.x.px(to).clamp(plot.left, plot.right),
        );
        self.class("path", &["fg-whisker"]);
        self.raw(" d=\"");
        self.level(y, ends.0, ends.1);
        self.upright(crisp(ends.0), y - 3.0, y + 3.0);
        self.upright(crisp(ends.1), y - 3.0, y + 3.0);
        self.raw("\"/>");
    }

    fn columns(&mut self, columns: &[Column], plot: &Plot, usual: Tone) {
        let zero = plot.y.px(0.0).clamp(plot.top, plot.bottom);
        let seen = columns.iter().filter(|c| plot.x.holds(c.x)).count();
        let drawn = drawn_columns(columns, plot);
        let width = drawn_width(plot, seen, drawn.len());
        for turn in [Turn::Plain, Turn::Up, Turn::Down] {
            if !drawn.iter().any(|c| c.turn == turn) {
                continue;
            }
            self.class("path", &turn_class("fg-bar ", turn, usual));
            self.raw(" d=\"");
            for column in drawn.iter().filter(|c| c.turn == turn) {
                let Some(y) = column.y.filter(|y| y.is_finite()) else {
                    continue;
                };
                let inset = if turn == Turn::Up { 0.5 } else { 0.0 };
                self.box_path(plot.x.px(column.x), width - 2.0 * inset, zero, plot.y.px(y));
            }
            self.raw("\"/>");
        }
    }

    /// A box around `x` between two heights, as part of a path.
    fn box_path(&mut self, x: f64, width: f64, from: f64, to: f64) {
        self.raw("M");
        self.px(x - width / 2.0);
        self.raw(" ");
        self.px(from);
        self.raw("V");
        self.px(to);
        self.raw("h");
        self.px(width);
        self.raw("V");
        self.px(from);
        self.raw("z");
    }

    fn candles(&mut self, candles: &[crate::Candle], plot: &Plot) {
        let seen = candles.iter().filter(|c| plot.x.holds(c.x)).count();
        let drawn = drawn_candles(candles, plot);
        let width = drawn_width(plot, seen, drawn.len());
        for turn in [Turn::Up, Turn::Down] {
            let here = |c: &&crate::Candle| (c.close >= c.open) == (turn == Turn::Up);
            if !drawn.iter().any(|c| here(&c)) {
                continue;
            }
            self.class("path", &turn_class("fg-wick ", turn, Tone::Ink));
            self.raw(" d=\"");
            for c in drawn.iter().filter(here) {
                let x = plot.x.px(c.x);
                // Two strokes, above and below, so that a hollow body stays empty.
                self.upright(x, plot.y.px(c.high), plot.y.px(c.open.max(c.close)));
                self.upright(x, plot.y.px(c.open.min(c.close)), plot.y.px(c.low));
            }
            self.raw("\"/>");
            self.class("path", &turn_class("fg-body ", turn, Tone::Ink));
            self.raw(" d=\"");
            for c in drawn.iter().filter(here) {
                let (mut top, mut bottom) = (
                    plot.y.px(c.open.max(c.close)),
                    plot.y.px(c.open.min(c.close)),
                );
                if bottom - top < 1.0 {
                    (top, bottom) = (top - 0.5, top + 0.5);
                }
                self.box_path(plot.x.px(c.x), width, bottom, top);
            }
            self.raw("\"/>");
        }
    }

    fn circle(&mut self, classes: &[&str], at: (f64, f64), radius: f64) {
        self.class("circle", classes);
        self.attribute("cx", at.0);
        self.attribute("cy", at.1);
        self.attribute("r", radius);
        self.raw("/>");
    }

    fn mark(&mut self, at: (f64, f64), marker: Marker, colour: &str) {
        let r = radius(marker);
        match marker {
            Marker::Dot => self.circle(&["fg-mark ", colour], at, r),
            Marker::Ring => self.circle(&["fg-ring ", colour], at, r),
            Marker::Disc => self.circle(&["fg-disc ", colour], at, r),
            Marker::Diamond => {
                self.class("path", &["fg-ring ", colour]);
                self.raw(" d=\"");
                self.steps(
                    &[
                        (at.0, at.1 - r),
                        (at.0 + r, at.1),
                        (at.0, at.1 + r),
                        (at.0 - r, at.1),
                    ],
                    'M',
                );
                self.raw("z\"/>");
            }
            Marker::Tick => {
                self.class("path", &["fg-rule ", colour]);
                self.raw(" d=\"");
                self.upright(at.0, at.1 - r, at.1 + r);
                self.raw("\"/>");
            }
        }
    }

    fn texts(&mut self, layout: &Layout) {
        for (left, top, width, height, colour) in &layout.tags {
            self.rectangle(
                &["fg-tag ", tone(*colour)],
                (*left, *top),
                (*width, *height),
            );
        }
        for text in &layout.texts {
            let (kind, coloured) = match text.kind {
                Kind::Tick => ("fg-tick", false),
                Kind::Title => ("fg-title", false),
                Kind::Row => ("fg-row", false),
                Kind::Cell => ("fg-cell", false),
                Kind::Label => ("fg-label ", true),
                Kind::Value => ("fg-value", false),
                Kind::Name => ("fg-name", false),
                Kind::Rule => ("fg-rule-label", false),
                Kind::Note => ("fg-note", false),
                Kind::Tag => ("fg-tag-text", false),
            };
            self.class("text", &[kind, if coloured { tone(text.tone) } else { "" }]);
            self.attribute("x", text.x);
            self.attribute("y", text.y);
            match text.anchor {
                Anchor::Start => {}
                Anchor::Middle => self.raw(" text-anchor=\"middle\""),
                Anchor::End => self.raw(" text-anchor=\"end\""),
            }
            self.raw(" dominant-baseline=\"central\">");
            escape(&mut self.out, &text.text);
            self.raw("</text>");
        }
    }
}

fn turn_class(kind: &'static str, turn: Turn, usual: Tone) -> [&'static str; 3] {
    match turn {
        Turn::Plain => [kind, tone(usual), ""],
        Turn::Up => [kind, "t-gain", " fg-hollow"],
        Turn::Down => [kind, "t-loss", ""],
    }
}
