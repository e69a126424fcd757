//! The document around every page, and the routes.

use contract::AssetBase;
use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{A, Route, Router, Routes},
    path,
};

use crate::{
    icons,
    pages::{
        instrument::InstrumentPage, instruments::InstrumentsPage, landing::LandingPage,
        not_found::NotFoundPage, status::StatusPage,
    },
    ssr,
    theme::{self, ThemeButton},
};

/// The document around every page.
#[must_use]
pub fn shell() -> impl IntoView {
    let base = use_context::<AssetBase>().map_or_else(|| "/pkg".to_owned(), |base| base.0);
    let nonce = ssr::nonce();
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme::of_request() data-assets=base.clone()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta
                    name="description"
                    content="A self-hosted portfolio optimiser that explains itself: move a limit, see what it costs."
                />
                <link rel="stylesheet" href=format!("{base}/finx.css") />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="modulepreload" href=format!("{base}/app.js") />
                <link
                    rel="preload"
                    href=format!("{base}/app_bg.wasm")
                    r#as="fetch"
                    r#type="application/wasm"
                    crossorigin="anonymous"
                />
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
    view! {
        <Title formatter=|text: String| {
            if text.is_empty() { "FinX".to_owned() } else { format!("{text} · FinX") }
        } />
        <Router>
            <a class="skip" href="#main" rel="external">"Skip to the content"</a>
            <header class="top">
                <div class="top__in">
                    <a class="brand" href="/" aria-label="FinX">{icons::mark()}<span>"FinX"</span></a>
                    <nav class="top__nav" aria-label="Main">
                        <A href="/" exact=true>"What-if"</A>
                        <A href="/instruments">"Instruments"</A>
                        <A href="/status">"Status"</A>
                    </nav>
                    <ThemeButton />
                </div>
            </header>
            <main id="main" tabindex="-1">
                <p class="plain-notice" role="status">
                    "Your browser does not run this page’s program (WebAssembly), so this server answers instead. Links and forms work; press “Answer” where there is one."
                </p>
                <Routes fallback=NotFoundPage>
                    <Route path=path!("/") view=LandingPage ssr=SsrMode::Async />
                    <Route path=path!("/instruments") view=InstrumentsPage ssr=SsrMode::Async />
                    <Route path=path!("/instruments/:symbol") view=InstrumentPage ssr=SsrMode::Async />
                    <Route path=path!("/status") view=StatusPage ssr=SsrMode::Async />
                </Routes>
            </main>
            <footer class="foot">
                <p>
                    "FinX computes; it does not advise. Past prices say nothing certain about the future."
                </p>
            </footer>
        </Router>
    }
}
