//! The list below a combobox, and the browser's own for pages without a script.

use leptos::prelude::*;
use texts::{Language, components as words};

use super::{
    Many,
    choose::Choosing,
    list::{Item, MOST},
};

/// The list: groups with their headings, or why it is empty.
#[component]
pub(super) fn Rows(
    choosing: Choosing,
    list_id: String,
    /// What the addresses of rows begin with.
    row_id: StoredValue<String>,
    loading: Signal<bool>,
    language: Language,
) -> impl IntoView {
    let Choosing {
        open,
        active,
        found,
        items,
        value,
        ..
    } = choosing;
    let row = move |row: usize, item: Item| {
        let id = row_id.with_value(|id| format!("{id}{row}"));
        let key = item.value.clone();
        let chosen = move || value.with(|value| value.contains(&key)).to_string();
        let is_active = Memo::new(move |_| active.get() == Some(row));
        let node = NodeRef::<leptos::html::Li>::new();
        Effect::new(move |_| {
            if let (true, Some(node)) = (is_active.get(), node.get()) {
                crate::browser::bring_into_view(&node);
            }
        });
        view! {
            <li class="combobox__row" class:combobox__row--active=move || is_active.get() node_ref=node
                role="option" id=id aria-selected=chosen
                // The focus stays in the field.
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| choosing.take(row)>
                <span>{item.name}</span>
                <span class="combobox__hint">{item.hint}</span>
            </li>
        }
    };
    let rows = move || {
        if !open.get() {
            return Vec::new();
        }
        let found = found.get();
        let mut views: Vec<AnyView> = Vec::new();
        let mut group = String::new();
        for (at, place) in found.into_iter().enumerate() {
            let Some(item) = items.with(|items| items.get(place).cloned()) else {
                continue;
            };
            if item.group != group {
                group.clone_from(&item.group);
                views.push(
                    view! { <li class="combobox__group" role="presentation">{group.clone()}</li> }
                        .into_any(),
                );
            }
            views.push(row(at, item).into_any());
        }
        views
    };
    let says = move || {
        let count = found.with(Vec::len);
        match (open.get(), loading.get(), count) {
            (false, ..) => String::new(),
            (true, true, _) => words::loading(language).to_owned(),
            (true, false, 0) => words::nothing_found(language).to_owned(),
            (true, false, MOST) => words::type_for_more(language, &MOST.to_string()),
            (true, false, count) => words::results(language, count as u64),
        }
    };
    // A count alone is for those who cannot see the list.
    let plain = move || !loading.get() && (1..MOST).contains(&found.with(Vec::len));
    view! {
        <div class="combobox__list needs-script" class:hidden=move || !open.get()>
            <ul role="listbox" id=list_id aria-label=words::choices(language)
                aria-busy=move || loading.get().to_string()
                aria-multiselectable=(choosing.is_several()).then_some("true")>
                {rows}
            </ul>
            <p class="combobox__says" class=("visually-hidden", plain) role="status">{says}</p>
        </div>
    }
    .into_any()
}

/// The browser's own list. With a script nobody sees it, but it carries what a form sends.
#[component]
pub(super) fn Native(
    name: &'static str,
    items: Signal<Vec<Item>>,
    value: Signal<Vec<String>>,
    many: Many,
    disabled: Signal<bool>,
) -> impl IntoView {
    let options = move || {
        let chosen = value.get();
        let mut items = items.get();
        // What was found by an earlier search is sent as well.
        for value in &chosen {
            if !items.iter().any(|item| item.value == *value) {
                items.push(Item::new(value, value));
            }
        }
        let option = |item: Item| {
            let selected = chosen.contains(&item.value);
            let text = if item.hint.is_empty() {
                item.name
            } else {
                format!("{}, {}", item.name, item.hint)
            };
            view! { <option value=item.value selected=selected>{text}</option> }
        };
        items.into_iter().map(option).collect_view()
    };
    let empty = (many == Many::One).then(|| view! { <option value=""></option> });
    view! {
        <select class="input without-script" name=name aria-label=name multiple=many == Many::Several
            disabled=move || disabled.get()>
            {empty}{options}
        </select>
    }
    .into_any()
}
