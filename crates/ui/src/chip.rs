//! Small things side by side: switched on and off, or taken away.

use leptos::prelude::*;
use texts::{components as words, use_language};

use crate::{
    choice::Choice,
    field::{Below, Ids},
    icons,
};

/// 24, 28 or 32 px high; on narrow pages 32.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Size {
    /// Of assets, in lists of many.
    Small,
    #[default]
    Usual,
    Large,
}

const fn class(size: Size) -> &'static str {
    match size {
        Size::Small => "chip chip--small",
        Size::Usual => "chip",
        Size::Large => "chip chip--large",
    }
}

/// Any number of a few, as chips with a dot: checkboxes for the keyboard and for forms.
#[component]
pub fn ChipGroup(
    /// What is asked.
    #[prop(into)]
    legend: String,
    /// What stands behind it: how many are chosen.
    #[prop(optional, into)]
    note: Signal<Option<String>>,
    /// What a form calls it. One of a name on a page.
    name: &'static str,
    choices: Vec<Choice>,
    /// The values that are chosen.
    #[prop(into)]
    chosen: Signal<Vec<String>>,
    /// Told what is switched, and whether on. What it leaves unchanged stays as it was.
    #[prop(into)]
    change: Callback<(String, bool)>,
    #[prop(optional)] size: Size,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let ids = Ids::of(name);
    let described = ids.described_by(hint.is_some());
    let chips = choices.into_iter().map(|choice| {
        let key = choice.value.clone();
        let on = Signal::derive(move || chosen.with(|chosen| chosen.contains(&key)));
        let key = choice.value.clone();
        let switch = move |event: leptos::ev::Event| {
            change.run((key.clone(), event_target_checked(&event)));
            // The box shows what is true, also where nothing came of it.
            let input: web_sys::HtmlInputElement = event_target(&event);
            input.set_checked(on.get_untracked());
        };
        let fixed = choice.disabled;
        view! {
            <label class=class(size) title=choice.hint>
                <input type="checkbox" name=name value=choice.value
                    checked=on.get_untracked() prop:checked=move || on.get()
                    disabled=move || fixed || disabled.get() on:change=switch />
                <span>{choice.name}</span>
            </label>
        }
    });
    view! {
        <fieldset class="field" aria-describedby=described>
            <legend class="field__label">
                {legend}<span class="field__note">{move || note.get()}</span>
            </legend>
            <div class="chips">{chips.collect_view()}</div>
            <Below ids hint error />
        </fieldset>
    }
    .into_any()
}

/// Something chosen, with a cross that takes it away.
#[component]
pub fn RemovableChip(
    #[prop(into)] name: String,
    #[prop(into)] remove: Callback<()>,
    #[prop(optional)] size: Size,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let label = words::remove(use_language(), &name);
    view! {
        <span class=class(size)>
            <span>{name}</span>
            <button type="button" class="chip__remove needs-script" aria-label=label
                disabled=move || disabled.get() on:click=move |_| remove.run(())>
                {icons::cross()}
            </button>
        </span>
    }
    .into_any()
}
