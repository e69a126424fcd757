//! How this instance is doing.

use contract::status::{DataSet, Status};
use domain::{Language, format::NOT_AVAILABLE};
use leptos::prelude::*;
use leptos_meta::Title;
use texts::{common, status as said, use_language};

use crate::{api, errors::ErrorPanel};

#[component]
pub fn StatusPage() -> impl IntoView {
    let language = use_language();
    let status = Resource::new(|| (), |()| api::load_status());
    view! {
        <Title text=said::title(language) />
        <div class="page page--narrow">
            <h1>{said::title(language)}</h1>
            <Suspense fallback=move || view! { <p class="muted">{common::looking(language)}</p> }>
                {move || Suspend::new(async move {
                    match status.await {
                        Ok(status) => view! { <Facts status /> }.into_any(),
                        Err(failure) => view! { <ErrorPanel error=failure.0 /> }.into_any(),
                    }
                })}
            </Suspense>
        </div>
    }
    .into_any()
}

/// The sentence at the top.
fn finding(language: Language, status: &Status) -> String {
    let is_complete = !status.data.is_empty() && status.data.iter().all(|set| set.complete);
    if !is_complete {
        return said::not_complete(language).to_owned();
    }
    let rows: u64 = status.data.iter().map(|set| set.rows).sum();
    said::all_is_well(
        language,
        &language.count(rows),
        &market_day(language, status),
    )
}

fn market_day(language: Language, status: &Status) -> String {
    status
        .market_day
        .map_or_else(|| NOT_AVAILABLE.to_owned(), |day| language.day(day))
}

#[component]
fn Facts(status: Status) -> impl IntoView {
    let language = use_language();
    let finding = finding(language, &status);
    let market_day = market_day(language, &status);
    let database = status.database;
    view! {
        <p class="finding finding--large">{finding}</p>
        <dl class="facts">
            <div><dt>"FinX"</dt><dd>{status.version}</dd></div>
            <div><dt>{said::running_for(language)}</dt><dd>{language.duration(status.uptime_s)}</dd></div>
            <div><dt>{said::market_day(language)}</dt><dd>{market_day}</dd></div>
            <div><dt>{said::database(language)}</dt><dd>{format!("{} {}", database.kind, database.version)}</dd></div>
            <div><dt>{said::size(language)}</dt><dd>{language.size(database.size_bytes)}</dd></div>
            <div><dt>{said::migration(language)}</dt><dd>{database.migration}</dd></div>
            <div><dt>{said::answers_in(language)}</dt><dd>{language.milliseconds(database.ping_ms)}</dd></div>
        </dl>
        <h2>{said::data(language)}</h2>
        <DataSets sets=status.data />
    }
    .into_any()
}

#[component]
fn DataSets(sets: Vec<DataSet>) -> impl IntoView {
    let language = use_language();
    let rows = sets.into_iter().map(|set| {
        let state = match set.complete {
            true => said::complete(language),
            false => said::unfinished(language),
        };
        view! {
            <tr>
                <th scope="row">{set.name}<span class="block small muted">{set.source}</span></th>
                <td>{language.count(set.rows)}</td>
                <td><code>{set.fingerprint}</code></td>
                <td>{state}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=said::data_sets(language)>
            <table class="table">
                <caption class="visually-hidden">{said::imported(language)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{said::data_set(language)}</th>
                        <th scope="col" class="right">{said::rows(language)}</th>
                        <th scope="col" class="right">{said::fingerprint(language)}</th>
                        <th scope="col" class="right">{said::state(language)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
