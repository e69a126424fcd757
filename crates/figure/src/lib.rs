//! A chart as one plain value, and its SVG printer.
//!
//! ```
//! use figure::{Axis, Dash, Figure, Pane, Rule, Series, Tone};
//!
//! let wealth = Figure::new("$10,000 over time")
//!     .x(Axis::days())
//!     .pane(
//!         Pane::new(Axis::value("").decimals(0))
//!             .series(
//!                 Series::line("1/N", [(0.0, 10_000.0), (365.0, 12_000.0)])
//!                     .tone(Tone::S3)
//!                     .dash(Dash::Dashed)
//!                     .end_label("12,000"),
//!             )
//!             .rule(Rule::level(10_000.0, "start")),
//!     );
//! assert!(figure::svg::print(&wealth, 660.0, 240.0).starts_with("<svg"));
//! ```

#![warn(missing_docs)]

mod day;
pub mod layout;
mod model;
pub mod svg;
mod table;
mod text;
mod thin;
mod ticks;
mod words;

pub use day::day_number;
pub use model::{
    Axis, BandPoint, Bar, Candle, Column, Dash, Figure, Frame, Label, Marker, Marks, Note, Numbers,
    Of, Pane, Place, Point, Rule, Scale, Series, Side, Sign, Spot, Tone, Turn, Zone,
};
pub use table::{Reading, Stop, Table, describe, reading, stops, table};
pub use words::{Word, Words};
