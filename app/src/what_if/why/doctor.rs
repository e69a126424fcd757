//! Names the limits that contradict each other and offers ways out.

use contract::what_if::{Answer, Conflict};
use leptos::prelude::*;
use texts::{Language, landing as text, use_language};

use crate::what_if::{state::State, words};

#[component]
pub fn Doctor(
    answer: Answer,
    conflict: Conflict,
    change: Callback<(State, bool)>,
    state: Signal<State>,
) -> impl IntoView {
    let language = use_language();
    let buttons = ways(language, &conflict).into_iter().map(|(text, cap, target)| {
        let repair = move |_| {
            let mut state = state.get_untracked();
            state.cap = cap.unwrap_or(state.cap);
            state.target = target.unwrap_or(state.target);
            change.run((state, true));
        };
        view! {
            <li>
                <span class="without-script">{text.clone()}</span>
                <button type="button" class="button needs-script" on:click=repair>{text}</button>
            </li>
        }
    });
    // A budget left at its standard goes without saying in the answer, but not here: without it
    // there is no contradiction.
    let mut names: Vec<&str> = conflict.constraints.iter().map(String::as_str).collect();
    if !names.contains(&"budget") {
        names.push("budget");
    }
    let limits = names
        .into_iter()
        .map(|name| view! { <li>{words::limit_name(language, name, &answer)}</li> })
        .collect_view();
    view! {
        <p class="label">{text::in_the_way(language)}</p>
        <div role="alert"><h2 class="why__sentence">{words::conflict(language, &answer, &conflict)}</h2></div>
        <div class="doctor">
            <p class="small muted">{text::cannot_hold(language)}</p>
            <ul class="doctor__limits">{limits}</ul>
            <p class="small muted">{text::ways_out(language)}</p>
            <ul class="doctor__ways">{buttons.collect_view()}</ul>
        </div>
    }
    .into_any()
}

/// Every way out once: what it says, and what it changes.
fn ways(language: Language, conflict: &Conflict) -> Vec<(String, Option<f64>, Option<f64>)> {
    let mut ways: Vec<(String, Option<f64>, Option<f64>)> = Vec::new();
    for changes in std::iter::once(&conflict.relaxation).chain(&conflict.alternatives) {
        if let Some(way) = words::repair(language, changes)
            && !ways.iter().any(|(text, ..)| *text == way.0)
        {
            ways.push(way);
        }
    }
    ways
}
