//! Prices and instruments.

use std::sync::Arc;

use async_trait::async_trait;
use contract::{
    AppError, Result,
    market::{Basis, InstrumentSummary, InstrumentView, MarketService, Span, Universe},
};

use crate::{
    instrument,
    library::{Entry, Library},
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

    async fn public_universe(&self) -> Result<Universe> {
        let catalogue = self.library.catalogue().await?;
        let panel = catalogue.panel().await?;
        Ok(Universe {
            assets: catalogue.universe().map(Entry::summary).collect(),
            first_day: panel.first_day(),
            last_day: panel.last_day(),
        })
    }

    async fn public_instrument(
        &self,
        symbol: &str,
        span: Span,
        basis: Option<Basis>,
    ) -> Result<InstrumentView> {
        let catalogue = self.library.catalogue().await?;
        let entry = catalogue.entry(symbol).ok_or_else(|| {
            // What was asked is repeated in the answer, but not a book of it.
            let symbol: String = symbol.chars().take(40).collect();
            AppError::not_found(format!("instrument {symbol}"))
        })?;
        instrument::view(self.library.store(), &catalogue, entry, span, basis).await
    }
}
