//! The value itself, and builders that read like a description of the picture.

mod axis;
mod figure;
mod look;
mod marks;
mod rule;
mod series;

pub use axis::{Axis, Numbers, Scale, Side, Sign};
pub use figure::{Figure, Frame, Note, Pane};
pub use look::{Dash, Marker, Tone};
pub use marks::{BandPoint, Bar, Candle, Column, Marks, Point, Spot, Turn};
pub use rule::{Of, Rule, Zone};
pub use series::{Label, Place, Series};
