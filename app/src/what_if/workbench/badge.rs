//! Who answered, and how fast.

use contract::what_if::Outcome;
use leptos::prelude::*;
use texts::{landing as text, use_language};

use super::bench::Bench;
use crate::what_if::solver::Answerer;

#[component]
pub fn Badge(bench: Bench) -> impl IntoView {
    let language = use_language();
    let answer = bench.answer;
    let is_solved = move || answer.with(|a| matches!(a.outcome, Outcome::Solved(_)));
    let who = move || match (bench.answerer.get(), is_solved()) {
        (Answerer::Browser, true) => text::solved_browser(language),
        (Answerer::Browser, false) => text::found_browser(language),
        (_, true) => text::solved_server(language),
        (_, false) => text::found_server(language),
    };
    // The solve alone, without bands and walk-forward: what a drag waits for.
    let time = move || answer.with(|a| language.milliseconds(a.receipt.solve_ms));
    let failed = move || bench.failure.with(Option::is_some);
    view! {
        <p class="badge" class:badge--bad=failed class:badge--none=move || !is_solved()>
            <span class="badge__dot" aria-hidden="true"></span>
            {who}" "
            <strong class="badge__time">{time}</strong>
        </p>
    }
    .into_any()
}
