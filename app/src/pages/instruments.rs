//! Every instrument with prices.

use contract::market::InstrumentSummary;
use domain::format::day;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{api, errors::ErrorPanel};

#[component]
pub fn InstrumentsPage() -> impl IntoView {
    let instruments = Resource::new(|| (), |()| api::list_instruments());
    view! {
        <Title text="Instruments" />
        <div class="page">
            <h1>"Instruments"</h1>
            <Suspense fallback=|| view! { <p class="muted">"Looking …"</p> }>
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
pub fn kind_name(kind: &str) -> &'static str {
    match kind {
        "equity" => "Share",
        "fund" => "Fund",
        _ => "Index",
    }
}

/// The address of an instrument's page.
pub fn address(symbol: &str) -> String {
    format!("/instruments/{}", symbol.replace('^', "%5E"))
}

/// An index has no exchange, a fund no sector.
fn or_dash(text: String) -> String {
    if text.is_empty() {
        domain::format::NOT_AVAILABLE.to_owned()
    } else {
        text
    }
}

#[component]
fn InstrumentsTable(list: Vec<InstrumentSummary>) -> impl IntoView {
    let count = list.len();
    let rows = list
        .into_iter()
        .map(|i| {
            view! {
                <tr>
                    <th scope="row">
                        <a href=address(&i.symbol)>{i.symbol.clone()}</a>
                    </th>
                    <td class="left">{i.name}</td>
                    <td class="left">{kind_name(&i.kind)}</td>
                    <td class="left">{or_dash(i.sector)}</td>
                    <td class="left">{or_dash(i.exchange)}</td>
                    <td class="left">{or_dash(i.currency)}</td>
                    <td>{day(i.first_day)}</td>
                    <td>{day(i.last_day)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <p class="muted">{format!("{count} with real prices. Choose one for its chart and figures.")}</p>
        <div class="table-scroll" tabindex="0" role="group" aria-label="Instruments">
            <table class="table">
                <caption class="visually-hidden">"Every instrument with prices"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Symbol"</th>
                        <th scope="col" class="left">"Name"</th>
                        <th scope="col" class="left">"Kind"</th>
                        <th scope="col" class="left">"Sector"</th>
                        <th scope="col" class="left">"Exchange"</th>
                        <th scope="col" class="left">"Currency"</th>
                        <th scope="col">"First day"</th>
                        <th scope="col">"Last day"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
