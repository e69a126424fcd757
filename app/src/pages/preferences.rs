//! How FinX looks and speaks, for those whose browser opens no popover.

use leptos::prelude::*;
use leptos_meta::Title;
use texts::{shell as words, use_language};

use crate::shell::SettingsForm;

#[component]
pub fn PreferencesPage() -> impl IntoView {
    let language = use_language();
    view! {
        <Title text=words::preferences(language) />
        <div class="page page--narrow">
            <h1>{words::preferences(language)}</h1>
            <p class="muted">{words::preferences_are(language)}</p>
            <SettingsForm />
        </div>
    }
    .into_any()
}
