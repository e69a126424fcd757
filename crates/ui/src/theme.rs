//! Light or dark: the system's choice first, the person's after that (`shell::preferences`).

use leptos::prelude::*;

use crate::{browser, icons};

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
            on:click=|_| browser::toggle_theme()
        >
            {icons::moon()}
        </button>
    }
    .into_any()
}
