//! The left-hand column: what is asked. A plain form that a server can answer, too.

mod cap;
mod goals;
mod holdings;
mod window;

use contract::{AppError, market::Universe, what_if::Answer};
use leptos::prelude::*;
use texts::{landing as text, use_language};

use super::state::State;
use crate::errors::message_for;

/// Changes the question; `true` writes the change into the history.
pub type Change = Callback<(State, bool)>;

/// What every part of the form needs.
#[derive(Clone, Copy)]
pub struct Asking {
    pub universe: StoredValue<Universe>,
    pub state: Signal<State>,
    pub change: Change,
    pub answer: Signal<Answer>,
    /// What is wrong with fields, as the URL or the last answer says.
    pub errors: RwSignal<Option<AppError>>,
    /// What was typed into fields that could not be read.
    pub typed: StoredValue<Vec<(String, String)>>,
}

impl Asking {
    /// The question with a change made to it.
    fn change(self, commit: bool, make: impl FnOnce(&mut State)) {
        let mut state = self.state.get_untracked();
        make(&mut state);
        self.errors.set(None);
        self.change.run((state, commit));
    }

    /// What is wrong with a field.
    fn error(self, field: &'static str) -> Signal<Option<String>> {
        let language = use_language();
        Signal::derive(move || {
            let say = |error: &AppError| message_for(language, error, field);
            self.errors.with(|errors| errors.as_ref().and_then(say))
        })
    }

    /// What was typed into a field that could not be read.
    fn typed(self, field: &str) -> Option<String> {
        self.typed.with_value(|typed| {
            let found = typed.iter().find(|(name, _)| name == field);
            found.map(|(_, text)| text.clone())
        })
    }
}

#[component]
pub fn Controls(asking: Asking) -> impl IntoView {
    let language = use_language();
    view! {
        <form class="controls" method="get" action="/" aria-label=text::form(language)>
            {goals::goals(asking)}
            {cap::cap(asking)}
            {window::window(asking)}
            {holdings::holdings(asking)}
            <button type="submit" class="button button--primary without-script">{text::answer(language)}</button>
        </form>
    }
    .into_any()
}
