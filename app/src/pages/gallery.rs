//! The gallery of components, where this instance shows it.

use contract::GalleryOpen;
use gallery::GalleryPage;
use leptos::prelude::*;

use super::not_found::NotFoundPage;

/// Whether it is shown: the server knows it from its configuration, the browser from the document.
fn is_open() -> bool {
    use_context::<GalleryOpen>().map_or_else(ui::browser::gallery_is_open, |open| open.0)
}

#[component]
pub fn GalleryRoute() -> impl IntoView {
    if is_open() {
        view! { <GalleryPage /> }.into_any()
    } else {
        view! { <NotFoundPage /> }.into_any()
    }
}
