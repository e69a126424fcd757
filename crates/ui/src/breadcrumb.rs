//! Where a page stands.

use leptos::prelude::*;
use texts::{components, use_language};

/// The pages above this one, from the top (name and address), then this one.
#[component]
pub fn Breadcrumb(above: Vec<(String, String)>, #[prop(into)] here: String) -> impl IntoView {
    let above = above
        .into_iter()
        .map(|(name, href)| view! { <li><a href=href>{name}</a></li> })
        .collect_view();
    view! {
        <nav class="breadcrumb" aria-label=components::breadcrumb(use_language())>
            <ol>{above}<li><span aria-current="page">{here}</span></li></ol>
        </nav>
    }
    .into_any()
}
