//! What is chosen from what is in view.

use leptos::prelude::*;
use ui::{
    checkbox::{Checkbox, Switch, Tick},
    chip::{ChipGroup, RemovableChip, Size},
    choice::Choice,
    radio_group::{Look, RadioGroup},
};

use crate::{Part, Specimen};

pub(crate) const PART: Part = Part {
    path: "choices",
    title: "Choices",
    components: &[
        "Checkbox",
        "Switch",
        "Radio group",
        "Segmented control",
        "Chips",
    ],
    view,
};

fn view() -> AnyView {
    view! {
        <Specimen name="Checkbox"><Checkboxes /></Specimen>
        <Specimen name="Switch"><Switches /></Specimen>
        <Specimen name="Radio group"><Radios /></Specimen>
        <Specimen name="Segmented control"><Segments /></Specimen>
        <Specimen name="Chips"><Chips /></Specimen>
    }
    .into_any()
}

#[component]
fn Checkboxes() -> impl IntoView {
    let parts = RwSignal::new([true, false]);
    let all =
        move || parts.with(|parts| Tick::of(parts.iter().filter(|on| **on).count(), parts.len()));
    let part = |at: usize, label: &'static str, name: &'static str| {
        view! {
            <Checkbox label name value=Signal::derive(move || Tick::from(parts.get()[at]))
                change=move |on| parts.update(|parts| parts[at] = on) />
        }
    };
    view! {
        <div>
            <Checkbox label="All sectors" name="sectors" value=Signal::derive(all)
                change=move |on| parts.set([on; 2]) hint="Neither on nor off while only some are." />
            {part(0, "Technology", "technology")}
            {part(1, "Health care", "health")}
        </div>
        <div>
            <Checkbox label="I have read the order" name="read" value=Tick::Off change=|_| () required=true
                error="Tick this to go on." />
            <Checkbox label="Disabled" name="check-off" value=Tick::Off change=|_| () disabled=true />
            <Checkbox label="Disabled, on" name="check-on" value=Tick::On change=|_| () disabled=true />
        </div>
    }
    .into_any()
}

#[component]
fn Switches() -> impl IntoView {
    let whole = RwSignal::new(true);
    view! {
        <Switch label="Whole shares" name="whole" value=whole change=move |on| whole.set(on)
            hint="Acts at once, without a button." />
        <Switch label="Disabled" name="switch-off" value=false change=|_| () disabled=true />
        <Switch label="Disabled, on" name="switch-on" value=true change=|_| () disabled=true />
    }
    .into_any()
}

#[component]
fn Radios() -> impl IntoView {
    let goal = RwSignal::new("min-risk".to_owned());
    let goals = vec![
        Choice::new("min-risk", "Minimum risk").hint("smallest swings"),
        Choice::new("sharpe", "Maximum Sharpe").hint("return per risk"),
        Choice::new("parity", "Risk parity")
            .hint("equal risk shares")
            .disabled(),
        Choice::new("equal", "Equal weight").hint("1/N, the yardstick"),
    ];
    let side = RwSignal::new(String::new());
    let missing = move || side.with(|side| side.is_empty().then(|| "Choose a side.".to_owned()));
    let sides = || {
        vec![
            Choice::new("buy", "Buy"),
            Choice::new("sell", "Sell").hint("also short"),
        ]
    };
    view! {
        <div class="specimen__fields wide">
            <RadioGroup legend="Objective" name="goal" look=Look::List choices=goals value=goal
                change=move |value| goal.set(value) />
            <RadioGroup legend="Side" name="side" choices=sides() value=side change=move |value| side.set(value)
                error=Signal::derive(missing) required=true hint="Until one is chosen there is an error." />
            <RadioGroup legend="Disabled" name="side-off" choices=sides() value="buy" change=|_| () disabled=true />
        </div>
    }
    .into_any()
}

#[component]
fn Segments() -> impl IntoView {
    let window = RwSignal::new("5Y".to_owned());
    let windows = || {
        ["1Y", "3Y", "5Y", "10Y", "All"]
            .map(|key| Choice::new(key, key))
            .to_vec()
    };
    view! {
        <div class="specimen__fields wide">
            <RadioGroup legend="Window" name="window" look=Look::Segments choices=windows() value=window
                change=move |value| window.set(value) />
            <RadioGroup legend="Disabled" name="window-off" look=Look::Segments choices=windows() value="1Y"
                change=|_| () disabled=true />
        </div>
    }
    .into_any()
}

#[component]
fn Chips() -> impl IntoView {
    let symbols = ["AAPL", "AMD", "BAC", "BBY", "CVX", "GE", "HD", "JNJ"];
    let chosen = RwSignal::new(
        symbols[..5]
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
    );
    // One stays.
    let change = move |(symbol, on): (String, bool)| {
        chosen.update(|chosen| {
            if on {
                chosen.push(symbol);
            } else if chosen.len() > 1 {
                chosen.retain(|other| *other != symbol);
            }
        });
    };
    let note = move || Some(format!("{} of {}", chosen.with(Vec::len), symbols.len()));
    let choices = || symbols.map(|symbol| Choice::new(symbol, symbol)).to_vec();
    let group = move |legend: &'static str, name: &'static str, size: Size| {
        view! {
            <ChipGroup legend name choices=choices() chosen change=change size note=Signal::derive(note) />
        }
    };
    let tags = RwSignal::new(vec!["Technology", "Energy"]);
    view! {
        <div class="specimen__fields wide">
            {group("Assets, 24", "assets", Size::Small)}
            {group("Usual, 28", "usual", Size::Usual)}
            {group("Large, 32", "large", Size::Large)}
            <ChipGroup legend="Disabled" name="chips-off" choices=choices() chosen change=|_| () disabled=true />
        </div>
        <div class="chips">
            {move || tags.get().into_iter().map(|tag| view! {
                <RemovableChip name=tag remove=move |()| tags.update(|tags| tags.retain(|other| *other != tag)) />
            }).collect_view()}
        </div>
    }
    .into_any()
}
