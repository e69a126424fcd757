//! A question or a form in front of the page, and a drawer from its side: the same native
//! `<dialog>`. The browser keeps the focus inside, closes it on Escape and gives the focus back.

use leptos::{html, prelude::*};
use texts::{common, use_language};

use crate::icons;

/// Where it stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Shape {
    /// In the middle; on narrow screens as wide as the screen allows.
    #[default]
    Centre,
    /// Wider, for forms in two columns and tables.
    Wide,
    /// A drawer at the right side; a sheet from below on narrow screens.
    Side,
}

fn class(shape: Shape) -> &'static str {
    match shape {
        Shape::Centre => "dialog",
        Shape::Wide => "dialog dialog--wide",
        Shape::Side => "dialog dialog--side",
    }
}

/// A modal dialog. Inside: text, fields or a `<form>`, and last a `<DialogActions>`. The control
/// that should have the focus first says `autofocus`.
#[component]
pub fn Dialog(
    #[prop(into)] id: String,
    #[prop(into)] title: Signal<String>,
    /// Whether it is open; it follows what the person does.
    open: RwSignal<bool>,
    #[prop(optional)] shape: Shape,
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |before: Option<()>| {
        let wanted = open.get();
        let Some(dialog) = dialog.get() else { return };
        match (wanted, dialog.open()) {
            // Fails only for elements that are not in the document.
            (true, false) => drop(dialog.show_modal()),
            // Opened by the browser itself before this program ran.
            (false, true) if before.is_none() => open.set(true),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    // A press that begins and ends beside the dialog closes it; one that only ends there (while
    // text is being selected) does not.
    let began_beside = StoredValue::new(false);
    let is_beside = move |event: &web_sys::Event| {
        let target = event.target();
        target.is_some() && target == event.current_target()
    };
    let heading = format!("{id}-title");
    let labelled = heading.clone();
    view! {
        <dialog
            id=id
            class=class(shape)
            aria-labelledby=labelled
            node_ref=dialog
            on:close=move |_| open.set(false)
            on:pointerdown=move |event| began_beside.set_value(is_beside(&event))
            on:click=move |event| {
                if began_beside.get_value() && is_beside(&event) {
                    open.set(false);
                }
            }
        >
            <div class="dialog__in">
                <div class="dialog__head">
                    <h2 id=heading>{move || title.get()}</h2>
                    <button
                        type="button"
                        class="button button--ghost button--icon"
                        aria-label=common::close(use_language())
                        on:click=move |_| open.set(false)
                    >
                        {icons::cross()}
                    </button>
                </div>
                {children()}
            </div>
        </dialog>
    }
    .into_any()
}

/// The buttons at the end of a dialog.
#[component]
pub fn DialogActions(children: Children) -> impl IntoView {
    view! { <div class="dialog__actions">{children()}</div> }.into_any()
}
