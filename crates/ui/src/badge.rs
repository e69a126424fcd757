//! A state in words with its mark, a number of things that wait, and a small label.

use leptos::prelude::*;

use crate::icons;

/// What it means. Each has a mark of its own beside its colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Plain,
    Good,
    Warn,
    Bad,
    /// Yours, chosen, new.
    Accent,
}

impl Tone {
    /// The end of a class: `badge--warn`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Accent => "accent",
        }
    }

    /// Its mark: a check, a triangle, an octagon.
    pub fn icon(self) -> AnyView {
        match self {
            Self::Plain | Self::Accent => icons::info(),
            Self::Good => icons::check(),
            Self::Warn => icons::warning(),
            Self::Bad => icons::alert(),
        }
    }
}

/// A state.
#[component]
pub fn Badge(#[prop(optional)] tone: Tone, children: Children) -> impl IntoView {
    view! { <span class=format!("badge badge--{}", tone.name())>{tone.icon()}{children()}</span> }
        .into_any()
}

/// How many wait; `label` says of what.
#[component]
pub fn Count(
    value: u64,
    #[prop(optional)] tone: Tone,
    #[prop(into)] label: String,
) -> impl IntoView {
    let shown = if value > 99 {
        "99+".to_owned()
    } else {
        value.to_string()
    };
    view! {
        <span class=format!("count count--{}", tone.name())>
            <span aria-hidden="true">{shown}</span>
            <span class="visually-hidden">{label}</span>
        </span>
    }
    .into_any()
}

/// A label.
#[component]
pub fn Tag(#[prop(optional)] accent: bool, children: Children) -> impl IntoView {
    let class = if accent { "tag tag--accent" } else { "tag" };
    view! { <span class=class>{children()}</span> }.into_any()
}
