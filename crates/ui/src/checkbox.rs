//! Yes or no: a box to tick, and a switch that acts at once.

use leptos::prelude::*;

use crate::field::{Below, Ids};

/// What a box shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tick {
    #[default]
    Off,
    On,
    /// Some of what it stands for.
    Some,
}

impl Tick {
    /// Of so many of a whole.
    pub const fn of(chosen: usize, all: usize) -> Self {
        match chosen {
            0 => Self::Off,
            some if some >= all => Self::On,
            _ => Self::Some,
        }
    }
}

impl From<bool> for Tick {
    fn from(on: bool) -> Self {
        if on { Self::On } else { Self::Off }
    }
}

/// A box to tick.
#[component]
pub fn Checkbox(
    #[prop(into)] label: String,
    /// What a form calls it. One of a name on a page.
    name: &'static str,
    #[prop(into)] value: Signal<Tick>,
    #[prop(into)] change: Callback<bool>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let on = Signal::derive(move || value.get() == Tick::On);
    let input = view! {
        <input id=Ids::of(name).control name=name type="checkbox" class="checkbox" value="on"
            checked=on.get_untracked() prop:checked=move || on.get()
            prop:indeterminate=move || value.get() == Tick::Some
            disabled=move || disabled.get() required=required
            aria-invalid=move || error.with(Option::is_some).then_some("true")
            aria-describedby=Ids::of(name).described_by(hint.is_some())
            on:change=move |event| change.run(event_target_checked(&event)) />
    };
    beside(input.into_any(), Ids::of(name), label, hint, error, "check")
}

/// On or off, at once.
#[component]
pub fn Switch(
    #[prop(into)] label: String,
    /// What a form calls it. One of a name on a page.
    name: &'static str,
    #[prop(into)] value: Signal<bool>,
    #[prop(into)] change: Callback<bool>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let input = view! {
        <input id=Ids::of(name).control name=name type="checkbox" role="switch" class="switch" value="on"
            checked=value.get_untracked() prop:checked=move || value.get()
            disabled=move || disabled.get()
            aria-describedby=Ids::of(name).described_by(hint.is_some())
            on:change=move |event| change.run(event_target_checked(&event)) />
    };
    let error = Signal::default();
    beside(
        input.into_any(),
        Ids::of(name),
        label,
        hint,
        error,
        "check check--switch",
    )
}

/// A label beside a control, and what belongs below both.
fn beside(
    input: AnyView,
    ids: Ids,
    label: String,
    hint: Option<String>,
    error: Signal<Option<String>>,
    class: &'static str,
) -> AnyView {
    view! {
        <div class="field">
            <label class=class for=ids.control.clone()>{input}<span>{label}</span></label>
            <Below ids hint error />
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_whole_is_neither_on_nor_off() {
        assert_eq!(Tick::of(0, 3), Tick::Off);
        assert_eq!(Tick::of(2, 3), Tick::Some);
        assert_eq!(Tick::of(3, 3), Tick::On);
        assert_eq!(Tick::of(0, 0), Tick::Off);
        assert_eq!(Tick::from(true), Tick::On);
    }
}
