//! Price series and returns: reading, checking, cutting.
//!
//! Text comes in, typed tables go out: this crate opens no file and knows no clock. What can be
//! repaired by rule is repaired and told as a [`Diagnostic`]; everything else is a [`DataError`]
//! that names row and column.
//!
//! ```
//! use market::{read_prices, Window};
//!
//! let text = "date,AAPL,MSFT\n2020-01-02,75.0,158.0\n2020-01-03,74.0,156.0\n2020-01-06,75.5,157.0\n";
//! let table = read_prices(text)?.finish(&Window::ALL, None)?.table;
//! let returns = table.returns();
//! assert_eq!(returns.matrix.shape(), (2, 2));
//! assert_eq!(returns.matrix[(0, 0)], 74.0 / 75.0 - 1.0);
//! # Ok::<(), market::DataError>(())
//! ```

#![warn(missing_docs)]

mod csv;
mod error;
mod raw;
mod series;
mod table;
mod window;

pub use csv::{parse_day, read_bars, read_prices, read_values};
pub use error::{DataError, Diagnostic, Fault};
pub use raw::{Checked, Missing, Quantity, RawTable};
pub use series::{Bar, Series, ValueSeries};
pub use table::{PriceTable, Returns, UnknownSymbol};
pub use window::{ReversedWindow, Window};
