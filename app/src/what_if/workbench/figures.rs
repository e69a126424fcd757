//! Four figures of the answer, each beside that of equal weights.

use contract::what_if::{Answer, Figures, Goal, Outcome, Track, WalkForward};
use domain::format::NOT_AVAILABLE;
use leptos::prelude::*;
use texts::{Language, landing as text, use_language};

use super::Freshness;
use crate::what_if::words;

#[component]
pub fn Kpis(answer: RwSignal<Answer>, freshness: RwSignal<Freshness>) -> impl IntoView {
    let language = use_language();
    let percent = move |pick: fn(&Figures) -> f64| {
        answer.with(|a| match &a.outcome {
            Outcome::Solved(solved) => (
                language.percent(pick(&solved.figures), 1),
                language.percent(pick(&solved.equal), 1),
            ),
            Outcome::Infeasible(_) => (NOT_AVAILABLE.to_owned(), NOT_AVAILABLE.to_owned()),
        })
    };
    let risk = move || percent(|figures| figures.volatility);
    let gain = move || percent(|figures| figures.annual_return);
    let fall = move || answer.with(|answer| falls(language, answer));
    let held = move || answer.with(|answer| holdings(language, answer));
    let is_stale = Signal::derive(move || freshness.get() == Freshness::Partly);
    let never = Signal::stored(false);
    view! {
        <dl class="kpis">
            {kpi(text::volatility(language), never, move || risk().0, move || text::equal_value(language, &risk().1))}
            {kpi(text::annual_return(language), never, move || gain().0, move || text::equal_short(language, &gain().1))}
            {kpi(text::largest_fall(language), is_stale, move || fall().0, move || text::equal_short(language, &fall().1))}
            {kpi(text::effective(language), never, move || held().0, move || held().1)}
        </dl>
    }
    .into_any()
}

fn kpi(
    name: &'static str,
    stale: Signal<bool>,
    value: impl Fn() -> String + Send + 'static,
    other: impl Fn() -> String + Send + 'static,
) -> AnyView {
    view! {
        <div class="kpi" class:stale=stale>
            <dt>{name}</dt>
            <dd class="kpi__value">{value}</dd>
            <dd class="kpi__other">{other}</dd>
        </div>
    }
    .into_any()
}

fn falls(language: Language, answer: &Answer) -> (String, String) {
    let fall = |walk: Option<&WalkForward>, pick: fn(&WalkForward) -> &Track| {
        walk.map_or_else(
            || NOT_AVAILABLE.to_owned(),
            |walk| language.percent(-pick(walk).max_drawdown, 1),
        )
    };
    (
        fall(words::followed(answer), |walk| &walk.portfolio),
        fall(answer.walk_forward.as_ref(), |walk| &walk.equal),
    )
}

fn holdings(language: Language, answer: &Answer) -> (String, String) {
    let Outcome::Solved(solved) = &answer.outcome else {
        return (NOT_AVAILABLE.to_owned(), String::new());
    };
    let total = language.count(solved.weights.len() as u64);
    let at_cap = words::at_cap(solved, answer.patch.cap);
    let other = match (answer.patch.goal, at_cap) {
        (Goal::EqualWeight, _) => text::of(language, &total),
        (_, 0) => text::of_none(language, &total),
        _ => text::of_some(language, &total, &words::count(language, at_cap)),
    };
    (language.number(solved.figures.effective_holdings, 1), other)
}
