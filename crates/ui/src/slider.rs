//! A range to drag through, joined to a number field: everything that can be dragged can be typed.

mod track;

use leptos::prelude::*;
use texts::{components as words, use_language};

pub use track::Track;

use crate::number_field::{NumberField, Scale};

/// A native range over a drawn track. Alone only where a number field stands beside it.
#[component]
pub fn Slider(
    /// Its name; the number field has another.
    #[prop(into)]
    label: String,
    /// Names it in the page: the textures of its track need an address.
    name: &'static str,
    /// How its value is spoken.
    scale: Scale,
    /// From where to where it goes: may be less than can be typed.
    #[prop(into)]
    range: Signal<(f64, f64)>,
    /// The smallest move.
    grain: f64,
    #[prop(into)] value: Signal<f64>,
    /// Told while it is dragged.
    #[prop(into)]
    slide: Callback<f64>,
    /// Told when it is let go.
    #[prop(into)]
    change: Callback<f64>,
    #[prop(optional, into)] track: Signal<Track>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let language = use_language();
    // Whole numbers survive the browser's arithmetic.
    let grains = move |value: f64| (value / grain).round();
    let moved = move |event: leptos::ev::Event, told: Callback<f64>| {
        if let Ok(grains) = event_target_value(&event).parse::<f64>() {
            told.run((grains * grain * 1e9).round() / 1e9);
        }
    };
    let hatch = format!("hatch-{name}");
    let fill = format!("url(#{hatch})");
    let zone = move |which: fn(Track, f64, (f64, f64)) -> (f64, f64)| {
        let span = Memo::new(move |_| which(track.get(), value.get(), range.get()));
        let percent = |share: f64| format!("{:.2}%", 100.0 * share);
        (
            move || percent(span.get().0),
            move || percent(span.get().1 - span.get().0),
        )
    };
    let (grey_x, grey_width) = zone(track::possible);
    let (tint_x, tint_width) = zone(track::tinted);
    view! {
        <div class="rail needs-script" class=("rail--amount", move || track.get() == Track::Amount)>
            <svg class="rail__line" width="100%" height="4" aria-hidden="true">
                <pattern id=hatch width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <path class="rail__hatch" d="M1 0v4"></path>
                </pattern>
                <rect width="100%" height="4" fill=fill></rect>
                <rect class="rail__grey" x=grey_x width=grey_width height="4" rx="2"></rect>
                <rect class="rail__tint" x=tint_x width=tint_width height="4" rx="2"></rect>
            </svg>
            <input
                type="range" class="slider" aria-label=label step="1"
                min=move || grains(range.get().0) max=move || grains(range.get().1)
                value=grains(value.get_untracked()) prop:value=move || grains(value.get())
                disabled=move || disabled.get()
                aria-valuetext=move || scale.say(value.get(), language)
                on:input=move |event| moved(event, slide)
                on:change=move |event| moved(event, change)
            />
        </div>
        <p class="slider__ends needs-script" aria-hidden="true">
            <span>{move || scale.say(range.get().0, language)}</span>
            <span>{move || scale.say(range.get().1, language)}</span>
        </p>
    }
    .into_any()
}

/// A number field with a slider below it.
#[component]
pub fn SliderField(
    #[prop(into)] label: String,
    /// What a form calls it. One of a name on a page.
    name: &'static str,
    scale: Scale,
    #[prop(into)] value: Signal<f64>,
    #[prop(into)] slide: Callback<f64>,
    #[prop(into)] change: Callback<f64>,
    /// From where to where it can be dragged; without it, what can be typed.
    #[prop(optional, into)]
    range: Option<Signal<(f64, f64)>>,
    #[prop(optional, into)] track: Signal<Track>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional_no_strip, into)] typed: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// What lies on the track, at its scale: a curve of what the value costs.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let range = range.unwrap_or_else(|| Signal::derive(move || scale.range));
    let slider_label = words::slider_of(use_language(), &label);
    view! {
        <div class="slider-field">
            <NumberField label name scale value change typed error disabled />
            {children.map(|children| children())}
            <Slider label=slider_label name scale range grain=scale.step value slide change track disabled />
            {hint.map(|hint| view! { <p class="field__hint">{hint}</p> })}
        </div>
    }
    .into_any()
}
