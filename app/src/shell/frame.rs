//! Header, navigation, page, foot. Which of its layouts the frame has is told by the page inside it
//! (`style/shell/frame.css`): nothing is taken away or put there when one goes from page to page.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::{use_location, use_navigate};
use texts::{shell as words, use_language};
use ui::{
    browser, icons,
    preferences::ThemeButton,
    shell::{
        frame::SearchField,
        palette::{self, Palette},
        places::{Place, Places},
    },
    toast::{Toaster, Toasts},
};

use super::{
    Front,
    commands::{self, Act, Command},
    help::Help,
    keys, places,
    settings::SettingsForm,
};
use crate::api;

/// Under this name the browser keeps what was chosen lately.
const LATELY: &str = "finx-lately";

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
        <Commands front places />
        <Help open=front.help places />
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
            <span class="places__fold-name">{words::fold_sidebar(language)}</span>
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

/// The palette over pages, instruments and actions. The instruments come when it is first opened.
#[component]
fn Commands(front: Front, places: StoredValue<Vec<Place>>) -> impl IntoView {
    let language = use_language();
    let all = RwSignal::new(Vec::<Command>::new());
    let instruments = RwSignal::new(None);
    let loading = RwSignal::new(false);
    let failed = RwSignal::new(false);
    let toasts = Toasts::of_page();
    let navigate = use_navigate();
    Effect::new(move |_| {
        if !front.palette.get() {
            return;
        }
        let lately = browser::kept(LATELY).unwrap_or_default();
        let known = instruments.with(|known: &Option<Vec<_>>| {
            let list = known.as_deref().unwrap_or_default();
            all.set(commands::commands(
                language,
                places.get_value(),
                list,
                &lately,
            ));
            known.is_some()
        });
        if !known && !loading.get_untracked() {
            loading.set(true);
            failed.set(false);
            spawn_local(async move {
                match api::list_instruments().await {
                    Ok(list) => instruments.set(Some(list)),
                    Err(_) => failed.set(true),
                }
                loading.set(false);
            });
        }
    });
    let run = move |at: usize| {
        let Some(Command { entry, act }) = all.with_untracked(|all| all.get(at).cloned()) else {
            return;
        };
        let lately = browser::kept(LATELY).unwrap_or_default();
        browser::keep(LATELY, &commands::remembered(&entry.id, &lately));
        match act {
            Act::Go(address) => navigate(&address, leptos_router::NavigateOptions::default()),
            Act::Prefer(name, value) => browser::prefer(name, value),
            Act::Speak(language) => {
                browser::press(&format!("[name=language][value={}]", language.code()))
            }
            Act::CopyLink => spawn_local(async move {
                let copied = browser::copy_address().await;
                let say = if copied {
                    words::link_copied
                } else {
                    words::link_not_copied
                };
                toasts.say(say(language));
            }),
            Act::Help => front.help.set(true),
            Act::Print => browser::print(),
        }
    };
    let words = palette::Words {
        title: words::command_palette(language).into(),
        placeholder: words::search(language).into(),
        close: texts::common::close(language).into(),
        nothing: words::nothing_found(language).into(),
        lately: words::used_lately(language).into(),
        groups: commands::groups(language),
    };
    view! {
        <Palette
            open=front.palette
            words
            found=move |count: usize| words::found(language, count as u64)
            entries=Signal::derive(move || all.with(|all| all.iter().map(|one| one.entry.clone()).collect()))
            note=move || match (loading.get(), failed.get()) {
                (true, _) => Some(words::instruments_load(language)),
                (false, true) => Some(words::instruments_missing(language)),
                (false, false) => None,
            }
            run
        />
    }
    .into_any()
}
