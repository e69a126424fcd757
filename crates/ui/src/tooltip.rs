//! A short explanation beside a control: on pointing and on focus, until Escape. It stays while it
//! is pointed at, and describes the control to those who do not see it.

use leptos::{ev, prelude::*};

use crate::dom;

/// Explains its one child, a control that can have the focus.
#[component]
pub fn Tooltip(
    #[prop(into)] id: String,
    #[prop(into)] text: String,
    children: Children,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    let own_id = id.clone();
    Effect::new(move |_| {
        let Some(tip) = dom::by_id(&own_id) else {
            return;
        };
        // Both fail only where it is so already.
        if !shown.get() {
            let _ = tip.hide_popover();
            return;
        }
        let _ = tip.show_popover();
        if let Some(control) = tip.previous_element_sibling() {
            dom::put(&tip, &control);
        }
        // Wherever the focus is: what is pointed at can be dismissed too.
        let escape = window_event_listener(ev::keydown, move |event| {
            if event.key() == "Escape" {
                shown.set(false);
            }
        });
        on_cleanup(move || escape.remove());
    });
    view! {
        <span
            class="tooltip"
            on:pointerenter=move |_| shown.set(true)
            on:pointerleave=move |_| shown.set(false)
            on:focusin=move |_| shown.set(true)
            on:focusout=move |_| shown.set(false)
        >
            {children().add_any_attr(leptos::attr::aria_describedby(id.clone()))}
            <span id=id class="tooltip__text" role="tooltip" popover="manual">
                <span class="tooltip__in">{text}</span>
            </span>
        </span>
    }
    .into_any()
}
