use contract::{
    AppError,
    market::{Basis, Indicator, InstrumentQuestion, Prices, Span},
};
use domain::Day;

use super::fixture::{Fixture, days, price};

/// The usual question about an instrument.
pub(super) fn about(symbol: &str, span: Span, basis: Option<Basis>) -> InstrumentQuestion {
    InstrumentQuestion {
        symbol: symbol.to_owned(),
        span,
        basis,
        indicators: Vec::new(),
        compare: None,
    }
}

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
        .public_instrument(about("BB", Span::Year, None))
        .await
        .expect("there");
    assert_eq!(
        view.source,
        "Yahoo Finance through skfolio 1.12.2, BSD-3-Clause"
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
    assert_eq!(statistics.last_day, last);
    assert_eq!(statistics.days, days().len());
    assert_eq!(statistics.last_close, closes[closes.len() - 1]);
    // The first price of the span is a year old, and not of the last 52 weeks.
    let weeks = if own[0] == year_ago {
        &closes[1..]
    } else {
        &closes[..]
    };
    assert_eq!(
        statistics.year_high,
        weeks.iter().copied().fold(0.0, f64::max)
    );
    assert_eq!(
        statistics.year_low,
        weeks.iter().copied().fold(f64::MAX, f64::min)
    );
    let change = closes[closes.len() - 1] / closes[closes.len() - 2] - 1.0;
    assert_eq!(statistics.last_change, Some(change));
    let volatility = statistics.volatility.expect("enough days");
    assert!((0.01..5.0).contains(&volatility), "{volatility}");
    for figure in [
        statistics.month,
        statistics.quarter,
        statistics.year,
        statistics.volatility_20,
        statistics.var_95,
        statistics.deepest_fall,
        statistics.beta,
    ] {
        assert!(figure.is_some_and(f64::is_finite), "{statistics:?}");
    }
    // There are neither bars nor volumes.
    for figure in [statistics.open, statistics.volume, statistics.volume_60] {
        assert_eq!(figure, None);
    }
    assert_eq!(view.quality.contradictory, None);
    assert_eq!(view.quality.missing, 0);
    let course = view.course.expect("prices");
    assert_eq!(course.change, closes[closes.len() - 1] / closes[0] - 1.0);
}

#[tokio::test]
async fn what_is_computed_beside_prices_has_one_value_for_each() {
    let fixture = Fixture::small().await;
    let mut question = about("BB", Span::HalfYear, None);
    question.indicators = vec![Indicator::Mean50, Indicator::Macd];
    let market = &fixture.services.market;
    let view = market.public_instrument(question).await.expect("there");
    let Prices::Closes { closes, .. } = &view.prices else {
        panic!("this source has no bars");
    };
    // Half a year before the span there is enough to begin at once.
    assert_eq!(view.indicators.mean_50.len(), closes.len());
    assert_eq!(view.indicators.macd.len(), closes.len());
    assert!(view.indicators.mean_50.iter().all(Option::is_some));
    assert!(view.indicators.rsi.is_empty() && view.indicators.bollinger.is_empty());
    let last = closes[closes.len() - 50..].iter().sum::<f64>() / 50.0;
    let found = view.indicators.mean_50.last().copied().flatten();
    assert!(found.is_some_and(|found| (found / last - 1.0).abs() < 1e-5));
}

#[tokio::test]
async fn two_instruments_are_compared_on_the_days_both_have() {
    let fixture = Fixture::small().await;
    let market = &fixture.services.market;
    let mut question = about("AA", Span::All, None);
    question.compare = Some("FND".to_owned());
    let view = market
        .public_instrument(question.clone())
        .await
        .expect("there");
    // Bars end early; adjusted closes reach as far as the fund.
    assert_eq!(view.basis, Basis::Adjusted);
    let other = view.compared.expect("asked for");
    assert_eq!(
        (other.symbol.as_str(), other.name.as_str()),
        ("FND", "Fund")
    );
    assert_eq!(other.points[0].day, days()[400]);
    assert_eq!(other.points.last().map(|p| p.day), days().last().copied());
    assert!(!view.others.iter().any(|(symbol, _)| symbol == "AA"));

    question.compare = Some("NOPE".to_owned());
    let error = market.public_instrument(question.clone()).await;
    let expect = AppError::not_found("instrument NOPE".to_owned());
    assert_eq!(error.expect_err("not there"), expect);
    question.compare = Some("AA".to_owned());
    let view = market.public_instrument(question).await.expect("there");
    assert_eq!(view.compared, None);
}

#[tokio::test]
async fn a_row_of_the_list_has_the_last_year() {
    let fixture = Fixture::small().await;
    let list = fixture.services.market.public_instrument_rows().await;
    let list = list.expect("prices");
    let row = list
        .iter()
        .find(|row| row.summary.symbol == "BB")
        .expect("there");
    assert_eq!(row.last_day, *days().last().expect("days"));
    assert!((52..=54).contains(&row.weeks.len()), "{}", row.weeks.len());
    let last = row.weeks.last().expect("weeks");
    assert!((last / row.last_close - 1.0).abs() < 1e-5);
    assert!(row.year_change.is_some_and(f64::is_finite));
}

#[tokio::test]
async fn each_span_reaches_as_far_as_it_says() {
    let fixture = Fixture::small().await;
    let mut lengths = Vec::new();
    for span in [
        Span::Month,
        Span::Quarter,
        Span::HalfYear,
        Span::Year,
        Span::FiveYears,
        Span::All,
    ] {
        let view = fixture
            .services
            .market
            .public_instrument(about("BB", span, None))
            .await
            .expect("there");
        assert_eq!(view.span, span);
        let Prices::Closes { closes, .. } = &view.prices else {
            panic!("this source has no bars");
        };
        lengths.push(closes.len());
    }
    assert!(lengths[..5].is_sorted_by(|a, b| a < b), "{lengths:?}");
    assert_eq!(lengths[4..], [days().len(), days().len()]);
}

#[tokio::test]
async fn real_bars_are_shown_as_traded_and_counted_as_adjusted() {
    let fixture = Fixture::small().await;
    let view = fixture
        .services
        .market
        .public_instrument(about("AA", Span::All, None))
        .await
        .expect("there");
    assert!(view.source.starts_with("Quandl WIKI"), "{}", view.source);
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
    let bars = market.public_instrument(about("AA", Span::All, None)).await;
    let bars = bars.expect("there");
    let bases: Vec<Basis> = bars.bases.iter().map(|offer| offer.basis).collect();
    assert_eq!(bases, [Basis::Traded, Basis::Adjusted]);
    assert!(bars.bases[0].last_day < bars.bases[1].last_day);
    assert_eq!(bars.basis, Basis::Traded);
    let adjusted = market
        .public_instrument(about("AA", Span::All, Some(Basis::Adjusted)))
        .await
        .expect("there");
    assert_eq!(adjusted.basis, Basis::Adjusted);
    assert!(
        matches!(&adjusted.prices, Prices::Closes { days: own, .. } if own.len() == days().len())
    );
    assert!(adjusted.source.starts_with("Yahoo"));
    // What there is not cannot be chosen.
    let only = market
        .public_instrument(about("BB", Span::All, Some(Basis::Traded)))
        .await
        .expect("there");
    assert_eq!(only.basis, Basis::Adjusted);
    assert_eq!(only.bases.len(), 1);
}

#[tokio::test]
async fn an_index_has_no_beta_to_another() {
    let fixture = Fixture::small().await;
    for symbol in ["^IX", "^SP500"] {
        let view = fixture
            .services
            .market
            .public_instrument(about(symbol, Span::All, None))
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
            .public_instrument(about(symbol, Span::All, None))
            .await;
        let expect = AppError::not_found(format!("instrument {symbol}"));
        assert_eq!(error.expect_err("not there"), expect);
    }
    let long = "x".repeat(10_000);
    let error = fixture
        .services
        .market
        .public_instrument(about(&long, Span::All, None))
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
