//! A line that a page has to say before everything else.

use leptos::prelude::*;

use crate::badge::Tone;

/// A banner, with the mark of its tone.
#[component]
pub fn Notice(#[prop(optional)] tone: Tone, children: Children) -> impl IntoView {
    view! {
        <div class=format!("banner banner--{}", tone.name())>{tone.icon()}<p>{children()}</p></div>
    }
    .into_any()
}
