//! A number with its unit and two steppers. Arrow keys go one step, Page keys ten; the wheel does
//! nothing, because a number must not change while somebody scrolls past it.

mod scale;

use leptos::prelude::*;
use texts::{components as words, use_language};

pub use scale::Scale;

use crate::{
    field::{Below, Ids},
    icons,
};

/// A number with its unit and two steppers.
#[component]
pub fn NumberField(
    #[prop(into)] label: String,
    /// What a form calls it. One of a name on a page.
    name: &'static str,
    scale: Scale,
    #[prop(into)] value: Signal<f64>,
    /// Told each value that was understood.
    #[prop(into)]
    change: Callback<f64>,
    /// What was typed before the page was loaded, if it could not be understood.
    #[prop(optional_no_strip, into)]
    typed: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    /// What is wrong with it, as the page knows; what is wrong with its text it says by itself.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] readonly: bool,
    /// Puts the label above instead of beside it.
    #[prop(optional)]
    stacked: bool,
) -> impl IntoView {
    let language = use_language();
    let first = typed.unwrap_or_else(|| scale.write(value.get_untracked(), language));
    // What stands in the field: what was typed, until it is understood.
    let text = RwSignal::new(first.clone());
    let mistake = RwSignal::new(None::<String>);
    let shown = Memo::new(move |_| scale.write(value.get(), language));
    Effect::new(move |before: Option<String>| {
        let now = shown.get();
        if before.is_some_and(|before| before != now) {
            text.set(now.clone());
            mistake.set(None);
        }
        now
    });
    let accept = move |value: f64| {
        mistake.set(None);
        text.set(scale.write(value, language));
        change.run(value);
    };
    let take = move |typed: String| match scale.read(&typed, language) {
        Ok(value) => accept(value),
        Err(message) => {
            text.set(typed);
            mistake.set(Some(message));
        }
    };
    let fixed = move || readonly || disabled.get();
    let nudge = move |steps: f64| {
        if !fixed() {
            accept(scale.nudge(value.get_untracked(), steps));
        }
    };
    let key = move |event: leptos::ev::KeyboardEvent| {
        let key = event.key();
        if let Some(steps) = Scale::steps_of_key(&key) {
            event.prevent_default();
            nudge(steps);
        } else if key == "Enter" {
            // Understood at once; the form is not sent.
            event.prevent_default();
            take(event_target_value(&event));
        }
    };
    let wrong = Signal::derive(move || mistake.get().or_else(|| error.get()));
    let ids = Ids::of(name);
    let described = ids.described_by(hint.is_some());
    let less = words::less_of(language, &label);
    let more = words::more_of(language, &label);
    let step = move |name: String, steps: f64, icon: AnyView| {
        view! {
            <button type="button" class="number__step needs-script" tabindex="-1" aria-label=name
                disabled=fixed on:click=move |_| nudge(steps)>
                {icon}
            </button>
        }
    };
    view! {
        <div class="field" class:field--row=!stacked>
            <label for=ids.control.clone() class="field__label">{label}</label>
            <div class="number" class:number--wrong=move || wrong.with(Option::is_some)>
                {step(less, -1.0, icons::minus())}
                <span class="number__value">
                    <input
                        id=ids.control.clone() name=name type="text" inputmode="decimal"
                        autocomplete="off" size="5" value=first prop:value=move || text.get()
                        disabled=move || disabled.get() readonly=readonly
                        aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                        aria-describedby=described
                        on:change=move |event| take(event_target_value(&event))
                        on:keydown=key
                    />
                    {(!scale.unit.is_empty()).then(|| view! { <span class="number__unit">{scale.unit}</span> })}
                </span>
                {step(more, 1.0, icons::plus())}
            </div>
            <Below ids hint error=wrong />
        </div>
    }
    .into_any()
}
