//! The what-if as a whole: what is asked, what is answered, and why.

mod actions;
mod badge;
mod bench;
mod figures;
mod panels;
mod visits;

use contract::{
    AppError,
    market::Universe,
    what_if::{Answer, Detail, Outcome},
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use texts::{landing as text, use_language};

use super::{
    controls::{Asking, Controls},
    solver::{Answerer, Report},
    state::{self, Reading, State},
    why::Why,
};
use actions::Actions;
use badge::Badge;
use bench::Bench;
use figures::Kpis;
use panels::{FrontierPanel, WealthPanel, WeightsPanel};
use visits::Visits;

use crate::errors::sentences;

/// Why the page shows an answer that is not the newest question's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    Fresh,
    /// Everything but the walk-forward and the bands is new.
    Partly,
}

#[component]
pub fn Workbench(
    universe: Universe,
    /// What the URL said when the page was asked for.
    reading: Reading,
    /// The server's answer to it.
    first: Answer,
) -> impl IntoView {
    let universe = StoredValue::new(universe);
    let bench = Bench::new(universe, reading, first);
    let Bench { answer, state, .. } = bench;
    let navigate = use_navigate();
    let visits = RwSignal::new(Visits::new(bench.query()));
    let change = Callback::new(move |(new, commit): (State, bool)| {
        bench.ask(new);
        if commit {
            let query = bench.query();
            let url = if query.is_empty() {
                "/".to_owned()
            } else {
                format!("/?{query}")
            };
            if visits.try_update(|visits| visits.go_to(query)) == Some(true) {
                let options = NavigateOptions {
                    scroll: false,
                    resolve: false,
                    ..NavigateOptions::default()
                };
                navigate(&url, options);
            }
        }
    });
    // Back and forward change the address without asking us.
    let query = use_query_map();
    Effect::new(move |first: Option<()>| {
        let reading = query.with(|query| universe.with_value(|u| read_query(query, u)));
        if first.is_some() && state.with_untracked(|state| *state != reading.state) {
            bench.ask(reading.state);
            visits.update(|visits| visits.come_to(bench.query()));
        }
    });
    let asking = Asking {
        universe,
        state: state.into(),
        change,
        answer: answer.into(),
        errors: bench.errors,
        typed: bench.typed,
    };
    let is_solved = move || answer.with(|a| matches!(a.outcome, Outcome::Solved(_)));
    view! {
        <section class="bench" aria-label=text::what_if(use_language())
            on:pointerenter=move |_| bench.warm_up() on:focusin=move |_| bench.warm_up()>
            <Head bench can_undo=Signal::derive(move || visits.with(Visits::can_undo)) />
            <div class="bench__grid">
                <div class="bench__ask"><Controls asking /></div>
                <div class="bench__answer" class:hidden-figures=move || !is_solved()>
                    <Kpis answer freshness=bench.freshness />
                    <div class="bench__charts">
                        <FrontierPanel answer />
                        <WeightsPanel answer />
                    </div>
                    <WealthPanel answer freshness=bench.freshness />
                </div>
                <div class="bench__why"><Why answer answerer=bench.answerer change state /></div>
            </div>
        </section>
    }
    .into_any()
}

/// What it is about, who answered, and what can be done with it.
#[component]
fn Head(bench: Bench, can_undo: Signal<bool>) -> impl IntoView {
    let language = use_language();
    let about = bench.universe.with_value(|universe| {
        let count = language.count(universe.assets.len() as u64);
        text::about(language, &count, &language.day(universe.last_day))
    });
    view! {
        <header class="bench__head">
            <h2 class="bench__title">{text::what_if(language)}</h2>
            <p class="muted bench__about">{about}</p>
            <Badge bench />
            <div class="bench__actions"><Actions answer=bench.answer can_undo /></div>
        </header>
        {move || bench.failure.get().map(|error| {
            let (what, next) = sentences(language, &error);
            view! { <p class="notice notice--bad" role="alert"><strong>{what}</strong>" "{next}</p> }
        })}
        {move || (bench.answerer.get() == Answerer::ServerInstead).then(|| view! {
            <p class="notice" role="status">{text::server_instead(language)}</p>
        })}
    }
    .into_any()
}

/// Reads the router's query.
pub fn read_query(query: &leptos_router::params::ParamsMap, universe: &Universe) -> Reading {
    let pairs: Vec<(String, String)> = query
        .clone()
        .into_iter()
        .map(|(key, value)| (key.to_string(), value))
        .collect();
    state::read(
        pairs
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str())),
        universe,
    )
}

/// What a report changes.
fn take(bench: Bench, report: Report) {
    match report.answer {
        Ok(mut new) => {
            let has_all = report.detail == Detail::Full;
            if !has_all {
                // What takes longer stays as it was, dimmed, until its own is computed. Bands of
                // another answer would lie about this one.
                new.walk_forward = bench
                    .answer
                    .try_with_untracked(|old| old.walk_forward.clone())
                    .flatten();
            }
            bench.freshness.try_set(if has_all {
                Freshness::Fresh
            } else {
                Freshness::Partly
            });
            bench.failure.try_set(None::<AppError>);
            bench.answerer.try_set(report.by);
            bench.answer.try_set(new);
        }
        Err(error @ AppError::Invalid { .. }) => {
            bench.errors.try_set(Some(error));
        }
        Err(error) => {
            bench.failure.try_set(Some(error));
        }
    }
}
