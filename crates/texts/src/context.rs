//! The language of the page that is being rendered.

use domain::Language;
use leptos::prelude::{provide_context, use_context};

/// Every component below is written in this language.
pub fn provide_language(language: Language) {
    provide_context(language);
}

/// The language of this page; English where nobody said. A change of language loads the page
/// again, so this is a plain value and nothing needs to listen to it.
#[must_use]
pub fn use_language() -> Language {
    use_context().unwrap_or_default()
}
