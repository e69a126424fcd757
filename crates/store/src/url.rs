use std::{fmt, path::PathBuf, str::FromStr};

/// Where the database is: `sqlite:<path>` or `postgres://user@host/name`.
///
/// Printing it never shows a password.
#[derive(Clone, PartialEq, Eq)]
pub enum StoreUrl {
    /// An SQLite file; folder and file are created when they are missing.
    Sqlite(PathBuf),
    /// A PostgreSQL database, by its URL.
    Postgres(String),
}

/// A text that is not the URL of a database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a database URL begins with `sqlite:` or `postgres://`")]
pub struct BadStoreUrl;

impl FromStr for StoreUrl {
    type Err = BadStoreUrl;

    fn from_str(_text: &str) -> Result<Self, BadStoreUrl> {
        unimplemented!()
    }
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        unimplemented!()
    }
}

/// How to open the database; the default is right for one machine.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// A folder of migrations to use instead of the embedded ones.
    pub migrations: Option<PathBuf>,
    /// Connections kept for reading (SQLite), or for everything (PostgreSQL).
    pub connections: u32,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            migrations: None,
            connections: 8,
        }
    }
}
