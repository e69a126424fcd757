//! Focus, dialogs and popovers of the document. As in [`crate::browser`], nothing here is called
//! while the server renders.

use leptos::{ev::KeyboardEvent, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::{
    place::{Box, place},
    rove::{Along, step},
};

/// The element with this id.
pub fn by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// What lies inside an element and fits a selector, in the order of the document.
pub fn all(inside: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(list) = inside.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|at| list.item(at)?.dyn_into().ok())
        .collect()
}

/// The element whose handler runs, whatever inside it was touched.
pub fn own(event: &web_sys::Event) -> Option<HtmlElement> {
    event.current_target()?.dyn_into().ok()
}

/// Fails only for elements that cannot have the focus.
pub fn focus(element: &HtmlElement) {
    let _ = element.focus();
}

/// What has the focus.
pub fn active() -> Option<HtmlElement> {
    document().active_element()?.dyn_into().ok()
}

/// Which of these has the focus.
pub fn focused(items: &[HtmlElement]) -> Option<usize> {
    let active = document().active_element()?;
    items.iter().position(|item| **item == active)
}

/// Moves the focus among those inside the handler's element that fit the selector, if the key says
/// so; the place it came to.
pub fn rove(event: &KeyboardEvent, selector: &str, along: Along) -> Option<usize> {
    let container = own(event)?;
    let items = all(&container, selector);
    let at = focused(&items)?;
    let to = step(&event.key(), along, at, items.len())?;
    event.prevent_default();
    focus(&items[to]);
    Some(to)
}

/// Closes a popover, if it is open.
pub fn hide_popover(id: &str) {
    // Fails for popovers that are closed.
    let _ = by_id(id).map(|popover| popover.hide_popover());
}

/// Puts a popover beside what it belongs to, where the browser does not do that by itself
/// (`position-area`).
pub fn anchor(popover: &HtmlElement, to: &Element) {
    if !web_sys::css::supports_with_value("position-area", "bottom").unwrap_or(false) {
        put(popover, to);
    }
}

/// Puts a popover that no button opens beside what it explains: the browser does not know of it.
pub fn put(popover: &HtmlElement, to: &Element) {
    let rect = to.get_bounding_client_rect();
    let html = document().document_element();
    let (width, height) = html.map_or((0, 0), |html| (html.client_width(), html.client_height()));
    let (x, y) = place(
        Box::new(rect.left(), rect.top(), rect.width(), rect.height()),
        (
            popover.offset_width().into(),
            popover.offset_height().into(),
        ),
        (width.into(), height.into()),
    );
    let style = popover.style();
    for (name, value) in [("inset", "auto"), ("margin", "0")] {
        let _ = style.set_property(name, value);
    }
    let _ = style.set_property("left", &format!("{x}px"));
    let _ = style.set_property("top", &format!("{y}px"));
}

/// Puts a popover beside the button that opens it.
pub fn anchor_to_button(popover: &HtmlElement) {
    let selector = format!("[popovertarget=\"{}\"]", popover.id());
    if let Ok(Some(button)) = document().query_selector(&selector) {
        anchor(popover, &button);
    }
}
