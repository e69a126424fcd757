//! The one question before something that cannot be taken back: a real order, with its side, its
//! quantity and its amount, the amount in words too.

mod in_words;

use leptos::prelude::*;
use texts::{Language, common, components, use_language};

use crate::{
    button::{Button, Weight},
    dialog::{Dialog, DialogActions},
    facts::Facts,
};
pub use in_words::in_words;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Buy,
    Sell,
}

/// An order as it will be placed.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    pub side: Side,
    pub quantity: u64,
    pub symbol: String,
    pub name: String,
    /// The last price; the order may be filled at another.
    pub price: f64,
    pub currency: String,
}

impl Order {
    /// What it costs or brings, about.
    pub fn amount(&self) -> f64 {
        self.quantity as f64 * self.price
    }

    /// `Buy 12 WMT`: the title, and the button that does it.
    pub fn in_short(&self, language: Language) -> String {
        let count = language.count(self.quantity);
        match self.side {
            Side::Buy => components::buy(language, &count, &self.symbol),
            Side::Sell => components::sell(language, &count, &self.symbol),
        }
    }

    /// The amount without cents in words: `one thousand seven hundred US dollars`.
    pub fn amount_in_words(&self, language: Language) -> String {
        // Real amounts are far below 2⁵³, and above zero.
        let whole = self.amount().round().max(0.0) as u64;
        components::amount_in_words(language, &in_words(language, whole), &self.currency)
    }
}

/// The question. The focus is on the way back, not on the button that does it.
#[component]
pub fn OrderDialog(
    #[prop(into)] id: String,
    open: RwSignal<bool>,
    order: Order,
    #[prop(into)] confirm: Callback<()>,
) -> impl IntoView {
    let language = use_language();
    let title = order.in_short(language);
    let side = match order.side {
        Side::Buy => components::buying(language),
        Side::Sell => components::selling(language),
    };
    let amount = language.money(order.amount(), &order.currency);
    let rows = [
        (components::side(language), side.to_owned()),
        (
            components::instrument(language),
            format!("{}, {}", order.symbol, order.name),
        ),
        (
            components::quantity(language),
            language.count(order.quantity),
        ),
        (
            components::last_price(language),
            language.money(order.price, &order.currency),
        ),
        (components::amount(language), amount),
    ];
    let rows = rows
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.into_any()))
        .collect();
    let place = move |()| {
        open.set(false);
        confirm.run(());
    };
    view! {
        <Dialog id=id title=title.clone() open=open>
            <Facts rows=rows />
            <p class="order__words">{order.amount_in_words(language)}</p>
            <p class="muted small">{components::order_is_real(language)}</p>
            <DialogActions>
                <button type="button" class="button" autofocus=true on:click=move |_| open.set(false)>
                    {common::cancel(language)}
                </button>
                <Button weight=Weight::Primary press=place>{title}</Button>
            </DialogActions>
        </Dialog>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_everything_twice() {
        let order = Order {
            side: Side::Sell,
            quantity: 1200,
            symbol: "WMT".to_owned(),
            name: "Walmart".to_owned(),
            price: 141.68,
            currency: "USD".to_owned(),
        };
        let english = Language::English;
        assert_eq!(order.in_short(english), "Sell 1,200 WMT");
        assert_eq!(
            order.amount_in_words(english),
            "About one hundred seventy thousand sixteen USD."
        );
        assert_eq!(order.in_short(Language::German), "1.200 WMT verkaufen");
    }
}
