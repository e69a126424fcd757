//! What crosses the wire: data transfer types, [`AppError`], and the service traits that pages and
//! the API call.
//!
//! Values are facts, typed and in plain units (fractions, not percent; annual where the name says
//! so). Sentences are made where the texts live. No type here is a database row.

#![warn(missing_docs)]

pub mod error;
pub mod iso_day;
pub mod market;
pub mod status;
pub mod what_if;
pub mod wire;

use std::sync::Arc;

pub use error::{AppError, FieldError, Result};

/// Every service that a page or the API may call, handed to pages as context.
#[derive(Clone)]
pub struct Services {
    /// Prices and instruments.
    pub market: Arc<dyn market::MarketService>,
    /// Optimisation without an account.
    pub what_if: Arc<dyn what_if::WhatIfService>,
    /// How this instance is doing.
    pub status: Arc<dyn status::StatusService>,
}

/// Where the files of the site's package are: a path of this origin without a slash at the end,
/// such as `/pkg/0a1b2c`. Handed to pages as context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetBase(pub String);
