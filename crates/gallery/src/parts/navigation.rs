//! Ways through pages and lists.

use leptos::prelude::*;
use ui::{
    breadcrumb::Breadcrumb,
    pagination::Pagination,
    tabs::{Tab, TabLinks, Tabs},
    tree::{Tree, flat::Node},
};

use crate::{Part, Specimen};

pub(crate) const PART: Part = Part {
    path: "navigation",
    title: "Navigation",
    components: &["Breadcrumb", "Tabs", "Pagination", "Tree"],
    view,
};

fn view() -> AnyView {
    let above = |names: &[&str]| -> Vec<(String, String)> {
        names
            .iter()
            .map(|name| ((*name).to_owned(), "/instruments".to_owned()))
            .collect()
    };
    view! {
        <Specimen name="Breadcrumb">
            <Breadcrumb above=above(&["Instruments"]) here="AAPL" />
            <Breadcrumb above=above(&["Portfolios", "Core Equity", "Back-tests"]) here="Cap of 10 %, monthly" />
        </Specimen>
        <Specimen name="Tabs"><div class="wide"><TabsOfBothKinds /></div></Specimen>
        <Specimen name="Pagination"><Pages /></Specimen>
        <Specimen name="Tree"><Sectors /></Specimen>
    }
    .into_any()
}

#[component]
fn TabsOfBothKinds() -> impl IntoView {
    let tab = |key: &'static str, label: &'static str, text: &'static str| {
        Tab::new(key, label, view! { <p>{text}</p> }.into_any())
    };
    let tabs = vec![
        tab(
            "limits",
            "Limits",
            "No share above 10 %, no sector above 30 %.",
        ),
        tab(
            "answer",
            "Answer",
            "Buy JNJ, WMT, KO and PG; sell AMD, UNH and LLY.",
        ),
        tab(
            "why",
            "Why",
            "The cap on health care costs 0.4 points of return.",
        ),
        tab("orders", "Orders", "11 orders, 20 % turnover."),
    ];
    let chosen = RwSignal::new("limits");
    let link = |name: &str, href: &str, here: bool| (name.to_owned(), href.to_owned(), here);
    view! {
        <Tabs id="studio" label="Studio" tabs=tabs chosen=chosen />
        <p class="label gallery-gap">"As links, where each has an address"</p>
        <TabLinks
            label="Parts of the gallery"
            links=vec![
                link("Tables", "/gallery/tables", false),
                link("Navigation", "/gallery/navigation", true),
                link("Feedback", "/gallery/feedback", false),
            ]
        />
    }
    .into_any()
}

#[component]
fn Pages() -> impl IntoView {
    let (few, many) = (RwSignal::new(0), RwSignal::new(6));
    view! {
        <div class="gallery-stack">
            <Pagination label="Holdings" at=few count=3 go=move |page| few.set(page) />
            <Pagination label="Bookings" at=many count=200 go=move |page| many.set(page) />
            <Pagination
                label="Instruments"
                at=0
                count=4
                go=|_| ()
                href=Callback::new(|page| format!("/gallery/navigation?page={}", page + 1))
            />
        </div>
    }
    .into_any()
}

#[component]
fn Sectors() -> impl IntoView {
    let chosen = RwSignal::new(String::new());
    let leaf = |key: &str, label: &str| Node::leaf(key, label);
    let nodes = vec![
        Node::branch(
            "equity",
            "Equity",
            vec![
                Node::branch(
                    "health",
                    "Health care",
                    vec![
                        leaf("LLY", "Eli Lilly"),
                        leaf("UNH", "UnitedHealth"),
                        leaf("PFE", "Pfizer"),
                    ],
                ),
                Node::branch(
                    "tech",
                    "Technology",
                    vec![leaf("AAPL", "Apple"), leaf("MSFT", "Microsoft")],
                ),
                Node::branch(
                    "energy",
                    "Energy",
                    vec![leaf("CVX", "Chevron"), leaf("XOM", "Exxon Mobil")],
                ),
            ],
        ),
        leaf("cash", "Cash"),
    ];
    view! {
        <Tree
            id="sectors"
            label="Assets by sector"
            nodes=nodes
            open=vec!["equity".to_owned(), "health".to_owned()]
            choose=move |key| chosen.set(key)
        />
        <p class="muted" role="status">{move || format!("Chosen: {}", chosen.get())}</p>
    }
    .into_any()
}
