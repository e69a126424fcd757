//! What stands where there is nothing.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use texts::{shell as words, use_language};

use super::instruments::address;
use crate::{api, shell::Front};

#[component]
pub fn NotFoundPage() -> impl IntoView {
    crate::ssr::set_status(404);
    let language = use_language();
    let path = use_location().pathname;
    let near = Resource::new(
        move || path.get().rsplit('/').next().unwrap_or_default().to_owned(),
        api::list_nearest_instruments,
    );
    view! {
        <Title text=words::not_found(language) />
        <div class="page page--narrow">
            <h1>{words::nothing_here(language)}</h1>
            <p>{words::not_found_why(language)}</p>
            <Suspense>
                {move || Suspend::new(async move {
                    let found = near.await.unwrap_or_default();
                    (!found.is_empty()).then(|| {
                        let links = found
                            .into_iter()
                            .map(|one| {
                                view! {
                                    <li>
                                        <a class="link" href=address(&one.symbol)>{one.symbol.clone()}</a>
                                        " "<span class="muted">{one.name}</span>
                                    </li>
                                }
                            })
                            .collect_view();
                        view! { <p class="nearest__title">{words::nearest(language)}</p><ul>{links}</ul> }
                    })
                })}
            </Suspense>
            <p class="actions">
                <SearchButton />
                <a class="button" href="/">{words::to_what_if(language)}</a>
                <a class="button" href="/instruments">{words::all_instruments(language)}</a>
            </p>
        </div>
    }
    .into_any()
}

/// Opens the palette.
#[component]
fn SearchButton() -> impl IntoView {
    let front = use_context::<Front>();
    view! {
        <button
            type="button"
            class="button button--primary needs-script"
            on:click=move |_| if let Some(front) = front { front.palette.set(true) }
        >
            {words::search_button(use_language())}
        </button>
    }
    .into_any()
}
