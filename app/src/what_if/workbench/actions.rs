//! Undo, the link, the weights as a file.

use contract::what_if::{Answer, Outcome};
use leptos::prelude::*;
use texts::{Language, landing as text, use_language};
use ui::{browser, icons};

#[component]
pub fn Actions(
    #[prop(into)] answer: Signal<Answer>,
    /// Whether a question of this visit lies behind this one.
    #[prop(into)]
    can_undo: Signal<bool>,
) -> impl IntoView {
    let language = use_language();
    let copied = RwSignal::new(None::<bool>);
    let copy = move |_| {
        leptos::task::spawn_local(async move {
            copied.set(Some(browser::copy_address().await));
            set_timeout(
                move || {
                    copied.try_set(None);
                },
                std::time::Duration::from_secs(2),
            );
        });
    };
    let says = move || copy_says(language, copied.get());
    view! {
        <button type="button" class="button button--small needs-script" disabled=move || !can_undo.get()
            on:click=move |_| browser::go_back()>
            {icons::undo()}<span>{text::undo(language)}</span>
        </button>
        <button type="button" class="button button--small needs-script" on:click=copy>
            {icons::link()}<span>{move || says().unwrap_or(text::copy_link(language))}</span>
        </button>
        <span class="visually-hidden" role="status">{says}</span>
        {move || answer.with(weights_file).map(|file| view! {
            <a class="button button--small" download="finx-weights.csv" href=file>
                {icons::download()}<span>{text::weights_file(language)}</span>
            </a>
        })}
    }
    .into_any()
}

/// What came of copying the address.
fn copy_says(language: Language, copied: Option<bool>) -> Option<&'static str> {
    Some(match copied? {
        true => text::copied(language),
        false => text::not_allowed(language),
    })
}

/// The weights as a file in a link, with full precision; of no portfolio there is none.
fn weights_file(answer: &Answer) -> Option<String> {
    let Outcome::Solved(solved) = &answer.outcome else {
        return None;
    };
    let mut text = String::from("data:text/csv;charset=utf-8,symbol%2Cweight%0A");
    for (symbol, weight) in answer.symbols.iter().zip(&solved.weights) {
        text.push_str(&format!("{}%2C{weight}%0A", symbol.replace('^', "%5E")));
    }
    Some(text)
}
