//! What stands above a table: filter, columns, density, CSV.

use leptos::prelude::*;
use texts::components;

use super::{Shared, csv::csv};
use crate::{
    button::{Button, Size},
    download, icons,
    popover::{Popover, PopoverButton},
    preferences::{self, Density},
};

pub(super) fn bar(shared: Shared, id: String, caption: String, density: bool) -> AnyView {
    let save = move |()| {
        let text = shared.table.with_untracked(|table| {
            shared.state.with_untracked(|state| {
                shared
                    .order
                    .with_untracked(|order| csv(table, state, order))
            })
        });
        download::save(
            &format!("{}.csv", download::file_name(&caption)),
            "text/csv",
            &text,
        );
    };
    let filter = format!("{id}-filter");
    let labelled = filter.clone();
    view! {
        <div class="data-table__bar needs-script">
            <div class="filter">
                {icons::search()}
                <label class="visually-hidden" for=labelled>{components::filter(shared.language)}</label>
                <input
                    id=filter
                    class="input"
                    type="search"
                    placeholder=components::filter(shared.language)
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || shared.state.with(|state| state.filter.clone())
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        shared.change.run(shared.state.with_untracked(|state| state.filtered(text)));
                    }
                />
            </div>
            {columns(shared, &id)}
            {density.then(|| densities(shared, &id))}
            <Button size=Size::Small press=save>{icons::download()}{components::csv(shared.language)}</Button>
        </div>
    }
    .into_any()
}

fn columns(shared: Shared, id: &str) -> AnyView {
    let popover = format!("{id}-columns");
    let target = popover.clone();
    // The first column names the rows: it stays.
    let choices = shared.table.with_untracked(|table| {
        let choices = table.columns.iter().skip(1).map(|column| {
            let key = column.key;
            let is_shown = move || !shared.state.with(|state| state.hidden.iter().any(|own| own == key));
            view! {
                <label class="choice">
                    <input
                        type="checkbox"
                        prop:checked=is_shown
                        on:change=move |event| {
                            let checked = event_target_checked(&event);
                            let state = shared.state.with_untracked(|state| state.with_column(key, checked));
                            shared.change.run(state);
                        }
                    />
                    <span>{column.head.clone()}</span>
                </label>
            }
        });
        choices.collect_view()
    });
    view! {
        <PopoverButton target size=Size::Small>{components::columns(shared.language)}</PopoverButton>
        <Popover id=popover label=components::columns(shared.language)>{choices}</Popover>
    }
    .into_any()
}

fn densities(shared: Shared, id: &str) -> AnyView {
    // The document knows what was chosen; what the server wrote is put right in the browser.
    let chosen = RwSignal::new(Density::default());
    Effect::new(move |_| chosen.set(preferences::current().unwrap_or_default()));
    let choice = |own: Density, name: &'static str| {
        view! {
            <label class="segment">
                <input
                    type="radio"
                    name=format!("{id}-density")
                    prop:checked=move || chosen.get() == own
                    on:change=move |_| {
                        chosen.set(own);
                        preferences::choose(own);
                    }
                />
                {name}
            </label>
        }
    };
    view! {
        <fieldset class="segments segments--small">
            <legend class="visually-hidden">{components::density(shared.language)}</legend>
            {choice(Density::Compact, components::compact(shared.language))}
            {choice(Density::Roomy, components::roomy(shared.language))}
        </fieldset>
    }
    .into_any()
}
