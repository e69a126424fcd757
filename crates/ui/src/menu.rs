//! Actions behind a button, by the pattern of the ARIA guide: arrows, Home, End and letters move,
//! Escape and Tab close.

use leptos::{ev::KeyboardEvent, prelude::*};

use crate::{
    button::{Size, Weight, class},
    dom, icons,
    rove::{Along, by_letter},
};

/// What an item does.
#[derive(Debug, Clone)]
pub enum Act {
    /// Goes to this address.
    Go(String),
    /// Does something on this page.
    Do(Callback<()>),
}

/// One line of a menu.
#[derive(Debug, Clone)]
pub struct Item {
    pub label: String,
    /// A shortcut or a number, written at the right.
    pub hint: String,
    pub act: Act,
    /// It takes something away.
    pub removes: bool,
    /// It stays in sight, but cannot be chosen now.
    pub disabled: bool,
}

impl Item {
    pub fn new(label: impl Into<String>, act: Act) -> Self {
        Self {
            label: label.into(),
            hint: String::new(),
            act,
            removes: false,
            disabled: false,
        }
    }
}

const ITEMS: &str = "[role=menuitem]:not([aria-disabled])";

fn move_focus(event: &KeyboardEvent, id: &str) {
    if event.key() == "Tab" {
        dom::hide_popover(id);
        return;
    }
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    if dom::rove(event, ITEMS, Along::Column).is_some() {
        return;
    }
    let Some(menu) = dom::own(event) else { return };
    let items = dom::all(&menu, ITEMS);
    let names: Vec<String> = items
        .iter()
        .filter_map(|item| item.text_content())
        .collect();
    let at = dom::focused(&items).unwrap_or(0);
    if let Some(to) = by_letter(&event.key(), at, names.iter().map(String::as_str)) {
        event.prevent_default();
        dom::focus(&items[to]);
    }
}

/// A button with the menu that it opens.
#[component]
pub fn Menu(
    #[prop(into)] id: String,
    items: Vec<Item>,
    #[prop(optional)] weight: Weight,
    #[prop(optional)] size: Size,
    /// What the button is called, where its content is a picture only.
    #[prop(optional, into)]
    label: Option<String>,
    children: Children,
) -> impl IntoView {
    let is_picture = label.is_some();
    let class = class(weight, size) + if is_picture { " button--icon" } else { "" };
    let button = format!("{id}-button");
    let lines = items
        .into_iter()
        .enumerate()
        .map(|(at, item)| line(item, id.clone(), at == 0))
        .collect_view();
    let own_id = id.clone();
    view! {
        <button
            id=button.clone()
            type="button"
            class=class
            popovertarget=id.clone()
            aria-haspopup="menu"
            aria-label=label
            on:keydown=move |event| {
                if matches!(event.key().as_str(), "ArrowDown" | "ArrowUp") {
                    event.prevent_default();
                    let _ = dom::own(&event).map(|button| button.click());
                }
            }
        >
            {children()}
            {(!is_picture).then(icons::down)}
        </button>
        <div
            id=id
            class="popover menu"
            popover="auto"
            role="menu"
            aria-labelledby=button
            on:keydown=move |event| move_focus(&event, &own_id)
            on:toggle=move |event| {
                if let Some(menu) = dom::own(&event) {
                    dom::anchor_to_button(&menu);
                }
            }
        >
            {lines}
        </div>
    }
    .into_any()
}

fn line(item: Item, menu: String, first: bool) -> AnyView {
    let class = if item.removes {
        "menu__item menu__item--removes"
    } else {
        "menu__item"
    };
    let hint =
        (!item.hint.is_empty()).then(|| view! { <span class="menu__hint">{item.hint}</span> });
    // The browser gives the focus to the first line when the menu opens.
    match item.act {
        Act::Go(href) => view! {
            <a
                class=class
                role="menuitem"
                tabindex="-1"
                autofocus=first
                href=href
                on:click=move |_| dom::hide_popover(&menu)
            >
                {item.label}
                {hint}
            </a>
        }
        .into_any(),
        Act::Do(act) => view! {
            <button
                type="button"
                class=class
                role="menuitem"
                tabindex="-1"
                autofocus=first
                aria-disabled=item.disabled.then_some("true")
                on:click=move |_| {
                    if !item.disabled {
                        dom::hide_popover(&menu);
                        act.run(());
                    }
                }
            >
                {item.label}
                {hint}
            </button>
        }
        .into_any(),
    }
}
