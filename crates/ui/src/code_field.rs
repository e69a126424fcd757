//! A code of six digits: one native input, so that the browser fills it in and pasting works; six
//! cells show what it holds.

use leptos::prelude::*;

use crate::field::{Field, Ids};

/// So many digits a code has.
pub const DIGITS: usize = 6;

/// The digits of a text, at most [`DIGITS`]: `402-817` and `402 817` are codes as well.
pub fn digits(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_digit)
        .take(DIGITS)
        .collect()
}

/// A code of six digits.
#[component]
pub fn CodeField(
    #[prop(into)] label: String,
    /// What a form calls it. One of a name on a page.
    name: &'static str,
    /// The digits so far.
    #[prop(into)]
    value: Signal<String>,
    /// Told the digits at each key; all six are a whole code.
    #[prop(into)]
    change: Callback<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let ids = Ids::of(name);
    let id = ids.control.clone();
    let described = ids.described_by(hint.is_some());
    let take = move |event: leptos::ev::Event| {
        let input: web_sys::HtmlInputElement = event_target(&event);
        let code = digits(&input.value());
        // Also where nothing changed: a letter does not stay.
        input.set_value(&code);
        change.run(code);
    };
    let cell = move |at: usize| {
        let digit = move || value.with(|code| code.chars().nth(at).map(String::from));
        // The cell where the next digit goes; a full code shows its last.
        let is_next = move || value.with(|code| code.len().min(DIGITS - 1) == at);
        view! { <span class="code__cell" class:code__cell--next=is_next>{digit}</span> }
    };
    let cells = move |from: usize| (from..from + DIGITS / 2).map(cell).collect_view();
    view! {
        <Field ids label hint error>
            <div class="code">
                <input
                    id=id name=name type="text" class="code__input" inputmode="numeric"
                    autocomplete="one-time-code" pattern="[0-9]{6}" maxlength="12"
                    value=value.get_untracked() prop:value=move || value.get()
                    disabled=move || disabled.get()
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=described
                    on:input=take
                />
                <span class="code__cells needs-script" aria-hidden="true">
                    {cells(0)}<span class="code__dash">"–"</span>{cells(DIGITS / 2)}
                </span>
            </div>
        </Field>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_its_digits() {
        let check = |text: &str, expect: &str| assert_eq!(digits(text), expect);
        check("402817", "402817");
        check("402-817", "402817");
        check(" 402 8", "4028");
        check("FinX: 1234567", "123456");
        check("", "");
    }
}
