//! What is dragged, and from when to when.

use domain::Day;
use leptos::prelude::*;
use ui::{
    button::{Button, Size},
    date_range::{DateRange, Range, Span},
    number_field::Scale,
    slider::{SliderField, Track},
    stepper::{Step, Stepper},
};

use crate::{Part, Specimen};

pub(crate) const PART: Part = Part {
    path: "ranges",
    title: "Ranges",
    components: &["Slider", "Date range", "Stepper"],
    view,
};

fn view() -> AnyView {
    view! {
        <Specimen name="Slider"><Sliders /></Specimen>
        <Specimen name="Date range"><DateRanges /></Specimen>
        <Specimen name="Stepper"><Steppers /></Specimen>
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

#[component]
fn DateRanges() -> impl IntoView {
    const BOUNDS: (Day, Day) = (Day::constant(2018, 1, 2), Day::constant(2022, 12, 28));
    let range = RwSignal::new(Range::Span(Span::Year));
    view! {
        <div class="specimen__fields wide">
            <DateRange legend="Period" name="period" bounds=BOUNDS value=range
                change=move |value| range.set(value) />
            <DateRange legend="Disabled" name="period-off" bounds=BOUNDS
                value=Range::Days(Day::constant(2020, 2, 3), Day::constant(2020, 5, 29))
                change=|_| () disabled=true />
        </div>
    }
    .into_any()
}

#[component]
fn Steppers() -> impl IntoView {
    let current = RwSignal::new(1_usize);
    let step = |name: &str, href: Option<&str>| Step {
        name: name.to_owned(),
        href: href.map(str::to_owned),
    };
    let steps = vec![
        step("Account", Some("/gallery/ranges#stepper")),
        step("Holdings", None),
        step("Rules", None),
        step("Check", None),
    ];
    view! {
        <div class="wide"><Stepper label="Set up a portfolio" steps current /></div>
        <Button size=Size::Small press=move |()| current.update(|at| *at = at.saturating_sub(1))>"Back"</Button>
        <Button size=Size::Small press=move |()| current.update(|at| *at = (*at + 1).min(4))>"Next"</Button>
    }
    .into_any()
}
