//! The right-hand column: why the answer is what it is, or what stands in the way.

use contract::what_if::{Answer, Conflict, Goal, Outcome, Solved};
use domain::format::{number, percent};
use leptos::prelude::*;

use super::{
    solver::Answerer,
    state::State,
    words::{self, Judgement, Tenor},
};
use crate::icons;

#[component]
pub fn Why(
    #[prop(into)] answer: Signal<Answer>,
    #[prop(into)] answerer: Signal<Answerer>,
    /// Changes the question; `true` writes it into the history.
    change: Callback<(State, bool)>,
    #[prop(into)] state: Signal<State>,
) -> impl IntoView {
    view! {
        <section class="why" aria-label="Why this answer">
            {move || answer.with(|answer| match &answer.outcome {
                Outcome::Solved(solved) => Reasons(ReasonsProps {
                    answer: answer.clone(),
                    solved: solved.clone(),
                }).into_any(),
                Outcome::Infeasible(conflict) => Doctor(DoctorProps {
                    answer: answer.clone(),
                    conflict: conflict.clone(),
                    change,
                    state,
                }).into_any(),
            })}
            <div class="receipt">
                {move || {
                    let (icon, text) = match answerer.get() {
                        Answerer::Browser => (icons::lock().into_any(), "Nothing left this machine"),
                        Answerer::ServerFirst => {
                            (icons::server().into_any(), "Answered by this FinX server")
                        }
                        Answerer::ServerInstead => {
                            (icons::server().into_any(), "Answered by this FinX server")
                        }
                    };
                    view! { <p class="receipt__who">{icon}<strong>{text}</strong></p> }
                }}
                <p class="receipt__facts">
                    {move || answer.with(|answer| {
                        let receipt = &answer.receipt;
                        if matches!(answer.outcome, Outcome::Infeasible(_)) {
                            return format!("{} · inputs {}", receipt.solver.replace('_', " "), receipt.inputs);
                        }
                        let residual = if receipt.kkt_residual > 0.0 {
                            format!("{:.1e}", receipt.kkt_residual).replace("e-", "e\u{2212}")
                        } else {
                            "0".to_owned()
                        };
                        format!(
                            "{} · KKT residual {residual} · {} {} · inputs {}",
                            receipt.solver.replace('_', " "),
                            receipt.iterations,
                            if receipt.iterations == 1 { "iteration" } else { "iterations" },
                            receipt.inputs,
                        )
                    })}
                </p>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Reasons(answer: Answer, solved: Solved) -> impl IntoView {
    let goal = answer.patch.goal;
    let (dear, _) = words::caps(&solved);
    let most = dear
        .iter()
        .map(|(_, p)| p.bp_per_percent.abs())
        .fold(0.0, f64::max);
    let rows = dear
        .iter()
        .take(8)
        .map(|(symbol, limit)| {
            let share = if most > 0.0 {
                100.0 * limit.bp_per_percent.abs() / most
            } else {
                0.0
            };
            let until = limit.helps_until.map_or_else(
                || domain::format::NOT_AVAILABLE.to_owned(),
                |until| percent(until, 0),
            );
            view! {
                <tr>
                    <th scope="row">{(*symbol).to_owned()}</th>
                    <td class="prices__bar">
                        <svg width="100%" height="8" aria-hidden="true">
                            <rect width=format!("{share:.1}%") height="8" rx="1"></rect>
                        </svg>
                    </td>
                    <td>{words::price(goal, limit)}</td>
                    <td class="muted">{until}</td>
                </tr>
            }
        })
        .collect_view();
    let has_rows = !dear.is_empty() && goal != Goal::EqualWeight;
    view! {
        <p class="label">"Why this answer"</p>
        <h2 class="why__sentence">{words::headline(&answer, &solved)}</h2>
        {has_rows.then(|| view! {
            <table class="prices">
                <caption class="visually-hidden">"What each cap costs"</caption>
                <thead>
                    <tr>
                        <th scope="col" colspan="3">{words::price_head(goal)}</th>
                        <th scope="col">"helps until"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        })}
        {(has_rows).then(|| words::cheap_caps(&solved)).flatten().map(|text| view! { <p class="small muted">{text}</p> })}
        <ul class="judgements">
            {words::judgements(&answer, &solved).into_iter().map(judged).collect_view()}
        </ul>
    }
    .into_any()
}

fn judged(judgement: Judgement) -> impl IntoView {
    let (class, icon) = match judgement.tenor {
        Tenor::Good => ("judgement judgement--good", icons::check().into_any()),
        Tenor::Warning => ("judgement judgement--warning", icons::warning().into_any()),
        Tenor::Plain => ("judgement", icons::info().into_any()),
    };
    view! {
        <li class=class>
            {icon}
            <p><strong>{judgement.claim}</strong>" "{judgement.because}</p>
        </li>
    }
}

/// Names the limits that contradict each other and offers ways out.
#[component]
fn Doctor(
    answer: Answer,
    conflict: Conflict,
    change: Callback<(State, bool)>,
    state: Signal<State>,
) -> impl IntoView {
    let ways: Vec<_> = std::iter::once(&conflict.relaxation)
        .chain(&conflict.alternatives)
        .filter_map(|changes| words::repair(changes))
        .collect();
    let mut seen = Vec::new();
    let ways: Vec<_> = ways
        .into_iter()
        .filter(|(text, _, _)| {
            let is_new = !seen.contains(text);
            seen.push(text.clone());
            is_new
        })
        .collect();
    let buttons = ways
        .into_iter()
        .map(|(text, cap, target)| {
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
        })
        .collect_view();
    // A budget left at its standard goes without saying in the answer, but not here: without it
    // there is no contradiction.
    let mut names: Vec<&str> = conflict.constraints.iter().map(String::as_str).collect();
    if !names.contains(&"budget") {
        names.push("budget");
    }
    let limits = names
        .into_iter()
        .map(|name| limit_name(name, &answer))
        .map(|text| view! { <li>{text}</li> })
        .collect_view();
    view! {
        <p class="label">"What stands in the way"</p>
        <div role="alert"><h2 class="why__sentence">{words::conflict(&answer, &conflict)}</h2></div>
        <div class="doctor">
            <p class="small muted">"These limits cannot hold together:"</p>
            <ul class="doctor__limits">{limits}</ul>
            <p class="small muted">"The smallest ways out:"</p>
            <ul class="doctor__ways">{buttons}</ul>
        </div>
    }
    .into_any()
}

/// A limit's technical name in words, with its value.
fn limit_name(name: &str, answer: &Answer) -> String {
    match (name, answer.patch.goal) {
        ("budget", _) => "All the money is invested".to_owned(),
        ("max_weight", _) => format!("At most {} in one holding", words::cap(answer.patch.cap)),
        ("min_weight", _) => "No holding below zero".to_owned(),
        ("target_return", Goal::TargetReturn { annual }) => {
            format!(
                "At least {}\u{202f}% return a year",
                number(100.0 * annual, 1)
            )
        }
        ("risk_free", _) => "A return above zero".to_owned(),
        (other, _) => other.replace('_', " "),
    }
}
