//! How this instance is doing.

use std::time::Instant;

use async_trait::async_trait;
use contract::{
    AppError, Result,
    status::{DataSet, Database, Status, StatusService},
};
use jiff::Timestamp;
use store::{DatabaseKind, Import};

use crate::{Foundation, bundled::DATA_SETS, errors::from_store};

/// Seconds after which an import is likely to be over.
const RETRY_IMPORT_S: u32 = 5;
/// Hexadecimal digits of a fingerprint that people compare.
const FINGERPRINT: usize = 12;

pub(crate) struct Health {
    foundation: Foundation,
    started: Timestamp,
}

impl Health {
    pub(crate) fn new(foundation: Foundation) -> Self {
        let started = foundation.wall_clock.now();
        Self {
            foundation,
            started,
        }
    }

    async fn data(&self) -> Result<Vec<DataSet>> {
        let store = &self.foundation.store;
        let mut imports = store.imports().await.map_err(from_store)?;
        let mut data: Vec<DataSet> = DATA_SETS
            .iter()
            .map(|bundled| {
                let position = imports.iter().position(|i| i.meta.dataset == bundled.id);
                match position {
                    Some(position) => describe(imports.remove(position)),
                    None => DataSet {
                        name: bundled.id.to_owned(),
                        source: bundled.licence.to_owned(),
                        rows: 0,
                        fingerprint: String::new(),
                        complete: false,
                    },
                }
            })
            .collect();
        imports.sort_by_key(|import| import.started_at);
        data.extend(imports.into_iter().map(describe));
        // The list of instruments writes no prices; what counts is how many it names.
        if let Some(first) = data.first_mut().filter(|first| first.complete) {
            let instruments = store.instruments().await.map_err(from_store)?;
            first.rows = u64::try_from(instruments.len()).expect("a count fits");
        }
        Ok(data)
    }
}

fn describe(import: Import) -> DataSet {
    DataSet {
        name: import.meta.dataset,
        source: import.meta.licence,
        rows: import.rows,
        fingerprint: import.meta.sha256.chars().take(FINGERPRINT).collect(),
        complete: true,
    }
}

#[async_trait]
impl StatusService for Health {
    async fn public_status(&self) -> Result<Status> {
        let store = &self.foundation.store;
        let start = Instant::now();
        store.ping().await.map_err(from_store)?;
        let ping_ms = start.elapsed().as_secs_f64() * 1e3;
        let facts = store.database_facts().await.map_err(from_store)?;
        let uptime = self
            .foundation
            .wall_clock
            .now()
            .duration_since(self.started);
        Ok(Status {
            version: self.foundation.version.clone(),
            uptime_s: u64::try_from(uptime.as_secs()).unwrap_or_default(),
            market_day: self.foundation.market_clock.today().await?,
            database: Database {
                kind: match facts.kind {
                    DatabaseKind::Sqlite => "SQLite",
                    DatabaseKind::Postgres => "PostgreSQL",
                }
                .to_owned(),
                version: facts.version,
                size_bytes: facts.size_bytes,
                migration: facts.schema_version,
                ping_ms,
            },
            data: self.data().await?,
        })
    }

    async fn public_ready(&self) -> Result<()> {
        let store = &self.foundation.store;
        store.ping().await.map_err(from_store)?;
        let imports = store.imports().await.map_err(from_store)?;
        let there = |id: &str| imports.iter().any(|import| import.meta.dataset == id);
        if DATA_SETS.iter().all(|data_set| there(data_set.id)) {
            Ok(())
        } else {
            Err(AppError::Busy {
                retry_after_s: RETRY_IMPORT_S,
            })
        }
    }
}
