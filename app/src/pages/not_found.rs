//! What stands where there is nothing.

use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn NotFoundPage() -> impl IntoView {
    crate::ssr::set_status(404);
    view! {
        <Title text="Not found" />
        <div class="page page--narrow">
            <h1>"There is nothing here"</h1>
            <p>"The address may be mistyped, or the thing has moved."</p>
            <p class="actions">
                <a class="button button--primary" href="/">"To the what-if"</a>
                <a class="button" href="/instruments">"All instruments"</a>
            </p>
        </div>
    }
    .into_any()
}
