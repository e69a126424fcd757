//! The card of statistics.

use contract::market::{InstrumentView, Prices, Statistics};
use domain::format::NOT_AVAILABLE;
use leptos::prelude::*;
use texts::{Language, instrument as text, use_language};
use ui::{card::Card, change::Change, facts::Facts};

use super::words;

#[component]
pub fn StatisticsCard(view: StoredValue<InstrumentView>) -> impl IntoView {
    let language = use_language();
    let (rows, day) =
        view.with_value(|view| (rows(language, view), language.day(view.statistics.last_day)));
    view! {
        <Card id="statistics" title=text::statistics_to(language, &day)>
            <Facts rows two_columns=true />
            <p class="card__note">{text::statistics_note(language)}</p>
        </Card>
    }
    .into_any()
}

/// As many as there is data for: closes alone have no open and no volume.
fn rows(language: Language, view: &InstrumentView) -> Vec<(String, AnyView)> {
    let Statistics {
        open,
        high,
        low,
        volume,
        volume_60,
        ..
    } = view.statistics;
    let figures = &view.statistics;
    let plain = |name: &'static str, value: Option<String>| {
        let value = value.unwrap_or_else(|| NOT_AVAILABLE.to_owned());
        (name.to_owned(), value.into_any())
    };
    let price = |value: f64| language.number(value, 2);
    let pieces = |value: f64| words::volume(language, value);
    let percent = |value: f64, decimals| language.percent(value, decimals);
    let change = |name: &'static str, value: Option<f64>| {
        let shown = match value {
            Some(value) => {
                let text = language.signed_percent(value, 1);
                view! { <Change value text /> }.into_any()
            }
            None => NOT_AVAILABLE.into_any(),
        };
        (name.to_owned(), shown)
    };
    let has_bars = matches!(view.prices, Prices::Bars { .. });
    let mut rows = Vec::new();
    if has_bars {
        rows.extend([
            plain(text::open(language), open.map(price)),
            plain(text::high(language), high.map(price)),
            plain(text::low(language), low.map(price)),
        ]);
    }
    rows.extend([
        plain(text::high_52(language), Some(price(figures.year_high))),
        plain(text::low_52(language), Some(price(figures.year_low))),
        change(text::one_month(language), figures.month),
        change(text::three_months(language), figures.quarter),
        change(text::one_year(language), figures.year),
    ]);
    if has_bars {
        rows.extend([
            plain(text::volume(language), volume.map(pieces)),
            plain(text::volume_60(language), volume_60.map(pieces)),
        ]);
    }
    let count = if has_bars {
        text::bars(language)
    } else {
        text::closes(language)
    };
    rows.extend([
        plain(
            text::beta(language),
            figures.beta.map(|v| language.number(v, 2)),
        ),
        plain(
            text::volatility_1y(language),
            figures.volatility.map(|v| percent(v, 1)),
        ),
        plain(
            text::volatility_20(language),
            figures.volatility_20.map(|v| percent(v, 1)),
        ),
        plain(
            text::var_95(language),
            figures.var_95.map(|v| percent(v, 2)),
        ),
        plain(
            text::deepest_fall(language),
            figures.deepest_fall.map(|v| percent(-v, 1)),
        ),
        plain(count, Some(language.count(figures.days as u64))),
    ]);
    rows
}
