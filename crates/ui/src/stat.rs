//! One figure with its name: realised or estimated, with its change and what it is compared with.

use leptos::prelude::*;
use texts::{components, use_language};

use crate::change::Change;

/// How large the figure is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Size {
    /// 20 px: one of several.
    #[default]
    Usual,
    /// 32 px: the one that the page is about.
    Large,
}

/// A figure. `value` is written by `domain::format`.
#[component]
pub fn Stat(
    #[prop(into)] label: String,
    #[prop(into)] value: String,
    #[prop(optional)] size: Size,
    /// The change and how it is written, with its sign.
    #[prop(optional)]
    change: Option<(f64, String)>,
    /// Computed by a model, not observed: dotted, and marked.
    #[prop(optional)]
    estimate: bool,
    /// What to compare it with: `always up: 63.8 %`.
    #[prop(optional, into)]
    comparison: String,
    /// The exact figure, for the pointer.
    #[prop(optional, into)]
    exact: Option<String>,
) -> impl IntoView {
    let class = match size {
        Size::Usual => "stat",
        Size::Large => "stat stat--large",
    };
    let value_class = if estimate {
        "stat__value estimate"
    } else {
        "stat__value"
    };
    let change = change.map(|(value, text)| {
        view! { <span class="stat__change"><Change value text /></span> }
    });
    let tag = estimate.then(
        || view! { <span class="tag tag--accent">{components::estimate(use_language())}</span> },
    );
    let comparison =
        (!comparison.is_empty()).then(|| view! { <p class="stat__comparison">{comparison}</p> });
    view! {
        <div class=class>
            <p class="stat__label label">{label}{tag}</p>
            <p class="stat__line"><span class=value_class title=exact>{value}</span>{change}</p>
            {comparison}
        </div>
    }
    .into_any()
}
