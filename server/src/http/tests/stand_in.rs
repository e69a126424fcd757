//! Services that answer at once, and misbehave on request.

use std::sync::Arc;

use async_trait::async_trait;
use contract::{
    AppError, Result, Services,
    market::{Basis, InstrumentSummary, InstrumentView, MarketService, Span, Universe},
    status::{Status, StatusService},
    what_if::{Answer, PriceBlock, PriceHead, Question, Selection, WhatIfService},
};
use domain::Day;

pub(super) fn services() -> Services {
    Services {
        market: Arc::new(StandIn { ready: true }),
        what_if: Arc::new(StandIn { ready: true }),
        status: Arc::new(StandIn { ready: true }),
    }
}

pub(super) fn not_ready() -> Services {
    Services {
        status: Arc::new(StandIn { ready: false }),
        ..services()
    }
}

struct StandIn {
    ready: bool,
}

#[async_trait]
impl MarketService for StandIn {
    async fn public_instruments(&self) -> Result<Vec<InstrumentSummary>> {
        Ok(Vec::new())
    }

    async fn public_universe(&self) -> Result<Universe> {
        Err(AppError::Busy { retry_after_s: 7 })
    }

    async fn public_instrument(
        &self,
        symbol: &str,
        _: Span,
        _: Option<Basis>,
    ) -> Result<InstrumentView> {
        Err(AppError::not_found(format!("instrument {symbol}")))
    }
}

#[async_trait]
impl WhatIfService for StandIn {
    async fn public_answer(&self, _: Question) -> Result<Answer> {
        Err(AppError::invalid("assets", "choose at least one"))
    }

    async fn public_prices(&self, selection: Selection) -> Result<PriceBlock> {
        match selection.symbols.first().map(String::as_str) {
            Some("PANIC") => panic!("as the test asked"),
            Some("SLOW") => std::future::pending().await,
            Some("BROKEN") => Err(AppError::Internal {
                reference: "0190".into(),
            }),
            None => Err(AppError::invalid("assets", "choose at least one")),
            Some(_) => {
                let days = vec![Day::constant(2020, 1, 2), Day::constant(2020, 1, 3)];
                let prices = vec![1.5; 2 * (selection.symbols.len() + 1)];
                let head = PriceHead {
                    symbols: selection.symbols,
                    days,
                    index: true,
                };
                Ok(PriceBlock { head, prices })
            }
        }
    }
}

#[async_trait]
impl StatusService for StandIn {
    async fn public_status(&self) -> Result<Status> {
        Err(AppError::Internal {
            reference: "0191".into(),
        })
    }

    async fn public_ready(&self) -> Result<()> {
        if self.ready {
            Ok(())
        } else {
            Err(AppError::Busy { retry_after_s: 5 })
        }
    }
}
