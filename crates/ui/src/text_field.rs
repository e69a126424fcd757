//! A line of text.

use leptos::prelude::*;

use crate::field::{Field, Ids, Need};

/// What a line of text is: the browser brings the keyboard, the checks and the memory for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    Text,
    Email,
    /// A password that exists already.
    Password,
    /// A password that is being chosen.
    NewPassword,
    Search,
    Url,
}

impl Kind {
    /// `type` and `autocomplete`.
    const fn attributes(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Text => ("text", None),
            Self::Email => ("email", Some("email")),
            Self::Password => ("password", Some("current-password")),
            Self::NewPassword => ("password", Some("new-password")),
            Self::Search => ("search", Some("off")),
            Self::Url => ("url", Some("url")),
        }
    }
}

/// A line of text with its label. What was typed stays, right or wrong.
#[component]
pub fn TextField(
    #[prop(into)] label: String,
    /// What a form calls it. One of a name on a page.
    name: &'static str,
    #[prop(optional)] kind: Kind,
    #[prop(optional, into)] value: Signal<String>,
    /// Told each key.
    #[prop(optional, into)]
    input: Option<Callback<String>>,
    #[prop(optional)] need: Need,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// Stands in front of the text, in the frame.
    #[prop(optional, into)]
    prefix: Option<String>,
    /// Stands behind it.
    #[prop(optional, into)]
    suffix: Option<String>,
    /// An example of what is expected; never the only explanation.
    #[prop(optional, into)]
    example: Option<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] readonly: bool,
) -> impl IntoView {
    let ids = Ids::of(name);
    let id = ids.control.clone();
    let described = ids.described_by(hint.is_some());
    let (kind, autocomplete) = kind.attributes();
    let affix =
        |text: Option<String>| text.map(|text| view! { <span class="input__affix">{text}</span> });
    view! {
        <Field ids label need hint error>
            <div class="input">
                {affix(prefix)}
                <input
                    id=id name=name type=kind autocomplete=autocomplete
                    placeholder=example
                    value=value.get_untracked() prop:value=move || value.get()
                    required=need.is_required() readonly=readonly disabled=move || disabled.get()
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=described
                    on:input=move |event| if let Some(input) = input {
                        input.run(event_target_value(&event));
                    }
                />
                {affix(suffix)}
            </div>
        </Field>
    }
    .into_any()
}
