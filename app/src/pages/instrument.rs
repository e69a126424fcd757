//! One instrument: its chart and its figures.

use contract::{
    AppError,
    market::{Basis, InstrumentView, Prices, Span, Statistics},
};
use domain::format::{day, number, percent, signed_percent};
use figure::{Axis, Candle, Column, Figure, Pane, Series, Tone, Turn, day_number};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::instruments::{address, kind_name};
use crate::{
    api,
    chart::{Chart, Size},
    errors::ErrorPanel,
    icons,
};

const SPANS: [(Span, &str); 4] = [
    (Span::HalfYear, "6M"),
    (Span::Year, "1Y"),
    (Span::FiveYears, "5Y"),
    (Span::All, "All"),
];

/// More bars than this would be thinner than two pixels; then the closes make a line.
const MOST_CANDLES: usize = 300;

/// The span named in the URL; what is not a span is the standard one.
fn read_span(text: Option<&str>) -> Span {
    SPANS
        .into_iter()
        .find(|(_, name)| Some(*name) == text)
        .map_or(Span::Year, |(span, _)| span)
}

const BASES: [(Basis, &str, &str); 2] = [
    (Basis::Traded, "traded", "As traded"),
    (Basis::Adjusted, "adjusted", "Adjusted closes"),
];

/// The prices named in the URL; what is not a name is the standard.
fn read_basis(text: Option<&str>) -> Option<Basis> {
    BASES
        .into_iter()
        .find(|(_, name, _)| Some(*name) == text)
        .map(|(basis, ..)| basis)
}

/// The address of a view; what is standard stays out of it.
fn view_address(view: &InstrumentView, span: Span, basis: Basis) -> String {
    let mut query = Vec::new();
    if span != Span::Year {
        let name = SPANS.into_iter().find(|(own, _)| *own == span);
        query.extend(name.map(|(_, name)| format!("span={name}")));
    }
    if view.bases.first() != Some(&basis) {
        let name = BASES.into_iter().find(|(own, ..)| *own == basis);
        query.extend(name.map(|(_, name, _)| format!("prices={name}")));
    }
    let path = address(&view.summary.symbol);
    if query.is_empty() {
        path
    } else {
        format!("{path}?{}", query.join("&"))
    }
}

/// One of several addresses, in a row of which one is chosen.
fn segment(name: &'static str, href: String, chosen: bool) -> impl IntoView {
    let current = chosen.then_some("true");
    view! { <a class="segment" class:segment--chosen=chosen href=href aria-current=current>{name}</a> }
}

#[component]
pub fn InstrumentPage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let symbol = params.with(|p| p.get("symbol")).unwrap_or_default();
        let (span, basis) = query.with(|q| {
            (
                read_span(q.get("span").as_deref()),
                read_basis(q.get("prices").as_deref()),
            )
        });
        (symbol, span, basis)
    });
    let view = Resource::new_blocking(
        move || asked.get(),
        |(symbol, span, basis)| api::load_instrument(symbol, span, basis),
    );
    view! {
        <div class="page">
            <Transition fallback=|| view! { <p class="muted">"Looking …"</p> }>
                {move || Suspend::new(async move {
                    match view.await {
                        Ok(view) => view! { <Instrument view /> }.into_any(),
                        Err(failure) => view! { <Missing error=failure.0 /> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
    .into_any()
}

#[component]
fn Missing(error: AppError) -> impl IntoView {
    view! {
        <Title text="Instrument" />
        <h1>"Instrument"</h1>
        <ErrorPanel error />
        <p><a class="button" href="/instruments">"All instruments"</a></p>
    }
    .into_any()
}

#[component]
fn Instrument(view: InstrumentView) -> impl IntoView {
    let summary = view.summary.clone();
    let monogram: String = summary
        .symbol
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(2)
        .collect();
    let place = [
        summary.name.as_str(),
        summary.exchange.as_str(),
        summary.currency.as_str(),
    ]
    .into_iter()
    .filter(|part| !part.is_empty())
    .collect::<Vec<_>>()
    .join(", ");
    let tag = if summary.sector.is_empty() {
        kind_name(&summary.kind).to_owned()
    } else {
        summary.sector.clone()
    };
    let last = number(view.statistics.last_close, 2);
    let change = view.statistics.last_change;
    let spans = SPANS.map(|(span, name)| {
        segment(
            name,
            view_address(&view, span, view.basis),
            span == view.span,
        )
    });
    let bases = (view.bases.len() > 1).then(|| {
        let bases = BASES.map(|(basis, _, name)| {
            segment(name, view_address(&view, view.span, basis), basis == view.basis)
        });
        view! { <nav class="segments segments--wide" aria-label="Prices of the chart">{bases.collect_view()}</nav> }
    });
    let finding = finding(&view.statistics);
    let note = match &view.prices {
        Prices::Bars { bars } if bars.len() <= MOST_CANDLES => {
            "Rising days are hollow, falling days filled. Arrow keys move the crosshair."
        }
        Prices::Bars { .. } => {
            "Too many days for candles: the line joins the closes as traded, so a split is a cliff."
        }
        Prices::Closes { .. } => {
            "Closes adjusted for splits and dividends. Arrow keys move the crosshair."
        }
    };
    let as_of = format!("Up to {}. {}", day(last_day(&view)), view.source);
    let statistics = rows(&view.statistics);
    let size = Size {
        wide: (958.0, 420.0),
        narrow: (326.0, 320.0),
    };
    let picture = picture(&view);
    view! {
        <Title text=summary.symbol.clone() />
        <p class="back"><a href="/instruments">{icons::arrow_left()}"Instruments"</a></p>
        <header class="instrument">
            <span class="monogram" aria-hidden="true">{monogram}</span>
            <div>
                <h1>
                    {summary.symbol}
                    <span class="instrument__place">{place}</span>
                    <span class="tag">{tag}</span>
                </h1>
                <p class="muted">{as_of}</p>
            </div>
            <div class="instrument__last">
                <p class="instrument__price">{last}</p>
                {change.map(|change| view! { <p><Change change /></p> })}
            </div>
        </header>
        <div class="instrument__grid">
            <section class="card">
                <div class="instrument__choice">
                    <nav class="segments" aria-label="Span of the chart">{spans.collect_view()}</nav>
                    {bases}
                </div>
                <figure class="panel-figure">
                    <figcaption>
                        <p class="finding">{finding}</p>
                    </figcaption>
                    <Chart class="chart--instrument" size figure=Signal::stored(picture) source=note />
                </figure>
            </section>
            <section class="card" aria-labelledby="statistics">
                <h2 class="label" id="statistics">{format!("Statistics, {} daily returns", number(view.statistics.observations as f64, 0))}</h2>
                <dl class="statistics">{statistics}</dl>
                {(view.basis == Basis::Traded).then(|| view! {
                    <p class="small muted">"Changes, falls and returns count splits and dividends; prices are as traded."</p>
                })}
            </section>
        </div>
    }
    .into_any()
}

/// A change by arrow, sign and colour, and in words for those who hear it.
#[component]
fn Change(change: f64) -> impl IntoView {
    let (class, word) = if change > 0.0 {
        ("gain", "up ")
    } else if change < 0.0 {
        ("loss", "down ")
    } else {
        ("", "unchanged ")
    };
    view! {
        <span class=class>
            <span class="turn" aria-hidden="true">{icons::turn(change)}</span>
            <span class="visually-hidden">{word}</span>
            {signed_percent(change, 2)}
        </span>
    }
    .into_any()
}

fn closes(prices: &Prices) -> Vec<(domain::Day, f64)> {
    match prices {
        Prices::Closes { days, closes } => {
            days.iter().copied().zip(closes.iter().copied()).collect()
        }
        Prices::Bars { bars } => bars.iter().map(|bar| (bar.day, bar.close)).collect(),
    }
}

fn last_day(view: &InstrumentView) -> domain::Day {
    closes(&view.prices)
        .last()
        .map_or(view.summary.last_day, |(day, _)| *day)
}

/// The caption: what became of the money. Splits and dividends count, or it would be false across
/// them.
fn finding(statistics: &Statistics) -> String {
    let (Some(change), Some(below)) = (statistics.change, statistics.below_highest) else {
        return "No prices in this span".to_owned();
    };
    let way = if change >= 0.0 { "Up" } else { "Down" };
    let since = if below < 0.0005 {
        "at the highest close of the span".to_owned()
    } else {
        format!("{} below its highest close", percent(below, 0))
    };
    format!(
        "{way} {} in this span, {since}",
        percent(change.abs(), if change.abs() < 0.1 { 1 } else { 0 })
    )
}

fn picture(view: &InstrumentView) -> Figure {
    let figure = Figure::new(format!("{} prices", view.summary.symbol));
    match &view.prices {
        Prices::Bars { bars } if bars.len() <= MOST_CANDLES => {
            let at = |i: usize| i as f64;
            let candles = bars.iter().enumerate().map(|(i, bar)| Candle {
                x: at(i),
                open: bar.open,
                high: bar.high,
                low: bar.low,
                close: bar.close,
            });
            let volumes = bars.iter().enumerate().map(|(i, bar)| Column {
                x: at(i),
                y: bar.volume.map(|volume| volume / 1e6),
                turn: if bar.close >= bar.open {
                    Turn::Up
                } else {
                    Turn::Down
                },
            });
            figure
                .x(Axis::sessions(bars.iter().map(|bar| bar.day)))
                .pane(
                    Pane::new(Axis::value("").decimals(2).far())
                        .weight(3.0)
                        .series(Series::candles("Price", candles)),
                )
                .pane(
                    Pane::new(Axis::value("Volume, millions").decimals(1).far())
                        .series(Series::columns("Volume, millions", volumes)),
                )
        }
        prices => {
            let closes = closes(prices);
            let line = closes.iter().map(|(day, close)| (day_number(*day), *close));
            let figure = figure.x(Axis::days()).pane(
                Pane::new(Axis::value("").decimals(2).far())
                    .weight(3.0)
                    .series(Series::line("Close", line)),
            );
            if view.basis == Basis::Traded {
                // Below which peak? A split would look like a fall.
                return figure;
            }
            let mut peak = f64::MIN;
            let falls: Vec<(f64, f64)> = closes
                .iter()
                .map(|(day, close)| {
                    peak = peak.max(*close);
                    (day_number(*day), 100.0 * (close / peak - 1.0))
                })
                .collect();
            let name = "Below its highest close so far, %";
            figure.pane(
                Pane::new(Axis::value(name).decimals(1).to(0.0).far())
                    .series(Series::line(name, falls).tone(Tone::S3)),
            )
        }
    }
}

fn rows(statistics: &Statistics) -> impl IntoView + use<> {
    let optional =
        |value: Option<f64>, write: fn(f64) -> String| value.map_or_else(|| "—".to_owned(), write);
    let rows: Vec<(&str, String)> = vec![
        ("Highest close", number(statistics.highest, 2)),
        ("Lowest close", number(statistics.lowest, 2)),
        (
            "Growth a year (CAGR)",
            optional(statistics.cagr, |v| signed_percent(v, 1)),
        ),
        (
            "Volatility a year",
            optional(statistics.volatility, |v| percent(v, 1)),
        ),
        (
            "Sharpe ratio",
            optional(statistics.sharpe, |v| number(v, 2)),
        ),
        (
            "Deepest fall",
            optional(statistics.max_drawdown, |v| percent(-v, 1)),
        ),
        (
            "VaR 95\u{202f}%, 1 day",
            optional(statistics.var_95, |v| percent(v, 2)),
        ),
        (
            "CVaR 95\u{202f}%, 1 day",
            optional(statistics.cvar_95, |v| percent(v, 2)),
        ),
        (
            "Best day",
            optional(statistics.best_day, |v| signed_percent(v, 2)),
        ),
        (
            "Worst day",
            optional(statistics.worst_day, |v| signed_percent(v, 2)),
        ),
        (
            "Beta to the S&P 500",
            optional(statistics.beta, |v| number(v, 2)),
        ),
    ];
    rows.into_iter()
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
        .collect_view()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_survive_the_url() {
        for (span, name) in SPANS {
            assert_eq!(read_span(Some(name)), span);
        }
        assert_eq!(read_span(None), Span::Year);
        assert_eq!(read_span(Some("forever")), Span::Year);
    }

    #[test]
    fn prices_survive_the_url() {
        for (basis, name, _) in BASES {
            assert_eq!(read_basis(Some(name)), Some(basis));
        }
        assert_eq!(read_basis(None), None);
        assert_eq!(read_basis(Some("opening")), None);
    }
}
