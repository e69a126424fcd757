//! Header, navigation, page and foot, as the style sheet lays them out.

use leptos::prelude::*;

use crate::icons;

/// The frame around a page. `first` is for the page in whose header the navigation stands.
#[component]
pub fn Frame(
    first: bool,
    /// `<Places>`.
    places: AnyView,
    /// `<SearchField>`.
    search: AnyView,
    /// What moves in the header.
    #[prop(optional)]
    live: Option<AnyView>,
    /// At the end of the header.
    tools: AnyView,
    /// The page, in an element of the class `frame__page`.
    page: AnyView,
    /// At the end of every page.
    foot: AnyView,
) -> impl IntoView {
    view! {
        <div class="frame" data-first=first.then_some("")>
            <header class="frame__head">
                <div class="frame__brand">
                    <a class="brand" href="/" aria-label="FinX">{icons::mark()}<span>"FinX"</span></a>
                </div>
                {places}
                <div class="frame__bar">
                    <div class="frame__search">{search}</div>
                    {live.map(|live| view! { <div class="frame__live">{live}</div> })}
                    <div class="frame__tools">{tools}</div>
                </div>
            </header>
            {page}
            <footer class="frame__foot">{foot}</footer>
        </div>
    }
    .into_any()
}

/// Looks like a field, and opens the palette.
#[component]
pub fn SearchField(#[prop(into)] text: String, #[prop(into)] press: Callback<()>) -> impl IntoView {
    view! {
        <button
            type="button"
            class="search-field needs-script"
            aria-haspopup="dialog"
            aria-keyshortcuts="Control+K Meta+K"
            on:click=move |_| press.run(())
        >
            {icons::search()}
            <span class="search-field__text">{text}</span>
            <kbd class="kbd kbd--other" aria-hidden="true">"Ctrl K"</kbd>
            <kbd class="kbd kbd--mac" aria-hidden="true">"⌘ K"</kbd>
        </button>
    }
    .into_any()
}
