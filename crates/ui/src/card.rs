//! A box on a page: a section with a heading, or a figure whose caption is what it shows.

use leptos::prelude::*;
use texts::{components, use_language};

/// A section: its label, its finding as heading, and at the right what can be chosen.
#[component]
pub fn Card(
    #[prop(into)] id: String,
    /// What it is about.
    #[prop(optional, into)]
    label: String,
    /// What it says: a sentence.
    #[prop(into)]
    title: String,
    /// Controls or a tag at the right of the head.
    #[prop(optional, into)]
    tools: ViewFn,
    children: Children,
) -> impl IntoView {
    let label = (!label.is_empty()).then(|| view! { <p class="label">{label}</p> });
    let heading = format!("{id}-title");
    let labelled = heading.clone();
    view! {
        <section id=id class="card" aria-labelledby=labelled>
            <div class="card__head">
                <div class="card__title">{label}<h2 class="finding" id=heading>{title}</h2></div>
                {tools.run()}
            </div>
            {children()}
        </section>
    }
    .into_any()
}

/// A picture: label, finding, chart, then where it comes from and the way to its numbers.
#[component]
pub fn FigureCard(
    #[prop(optional, into)] label: String,
    /// What the picture shows: a sentence with numbers.
    #[prop(into)]
    finding: String,
    #[prop(optional, into)] tools: ViewFn,
    /// Where the numbers come from, how to read the picture.
    #[prop(optional, into)]
    source: String,
    /// The numbers behind it, a table; opened by "Show data".
    #[prop(optional)]
    data: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    let label = (!label.is_empty()).then(|| view! { <span class="label">{label}</span> });
    let data = data.map(|table| {
        view! {
            <details class="card__data">
                <summary>{components::show_data(use_language())}</summary>
                {table}
            </details>
        }
    });
    let foot = (!source.is_empty() || data.is_some()).then(|| {
        view! { <div class="card__foot"><p class="card__source">{source}</p>{data}</div> }
    });
    view! {
        <figure class="card">
            <div class="card__head">
                <figcaption class="card__title">{label}<span class="finding">{finding}</span></figcaption>
                {tools.run()}
            </div>
            {children()}
            {foot}
        </figure>
    }
    .into_any()
}
