//! A gain or a loss, told by arrow, sign, colour and hidden word.

use domain::Language;
use leptos::prelude::*;
use texts::{components as words, use_language};

use crate::icons;

/// Class and word of a change; the figure's own text decides, so that what rounds to zero is none.
pub fn look(language: Language, value: f64, text: &str) -> (&'static str, &'static str) {
    let is_zero = !text.chars().any(|c| c.is_ascii_digit() && c != '0');
    if is_zero || value == 0.0 || !value.is_finite() {
        ("", words::unchanged(language))
    } else if value > 0.0 {
        ("gain", words::gain(language))
    } else {
        ("loss", words::loss(language))
    }
}

/// The figure: its value, and how it is written (with its sign, by `domain::format`).
#[component]
pub fn Change(value: f64, #[prop(into)] text: String) -> impl IntoView {
    let (class, word) = look(use_language(), value, &text);
    let arrow = (!class.is_empty())
        .then(|| icons::turn(value))
        .flatten()
        .map(|arrow| view! { <span class="turn" aria-hidden="true">{arrow}</span> });
    let word = value
        .is_finite()
        .then(|| view! { <span class="visually-hidden">{format!("{word} ")}</span> });
    view! { <span class=format!("change {class}")>{arrow}{word}{text}</span> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(value: f64, text: &str) -> (&'static str, &'static str) {
        super::look(Language::English, value, text)
    }

    #[test]
    fn what_rounds_to_zero_is_no_change() {
        assert_eq!(look(0.012, "+1.20"), ("gain", "gain"));
        assert_eq!(look(-0.012, "−1.20"), ("loss", "loss"));
        assert_eq!(look(-0.000_01, "0.00"), ("", "unchanged"));
        assert_eq!(look(f64::NAN, "—"), ("", "unchanged"));
    }
}
