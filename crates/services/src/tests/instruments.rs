use contract::{
    AppError,
    market::{Basis, Prices, Span},
};
use domain::Day;

use super::fixture::{Fixture, days, price};

#[tokio::test]
async fn every_instrument_with_prices_is_listed_with_its_days() {
    let fixture = Fixture::small().await;
    let list = fixture
        .services
        .market
        .public_instruments()
        .await
        .expect("prices");
    let symbols: Vec<_> = list.iter().map(|i| i.symbol.as_str()).collect();
    assert_eq!(symbols, ["AA", "BB", "CC", "FND", "^IX", "^SP500"]);
    let days = days();
    assert_eq!(
        (list[0].first_day, list[0].last_day),
        (days[0], days[days.len() - 1])
    );
    assert_eq!(
        (list[3].kind.as_str(), list[3].first_day),
        ("fund", days[400])
    );
    assert_eq!(list[0].name, "Alpha");
}

#[tokio::test]
async fn the_universe_is_the_companies_that_share_their_days() {
    let fixture = Fixture::small().await;
    let universe = fixture
        .services
        .market
        .public_universe()
        .await
        .expect("prices");
    let symbols: Vec<_> = universe.assets.iter().map(|i| i.symbol.as_str()).collect();
    assert_eq!(symbols, ["AA", "BB", "CC"]);
    assert_eq!(universe.first_day, days()[0]);
}

#[tokio::test]
async fn closes_come_with_figures_of_their_span() {
    let fixture = Fixture::small().await;
    let view = fixture
        .services
        .market
        .public_instrument("BB", Span::Year, None)
        .await
        .expect("there");
    assert_eq!(
        view.source,
        "Daily adjusted closes: Yahoo Finance through skfolio 1.12.2, BSD-3-Clause"
    );
    let Prices::Closes { days: own, closes } = &view.prices else {
        panic!("this source has no bars");
    };
    let last = *days().last().expect("days");
    assert_eq!(own.last(), Some(&last));
    let year_ago = Day::new(last.year() - 1, last.month(), last.day()).expect("no leap day");
    assert!(
        own[0] >= year_ago && (own[0] - year_ago).get_days() < 4,
        "{}",
        own[0]
    );

    let statistics = &view.statistics;
    assert_eq!(statistics.observations, closes.len() - 1);
    assert_eq!(statistics.last_close, closes[closes.len() - 1]);
    assert_eq!(
        statistics.highest,
        closes.iter().copied().fold(0.0, f64::max)
    );
    assert_eq!(
        statistics.lowest,
        closes.iter().copied().fold(f64::MAX, f64::min)
    );
    let change = closes[closes.len() - 1] / closes[closes.len() - 2] - 1.0;
    assert_eq!(statistics.last_change, Some(change));
    let volatility = statistics.volatility.expect("enough days");
    assert!((0.01..5.0).contains(&volatility), "{volatility}");
    for figure in [
        statistics.cagr,
        statistics.sharpe,
        statistics.var_95,
        statistics.cvar_95,
        statistics.max_drawdown,
        statistics.best_day,
        statistics.worst_day,
        statistics.beta,
    ] {
        assert!(figure.is_some_and(f64::is_finite), "{statistics:?}");
    }
}

#[tokio::test]
async fn each_span_reaches_as_far_as_it_says() {
    let fixture = Fixture::small().await;
    let mut lengths = Vec::new();
    for span in [Span::HalfYear, Span::Year, Span::FiveYears, Span::All] {
        let view = fixture
            .services
            .market
            .public_instrument("BB", span, None)
            .await
            .expect("there");
        assert_eq!(view.span, span);
        lengths.push(view.statistics.observations + 1);
    }
    assert!(
        lengths[0] < lengths[1] && lengths[1] < lengths[2],
        "{lengths:?}"
    );
    assert_eq!(lengths[2..], [days().len(), days().len()]);
}

#[tokio::test]
async fn real_bars_are_shown_as_traded_and_counted_as_adjusted() {
    let fixture = Fixture::small().await;
    let view = fixture
        .services
        .market
        .public_instrument("AA", Span::All, None)
        .await
        .expect("there");
    assert!(
        view.source.starts_with("Daily bars as traded: Quandl WIKI"),
        "{}",
        view.source
    );
    let Prices::Bars { bars } = &view.prices else {
        panic!("this source has bars");
    };
    assert_eq!(bars.len(), 300);
    assert_eq!(bars[7].close, price(0, 7));
    assert_eq!(bars[7].volume, Some(1000.0));
    assert_eq!(view.statistics.last_close, price(0, 299));
    // The adjusted closes are half of the traded ones every day, so their returns are the same.
    let change = price(0, 299) / price(0, 298) - 1.0;
    let found = view.statistics.last_change.expect("two days");
    assert!((found - change).abs() < 1e-12);
}

#[tokio::test]
async fn who_wants_the_other_prices_of_an_instrument_gets_them() {
    let fixture = Fixture::small().await;
    let market = &fixture.services.market;
    let bars = market.public_instrument("AA", Span::All, None).await;
    let bars = bars.expect("there");
    assert_eq!(bars.bases, [Basis::Traded, Basis::Adjusted]);
    assert_eq!(bars.basis, Basis::Traded);
    let adjusted = market
        .public_instrument("AA", Span::All, Some(Basis::Adjusted))
        .await
        .expect("there");
    assert_eq!(adjusted.basis, Basis::Adjusted);
    assert!(
        matches!(&adjusted.prices, Prices::Closes { days: own, .. } if own.len() == days().len())
    );
    assert!(adjusted.source.starts_with("Daily adjusted closes"));
    // What there is not cannot be chosen.
    let only = market
        .public_instrument("BB", Span::All, Some(Basis::Traded))
        .await
        .expect("there");
    assert_eq!(
        (only.basis, only.bases),
        (Basis::Adjusted, vec![Basis::Adjusted])
    );
}

#[tokio::test]
async fn an_index_has_no_beta_to_another() {
    let fixture = Fixture::small().await;
    for symbol in ["^IX", "^SP500"] {
        let view = fixture
            .services
            .market
            .public_instrument(symbol, Span::All, None)
            .await;
        assert_eq!(view.expect("there").statistics.beta, None, "{symbol}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_named() {
    let fixture = Fixture::small().await;
    for symbol in ["NOPE", "GONE", "a/b", ""] {
        let error = fixture
            .services
            .market
            .public_instrument(symbol, Span::All, None)
            .await;
        let expect = AppError::not_found(format!("instrument {symbol}"));
        assert_eq!(error.expect_err("not there"), expect);
    }
    let long = "x".repeat(10_000);
    let error = fixture
        .services
        .market
        .public_instrument(&long, Span::All, None)
        .await;
    assert!(error.expect_err("not there").to_string().len() < 100);
}

#[tokio::test]
async fn before_the_data_the_asker_is_told_to_come_back() {
    let fixture = Fixture::empty().await;
    let services = &fixture.services;
    assert_eq!(services.market.public_instruments().await, Ok(Vec::new()));
    let busy = AppError::Busy { retry_after_s: 5 };
    assert_eq!(services.market.public_universe().await, Err(busy));
}
