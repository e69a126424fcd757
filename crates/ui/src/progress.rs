//! A job that takes longer than two seconds: where it is, how long it has been running, and the way
//! to stop it.

use leptos::prelude::*;
use texts::{Language, components, use_language};

use crate::{
    badge::{Badge, Tone},
    button::{Button, Size},
};

/// Where a job is.
#[derive(Debug, Clone, PartialEq)]
pub enum Phase {
    /// How much is done, from 0 to 1, if that is known.
    Running {
        share: Option<f64>,
    },
    /// It was asked to stop, and has not stopped yet.
    Cancelling,
    Done,
    /// With the reason, and what to do.
    Failed {
        why: String,
    },
    Cancelled,
}

impl Phase {
    fn word(&self, language: Language) -> (Tone, &'static str) {
        match self {
            Self::Running { .. } => (Tone::Accent, components::running(language)),
            Self::Cancelling => (Tone::Warn, components::cancelling(language)),
            Self::Done => (Tone::Good, components::done(language)),
            Self::Failed { .. } => (Tone::Bad, components::failed(language)),
            Self::Cancelled => (Tone::Plain, components::cancelled(language)),
        }
    }

    fn is_over(&self) -> bool {
        matches!(self, Self::Done | Self::Failed { .. } | Self::Cancelled)
    }
}

/// A job with its bar.
#[component]
pub fn Progress(
    #[prop(into)] id: String,
    #[prop(into)] title: String,
    /// What it is doing now.
    #[prop(into)]
    step: Signal<String>,
    #[prop(into)] phase: Signal<Phase>,
    #[prop(into)] elapsed_s: Signal<u64>,
    #[prop(into)] cancel: Callback<()>,
) -> impl IntoView {
    let language = use_language();
    let heading = format!("{id}-title");
    let labelled = heading.clone();
    let over = Memo::new(move |_| phase.with(Phase::is_over));
    // Only the change of the phase is read aloud, not every percent.
    let state = move || {
        let (tone, word) = phase.with(|phase| phase.word(language));
        view! { <Badge tone>{word}</Badge> }
    };
    let bar = move || {
        let label = labelled.clone();
        match phase.get() {
            Phase::Running { share: Some(share) } => view! {
                <progress max="1" value=share.clamp(0.0, 1.0).to_string() aria-labelledby=label></progress>
            }
            .into_any(),
            Phase::Running { share: None } | Phase::Cancelling => {
                view! { <progress max="1" aria-labelledby=label></progress> }.into_any()
            }
            _ => ().into_any(),
        }
    };
    let line = move || {
        let elapsed = language.duration(elapsed_s.get());
        match phase.get() {
            Phase::Running { share } => {
                let percent = share.map(|share| language.percent(share, 0));
                [Some(step.get()), percent, Some(elapsed)]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(" · ")
            }
            Phase::Failed { why } => why,
            _ => elapsed,
        }
    };
    view! {
        <div id=id class="progress">
            <div class="progress__head">
                <p id=heading class="progress__title">{title}</p>
                <span role="status">{state}</span>
            </div>
            {bar}
            <div class="progress__foot">
                <p class="muted small">{line}</p>
                <div class:hidden=move || over.get()>
                    <Button
                        size=Size::Small
                        disabled=Signal::derive(move || phase.with(|phase| *phase == Phase::Cancelling))
                        press=cancel
                    >
                        {texts::common::cancel(language)}
                    </Button>
                </div>
            </div>
        </div>
    }
    .into_any()
}
