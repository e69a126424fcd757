//! What is typed.

use leptos::prelude::*;
use ui::{
    choice::Choice,
    code_field::{CodeField, DIGITS},
    combobox::{Combobox, Item, Many},
    field::Need,
    file_drop::{FileDrop, Limits},
    number_field::{NumberField, Scale},
    select::Select,
    text_field::{Kind, TextField},
};

use crate::{Part, Specimen};

pub(crate) const PART: Part = Part {
    path: "fields",
    title: "Fields",
    components: &[
        "Text field",
        "Number field",
        "Select",
        "Combobox",
        "Code field",
        "File drop",
    ],
    view,
};

fn view() -> AnyView {
    view! {
        <Specimen name="Text field"><TextFields /></Specimen>
        <Specimen name="Number field"><NumberFields /></Specimen>
        <Specimen name="Select"><Selects /></Specimen>
        <Specimen name="Combobox"><Comboboxes /></Specimen>
        <Specimen name="Code field"><Codes /></Specimen>
        <Specimen name="File drop"><Files /></Specimen>
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

fn instruments() -> Vec<Item> {
    const LIST: [(&str, &str, &str); 9] = [
        ("AAPL", "Apple", "Technology"),
        ("AMD", "Advanced Micro Devices", "Technology"),
        ("MSFT", "Microsoft", "Technology"),
        ("JNJ", "Johnson & Johnson", "Health care"),
        ("LLY", "Eli Lilly", "Health care"),
        ("PFE", "Pfizer", "Health care"),
        ("UNH", "UnitedHealth", "Health care"),
        ("CVX", "Chevron", "Energy"),
        ("XOM", "Exxon Mobil", "Energy"),
    ];
    LIST.map(|(symbol, name, sector)| Item::new(symbol, symbol).hint(name).group(sector))
        .to_vec()
}

#[component]
fn Comboboxes() -> impl IntoView {
    let one = RwSignal::new(vec!["JNJ".to_owned()]);
    let several = RwSignal::new(vec!["AAPL".to_owned(), "XOM".to_owned()]);
    let found = RwSignal::new(Vec::new());
    let loading = RwSignal::new(false);
    let picked = RwSignal::new(Vec::new());
    // As a server would: after a while, and only what fits.
    let search = move |typed: String| {
        loading.set(true);
        let answer = move || {
            let fits = |item: &Item| {
                let text = format!("{} {}", item.name, item.hint).to_lowercase();
                text.contains(&typed.to_lowercase())
            };
            found.try_set(instruments().into_iter().filter(fits).collect());
            loading.try_set(false);
        };
        set_timeout(answer, std::time::Duration::from_millis(600));
    };
    view! {
        <div class="specimen__fields wide">
            <Combobox label="Benchmark" name="pick-one" items=Signal::stored(instruments()) value=one
                change=move |value| one.set(value) hint="Type a symbol or a name." />
            <Combobox label="Holdings" name="pick-several" items=Signal::stored(instruments()) value=several
                many=Many::Several change=move |value| several.set(value) />
            <Combobox label="From the server" name="pick-far" items=found value=picked search=search loading
                change=move |value| picked.set(value) hint="Answers after 0.6 s." />
            <Combobox label="Instrument" name="pick-wrong" items=Signal::stored(instruments())
                value=Signal::stored(Vec::new()) change=|_| () need=Need::Required
                error="Choose what you want to trade." />
            <Combobox label="Disabled" name="pick-off" items=Signal::stored(instruments())
                value=Signal::stored(vec!["AMD".to_owned()]) change=|_| () disabled=true />
            <ManyItems />
        </div>
    }
    .into_any()
}

/// Ten thousand, made only in the browser: no page should carry them.
#[component]
fn ManyItems() -> impl IntoView {
    let items = RwSignal::new(Vec::new());
    let chosen = RwSignal::new(Vec::new());
    Effect::new(move |_| {
        let item = |i: u32| Item::new(i.to_string(), format!("Bond {i}"));
        items.set((1..=10_000).map(item).collect());
    });
    view! {
        <Combobox label="Ten thousand" name="pick-many" items value=chosen
            change=move |value| chosen.set(value) />
    }
    .into_any()
}

#[component]
fn Codes() -> impl IntoView {
    let code = RwSignal::new("4028".to_owned());
    let says = move || {
        code.with(|code| {
            if code.len() == DIGITS {
                "Complete."
            } else {
                "Not complete."
            }
        })
    };
    view! {
        <div>
            <CodeField label="Code from your app" name="code" value=code change=move |value| code.set(value)
                hint="Six digits." />
            <p class="muted small" role="status">{says}</p>
        </div>
        <CodeField label="Code" name="code-wrong" value="402817" change=|_| ()
            error="That code was for an earlier moment. Type the new one." />
        <CodeField label="Disabled" name="code-off" value="" change=|_| () disabled=true />
    }
    .into_any()
}

#[component]
fn Files() -> impl IntoView {
    const CSV: Limits = Limits {
        endings: &[".csv"],
        bytes: 1_000_000,
        files: 3,
    };
    view! {
        <div class="specimen__fields wide">
            <FileDrop label="Holdings" name="files" limits=CSV change=|_| () />
            <FileDrop label="Statement" name="files-wrong" limits=CSV change=|_| () required=true
                error="A statement is needed. Choose its file." />
            <FileDrop label="Disabled" name="files-off" limits=CSV change=|_| () disabled=true />
        </div>
    }
    .into_any()
}
