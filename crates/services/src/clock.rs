//! The two clocks, behind seams.

use async_trait::async_trait;
use contract::Result;
use domain::Day;
use jiff::Timestamp;
use store::Store;

use crate::errors::from_store;

/// Time of people and machines: sessions, audit, jobs.
pub trait WallClock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The clock of this machine.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl WallClock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The market's "today": valuation, ages of prices.
#[async_trait]
pub trait MarketClock: Send + Sync {
    /// Today; none while there are no prices.
    async fn today(&self) -> Result<Option<Day>>;
}

/// Without a live source, the market stands still on the latest stored day.
#[derive(Debug, Clone)]
pub struct LatestStoredDay {
    store: Store,
}

impl LatestStoredDay {
    /// Of this database.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

#[async_trait]
impl MarketClock for LatestStoredDay {
    async fn today(&self) -> Result<Option<Day>> {
        self.store.last_day(None).await.map_err(from_store)
    }
}
