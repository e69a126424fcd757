//! Rules: what is measured, who is responsible, and what a trade makes worse.

#[path = "support/table.rs"]
mod made;

use made::table;
use market::Returns;
use nalgebra::DMatrix;
use risk::{
    Rebalance, RiskError,
    compliance::{
        Blame, Book, Change, Limit, Measure, Missing, Rule, Side, Status, Trading, Verdict,
        compare, judge,
    },
};

fn book<'a>(returns: &'a Returns, weights: &'a [f64]) -> Book<'a> {
    Book {
        returns,
        weights,
        rebalance: Rebalance::Daily,
        benchmark: None,
        trading: None,
    }
}

fn at_most(measure: Measure, max: f64) -> Rule {
    Rule {
        measure,
        limit: Limit::at_most(max).expect("a limit"),
    }
}

fn at_least(measure: Measure, min: f64) -> Rule {
    Rule {
        measure,
        limit: Limit::at_least(min).expect("a limit"),
    }
}

fn one(book: &Book<'_>, rule: Rule) -> Verdict {
    judge(book, &[rule]).expect("a verdict").remove(0)
}

fn responsible(verdict: &Verdict) -> Vec<(usize, f64)> {
    verdict
        .responsible
        .iter()
        .map(|part| (part.asset, part.part))
        .collect()
}

const WEIGHTS: [f64; 4] = [0.5, 0.25, -0.125, 0.0];

fn check(rule: Rule, status: Status, measured: f64, headroom: f64, parts: &[(usize, f64)]) {
    let returns = table(DMatrix::zeros(0, 4));
    let found = one(&book(&returns, &WEIGHTS), rule);
    assert_eq!(found.status, status, "{found:?}");
    assert_eq!(found.measured, Some(measured), "{found:?}");
    assert_eq!(found.headroom, Some(headroom), "{found:?}");
    assert_eq!(responsible(&found), parts, "{found:?}");
}

#[test]
fn measures_of_the_weights() {
    use Measure::*;
    use Status::{Breach, Pass, Warn};
    check(at_most(Weight(0), 0.5), Warn, 0.5, 0.0, &[(0, 0.5)]);
    check(at_most(Weight(1), 0.5), Pass, 0.25, 0.25, &[]);
    check(at_least(Weight(3), 0.25), Breach, 0.0, -0.25, &[]);
    // Only those that are beyond the limit themselves.
    check(
        at_most(LargestWeight, 0.375),
        Breach,
        0.5,
        -0.125,
        &[(0, 0.5)],
    );
    check(
        at_most(LargestWeight, 0.125),
        Breach,
        0.5,
        -0.375,
        &[(0, 0.5), (1, 0.25)],
    );
    check(
        at_most(LargestWeight, 0.53125),
        Warn,
        0.5,
        0.03125,
        &[(0, 0.5)],
    );
    check(
        at_least(SmallestWeight, 0.1875),
        Breach,
        0.125,
        -0.0625,
        &[(2, 0.125)],
    );
    let group = || GroupWeight(vec![2, 1, 1]);
    check(
        at_most(group(), 0.0625),
        Breach,
        0.125,
        -0.0625,
        &[(1, 0.25), (2, -0.125)],
    );
    check(
        at_least(group(), 0.25),
        Breach,
        0.125,
        -0.125,
        &[(2, -0.125), (1, 0.25)],
    );
    check(at_most(GroupWeight(vec![]), 0.1), Pass, 0.0, 0.1, &[]);
    check(at_least(Holdings, 4.0), Breach, 3.0, -1.0, &[]);
    check(at_most(Holdings, 3.0), Warn, 3.0, 0.0, &[]);
    check(
        at_most(Restricted(vec![2, 3]), 0.0),
        Breach,
        0.125,
        -0.125,
        &[(2, 0.125)],
    );
    check(at_most(Restricted(vec![3]), 0.0), Pass, 0.0, 0.0, &[]);
    check(at_least(Cash, 0.5), Breach, 0.375, -0.125, &[]);
    let gross = [(0, 0.5), (1, 0.25), (2, 0.125)];
    check(at_most(GrossExposure, 0.75), Breach, 0.875, -0.125, &gross);
    let net = [(0, 0.5), (1, 0.25), (2, -0.125)];
    check(at_most(NetExposure, 0.5), Breach, 0.625, -0.125, &net);
    // Of the holdings: 4/7, 2/7 and 1/7 of 7/8.
    let returns = table(DMatrix::zeros(0, 4));
    let index = one(&book(&returns, &WEIGHTS), at_most(Herfindahl, 0.25));
    assert!((index.measured.expect("an index") - 21.0 / 49.0).abs() < 1e-15);
    assert_eq!(index.responsible.len(), 3);
    check(at_most(Top(2), 0.5), Breach, 0.75, -0.25, &gross[..2]);
    check(at_most(Top(9), 0.875), Warn, 0.875, 0.0, &gross);
}

/// Of a wealth of 1,000, where an eighth of what is traded may be sold in a day.
#[test]
fn liquidity() {
    let returns = table(DMatrix::zeros(0, 4));
    let with = |daily: &'static [Option<f64>]| Book {
        trading: Some(Trading {
            wealth: 1000.0,
            daily,
            participation: 0.125,
        }),
        ..book(&returns, &WEIGHTS)
    };
    let traded = with(&[Some(400.0), Some(1000.0), Some(200.0), None]);
    // 500 at 50 a day, 250 at 125, 125 at 25.
    let days = one(&traded, at_most(Measure::DaysToLiquidate, 4.0));
    assert_eq!((days.status, days.measured), (Status::Breach, Some(10.0)));
    assert_eq!(responsible(&days), [(0, 10.0), (2, 5.0)]);
    assert_eq!(days.blame, Blame::Each);
    let sold = one(&traded, at_least(Measure::SoldWithin(4.0), 0.75));
    // 200 + 250 + 100 of 875.
    assert_eq!(sold.status, Status::Breach);
    assert!((sold.measured.expect("a share") - 550.0 / 875.0).abs() < 1e-15);
    let none = with(&[Some(400.0), Some(0.0), Some(200.0), None]);
    let days = one(&none, at_most(Measure::DaysToLiquidate, 400.0));
    assert_eq!((days.status, days.measured), (Status::Breach, None));
    assert_eq!(responsible(&days), [(1, 0.25)]);
    let unknown = with(&[None, Some(0.0), Some(200.0), None]);
    for rule in [
        at_most(Measure::DaysToLiquidate, 4.0),
        at_least(Measure::SoldWithin(4.0), 0.5),
    ] {
        let missing = Status::NotMeasured(Missing::Volumes);
        assert_eq!(one(&unknown, rule.clone()).status, missing);
        assert_eq!(one(&book(&returns, &WEIGHTS), rule).status, missing);
    }
}

#[test]
fn what_is_missing_is_said_of_its_own_rule_only() {
    let returns = table(DMatrix::from_row_slice(1, 1, &[0.01]));
    let verdicts = judge(
        &book(&returns, &[1.0]),
        &[
            at_most(Measure::Volatility, 0.1),
            at_most(Measure::Beta, 1.0),
            at_most(Measure::TrackingError, 1.0),
            at_most(Measure::LargestWeight, 2.0),
            at_least(Measure::SmallestWeight, 0.1),
        ],
    )
    .expect("verdicts");
    let missing = |v: &Verdict| match v.status {
        Status::NotMeasured(missing) => missing.to_string(),
        status => format!("{status:?}"),
    };
    assert_eq!(
        verdicts.iter().map(missing).collect::<Vec<_>>(),
        [
            "not enough data, needs 2 observations, has 1",
            "there is no benchmark",
            "there is no benchmark",
            "Pass",
            "Pass",
        ]
    );
    assert_eq!((verdicts[0].measured, verdicts[0].headroom), (None, None));
    assert_eq!((verdicts[0].limit, verdicts[0].side), (0.1, Side::Max));
    let nothing = one(
        &book(&returns, &[0.0]),
        at_least(Measure::SmallestWeight, 0.1),
    );
    assert_eq!(nothing.status, Status::NotMeasured(Missing::Holdings));
}

#[test]
fn what_does_not_fit_is_refused() {
    let returns = table(DMatrix::zeros(2, 2));
    let length = RiskError::Length {
        expected: 2,
        found: 1,
    };
    assert_eq!(judge(&book(&returns, &[1.0]), &[]), Err(length));
    let nan = [0.5, f64::NAN];
    assert_eq!(
        judge(&book(&returns, &nan), &[]),
        Err(RiskError::NotFinite { position: 1 })
    );
    for measure in [Measure::Weight(2), Measure::Restricted(vec![0, 7])] {
        let refused = judge(&book(&returns, &[0.5, 0.5]), &[at_most(measure, 1.0)]);
        assert!(matches!(refused, Err(RiskError::Argument { .. })));
    }
}

fn changed(before: &[f64], after: &[f64], rule: Rule) -> Change {
    let returns = table(DMatrix::zeros(0, before.len()));
    let verdict = |weights| one(&book(&returns, weights), rule.clone());
    compare(&[verdict(before)], &[verdict(after)]).expect("one each")[0]
}

#[test]
fn a_trade_is_blamed_for_what_it_makes_worse() {
    let cap = || at_most(Measure::LargestWeight, 0.3);
    let group = || at_most(Measure::GroupWeight(vec![0, 1]), 0.5);
    let check = |before: &[f64], after: &[f64], rule: Rule, expect: Change, active: bool| {
        let found = changed(before, after, rule);
        assert_eq!((found, found.is_active()), (expect, active));
    };
    check(&[0.2, 0.3], &[0.3, 0.2], cap(), Change::Kept, false);
    check(&[0.2, 0.3], &[0.2, 0.4], cap(), Change::Breached, true);
    check(&[0.4, 0.2], &[0.3, 0.3], cap(), Change::Cured, false);
    check(&[0.4, 0.2], &[0.4, 0.3], cap(), Change::Persisting, false);
    check(&[0.4, 0.2], &[0.35, 0.3], cap(), Change::Eased, false);
    check(&[0.4, 0.2], &[0.45, 0.2], cap(), Change::Worsened, true);
    // The worst is sold down, but another name goes beyond the limit.
    check(&[0.5, 0.2], &[0.35, 0.35], cap(), Change::Worsened, true);
    check(&[0.3, 0.3], &[0.2, 0.4], group(), Change::Persisting, false);
    check(&[0.3, 0.3], &[0.3, 0.4], group(), Change::Worsened, true);
    check(&[0.3, 0.4], &[0.3, 0.3], group(), Change::Eased, false);
    let missing = at_most(Measure::Volatility, 0.5);
    check(&[0.3, 0.3], &[0.3, 0.4], missing, Change::Unknown, false);
    // One name of the list for another.
    let list = at_most(Measure::Restricted(vec![0, 1]), 0.0);
    check(&[0.2, 0.0], &[0.0, 0.1], list, Change::Worsened, true);
    let range = Rule {
        measure: Measure::Cash,
        limit: Limit::new(Some(0.0), Some(0.1), None, None).expect("a limit"),
    };
    check(&[0.5, 0.2], &[0.6, 0.6], range, Change::Worsened, true);
    assert!(compare(&[], &[]).expect("none").is_empty());
    let returns = table(DMatrix::zeros(0, 1));
    let verdict = one(&book(&returns, &[0.5]), cap());
    assert!(compare(&[verdict], &[]).is_err());
}
