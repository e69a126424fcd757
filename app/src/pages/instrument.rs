//! One instrument: its chart, its figures, and how good its data is.

mod address;
mod figures;
mod picture;
mod quality;
mod tools;
mod words;

use contract::{
    AppError,
    market::{Basis, InstrumentView},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_params_map, use_query_map},
};
use texts::{common, instrument as text, use_language};
use ui::{
    change::Change,
    chart::{Chart, Size},
    icons,
    monogram::Monogram,
};

use super::instruments::{kind_name, place};
use crate::{api, errors::ErrorPanel};
use address::View;
use figures::StatisticsCard;
use quality::QualityCard;
use tools::Tools;

#[component]
pub fn InstrumentPage() -> impl IntoView {
    let language = use_language();
    let params = use_params_map();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let symbol = params.with(|p| p.get("symbol")).unwrap_or_default();
        query.with(|query| {
            let pairs = query.clone().into_iter();
            let pairs: Vec<_> = pairs.map(|(key, value)| (key.to_string(), value)).collect();
            let pairs = pairs
                .iter()
                .map(|(key, value)| (key.as_str(), value.as_str()));
            View::read(symbol, pairs)
        })
    });
    let view = Resource::new_blocking(
        move || asked.get(),
        |asked| api::load_instrument(asked.question()),
    );
    view! {
        <div class="page">
            <Transition fallback=move || view! { <p class="muted">{common::looking(language)}</p> }>
                {move || Suspend::new(async move {
                    match view.await {
                        Ok(view) => {
                            view! { <Instrument view chosen=asked.get_untracked() /> }.into_any()
                        }
                        Err(failure) => view! { <Missing error=failure.0 /> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
    .into_any()
}

/// A change of the view does not move the page.
fn stay() -> NavigateOptions {
    NavigateOptions {
        scroll: false,
        resolve: false,
        ..NavigateOptions::default()
    }
}

#[component]
fn Missing(error: AppError) -> impl IntoView {
    let language = use_language();
    view! {
        <Title text=text::title(language) />
        <h1>{text::title(language)}</h1>
        <ErrorPanel error />
        <p><a class="button" href="/instruments">{text::all(language)}</a></p>
    }
    .into_any()
}

#[component]
fn Instrument(view: InstrumentView, chosen: View) -> impl IntoView {
    let view = StoredValue::new(view);
    let chosen = StoredValue::new(chosen);
    view! {
        <Title text=view.with_value(|view| view.summary.symbol.clone()) />
        <Head view />
        <div class="instrument__grid">
            <ChartCard view chosen />
            <div class="instrument__side">
                <StatisticsCard view />
                <QualityCard view />
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Head(view: StoredValue<InstrumentView>) -> impl IntoView {
    let language = use_language();
    let InstrumentView {
        summary,
        basis,
        source,
        statistics,
        ..
    } = view.get_value();
    let tag = if summary.sector.is_empty() {
        kind_name(language, &summary.kind).to_owned()
    } else {
        texts::sectors::name(language, &summary.sector).to_owned()
    };
    let last_day = language.day(statistics.last_day);
    let as_of = match basis {
        Basis::Traded => text::bars_up_to(language, &last_day, &source),
        Basis::Adjusted => text::closes_up_to(language, &last_day, &source),
    };
    let change = statistics.last_change.map(|value| {
        let moved = statistics
            .last_move
            .map_or_else(String::new, |moved| language.signed(moved, 2));
        let text = format!("{moved} {}", language.signed_percent(value, 2));
        view! { <p><Change value text=text.trim_start().to_owned() /></p> }
    });
    let shorter = view
        .with_value(|view| words::shorter(language, view))
        .map(|text| {
            view! { <p class="muted small">{text}</p> }
        });
    view! {
        <p class="back"><a href="/instruments">{icons::arrow_left()}{text::list(language)}</a></p>
        <header class="instrument">
            <Monogram symbol=summary.symbol.clone() />
            <div>
                <h1>
                    {summary.symbol.clone()}
                    <span class="instrument__place">{place(&summary)}</span>
                    <span class="tag">{tag}</span>
                </h1>
                <p class="muted instrument__source">{as_of}</p>
                {shorter}
            </div>
            <div class="instrument__last">
                <p class="instrument__price">{language.number(statistics.last_close, 2)}</p>
                {change}
            </div>
        </header>
    }
    .into_any()
}

#[component]
fn ChartCard(view: StoredValue<InstrumentView>, chosen: StoredValue<View>) -> impl IntoView {
    let language = use_language();
    let (finding, note, picture) = view.with_value(|view| {
        chosen.with_value(|chosen| {
            (
                words::finding(language, view),
                words::note(language, view, chosen.line),
                picture::picture(language, view, chosen),
            )
        })
    });
    let size = Size {
        wide: (740.0, 520.0),
        narrow: (326.0, 460.0),
    };
    view! {
        <section class="card chart-card">
            <Tools view chosen />
            <figure>
                <figcaption>
                    <p class="finding">{finding}</p>
                    <Reading view />
                </figcaption>
                <Chart class="chart--instrument" size figure=Signal::stored(picture) source=note />
            </figure>
        </section>
    }
    .into_any()
}

/// The last session in letters and numbers.
#[component]
fn Reading(view: StoredValue<InstrumentView>) -> impl IntoView {
    let language = use_language();
    view.with_value(|view| {
        let parts = words::reading(language, &view.prices)?;
        let day = language.day(view.statistics.last_day);
        let parts = parts
            .into_iter()
            .map(|(name, value)| view! { <span><span class="muted">{name}</span>" "{value}</span> })
            .collect_view();
        Some(view! { <p class="reading"><strong>{day}</strong>{parts}</p> })
    })
}
