//! The place of a pane, and how its axes turn values into pixels.

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

/// The middle of the pixel, where a line of one pixel is sharp.
pub fn crisp(value: f64) -> f64 {
    value.floor() + 0.5
}

pub(crate) fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
