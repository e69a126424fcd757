//! The document around every page, and the routes.

use contract::{AssetBase, GalleryOpen};
use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    Lazy, SsrMode,
    components::{Route, Router, Routes},
    path,
};
use texts::provide_language;
use ui::preferences;

use crate::{
    pages::not_found::NotFoundPage,
    routes::{
        Gallery, Instrument, Instruments, Landing, Preferences, Status, page_files, page_module,
    },
    shell::Frame,
    ssr,
};

/// The document around every page.
#[must_use]
pub fn shell() -> impl IntoView {
    let base = use_context::<AssetBase>().map_or_else(|| "/pkg".to_owned(), |base| base.0);
    let gallery = use_context::<GalleryOpen>().is_some_and(|open| open.0);
    let nonce = ssr::nonce();
    let taste = preferences::of_request();
    let page = ssr::path().and_then(|path| page_module(&path));
    view! {
        <!DOCTYPE html>
        <html
            lang=ssr::language().code()
            data-theme=taste.theme
            data-palette=taste.palette
            data-density=taste.density
            data-amounts=taste.amounts
            data-shortcuts=taste.shortcuts
            data-sidebar=taste.sidebar
            data-platform=preferences::platform_of_request()
            data-assets=base.clone()
            data-gallery=gallery.then_some("")
        >
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta
                    name="description"
                    content=texts::landing::description(ssr::language())
                />
                <link rel="stylesheet" href=format!("{base}/finx.css") />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="modulepreload" href=format!("{base}/app.js") />
                <link rel="modulepreload" href=format!("{base}/app-pages.js") />
                <link
                    rel="preload"
                    href=format!("{base}/app_bg.wasm")
                    r#as="fetch"
                    r#type="application/wasm"
                    crossorigin="anonymous"
                />
                {page
                    .map(page_files)
                    .unwrap_or_default()
                    .into_iter()
                    .map(|file| view! {
                        <link
                            rel="preload"
                            href=format!("{base}/{file}.wasm")
                            r#as="fetch"
                            r#type="application/wasm"
                            crossorigin="anonymous"
                        />
                    })
                    .collect_view()}
                <script type="module" nonce=nonce src=format!("{base}/page.js")></script>
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// All pages.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_language(ssr::language());
    view! {
        <Title formatter=|text: String| {
            if text.is_empty() { "FinX".to_owned() } else { format!("{text} · FinX") }
        } />
        <Router>
            <Frame>
                <Routes fallback=NotFoundPage>
                    <Route path=path!("/") view={Lazy::<Landing>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/instruments") view={Lazy::<Instruments>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/instruments/:symbol") view={Lazy::<Instrument>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/status") view={Lazy::<Status>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/preferences") view={Lazy::<Preferences>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/gallery") view={Lazy::<Gallery>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/gallery/:part") view={Lazy::<Gallery>::new()} ssr=SsrMode::Async />
                </Routes>
            </Frame>
        </Router>
    }
}
