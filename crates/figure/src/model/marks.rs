//! What a series draws.

use serde::{Deserialize, Serialize};

use super::{Dash, Marker, Tone};

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
    /// A layer of a stack: as a band, but opaque, with a seam of the ground's colour between it
    /// and its neighbours. Its value is its height.
    Layer {
        /// From left to right.
        points: Vec<BandPoint>,
        /// How full the colour is.
        #[serde(default)]
        fill: Fill,
    },
    /// Rectangles between values of both axes: bins, floating columns, cells.
    Boxes {
        /// In any order.
        boxes: Vec<Block>,
    },
    /// Rectangles that share the pane by their sizes (squarified; Bruls, Huizing and van Wijk
    /// 2000).
    Tiles {
        /// Largest first.
        tiles: Vec<Tile>,
    },
}

/// How a surface is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill {
    /// The colour by its meaning.
    pub tone: Tone,
    /// How much of it covers the ground, in percent.
    pub strength: u8,
    /// Whether it is hatched instead, in this colour: for what lies below zero.
    #[serde(default)]
    pub hatched: bool,
}

impl Default for Fill {
    fn default() -> Self {
        Fill::of(Tone::Accent, 100)
    }
}

impl Fill {
    /// Plainly, with so many percent of the colour.
    pub fn of(tone: Tone, strength: u8) -> Self {
        Fill {
            tone,
            strength,
            hatched: false,
        }
    }

    /// Hatched.
    pub fn hatched(mut self) -> Self {
        self.hatched = true;
        self
    }

    /// The colour of a text upon it: ink below 70 % of the strength.
    pub(crate) fn text_tone(self) -> Tone {
        if self.hatched || self.strength < 70 {
            Tone::Ink
        } else {
            Tone::Inverse
        }
    }
}

/// A rectangle between values of both axes. On an axis of categories a row reaches from its
/// index − ½ to its index + ½.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// Left and right end.
    pub x: (f64, f64),
    /// Both ends of its height.
    pub y: (f64, f64),
    /// What it stands for, in tables and readings.
    #[serde(default)]
    pub name: String,
    /// Its value there, if it has one.
    #[serde(default)]
    pub value: Option<f64>,
    /// Written inside if it fits, or beyond its end, where `outside` says so.
    #[serde(default)]
    pub text: String,
    /// Whether the text stands beyond its second end.
    #[serde(default)]
    pub outside: bool,
    /// How it is filled.
    pub fill: Fill,
}

/// A rectangle of a treemap.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tile {
    /// What it stands for.
    pub name: String,
    /// Its share of the pane; what is not above zero is not drawn.
    pub size: f64,
    /// A second value, by the numbers of the horizontal axis.
    #[serde(default)]
    pub change: Option<f64>,
    /// How it is filled.
    pub fill: Fill,
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

impl Marks {
    /// Whether there are marks to the right of a position.
    pub(crate) fn ends_after(&self, x: f64) -> bool {
        let last = match self {
            Marks::Line { points, .. } | Marks::Area { points } => points.last().map(|p| p.0),
            Marks::Band { points } | Marks::Layer { points, .. } => points.last().map(|p| p.0),
            Marks::Columns { columns } => columns.last().map(|c| c.x),
            Marks::Candles { candles } => candles.last().map(|c| c.x),
            _ => None,
        };
        last.is_some_and(|last| last > x)
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

pub(super) fn present(value: impl Into<Option<f64>>) -> Option<f64> {
    value.into().filter(|v| v.is_finite())
}
