use domain::{Day, Instrument, Symbol};

use crate::{Bar, Store, StoreError};

/// What identifies a dataset and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportMeta {
    /// Stable id of the dataset, such as `us20_adjclose_1990_2022`.
    pub dataset: String,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
    /// Id of the source under which its prices are kept apart, such as `us20`. A dataset has one
    /// source; a source may have several datasets, as long as no symbol is in two of them.
    pub source: String,
    /// Where the data is from and under which licence, in a sentence.
    pub licence: String,
}

/// What happens to the rows that an earlier import of the same dataset brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportMode {
    /// They go: the dataset is a file, and this is its newer version. With the same SHA-256 as a
    /// finished import, nothing is done.
    Replace,
    /// They stay; the same day takes the newer price. For sources that grow by the day.
    Extend,
}

/// One value of a macro series, on its way in.
#[derive(Debug, Clone, PartialEq)]
pub struct MacroValue {
    /// Name of the series, such as `VIX`.
    pub series: String,
    /// The day it holds for.
    pub day: Day,
    /// The value, in the unit of the series.
    pub value: f64,
}

/// What a dataset contains. The iterators may be lazy; rows may come in any order, but runs of the
/// same symbol are fastest.
pub struct Content<B, M> {
    /// Instruments to store before the prices that refer to them.
    pub instruments: Vec<Instrument>,
    /// Prices.
    pub bars: B,
    /// Macro values.
    pub macro_values: M,
}

/// A finished import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The dataset and where it comes from.
    pub meta: ImportMeta,
    /// Bars and macro values that the import wrote.
    pub rows: u64,
    /// When it began, microseconds since 1970 UTC.
    pub started_at: i64,
    /// When it was complete, microseconds since 1970 UTC.
    pub finished_at: i64,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportOutcome {
    /// The rows are in.
    Imported(Import),
    /// The same file was imported before; nothing was done.
    AlreadyThere(Import),
}

impl Store {
    /// Imports a dataset in one transaction: after a crash it is either complete or not there.
    pub async fn import_dataset<B, M>(
        &self,
        _meta: &ImportMeta,
        _mode: ImportMode,
        _content: Content<B, M>,
    ) -> Result<ImportOutcome, StoreError>
    where
        B: IntoIterator<Item = (Symbol, Bar)> + Send,
        B::IntoIter: Send,
        M: IntoIterator<Item = MacroValue> + Send,
        M::IntoIter: Send,
    {
        unimplemented!()
    }

    /// The finished imports, by dataset.
    pub async fn imports(&self) -> Result<Vec<Import>, StoreError> {
        unimplemented!()
    }

    /// The finished import of one dataset, or [`StoreError::NotFound`].
    pub async fn import(&self, _dataset: &str) -> Result<Import, StoreError> {
        unimplemented!()
    }
}
