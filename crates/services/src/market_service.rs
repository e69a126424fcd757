//! Prices and instruments.

use std::sync::Arc;

use async_trait::async_trait;
use contract::{
    AppError, Result,
    market::{
        InstrumentQuestion, InstrumentRow, InstrumentSummary, InstrumentView, MarketService,
        Universe,
    },
};

use crate::{
    instrument,
    library::{Catalogue, Entry, Library},
};

pub(crate) struct Market {
    library: Arc<Library>,
}

impl Market {
    pub(crate) const fn new(library: Arc<Library>) -> Self {
        Self { library }
    }
}

#[async_trait]
impl MarketService for Market {
    async fn public_instruments(&self) -> Result<Vec<InstrumentSummary>> {
        let catalogue = self.library.catalogue().await?;
        Ok(catalogue.entries().map(Entry::summary).collect())
    }

    async fn public_instrument_rows(&self) -> Result<Vec<InstrumentRow>> {
        let catalogue = self.library.catalogue().await?;
        let rows = catalogue.rows().await?;
        Ok(rows.as_ref().clone())
    }

    async fn public_universe(&self) -> Result<Universe> {
        let catalogue = self.library.catalogue().await?;
        let panel = catalogue.panel().await?;
        Ok(Universe {
            assets: catalogue.universe().map(Entry::summary).collect(),
            first_day: panel.first_day(),
            last_day: panel.last_day(),
        })
    }

    async fn public_instrument(&self, question: InstrumentQuestion) -> Result<InstrumentView> {
        let catalogue = self.library.catalogue().await?;
        let entry = named(&catalogue, &question.symbol)?;
        let other = match &question.compare {
            // The same beside itself says nothing.
            Some(symbol) if *symbol == question.symbol => None,
            Some(symbol) => Some(named(&catalogue, symbol)?),
            None => None,
        };
        instrument::view(self.library.store(), &catalogue, entry, other, &question).await
    }
}

fn named<'c>(catalogue: &'c Catalogue, symbol: &str) -> Result<&'c Entry> {
    catalogue.entry(symbol).ok_or_else(|| {
        // What was asked is repeated in the answer, but not a book of it.
        let symbol: String = symbol.chars().take(40).collect();
        AppError::not_found(format!("instrument {symbol}"))
    })
}
