//! Tables: with everything that they can do, long ones, and those without rows.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use ui::{
    empty::Empty,
    skeleton::TableSkeleton,
    table::{
        DataTable,
        model::Table,
        state::{Sort, State},
    },
};

use crate::{Part, Specimen, holdings};

pub(crate) const PART: Part = Part {
    path: "tables",
    title: "Tables",
    components: &["Table", "Ten thousand rows", "Without rows"],
    view,
};

fn view() -> AnyView {
    view! {
        <Specimen name="Table"><div class="wide"><Holdings /></div></Specimen>
        <Specimen name="Ten thousand rows"><div class="wide"><Bookings /></div></Specimen>
        <Specimen name="Without rows"><div class="wide"><WithoutRows /></div></Specimen>
    }
    .into_any()
}

/// Its state is in the address: heads are links, and the back button undoes a sort.
#[component]
fn Holdings() -> impl IntoView {
    let usual = State {
        sort: Some(Sort {
            column: "value".to_owned(),
            descending: true,
        }),
        ..State::default()
    };
    let usual = StoredValue::new(usual);
    let query = use_query_map();
    let state = Memo::new(move |_| {
        usual.with_value(|usual| {
            query.with(|query| State::from_query("", usual, |name| query.get(name)))
        })
    });
    let address = move |state: &State| {
        format!(
            "/gallery/tables?{}",
            usual.with_value(|usual| state.to_query("", usual))
        )
    };
    let navigate = use_navigate();
    let change = move |next: State| {
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&address(&next), options);
    };
    let href = Callback::new(move |next: State| address(&next));
    view! {
        <DataTable
            id="holdings"
            caption="Holdings, Core Equity"
            table=Arc::new(holdings::holdings())
            state=state
            change=change
            href=href
            tools=true
            density=true
        />
    }
    .into_any()
}

/// Its state is its own: heads are buttons.
#[component]
fn Bookings() -> impl IntoView {
    let state = RwSignal::new(State::default());
    view! {
        <DataTable
            id="bookings"
            caption="Bookings"
            table=Arc::new(holdings::bookings())
            state=state
            change=move |next| state.set(next)
            tools=true
        />
    }
    .into_any()
}

#[component]
fn WithoutRows() -> impl IntoView {
    let state = RwSignal::new(State::default());
    let table = Table {
        rows: Vec::new(),
        totals: None,
        ..holdings::holdings()
    };
    let empty = || {
        view! {
            <Empty text="No holdings yet." href="/" action="Add a transaction" demo="/instruments" />
        }
    };
    view! {
        <p class="label">"Nothing there yet"</p>
        <DataTable
            id="nothing"
            caption="Holdings, a new portfolio"
            table=Arc::new(table)
            state=state
            change=move |next| state.set(next)
            empty=empty
        />
        <p class="label gallery-gap">"On its way, for longer than 200 ms"</p>
        <TableSkeleton caption="Holdings, on their way" rows=5 columns=8 />
        <p class="label gallery-gap">"Old rows, while new ones are on their way"</p>
        <DataTable
            id="stale"
            caption="Holdings of yesterday"
            table=Arc::new(holdings::first(3))
            state=state
            change=move |next| state.set(next)
            stale=true
        />
    }
    .into_any()
}
