//! What is stored, kept in memory until an import changes it.

use std::{collections::BTreeMap, sync::Arc};

use contract::{AppError, Result, market::InstrumentSummary};
use domain::{Instrument, InstrumentKind, Symbol};
use store::{Coverage, Import, Store};
use tokio::sync::{Mutex, OnceCell};

use crate::{bundled::UNIVERSE_SOURCE, errors::from_store, panel::Panel};

/// Seconds after which a question that came before the data is worth another try.
const RETRY_IMPORT_S: u32 = 5;

/// Hands out the newest [`Catalogue`].
#[derive(Debug)]
pub(crate) struct Library {
    store: Store,
    current: Mutex<Option<Arc<Catalogue>>>,
}

/// Instruments and what is stored of them, in one version of the data.
#[derive(Debug)]
pub(crate) struct Catalogue {
    /// Changes with every import.
    pub(crate) version: String,
    /// The finished imports.
    pub(crate) imports: Vec<Import>,
    entries: BTreeMap<Symbol, Entry>,
    store: Store,
    panel: OnceCell<Arc<Panel>>,
}

/// An instrument, and what is stored of it.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) instrument: Instrument,
    /// At least one.
    pub(crate) coverage: Vec<Coverage>,
}

impl Library {
    pub(crate) fn new(store: Store) -> Self {
        Self {
            store,
            current: Mutex::default(),
        }
    }

    pub(crate) const fn store(&self) -> &Store {
        &self.store
    }

    /// The catalogue of the data as it is now. Asking costs one small query.
    pub(crate) async fn catalogue(&self) -> Result<Arc<Catalogue>> {
        let imports = self.store.imports().await.map_err(from_store)?;
        let version = version(&imports);
        let mut current = self.current.lock().await;
        if let Some(catalogue) = current.as_ref().filter(|c| c.version == version) {
            return Ok(catalogue.clone());
        }
        let catalogue = Arc::new(Catalogue::load(&self.store, version, imports).await?);
        *current = Some(catalogue.clone());
        Ok(catalogue)
    }
}

fn version(imports: &[Import]) -> String {
    imports.iter().fold(String::new(), |text, import| {
        format!(
            "{text}{}:{}:{};",
            import.meta.dataset, import.meta.sha256, import.finished_at
        )
    })
}

impl Catalogue {
    async fn load(store: &Store, version: String, imports: Vec<Import>) -> Result<Self> {
        let mut coverage: BTreeMap<Symbol, Vec<Coverage>> = BTreeMap::new();
        for part in store.coverage().await.map_err(from_store)? {
            coverage.entry(part.symbol.clone()).or_default().push(part);
        }
        let instruments = store.instruments().await.map_err(from_store)?;
        let entries = instruments
            .into_iter()
            .filter_map(|instrument| {
                let coverage = coverage.remove(&instrument.symbol)?;
                Some((
                    instrument.symbol.clone(),
                    Entry {
                        instrument,
                        coverage,
                    },
                ))
            })
            .collect();
        Ok(Self {
            version,
            imports,
            entries,
            store: store.clone(),
            panel: OnceCell::new(),
        })
    }

    /// Every instrument with prices, by symbol.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    pub(crate) fn entry(&self, symbol: &str) -> Option<&Entry> {
        self.entries.get(symbol)
    }

    /// The companies that the what-if offers, by symbol.
    pub(crate) fn universe(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values().filter(|entry| entry.is_offered())
    }

    /// Their prices on the days that all of them share.
    pub(crate) async fn panel(&self) -> Result<Arc<Panel>> {
        let load = || async {
            let symbols: Vec<Symbol> = self
                .universe()
                .map(|entry| entry.instrument.symbol.clone())
                .collect();
            let panel = Panel::load(&self.store, &symbols).await?;
            panel.map(Arc::new).ok_or(AppError::Busy {
                retry_after_s: RETRY_IMPORT_S,
            })
        };
        self.panel.get_or_try_init(load).await.cloned()
    }

    /// Where a data set is from and under which licence, in words.
    pub(crate) fn licence(&self, data_set: &str) -> &str {
        let import = self
            .imports
            .iter()
            .find(|import| import.meta.dataset == data_set);
        import.map_or("", |import| import.meta.licence.as_str())
    }
}

impl Entry {
    /// Whether the what-if offers it.
    pub(crate) fn is_offered(&self) -> bool {
        self.instrument.kind == InstrumentKind::Equity
            && self
                .coverage
                .iter()
                .any(|part| part.source == UNIVERSE_SOURCE)
    }

    pub(crate) fn summary(&self) -> InstrumentSummary {
        let first = &self.coverage[0];
        let days = self
            .coverage
            .iter()
            .fold((first.first, first.last), |(low, high), part| {
                (low.min(part.first), high.max(part.last))
            });
        let instrument = self.instrument.clone();
        InstrumentSummary {
            symbol: instrument.symbol.to_string(),
            name: instrument.name,
            kind: instrument.kind.to_string(),
            sector: instrument.sector,
            country: instrument.country,
            currency: instrument.currency,
            exchange: instrument.exchange,
            first_day: days.0,
            last_day: days.1,
        }
    }
}
