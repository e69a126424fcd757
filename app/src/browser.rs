//! What only a browser can do. Nothing here is called while the server renders: effects and event
//! handlers do not run there.

use js_sys::{Array, Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Where this build's files lie, as the document says.
pub fn asset_base() -> String {
    document()
        .document_element()
        .and_then(|html| html.get_attribute("data-assets"))
        .unwrap_or_else(|| "/pkg".to_owned())
}

/// Turns light into dark and back, now and for later visits.
pub fn toggle_theme() {
    let Some(html) = document().document_element() else {
        return;
    };
    let is_dark = html.get_attribute("data-theme").map_or_else(
        || {
            window()
                .match_media("(prefers-color-scheme: dark)")
                .ok()
                .flatten()
                .is_some_and(|query| query.matches())
        },
        |theme| theme == "dark",
    );
    let theme = if is_dark { "light" } else { "dark" };
    // Both calls fail only in documents without a browsing context.
    let _ = html.set_attribute("data-theme", theme);
    if let Ok(document) = document().dyn_into::<web_sys::HtmlDocument>() {
        let cookie = format!(
            "{}={theme}; Path=/; Max-Age=31536000; SameSite=Lax",
            crate::theme::COOKIE
        );
        let _ = document.set_cookie(&cookie);
    }
}

/// Goes back one step in the history.
pub fn go_back() {
    if let Ok(history) = window().history() {
        let _ = history.back();
    }
}

/// Puts the address of this page into the clipboard; whether that worked.
pub async fn copy_address() -> bool {
    let Ok(address) = window().location().href() else {
        return false;
    };
    let navigator = window().navigator();
    // Missing on pages that are not served securely.
    let clipboard = Reflect::get(&navigator, &"clipboard".into()).unwrap_or(JsValue::UNDEFINED);
    let Ok(clipboard) = clipboard.dyn_into::<web_sys::Clipboard>() else {
        return false;
    };
    JsFuture::from(clipboard.write_text(&address)).await.is_ok()
}

/// Whether the browser can run the solver: workers and WebAssembly.
pub fn can_solve() -> bool {
    let has =
        |name: &str| Reflect::get(&window(), &name.into()).is_ok_and(|value| !value.is_undefined());
    has("Worker") && has("WebAssembly")
}

/// The module that draws live charts, loaded when first needed.
#[derive(Clone)]
pub struct LiveCharts(JsValue);

impl LiveCharts {
    /// `window.finx.charts()`, a promise of the module (`page.js`).
    pub async fn load() -> Option<Self> {
        let finx = Reflect::get(&window(), &"finx".into()).ok()?;
        let load: Function = Reflect::get(&finx, &"charts".into())
            .ok()?
            .dyn_into()
            .ok()?;
        let promise: Promise = load.call0(&finx).ok()?.dyn_into().ok()?;
        JsFuture::from(promise).await.ok().map(Self)
    }

    fn call(&self, name: &str, arguments: &[&JsValue]) -> Option<JsValue> {
        let function: Function = Reflect::get(&self.0, &name.into()).ok()?.dyn_into().ok()?;
        let list: Array = arguments.iter().copied().collect();
        function.apply(&JsValue::UNDEFINED, &list).ok()
    }

    /// Draws the figure in place of what the element holds; the handle is for the calls below.
    /// `None` where it could not be drawn: then everything is as before.
    pub async fn mount(&self, element: &web_sys::Element, figure: &str) -> Option<JsValue> {
        let handle = self.call("mount", &[element, &figure.into()])?;
        let ready: Promise = Reflect::get(&handle, &"ready".into())
            .ok()?
            .dyn_into()
            .ok()?;
        if JsFuture::from(ready).await.is_err() {
            self.dispose(&handle);
            return None;
        }
        Some(handle)
    }

    /// Draws another figure in its place.
    pub fn update(&self, handle: &JsValue, figure: &str) {
        self.call("update", &[handle, &figure.into()]);
    }

    /// Takes the chart away with everything that it listens to.
    pub fn dispose(&self, handle: &JsValue) {
        self.call("dispose", &[handle]);
    }
}

/// Moves the focus from the element to the live chart inside it, if it is there.
pub fn focus_live_chart(stage: &web_sys::Element) {
    let has_focus = document().active_element().as_ref() == Some(stage);
    let live = stage.query_selector(".fg-live").ok().flatten();
    if let (true, Some(live)) = (
        has_focus,
        live.and_then(|l| l.dyn_into::<web_sys::HtmlElement>().ok()),
    ) {
        // Fails only for elements that cannot have the focus.
        let _ = live.focus();
    }
}
