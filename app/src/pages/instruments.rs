//! Every instrument with prices: what it is, and what became of it lately.

use std::sync::Arc;

use contract::market::{InstrumentRow, InstrumentSummary};
use domain::format::NOT_AVAILABLE;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use texts::{Language, common, instruments as text, sectors, use_language};
use ui::table::{
    DataTable,
    model::{Cell, Column, Format, Row, Table},
    state::State,
};

use crate::{api, errors::ErrorPanel};

#[component]
pub fn InstrumentsPage() -> impl IntoView {
    let language = use_language();
    let instruments = Resource::new(|| (), |()| api::list_instrument_rows());
    view! {
        <Title text=text::title(language) />
        <div class="page">
            <h1>{text::title(language)}</h1>
            <Suspense fallback=move || view! { <p class="muted">{common::looking(language)}</p> }>
                {move || Suspend::new(async move {
                    match instruments.await {
                        Ok(list) => view! { <InstrumentsTable list /> }.into_any(),
                        Err(failure) => view! { <ErrorPanel error=failure.0 /> }.into_any(),
                    }
                })}
            </Suspense>
        </div>
    }
    .into_any()
}

/// What a kind is called.
pub fn kind_name(language: Language, kind: &str) -> &'static str {
    match kind {
        "equity" => text::share(language),
        "fund" => text::fund(language),
        _ => text::index(language),
    }
}

/// The address of an instrument's page.
pub fn address(symbol: &str) -> String {
    format!("/instruments/{}", symbol.replace('^', "%5E"))
}

/// Name, exchange and currency, as far as there are any.
pub fn place(summary: &InstrumentSummary) -> String {
    let parts = [&summary.name, &summary.exchange, &summary.currency];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// The state of the table is in the address: a sorted list can be sent to somebody, and its heads
/// are links without a script.
#[component]
fn InstrumentsTable(list: Vec<InstrumentRow>) -> impl IntoView {
    let language = use_language();
    let count = list.len() as u64;
    let table = Arc::new(table(language, list));
    let query = use_query_map();
    let state = Memo::new(move |_| {
        query.with(|query| State::from_query("", &usual(), |name| query.get(name)))
    });
    let href = Callback::new(|state: State| {
        let query = state.to_query("", &usual());
        if query.is_empty() {
            "/instruments".to_owned()
        } else {
            format!("/instruments?{query}")
        }
    });
    let navigate = use_navigate();
    let change = Callback::new(move |next: State| {
        let options = NavigateOptions {
            scroll: false,
            resolve: false,
            // Typing into the filter is one step back, not one for each letter.
            replace: state.with_untracked(|state| state.filter != next.filter),
            ..NavigateOptions::default()
        };
        navigate(&href.run(next), options);
    });
    view! {
        <p class="muted">{text::about(language, count)}</p>
        <DataTable id="instruments" caption=text::caption(language) table=Signal::stored(table)
            state change href tools=true />
    }
    .into_any()
}

/// Without the column that few need.
fn usual() -> State {
    State {
        hidden: vec!["first".to_owned()],
        ..State::default()
    }
}

fn table(language: Language, list: Vec<InstrumentRow>) -> Table {
    let column = Column::new;
    Table {
        columns: vec![
            column("symbol", text::instrument(language), Format::Text),
            column("kind", text::kind(language), Format::Text),
            column("sector", text::sector(language), Format::Text),
            column("year", text::year(language), Format::Course),
            column(
                "close",
                text::last_close(language),
                Format::Number { decimals: 2 },
            ),
            column(
                "change",
                text::change(language),
                Format::ChangePercent { decimals: 1 },
            ),
            column("last", text::last_day(language), Format::Day),
            column("first", text::first_day(language), Format::Day),
        ],
        rows: list.into_iter().map(|row| cells(language, row)).collect(),
        totals: None,
    }
}

fn cells(language: Language, row: InstrumentRow) -> Row {
    let summary = row.summary;
    let change = row.year_change.map_or_else(
        || NOT_AVAILABLE.to_owned(),
        |change| language.signed_percent(change, 1),
    );
    // An index has no sector, and neither has a fund.
    let sector = if summary.sector.is_empty() {
        Cell::Missing
    } else {
        Cell::Text(sectors::name(language, &summary.sector).to_owned())
    };
    Row::new(vec![
        Cell::Name {
            href: Some(address(&summary.symbol)),
            short: summary.symbol,
            long: summary.name,
        },
        Cell::Text(kind_name(language, &summary.kind).to_owned()),
        sector,
        Cell::Course {
            values: row.weeks.into_iter().map(Some).collect(),
            text: text::course(language, &change, &language.day(row.last_day)),
        },
        Cell::Number(row.last_close),
        row.year_change.into(),
        Cell::Day(row.last_day),
        Cell::Day(summary.first_day),
    ])
}
