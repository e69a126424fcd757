//! Whether amounts of money are shown: not everybody in the train should read them.

use leptos::prelude::*;

use super::Preference;

/// Whether amounts of money are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Amounts {
    #[default]
    Shown,
    Hidden,
}

impl Preference for Amounts {
    const NAME: &'static str = "amounts";
    const ALL: &'static [Self] = &[Self::Shown, Self::Hidden];

    fn key(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Hidden => "hidden",
        }
    }
}

/// An amount of money, which three dots stand for where amounts are hidden.
#[component]
pub fn Amount(children: Children) -> impl IntoView {
    view! { <span class="amount">{children()}</span> }.into_any()
}
