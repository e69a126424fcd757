//! How this instance is doing.

use async_trait::async_trait;
use domain::Day;
use serde::{Deserialize, Serialize};

use crate::Result;

/// What the status page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// Version of the program.
    pub version: String,
    /// Seconds since it started.
    pub uptime_s: u64,
    /// The market's "today": the latest stored day.
    #[serde(with = "crate::iso_day::option")]
    pub market_day: Option<Day>,
    /// The database.
    pub database: Database,
    /// Data sets, in the order of their import.
    pub data: Vec<DataSet>,
}

/// The database in use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Database {
    /// `SQLite` or `PostgreSQL`.
    pub kind: String,
    /// Its version.
    pub version: String,
    /// Bytes on disk.
    pub size_bytes: u64,
    /// Number of the last migration.
    pub migration: i64,
    /// Milliseconds that a trivial question took just now.
    pub ping_ms: f64,
}

/// One imported data set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DataSet {
    /// Its name.
    pub name: String,
    /// Where it comes from, with the licence.
    pub source: String,
    /// Rows stored.
    pub rows: u64,
    /// First twelve hexadecimal digits of the file's SHA-256.
    pub fingerprint: String,
    /// Whether the import has finished.
    pub complete: bool,
}

/// How this instance is doing.
#[async_trait]
pub trait StatusService: Send + Sync {
    /// Facts for the status page.
    async fn public_status(&self) -> Result<Status>;
    /// Whether requests can be answered: the database answers and the data is in.
    async fn public_ready(&self) -> Result<()>;
}
