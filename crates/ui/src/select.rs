//! One of several, folded away: the browser's own.

use leptos::prelude::*;

use crate::{
    choice::Choice,
    field::{Field, Ids, Need},
};

/// One of several, folded away.
#[component]
pub fn Select(
    #[prop(into)] label: String,
    /// What a form calls it. One of a name on a page.
    name: &'static str,
    choices: Vec<Choice>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] change: Callback<String>,
    /// Stands there while nothing is chosen.
    #[prop(optional, into)]
    empty: Option<String>,
    #[prop(optional)] need: Need,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let ids = Ids::of(name);
    let id = ids.control.clone();
    let described = ids.described_by(hint.is_some());
    let nothing = empty.map(|text| Choice::new("", text));
    let options = nothing.into_iter().chain(choices).map(move |choice| {
        let key = choice.value.clone();
        let chosen = Signal::derive(move || value.with(|value| *value == key));
        view! {
            <option value=choice.value disabled=choice.disabled
                selected=chosen.get_untracked() prop:selected=move || chosen.get()>
                {choice.name}
            </option>
        }
    });
    view! {
        <Field ids label need hint error>
            <span class="select">
                <select
                    id=id name=name class="input"
                    required=need.is_required() disabled=move || disabled.get()
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=described
                    on:change=move |event| change.run(event_target_value(&event))
                >
                    {options.collect_view()}
                </select>
            </span>
        </Field>
    }
    .into_any()
}
