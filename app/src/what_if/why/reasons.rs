//! The sentence, the prices of the limits, and what an honest adviser would add.

use contract::what_if::{Answer, Goal, LimitPrice, Solved};
use domain::format::NOT_AVAILABLE;
use leptos::prelude::*;
use texts::{Language, landing as text, use_language};
use ui::icons;

use crate::what_if::words::{self, Judgement, Tenor};

/// Most prices in the table.
const MOST: usize = 8;

#[component]
pub fn Reasons(answer: Answer, solved: Solved) -> impl IntoView {
    let language = use_language();
    let goal = answer.patch.goal;
    let (dear, _) = words::caps(&solved);
    let table = (!dear.is_empty()).then(|| prices(language, goal, &dear));
    let cheap = table
        .as_ref()
        .and_then(|_| words::cheap_caps(language, &solved));
    let note = cheap.or_else(|| words::no_prices(language, goal).map(str::to_owned));
    let judged = words::judgements(language, &answer, &solved);
    view! {
        <p class="label">{text::why(language)}</p>
        <h2 class="why__sentence">{words::headline(language, &answer, &solved)}</h2>
        {table}
        {note.map(|note| view! { <p class="small muted">{note}</p> })}
        <ul class="judgements">{judged.into_iter().map(judgement).collect_view()}</ul>
    }
    .into_any()
}

/// Each cap with its price, as a bar and a number.
fn prices(language: Language, goal: Goal, dear: &[(&str, &LimitPrice)]) -> AnyView {
    let size = |limit: &LimitPrice| limit.bp_per_percent.abs();
    let most = dear
        .iter()
        .map(|(_, limit)| size(limit))
        .fold(0.0, f64::max);
    let rows = dear.iter().take(MOST).map(|(symbol, limit)| {
        let share = if most > 0.0 {
            100.0 * size(limit) / most
        } else {
            0.0
        };
        let until = limit.helps_until.map_or_else(
            || NOT_AVAILABLE.to_owned(),
            |until| language.percent(until, 0),
        );
        view! {
            <tr>
                <th scope="row">{(*symbol).to_owned()}</th>
                <td class="prices__bar">
                    <svg width="100%" height="8" aria-hidden="true">
                        <rect width=format!("{share:.1}%") height="8" rx="1"></rect>
                    </svg>
                </td>
                <td>{words::price(language, goal, limit)}</td>
                <td class="muted">{until}</td>
            </tr>
        }
    });
    view! {
        <table class="prices">
            <caption class="visually-hidden">{text::prices_caption(language)}</caption>
            <thead>
                <tr>
                    <th scope="col" colspan="3">{words::price_head(language, goal)}</th>
                    <th scope="col">{text::helps_until(language)}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn judgement(judgement: Judgement) -> AnyView {
    let (class, icon) = match judgement.tenor {
        Tenor::Good => ("judgement judgement--good", icons::check()),
        Tenor::Warning => ("judgement judgement--warning", icons::warning()),
        Tenor::Plain => ("judgement", icons::info()),
    };
    view! {
        <li class=class>
            {icon}
            <p><strong>{judgement.claim}</strong>" "{judgement.because}</p>
        </li>
    }
    .into_any()
}
