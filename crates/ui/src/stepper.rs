//! Where somebody is on a way of several steps.

use leptos::prelude::*;
use texts::{components as words, use_language};

use crate::icons;

/// A step, and where to go back to it once it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub name: String,
    /// Its address; a step without one cannot be gone back to.
    pub href: Option<String>,
}

/// Where a step lies, seen from where somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Done,
    Current,
    ToCome,
}

const fn place(at: usize, current: usize) -> Place {
    if at < current {
        Place::Done
    } else if at == current {
        Place::Current
    } else {
        Place::ToCome
    }
}

/// The steps of a way, done, current and to come.
#[component]
pub fn Stepper(
    /// What the way leads to.
    #[prop(into)]
    label: String,
    steps: Vec<Step>,
    /// Counted from zero; past the last when all is done.
    #[prop(into)]
    current: Signal<usize>,
) -> impl IntoView {
    let language = use_language();
    let items = steps.into_iter().enumerate().map(|(at, step)| {
        let place = Memo::new(move |_| place(at, current.get()));
        let mark = move || match place.get() {
            Place::Done => icons::tick(),
            Place::Current | Place::ToCome => (at + 1).into_any(),
        };
        let name = move || match (place.get(), step.href.clone()) {
            (Place::Done, Some(href)) => {
                view! { <a class="link" href=href>{step.name.clone()}</a> }.into_any()
            }
            _ => view! { <span>{step.name.clone()}</span> }.into_any(),
        };
        let spoken = move || (place.get() == Place::Done).then(|| words::step_done(language));
        view! {
            <li class="step"
                class:step--done=move || place.get() == Place::Done
                aria-current=move || (place.get() == Place::Current).then_some("step")>
                <span class="step__mark" aria-hidden="true">{mark}</span>
                {name}
                <span class="visually-hidden">{spoken}</span>
            </li>
        }
    });
    view! { <nav aria-label=label><ol class="stepper">{items.collect_view()}</ol></nav> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_lie_before_at_and_after() {
        let places = |current| [0, 1, 2].map(|at| place(at, current));
        assert_eq!(places(1), [Place::Done, Place::Current, Place::ToCome]);
        assert_eq!(places(3), [Place::Done; 3]);
    }
}
