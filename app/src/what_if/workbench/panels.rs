//! The pictures of the answer, each with what it finds.

use contract::what_if::Answer;
use leptos::prelude::*;
use texts::{landing as text, use_language};
use ui::chart::{Chart, Size};

use super::Freshness;
use crate::what_if::{pictures, words};

/// The caption of a figure: what it is, and what it finds.
fn caption(label: impl IntoView + 'static, finding: Signal<String>) -> AnyView {
    view! {
        <figcaption>
            <p class="label">{label}</p>
            <p class="finding">{move || finding.get()}</p>
        </figcaption>
    }
    .into_any()
}

#[component]
pub fn FrontierPanel(answer: RwSignal<Answer>) -> impl IntoView {
    let language = use_language();
    let size = Size {
        wide: (408.0, 256.0),
        narrow: (326.0, 260.0),
    };
    let finding = Signal::derive(move || answer.with(|a| words::frontier(language, a)));
    let figure = Memo::new(move |_| answer.with(|a| pictures::frontier(language, a)));
    view! {
        <figure class="panel-figure">
            {caption(text::frontier(language), finding)}
            <Chart class="chart--frontier" size figure />
        </figure>
    }
    .into_any()
}

#[component]
pub fn WeightsPanel(answer: RwSignal<Answer>) -> impl IntoView {
    let language = use_language();
    let size = Size {
        wide: (282.0, 256.0),
        narrow: (326.0, 340.0),
    };
    let label = move || {
        answer.with(|answer| match &answer.confidence {
            Some(bands) if !bands.weights.is_empty() => {
                text::weights_with_bands(language, &language.percent(bands.level, 0))
            }
            _ => text::weights(language).to_owned(),
        })
    };
    let finding = Signal::derive(move || answer.with(|a| words::weights(language, a)));
    let figure = Memo::new(move |_| answer.with(|a| pictures::weights(language, a)));
    view! {
        <figure class="panel-figure">
            {caption(label, finding)}
            <Chart class="chart--weights" size figure />
        </figure>
    }
    .into_any()
}

#[component]
pub fn WealthPanel(answer: RwSignal<Answer>, freshness: RwSignal<Freshness>) -> impl IntoView {
    let language = use_language();
    let size = Size {
        wide: (702.0, 200.0),
        narrow: (326.0, 280.0),
    };
    // While a limit is dragged the curves stand still: they need the whole past, month by month.
    let is_partly = move || freshness.get() == Freshness::Partly;
    let figure = Memo::new(move |before: Option<&figure::Figure>| match before {
        Some(before) if is_partly() => before.clone(),
        _ => answer.with(|a| pictures::wealth(language, a)),
    });
    let finding = Memo::new(move |before: Option<&String>| match before {
        Some(before) if is_partly() => before.clone(),
        _ => answer.with(|a| words::wealth(language, a)),
    });
    view! {
        <figure class="panel-figure panel-figure--wealth" class:stale=is_partly>
            <figcaption>
                <div class="split">
                    <p class="label">{text::wealth(language)}</p>
                    <p class="label">{text::index_note(language)}</p>
                </div>
                <p class="finding">{move || finding.get()}</p>
            </figcaption>
            <Chart class="chart--wealth" size figure />
        </figure>
    }
    .into_any()
}
