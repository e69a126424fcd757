//! What is dragged, and from when to when.

use leptos::prelude::*;
use ui::{
    number_field::Scale,
    slider::{SliderField, Track},
};

use crate::{Part, Specimen};

pub(crate) const PART: Part = Part {
    path: "ranges",
    title: "Ranges",
    components: &["Slider"],
    view,
};

fn view() -> AnyView {
    view! {
        <Specimen name="Slider"><Sliders /></Specimen>
    }
    .into_any()
}

#[component]
fn Sliders() -> impl IntoView {
    const CAP: Scale = Scale::percent((0.01, 1.0), 0.005);
    let cap = RwSignal::new(0.1);
    let target = RwSignal::new(0.105);
    let zones = Track::Zones {
        possible: (0.0, 0.1385),
        free: Some((0.0, 0.103)),
    };
    let turnover = Track::Zones {
        possible: (0.011, 1.0),
        free: Some((0.34, 1.0)),
    };
    view! {
        <div class="specimen__fields wide">
            <SliderField label="Most in one holding" name="slide-cap" scale=CAP value=cap
                slide=move |value| cap.set(value) change=move |value| cap.set(value)
                range=Signal::stored((0.05, 0.3)) />
            <SliderField label="Return at least" name="slide-return" scale=Scale::percent((0.0, 0.2), 0.001)
                value=target slide=move |value| target.set(value) change=move |value| target.set(value)
                track=zones hint="Possible up to 13.85\u{202f}%; free below 10.3\u{202f}%." />
            <SliderField label="Turnover at most" name="slide-turnover" scale=Scale::percent((0.0, 0.5), 0.001)
                value=0.2 slide=|_| () change=|_| () track=turnover disabled=true
                hint="Disabled. Possible from 1.1\u{202f}%; free above 34\u{202f}%." />
        </div>
    }
    .into_any()
}
