//! Nothing there yet: one sentence, one action, and the offer of something to play with.

use leptos::prelude::*;
use texts::{components, use_language};

use crate::button::{LinkButton, Weight};

/// An empty state.
#[component]
pub fn Empty(
    /// One sentence.
    #[prop(into)]
    text: String,
    /// What to do about it, and where.
    #[prop(into)]
    action: String,
    #[prop(into)] href: String,
    /// Where the same can be seen with demo data.
    #[prop(optional, into)]
    demo: Option<String>,
) -> impl IntoView {
    let demo = demo.map(|href| {
        view! { <a class="link" href=href>{components::try_demo(use_language())}</a> }
    });
    view! {
        <div class="empty">
            <p class="empty__text">{text}</p>
            <p class="empty__ways">
                <LinkButton href=href weight=Weight::Primary>{action}</LinkButton>
                {demo}
            </p>
        </div>
    }
    .into_any()
}
