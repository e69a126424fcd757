//! Which companies may be held.

use contract::{AppError, Fault};
use leptos::prelude::*;
use texts::{common, landing as text, use_language};
use ui::{
    chip::{ChipGroup, Size},
    choice::Choice,
};

use super::Asking;
use crate::what_if::state;

pub fn holdings(asking: Asking) -> AnyView {
    let language = use_language();
    let choices: Vec<Choice> = asking.universe.with_value(|universe| {
        let assets = universe.assets.iter();
        assets
            .map(|asset| Choice {
                value: asset.symbol.clone(),
                name: asset.symbol.clone(),
                hint: asset.name.clone(),
                disabled: false,
            })
            .collect()
    });
    let order = StoredValue::new(choices.iter().map(|c| c.value.clone()).collect::<Vec<_>>());
    let total = choices.len();
    let chosen = Signal::derive(move || asking.state.with(|state| state.assets.clone()));
    let change = Callback::new(move |(symbol, on): (String, bool)| {
        let before = chosen.get_untracked();
        let is_kept = |own: &String| {
            if *own == symbol {
                on
            } else {
                before.contains(own)
            }
        };
        let mut kept = order.get_value();
        kept.retain(is_kept);
        if kept.is_empty() {
            // The last one stays.
            let error = AppError::invalid(state::ASSETS, Fault::NoneChosenLastKept);
            asking.errors.set(Some(error));
        } else {
            asking.change(true, |state| state.assets = kept);
        }
    });
    let count = move || asking.state.with(|state| state.assets.len());
    let note = move || {
        let shown = language.count(count() as u64);
        Some(common::of_total(
            language,
            &shown,
            &language.count(total as u64),
        ))
    };
    let reset = move |_| asking.change(true, |state| state.assets = order.get_value());
    view! {
        <div class="holdings">
            // So that a form without any company says so, and is not the form that was never filled in.
            <input type="hidden" name=state::ASSETS value="" />
            <ChipGroup legend=text::holdings(language) note=Signal::derive(note) name=state::ASSETS
                choices chosen change size=Size::Small error=asking.error(state::ASSETS) />
            <button type="button" class="link holdings__reset needs-script"
                class:hidden=move || count() == total on:click=reset>
                {text::all(language)}
            </button>
        </div>
    }
    .into_any()
}
