//! The words that every room of FinX uses: days, symbols, instruments, and how numbers are
//! written.
//!
//! Nothing here knows a database, a wire or a page, and nothing here can fail for a reason other
//! than its input.

#![warn(missing_docs)]

pub mod format;
mod instrument;
pub mod iso;
mod symbol;

pub use instrument::{Instrument, InstrumentKind, UnknownKind};
pub use symbol::{BadSymbol, Symbol};

/// A calendar day, without time or zone.
pub type Day = jiff::civil::Date;

/// Periods a year of daily data, by the market's convention (`NUMERICS`: 252).
pub const PERIODS_PER_YEAR: f64 = 252.0;
