//! Something small beside a button: a native `popover`, which opens and closes without a script.

use leptos::prelude::*;

use crate::{
    button::{Size, Weight, class},
    dom, icons,
};

/// The button that opens the popover with the id `target`.
#[component]
pub fn PopoverButton(
    #[prop(into)] target: String,
    #[prop(optional)] weight: Weight,
    #[prop(optional)] size: Size,
    /// What it is called, where its content is a picture only.
    #[prop(optional, into)]
    label: Option<String>,
    children: Children,
) -> impl IntoView {
    let is_picture = label.is_some();
    let class = class(weight, size) + if is_picture { " button--icon" } else { "" };
    view! {
        <button type="button" class=class popovertarget=target aria-label=label>
            {children()}
            {(!is_picture).then(icons::down)}
        </button>
    }
    .into_any()
}

/// What the button opens.
#[component]
pub fn Popover(
    #[prop(into)] id: String,
    /// What it is about, for those who do not see where it stands.
    #[prop(into)]
    label: String,
    children: Children,
) -> impl IntoView {
    view! {
        <div
            id=id
            class="popover"
            popover="auto"
            role="group"
            aria-label=label
            on:toggle=move |event| {
                if let Some(popover) = dom::own(&event) {
                    dom::anchor_to_button(&popover);
                }
            }
        >
            {children()}
        </div>
    }
    .into_any()
}
