//! The pages of FinX: rendered by the server, hydrated in the browser.
//!
//! Pages own resources; components get plain data. What a page says lives in plain functions
//! beside it (`words`), what it draws in plain values (`pictures`), so that both are tested
//! without a browser.

mod api;
mod browser;
mod chart;
mod document;
mod errors;
mod icons;
mod pages;
mod ssr;
mod text_json;
mod theme;
mod what_if;

pub use document::{App, shell};
