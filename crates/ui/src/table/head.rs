//! The heads of a table, with the way to sort.

use leptos::prelude::*;

use super::{Shared, model::Column};

/// What `aria-sort` says of a column.
fn sorted(shared: Shared, key: &str) -> Option<&'static str> {
    shared.state.with(|state| {
        let sort = state.sort.as_ref().filter(|sort| sort.column == key)?;
        Some(if sort.descending {
            "descending"
        } else {
            "ascending"
        })
    })
}

pub(super) fn head(shared: Shared) -> AnyView {
    let heads = move || {
        let columns = shared.columns.get();
        shared.table.with(|table| {
            let heads = columns.iter().map(|at| cell(shared, &table.columns[*at]));
            heads.collect_view()
        })
    };
    view! { <thead><tr aria-rowindex="1">{heads}</tr></thead> }.into_any()
}

fn cell(shared: Shared, column: &Column) -> AnyView {
    let Column { key, head, .. } = column.clone();
    let begins_descending = column.begins_descending();
    let class = column.is_left().then_some("left");
    let next = move || {
        shared
            .state
            .with(|state| state.sorted_by(key, begins_descending))
    };
    // The arrow is drawn by the style sheet from `aria-sort`.
    let label = view! { <span>{head}</span><span class="sort-mark" aria-hidden="true"></span> };
    let control = match shared.href {
        Some(href) => {
            view! { <a class="sort" href=move || href.run(next())>{label}</a> }.into_any()
        }
        None => view! {
            <button type="button" class="sort" on:click=move |_| shared.change.run(untrack(next))>
                {label}
            </button>
        }
        .into_any(),
    };
    view! {
        <th scope="col" class=class aria-sort=move || sorted(shared, key)>{control}</th>
    }
    .into_any()
}
