//! Where the answer was computed, and how well.

use contract::what_if::{Answer, Outcome};
use leptos::prelude::*;
use texts::{Language, landing as text, use_language};
use ui::icons;

use crate::what_if::solver::Answerer;

#[component]
pub fn Receipt(answer: Signal<Answer>, answerer: Signal<Answerer>) -> impl IntoView {
    let language = use_language();
    let who = move || {
        let (icon, text) = match answerer.get() {
            Answerer::Browser => (icons::lock(), text::nothing_left(language)),
            Answerer::ServerFirst | Answerer::ServerInstead => {
                (icons::server(), text::by_server(language))
            }
        };
        view! { <p class="receipt__who">{icon}<strong>{text}</strong></p> }
    };
    view! {
        <div class="receipt">
            {who}
            <p class="receipt__facts">{move || answer.with(|answer| facts(language, answer))}</p>
        </div>
    }
    .into_any()
}

fn facts(language: Language, answer: &Answer) -> String {
    let receipt = &answer.receipt;
    let mut facts = vec![receipt.solver.replace('_', " ")];
    if let Outcome::Solved(_) = answer.outcome {
        let residual = if receipt.kkt_residual > 0.0 {
            format!("{:.1e}", receipt.kkt_residual).replace("e-", "e\u{2212}")
        } else {
            "0".to_owned()
        };
        facts.push(text::residual(language, &residual));
        facts.push(text::iterations(language, receipt.iterations.into()));
    }
    facts.push(text::inputs(language, &receipt.inputs));
    facts.extend(answer.confidence.as_ref().map(|bands| {
        let count = language.count(bands.resamples as u64);
        text::resamples(language, &count, &bands.seed.to_string())
    }));
    facts.join(" · ")
}
