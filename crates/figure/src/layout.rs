//! Where everything stands, in pixels: made once, used by every printer, so that two printers
//! draw the same picture.

use crate::model::{
    Axis, Candle, Dash, Figure, Frame, Marker, Marks, Note, Of, Pane, Place, Point, Scale, Series,
    Side, Tone,
};
use crate::text;
use crate::{thin, ticks};

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

pub(crate) fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// A box: left, top, right, bottom.
type Block = (f64, f64, f64, f64);

fn touch(a: &Block, b: &Block) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
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
    let below = Below::of(figure, right - left);
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
            _ => value_ticks(&pane.y, *ends, tick_count(height, 52.0))
                .iter()
                .map(|(_, t)| text::width(t, USUAL, false))
                .fold(0.0, f64::max),
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
            marks.iter().map(|(at, _)| plot.x.px(*at)).collect()
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
        out.write(
            (last.left, y + 6.0),
            Anchor::Start,
            Kind::Note,
            Tone::Dim,
            line,
        );
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
            value_ticks(&figure.x, (from, to), tick_count(pixels, 84.0))
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
        marks.iter().map(|(at, _)| plot.y.px(*at)).collect()
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

/// The upright rules' labels stand above the pane, the level rules' labels on their line.
fn rule_labels(figure: &Figure, out: &mut Layout, index: usize) {
    let plot = out.plots[index].clone();
    let mut upright: Vec<(f64, f64, &str, Tone)> = Vec::new();
    for rule in &figure.panes[index].rules {
        match rule.of {
            Of::X if plot.x.holds(rule.at) && !rule.label.is_empty() => {
                upright.push((
                    plot.x.px(rule.at),
                    text::width(&rule.label, USUAL, false) + 6.0,
                    &rule.label,
                    rule.tone,
                ));
            }
            Of::Y if plot.y.holds(rule.at) => {
                let y = plot.y.px(rule.at);
                let y = if y - plot.top > LINE {
                    y - 7.0
                } else {
                    y + 7.0
                };
                out.write(
                    (plot.right - 3.0, y),
                    Anchor::End,
                    Kind::Rule,
                    rule.tone,
                    &rule.label,
                );
            }
            _ => {}
        }
    }
    let wanted: Vec<(f64, f64)> = upright.iter().map(|(x, w, ..)| (*x, *w)).collect();
    for ((_, _, label, tone), x) in upright.iter().zip(apart(&wanted, 0.0, out.width)) {
        out.write(
            (x, plot.top - 8.0),
            Anchor::Middle,
            Kind::Rule,
            *tone,
            label,
        );
    }
}

/// Moves intervals, given by centre and length, so that none overlap, none leaves the ends if
/// there is room, and each stays as near to its wish as the others let it.
pub(crate) fn apart(wanted: &[(f64, f64)], from: f64, to: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].0.total_cmp(&wanted[b].0));
    // Clusters that touch move as one, to the mean of their members' wishes.
    struct Cluster {
        first: f64,
        length: f64,
        wishes: f64,
        members: Vec<usize>,
    }
    let settle = |c: &mut Cluster| {
        c.first = (c.wishes / c.members.len() as f64)
            .min(to - c.length)
            .max(from);
    };
    let mut clusters: Vec<Cluster> = Vec::new();
    for i in order {
        let (centre, length) = wanted[i];
        let mut new = Cluster {
            first: 0.0,
            length,
            wishes: centre - length / 2.0,
            members: vec![i],
        };
        settle(&mut new);
        while let Some(last) = clusters.pop_if(|last| last.first + last.length > new.first) {
            // The wish of each member is where the cluster would start for its sake.
            new.wishes = last.wishes + new.wishes - last.length * new.members.len() as f64;
            new.length += last.length;
            new.members.splice(0..0, last.members);
            settle(&mut new);
        }
        clusters.push(new);
    }
    let mut places = vec![0.0; wanted.len()];
    for cluster in clusters {
        let mut at = cluster.first;
        for i in cluster.members {
            places[i] = at + wanted[i].1 / 2.0;
            at += wanted[i].1;
        }
    }
    places
}

/// The last value that can be seen.
pub(crate) fn last_seen(series: &Series, plot: &Plot) -> Option<(f64, f64)> {
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

fn end_labels(figure: &Figure, out: &mut Layout, index: usize) {
    let pane = &figure.panes[index];
    let plot = out.plots[index].clone();
    let labelled: Vec<(&Series, &str, f64)> = pane
        .series
        .iter()
        .filter_map(|series| {
            let label = series.label.as_ref().filter(|l| l.place == Place::End)?;
            let (_, y) = last_seen(series, &plot)?;
            Some((
                series,
                label.value.as_str(),
                plot.y.px(y).clamp(plot.top, plot.bottom),
            ))
        })
        .collect();
    if labelled.is_empty() {
        return;
    }
    if pane.y.side == Side::Far {
        tags(out, &plot, &labelled);
        return;
    }
    let room = out.width - plot.right - 6.0;
    let tall: f64 = labelled
        .iter()
        .map(|(_, v, _)| if v.is_empty() { 13.0 } else { 26.0 })
        .sum();
    // The values go first where there is no room for all.
    let with_values = tall <= plot.bottom - plot.top + 16.0;
    let wanted: Vec<(f64, f64)> = labelled
        .iter()
        .map(|(_, value, y)| {
            (
                *y,
                if value.is_empty() || !with_values {
                    13.0
                } else {
                    26.0
                },
            )
        })
        .collect();
    let ends = (plot.top - 6.0, plot.bottom + 10.0);
    for ((series, value, _), (y, (_, length))) in labelled
        .iter()
        .zip(apart(&wanted, ends.0, ends.1).into_iter().zip(&wanted))
    {
        let two = *length > 20.0;
        let name = text::fit(&series.name, USUAL, true, room);
        let x = plot.right + 6.0;
        out.write(
            (x, if two { y - 6.5 } else { y }),
            Anchor::Start,
            Kind::Label,
            series.tone,
            &name,
        );
        if two {
            let value = text::fit(value, USUAL, false, room);
            out.write((x, y + 6.5), Anchor::Start, Kind::Value, Tone::Dim, &value);
        }
    }
}

/// Last values as boxes on an axis at the right; ticks they would cover are left out.
fn tags(out: &mut Layout, plot: &Plot, labelled: &[(&Series, &str, f64)]) {
    let wanted: Vec<(f64, f64)> = labelled.iter().map(|(.., y)| (*y, 17.0)).collect();
    for ((series, value, _), y) in
        labelled
            .iter()
            .zip(apart(&wanted, plot.top - 8.0, plot.bottom + 8.0))
    {
        out.texts.retain(|t| {
            t.kind != Kind::Tick
                || t.x < plot.right
                || t.y < plot.top - 8.0
                || t.y > plot.bottom + 8.0
                || (t.y - y).abs() > 14.0
        });
        let width = (text::width(value, USUAL, true) + 8.0)
            .ceil()
            .min(out.width - plot.right - 3.0);
        out.tags
            .push((plot.right + 3.0, tenth(y - 8.0), width, 16.0, series.tone));
        out.write(
            (plot.right + 7.0, y),
            Anchor::Start,
            Kind::Tag,
            series.tone,
            value,
        );
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

// ------------------------------------------------------------------------- labels at marks

/// Half the width and height of a marker.
pub(crate) fn radius(marker: Marker) -> f64 {
    match marker {
        Marker::Dot | Marker::Ring => 3.5,
        Marker::Disc | Marker::Tick => 6.0,
        Marker::Diamond => 7.0,
    }
}

/// Every few pixels of every line: what a label should not cover.
fn trail(plot: &Plot, series: &[Series]) -> Vec<(f64, f64)> {
    let mut trail = Vec::new();
    for one in series {
        let (Marks::Line { points, .. } | Marks::Area { points }) = &one.marks else {
            continue;
        };
        let mut before: Option<(f64, f64)> = None;
        for (x, y) in points {
            let here = y
                .filter(|_| plot.x.holds(*x))
                .map(|y| (plot.x.px(*x), plot.y.px(y)));
            if let (Some(a), Some(b)) = (before, here) {
                let steps = ((b.0 - a.0).abs().max((b.1 - a.1).abs()) / 4.0)
                    .ceil()
                    .clamp(1.0, 500.0);
                for k in 0..steps as u32 {
                    let t = f64::from(k) / steps;
                    trail.push((a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1)));
                }
            }
            trail.extend(here);
            before = here;
        }
    }
    trail
}

/// Looks for free places, remembering those that are taken.
struct Places {
    taken: Vec<Block>,
    trail: Vec<(f64, f64)>,
    bounds: Block,
}

impl Places {
    /// The first candidate that covers nothing; failing that the first that covers only lines.
    fn choose(
        &mut self,
        candidates: &[(f64, f64, Anchor)],
        size: (f64, f64),
        strict: bool,
    ) -> Option<(f64, f64, Anchor)> {
        let block = |c: &(f64, f64, Anchor)| {
            let left = match c.2 {
                Anchor::Start => c.0,
                Anchor::Middle => c.0 - size.0 / 2.0,
                Anchor::End => c.0 - size.0,
            };
            (left, c.1 - size.1 / 2.0, left + size.0, c.1 + size.1 / 2.0)
        };
        let free = |c: &&(f64, f64, Anchor)| {
            let b = block(c);
            b.0 >= self.bounds.0
                && b.1 >= self.bounds.1
                && b.2 <= self.bounds.2
                && b.3 <= self.bounds.3
                && !self.taken.iter().any(|t| touch(t, &b))
        };
        let clear = |c: &&(f64, f64, Anchor)| {
            let b = block(c);
            !self
                .trail
                .iter()
                .any(|p| p.0 > b.0 - 1.0 && p.0 < b.2 + 1.0 && p.1 > b.1 && p.1 < b.3)
        };
        let found = candidates
            .iter()
            .find(|c| free(c) && clear(c))
            .or_else(|| candidates.iter().find(|c| !strict && free(c)))
            .copied()?;
        self.taken.push(block(&found));
        Some(found)
    }
}

fn shown_spots<'a>(
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

fn places(figure: &Figure, plot: &Plot, index: usize, bounds: Block) -> Places {
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

fn marks_labels(figure: &Figure, out: &mut Layout, index: usize, inside: &[Block]) {
    let pane = &figure.panes[index];
    let plot = out.plots[index].clone();
    if matches!(pane.y.scale, Scale::Categories(_)) {
        return;
    }
    let bounds = (
        plot.left.min(20.0),
        plot.top - 6.0,
        plot.right + 2.0,
        plot.bottom - 1.0,
    );
    let mut places = places(figure, &plot, index, bounds);
    places.taken.extend(inside);
    for text in out
        .texts
        .iter()
        .filter(|t| matches!(t.kind, Kind::Rule | Kind::Title | Kind::Tick))
    {
        let width = text::width(&text.text, USUAL, false);
        let left = match text.anchor {
            Anchor::Start => text.x,
            Anchor::Middle => text.x - width / 2.0,
            Anchor::End => text.x - width,
        };
        places
            .taken
            .push((left, text.y - 6.0, left + width, text.y + 6.0));
    }
    // What is drawn last matters most: the single marks, then lines and bands, then the crowd.
    let single = |s: &Series| matches!(&s.marks, Marks::Points { spots, marker } if spots.len() == 1 || matches!(marker, Marker::Disc | Marker::Diamond));
    for series in pane.series.iter().rev().filter(|s| single(s)) {
        spot_labels(series, out, &plot, &mut places, Kind::Label);
    }
    for series in pane.series.iter().rev() {
        if series
            .label
            .as_ref()
            .is_some_and(|l| l.place == Place::Along)
        {
            along(series, out, &plot, &mut places);
        }
    }
    for series in pane.series.iter().rev().filter(|s| !single(s)) {
        spot_labels(series, out, &plot, &mut places, Kind::Name);
    }
}

fn spot_labels(series: &Series, out: &mut Layout, plot: &Plot, places: &mut Places, kind: Kind) {
    let tone = if kind == Kind::Name {
        Tone::Dim
    } else {
        series.tone
    };
    for (x, y, marker, name) in shown_spots(series, plot) {
        if name.is_empty() {
            continue;
        }
        let r = radius(marker) + 3.0;
        let size = (
            text::width(name, kind.size(), kind.is_bold()),
            kind.size() + 1.0,
        );
        let side = r + size.1 / 2.0 - 2.0;
        let candidates = [
            (x + r, y, Anchor::Start),
            (x - r, y, Anchor::End),
            (x, y - side, Anchor::Middle),
            (x, y + side, Anchor::Middle),
            (x + r - 2.0, y - side + 1.0, Anchor::Start),
            (x + r - 2.0, y + side - 1.0, Anchor::Start),
            (x - r + 2.0, y - side + 1.0, Anchor::End),
            (x - r + 2.0, y + side - 1.0, Anchor::End),
        ];
        if let Some((x, y, anchor)) = places.choose(&candidates, size, false) {
            out.write((x, y), anchor, kind, tone, name);
        }
    }
}

/// A name beside its line: above and left of it or below and right, near the middle first.
fn along(series: &Series, out: &mut Layout, plot: &Plot, places: &mut Places) {
    const SHARES: [f64; 9] = [0.5, 0.6, 0.4, 0.7, 0.3, 0.8, 0.2, 0.9, 1.0];
    let mut candidates = Vec::new();
    let kind = if matches!(series.marks, Marks::Band { .. }) {
        Kind::Note
    } else {
        Kind::Label
    };
    let kind = if series.tone == Tone::Accent || kind == Kind::Note {
        kind
    } else {
        Kind::Rule
    };
    let size = (
        text::width(&series.name, kind.size(), kind.is_bold()) + 2.0,
        kind.size() + 2.0,
    );
    match &series.marks {
        Marks::Line { points, .. } | Marks::Area { points } => {
            let seen: Vec<(f64, f64)> = visible(points, plot);
            for share in SHARES {
                let Some(&(x, y)) = at_share(&seen, share) else {
                    continue;
                };
                let gap = size.1 / 2.0 + 3.0;
                candidates.extend([
                    (x - 8.0, y - 2.0, Anchor::End),
                    (x + 8.0, y + gap, Anchor::Start),
                    (x, y - gap, Anchor::Middle),
                    (x, y + gap, Anchor::Middle),
                    (x - 6.0, y - gap, Anchor::End),
                ]);
            }
        }
        Marks::Band { points } => {
            let seen: Vec<(f64, f64, f64)> = points
                .iter()
                .filter(|p| plot.x.holds(p.0))
                .filter_map(|p| Some((plot.x.px(p.0), plot.y.px(p.1?), plot.y.px(p.2?))))
                .collect();
            for share in SHARES {
                let Some(&(x, low, high)) = at_share(&seen, share) else {
                    continue;
                };
                if low - high > size.1 + 2.0 {
                    candidates.push((x, (low + high) / 2.0, Anchor::Middle));
                }
            }
            if let Some(&(x, low, high)) = seen.last() {
                candidates.push((x + 6.0, (low + high) / 2.0, Anchor::Start));
                candidates.push((x, low + size.1 / 2.0 + 3.0, Anchor::End));
            }
            if let Some(&(x, low, _)) = at_share(&seen, 0.5) {
                candidates.push((x, low + size.1 / 2.0 + 3.0, Anchor::Start));
            }
        }
        _ => {}
    }
    if let Some((x, y, anchor)) = places.choose(&candidates, size, true) {
        out.write((x, y), anchor, kind, series.tone, &series.name);
    }
}

fn visible(points: &[Point], plot: &Plot) -> Vec<(f64, f64)> {
    points
        .iter()
        .filter_map(|(x, y)| {
            y.filter(|y| plot.x.holds(*x) && plot.y.holds(*y))
                .map(|y| (plot.x.px(*x), plot.y.px(y)))
        })
        .collect()
}

fn at_share<T>(items: &[T], share: f64) -> Option<&T> {
    items.get(((items.len().saturating_sub(1)) as f64 * share).round() as usize)
}

/// Small print inside the last pane: at the bottom right, or where it covers no mark.
fn notes_inside(figure: &Figure, out: &mut Layout) -> Vec<Block> {
    let mut blocks = Vec::new();
    let (Some(plot), Some(index)) = (out.plots.last().cloned(), figure.panes.len().checked_sub(1))
    else {
        return blocks;
    };
    let places = places(figure, &plot, index, (0.0, 0.0, out.width, out.height));
    for note in &figure.notes {
        let Note::Inside(note) = note else { continue };
        let lines = text::wrap(note, SMALL, plot.right - plot.left - 12.0);
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

/// Without axes the end label stands above the end of its line, and marks have theirs.
fn bare_labels(figure: &Figure, out: &mut Layout, index: usize) {
    let plot = out.plots[index].clone();
    let pane = &figure.panes[index];
    let bounds = (0.0, 0.0, out.width, out.height);
    let mut places = places(figure, &plot, index, bounds);
    for series in pane.series.iter().rev() {
        spot_labels(series, out, &plot, &mut places, Kind::Label);
    }
    for series in &pane.series {
        let Some(label) = series.label.as_ref().filter(|l| l.place == Place::End) else {
            continue;
        };
        let Some((x, y)) = last_seen(series, &plot) else {
            continue;
        };
        let (x, y) = (plot.x.px(x), plot.y.px(y));
        let size = (text::width(&label.value, USUAL, false), 12.0);
        let candidates = [(x, y - 9.0, Anchor::End), (x, y + 9.0, Anchor::End)];
        if let Some((x, y, anchor)) = places.choose(&candidates, size, false) {
            out.write((x, y), anchor, Kind::Value, Tone::Dim, &label.value);
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
