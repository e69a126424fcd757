//! The browser's entry point.

use wasm_bindgen::prelude::*;

/// Takes over the page that the server has rendered, once what that page is made of is there.
#[wasm_bindgen]
pub async fn hydrate(path: String) -> Result<(), JsError> {
    console_error_panic_hook::set_once();
    app::fetch_page(&path).await?;
    leptos::mount::hydrate_body(app::App);
    Ok(())
}

/// Fetches ahead what the page at this path is made of. A failure is no news: whoever opens the
/// page will see it.
#[wasm_bindgen]
pub async fn prepare(path: String) {
    let _ = app::fetch_page(&path).await;
}
