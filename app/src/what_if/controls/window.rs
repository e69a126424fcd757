//! The days looked at: a few spans, or two days.

use contract::AppError;
use domain::{Day, iso};
use leptos::prelude::*;
use texts::{Language, landing as text, use_language};
use ui::{
    choice::Choice,
    field::FieldError,
    radio_group::{Look, RadioGroup},
};

use super::Asking;
use crate::what_if::state::{self, Window};

fn name(language: Language, window: Window) -> &'static str {
    match window {
        Window::Years(1) => text::window_1y(language),
        Window::Years(3) => text::window_3y(language),
        Window::Years(5) => text::window_5y(language),
        Window::Years(10) => text::window_10y(language),
        _ => text::window_all(language),
    }
}

pub fn window(asking: Asking) -> AnyView {
    let language = use_language();
    let state = asking.state;
    let choices = Window::CHIPS
        .into_iter()
        .filter_map(|window| Some(Choice::new(window.key()?, name(language, window))));
    let choose = Callback::new(move |key: String| {
        let mut chips = Window::CHIPS.into_iter();
        if let Some(window) = chips.find(|window| window.key() == Some(key.as_str())) {
            asking.change(true, |state| state.window = window);
        }
    });
    let value = move || state.with(|state| state.window.key().unwrap_or_default().to_owned());
    view! {
        <div class="window">
            <RadioGroup legend=text::window(language) name=state::WINDOW choices=choices.collect()
                value=Signal::derive(value) change=choose look=Look::Segments
                error=asking.error(state::WINDOW) />
            {days(asking, language)}
        </div>
    }
    .into_any()
}

/// Both days, folded away: what they are stands on the fold.
fn days(asking: Asking, language: Language) -> AnyView {
    let said = move || {
        asking.answer.with(|answer| {
            text::days(
                language,
                &language.day(answer.from),
                &language.day(answer.to),
                &language.count(answer.observations as u64),
            )
        })
    };
    let from = NodeRef::<leptos::html::Input>::new();
    let to = NodeRef::<leptos::html::Input>::new();
    let set = Callback::new(move |()| {
        let (Some(from), Some(to)) = (from.get_untracked(), to.get_untracked()) else {
            return;
        };
        let universe = asking.universe;
        match universe.with_value(|u| state::read_days(&from.value(), &to.value(), u)) {
            Ok(window) => asking.change(true, |state| state.window = window),
            Err(fields) => asking.errors.set(Some(AppError::Invalid { fields })),
        }
    });
    // Without a script a form would always send both days: they are named only when they count.
    let by_hand = asking
        .state
        .with_untracked(|state| state.window.key().is_none());
    let day = |label, field, node, pick| day(asking, label, field, by_hand, node, pick, set);
    view! {
        <details class="days" open=by_hand>
            <summary>{said}</summary>
            <div class="days__fields">
                {day(text::from(language), state::FROM, from, |days| days.0)}
                {day(text::to(language), state::TO, to, |days| days.1)}
            </div>
        </details>
        <FieldError id=format!("error-{}", state::FROM) error=asking.error(state::FROM) />
        <FieldError id=format!("error-{}", state::TO) error=asking.error(state::TO) />
    }
    .into_any()
}

fn day(
    asking: Asking,
    label: &'static str,
    field: &'static str,
    by_hand: bool,
    node: NodeRef<leptos::html::Input>,
    pick: fn((Day, Day)) -> Day,
    set: Callback<()>,
) -> AnyView {
    let (first, last) = asking
        .universe
        .with_value(|u| (iso::write(u.first_day), iso::write(u.last_day)));
    let value = move || {
        let days = asking
            .state
            .with(|state| asking.universe.with_value(|u| state.window.days(u)));
        iso::write(pick(days))
    };
    let start = asking
        .typed(field)
        .filter(|text| iso::parse(text).is_some())
        .unwrap_or_else(value);
    let error = asking.error(field);
    view! {
        <label>
            {label}
            <input type="date" class="input" node_ref=node name=by_hand.then_some(field)
                min=first max=last value=start prop:value=value
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                on:change=move |_| set.run(()) />
        </label>
    }
    .into_any()
}
