//! What stands in front of a page.

use leptos::prelude::*;
use ui::{
    button::{Button, Weight},
    dialog::{Dialog, DialogActions, Shape},
    icons,
    menu::{Act, Item, Menu},
    order::{Order, OrderDialog, Side},
    popover::{Popover, PopoverButton},
    toast::{Toaster, Toasts},
    tooltip::Tooltip,
};

use crate::{Part, Specimen};

pub(crate) const PART: Part = Part {
    path: "overlays",
    title: "Overlays",
    components: &[
        "Dialog", "Drawer", "Order", "Popover", "Menu", "Tooltip", "Toast",
    ],
    view,
};

fn view() -> AnyView {
    view! {
        <Specimen name="Dialog"><Dialogs /></Specimen>
        <Specimen name="Order"><Orders /></Specimen>
        <Specimen name="Popover">
            <PopoverButton target="range">"Range"</PopoverButton>
            <Popover id="range" label="Range">
                <p>"Prices reach from 2 January 1990 to 28 December 2022."</p>
                <p class="muted small">"A popover closes on Escape and on a press beside it."</p>
            </Popover>
        </Specimen>
        <Specimen name="Menu"><Menus /></Specimen>
        <Specimen name="Tooltip">
            <Tooltip id="tip-var" text="The loss that one day in twenty exceeds, estimated from the last 250 days.">
                <button type="button" class="tooltip__word">"VaR 95 %"</button>
            </Tooltip>
            <Tooltip id="tip-csv" text="All rows that pass the filter, with all digits">
                <button type="button" class="button button--icon" aria-label="Download">{icons::download()}</button>
            </Tooltip>
        </Specimen>
        <Specimen name="Toast"><Messages /></Specimen>
    }
    .into_any()
}

#[component]
fn Dialogs() -> impl IntoView {
    let (dialog, drawer) = (RwSignal::new(false), RwSignal::new(false));
    let name = RwSignal::new("Core Equity".to_owned());
    let rename = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        dialog.set(false);
    };
    view! {
        <Button press=move |()| dialog.set(true)>"Rename …"</Button>
        <Dialog id="rename" title="Rename this portfolio" open=dialog>
            <form on:submit=rename>
                <label for="rename-name" class="label">"Name"</label>
                <input
                    id="rename-name"
                    class="input"
                    autofocus=true
                    autocomplete="off"
                    prop:value=move || name.get()
                    on:input=move |event| name.set(event_target_value(&event))
                />
                <DialogActions>
                    <Button press=move |()| dialog.set(false)>"Cancel"</Button>
                    <Button weight=Weight::Primary>"Rename"</Button>
                </DialogActions>
            </form>
        </Dialog>
        <Button press=move |()| drawer.set(true)>"Rules …"</Button>
        <Dialog id="rules" title="Rules of Core Equity" open=drawer shape=Shape::Side>
            <ul class="gallery-rules">
                <li>"No sector above 30 %"</li>
                <li>"No share above 10 %"</li>
                <li>"Cash of 1 % at least"</li>
                <li>"Volatility of 20 % at most"</li>
            </ul>
            <DialogActions><Button press=move |()| drawer.set(false)>"Done"</Button></DialogActions>
        </Dialog>
        <p class="muted">{move || format!("The portfolio is called {}.", name.get())}</p>
    }
    .into_any()
}

#[component]
fn Orders() -> impl IntoView {
    let open = RwSignal::new(false);
    let placed = RwSignal::new(0);
    let order = Order {
        side: Side::Buy,
        quantity: 12,
        symbol: "WMT".to_owned(),
        name: "Walmart".to_owned(),
        price: 141.68,
        currency: "USD".to_owned(),
    };
    view! {
        <Button press=move |()| open.set(true)>"Buy 12 WMT …"</Button>
        <OrderDialog id="order-dialog" open=open order=order confirm=move |()| placed.update(|count| *count += 1) />
        <p class="muted" role="status">{move || format!("{} placed", placed.get())}</p>
    }
    .into_any()
}

#[component]
fn Menus() -> impl IntoView {
    let last = RwSignal::new("nothing");
    let act = move |what| Act::Do(Callback::new(move |()| last.set(what)));
    let mut rename = Item::new("Rename", act("Rename"));
    rename.hint = "F2".to_owned();
    let mut sync = Item::new("Synchronise", act("Synchronise"));
    sync.disabled = true;
    let mut remove = Item::new("Remove", act("Remove"));
    remove.removes = true;
    let items = vec![
        rename,
        Item::new("Duplicate", act("Duplicate")),
        sync,
        Item::new("All instruments", Act::Go("/instruments".to_owned())),
        remove,
    ];
    let few = vec![
        Item::new("Log scale", act("Log scale")),
        Item::new("Compare", act("Compare")),
    ];
    view! {
        <Menu id="portfolio-menu" items=items>"Portfolio"</Menu>
        <Menu id="more-menu" items=few label="More" weight=Weight::Ghost>{icons::more()}</Menu>
        <p class="muted" role="status">{move || format!("Chosen: {}", last.get())}</p>
    }
    .into_any()
}

#[component]
fn Messages() -> impl IntoView {
    // Where the page around provides a place for messages, theirs is used.
    let around = use_context::<Toasts>();
    let toasts = around.unwrap_or_else(Toasts::provide);
    let held = RwSignal::new(20);
    let remove = move |()| {
        held.update(|held| *held -= 1);
        toasts.say_with_undo("KO was removed from Core Equity.", move || {
            held.update(|held| *held += 1)
        });
    };
    view! {
        <Button press=remove>"Remove a holding"</Button>
        <Button press=move |()| toasts.say("The report is ready.")>"Say something"</Button>
        <p class="muted">{move || format!("{} holdings. F8 leads to the message.", held.get())}</p>
        {around.is_none().then(|| view! { <Toaster toasts /> })}
    }
    .into_any()
}
