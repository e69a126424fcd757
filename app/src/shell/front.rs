//! What opens in front of the page.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;
use texts::{shell as words, use_language};
use ui::{
    browser,
    shell::palette::{self, Palette},
    toast::Toasts,
};

use super::{
    Front,
    commands::{self, Act, Command},
    help::Help,
    places,
};
use crate::api;

/// Under this name the browser keeps what was chosen lately.
const LATELY: &str = "finx-lately";

/// Palette and help.
#[component]
pub(crate) fn FrontView() -> impl IntoView {
    use_context::<Front>().map(|front| {
        view! { <Commands front /><Help open=front.help /> }
    })
}

/// The palette over pages, instruments and actions. The instruments come when it is first opened.
#[component]
fn Commands(front: Front) -> impl IntoView {
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
                places::places(language),
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
            typed=front.typed
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
