//! Tables of plain data: sorted, filtered, in pages, with the columns that a person wants to see,
//! and as a CSV file.
//!
//! Long tables come in pages, not in virtual rows: a page is a real table to the find of the
//! browser, to printing and to screen readers, the server writes no more than one page of HTML,
//! and nothing has to be measured. `aria-rowcount` and `aria-rowindex` say where the page lies.

pub mod csv;
pub mod model;
pub mod order;
pub mod state;

mod bar;
mod body;
mod head;

use std::sync::Arc;

use domain::Language;
use leptos::prelude::*;
use texts::{components, use_language};

use crate::pagination::{Pagination, count};
use model::Table;
use state::State;

/// What the parts of a table share.
#[derive(Clone, Copy)]
struct Shared {
    language: Language,
    table: Signal<Arc<Table>>,
    state: Signal<State>,
    change: Callback<State>,
    href: Option<Callback<State, String>>,
    /// The rows that pass the filter, in order.
    order: Memo<Vec<usize>>,
    /// The columns in sight.
    columns: Memo<Vec<usize>>,
}

/// A table with all that it can do.
///
/// The page owns its state: `change` gets the next one, and `href`, where the page keeps the state
/// in its address, the address of a state (then heads and page numbers are links, and work without
/// a script).
#[component]
pub fn DataTable(
    #[prop(into)] id: String,
    /// Names the table.
    #[prop(into)]
    caption: String,
    #[prop(into)] table: Signal<Arc<Table>>,
    #[prop(into)] state: Signal<State>,
    #[prop(into)] change: Callback<State>,
    #[prop(optional, into)] href: Option<Callback<State, String>>,
    /// Rows on a page.
    #[prop(default = 50)]
    a_page: usize,
    /// Shows filter, columns and CSV above the table.
    #[prop(optional)]
    tools: bool,
    /// Offers both heights of rows, for every table: it is a preference.
    #[prop(optional)]
    density: bool,
    /// Old rows are still there while new ones are on their way.
    #[prop(optional, into)]
    stale: Signal<bool>,
    /// What stands there without any row: an `<Empty>`.
    #[prop(optional, into)]
    empty: ViewFn,
) -> impl IntoView {
    let order =
        Memo::new(move |_| table.with(|table| state.with(|state| order::order(table, state))));
    let columns = Memo::new(move |_| {
        let hidden = state.with(|state| state.hidden.clone());
        table.with(|table| {
            let shown =
                |at: &usize| *at == 0 || !hidden.iter().any(|own| own == table.columns[*at].key);
            (0..table.columns.len()).filter(shown).collect()
        })
    });
    let language = use_language();
    let shared = Shared {
        language,
        table,
        state,
        change,
        href,
        order,
        columns,
    };
    let matching = Memo::new(move |_| order.with(Vec::len));
    let pages = Memo::new(move |_| count(matching.get(), a_page));
    let page = Memo::new(move |_| state.with(|state| state.page).min(pages.get() - 1));
    let go = move |to| change.run(state.with_untracked(|state| state.on_page(to)));
    let page_href =
        href.map(|href| Callback::new(move |to| href.run(state.with(|state| state.on_page(to)))));
    let range = move || {
        let (first, rows) = (page.get() * a_page, matching.get());
        if rows == 0 {
            return components::no_rows(language).to_owned();
        }
        let [first, last, rows] =
            [first + 1, (first + a_page).min(rows), rows].map(|n| language.count(n as u64));
        components::rows_of(language, &first, &last, &rows)
    };
    let label = caption.clone();
    let group = caption.clone();
    let bar = tools.then(|| bar::bar(shared, id.clone(), caption.clone(), density));
    let is_empty = Memo::new(move |_| table.with(|table| table.rows.is_empty()));
    let foot = move || {
        (pages.get() > 1).then(|| {
            let label = label.clone();
            match page_href {
                Some(href) => {
                    view! { <Pagination label at=page count=pages go=go href=href /> }.into_any()
                }
                None => view! { <Pagination label at=page count=pages go=go /> }.into_any(),
            }
        })
    };
    view! {
        <div
            id=id
            class="data-table"
            class:data-table--stale=move || stale.get()
        >
            {bar}
            <div class="table-scroll" tabindex="0" role="group" aria-label=group>
                <table
                    class="table"
                    aria-rowcount=move || matching.get() + 1
                    aria-busy=move || stale.get().then_some("true")
                >
                    <caption class="visually-hidden">{caption}</caption>
                    {head::head(shared)}
                    {body::body(shared, page, a_page)}
                </table>
            </div>
            {move || is_empty.get().then(|| empty.run())}
            <div class="data-table__foot" class:hidden=move || is_empty.get()>
                <p class="muted small" role="status">{range}</p>
                {foot}
            </div>
        </div>
    }
    .into_any()
}
