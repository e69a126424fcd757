//! What can be chosen above the chart. Links and forms, so that the server can answer, too.

use contract::market::{Indicator, InstrumentView};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use texts::{Language, instrument as text, use_language};
use ui::{
    button::Size,
    icons,
    popover::{Popover, PopoverButton},
};

use super::{
    address::{self, View},
    picture,
};

#[component]
pub fn Tools(view: StoredValue<InstrumentView>, chosen: StoredValue<View>) -> impl IntoView {
    let language = use_language();
    let to = |change: &dyn Fn(&mut View)| {
        let mut next = chosen.get_value();
        change(&mut next);
        next.href()
    };
    let spans = address::SPANS.map(|(span, _)| {
        let is_chosen = view.with_value(|view| view.span == span);
        let href = to(&|next| next.span = span);
        segment(address::span_name(language, span), href, is_chosen)
    });
    let is_compared = view.with_value(|view| view.compared.is_some());
    let has_candles = !is_compared && view.with_value(|view| picture::has_candles(&view.prices));
    let kinds = has_candles.then(|| {
        let is_line = chosen.with_value(|chosen| chosen.line);
        let kinds = [(false, text::candles(language)), (true, text::line(language))]
            .map(|(line, name)| segment(name, to(&|next| next.line = line), line == is_line));
        view! { <nav class="segments segments--wide" aria-label=text::kinds(language)>{kinds.collect_view()}</nav> }
    });
    let bases = view.with_value(|view| view.bases.clone());
    let bases = (bases.len() > 1 && !is_compared).then(|| {
        let standard = bases[0].basis;
        let own = view.with_value(|view| view.basis);
        let names = address::BASES.map(|(basis, _)| {
            let href = to(&|next| next.basis = (basis != standard).then_some(basis));
            segment(basis_name(language, basis), href, basis == own)
        });
        view! { <nav class="segments segments--wide" aria-label=text::bases(language)>{names.collect_view()}</nav> }
    });
    let is_log = chosen.with_value(|chosen| chosen.log);
    let log = view! {
        <a class="button button--small toggle" href=to(&|next| next.log = !next.log)
            aria-current=is_log.then_some("true") title=text::log_hint(language)>
            {text::log(language)}
        </a>
    };
    view! {
        <div class="chart-tools">
            <nav class="segments" aria-label=text::spans(language)>{spans.collect_view()}</nav>
            {kinds}
            {bases}
            <div class="chart-tools__right">
                {(!is_compared).then(|| view! { <IndicatorMenu chosen /> })}
                <CompareMenu view chosen />
                {log}
            </div>
        </div>
    }
    .into_any()
}

fn basis_name(language: Language, basis: contract::market::Basis) -> &'static str {
    match basis {
        contract::market::Basis::Traded => text::traded(language),
        contract::market::Basis::Adjusted => text::adjusted(language),
    }
}

/// One of several addresses, in a row of which one is chosen.
fn segment(name: &'static str, href: String, chosen: bool) -> impl IntoView {
    let current = chosen.then_some("true");
    view! { <a class="segment" class:segment--chosen=chosen href=href aria-current=current>{name}</a> }
}

/// The rest of the address, for a form that changes one part of it.
fn kept(chosen: &View, except: &'static str) -> impl IntoView + use<> {
    let pairs = chosen
        .pairs()
        .into_iter()
        .filter(move |(key, _)| *key != except);
    pairs
        .map(|(key, value)| view! { <input type="hidden" name=key value=value /> })
        .collect_view()
}

#[component]
fn IndicatorMenu(chosen: StoredValue<View>) -> impl IntoView {
    let language = use_language();
    let shown = chosen.with_value(View::shown);
    let count = shown.len();
    let navigate = use_navigate();
    let switch = Callback::new(move |(indicator, on): (Indicator, bool)| {
        let mut next = chosen.get_value();
        let before = next.shown();
        let all = address::ALL.into_iter().map(|(own, _)| own);
        let is_on = |own: &Indicator| {
            if *own == indicator {
                on
            } else {
                before.contains(own)
            }
        };
        next.indicators = Some(all.filter(is_on).collect());
        navigate(&next.href(), super::stay());
    });
    let boxes = address::ALL.map(|(indicator, key)| {
        view! {
            <label class="chart-tools__box">
                <input type="checkbox" name=address::INDICATORS value=key
                    checked=shown.contains(&indicator)
                    on:change=move |event| switch.run((indicator, event_target_checked(&event))) />
                <span>{address::indicator_name(language, indicator)}</span>
            </label>
        }
    });
    let name = if count > 0 {
        text::indicators_chosen(language, &count.to_string())
    } else {
        text::indicators(language).to_owned()
    };
    let path = chosen.with_value(|chosen| super::super::instruments::address(&chosen.symbol));
    view! {
        <PopoverButton target="indicators" size=Size::Small>{name}</PopoverButton>
        <Popover id="indicators" label=text::indicators(language)>
            <form method="get" action=path class="chart-tools__form">
                {chosen.with_value(|chosen| kept(chosen, address::INDICATORS))}
                // So that a form without any box says so.
                <input type="hidden" name=address::INDICATORS value="" />
                {boxes.collect_view()}
                <button type="submit" class="button button--small without-script">{text::apply(language)}</button>
            </form>
        </Popover>
    }
    .into_any()
}

#[component]
fn CompareMenu(view: StoredValue<InstrumentView>, chosen: StoredValue<View>) -> impl IntoView {
    let language = use_language();
    let other = chosen.with_value(|chosen| chosen.compare.clone());
    let navigate = use_navigate();
    let choose = move |event: leptos::ev::Event| {
        let symbol = event_target_value(&event);
        let mut next = chosen.get_value();
        next.compare = (!symbol.is_empty()).then_some(symbol);
        navigate(&next.href(), super::stay());
    };
    let options = view.with_value(|view| {
        view.others
            .iter()
            .map(|(symbol, name)| {
                let is_chosen = other.as_ref() == Some(symbol);
                view! { <option value=symbol.clone() selected=is_chosen>{format!("{symbol}, {name}")}</option> }
            })
            .collect_view()
    });
    let name = match &other {
        Some(symbol) => text::compared_with(language, symbol),
        None => text::compare(language).to_owned(),
    };
    let path = chosen.with_value(|chosen| super::super::instruments::address(&chosen.symbol));
    view! {
        <PopoverButton target="compare" size=Size::Small>{icons::plus()}{name}</PopoverButton>
        <Popover id="compare" label=text::compare(language)>
            <form method="get" action=path class="chart-tools__form">
                {chosen.with_value(|chosen| kept(chosen, address::COMPARE))}
                <select name=address::COMPARE class="input" aria-label=text::compare(language) on:change=choose>
                    <option value="">{text::nothing(language)}</option>
                    {options}
                </select>
                <button type="submit" class="button button--small without-script">{text::apply(language)}</button>
            </form>
        </Popover>
    }
    .into_any()
}
