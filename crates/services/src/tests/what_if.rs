use std::sync::Arc;

use contract::{
    AppError,
    market::{Prices, Span},
    what_if::{Goal, Outcome, WhatIfService},
};
use domain::Day;
use jiff::ToSpan;

use super::fixture::{FIRST, Fixture, days, price, question, selection, wrong_fields};
use crate::{library::Library, what_if_service::WhatIf};

const ALL: [&str; 3] = ["AA", "BB", "CC"];

#[tokio::test]
async fn an_answer_is_whole_and_the_second_time_remembered() {
    let fixture = Fixture::small().await;
    let days = days();
    let asked = question(selection(&ALL, days[350], days[699]), Goal::MinRisk, 0.5);
    let answer = fixture
        .services
        .what_if
        .public_answer(asked.clone())
        .await
        .expect("an answer");
    assert_eq!(answer.symbols, ALL);
    assert_eq!((answer.from, answer.to), (days[351], days[699]));
    assert_eq!(answer.observations, 349);
    let Outcome::Solved(solved) = &answer.outcome else {
        panic!("half of it each is possible");
    };
    assert!((solved.weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    assert!(
        solved
            .weights
            .iter()
            .all(|&weight| (-1e-9..=0.5 + 1e-9).contains(&weight))
    );
    // Times and all: the very same.
    let again = fixture
        .services
        .what_if
        .public_answer(asked)
        .await
        .expect("an answer");
    assert_eq!(again, answer);
}

#[tokio::test]
async fn limits_that_contradict_each_other_are_an_answer() {
    let fixture = Fixture::small().await;
    let days = days();
    let asked = question(selection(&ALL, days[350], days[699]), Goal::MinRisk, 0.2);
    let answer = fixture
        .services
        .what_if
        .public_answer(asked)
        .await
        .expect("an answer");
    assert!(matches!(answer.outcome, Outcome::Infeasible(_)));
}

#[tokio::test]
async fn prices_come_with_the_days_that_the_walk_forward_learns_from() {
    let fixture = Fixture::small().await;
    let days = days();
    let asked = selection(&["CC", "AA"], days[500], days[600]);
    let block = fixture
        .services
        .what_if
        .public_prices(asked)
        .await
        .expect("prices");
    assert_eq!(block.head.symbols, ["CC", "AA"]);
    assert!(block.head.index);
    assert_eq!(block.head.days, days[500 - 277..=600]);
    let rows = block.head.days.len();
    assert_eq!(block.prices.len(), 3 * rows);
    // The columns of the file are in another order.
    assert_eq!(block.prices[0], price(0, 223));
    assert_eq!(block.prices[rows], price(1, 223));
    // The index has a price every second day.
    assert!(block.prices[2 * rows].is_nan());
    assert_eq!(block.prices[2 * rows + 1], price(0, 224));
}

#[tokio::test]
async fn at_the_beginning_there_is_nothing_before() {
    let fixture = Fixture::small().await;
    let days = days();
    let asked = selection(&["AA"], days[0], days[30]);
    let block = fixture
        .services
        .what_if
        .public_prices(asked)
        .await
        .expect("30 returns");
    assert_eq!(block.head.days, days[..=30]);
}

#[tokio::test]
async fn a_window_may_begin_on_a_day_without_trading() {
    let fixture = Fixture::small().await;
    let days = days();
    let friday = days
        .iter()
        .position(|day| day.weekday().to_monday_one_offset() == 5);
    let friday = friday.expect("a Friday") + 300;
    let sunday = days[friday] + 2.days();
    let asked = selection(&["AA"], sunday, days[699]);
    let block = fixture
        .services
        .what_if
        .public_prices(asked)
        .await
        .expect("prices");
    assert_eq!(block.head.days[277], days[friday + 1]);
}

#[tokio::test]
async fn every_field_that_is_wrong_is_named() {
    let fixture = Fixture::small().await;
    let (days, service) = (days(), &fixture.services.what_if);
    let (first, last) = (days[0], days[699]);
    let check = async |symbols: &[&str], from: Day, to: Day, expect: &[&str]| {
        let asked = selection(symbols, from, to);
        assert_eq!(
            wrong_fields(service.public_prices(asked.clone()).await),
            expect
        );
        // The answer refuses the same.
        let asked = question(asked, Goal::MinRisk, 1.0);
        assert_eq!(wrong_fields(service.public_answer(asked).await), expect);
    };
    check(&[], first, last, &["assets: choose at least one"]).await;
    check(
        &["AA", "XY"],
        first,
        last,
        &["assets: \"XY\" is not a known symbol"],
    )
    .await;
    check(
        &["AA", "BB", "AA"],
        first,
        last,
        &["assets: AA comes twice"],
    )
    .await;
    check(
        &["^SP500"],
        first,
        last,
        &["assets: ^SP500 is an index and cannot be held"],
    )
    .await;
    check(
        &["AA", "FND"],
        first,
        last,
        &["assets: FND has no prices on the days of the others, and is not offered here"],
    )
    .await;
    check(
        &["AA"],
        last,
        first,
        &["to: must not be before the first day"],
    )
    .await;
    let outside = "must be between 1 Jan 2019 and 6 Sep 2021";
    check(
        &["AA"],
        FIRST - 1.day(),
        last,
        &[&format!("from: {outside}")],
    )
    .await;
    check(&["AA"], first, last + 1.day(), &[&format!("to: {outside}")]).await;
    check(
        &["AA"],
        days[650],
        days[679],
        &["from: there are only 29 daily returns in this window; 30 are needed"],
    )
    .await;
    let many: Vec<String> = (0..201).map(|n| format!("S{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    check(
        &many,
        first,
        last,
        &["assets: at most 200 at once, not 201"],
    )
    .await;
    let long = "x".repeat(10_000);
    let error = service
        .public_prices(selection(&[&long], first, last))
        .await;
    assert!(wrong_fields(error)[0].len() < 100);
}

#[tokio::test]
async fn wishes_and_selection_are_checked_together() {
    let fixture = Fixture::small().await;
    let days = days();
    let asked = question(
        selection(&[], days[9], days[3]),
        Goal::TargetReturn { annual: 9.0 },
        2.0,
    );
    let fields = wrong_fields(fixture.services.what_if.public_answer(asked).await);
    let names: Vec<_> = fields
        .iter()
        .filter_map(|line| line.split(':').next())
        .collect();
    assert_eq!(names, ["cap", "target_return", "assets", "to"]);
}

#[tokio::test]
async fn who_comes_when_too_many_wait_is_told_to_come_back() {
    let fixture = Fixture::small().await;
    let library = Arc::new(Library::new(fixture.store.clone()));
    let days = days();
    let ask = |cap: f64| question(selection(&ALL, days[350], days[699]), Goal::MinRisk, cap);

    let full = WhatIf::with_limits(library.clone(), 0, 0);
    let error = full
        .public_answer(ask(0.5))
        .await
        .expect_err("nobody is admitted");
    assert_eq!(error, AppError::Busy { retry_after_s: 1 });
    assert!(
        full.public_prices(ask(0.5).selection).await.is_ok(),
        "prices need no computation"
    );

    // One at a time, and the others wait for their turn.
    let patient = WhatIf::with_limits(library, 1, 3);
    let answers = tokio::join!(
        patient.public_answer(ask(0.5)),
        patient.public_answer(ask(0.6)),
        patient.public_answer(ask(0.7)),
        patient.public_answer(ask(0.7)),
    );
    for answer in [answers.0, answers.1, answers.2, answers.3] {
        assert!(answer.is_ok(), "{answer:?}");
    }
}

#[tokio::test]
async fn the_bundled_companies_have_33_years_and_an_answer() {
    let fixture = Fixture::bundled().await;
    let universe = fixture
        .services
        .market
        .public_universe()
        .await
        .expect("prices");
    assert_eq!(universe.assets.len(), 20);
    assert_eq!(universe.first_day, Day::constant(1990, 1, 2));
    assert_eq!(universe.last_day, Day::constant(2022, 12, 28));

    // More days than pixels.
    let market = &fixture.services.market;
    let long = market.public_instrument("KO", Span::All, None).await;
    let long = long.expect("there");
    assert_eq!(long.statistics.observations, 8_312);
    let source = &long.source;
    assert!(
        source.starts_with("Weekly adjusted closes: Yahoo"),
        "{source}"
    );
    assert!(
        matches!(&long.prices, Prices::Closes { days, .. } if (1_700..1_730).contains(&days.len()))
    );

    let symbols: Vec<&str> = universe
        .assets
        .iter()
        .map(|asset| asset.symbol.as_str())
        .collect();
    let window = selection(&symbols, Day::constant(2018, 1, 1), universe.last_day);
    let block = fixture
        .services
        .what_if
        .public_prices(window.clone())
        .await
        .expect("prices");
    assert_eq!(block.head.days.len(), 1257 + 277);
    assert!(
        block.prices.iter().all(|price| price.is_finite()),
        "the index has every day"
    );
    let asked = question(window, Goal::MaxSharpe, 0.1);
    let answer = fixture
        .services
        .what_if
        .public_answer(asked)
        .await
        .expect("an answer");
    assert!(
        matches!(&answer.outcome, Outcome::Solved(solved) if solved.exact),
        "{answer:?}"
    );
    assert!(answer.walk_forward.is_some_and(|walk| walk.index.is_some()));
}
