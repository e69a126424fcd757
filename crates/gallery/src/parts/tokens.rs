//! Colours, type and steps: what everything else is made of.

use leptos::prelude::*;
use ui::{
    choice::Choice,
    preferences::{Amount, Amounts, Density, Palette, Preference, Setting, Theme},
    radio_group::{Look, RadioGroup},
};

use crate::{
    Part, Specimen,
    tokens::{self, Token},
};

pub(crate) const PART: Part = Part {
    path: "tokens",
    title: "Tokens",
    components: &[
        "Preferences",
        "Colours",
        "Gain and loss",
        "Chart series",
        "Type",
        "Steps",
    ],
    view,
};

fn view() -> AnyView {
    view! {
        <Specimen name="Preferences"><Preferences /></Specimen>
        <Specimen name="Colours"><Colours /></Specimen>
        <Specimen name="Gain and loss"><Palettes /></Specimen>
        <Specimen name="Chart series"><Series /></Specimen>
        <Specimen name="Type"><TypeScale /></Specimen>
        <Specimen name="Steps"><Steps /></Specimen>
    }
    .into_any()
}

#[component]
fn Preferences() -> impl IntoView {
    view! {
        <div class="specimen__fields wide">
            {preference::<Theme>("Theme")}
            {preference::<Palette>("Gain and loss")}
            {preference::<Density>("Density")}
            {preference::<Amounts>("Amounts of money")}
            <p>"Worth "<Amount>"$289,323.80"</Amount>" on 28 Dec 2022."</p>
        </div>
    }
    .into_any()
}

/// Every choice of a preference; one acts at once, on the whole page.
fn preference<P: Preference>(legend: &'static str) -> AnyView {
    let setting = Setting::of::<P>();
    let value = RwSignal::new(setting.now().to_owned());
    let choices = setting.values.iter().map(|key| {
        let name = if key.is_empty() { "system" } else { key };
        Choice::new(*key, name)
    });
    let change = move |key: String| {
        ui::browser::prefer(setting.name, &key);
        value.set(key);
    };
    view! {
        <RadioGroup legend name=setting.name look=Look::Segments choices=choices.collect() value change />
    }
    .into_any()
}

/// A rectangle in the colour of a token, in the theme of what it stands in.
fn swatch(name: &str) -> AnyView {
    let fill = format!("var(--{name})");
    view! {
        <svg class="swatch" width="40" height="20" viewBox="0 0 40 20" aria-hidden="true">
            <rect width="40" height="20" rx="4" fill=fill></rect>
        </svg>
    }
    .into_any()
}

fn written(contrast: Option<f64>) -> String {
    domain::format::number(contrast.unwrap_or(f64::NAN), 1)
}

#[component]
fn Colours() -> impl IntoView {
    let all = tokens::colours();
    let surface = all.iter().copied().find(|token| token.name == "surface");
    let rows = all.into_iter().map(|token: Token| {
        let contrast = surface.and_then(|surface| token.contrast(surface));
        view! {
            <tr>
                <th scope="row"><code>{token.name}</code></th>
                <td class="theme-light">{swatch(token.name)}</td>
                <td class="left"><code>{token.light}</code></td>
                <td>{written(contrast.map(|both| both[0]))}</td>
                <td class="theme-dark">{swatch(token.name)}</td>
                <td class="left"><code>{token.dark}</code></td>
                <td>{written(contrast.map(|both| both[1]))}</td>
            </tr>
        }
    });
    view! {
        <div class="table-scroll wide" tabindex="0" role="group" aria-label="Colours">
            <table class="table table--compact">
                <caption class="visually-hidden">"Colours, with their contrast on the surface"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Token"</th>
                        <th scope="col" colspan="2" class="left">"Light"</th>
                        <th scope="col">"Contrast"</th>
                        <th scope="col" colspan="2" class="left">"Dark"</th>
                        <th scope="col">"Contrast"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Palettes() -> impl IntoView {
    let themes = ["light", "dark"];
    let cards = Palette::ALL.iter().flat_map(|palette| {
        themes.map(|theme| {
            let distance = tokens::palette(palette.key());
            let distance = distance
                .iter()
                .filter_map(|token| token.colours())
                .collect::<Vec<_>>();
            let at = usize::from(theme == "dark");
            let least = match &distance[..] {
                [gain, loss] => gain[at].least_distance(loss[at]),
                _ => f64::NAN,
            };
            view! {
                <div class=format!("palette theme-{theme}") data-palette=palette.key()>
                    <p class="label">{format!("{}, {theme}", palette.key())}</p>
                    <p class="gain">
                        <span class="turn" aria-hidden="true">"▲"</span>"+3.1\u{202f}% gain"
                    </p>
                    <p class="loss">
                        <span class="turn" aria-hidden="true">"▼"</span>"−1.2\u{202f}% loss"
                    </p>
                    <p class="link">"Accent"</p>
                    <p class="label">{format!("least distance {}", domain::format::number(least, 3))}</p>
                </div>
            }
        })
    });
    cards.collect_view().into_any()
}

#[component]
fn Series() -> impl IntoView {
    const DASHES: [(&str, &str, &str); 6] = [
        ("s1", "accent", ""),
        ("s2", "ink", ""),
        ("s3", "s3", "5 3"),
        ("s4", "s4", "1.5 2.5"),
        ("s5", "s5", ""),
        ("s6", "s6", "8 3 2 3"),
    ];
    DASHES
        .map(|(name, token, dash)| {
            view! {
                <figure class="series">
                    <svg width="120" height="12" viewBox="0 0 120 12" aria-hidden="true">
                        <line x1="1" x2="119" y1="6" y2="6" stroke-width="2"
                            stroke=format!("var(--{token})") stroke-dasharray=dash></line>
                    </svg>
                    <figcaption class="label">{name}</figcaption>
                </figure>
            }
        })
        .collect_view()
        .into_any()
}

#[component]
fn TypeScale() -> impl IntoView {
    const SCALE: [(&str, &str); 8] = [
        ("headline", "The portfolio you should hold"),
        ("title", "17.8\u{202f}%, a page’s title"),
        ("sentence", "The 10\u{202f}% cap costs 5.7\u{202f}bp"),
        ("finding", "Eight names at the cap, six at zero"),
        ("body", "Risk is clearly below that of equal weights."),
        ("control", "Open the demo portfolio"),
        ("label", "Volatility a year"),
        ("note", "Daily closes, 2018 to 2022"),
    ];
    let rows = SCALE.map(|(name, sample)| {
        view! {
            <dt class="label">{name}</dt>
            <dd class=format!("type-{name}")>{sample}</dd>
        }
    });
    view! { <dl class="type-scale wide">{rows.collect_view()}</dl> }.into_any()
}

#[component]
fn Steps() -> impl IntoView {
    [4, 8, 12, 16, 20, 24, 32]
        .map(|size| {
            view! {
                <figure class="series">
                    <svg width="32" height="32" viewBox="0 0 32 32" aria-hidden="true">
                        <rect y=32 - size width=size height=size fill="var(--accent)"></rect>
                    </svg>
                    <figcaption class="label">{size}</figcaption>
                </figure>
            }
        })
        .collect_view()
        .into_any()
}
