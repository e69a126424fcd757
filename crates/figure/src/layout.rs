//! Where everything stands, in pixels: made once, used by every printer, so that two printers
//! draw the same picture.

use crate::model::{
    Axis, BandPoint, Candle, Column, Dash, Figure, Frame, Marks, Note, Of, Pane, Place, Point,
    Scale, Side, Tone,
};
use crate::text;
use crate::{thin, ticks};

mod labels;

pub use labels::radius;
use labels::{bare_labels, end_labels, marks_labels, notes_inside, rule_labels};

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

/// The place of a pane.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plot {
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Bottom edge.
    pub bottom: f64,
    /// The horizontal axis.
    pub x: Span,
    /// The vertical axis.
    pub y: Span,
    /// Pixels of the upright grid lines.
    pub x_grid: Vec<f64>,
    /// Pixels of the level grid lines.
    pub y_grid: Vec<f64>,
    /// Room of one category, session or column on the horizontal axis.
    pub slot: f64,
    /// Height of a row of bars.
    pub row: f64,
}

impl Plot {
    /// Where areas stand: on zero, or at the foot of a pane without a zero.
    pub fn foot(&self) -> f64 {
        if self.y.holds(0.0) {
            self.y.px(0.0)
        } else {
            self.bottom
        }
    }
}

/// An axis from value to pixel.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Span {
    /// Value at the first pixel.
    pub from: f64,
    /// Value at the last pixel.
    pub to: f64,
    /// First pixel: left or bottom, top where the first category is on top.
    pub start: f64,
    /// Last pixel.
    pub end: f64,
    /// Whether ratios, not differences, are even.
    pub by_ratio: bool,
}

impl Span {
    /// The pixel of a value, rounded to a tenth.
    pub fn px(&self, value: f64) -> f64 {
        // The logarithms of two machines may differ in the last bit; a tenth of a pixel hides it.
        let share = if self.by_ratio {
            (value.max(f64::MIN_POSITIVE) / self.from).ln() / (self.to / self.from).ln()
        } else {
            (value - self.from) / (self.to - self.from)
        };
        tenth((self.start + share * (self.end - self.start)).clamp(-1e6, 1e6))
    }

    /// Whether the value is between the ends.
    pub fn holds(&self, value: f64) -> bool {
        value >= self.from && value <= self.to
    }
}

/// A written text.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Where it is anchored.
    pub x: f64,
    /// Its middle.
    pub y: f64,
    /// What of it stands at `x`.
    pub anchor: Anchor,
    /// What it is, which decides how it looks.
    pub kind: Kind,
    /// The colour, where it is that of a series.
    pub tone: Tone,
    /// The words.
    pub text: String,
}

/// What of a text stands at its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number or date at an axis.
    Tick,
    /// What an axis measures.
    Title,
    /// A category of the vertical axis.
    Row,
    /// The text of a bar, at the right.
    Cell,
    /// The name of a series or of the one mark that matters.
    Label,
    /// The value under such a name.
    Value,
    /// The name of one mark among many.
    Name,
    /// At a reference line.
    Rule,
    /// Small print.
    Note,
    /// In a filled box on an axis.
    Tag,
}

impl Kind {
    /// Font size in pixels.
    pub fn size(self) -> f64 {
        if matches!(self, Kind::Name | Kind::Note) {
            SMALL
        } else {
            USUAL
        }
    }

    /// Whether it is written in semi-bold.
    pub fn is_bold(self) -> bool {
        matches!(self, Kind::Label | Kind::Tag)
    }
}

/// The middle of the pixel, where a line of one pixel is sharp.
pub fn crisp(value: f64) -> f64 {
    value.floor() + 0.5
}

pub(crate) fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
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
    let bare = matches!(figure.frame, Frame::Bare(_));
    let x_ends = ends(&figure.x, &positions(figure), Padding::of_x(figure));
    let y_ends: Vec<(f64, f64)> = figure
        .panes
        .iter()
        .map(|pane| ends(&pane.y, &values(pane, x_ends), Padding::of_y(pane)))
        .collect();

    let mut out = Layout {
        width,
        height,
        ..Layout::default()
    };
    let (left, right) = match figure.frame {
        Frame::Bare(inset) => (tenth(inset), tenth(width - inset)),
        Frame::Axes => side_margins(figure, &y_ends, width, height),
    };
    let below = Below::of(figure, width - 2.0);
    stack(
        figure,
        &mut out,
        (left, right),
        below.height,
        x_ends,
        &y_ends,
    );
    if bare {
        for index in 0..figure.panes.len() {
            bare_labels(figure, &mut out, index);
        }
        return out;
    }
    x_axis(figure, &mut out, &below);
    for index in 0..figure.panes.len() {
        y_axis(figure, &mut out, index);
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

// ---------------------------------------------------------------------------------- domains

/// How much room the data leaves at the ends of an axis.
#[derive(Clone, Copy)]
struct Padding {
    share: f64,
    zero: bool,
}

impl Padding {
    fn of_x(figure: &Figure) -> Self {
        let all = || figure.panes.iter().flat_map(|p| &p.series);
        let bars = all().any(|s| matches!(s.marks, Marks::Bars { .. }));
        let dots = all().any(|s| matches!(s.marks, Marks::Points { .. }));
        let value = matches!(figure.x.scale, Scale::Value);
        let bare = matches!(figure.frame, Frame::Bare(_));
        Padding {
            share: if value && !bare && (dots || bars) {
                0.05
            } else {
                0.0
            },
            zero: bars,
        }
    }

    fn of_y(pane: &Pane) -> Self {
        let columns = pane
            .series
            .iter()
            .any(|s| matches!(s.marks, Marks::Columns { .. }));
        Padding {
            share: 0.05,
            zero: columns,
        }
    }
}

fn positions(figure: &Figure) -> Vec<f64> {
    let mut all = Vec::new();
    for series in figure.panes.iter().flat_map(|pane| &pane.series) {
        match &series.marks {
            Marks::Line { points, .. } | Marks::Area { points } => {
                all.extend(points.iter().map(|p| p.0));
            }
            Marks::Band { points } => all.extend(points.iter().map(|p| p.0)),
            Marks::Points { spots, .. } => all.extend(spots.iter().map(|s| s.x)),
            Marks::Bars { bars } => {
                for bar in bars {
                    all.extend(bar.value);
                    all.extend(bar.interval.iter().flat_map(|i| [i.0, i.1]));
                }
            }
            Marks::Columns { columns } => all.extend(columns.iter().map(|c| c.x)),
            Marks::Candles { candles } => all.extend(candles.iter().map(|c| c.x)),
        }
    }
    let rules = figure.panes.iter().flat_map(|pane| &pane.rules);
    all.extend(rules.filter(|r| r.of == Of::X).map(|r| r.at));
    all
}

/// The values of a pane that can be seen between these ends.
fn values(pane: &Pane, x: (f64, f64)) -> Vec<f64> {
    let seen = |at: f64| at >= x.0 && at <= x.1;
    let mut all = Vec::new();
    for series in &pane.series {
        match &series.marks {
            Marks::Line { points, .. } | Marks::Area { points } => {
                all.extend(points.iter().filter(|p| seen(p.0)).filter_map(|p| p.1));
            }
            Marks::Band { points } => {
                all.extend(
                    points
                        .iter()
                        .filter(|p| seen(p.0))
                        .flat_map(|p| [p.1, p.2])
                        .flatten(),
                );
            }
            Marks::Points { spots, .. } => {
                all.extend(spots.iter().filter(|s| seen(s.x)).map(|s| s.y));
            }
            Marks::Bars { .. } => {}
            Marks::Columns { columns } => {
                all.extend(columns.iter().filter(|c| seen(c.x)).filter_map(|c| c.y));
            }
            Marks::Candles { candles } => {
                all.extend(
                    candles
                        .iter()
                        .filter(|c| seen(c.x))
                        .flat_map(|c| [c.low, c.high]),
                );
            }
        }
    }
    all.extend(pane.rules.iter().filter(|r| r.of == Of::Y).map(|r| r.at));
    all
}

/// Where an axis begins and ends.
fn ends(axis: &Axis, data: &[f64], padding: Padding) -> (f64, f64) {
    let slots = match &axis.scale {
        Scale::Sessions(days) => Some(days.len()),
        Scale::Categories(names) => Some(names.len()),
        _ => None,
    };
    if let Some(slots) = slots {
        let from = axis.from.unwrap_or(-0.5);
        return (
            from,
            axis.to.unwrap_or(slots.max(1) as f64 - 0.5).max(from + 1.0),
        );
    }
    let log = matches!(axis.scale, Scale::Log);
    let usable = |v: &&f64| v.is_finite() && (!log || **v > 0.0);
    let mut low = data
        .iter()
        .filter(usable)
        .copied()
        .fold(f64::INFINITY, f64::min);
    let mut high = data
        .iter()
        .filter(usable)
        .copied()
        .fold(f64::NEG_INFINITY, f64::max);
    if low > high {
        (low, high) = if log { (1.0, 10.0) } else { (0.0, 1.0) };
    }
    if padding.zero {
        (low, high) = (low.min(0.0), high.max(0.0));
    }
    if low == high {
        // A constant stands in the middle; one day has a day on each side.
        let room = match axis.scale {
            Scale::Days => 1.0,
            _ if low == 0.0 => 1.0,
            _ => 0.05 * low.abs(),
        };
        (low, high) = (low - room, high + room);
    } else if log {
        let room = 1.0 + padding.share * (high / low - 1.0).min(1.0);
        (low, high) = (low / room, high * room);
    } else {
        let room = padding.share * (high - low);
        // Bars and columns stand on zero itself.
        low = if padding.zero && low == 0.0 {
            low
        } else {
            low - room
        };
        high = if padding.zero && high == 0.0 {
            high
        } else {
            high + room
        };
    }
    let finite = |end: &f64| end.is_finite() && (!log || *end > 0.0);
    let low = axis.from.filter(finite).unwrap_or(low);
    let high = axis.to.filter(finite).unwrap_or(high);
    if high > low {
        (low, high)
    } else {
        (low, low + 1.0)
    }
}

// ---------------------------------------------------------------------------------- margins

/// How many ticks fit on so many pixels.
fn tick_count(pixels: f64, room: f64) -> usize {
    (pixels / room).round().max(1.0) as usize
}

fn value_ticks(axis: &Axis, ends: (f64, f64), count: usize) -> Vec<(f64, String)> {
    match axis.scale {
        Scale::Log => ticks::by_ratio(ends.0, ends.1, count, &axis.numbers),
        _ => ticks::even(ends.0, ends.1, count, &axis.numbers),
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

fn side_margins(figure: &Figure, y_ends: &[(f64, f64)], width: f64, height: f64) -> (f64, f64) {
    let (mut left, mut right) = (4.0_f64, 4.0_f64);
    let heights = pane_heights(figure, (height - 50.0).max(20.0));
    for ((pane, ends), height) in figure.panes.iter().zip(y_ends).zip(heights) {
        let widest = match &pane.y.scale {
            Scale::Categories(names) => names
                .iter()
                .map(|n| text::width(n, USUAL, false))
                .fold(0.0, f64::max)
                .min(0.3 * width),
            _ => {
                // The true height is not known before the margins are: it may allow one tick more.
                let count = tick_count(height, 52.0);
                [count, count + 1]
                    .into_iter()
                    .flat_map(|count| value_ticks(&pane.y, *ends, count))
                    .map(|(_, t)| text::width(&t, USUAL, false))
                    .fold(0.0, f64::max)
            }
        };
        match pane.y.side {
            Side::Near => left = left.max(widest + GAP),
            Side::Far => right = right.max(widest + GAP + 4.0),
            Side::Hidden => {}
        }
        for series in &pane.series {
            if let Some(label) = series.label.as_ref().filter(|l| l.place == Place::End) {
                let room = if pane.y.side == Side::Far {
                    text::width(&label.value, USUAL, true) + GAP + 6.0
                } else {
                    text::width(&series.name, USUAL, true).max(text::width(
                        &label.value,
                        USUAL,
                        false,
                    )) + GAP
                };
                right = right.max(room.min(0.3 * width));
            }
            if let Marks::Bars { bars } = &series.marks {
                let cell = bars
                    .iter()
                    .map(|b| text::width(&b.text, USUAL, false))
                    .fold(0.0, f64::max);
                if cell > 0.0 {
                    right = right.max(cell + GAP);
                }
            }
        }
    }
    (left.ceil(), (width - right.ceil()).max(left.ceil() + 8.0))
}

/// What stands under the last pane.
struct Below {
    ticks: bool,
    notes: Vec<String>,
    height: f64,
}

impl Below {
    fn of(figure: &Figure, width: f64) -> Self {
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
                notes.extend(text::wrap(note, SMALL, width));
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

fn stack(
    figure: &Figure,
    out: &mut Layout,
    (left, right): (f64, f64),
    below: f64,
    x_ends: (f64, f64),
    y_ends: &[(f64, f64)],
) {
    let bare = matches!(figure.frame, Frame::Bare(_));
    let heads: Vec<f64> = figure
        .panes
        .iter()
        .enumerate()
        .map(|(i, pane)| if bare { 4.0 } else { head(pane, i == 0) })
        .collect();
    let free = (out.height - below - heads.iter().sum::<f64>()).max(8.0 * heads.len() as f64);
    let mut top = 0.0;
    for (i, height) in pane_heights(figure, free).into_iter().enumerate() {
        let pane = &figure.panes[i];
        top += heads[i];
        let (upper, lower) = (top.round(), (top + height).round());
        top += height;
        let categories = matches!(pane.y.scale, Scale::Categories(_));
        let x = Span {
            from: x_ends.0,
            to: x_ends.1,
            start: left,
            end: right,
            by_ratio: matches!(figure.x.scale, Scale::Log),
        };
        let (start, end) = if categories {
            (upper, lower)
        } else {
            (lower, upper)
        };
        let y = Span {
            from: y_ends[i].0,
            to: y_ends[i].1,
            start,
            end,
            by_ratio: matches!(pane.y.scale, Scale::Log),
        };
        let mut plot = Plot {
            left,
            top: upper,
            right,
            bottom: lower,
            x,
            y,
            ..Plot::default()
        };
        plot.slot = slot(figure, &plot);
        plot.row = if categories {
            (lower - upper) / (y.to - y.from)
        } else {
            0.0
        };
        out.plots.push(plot);
    }
}

/// The room of one column or candle: a slot of the axis, or the smallest distance of two.
fn slot(figure: &Figure, plot: &Plot) -> f64 {
    let per_unit = (plot.right - plot.left) / (plot.x.to - plot.x.from);
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

// ------------------------------------------------------------------------------------- axes

impl Layout {
    fn write(&mut self, (x, y): (f64, f64), anchor: Anchor, kind: Kind, tone: Tone, text: &str) {
        if !text.is_empty() {
            self.texts.push(Text {
                x: tenth(x),
                y: tenth(y),
                anchor,
                kind,
                tone,
                text: text.to_owned(),
            });
        }
    }
}

fn x_axis(figure: &Figure, out: &mut Layout, below: &Below) {
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
        out.write(
            (last.right, y + 6.0),
            Anchor::End,
            Kind::Title,
            Tone::Dim,
            &figure.x.title,
        );
        y += LINE;
    }
    for line in &below.notes {
        out.write((1.0, y + 6.0), Anchor::Start, Kind::Note, Tone::Dim, line);
        y += LINE;
    }
}

fn x_marks(figure: &Figure, plot: &Plot) -> Vec<(f64, String)> {
    let pixels = plot.right - plot.left;
    let (from, to) = (plot.x.from, plot.x.to);
    match &figure.x.scale {
        Scale::Value | Scale::Log => {
            if figure.x.side == Side::Hidden {
                return Vec::new();
            }
            value_ticks(&figure.x, (from, to), tick_count(pixels, 60.0))
        }
        Scale::Days => {
            let per_pixel = (to - from) / pixels;
            let slack = (6.0 * per_pixel).floor() as i32;
            ticks::calendar(
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
            ticks::calendar(start, end, 46.0 * per_pixel, slack)
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

fn y_axis(figure: &Figure, out: &mut Layout, index: usize) {
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
            let name = text::fit(name, USUAL, false, plot.left - GAP + 1.0);
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
    let count = tick_count(plot.bottom - plot.top, 52.0);
    let mut marks = value_ticks(&pane.y, (plot.y.from, plot.y.to), count);
    if marks.len() < 2 {
        marks = value_ticks(&pane.y, (plot.y.from, plot.y.to), count + 2);
    }
    let hidden = pane.y.side == Side::Hidden;
    out.plots[index].y_grid = if hidden {
        Vec::new()
    } else {
        marks.iter().map(|(at, _)| crisp(plot.y.px(*at))).collect()
    };
    for (at, text) in &marks {
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

fn cells(figure: &Figure, out: &mut Layout, index: usize) {
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

// ---------------------------------------------------------------------------- drawn series

/// The candles to draw at this size: neighbours join where they would be thinner than a line.
pub fn drawn_candles(candles: &[Candle], plot: &Plot) -> Vec<Candle> {
    let seen: Vec<Candle> = candles
        .iter()
        .filter(|c| {
            plot.x.holds(c.x)
                && [c.open, c.high, c.low, c.close]
                    .iter()
                    .all(|v| v.is_finite())
        })
        .copied()
        .collect();
    thin::candles(&seen, (plot.right - plot.left) / 3.0)
}

/// The points to draw at this size. Curves that turn back are left as they are.
pub fn drawn_points(points: &[Point], plot: &Plot) -> Vec<Point> {
    let clean = |p: &Point| (p.0, p.1.filter(|y| y.is_finite()));
    let points: Vec<Point> = points
        .iter()
        .filter(|p| p.0.is_finite())
        .map(clean)
        .collect();
    if !points.windows(2).all(|w| w[0].0 <= w[1].0) {
        return points;
    }
    // One point beyond each end, so that the line leaves the pane where it should.
    let first = points
        .partition_point(|p| p.0 < plot.x.from)
        .saturating_sub(1);
    let last = (points.partition_point(|p| p.0 <= plot.x.to) + 1).min(points.len());
    thin::line(
        &points[first..last],
        plot.x.from,
        plot.x.to,
        plot.right - plot.left,
    )
}

/// The pattern of a stroke, as lengths of strokes and gaps; none for a solid one.
pub fn pattern(dash: Dash) -> &'static [f64] {
    match dash {
        Dash::Solid => &[],
        Dash::Dashed => &[5.0, 3.0],
        Dash::Dotted => &[1.5, 2.5],
    }
}

/// The line in pixels, in runs without gaps.
pub fn line_runs(points: &[Point], plot: &Plot) -> Vec<Vec<(f64, f64)>> {
    runs(
        drawn_points(points, plot)
            .iter()
            .map(|(x, y)| Some((plot.x.px(*x), plot.y.px((*y)?)))),
    )
}

/// The outlines of a band in pixels, one between any two gaps.
pub fn band_outlines(points: &[BandPoint], plot: &Plot) -> Vec<Vec<(f64, f64)>> {
    // Both edges have their gaps where either has one.
    let whole = |p: &&BandPoint| {
        p.1.zip(p.2)
            .is_some_and(|(l, u)| l.is_finite() && u.is_finite())
    };
    let lower: Vec<Point> = points
        .iter()
        .map(|p| (p.0, Some(p).filter(whole).and(p.1)))
        .collect();
    let upper: Vec<Point> = points
        .iter()
        .map(|p| (p.0, Some(p).filter(whole).and(p.2)))
        .collect();
    let (lower, upper) = (line_runs(&lower, plot), line_runs(&upper, plot));
    let outline =
        |(low, high): (Vec<_>, Vec<_>)| high.into_iter().chain(low.into_iter().rev()).collect();
    lower.into_iter().zip(upper).map(outline).collect()
}

/// The points in runs without gaps.
fn runs(points: impl Iterator<Item = Option<(f64, f64)>>) -> Vec<Vec<(f64, f64)>> {
    let mut runs = vec![Vec::new()];
    for point in points {
        match (point, runs.last_mut()) {
            (Some(point), Some(run)) => run.push(point),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// How thick a bar is.
pub fn bar_thickness(plot: &Plot) -> f64 {
    tenth((0.66 * plot.row).clamp(1.0, 14.0))
}

/// How wide a column or the body of a candle is, when so many stand for all.
pub fn drawn_width(plot: &Plot, all: usize, drawn: usize) -> f64 {
    let share = if drawn == 0 {
        1.0
    } else {
        (all as f64 / drawn as f64).max(1.0)
    };
    tenth((0.64 * plot.slot * share).clamp(1.0, 24.0))
}

/// The columns to draw at this size: of neighbours thinner than two pixels the highest.
pub fn drawn_columns(columns: &[Column], plot: &Plot) -> Vec<Column> {
    let seen: Vec<Column> = columns
        .iter()
        .filter(|c| plot.x.holds(c.x))
        .copied()
        .collect();
    let stride = thin::stride(seen.len(), (plot.right - plot.left) / 3.0);
    let size = |c: &Column| c.y.map_or(-1.0, f64::abs);
    seen.chunks(stride)
        .filter_map(|group| {
            group
                .iter()
                .copied()
                .max_by(|a, b| size(a).total_cmp(&size(b)))
        })
        .collect()
}
