//! The charts that pages use, each from plain inputs in a few lines.
//!
//! Every kind is a struct of values as they stand in the domain, in the units of its axes
//! (percent as 5.0, not as 0.05), with a method `figure(words)`. Titles and names are texts of the
//! page, in its language; what a kind adds of its own is in [`crate::Words`], and so are decimal
//! marks. Values that are not finite are gaps, never zeros; empty input is a figure with axes and
//! nothing in it, and its table has no rows. Nothing here knows pixels or colours.
//!
//! ```
//! use figure::{Words, kinds::{Step, Waterfall}};
//!
//! let figure = Waterfall {
//!     title: "Loss by sector".into(),
//!     unit: "%".into(),
//!     decimals: 1,
//!     steps: vec![Step::new("Health", -7.0), Step::new("Tech", -6.8)],
//!     total: Some("Yours".into()),
//!     ..Waterfall::default()
//! }
//! .figure(Words::default());
//! assert_eq!(figure::table(&figure).rows[2], ["Yours", "\u{2212}13.8\u{202f}%"]);
//! ```

mod fan;
mod frontier;
mod heat_map;
mod histogram;
mod instrument;
mod moves;
mod stack;
mod treemap;
mod waterfall;
mod wealth;
mod weights;

pub use fan::{Fan, Level};
pub use frontier::{Asset, Frontier, Place, Range};
pub use heat_map::{HeatMap, Merge};
pub use histogram::{Histogram, bins};
pub use instrument::{Instrument, Macd, Overlay, Session};
pub use moves::{Move, Moves};
pub use stack::{Layer, Stack};
pub use treemap::{Holding, Treemap};
pub use waterfall::{Step, Waterfall};
pub use wealth::{Fall, Track, Wealth, deepest, drawdown};
pub use weights::{Weight, Weights};

use crate::model::{Dash, Tone};

/// Colour and stroke of the lines of a chart in their order: the first is yours.
fn look(index: usize) -> (Tone, Dash) {
    const LOOKS: [(Tone, Dash); 6] = [
        (Tone::Accent, Dash::Solid),
        (Tone::S3, Dash::Dashed),
        (Tone::S4, Dash::Dotted),
        (Tone::S5, Dash::Solid),
        (Tone::S6, Dash::Dashed),
        (Tone::Ink, Dash::Dotted),
    ];
    LOOKS[index % LOOKS.len()]
}

/// The ends of what is finite, or none.
fn ends(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let finite = values.filter(|v| v.is_finite());
    finite.fold(None, |ends: Option<(f64, f64)>, v| match ends {
        None => Some((v, v)),
        Some((low, high)) => Some((low.min(v), high.max(v))),
    })
}
