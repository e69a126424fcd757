//! The value itself, and builders that read like a description of the picture.

use domain::Day;
use domain::format::{self, NOT_AVAILABLE};
use serde::{Deserialize, Serialize};

use crate::day;

/// A chart: panes stacked over one shared horizontal axis.
///
/// Plain data without behaviour of a page: the server prints it as SVG ([`crate::svg::print`]),
/// the browser hands the same value, as JSON, to the module that makes an ECharts option of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// What the picture shows, in a few words: the accessible name and the caption of the table.
    pub title: String,
    /// The horizontal axis of all panes; its ticks are written under the last one.
    pub x: Axis,
    /// From top to bottom.
    pub panes: Vec<Pane>,
    /// Small print inside or below the picture.
    #[serde(default)]
    pub notes: Vec<Note>,
    /// Room for axes, or none.
    #[serde(default)]
    pub frame: Frame,
}

/// How much room a figure leaves around its panes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Frame {
    /// Axes, ticks and labels: the margins follow from the texts.
    #[default]
    Axes,
    /// No axes at all, and this many pixels free at the left and right edge. A curve on a
    /// slider's track uses half the width of the thumb, so that both have one scale.
    Bare(f64),
}

/// A line of small print.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Note {
    /// At the bottom right, inside the last pane.
    Inside(String),
    /// Below the last pane.
    Below(String),
}

/// A chart of its own, over the horizontal axis it shares with the others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pane {
    /// The vertical axis. Its title stands above the pane, never turned on its side.
    pub y: Axis,
    /// Drawn in this order: what matters most comes last.
    pub series: Vec<Series>,
    /// Reference lines.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Shaded strips.
    #[serde(default)]
    pub zones: Vec<Zone>,
    /// The share of the height, against that of the other panes.
    pub weight: f64,
}

/// An axis: what it measures and how its numbers are written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// What it measures, with the unit: `Volatility, % a year`.
    #[serde(default)]
    pub title: String,
    /// What its positions mean.
    #[serde(default)]
    pub scale: Scale,
    /// The lower end, where the data shall not decide it.
    #[serde(default)]
    pub from: Option<f64>,
    /// The upper end, where the data shall not decide it.
    #[serde(default)]
    pub to: Option<f64>,
    /// How its values are written.
    #[serde(default)]
    pub numbers: Numbers,
    /// Where its ticks are written.
    #[serde(default)]
    pub side: Side,
}

/// What the positions on an axis mean. All are `f64`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Scale {
    /// Numbers, evenly.
    #[default]
    Value,
    /// Numbers above zero, by ratio.
    Log,
    /// Days since 1970-01-01 ([`crate::day_number`]), evenly: weekends take their room.
    Days,
    /// The position is an index into these days: every session is equally wide, and days
    /// without a session take no room.
    Sessions(Vec<i32>),
    /// The position is an index into these names. On a vertical axis the first is on top.
    Categories(Vec<String>),
}

/// Where an axis writes its ticks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// Left of the pane, or below it.
    #[default]
    Near,
    /// Right of the pane.
    Far,
    /// Nowhere.
    Hidden,
}

/// How the values of an axis are written. Ticks have as few decimals as their step needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Numbers {
    /// Decimals in tables, labels and readings.
    pub decimals: u8,
    /// Joined to every number by a narrow space; empty for none.
    #[serde(default)]
    pub unit: String,
    /// Whether a plus is written.
    #[serde(default)]
    pub sign: Sign,
}

/// Whether a plus is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sign {
    /// Only a minus.
    #[default]
    Minus,
    /// Plus and minus: for differences.
    Both,
}

/// One set of marks with one name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// In the table, in readings, and in the label if there is one.
    pub name: String,
    /// The colour by its meaning.
    pub tone: Tone,
    /// The marks.
    pub marks: Marks,
    /// Name and value written beside the marks.
    #[serde(default)]
    pub label: Option<Label>,
}

/// A position, and a value or a gap.
pub type Point = (f64, Option<f64>);

/// A position with its lower and its upper value; either missing makes a gap.
pub type BandPoint = (f64, Option<f64>, Option<f64>);

/// What a series draws.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Marks {
    /// A line through the points; a missing value breaks it.
    Line {
        /// From left to right, or along the curve.
        points: Vec<Point>,
        /// The pattern of the stroke.
        dash: Dash,
    },
    /// A line with the area between it and zero tinted, or the foot of a pane without a zero.
    Area {
        /// From left to right.
        points: Vec<Point>,
    },
    /// The area between two lines.
    Band {
        /// From left to right.
        points: Vec<BandPoint>,
    },
    /// Single marks with names.
    Points {
        /// In order of importance: where labels collide, the last go first.
        spots: Vec<Spot>,
        /// Their shape.
        marker: Marker,
    },
    /// Horizontal bars from zero, one per category of the vertical axis.
    Bars {
        /// In the order of the categories.
        bars: Vec<Bar>,
    },
    /// Vertical columns from zero.
    Columns {
        /// From left to right.
        columns: Vec<Column>,
    },
    /// Open, high, low and close: hollow where it rose, filled where it fell.
    Candles {
        /// From left to right.
        candles: Vec<Candle>,
    },
}

/// The pattern of a stroke.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Dash {
    /// Unbroken: what is yours, what is chosen.
    #[default]
    Solid,
    /// For the yardstick.
    Dashed,
    /// For the market.
    Dotted,
}

/// The shape of a single mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Marker {
    /// A small filled dot.
    #[default]
    Dot,
    /// A small hollow dot.
    Ring,
    /// A large filled disc: the answer.
    Disc,
    /// A hollow diamond: the yardstick.
    Diamond,
    /// An upright stroke: a limit within a row.
    Tick,
}

/// A single mark.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// Horizontal position.
    pub x: f64,
    /// Vertical position.
    pub y: f64,
    /// Written beside it, if there is room; empty for none.
    #[serde(default)]
    pub name: String,
    /// A shape of its own.
    #[serde(default)]
    pub marker: Option<Marker>,
}

/// A horizontal bar.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// Its length from zero.
    pub value: Option<f64>,
    /// A whisker from here to there.
    #[serde(default)]
    pub interval: Option<(f64, f64)>,
    /// Written in the column at the right; empty for none.
    #[serde(default)]
    pub text: String,
    /// A colour of its own.
    #[serde(default)]
    pub tone: Option<Tone>,
}

/// A vertical column.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Position.
    pub x: f64,
    /// Its height from zero.
    pub y: Option<f64>,
    /// Which way the day went, where that decides the look.
    #[serde(default)]
    pub turn: Turn,
}

/// Which way something went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Turn {
    /// The tone of the series.
    #[default]
    Plain,
    /// Hollow, in the colour of a gain.
    Up,
    /// Filled, in the colour of a loss.
    Down,
}

/// A session's prices.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candle {
    /// Position.
    pub x: f64,
    /// First price.
    pub open: f64,
    /// Highest price.
    pub high: f64,
    /// Lowest price.
    pub low: f64,
    /// Last price.
    pub close: f64,
}

/// Text beside the marks of a series: its name, and a value under it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Label {
    /// In the second line; empty for none.
    pub value: String,
    /// Where.
    pub place: Place,
}

/// Where a series is labelled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// In the right margin, at the height of the last value; labels that collide are pushed
    /// apart.
    #[default]
    End,
    /// Beside the line or inside the band, where there is room.
    Along,
}

/// A reference line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// The axis it belongs to: a rule of the horizontal axis is upright.
    pub of: Of,
    /// Where on that axis.
    pub at: f64,
    /// Written at its end; empty for none.
    #[serde(default)]
    pub label: String,
    /// The pattern of the stroke.
    #[serde(default)]
    pub dash: Dash,
    /// The colour by its meaning.
    #[serde(default)]
    pub tone: Tone,
}

/// A shaded strip.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Zone {
    /// The axis it belongs to.
    pub of: Of,
    /// Its lower end.
    pub from: f64,
    /// Its upper end.
    pub to: f64,
}

/// Which of the two axes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Of {
    /// The horizontal axis.
    #[default]
    X,
    /// The vertical axis.
    Y,
}

/// A colour by its meaning: a class in SVG and a custom property in CSS, never a literal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tone {
    /// Yours, chosen, target.
    #[default]
    Accent,
    /// Text colour: limits, the second series.
    Ink,
    /// Muted text: the crowd.
    Dim,
    /// The benchmark.
    S3,
    /// The market.
    S4,
    /// Fifth in order.
    S5,
    /// Sixth in order.
    S6,
    /// A gain, a rise.
    Gain,
    /// A loss, a fall.
    Loss,
    /// Without meaning.
    Neutral,
}

impl Default for Numbers {
    fn default() -> Self {
        Numbers {
            decimals: 2,
            unit: String::new(),
            sign: Sign::Minus,
        }
    }
}

impl Numbers {
    /// A value of the axis as people read it.
    pub fn write(&self, value: f64) -> String {
        self.write_with(value, usize::from(self.decimals))
    }

    pub(crate) fn write_with(&self, value: f64, decimals: usize) -> String {
        let text = match self.sign {
            Sign::Minus => format::number(value, decimals),
            Sign::Both => format::signed(value, decimals),
        };
        if self.unit.is_empty() {
            text
        } else {
            format::with_unit(text, &self.unit)
        }
    }

    pub(crate) fn write_or_dash(&self, value: Option<f64>) -> String {
        value.map_or_else(|| NOT_AVAILABLE.to_owned(), |v| self.write(v))
    }
}

impl Figure {
    /// A figure without panes.
    pub fn new(title: impl Into<String>) -> Self {
        Figure {
            title: title.into(),
            ..Figure::default()
        }
    }

    /// Sets the horizontal axis.
    pub fn x(mut self, axis: Axis) -> Self {
        self.x = axis;
        self
    }

    /// Adds a pane below the others.
    pub fn pane(mut self, pane: Pane) -> Self {
        self.panes.push(pane);
        self
    }

    /// Adds small print inside the last pane.
    pub fn note_inside(mut self, text: impl Into<String>) -> Self {
        self.notes.push(Note::Inside(text.into()));
        self
    }

    /// Adds small print below.
    pub fn note_below(mut self, text: impl Into<String>) -> Self {
        self.notes.push(Note::Below(text.into()));
        self
    }

    /// Leaves axes out, with this inset left and right.
    pub fn bare(mut self, inset: f64) -> Self {
        self.frame = Frame::Bare(inset);
        self
    }
}

impl Axis {
    /// Numbers.
    pub fn value(title: impl Into<String>) -> Self {
        Axis {
            title: title.into(),
            ..Axis::default()
        }
    }

    /// Numbers above zero, by ratio.
    pub fn log(title: impl Into<String>) -> Self {
        Axis {
            title: title.into(),
            scale: Scale::Log,
            ..Axis::default()
        }
    }

    /// Calendar days; positions are [`crate::day_number`]s.
    pub fn days() -> Self {
        Axis {
            scale: Scale::Days,
            ..Axis::default()
        }
    }

    /// Trading sessions of equal width; positions are indices.
    pub fn sessions(days: impl IntoIterator<Item = Day>) -> Self {
        let days = days.into_iter().map(day::index_of).collect();
        Axis {
            scale: Scale::Sessions(days),
            ..Axis::default()
        }
    }

    /// Names; positions are indices.
    pub fn categories<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Self {
        let names = names.into_iter().map(Into::into).collect();
        Axis {
            scale: Scale::Categories(names),
            ..Axis::default()
        }
    }

    /// Fixes both ends; what lies outside is not drawn.
    pub fn between(mut self, from: f64, to: f64) -> Self {
        self.from = Some(from);
        self.to = Some(to);
        self
    }

    /// Fixes the lower end.
    pub fn from(mut self, from: f64) -> Self {
        self.from = Some(from);
        self
    }

    /// Fixes the upper end.
    pub fn to(mut self, to: f64) -> Self {
        self.to = Some(to);
        self
    }

    /// Decimals in tables, labels and readings.
    pub fn decimals(mut self, decimals: u8) -> Self {
        self.numbers.decimals = decimals;
        self
    }

    /// The unit written after each number.
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.numbers.unit = unit.into();
        self
    }

    /// Writes a plus, too.
    pub fn signed(mut self) -> Self {
        self.numbers.sign = Sign::Both;
        self
    }

    /// Ticks at the right.
    pub fn far(mut self) -> Self {
        self.side = Side::Far;
        self
    }

    /// No ticks.
    pub fn hidden(mut self) -> Self {
        self.side = Side::Hidden;
        self
    }
}

impl Pane {
    /// An empty pane of the usual height.
    pub fn new(y: Axis) -> Self {
        Pane {
            y,
            weight: 1.0,
            ..Pane::default()
        }
    }

    /// Its height against that of the other panes, which have 1.
    pub fn weight(mut self, weight: f64) -> Self {
        self.weight = weight;
        self
    }

    /// Adds a series on top of the others.
    pub fn series(mut self, series: Series) -> Self {
        self.series.push(series);
        self
    }

    /// Adds a reference line.
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Adds a shaded strip.
    pub fn zone(mut self, of: Of, from: f64, to: f64) -> Self {
        self.zones.push(Zone { of, from, to });
        self
    }
}

impl Marks {
    /// Whether there are marks to the right of a position.
    pub(crate) fn ends_after(&self, x: f64) -> bool {
        let last = match self {
            Marks::Line { points, .. } | Marks::Area { points } => points.last().map(|p| p.0),
            Marks::Band { points } => points.last().map(|p| p.0),
            Marks::Columns { columns } => columns.last().map(|c| c.x),
            Marks::Candles { candles } => candles.last().map(|c| c.x),
            Marks::Points { .. } | Marks::Bars { .. } => None,
        };
        last.is_some_and(|last| last > x)
    }
}

fn present(value: impl Into<Option<f64>>) -> Option<f64> {
    value.into().filter(|v| v.is_finite())
}

impl Series {
    /// Any marks under a name, in the accent colour.
    pub fn new(name: impl Into<String>, marks: Marks) -> Self {
        Series {
            name: name.into(),
            tone: Tone::Accent,
            marks,
            label: None,
        }
    }

    /// A solid line; `None` and what is not finite are gaps.
    pub fn line<Y: Into<Option<f64>>>(
        name: impl Into<String>,
        points: impl IntoIterator<Item = (f64, Y)>,
    ) -> Self {
        let points = points.into_iter().map(|(x, y)| (x, present(y))).collect();
        Series::new(
            name,
            Marks::Line {
                points,
                dash: Dash::Solid,
            },
        )
    }

    /// A line with its area tinted.
    pub fn area<Y: Into<Option<f64>>>(
        name: impl Into<String>,
        points: impl IntoIterator<Item = (f64, Y)>,
    ) -> Self {
        let points = points.into_iter().map(|(x, y)| (x, present(y))).collect();
        Series::new(name, Marks::Area { points })
    }

    /// The area between lower and upper. Its name states the level: `90 % of resamples`.
    pub fn band<Y: Into<Option<f64>>>(
        name: impl Into<String>,
        points: impl IntoIterator<Item = (f64, Y, Y)>,
    ) -> Self {
        let points = points
            .into_iter()
            .map(|(x, l, u)| (x, present(l), present(u)))
            .collect();
        Series::new(name, Marks::Band { points })
    }

    /// Single marks, the most important first.
    pub fn points(
        name: impl Into<String>,
        marker: Marker,
        spots: impl IntoIterator<Item = Spot>,
    ) -> Self {
        Series::new(
            name,
            Marks::Points {
                spots: spots.into_iter().collect(),
                marker,
            },
        )
    }

    /// One mark labelled with the name of the series.
    pub fn mark(name: impl Into<String>, marker: Marker, x: f64, y: f64) -> Self {
        let name = name.into();
        let spots = vec![Spot::new(name.clone(), x, y)];
        Series::new(name, Marks::Points { spots, marker })
    }

    /// Horizontal bars.
    pub fn bars(name: impl Into<String>, bars: impl IntoIterator<Item = Bar>) -> Self {
        Series::new(
            name,
            Marks::Bars {
                bars: bars.into_iter().collect(),
            },
        )
    }

    /// Vertical columns.
    pub fn columns(name: impl Into<String>, columns: impl IntoIterator<Item = Column>) -> Self {
        let marks = Marks::Columns {
            columns: columns.into_iter().collect(),
        };
        Series::new(name, marks).tone(Tone::Neutral)
    }

    /// Candles.
    pub fn candles(name: impl Into<String>, candles: impl IntoIterator<Item = Candle>) -> Self {
        Series::new(
            name,
            Marks::Candles {
                candles: candles.into_iter().collect(),
            },
        )
    }

    /// Sets the colour.
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// Sets the pattern of a line; other marks have none.
    pub fn dash(mut self, pattern: Dash) -> Self {
        if let Marks::Line { dash, .. } = &mut self.marks {
            *dash = pattern;
        }
        self
    }

    /// Writes name and value in the right margin, at the height of the last value.
    pub fn end_label(mut self, value: impl Into<String>) -> Self {
        self.label = Some(Label {
            value: value.into(),
            place: Place::End,
        });
        self
    }

    /// Writes the name beside the line, where there is room.
    pub fn label_along(mut self) -> Self {
        self.label = Some(Label {
            value: String::new(),
            place: Place::Along,
        });
        self
    }
}

impl Spot {
    /// A named mark.
    pub fn new(name: impl Into<String>, x: f64, y: f64) -> Self {
        Spot {
            x,
            y,
            name: name.into(),
            marker: None,
        }
    }

    /// Gives it a shape of its own.
    pub fn marker(mut self, marker: Marker) -> Self {
        self.marker = Some(marker);
        self
    }
}

impl Bar {
    /// A bar with the text at its right.
    pub fn new(value: impl Into<Option<f64>>, text: impl Into<String>) -> Self {
        Bar {
            value: present(value),
            text: text.into(),
            ..Bar::default()
        }
    }

    /// Adds a whisker.
    pub fn interval(mut self, from: f64, to: f64) -> Self {
        self.interval = Some((from, to));
        self
    }

    /// Gives it a colour of its own.
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = Some(tone);
        self
    }
}

impl Rule {
    /// An upright line at a position of the horizontal axis.
    pub fn upright(at: f64, label: impl Into<String>) -> Self {
        Rule {
            of: Of::X,
            at,
            label: label.into(),
            dash: Dash::Solid,
            tone: Tone::Ink,
        }
    }

    /// A level line at a value of the vertical axis.
    pub fn level(at: f64, label: impl Into<String>) -> Self {
        Rule {
            of: Of::Y,
            at,
            label: label.into(),
            dash: Dash::Solid,
            tone: Tone::Ink,
        }
    }

    /// Draws it dashed.
    pub fn dashed(mut self) -> Self {
        self.dash = Dash::Dashed;
        self
    }

    /// Sets the colour.
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }
}
