//! The first page: the product is the pitch.

use contract::{AppError, what_if::Question};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use texts::{Language, landing as text, use_language};

use crate::{
    api,
    errors::ErrorPanel,
    what_if::{Reading, State, Workbench, read_query},
};

#[component]
pub fn LandingPage() -> impl IntoView {
    let query = use_query_map();
    // Read once: later questions are answered in the browser and only written into the address.
    let asked = query.get_untracked();
    let question = Resource::new(
        || (),
        move |()| {
            let asked = asked.clone();
            async move {
                let universe = api::load_universe().await?;
                let reading = read_query(&asked, &universe);
                let question = Question {
                    selection: reading.state.selection(&universe),
                    patch: reading.state.patch(),
                };
                match api::answer_what_if(question).await {
                    // A question that nobody can answer keeps its place in the fields; the page
                    // shows the standard one, and says why.
                    Err(api::Failure(AppError::Invalid { fields })) => {
                        let standard = Reading {
                            state: State::standard(&universe),
                            errors: fields,
                            typed: Vec::new(),
                        };
                        let question = Question {
                            selection: standard.state.selection(&universe),
                            patch: standard.state.patch(),
                        };
                        let answer = api::answer_what_if(question).await?;
                        crate::ssr::set_status(200);
                        Ok((universe, standard, answer))
                    }
                    answer => Ok((universe, reading, answer?)),
                }
            }
        },
    );
    let language = use_language();
    view! {
        <Title text="" />
        <div class="page page--first">
            <section class="hero">
                <h1>{text::headline(language)}</h1>
                <p>{text::lead(language)}</p>
            </section>
            <Suspense fallback=|| view! { <div class="bench bench--empty" aria-busy="true"></div> }>
                {move || Suspend::new(async move {
                    let answered: Result<_, api::Failure> = question.await;
                    match answered {
                        Ok((universe, reading, first)) => {
                            view! { <Workbench universe reading first /> }.into_any()
                        }
                        Err(failure) => view! { <ErrorPanel error=failure.0 /> }.into_any(),
                    }
                })}
            </Suspense>
            {claims(language)}
        </div>
    }
    .into_any()
}

/// What FinX claims, in four sentences.
fn claims(language: Language) -> AnyView {
    let claim =
        |title: &'static str, claim: AnyView| view! { <li><h2>{title}</h2><p>{claim}</p></li> };
    let binary = view! {
        {text::claim_binary_before(language)}" "<code>"finx serve"</code>" "{text::claim_binary_after(language)}
    };
    view! {
        <ul class="claims">
            {claim(text::claim_binary(language), binary.into_any())}
            {claim(text::claim_limits(language), text::claim_limits_text(language).into_any())}
            {claim(text::claim_receipt(language), text::claim_receipt_text(language).into_any())}
            {claim(text::claim_honest(language), text::claim_honest_text(language).into_any())}
        </ul>
    }
    .into_any()
}
