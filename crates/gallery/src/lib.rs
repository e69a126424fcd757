//! Every component of the design system in all its states: what a developer chooses from, and what
//! the browser's tests walk through. Served at `/gallery` where `FINX_GALLERY=1`.

mod colour;
mod holdings;
mod parts;
mod tokens;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use parts::PARTS;

/// The overview, or the part that the address names; `None` where there is no such part.
pub fn part_of(name: Option<&str>) -> Option<Option<&'static Part>> {
    match name {
        None => Some(None),
        Some(name) => PARTS.iter().find(|part| part.path == name).map(Some),
    }
}

/// A page of the gallery.
pub struct Part {
    /// The last step of its address.
    pub path: &'static str,
    pub title: &'static str,
    /// What is shown there, by name.
    pub components: &'static [&'static str],
    view: fn() -> AnyView,
}

/// The gallery, at `/gallery` and `/gallery/:part`.
#[component]
pub fn GalleryPage() -> impl IntoView {
    let params = use_params_map();
    move || {
        let name = params.with(|params| params.get("part"));
        match part_of(name.as_deref()) {
            Some(Some(part)) => view! { <PartPage part /> }.into_any(),
            // An unknown part leads back to the list.
            Some(None) | None => view! { <Overview /> }.into_any(),
        }
    }
}

#[component]
fn Overview() -> impl IntoView {
    let parts = PARTS
        .iter()
        .map(|part| {
            view! {
                <li>
                    <h2><a class="link" href=format!("/gallery/{}", part.path)>{part.title}</a></h2>
                    <p class="muted">{part.components.join(", ")}</p>
                </li>
            }
        })
        .collect_view();
    view! {
        <Title text="Gallery" />
        <div class="page">
            <h1>"Gallery"</h1>
            <ul class="gallery-parts">{parts}</ul>
        </div>
    }
    .into_any()
}

#[component]
fn PartPage(part: &'static Part) -> impl IntoView {
    view! {
        <Title text=part.title />
        <div class="page gallery">
            <p class="back"><a href="/gallery">{ui::icons::arrow_left()}"Gallery"</a></p>
            <h1>{part.title}</h1>
            {(part.view)()}
        </div>
    }
    .into_any()
}

/// One component: its name, and its states side by side.
#[component]
pub(crate) fn Specimen(name: &'static str, children: Children) -> impl IntoView {
    let id = name.to_lowercase().replace(' ', "-");
    let label = id.clone();
    view! {
        <section class="specimen" aria-labelledby=label>
            <h2 id=id>{name}</h2>
            <div class="specimen__states">{children()}</div>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_addresses_of_their_own() {
        for part in &PARTS {
            let found = part_of(Some(part.path)).flatten();
            assert!(found.is_some_and(|found| std::ptr::eq(found, part)));
        }
        assert!(part_of(Some("nothing")).is_none());
        assert!(part_of(None).is_some_and(|part| part.is_none()));
    }
}
