//! The pages of FinX: rendered by the server, hydrated in the browser.
//!
//! Pages own resources; components get plain data. What a page says lives in plain functions
//! beside it (`words`), what it draws in plain values (`pictures`), so that both are tested
//! without a browser.

mod api;
mod document;
mod errors;
pub mod language;
mod pages;
mod routes;
mod shell;
mod ssr;
mod text_json;
mod what_if;

pub use document::{App, shell};
pub use routes::{fetch_page, page_module};

/// What people prefer, as forms and cookies name it.
pub mod preferences {
    pub use ui::{preferences::SETTINGS, shell::preferences::FORM};
}
