//! The database: SQLite and PostgreSQL behind one set of SQL.
//!
//! [`Store::open`] takes a URL, brings the schema up to date and hands out a [`Store`]: a cheap
//! handle with one method for each thing that can be asked of the database. Which database answers
//! is seen nowhere above this crate.

#![warn(missing_docs)]

mod error;
mod facts;
mod import;
mod instruments;
mod prices;
mod url;

pub use error::StoreError;
pub use facts::{DatabaseFacts, DatabaseKind};
pub use import::{Content, Import, ImportMeta, ImportMode, ImportOutcome, MacroValue};
pub use prices::{Bar, CloseColumn, Coverage, DayRange, MacroPoint};
pub use url::{BadStoreUrl, StoreOptions, StoreUrl};

/// A handle to the database; clone it freely.
#[derive(Debug, Clone)]
pub struct Store {}

impl Store {
    /// Opens the database, creates it where that is possible, and applies the migrations it lacks.
    ///
    /// Safe to call from several processes at once: migrations run under a lock.
    pub async fn open(_url: &StoreUrl, _options: &StoreOptions) -> Result<Self, StoreError> {
        unimplemented!()
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        unimplemented!()
    }

    /// Waits for running statements and closes every connection.
    pub async fn close(&self) {}
}
