use domain::{Day, Symbol};

use crate::{Store, StoreError};

/// The price of one instrument on one day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// The trading day.
    pub day: Day,
    /// First price, where the source has it.
    pub open: Option<f64>,
    /// Highest price, where the source has it.
    pub high: Option<f64>,
    /// Lowest price, where the source has it.
    pub low: Option<f64>,
    /// Last price as it was traded, where the source has it.
    pub close: Option<f64>,
    /// Last price adjusted for splits and dividends; for an index the last price.
    pub adj_close: f64,
    /// Pieces traded, where the source has it.
    pub volume: Option<i64>,
}

/// A stretch of days, both ends included; an open end is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DayRange {
    /// The first day.
    pub from: Option<Day>,
    /// The last day.
    pub to: Option<Day>,
}

/// The adjusted closes of one symbol from one source, days ascending, both columns equally long.
#[derive(Debug, Clone, PartialEq)]
pub struct CloseColumn {
    /// Whose prices.
    pub symbol: Symbol,
    /// Where from.
    pub source: String,
    /// The days.
    pub days: Vec<Day>,
    /// The adjusted closes.
    pub closes: Vec<f64>,
}

/// What is stored of one symbol from one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Whose prices.
    pub symbol: Symbol,
    /// Where from.
    pub source: String,
    /// The dataset that brought them.
    pub dataset: String,
    /// First stored day.
    pub first: Day,
    /// Last stored day.
    pub last: Day,
    /// Stored days.
    pub days: u64,
    /// Whether there are bars with an open, not only closes.
    pub has_open: bool,
}

/// One value of a macro series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MacroPoint {
    /// The day it holds for.
    pub day: Day,
    /// The value, in the unit of the series.
    pub value: f64,
}

impl Store {
    /// The adjusted closes of `symbols`, one column for each symbol and source that has any in
    /// `range`, by symbol, then source; with a `source`, from this one only.
    pub async fn closes(
        &self,
        _symbols: &[Symbol],
        _source: Option<&str>,
        _range: DayRange,
    ) -> Result<Vec<CloseColumn>, StoreError> {
        unimplemented!()
    }

    /// The bars of one symbol from one source, days ascending; empty when there are none.
    pub async fn bars(
        &self,
        _symbol: &Symbol,
        _source: &str,
        _range: DayRange,
    ) -> Result<Vec<Bar>, StoreError> {
        unimplemented!()
    }

    /// What is stored, by symbol, then source.
    pub async fn coverage(&self) -> Result<Vec<Coverage>, StoreError> {
        unimplemented!()
    }

    /// The last day that `source` has a price for, or any source.
    pub async fn last_day(&self, _source: Option<&str>) -> Result<Option<Day>, StoreError> {
        unimplemented!()
    }

    /// The names of the stored macro series, ascending.
    pub async fn macro_series(&self) -> Result<Vec<String>, StoreError> {
        unimplemented!()
    }

    /// The values of one macro series, days ascending; empty when there are none.
    pub async fn macro_values(
        &self,
        _series: &str,
        _range: DayRange,
    ) -> Result<Vec<MacroPoint>, StoreError> {
        unimplemented!()
    }
}
