//! Light or dark: the system's choice first, the person's after that.

use leptos::prelude::*;

use super::{Preference, choose, current};
use crate::{browser, icons};

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

impl Preference for Theme {
    const NAME: &'static str = "theme";
    const ALL: &'static [Self] = &[Self::Light, Self::Dark];

    fn key(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// Turns light into dark and back, now and for later visits.
pub fn toggle() {
    let is_dark =
        current::<Theme>().map_or_else(browser::prefers_dark, |theme| theme == Theme::Dark);
    choose(if is_dark { Theme::Light } else { Theme::Dark });
}

/// Turns light into dark and back.
#[component]
pub fn ThemeButton(
    /// What it does.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="button button--ghost button--icon needs-script"
            aria-label=label.clone()
            title=label
            on:click=|_| toggle()
        >
            {icons::moon()}
        </button>
    }
    .into_any()
}
