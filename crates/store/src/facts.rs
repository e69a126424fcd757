use std::fmt;

use crate::{Store, StoreError};

/// Which database answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatabaseKind {
    /// The embedded one.
    Sqlite,
    /// A server.
    Postgres,
}

impl fmt::Display for DatabaseKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
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
        let kind = self.database.kind();
        // What a database tells about itself is its own dialect.
        let sql = match kind {
            DatabaseKind::Sqlite => {
                "select sqlite_version(), (select page_count from pragma_page_count) * (select page_size from \
                 pragma_page_size), max(version) from schema_migrations"
            }
            DatabaseKind::Postgres => {
                "select split_part(current_setting('server_version'), ' ', 1), \
                 pg_database_size(current_database()), max(version) from schema_migrations"
            }
        };
        let facts = self
            .database
            .fetch(sql, &[], |row| {
                Ok(DatabaseFacts {
                    kind,
                    version: row.text(0)?.to_owned(),
                    size_bytes: row.int(1)?.unsigned_abs(),
                    schema_version: row.maybe_int(2)?.unwrap_or(0),
                })
            })
            .await?;
        facts.into_iter().next().ok_or(StoreError::NotFound)
    }
}
