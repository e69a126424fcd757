//! Light or dark: the system's choice first, the person's after that.

use leptos::prelude::*;

use super::{Preference, choose, current};
use crate::{browser, icons};

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    Light,
    Dark,
}

impl Preference for Theme {
    const NAME: &'static str = "theme";
    const ALL: &'static [Self] = &[Self::System, Self::Light, Self::Dark];

    fn key(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// Turns light into dark and back, now and for later visits.
pub fn toggle() {
    let is_dark = match current::<Theme>() {
        Some(Theme::Light) => false,
        Some(Theme::Dark) => true,
        Some(Theme::System) | None => browser::prefers_dark(),
    };
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
