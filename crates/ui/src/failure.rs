//! What went wrong: what, why, what next; beside its cause.

use leptos::prelude::*;
use texts::{components, use_language};

use crate::{button::Button, icons};

/// An error state.
#[component]
pub fn Failure(
    #[prop(into)] what: String,
    #[prop(into)] why: String,
    /// What the person can do.
    #[prop(into)]
    next: String,
    /// Tries again.
    #[prop(optional, into)]
    retry: Option<Callback<()>>,
    /// Finds the line in the log of the server.
    #[prop(optional, into)]
    reference: Option<String>,
) -> impl IntoView {
    let language = use_language();
    let retry = retry.map(|retry| {
        view! { <p><Button press=retry>{components::try_again(language)}</Button></p> }
    });
    let reference = reference.map(|reference| {
        view! {
            <p class="small muted">{components::reference(language)}" "<code>{reference}</code></p>
        }
    });
    view! {
        <div class="failure" role="alert">
            <p class="failure__what">{icons::alert()}<span>{what}</span></p>
            <p>{why}" "{next}</p>
            {retry}
            {reference}
        </div>
    }
    .into_any()
}
