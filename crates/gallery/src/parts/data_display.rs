//! Figures, and what stands around them.

use leptos::prelude::*;
use ui::{
    badge::{Badge, Count, Tag, Tone},
    card::{Card, FigureCard},
    change::Change,
    facts::Facts,
    gauge::Gauge,
    meter::Meter,
    monogram::Monogram,
    sparkline::Sparkline,
    stat::{Size, Stat},
};

use crate::{Part, Specimen, holdings::course};

pub(crate) const PART: Part = Part {
    path: "data-display",
    title: "Data display",
    components: &[
        "Stat",
        "Change",
        "Badge",
        "Meter",
        "Gauge",
        "Card",
        "Facts",
        "Monogram",
        "Sparkline",
    ],
    view,
};

fn view() -> AnyView {
    view! {
        <Specimen name="Stat"><div class="wide stats"><Stats /></div></Specimen>
        <Specimen name="Change">
            <Change value=0.0009 text="+0.09 %" />
            <Change value=-0.0307 text="−3.07 %" />
            <Change value=0.0 text="0.00 %" />
            <Change value=f64::NAN text="—" />
        </Specimen>
        <Specimen name="Badge"><Badges /></Specimen>
        <Specimen name="Meter">
            <div class="gallery-meters">
                <Meter label="Technology" value=23.4 max=40.0 text="23.4 %" limit=30.0 limit_text="limit 30 %" />
                <Meter label="Health care" value=31.1 max=40.0 text="31.1 %" limit=30.0 limit_text="limit 30 %" />
                <Meter label="Storage" value=48.0 max=512.0 text="48 of 512 MB" />
            </div>
        </Specimen>
        <Specimen name="Gauge">
            <Gauge label="Data quality" value=99.0 max=100.0 text="99" tone=Tone::Good />
            <Gauge label="Data quality" value=71.0 max=100.0 text="71" tone=Tone::Warn />
            <Gauge label="Data quality" value=12.0 max=100.0 text="12" tone=Tone::Bad />
        </Specimen>
        <Specimen name="Card"><Cards /></Specimen>
        <Specimen name="Facts"><div class="gallery-facts card"><Statistics /></div></Specimen>
        <Specimen name="Monogram"><Monograms /></Specimen>
        <Specimen name="Sparkline"><Sparklines /></Specimen>
    }
    .into_any()
}

#[component]
fn Stats() -> impl IntoView {
    view! {
        <Stat label="Total value" value="$293,510.22" size=Size::Large change=(-3323.08, "−$3,323.08".to_owned()) />
        <Stat label="Cash" value="$4,186.42" comparison="1.4 % of the total" />
        <Stat label="Forecast" value="+0.3 %" estimate=true comparison="80 %: −15 to +14" />
        <Stat label="Right direction" value="57.4 %" comparison="always up: 63.8 %" />
        <Stat label="Volatility" value="21.5 %" exact="21.4731 %" change=(0.002, "+0.2".to_owned()) />
        <Stat label="Beta" value="—" comparison="needs a year of prices" />
    }
    .into_any()
}

#[component]
fn Badges() -> impl IntoView {
    view! {
        <Badge tone=Tone::Good>"Optimal"</Badge>
        <Badge tone=Tone::Warn>"Close to its limit"</Badge>
        <Badge tone=Tone::Bad>"Broken"</Badge>
        <Badge tone=Tone::Plain>"Not checked"</Badge>
        <Count value=2 tone=Tone::Bad label="2 rules are broken" />
        <Count value=3 tone=Tone::Accent label="3 new alerts" />
        <Count value=128 tone=Tone::Plain label="128 bookings" />
        <Tag>"Technology"</Tag>
        <Tag accent=true>"estimate"</Tag>
    }
    .into_any()
}

#[component]
fn Cards() -> impl IntoView {
    let tools = || view! { <Tag accent=true>"estimate"</Tag> };
    let data = view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label="Values of the last days">
            <table class="table table--compact">
                <caption class="visually-hidden">"Values of the last days"</caption>
                <thead><tr><th scope="col">"Day"</th><th scope="col">"Value, $"</th></tr></thead>
                <tbody>
                    <tr><th scope="row">"28 Dec 2022"</th><td>"293,510.22"</td></tr>
                    <tr><th scope="row">"27 Dec 2022"</th><td>"296,833.30"</td></tr>
                </tbody>
            </table>
        </div>
    };
    view! {
        <div class="gallery-card">
            <Card id="findings" label="Findings" title="Two of your 13 rules are broken" tools=tools>
                <p class="muted">"Health care is 31.1 %; your limit is 30 %. Volatility is 21.5 %; your limit is 20 %."</p>
            </Card>
        </div>
        <div class="gallery-card">
            <FigureCard
                label="Value of Core Equity, 3 months"
                finding="Down 1.1 % today, up 4.2 % in three months"
                source="As of the close on 28 Dec 2022. Source: bundled adjusted closes."
                data=data.into_any()
            >
                <Sparkline values=course("LLY", true) text="Value over three months: up" size=(280.0, 72.0) />
            </FigureCard>
        </div>
    }
    .into_any()
}

#[component]
fn Statistics() -> impl IntoView {
    let text = |text: &'static str| text.into_any();
    let change = |value: f64, text: &'static str| view! { <Change value text /> }.into_any();
    let rows = vec![
        ("Open", text("438.00")),
        ("High", text("438.18")),
        ("52-w high", text("705.07")),
        ("1 month", change(-0.052, "−5.2 %")),
        ("Volume", text("19.7 m")),
        ("Beta, 1 y", text("1.23")),
        ("Volatility, 1 y", text("32.6 %")),
        ("Bars", text("3,270")),
    ];
    let rows = rows
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    view! { <Facts rows=rows two_columns=true /> }.into_any()
}

#[component]
fn Monograms() -> impl IntoView {
    let symbols = [
        "AAPL", "LLY", "MSFT", "UNH", "KO", "XOM", "BBY", "GE", "JPM", "^GSPC",
    ];
    let large = symbols.map(|symbol| view! { <Monogram symbol=symbol /> });
    let small = symbols.map(|symbol| view! { <Monogram symbol=symbol small=true /> });
    view! { {large.collect_view()}{small.collect_view()} }.into_any()
}

#[component]
fn Sparklines() -> impl IntoView {
    let flat = vec![Some(1.0), Some(1.0)];
    view! {
        <Sparkline values=course("LLY", true) text="LLY, 3 months: up" />
        <Sparkline values=course("AMD", false) text="AMD, 3 months: down" />
        <Sparkline values=course("RRC", false) text="RRC, 3 months: down, without six days" />
        <Sparkline values=flat text="No change" />
        <Sparkline values=Vec::new() text="No prices" />
    }
    .into_any()
}
