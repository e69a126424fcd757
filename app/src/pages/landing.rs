//! The first page: the product is the pitch.

use contract::{AppError, what_if::Question};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

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
    view! {
        <Title text="" />
        <div class="page">
            <section class="hero">
                <h1>"The portfolio you should hold, and what each limit costs you."</h1>
                <p>
                    "FinX is a self-hosted portfolio optimiser that explains itself. Move a limit below: it solves again in your browser, on real prices, and says in plain words why the answer is what it is."
                </p>
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
            <ul class="claims">
                <li>
                    <h2>"One binary, one file"</h2>
                    <p>"SQLite and real prices inside. "<code>"finx serve"</code>" and it runs; no account, no key."</p>
                </li>
                <li>
                    <h2>"Every limit has its price"</h2>
                    <p>"Multipliers become sentences: what a cap costs, and until where raising it helps."</p>
                </li>
                <li>
                    <h2>"Every number has a receipt"</h2>
                    <p>"Solver, residual and a fingerprint of the inputs: the same question gives the same answer."</p>
                </li>
                <li>
                    <h2>"Honest about what it knows"</h2>
                    <p>"Walk-forward results beside in-sample ones, and “no better than 1/N” when that is so."</p>
                </li>
            </ul>
        </div>
    }
    .into_any()
}
