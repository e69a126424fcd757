//! One of a few, all of them in view: native radio buttons, so that arrow keys move and a form
//! without a script sends the choice.

use leptos::prelude::*;

use crate::{
    choice::Choice,
    field::{Below, Ids},
};

/// How the choices lie.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Look {
    /// One below the other.
    #[default]
    Plain,
    /// As rows of a framed list, name left, hint right.
    List,
    /// Side by side on one track: for few and short names.
    Segments,
}

impl Look {
    const fn classes(self) -> (&'static str, &'static str) {
        match self {
            Self::Plain => ("radios", "radio"),
            Self::List => ("choices", "choice"),
            Self::Segments => ("segments", "segment"),
        }
    }
}

/// One of a few.
#[component]
pub fn RadioGroup(
    /// What is asked.
    #[prop(into)]
    legend: String,
    /// What a form calls it. One of a name on a page.
    name: &'static str,
    choices: Vec<Choice>,
    /// The value that is chosen; one that no choice has leaves all of them open.
    #[prop(into)]
    value: Signal<String>,
    #[prop(into)] change: Callback<String>,
    #[prop(optional)] look: Look,
    /// Keeps the legend for readers that speak.
    #[prop(optional)]
    legend_hidden: bool,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let ids = Ids::of(name);
    let id = ids.control.clone();
    let described = ids.described_by(hint.is_some());
    let (list, item) = look.classes();
    let radios = choices.into_iter().map(|choice| {
        let key = choice.value.clone();
        let chosen = Signal::derive(move || value.with(|value| *value == key));
        let key = choice.value.clone();
        let fixed = choice.disabled;
        view! {
            <label class=item>
                <input type="radio" name=name value=choice.value required=required
                    checked=chosen.get_untracked() prop:checked=move || chosen.get()
                    disabled=move || fixed || disabled.get()
                    on:change=move |_| change.run(key.clone()) />
                <span class="choice__name">{choice.name}</span>
                {(!choice.hint.is_empty()).then(|| view! { <span class="choice__hint">{choice.hint}</span> })}
            </label>
        }
    });
    let legend_class = if legend_hidden {
        "visually-hidden"
    } else {
        "field__label"
    };
    view! {
        <fieldset class="field" id=id
            aria-describedby=described
            aria-invalid=move || error.with(Option::is_some).then_some("true")>
            <legend class=legend_class>{legend}</legend>
            <div class=list>{radios.collect_view()}</div>
            <Below ids hint error />
        </fieldset>
    }
    .into_any()
}
