//! The cap, and what it costs on its own scale.

use contract::what_if::MIN_CAP;
use leptos::prelude::*;
use texts::{landing as text, use_language};
use ui::{
    chart,
    number_field::{NumberField, Scale},
    slider::{Slider, Track},
};

use super::Asking;
use crate::what_if::{pictures, state};

/// Half the slider's thumb, which the style sheet makes larger on narrow pages: the curve above it
/// has the same scale as its track.
const fn thumb_inset(width: f64) -> f64 {
    if width > 268.0 { 12.0 } else { 8.0 }
}

/// The size of the curve before its true width is known, and its height after that.
const CURVE: (f64, f64) = (255.0, 52.0);

pub fn cap(asking: Asking) -> AnyView {
    let language = use_language();
    let value = Signal::derive(move || asking.state.with(|state| state.cap));
    let set =
        move |commit| Callback::new(move |cap: f64| asking.change(commit, |state| state.cap = cap));
    let range = Memo::new(move |_| asking.state.with(state::State::cap_range));
    let picture = NodeRef::<leptos::html::Div>::new();
    let true_size = chart::true_size(picture);
    let curve = Memo::new(move |_| {
        let width = true_size.get().map_or(CURVE.0, |(width, _)| width);
        asking
            .answer
            .with(|answer| pictures::cap_curve(language, answer, range.get(), thumb_inset(width)))
            .map(|figure| figure::svg::print(&figure, width, CURVE.1))
            .unwrap_or_default()
    });
    let scale = Scale::percent((MIN_CAP, 1.0), 0.005);
    let label = text::cap(language);
    let slider = texts::components::slider_of(language, label);
    view! {
        <div class="cap">
            <NumberField label name=state::CAP scale value change=set(true)
                typed=asking.typed(state::CAP) error=asking.error(state::CAP) />
            <div class="cap-curve" class:hidden=move || curve.with(String::is_empty)>
                <p class="label">{text::cap_curve(language)}</p>
                <div class="cap-curve__picture" node_ref=picture inner_html=move || curve.get()></div>
            </div>
            <Slider label=slider name=state::CAP scale range=range grain=0.001 value
                slide=set(false) change=set(true) track=Signal::stored(Track::Amount) />
        </div>
    }
    .into_any()
}
