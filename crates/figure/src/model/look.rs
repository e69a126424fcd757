//! How marks look: colours by their meaning, patterns of strokes, shapes of single marks.

use serde::{Deserialize, Serialize};

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
