//! What stands around every control: its label, what helps to fill it in, what is wrong with it.

use leptos::prelude::*;
use texts::{components as words, use_language};

/// The addresses of a field's parts: the control names the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ids {
    /// Of the control; the label points here.
    pub control: String,
    hint: String,
    error: String,
}

impl Ids {
    /// Of the field that a form knows by this name. One of a name on a page.
    pub fn of(name: &str) -> Self {
        Self {
            control: format!("field-{name}"),
            hint: format!("hint-{name}"),
            error: format!("error-{name}"),
        }
    }

    /// What describes the control: the hint, if there is one, and what is wrong.
    pub fn described_by(&self, has_hint: bool) -> String {
        if has_hint {
            format!("{} {}", self.hint, self.error)
        } else {
            self.error.clone()
        }
    }
}

/// How much a form asks for a field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Need {
    /// The browser asks for it.
    Required,
    /// Says so beside the label.
    Optional,
    /// Says nothing: it has a value anyway.
    #[default]
    Plain,
}

impl Need {
    pub(crate) fn is_required(self) -> bool {
        self == Self::Required
    }
}

/// A label above a control, with its hint and its error below.
#[component]
pub fn Field(
    ids: Ids,
    #[prop(into)] label: String,
    #[prop(optional)] need: Need,
    /// What helps to fill it in.
    #[prop(optional_no_strip, into)]
    hint: Option<String>,
    /// What is wrong with it, and what to do.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    let optional = (need == Need::Optional).then(|| words::optional(use_language()));
    view! {
        <div class="field">
            <label class="field__label" for=ids.control.clone()>
                {label}{optional.map(|word| view! { <span class="field__note">{word}</span> })}
            </label>
            {children()}
            <Below ids hint error />
        </div>
    }
    .into_any()
}

/// What stands below a control.
#[component]
pub fn Below(
    ids: Ids,
    #[prop(optional_no_strip, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        {hint.map(|hint| view! { <p class="field__hint" id=ids.hint>{hint}</p> })}
        <FieldError id=ids.error error />
    }
    .into_any()
}

/// What is wrong with a field, beside it; read out when it appears.
#[component]
pub fn FieldError(id: String, error: Signal<Option<String>>) -> impl IntoView {
    view! {
        <p class="field-error" id=id role="alert">{move || error.get()}</p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_names_what_describes_it() {
        let ids = Ids::of("cap");
        assert_eq!(ids.control, "field-cap");
        assert_eq!(ids.described_by(false), "error-cap");
        assert_eq!(ids.described_by(true), "hint-cap error-cap");
    }
}
