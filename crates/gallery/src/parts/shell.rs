//! The frame around every page, with what no service serves yet.

mod sample;

use leptos::prelude::*;
use ui::shell::{
    account::{AccountMenu, Bell, PortfolioSwitch},
    frame::{Frame, SearchField},
    live::{Connection, Link, MarketState, Ticker},
    palette::{Palette, Words},
    places::Places,
    shortcuts::{Row, ShortcutList},
};

use crate::{Part, Specimen};

pub(crate) const PART: Part = Part {
    path: "shell",
    title: "Shell",
    components: &[
        "Frame",
        "Ticker",
        "Connection",
        "Market state",
        "Notifications",
        "Account menu",
        "Portfolio switch",
        "Command palette",
        "Shortcuts",
    ],
    view,
};

fn view() -> AnyView {
    view! {
        <Specimen name="Frame">
            <div class="wide frame-box frame-sample">{frame("wide", false)}</div>
            <div class="frame-box frame-sample frame-sample--folded">{frame("folded", false)}</div>
            <div class="frame-box frame-sample frame-sample--narrow">{frame("narrow", false)}</div>
            <div class="wide frame-box frame-sample">{frame("first", true)}</div>
        </Specimen>
        <Specimen name="Ticker"><div class="wide">{ticker()}</div></Specimen>
        <Specimen name="Connection">
            <Connection link=Link::Live words="Live" />
            <Connection link=Link::Replay words="Live · replay 28 Dec 2022" />
            <Connection link=Link::Reconnecting words="Reconnecting, for 4 s" />
            <Connection link=Link::Offline words="Offline since 16:04" />
        </Specimen>
        <Specimen name="Market state">
            <MarketState open=true words="Open" next="closes at 16:00 in New York" />
            <MarketState open=false words="Closed" next="opens on Monday at 9:30 in New York" />
        </Specimen>
        <Specimen name="Notifications">
            {bell("notifications-new", 3)}
            {bell("notifications-none", 0)}
        </Specimen>
        <Specimen name="Account menu">{account("account")}</Specimen>
        <Specimen name="Portfolio switch"><div class="portfolio-sample">{portfolio("portfolio")}</div></Specimen>
        <Specimen name="Command palette"><PaletteSample /></Specimen>
        <Specimen name="Shortcuts"><div class="wide"><ShortcutList groups=shortcuts() /></div></Specimen>
    }
    .into_any()
}

fn frame(id: &'static str, first: bool) -> AnyView {
    let places = view! {
        <Places
            label=format!("Main, {id}")
            groups=sample::groups(first)
            path=Signal::stored("/sample/dashboard".to_owned())
            waiting="waiting"
            more=(sample::id(id, 3), "More".to_owned())
            above=portfolio(sample::id(id, 0)).into_any()
        />
    };
    let live =
        view! { {ticker()}<Connection link=Link::Replay words="Live · replay 28 Dec 2022" /> };
    let tools = view! { {bell(sample::id(id, 1), 3)}{account(sample::id(id, 2))} };
    let class = if first { "page page--first" } else { "page" };
    let page = view! {
        <div class="frame__page"><div class=class><h3>"Core Equity"</h3><p class="muted">"As of the close on 28 Dec 2022, in USD."</p></div></div>
    };
    view! {
        <Frame
            first
            places=places.into_any()
            search=view! { <SearchField text="Search or jump to…" press=|()| {} /> }.into_any()
            live=live.into_any()
            tools=tools.into_any()
            page=page.into_any()
            foot=view! { <p>"FinX computes; it does not advise."</p> }.into_any()
        />
    }
    .into_any()
}

fn ticker() -> impl IntoView {
    view! {
        <Ticker label="Prices" quotes=sample::quotes() stop="Stop the ticker" go_on="Let the ticker go on" />
    }
}

fn bell(id: &'static str, new: usize) -> impl IntoView {
    let label = if new == 0 {
        "Notifications".to_owned()
    } else {
        format!("Notifications, {new} new")
    };
    view! {
        <Bell id label new>
            <ul>
                <li class="pop__item">"AAPL closed below $126, its low since June 2021."</li>
                <li class="pop__item">"RRC fell 7.1 % in one day; you asked for 5 %."</li>
            </ul>
        </Bell>
    }
}

fn account(id: &'static str) -> impl IntoView {
    view! {
        <AccountMenu
            id
            label="Account of Robin Weber"
            initials="RW"
            name="Robin Weber"
            mail="robin@example.org"
            links=vec![("Settings".to_owned(), "/preferences"), ("Security".to_owned(), "/preferences")]
            sign_out=("/preferences", "Sign out".to_owned())
        />
    }
}

fn portfolio(id: &'static str) -> impl IntoView {
    view! {
        <PortfolioSwitch
            id
            label="Portfolio"
            monogram="CE"
            name="Core Equity"
            detail="USD · 20 holdings"
            others=vec![
                ("Pension".to_owned(), "EUR · 8 holdings".to_owned(), "/gallery/shell"),
                ("Children".to_owned(), "EUR · 3 holdings".to_owned(), "/gallery/shell"),
            ]
        />
    }
}

#[component]
fn PaletteSample() -> impl IntoView {
    let open = RwSignal::new(false);
    let chosen = RwSignal::new(String::new());
    let entries = StoredValue::new(sample::entries());
    let run = move |at: usize| chosen.set(entries.with_value(|all| all[at].name.clone()));
    let words = Words {
        title: "Sample palette".into(),
        placeholder: "Search 1,000 things".into(),
        close: "Close".into(),
        nothing: "Nothing is called that. Fewer letters find more.".into(),
        lately: "Used lately".into(),
        groups: vec!["Pages".into(), "Portfolios".into(), "Instruments".into()],
    };
    view! {
        <ui::button::Button press=move |()| open.set(true)>"Open a palette of 1,000 things"</ui::button::Button>
        <p class="muted" role="status">{move || chosen.get()}</p>
        <Palette
            open
            id="sample-palette"
            words
            note={None::<&'static str>}
            found=|count: usize| format!("{count} results")
            entries=move || entries.get_value()
            run
        />
    }
    .into_any()
}

fn shortcuts() -> Vec<(String, Vec<Row>)> {
    let row = |keys: &[&str], what: &str| Row {
        keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        what: what.to_owned(),
    };
    vec![
        (
            "Anywhere".to_owned(),
            vec![
                row(&["⌘/Ctrl K"], "Search, pages, actions"),
                row(&["?"], "This list"),
            ],
        ),
        (
            "Go to".to_owned(),
            vec![row(&["G", "D"], "Dashboard"), row(&["G", "H"], "Holdings")],
        ),
    ]
}
