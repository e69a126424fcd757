//! The right-hand column: why the answer is what it is, or what stands in the way.

mod doctor;
mod reasons;
mod receipt;

use contract::what_if::{Answer, Outcome};
use leptos::prelude::*;
use texts::{landing as text, use_language};

use super::{solver::Answerer, state::State};
use doctor::{Doctor, DoctorProps};
use reasons::{Reasons, ReasonsProps};
use receipt::Receipt;

#[component]
pub fn Why(
    #[prop(into)] answer: Signal<Answer>,
    #[prop(into)] answerer: Signal<Answerer>,
    /// Changes the question; `true` writes it into the history.
    change: Callback<(State, bool)>,
    #[prop(into)] state: Signal<State>,
) -> impl IntoView {
    let body = move || {
        answer.with(|answer| match &answer.outcome {
            Outcome::Solved(solved) => Reasons(ReasonsProps {
                answer: answer.clone(),
                solved: solved.clone(),
            })
            .into_any(),
            Outcome::Infeasible(conflict) => Doctor(DoctorProps {
                answer: answer.clone(),
                conflict: conflict.clone(),
                change,
                state,
            })
            .into_any(),
        })
    };
    view! {
        <section class="why" aria-label=text::why(use_language())>
            {body}
            <Receipt answer answerer />
        </section>
    }
    .into_any()
}
