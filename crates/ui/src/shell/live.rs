//! What moves in the header: the market, a few prices, and how fresh they are.

use leptos::prelude::*;

use crate::icons;

/// How the prices arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// As they are made.
    Live,
    /// From the past, as if it were today.
    Replay,
    /// Not now; it is being tried again.
    Reconnecting,
    /// Not at all.
    Offline,
}

/// How the prices arrive, in words: the colour of the dot says it once more.
#[component]
pub fn Connection(
    #[prop(into)] link: Signal<Link>,
    #[prop(into)] words: Signal<String>,
) -> impl IntoView {
    let class = move || match link.get() {
        Link::Live => "connection connection--live",
        Link::Replay => "connection connection--replay",
        Link::Reconnecting => "connection connection--trying",
        Link::Offline => "connection connection--off",
    };
    view! {
        <p class=class role="status">
            <span class="connection__dot" aria-hidden="true"></span>
            <span class="connection__words">{move || words.get()}</span>
        </p>
    }
    .into_any()
}

/// Whether the market trades, and when that changes.
#[component]
pub fn MarketState(
    open: bool,
    #[prop(into)] words: String,
    #[prop(into)] next: String,
) -> impl IntoView {
    let class = if open {
        "market market--open"
    } else {
        "market"
    };
    view! {
        <p class=class>
            <span class="market__state">{words}</span>
            <span class="market__next">{next}</span>
        </p>
    }
    .into_any()
}

/// One price of the ticker, as texts.
#[derive(Debug, Clone, PartialEq)]
pub struct Quote {
    pub name: String,
    pub href: String,
    pub price: String,
    /// With its sign and unit.
    pub change: String,
    /// Above, at or below zero.
    pub turn: f64,
    /// `up`, `down` or `unchanged`, for those who hear it.
    pub spoken: String,
}

/// Prices that pass by. They rest under the pointer, while one of them has the focus, and when
/// stopped; with less motion they never move, and can be scrolled.
#[component]
pub fn Ticker(
    #[prop(into)] label: String,
    quotes: Vec<Quote>,
    /// What the button does that stops it, and the one that lets it go on.
    #[prop(into)]
    stop: String,
    #[prop(into)] go_on: String,
) -> impl IntoView {
    let stopped = RwSignal::new(false);
    let all = |quotes: &[Quote]| quotes.iter().cloned().map(quote).collect_view();
    let (first, again) = (all(&quotes), all(&quotes));
    let name = move || {
        if stopped.get() {
            go_on.clone()
        } else {
            stop.clone()
        }
    };
    view! {
        <div class="ticker" class:ticker--stopped=move || stopped.get() role="group" aria-label=label>
            <div class="ticker__window">
                <div class="ticker__belt">
                    <ul class="ticker__list">{first}</ul>
                    // The same once more, so that the belt has no gap; said once is enough.
                    <ul class="ticker__list ticker__list--again" aria-hidden="true" inert>{again}</ul>
                </div>
            </div>
            <button
                type="button"
                class="button button--ghost button--icon ticker__stop needs-script"
                aria-label=name.clone()
                title=name
                on:click=move |_| stopped.update(|stopped| *stopped = !*stopped)
            >
                {move || if stopped.get() { icons::play() } else { icons::pause() }}
            </button>
        </div>
    }
    .into_any()
}

fn quote(quote: Quote) -> AnyView {
    let class = match quote.turn {
        turn if turn > 0.0 => "gain",
        turn if turn < 0.0 => "loss",
        _ => "",
    };
    view! {
        <li class="quote">
            <a href=quote.href>
                <span class="quote__name">{quote.name}</span>" "{quote.price}" "
                <span class=class>
                    <span class="turn" aria-hidden="true">{icons::turn(quote.turn)}</span>
                    <span class="visually-hidden">{quote.spoken}" "</span>
                    {quote.change}
                </span>
            </a>
        </li>
    }
    .into_any()
}
