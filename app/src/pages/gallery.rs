//! The gallery of components, where this instance shows it.

use gallery::GalleryPage;
use leptos::prelude::*;

use super::not_found::NotFoundPage;
use crate::ssr::gallery_is_open;

#[component]
pub fn GalleryRoute() -> impl IntoView {
    if gallery_is_open() {
        view! { <GalleryPage /> }.into_any()
    } else {
        view! { <NotFoundPage /> }.into_any()
    }
}
