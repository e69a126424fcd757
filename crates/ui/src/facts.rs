//! Names and their values: the statistics of an instrument, the facts of an account.

use leptos::prelude::*;

/// In one column or, where there is room, in two.
#[component]
pub fn Facts(
    /// A name, and its value: text or a [`crate::change::Change`].
    rows: Vec<(String, AnyView)>,
    #[prop(optional)] two_columns: bool,
) -> impl IntoView {
    let class = if two_columns {
        "fact-list fact-list--two"
    } else {
        "fact-list"
    };
    let rows = rows
        .into_iter()
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
        .collect_view();
    view! { <div class="fact-list-box"><dl class=class>{rows}</dl></div> }.into_any()
}
