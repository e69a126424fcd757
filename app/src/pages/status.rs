//! How this instance is doing.

use contract::status::Status;
use domain::format::{day, milliseconds, number};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{api, errors::ErrorPanel};

#[component]
pub fn StatusPage() -> impl IntoView {
    let status = Resource::new(|| (), |()| api::load_status());
    view! {
        <Title text="Status" />
        <div class="page page--narrow">
            <h1>"Status"</h1>
            <Suspense fallback=|| view! { <p class="muted">"Looking …"</p> }>
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

/// Seconds as people say them.
fn duration(seconds: u64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, minutes) => format!("{minutes} min {} s", seconds % 60),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

/// Bytes as people say them.
fn size(bytes: u64) -> String {
    let value = bytes as f64;
    if value < 1e6 {
        format!("{}\u{202f}kB", number(value / 1e3, 0))
    } else {
        format!("{}\u{202f}MB", number(value / 1e6, 1))
    }
}

#[component]
fn Facts(status: Status) -> impl IntoView {
    let is_complete = !status.data.is_empty() && status.data.iter().all(|set| set.complete);
    let market_day = status.market_day.map_or_else(|| "—".to_owned(), day);
    let rows: u64 = status.data.iter().map(|set| set.rows).sum();
    let sets = status
        .data
        .into_iter()
        .map(|set| {
            view! {
                <tr>
                    <th scope="row">{set.name}<span class="block small muted">{set.source}</span></th>
                    <td>{number(set.rows as f64, 0)}</td>
                    <td><code>{set.fingerprint}</code></td>
                    <td>{if set.complete { "complete" } else { "unfinished" }}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <p class="finding finding--large">
            {if is_complete {
                format!("All is well: {} rows of real data, up to {market_day}.", number(rows as f64, 0))
            } else {
                "The data is not complete yet: an import is running or was cut off.".to_owned()
            }}
        </p>
        <dl class="facts">
            <div><dt>"FinX"</dt><dd>{status.version}</dd></div>
            <div><dt>"Running for"</dt><dd>{duration(status.uptime_s)}</dd></div>
            <div><dt>"Market’s today"</dt><dd>{market_day}</dd></div>
            <div><dt>"Database"</dt><dd>{format!("{} {}", status.database.kind, status.database.version)}</dd></div>
            <div><dt>"Size"</dt><dd>{size(status.database.size_bytes)}</dd></div>
            <div><dt>"Migration"</dt><dd>{status.database.migration}</dd></div>
            <div><dt>"Database answers in"</dt><dd>{milliseconds(status.database.ping_ms)}</dd></div>
        </dl>
        <h2>"Data"</h2>
        <div class="table-scroll" tabindex="0" role="group" aria-label="Data sets">
            <table class="table">
                <caption class="visually-hidden">"Imported data sets"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Data set"</th>
                        <th scope="col" class="right">"Rows"</th>
                        <th scope="col" class="right">"Fingerprint"</th>
                        <th scope="col" class="right">"State"</th>
                    </tr>
                </thead>
                <tbody>{sets}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_sizes() {
        assert_eq!(duration(42), "42 s");
        assert_eq!(duration(61), "1 min 1 s");
        assert_eq!(duration(7_260), "2 h 1 min");
        assert_eq!(duration(90_000), "1 d 1 h");
        assert_eq!(size(512_000), "512\u{202f}kB");
        assert_eq!(size(12_345_678), "12.3\u{202f}MB");
    }
}
