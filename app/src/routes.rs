//! One WebAssembly module per page, fetched when the page is first opened.
//!
//! A page is a split point: what only it needs goes into its own module, what pages share stays in
//! the one that every visit loads (`xtask/src/wasm/split.rs`). The server has everything at once.

use leptos::{prelude::*, wasm_split::SplitLoaderError};
use leptos_router::{LazyRoute, hooks::use_url};

use crate::pages::{
    gallery::GalleryRoute, instrument::InstrumentPage, instruments::InstrumentsPage,
    landing::LandingPage, preferences::PreferencesPage, status::StatusPage,
};
use crate::shell::FrontView;

/// Declares pages with modules of their own. For each: the route, the module's name, the names of
/// its fetcher and of its split point, and the view.
macro_rules! pages {
    ($($route:ident: $module:ident, $fetch:ident, $render:ident, $page:ident;)*) => {
        $(
            #[derive(Debug)]
            pub struct $route;

            #[leptos::wasm_split::wasm_split(
                $module,
                wasm_split_path = leptos::wasm_split,
                fallible,
                preload($fetch)
            )]
            fn $render() -> Result<AnyView, SplitLoaderError> {
                Ok($page().into_any())
            }

            impl LazyRoute for $route {
                fn data() -> Self {
                    Self
                }

                async fn preload() {
                    if $fetch().await.is_err() {
                        load_by_server::<()>().await;
                    }
                }

                async fn view(_: Self) -> AnyView {
                    match $render().await {
                        Ok(view) => view,
                        Err(_) => load_by_server().await,
                    }
                }
            }
        )*

        /// Fetches the module of the page at this path: before hydration, which cannot wait for
        /// it, and ahead of a click.
        pub async fn fetch_page(path: &str) -> Result<(), SplitLoaderError> {
            let module = page_module(path);
            $(if module == Some(stringify!($module)) {
                return $fetch().await;
            })*
            Ok(())
        }
    };
}

pages! {
    Landing: landing, fetch_landing, render_landing, LandingPage;
    Instruments: instruments, fetch_instruments, render_instruments, InstrumentsPage;
    Instrument: instrument, fetch_instrument, render_instrument, InstrumentPage;
    Status: status, fetch_status, render_status, StatusPage;
    Preferences: preferences, fetch_preferences, render_preferences, PreferencesPage;
    Gallery: gallery, fetch_gallery, render_gallery, GalleryRoute;
}

/// What opens in front of a page, palette and help, has a module too: most visits need neither.
#[leptos::wasm_split::wasm_split(front, wasm_split_path = leptos::wasm_split, fallible)]
fn render_front() -> Result<AnyView, SplitLoaderError> {
    Ok(FrontView().into_any())
}

/// Palette and help; `None` where their module cannot be fetched now.
pub(crate) async fn load_front() -> Option<AnyView> {
    render_front().await.ok()
}

/// The name of the module that makes the page at this path, if that is a page: a route in
/// `document.rs` and a line here belong together.
#[must_use]
pub fn page_module(path: &str) -> Option<&'static str> {
    let mut steps = path.trim_matches('/').split('/');
    match (steps.next()?, steps.next(), steps.next()) {
        ("", None, _) => Some("landing"),
        ("instruments", None, _) => Some("instruments"),
        ("instruments", Some(_), None) => Some("instrument"),
        ("status", None, _) => Some("status"),
        ("preferences", None, _) => Some("preferences"),
        ("gallery", _, None) => Some("gallery"),
        _ => None,
    }
}

/// The names of the files that make a page's module: what only it needs, and what it shares with
/// the gallery only. The gallery shares with every page, and fetches that by itself.
#[must_use]
pub fn page_files(module: &str) -> Vec<String> {
    let shown = (module != "gallery").then(|| format!("app-{module}-shown"));
    [Some(format!("app-{module}")), shown]
        .into_iter()
        .flatten()
        .collect()
}

/// A module that cannot be fetched is most often one of an earlier release, which the server does
/// not have any more. Then the page is loaded as if its address had been typed.
async fn load_by_server<T>() -> T {
    let address = use_url().with_untracked(|url| format!("{}{}", url.path(), url.search()));
    ui::browser::leave_for(&address);
    std::future::pending().await
}
