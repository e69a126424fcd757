//! The use-cases: the contract, implemented over the store and the pure crates.
//!
//! The only crate that decides who may do what. There are no accounts yet, so the name of every
//! method begins with `public_`. Errors of the store become [`contract::AppError`]s here, once.

#![warn(missing_docs)]

pub mod bundled;
mod clock;
mod errors;
mod instrument;
mod library;
mod market_service;
mod panel;
mod status_service;
mod what_if_service;

use std::sync::Arc;

pub use clock::{LatestStoredDay, MarketClock, SystemClock, WallClock};
pub use errors::new_reference;
use library::Library;
use store::Store;

/// What the use-cases stand on.
#[derive(Clone)]
pub struct Foundation {
    /// The database.
    pub store: Store,
    /// Time of people and machines.
    pub wall_clock: Arc<dyn WallClock>,
    /// The market's "today".
    pub market_clock: Arc<dyn MarketClock>,
    /// Version of the program.
    pub version: String,
}

impl Foundation {
    /// The clocks of a running instance.
    pub fn new(store: Store, version: impl Into<String>) -> Self {
        Self {
            wall_clock: Arc::new(SystemClock),
            market_clock: Arc::new(LatestStoredDay::new(store.clone())),
            store,
            version: version.into(),
        }
    }

    /// Every service, over this foundation.
    pub fn services(self) -> contract::Services {
        let library = Arc::new(Library::new(self.store.clone()));
        contract::Services {
            market: Arc::new(market_service::Market::new(library.clone())),
            what_if: Arc::new(what_if_service::WhatIf::new(library)),
            status: Arc::new(status_service::Health::new(self)),
        }
    }
}

#[cfg(test)]
mod tests;
