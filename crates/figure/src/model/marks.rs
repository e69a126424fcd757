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
            Marks::Band { points } => points.last().map(|p| p.0),
            Marks::Columns { columns } => columns.last().map(|c| c.x),
            Marks::Candles { candles } => candles.last().map(|c| c.x),
            Marks::Points { .. } | Marks::Bars { .. } => None,
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
