//! Attribution: published examples, real prices, and what does not fit.

#[path = "support/starter.rs"]
mod bundled;
#[path = "support/table.rs"]
mod made;

use std::ops::Range;

use made::table;
use market::{Returns, Window, parse_day};
use nalgebra::DMatrix;
use risk::{
    Rebalance, RiskError,
    attribution::{
        Attribution, Bucket, Interaction, Linking, Partition, Period, Question, attribute,
        contributions, periods,
    },
    portfolio_weights,
};

/// Four quarters of equities of the United Kingdom, Japan and the United States, of the portfolio in
/// columns 0 to 2 and of the benchmark in columns 3 to 5: C. R. Bacon, *Practical Portfolio Performance
/// Measurement and Attribution* (2008), table 8.1.
fn bacon(linking: Linking) -> Attribution {
    let returns = table(DMatrix::from_row_slice(
        4,
        6,
        &[
            0.20, -0.05, 0.06, 0.10, -0.04, 0.08, //
            -0.05, 0.03, -0.05, -0.07, 0.04, -0.10, //
            -0.20, 0.08, -0.15, -0.25, 0.05, -0.20, //
            0.10, -0.07, 0.25, 0.05, -0.05, 0.10,
        ],
    ));
    let weights = |columns: Range<usize>, rows: [[f64; 3]; 4]| {
        DMatrix::from_fn(4, 6, |t, i| {
            if columns.contains(&i) {
                rows[t][i % 3]
            } else {
                0.0
            }
        })
    };
    let portfolio = weights(
        0..3,
        [
            [0.4, 0.3, 0.3],
            [0.7, 0.2, 0.1],
            [0.3, 0.5, 0.2],
            [0.3, 0.5, 0.2],
        ],
    );
    let benchmark = weights(
        3..6,
        [
            [0.4, 0.2, 0.4],
            [0.4, 0.3, 0.3],
            [0.5, 0.4, 0.1],
            [0.4, 0.4, 0.2],
        ],
    );
    let partition = Partition::new(6, &[vec![0, 3], vec![1, 4], vec![2, 5]]).expect("a partition");
    attribute(&Question {
        returns: &returns,
        portfolio: &portfolio,
        benchmark: &benchmark,
        partition: &partition,
        periods: &periods(&returns.days, Period::Day),
        interaction: Interaction::Selection,
        linking,
    })
    .expect("an attribution")
}

/// Printed to two digits of a per cent.
fn check_bacon(linking: Linking, allocation: [f64; 4], selection: [f64; 4]) {
    let found = bacon(linking);
    assert_eq!(found.buckets, (0..3).map(Bucket::Group).collect::<Vec<_>>());
    let total =
        |of: fn(&risk::attribution::Effects) -> f64| found.linked.iter().map(of).sum::<f64>();
    for (effects, (a, s)) in found.linked.iter().zip(allocation.iter().zip(selection)) {
        assert!(
            (effects.allocation - a).abs() < 6e-5,
            "{effects:?}, not {a}"
        );
        assert!((effects.selection - s).abs() < 6e-5, "{effects:?}, not {s}");
        assert_eq!(effects.interaction, 0.0);
    }
    assert!((total(|e| e.allocation) - allocation[3]).abs() < 6e-5);
    assert!((total(|e| e.selection) - selection[3]).abs() < 6e-5);
    assert!((total(|e| e.total()) - found.active).abs() < 1e-15);
}

/// Table 8.2.
#[test]
fn bacons_quarters_linked_by_carino() {
    check_bacon(
        Linking::Carino,
        [0.0165, -0.0060, 0.0015, 0.0120],
        [0.0804, 0.0018, 0.0385, 0.1207],
    );
}

/// Table 8.3.
#[test]
fn bacons_quarters_linked_by_menchero() {
    check_bacon(
        Linking::Menchero,
        [0.0156, -0.0078, 0.0014, 0.0092],
        [0.0838, 0.0005, 0.0391, 0.1234],
    );
}

#[test]
fn bacons_quarters_one_by_one() {
    let found = bacon(Linking::Carino);
    let quarters: Vec<(f64, f64)> = found
        .periods
        .iter()
        .map(|period| (period.portfolio, period.benchmark))
        .collect();
    let expect = [
        (0.083, 0.064),
        (-0.034, -0.046),
        (-0.05, -0.125),
        (0.045, 0.02),
    ];
    for ((x, b), (own, other)) in quarters.into_iter().zip(expect) {
        assert!(
            (x - own).abs() < 1e-15 && (b - other).abs() < 1e-15,
            "{x} {b}"
        );
    }
    assert!((found.portfolio - (1.083 * 0.966 * 0.95 * 1.045 - 1.0)).abs() < 1e-15);
    assert!((found.benchmark - (1.064 * 0.954 * 0.875 * 1.02 - 1.0)).abs() < 1e-15);
    // Table 8.1: allocation by quarter.
    let allocation = [-0.012, -0.005, 0.035, -0.010];
    for (period, expect) in found.periods.iter().zip(allocation) {
        let sum: f64 = period
            .effects
            .iter()
            .map(|effects| effects.allocation)
            .sum();
        assert!((sum - expect).abs() < 5e-5, "{sum}, not {expect}");
    }
}
#[test]
fn what_does_not_fit_is_refused() {
    let returns = table(DMatrix::from_row_slice(2, 2, &[0.1, 0.2, -0.1, 0.0]));
    let weights = portfolio_weights(&returns, &[0.5, 0.5], Rebalance::Daily).expect("weights");
    let all = std::slice::from_ref(&(0..2));
    let question = Question {
        returns: &returns,
        portfolio: &weights,
        benchmark: &weights,
        partition: &Partition::new(2, &[]).expect("a partition"),
        periods: all,
        interaction: Interaction::Separate,
        linking: Linking::Carino,
    };
    assert!(attribute(&question).is_ok());
    let cut = Partition::new(3, &[]).expect("a partition");
    let length = |expected, found| Err(RiskError::Length { expected, found });
    let other = Question {
        partition: &cut,
        ..question.clone()
    };
    assert_eq!(attribute(&other), length(2, 3));
    let narrow = DMatrix::from_element(2, 1, 1.0);
    let other = Question {
        benchmark: &narrow,
        ..question.clone()
    };
    assert_eq!(attribute(&other), length(2, 1));
    for cuts in [[0..1, 1..3], [0..1, 1..1], [1..2, 0..1]] {
        let other = Question {
            periods: &cuts,
            ..question.clone()
        };
        let refused = attribute(&other);
        assert!(
            matches!(
                refused,
                Err(RiskError::Argument {
                    name: "periods",
                    ..
                })
            ),
            "{refused:?}"
        );
    }
    let few = RiskError::TooFew {
        needed: 1,
        found: 0,
    };
    assert_eq!(contributions(&returns, &weights, &[]), Err(few));
    // A day that loses everything ends the history.
    let ruin = table(DMatrix::from_row_slice(2, 1, &[-1.0, 0.1]));
    let weights = DMatrix::from_element(2, 1, 1.0);
    let lost = Err(RiskError::Ruin { position: 0 });
    assert_eq!(contributions(&ruin, &weights, all), lost);
}

/// A portfolio with and without cash, by hand: half in an asset that doubles, half in cash.
#[test]
fn cash_is_a_group_of_its_own() {
    let returns = table(DMatrix::from_row_slice(1, 1, &[1.0]));
    let half = DMatrix::from_element(1, 1, 0.5);
    let full = DMatrix::from_element(1, 1, 1.0);
    let found = attribute(&Question {
        returns: &returns,
        portfolio: &half,
        benchmark: &full,
        partition: &Partition::new(1, &[]).expect("a partition"),
        periods: std::slice::from_ref(&(0..1)),
        interaction: Interaction::Separate,
        linking: Linking::Carino,
    })
    .expect("an attribution");
    assert_eq!(found.buckets, [Bucket::Rest, Bucket::Cash]);
    // The asset is the benchmark: holding less of it costs nothing by itself; cash costs the half of it.
    assert_eq!(found.linked[0].total(), 0.0);
    assert_eq!(found.linked[1].allocation, -0.5);
    assert_eq!(found.active, -0.5);
}

/// Eight years of real prices against the printed formulas in pandas, see
/// `reference/attribution.py`.
#[test]
fn months_of_twenty_stocks_as_in_pandas() {
    let reference: serde_json::Value =
        serde_json::from_str(include_str!("reference/attribution_us20.json")).expect("a good file");
    let numbers = |value: &serde_json::Value| -> Vec<f64> {
        let list = value.as_array().expect("a list").iter();
        list.map(|value| value.as_f64().expect("a number"))
            .collect()
    };
    let returns = us20();
    let (own, other) = (numbers(&reference["own"]), numbers(&reference["other"]));
    let groups: Vec<Vec<usize>> =
        serde_json::from_value(reference["groups"].clone()).expect("positions");
    let partition = Partition::new(20, &groups).expect("a partition");
    for (name, policy) in [
        ("daily", Rebalance::Daily),
        ("monthly", Rebalance::Monthly),
        ("none", Rebalance::None),
    ] {
        let expect = &reference[name];
        let close = |found: f64, expect: &serde_json::Value| {
            let expect = expect.as_f64().expect("a number");
            assert!(
                (found - expect).abs() < 1e-10,
                "{name}: {found}, not {expect}"
            );
        };
        let portfolio = portfolio_weights(&returns, &own, policy).expect("weights");
        let benchmark = portfolio_weights(&returns, &other, policy).expect("weights");
        for (word, linking) in [("carino", Linking::Carino), ("menchero", Linking::Menchero)] {
            let found = attribute(&Question {
                returns: &returns,
                portfolio: &portfolio,
                benchmark: &benchmark,
                partition: &partition,
                periods: &periods(&returns.days, Period::Month),
                interaction: Interaction::Separate,
                linking,
            })
            .expect("an attribution");
            assert_eq!(Some(found.periods.len() as u64), expect["months"].as_u64());
            close(found.portfolio, &expect["portfolio"]);
            close(found.benchmark, &expect["benchmark"]);
            for (effects, expect) in found
                .linked
                .iter()
                .zip(expect[word].as_array().expect("rows"))
            {
                close(effects.allocation, &expect[0]);
                close(effects.selection, &expect[1]);
                close(effects.interaction, &expect[2]);
            }
            assert_eq!(found.linked.len(), 6);
        }
        let all = periods(&returns.days, Period::All);
        let found = contributions(&returns, &portfolio, &all).expect("contributions");
        let expect = expect["contributions"].as_array().expect("a list");
        for (found, expect) in found.holdings.iter().zip(expect) {
            close(*found, expect);
        }
    }
}

fn us20() -> Returns {
    let day = |text| parse_day(text).expect("a day");
    let window = Window::new(Some(day("2005-01-01")), Some(day("2012-12-31")));
    let window = window.expect("a window");
    let raw = bundled::starter("us20_adjclose_1990_2022.csv.gz");
    raw.finish(&window, None).expect("no gap").table.returns()
}
