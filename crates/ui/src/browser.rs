//! What only a browser can do. Nothing here is called while the server renders: effects and event
//! handlers do not run there.

use js_sys::{Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use crate::dom;

/// Where this build's files lie, as the document says.
pub fn asset_base() -> String {
    document()
        .document_element()
        .and_then(|html| html.get_attribute("data-assets"))
        .unwrap_or_else(|| "/pkg".to_owned())
}

/// Whether this instance shows the gallery of components, as the document says.
pub fn gallery_is_open() -> bool {
    document()
        .document_element()
        .is_some_and(|html| html.has_attribute("data-gallery"))
}

/// What `<html>` says of a preference.
pub fn preference(name: &str) -> Option<String> {
    document()
        .document_element()?
        .get_attribute(&format!("data-{name}"))
}

/// Writes a preference on `<html>`, where style sheets see it, into its cookie for a year, and into
/// the fields that show it. An empty value forgets it.
pub fn prefer(name: &str, value: &str) {
    let attribute = format!("data-{name}");
    // All calls here fail only in documents without a browsing context.
    if let Some(html) = document().document_element() {
        let _ = if value.is_empty() {
            html.remove_attribute(&attribute)
        } else {
            html.set_attribute(&attribute, value)
        };
    }
    if let Ok(document) = document().dyn_into::<web_sys::HtmlDocument>() {
        let age = if value.is_empty() { 0 } else { 31_536_000 };
        let cookie = format!("{name}={value}; Path=/; Max-Age={age}; SameSite=Lax");
        let _ = document.set_cookie(&cookie);
    }
    let field = format!("input[name=\"{name}\"][value=\"{value}\"]");
    for field in document()
        .document_element()
        .map_or_else(Vec::new, |html| dom::all(&html, &field))
    {
        field
            .unchecked_into::<web_sys::HtmlInputElement>()
            .set_checked(true);
    }
}

/// Writes the preference that a field of a form has just chosen.
pub fn prefer_field(event: &web_sys::Event) {
    let field = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
    if let Some(field) = field {
        prefer(&field.name(), &field.value());
    }
}

/// Whether the system is set to dark.
pub fn prefers_dark() -> bool {
    window()
        .match_media("(prefers-color-scheme: dark)")
        .ok()
        .flatten()
        .is_some_and(|query| query.matches())
}

/// Scrolls as little as it takes to see an element.
pub fn bring_into_view(element: &web_sys::Element) {
    let how = web_sys::ScrollIntoViewOptions::new();
    how.set_block(web_sys::ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&how);
}

/// Opens an address of this origin as if it had been typed: the server answers, and the page
/// starts anew.
pub fn leave_for(address: &str) {
    // Refused only in a document that is being closed.
    let _ = window().location().assign(address);
}

/// Prints the page.
pub fn print() {
    let _ = window().print();
}

/// Presses the button that this selector finds.
pub fn press(selector: &str) {
    if let Ok(Some(button)) = document().query_selector(selector) {
        button.unchecked_into::<web_sys::HtmlElement>().click();
    }
}

/// Opens a dialog before everything else; what is open already stays.
pub fn show_modal(dialog: &web_sys::HtmlDialogElement) {
    if !dialog.open() {
        // Fails only for what is not in the document.
        let _ = dialog.show_modal();
    }
}

/// Scrolls the row into the view of its list, where it is not.
pub fn show_row(selector: &str) {
    if let Ok(Some(row)) = document().query_selector(selector) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        row.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// What this browser keeps under this name.
pub fn kept(name: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(name).ok()?
}

/// Keeps it for later visits, where the browser may.
pub fn keep(name: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        // Fails where the storage is full: then it is forgotten.
        let _ = storage.set_item(name, value);
    }
}

/// Whether the element at which a key was pressed takes it for itself: it is typed into, or stands
/// in a dialog.
pub fn takes_keys(event: &web_sys::KeyboardEvent) -> bool {
    let Some(element) = event
        .target()
        .and_then(|t| t.dyn_into::<web_sys::Element>().ok())
    else {
        return false;
    };
    let typed = "textarea, select, dialog[open], dialog[open] *, [contenteditable]:not([contenteditable=false]), \
                 input:not([type=radio], [type=checkbox], [type=range], [type=button], [type=submit])";
    event.is_composing() || element.matches(typed).unwrap_or(true)
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

/// A printed chart that comes alive when it is touched (`alive.js`).
pub struct LiveChart {
    chart: JsValue,
    _ask: Closure<dyn FnMut(bool) -> String>,
}

impl LiveChart {
    /// Watches the element that holds the printed figure. `ask` is called with `true` for the
    /// figure as JSON when the chart is drawn, and with `false` when it could not be.
    pub fn attach(
        element: &web_sys::Element,
        ask: impl FnMut(bool) -> String + 'static,
    ) -> Option<Self> {
        let finx = Reflect::get(&window(), &"finx".into()).ok()?;
        let attach: Function = Reflect::get(&finx, &"chart".into()).ok()?.dyn_into().ok()?;
        let ask = Closure::<dyn FnMut(bool) -> String>::new(ask);
        let chart = attach.call2(&finx, element, ask.as_ref()).ok()?;
        Some(Self { chart, _ask: ask })
    }

    fn call(&self, name: &str) {
        let method = Reflect::get(&self.chart, &name.into());
        if let Some(Ok(method)) = method.ok().map(JsCast::dyn_into::<Function>) {
            // A chart that cannot be drawn says so itself.
            let _ = method.call0(&self.chart);
        }
    }

    /// The figure has changed.
    pub fn update(&self) {
        self.call("update");
    }

    /// Takes the chart away with everything that it listens to.
    pub fn dispose(&self) {
        self.call("dispose");
    }
}
