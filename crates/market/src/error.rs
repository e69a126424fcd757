use std::fmt;

use domain::{BadSymbol, Day, Symbol};

/// What is wrong with a source of data, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct DataError {
    /// The row: the line of the file, counted from one, or the position in an array, counted from
    /// zero, as the source has it.
    pub row: Option<usize>,
    /// The header of the column.
    pub column: Option<String>,
    /// What is wrong there.
    pub fault: Fault,
}

/// What can be wrong with a source of data.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Fault {
    /// No text at all.
    #[error("the file is empty")]
    Empty,
    /// A header and nothing below it.
    #[error("there is a header and no row below it")]
    NoRows,
    /// A header other than the one that this kind of file has.
    #[error("the header must be `{expected}`")]
    Header {
        /// How it has to look.
        expected: &'static str,
    },
    /// A header that is no symbol.
    #[error(transparent)]
    Symbol(#[from] BadSymbol),
    /// Two columns with one name.
    #[error("the column comes twice")]
    DuplicateColumn,
    /// A row of another length than the header.
    #[error("expected {expected} cells, found {found}")]
    RaggedRow {
        /// As many as the header has.
        expected: usize,
        /// As many as the row has.
        found: usize,
    },
    /// A quotation mark without its partner.
    #[error("a quotation mark is not closed")]
    Quote,
    /// A text that is no day.
    #[error("`{0}` is not a day written as 2020-01-31")]
    NotADay(String),
    /// A day that comes twice.
    #[error("{0} comes twice")]
    DuplicateDay(Day),
    /// Days in neither ascending nor descending order.
    #[error("{day} does not follow {previous}: the days must ascend")]
    Order {
        /// The day that is out of order.
        day: Day,
        /// The day in the row before.
        previous: Day,
    },
    /// A text where a number is wanted.
    #[error("`{0}` is not a number")]
    NotANumber(String),
    /// Infinity or NaN.
    #[error("`{0}` is not a finite number")]
    NotFinite(String),
    /// A price of zero or below.
    #[error("{0} is not a positive price")]
    NotPositive(f64),
    /// A price whose ratio to another could overflow.
    #[error("{0:e} is out of the range of prices, 1e-100 to 1e100")]
    OutOfRange(f64),
    /// A volume below zero.
    #[error("{0} is a negative volume")]
    NegativeVolume(f64),
    /// An empty cell, and no policy for it.
    #[error(
        "the value is missing, and no policy says what to do: drop_rows, drop_assets or forward_fill"
    )]
    Gap,
    /// Returns cannot be filled forward.
    #[error(
        "the return is missing, and a return cannot be filled forward: drop_rows or drop_assets"
    )]
    GapInReturns,
    /// No day or no asset is left.
    #[error("nothing is left of the data")]
    NothingLeft,
    /// A symbol that is not in the source.
    #[error("there are no data of {0}")]
    UnknownSymbol(Symbol),
}

impl Fault {
    /// At a row and a column.
    pub fn at(self, row: usize, column: &str) -> DataError {
        DataError {
            row: Some(row),
            column: Some(column.to_owned()),
            fault: self,
        }
    }

    /// At a row.
    pub fn in_row(self, row: usize) -> DataError {
        DataError {
            row: Some(row),
            column: None,
            fault: self,
        }
    }

    /// In a column.
    pub fn in_column(self, column: &str) -> DataError {
        DataError {
            row: None,
            column: Some(column.to_owned()),
            fault: self,
        }
    }

    /// In the source as a whole.
    pub fn anywhere(self) -> DataError {
        DataError {
            row: None,
            column: None,
            fault: self,
        }
    }
}

impl std::error::Error for DataError {}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.row, &self.column) {
            (Some(row), Some(column)) => write!(f, "row {row}, column {column}: ")?,
            (Some(row), None) => write!(f, "row {row}: ")?,
            (None, Some(column)) => write!(f, "column {column}: ")?,
            (None, None) => {}
        }
        self.fault.fmt(f)
    }
}

/// What was repaired by rule while reading.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Diagnostic {
    /// The days of the source descended, and it was turned round.
    TurnedRound {
        /// The series it happened to; none where the whole source is one table.
        series: Option<String>,
    },
    /// Days on which a value was missing were dropped.
    RowsDropped {
        /// How many.
        count: usize,
        /// The first of them.
        first: Day,
        /// The last of them.
        last: Day,
    },
    /// Assets with a missing value were dropped.
    AssetsDropped {
        /// Which ones.
        assets: Vec<Symbol>,
    },
    /// Missing values were filled with the last one before.
    Filled {
        /// How many.
        count: usize,
        /// The first day on which it happened.
        first: Day,
    },
    /// Days before every asset had its first value cannot be filled and were dropped.
    StartDropped {
        /// How many.
        count: usize,
        /// The first day that was kept.
        begins: Day,
    },
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TurnedRound { series: None } => {
                f.write_str("the days descended and were turned round")
            }
            Self::TurnedRound { series: Some(name) } => {
                write!(f, "the days of {name} descended and were turned round")
            }
            Self::RowsDropped { count, first, last } => {
                write!(
                    f,
                    "{count} days with a missing value were dropped, {first} to {last}"
                )
            }
            Self::AssetsDropped { assets } => {
                f.write_str("assets with a missing value were dropped:")?;
                assets.iter().try_for_each(|asset| write!(f, " {asset}"))
            }
            Self::Filled { count, first } => {
                write!(
                    f,
                    "{count} missing values were filled with the last one before, from {first}"
                )
            }
            Self::StartDropped { count, begins } => write!(
                f,
                "{count} days before every asset had a value were dropped: the data begin on {begins}"
            ),
        }
    }
}
