use crate::{Store, StoreError};

/// Which database answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatabaseKind {
    /// The embedded one.
    Sqlite,
    /// A server.
    Postgres,
}

/// What the status page tells about the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseFacts {
    /// Which database answers.
    pub kind: DatabaseKind,
    /// Its version, such as `3.51.1` or `15.13`.
    pub version: String,
    /// Its size on disk.
    pub size_bytes: u64,
    /// The newest migration that was applied.
    pub schema_version: i64,
}

impl Store {
    /// Kind, version, size and schema of the database.
    pub async fn database_facts(&self) -> Result<DatabaseFacts, StoreError> {
        unimplemented!()
    }
}
