//! Preferences: the same form in the header and on its own page.

use domain::Language;
use leptos::prelude::*;
use texts::{shell as words, use_language};
use ui::{
    preferences::{Density, Palette, Setting, Shortcuts, Theme},
    shell::preferences::{Choice, Settings},
};

use crate::language::LanguageButtons;

/// Everything that one may prefer. (Hidden amounts come with the first page that shows amounts.)
#[component]
pub(crate) fn SettingsForm() -> impl IntoView {
    let language = use_language();
    view! {
        <Settings save=words::save(language)>
            <Choice
                setting={Setting::of::<Theme>()}
                legend=words::theme(language)
                names=themes(language)
            />
            <Choice
                setting={Setting::of::<Palette>()}
                legend=words::palette(language)
                names=palettes(language)
            />
            <Choice
                setting={Setting::of::<Density>()}
                legend=words::density(language)
                names=densities(language)
            />
            <Choice
                setting={Setting::of::<Shortcuts>()}
                legend=words::shortcuts(language)
                names=vec![words::on(language), words::off(language)]
            />
        </Settings>
        <div class="settings__language">
            <p class="label">{words::language(language)}</p>
            <LanguageButtons />
        </div>
    }
    .into_any()
}

pub(super) fn themes(language: Language) -> Vec<&'static str> {
    vec![
        words::theme_system(language),
        words::theme_light(language),
        words::theme_dark(language),
    ]
}

pub(super) fn palettes(language: Language) -> Vec<&'static str> {
    vec![
        words::blue_orange(language),
        words::green_red(language),
        words::red_green(language),
    ]
}

pub(super) fn densities(language: Language) -> Vec<&'static str> {
    vec![words::compact(language), words::roomy(language)]
}
