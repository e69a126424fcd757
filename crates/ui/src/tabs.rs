//! Several views in one place, by the pattern of the ARIA guide: arrows, Home and End choose. Where
//! each view has an address of its own, they are links.

use leptos::prelude::*;

use crate::{dom, rove::Along};

/// A view with its name.
pub struct Tab {
    pub key: &'static str,
    pub label: String,
    pub view: AnyView,
}

impl Tab {
    pub fn new(key: &'static str, label: impl Into<String>, view: AnyView) -> Self {
        Self {
            key,
            label: label.into(),
            view,
        }
    }
}

/// Tabs within a page. The views stay while others are in sight, with what was typed into them.
#[component]
pub fn Tabs(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    tabs: Vec<Tab>,
    /// The key of the view in sight.
    chosen: RwSignal<&'static str>,
) -> impl IntoView {
    let keys: Vec<&'static str> = tabs.iter().map(|tab| tab.key).collect();
    let (heads, views): (Vec<_>, Vec<_>) = tabs
        .into_iter()
        .map(|Tab { key, label, view }| {
            let (tab, panel) = (format!("{id}-tab-{key}"), format!("{id}-{key}"));
            let is_chosen = move || chosen.get() == key;
            let (controls, labelled) = (panel.clone(), tab.clone());
            let head = view! {
                <button
                    id=tab
                    type="button"
                    class="tab"
                    role="tab"
                    aria-controls=controls
                    aria-selected=move || if is_chosen() { "true" } else { "false" }
                    tabindex=move || if is_chosen() { "0" } else { "-1" }
                    on:click=move |_| chosen.set(key)
                >
                    {label}
                </button>
            };
            let view = view! {
                <div
                    id=panel
                    class="tab-view"
                    role="tabpanel"
                    aria-labelledby=labelled
                    tabindex="0"
                    hidden=move || !is_chosen()
                >
                    {view}
                </div>
            };
            (head, view)
        })
        .unzip();
    view! {
        <div
            class="tabs"
            role="tablist"
            aria-label=label
            on:keydown=move |event| {
                if let Some(to) = dom::rove(&event, "[role=tab]", Along::Row) {
                    chosen.set(keys[to]);
                }
            }
        >
            {heads}
        </div>
        {views}
    }
    .into_any()
}

/// Tabs that are pages: name, address, and whether it is this one.
#[component]
pub fn TabLinks(#[prop(into)] label: String, links: Vec<(String, String, bool)>) -> impl IntoView {
    let links = links
        .into_iter()
        .map(|(name, href, here)| {
            view! { <a class="tab" href=href aria-current=here.then_some("page")>{name}</a> }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label=label>{links}</nav> }.into_any()
}
