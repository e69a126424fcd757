//! Where something will stand, in its final size. Shown only after 200 ms: what comes sooner would
//! flicker.

use leptos::prelude::*;
use texts::{components, use_language};

/// What is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// Three lines of text.
    Paragraph,
    /// A figure with its label.
    Figure,
    /// A chart with its finding.
    Chart,
}

/// Bars in place of text.
#[component]
pub fn Skeleton(lines: Lines) -> impl IntoView {
    let bars: &[&str] = match lines {
        Lines::Paragraph => &["", "", "skeleton__bar--short"],
        Lines::Figure => &["skeleton__bar--label", "skeleton__bar--figure"],
        Lines::Chart => &["skeleton__bar--label", "", "skeleton__bar--chart"],
    };
    let bars = bars
        .iter()
        .map(|kind| view! { <span class=format!("skeleton__bar {kind}")></span> })
        .collect_view();
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">{components::loading(use_language())}</span>
            {bars}
        </div>
    }
    .into_any()
}

/// A table on its way: its head, and rows of their final height.
#[component]
pub fn TableSkeleton(#[prop(into)] caption: String, rows: usize, columns: usize) -> impl IntoView {
    let cell = || view! { <td><span class="skeleton__bar"></span></td> };
    let row = || {
        let cells = (1..columns).map(|_| cell()).collect_view();
        view! { <tr><th scope="row"><span class="skeleton__bar"></span></th>{cells}</tr> }
    };
    let heads = (0..columns)
        .map(|_| view! { <td><span class="skeleton__bar skeleton__bar--label"></span></td> })
        .collect_view();
    let body = (0..rows).map(|_| row()).collect_view();
    view! {
        <div class="data-table skeleton" role="status">
            <span class="visually-hidden">{components::loading(use_language())}": "{caption}</span>
            <div class="table-scroll" aria-hidden="true">
                <table class="table">
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
        </div>
    }
    .into_any()
}
