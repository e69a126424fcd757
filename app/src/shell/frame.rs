//! Header, navigation, page, foot. Which of its layouts the frame has is told by the page inside it
//! (`style/shell/frame.css`): nothing is taken away or put there when one goes from page to page.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use texts::{shell as words, use_language};
use ui::{
    browser, icons,
    preferences::ThemeButton,
    shell::{frame::SearchField, places::Places},
    toast::{Toaster, Toasts},
};

use super::{Front, keys, places, settings::SettingsForm};
use crate::routes::load_front;

#[component]
pub(crate) fn Frame(children: Children) -> impl IntoView {
    let language = use_language();
    let front = Front::provide();
    let path = use_location().pathname;
    let places = StoredValue::new(places::places(language));
    keys::listen(front, places);
    let toasts = Toasts::provide();
    let nav = view! {
        <Places
            label=words::main_navigation(language)
            groups=places::groups(language)
            path=path
            waiting=words::waiting(language)
            below=view! { <FoldButton /> }.into_any()
        />
    };
    let search = view! { <SearchField text=words::search(language) press=move |()| front.palette.set(true) /> };
    let tools = view! { <ThemeButton label=words::toggle_theme(language) /><Preferences /> };
    let page = view! {
        <main id="main" class="frame__page" tabindex="-1">
            <p class="plain-notice" role="status">{words::no_program(language)}</p>
            <div class="offline">
                <p>{words::offline(language)}</p>
                <a class="button button--small" href="" rel="external">{words::try_again(language)}</a>
            </div>
            {children()}
        </main>
    };
    view! {
        <a class="skip" href="#main" rel="external">{words::skip(language)}</a>
        <ui::shell::frame::Frame
            first=path.get_untracked() == "/"
            places=nav.into_any()
            search=search.into_any()
            tools=tools.into_any()
            page=page.into_any()
            foot=view! { <p>{words::disclaimer(language)}</p> }.into_any()
        />
        // Says the title of a page that one has come to without loading a document.
        <p class="visually-hidden" role="status" data-arrival=""></p>
        <InFront front />
        <Toaster toasts />
    }
    .into_any()
}

/// Folds the sidebar to icons and back.
#[component]
fn FoldButton() -> impl IntoView {
    let language = use_language();
    let fold = |_| {
        let folded = browser::preference("sidebar").as_deref() == Some("folded");
        browser::prefer("sidebar", if folded { "open" } else { "folded" });
    };
    view! {
        <button type="button" class="button button--ghost places__fold needs-script" on:click=fold>
            {icons::fold()}
            <span class="places__fold-name places__fold-name--open">{words::fold_sidebar(language)}</span>
            <span class="places__fold-name places__fold-name--folded">{words::unfold_sidebar(language)}</span>
        </button>
    }
    .into_any()
}

/// The preferences behind a button: a native popover, which works without the program of the page.
#[component]
fn Preferences() -> impl IntoView {
    let name = words::preferences(use_language());
    view! {
        <button
            type="button"
            class="button button--ghost button--icon"
            popovertarget="preferences"
            aria-label=name
            title=name
        >
            {icons::gear()}
        </button>
        <div class="pop pop--settings" id="preferences" popover="auto" role="group" aria-label=name>
            <SettingsForm />
        </div>
    }
    .into_any()
}

/// Palette and help, fetched when one of them is first wanted.
#[component]
fn InFront(front: Front) -> impl IntoView {
    let language = use_language();
    let toasts = Toasts::of_page();
    let is_wanted = Memo::new(move |before: Option<&bool>| {
        before == Some(&true) || front.palette.get() || front.help.get()
    });
    move || {
        is_wanted.get().then(|| {
            Suspend::new(async move {
                let view = load_front().await;
                if view.is_none() {
                    toasts.say(words::front_missing(language));
                }
                view
            })
        })
    }
}
