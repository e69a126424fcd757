//! What is typed.

use leptos::prelude::*;
use ui::{
    choice::Choice,
    field::Need,
    number_field::{NumberField, Scale},
    select::Select,
    text_field::{Kind, TextField},
};

use crate::{Part, Specimen};

pub(crate) const PART: Part = Part {
    path: "fields",
    title: "Fields",
    components: &["Text field", "Number field", "Select"],
    view,
};

fn view() -> AnyView {
    view! {
        <Specimen name="Text field"><TextFields /></Specimen>
        <Specimen name="Number field"><NumberFields /></Specimen>
        <Specimen name="Select"><Selects /></Specimen>
    }
    .into_any()
}

#[component]
fn TextFields() -> impl IntoView {
    let name = RwSignal::new("Core Equity".to_owned());
    let wrong = move || {
        name.with(|name| {
            name.trim()
                .is_empty()
                .then(|| "Give the portfolio a name.".to_owned())
        })
    };
    view! {
        <div class="specimen__fields wide">
            <TextField label="Portfolio" name="portfolio" need=Need::Required value=name
                input=move |text| name.set(text) error=Signal::derive(wrong)
                hint="Empty it to see what happens." />
            <TextField label="Note" name="note" need=Need::Optional example="Why it exists" />
            <TextField label="E-mail" name="email" kind=Kind::Email value="rosa@weber"
                error="This is not a whole address. Add what follows the dot." />
            <TextField label="Password" name="password" kind=Kind::Password value="twenty-one characters" />
            <TextField label="Address" name="address" prefix="https://" suffix=".example" value="finx.weber" />
            <TextField label="Owner" name="owner" value="Rosa Weber" readonly=true hint="Only the owner can change this." />
            <TextField label="Account" name="account" value="Closed" disabled=true />
        </div>
    }
    .into_any()
}

#[component]
fn NumberFields() -> impl IntoView {
    const CAP: Scale = Scale::percent((0.01, 1.0), 0.005);
    let cap = RwSignal::new(0.1);
    let cost = RwSignal::new(10.0);
    let set = move |value: f64| cap.set(value);
    view! {
        <div class="specimen__fields wide">
            <NumberField label="Most in one holding" name="cap" scale=CAP value=cap change=set
                hint="Arrow keys go one step, Page keys ten." />
            <NumberField label="Trading cost" name="cost" scale=Scale::plain("bp", (0.0, 500.0), 1.0)
                value=cost change=move |value| cost.set(value) />
            <NumberField label="Turnover" name="turnover" scale=CAP value=0.2 change=|_| () typed=Some("much".to_owned())
                error="“much” is not a number. Use 1\u{202f}% to 100\u{202f}%." />
            <NumberField label="Stacked" name="stacked" scale=CAP value=cap change=set stacked=true />
            <NumberField label="Read only" name="fixed" scale=CAP value=0.3 change=|_| () readonly=true />
            <NumberField label="Disabled" name="off" scale=CAP value=0.05 change=|_| () disabled=true />
        </div>
    }
    .into_any()
}

#[component]
fn Selects() -> impl IntoView {
    let objective = RwSignal::new("min-risk".to_owned());
    let choices = || {
        vec![
            Choice::new("min-risk", "Minimum risk, volatility"),
            Choice::new("sharpe", "Maximum Sharpe, return per risk"),
            Choice::new("parity", "Risk parity").disabled(),
        ]
    };
    view! {
        <div class="specimen__fields wide">
            <Select label="Objective" name="objective" choices=choices() value=objective
                change=move |value| objective.set(value) hint="Risk parity comes with the studio." />
            <Select label="Covariance" name="covariance" choices=choices() value="" change=|_| ()
                empty="Choose one" need=Need::Required error="Choose how covariances are estimated." />
            <Select label="Benchmark" name="benchmark" choices=choices() value="sharpe" change=|_| () disabled=true />
        </div>
    }
    .into_any()
}
