//! What the portfolio should be best at.

use contract::what_if::{RISK_AVERSION, TARGET_RETURN};
use leptos::prelude::*;
use texts::{landing as text, use_language};
use ui::{
    choice::Choice,
    number_field::{NumberField, Scale},
    radio_group::{Look, RadioGroup},
};

use super::Asking;
use crate::what_if::{
    state::{self, GoalKind},
    words,
};

pub fn goals(asking: Asking) -> AnyView {
    let language = use_language();
    let state = asking.state;
    let choices = GoalKind::ALL.map(|kind| {
        let (name, hint) = words::goal(language, kind);
        Choice {
            value: kind.key().to_owned(),
            name: name.to_owned(),
            hint: hint.to_owned(),
            disabled: false,
        }
    });
    let choose = Callback::new(move |key: String| {
        if let Some(kind) = GoalKind::of(&key) {
            asking.change(true, |state| state.goal = kind);
        }
    });
    let is = move |kind| state.with(|state| state.goal == kind);
    let target = Callback::new(move |value| asking.change(true, |state| state.target = value));
    let aversion = Callback::new(move |value| asking.change(true, |state| state.aversion = value));
    view! {
        <RadioGroup legend=text::objective(language) name=state::GOAL choices=choices.to_vec()
            value=Signal::derive(move || state.with(|state| state.goal.key().to_owned()))
            change=choose look=Look::List error=asking.error(state::GOAL) />
        <div class:hidden=move || !is(GoalKind::TargetReturn)>
            <NumberField label=text::least_return(language) name=state::TARGET
                scale=Scale::percent(TARGET_RETURN, 0.005)
                value=Signal::derive(move || state.with(|state| state.target)) change=target
                typed=asking.typed(state::TARGET) error=asking.error(state::TARGET) />
        </div>
        <div class:hidden=move || !is(GoalKind::MaxUtility)>
            <NumberField label=text::risk_aversion(language) name=state::AVERSION
                scale=Scale::plain("", RISK_AVERSION, 0.5)
                value=Signal::derive(move || state.with(|state| state.aversion)) change=aversion
                typed=asking.typed(state::AVERSION) error=asking.error(state::AVERSION) />
        </div>
    }
    .into_any()
}
