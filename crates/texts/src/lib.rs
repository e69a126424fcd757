//! Everything that pages say, in every language: one module for each area, so that several people
//! can write at once.
//!
//! ```
//! use domain::Language::{English, German};
//! use texts::common;
//!
//! // A key is a function: a wrong one, a missing language or a missing value does not compile.
//! assert_eq!(common::close(English), "Close");
//! assert_eq!(common::close(German), "Schließen");
//! // Values are texts already: numbers are written by the language first.
//! assert_eq!(common::of_total(German, "3", &German.count(1200)), "3 von 1.200");
//! // Plurals choose by their number, and write it.
//! assert_eq!(common::rows(English, 1), "1 row");
//! assert_eq!(common::rows(German, 1200), "1.200 Zeilen");
//! ```
//!
//! In a component: `let language = use_language();`, then as above. Plain functions take the
//! language as their first argument; tests call them with both. Take the language before the first
//! `.await`: the context is gone behind it. The command line stays English and does not come here.
//!
//! To add a text, add an entry to the module of its area ([`texts!`] says how). One that is the same
//! in both languages says so: `same`.

mod context;
mod entry;

pub mod charts;
pub mod common;
pub mod components;
pub mod errors;
pub mod gallery;
pub mod instrument;
pub mod instruments;
pub mod landing;
pub mod sectors;
pub mod shell;
pub mod status;

pub use context::{provide_language, use_language};
pub use domain::Language;
pub use entry::Entry;

/// An area's name, and what is written in it.
pub type Area = (&'static str, &'static [Entry]);

/// Every text there is, for tests and for those who look a text up.
pub const CATALOGUE: [Area; 11] = [
    ("charts", charts::ENTRIES),
    ("common", common::ENTRIES),
    ("components", components::ENTRIES),
    ("errors", errors::ENTRIES),
    ("gallery", gallery::ENTRIES),
    ("instrument", instrument::ENTRIES),
    ("instruments", instruments::ENTRIES),
    ("landing", landing::ENTRIES),
    ("sectors", sectors::ENTRIES),
    ("shell", shell::ENTRIES),
    ("status", status::ENTRIES),
];
