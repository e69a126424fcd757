//! The database: SQLite and PostgreSQL behind one set of SQL.
//!
//! [`Store::open`] takes a URL, brings the schema up to date and hands out a [`Store`]: a cheap
//! handle with one method for each thing that can be asked of the database. Which database answers
//! is seen nowhere above this crate.

#![warn(missing_docs)]

mod constraints;
mod database;
mod error;
mod facts;
mod import;
mod instruments;
mod migrations;
mod prices;
mod url;

use database::Database;

pub use error::StoreError;
pub use facts::{DatabaseFacts, DatabaseKind};
pub use import::{Content, Import, ImportMeta, ImportMode, ImportOutcome, MacroValue};
pub use prices::{Bar, CloseColumn, Coverage, DayRange, MacroPoint};
pub use url::{BadStoreUrl, StoreOptions, StoreUrl};

/// A handle to the database; clone it freely.
#[derive(Debug, Clone)]
pub struct Store {
    database: Database,
}

impl Store {
    /// Opens the database, creates it where that is possible, and applies the migrations it lacks.
    ///
    /// Safe to call from several processes at once: migrations run under a lock.
    pub async fn open(url: &StoreUrl, options: &StoreOptions) -> Result<Self, StoreError> {
        let migrations = match &options.migrations {
            Some(folder) => migrations::from_folder(folder)?,
            None => migrations::embedded()?,
        };
        let database = Database::open(url, options.connections).await?;
        migrations::apply(&database, &migrations).await?;
        Ok(Self { database })
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.database
            .fetch("select 1", &[], |_| Ok(()))
            .await
            .map(drop)
    }

    /// Waits for running statements and closes every connection.
    pub async fn close(&self) {
        self.database.close().await;
    }
}
