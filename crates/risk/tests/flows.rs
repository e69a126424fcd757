//! Returns with cash flows: every rate is found, and only those.

use domain::Day;
use proptest::prelude::*;
use risk::{
    RiskError,
    performance::{CashFlow, MoneyWeighted, Valuation, cash_flows, money_weighted, time_weighted},
};

fn after(days: i32) -> Day {
    let start = Day::constant(2001, 1, 1);
    start
        .checked_add(jiff::Span::new().days(days))
        .expect("in the calendar")
}

fn flows(values: &[(i32, f64)]) -> Vec<CashFlow> {
    let flow = |&(days, amount): &(i32, f64)| CashFlow {
        day: after(days),
        amount,
    };
    values.iter().map(flow).collect()
}

fn found(values: &[(i32, f64)]) -> Result<MoneyWeighted, RiskError> {
    money_weighted(&flows(values))
}

fn rates(found: MoneyWeighted) -> Vec<f64> {
    match found {
        MoneyWeighted::One(rate) => vec![rate],
        MoneyWeighted::None => Vec::new(),
        MoneyWeighted::Several { rates, .. } => rates,
    }
}

/// Years of 365 days.
fn yearly(amounts: &[f64]) -> Vec<(i32, f64)> {
    (0..)
        .map(|year| year * 365)
        .zip(amounts.iter().copied())
        .collect()
}

#[track_caller]
fn check(values: &[(i32, f64)], expect: &[f64]) {
    let found = rates(found(values).expect("an answer"));
    assert_eq!(found.len(), expect.len(), "{found:?}, not {expect:?}");
    for (found, expect) in found.iter().zip(expect) {
        let close = 1e-12 * (1.0 + expect.abs());
        assert!((found - expect).abs() < close, "{found}, not {expect}");
    }
}

#[test]
fn cases_of_the_textbooks() {
    check(&yearly(&[-100.0, 110.0]), &[0.1]);
    check(&yearly(&[-100.0, 100.0]), &[0.0]);
    check(&yearly(&[-100.0, 0.0, 121.0]), &[0.1]);
    check(&yearly(&[100.0, -110.0]), &[0.1]);
    check(&yearly(&[-100.0, 30.0]), &[-0.7]);
    check(&yearly(&[-1000.0, 2500.0, -1540.0]), &[0.1, 0.4]);
    // The pump of Lorie and Savage (1955): 25 % and 400 %.
    check(&yearly(&[-1600.0, 10000.0, -10000.0]), &[0.25, 4.0]);
    // (1 + r) is 1.1, 1.2 and 1.3.
    check(
        &yearly(&[-1000.0, 3600.0, -4310.0, 1716.0]),
        &[0.1, 0.2, 0.3],
    );
    // One rate is below zero: 1 + r is 0.5 and 2.
    check(&yearly(&[-1.0, 2.5, -1.0]), &[-0.5, 1.0]);
    // Two rates that are one: 1 + r is 1.25 twice (exact in binary).
    check(&yearly(&[-16.0, 40.0, -25.0]), &[0.25]);
    // Several changes of sign and one rate (numpy.roots), and several without one.
    check(
        &yearly(&[-100.0, 230.0, -143.2, 12.0]),
        &[-0.901_194_753_912_913_3],
    );
    check(&yearly(&[-1000.0, 3000.0, -2500.0]), &[]);
    check(&yearly(&[-100.0, -50.0]), &[]);
    check(&yearly(&[0.0, 0.0]), &[]);
    check(&[(0, -100.0), (0, 100.0)], &[]);
    // Netted by day, in any order, with what is left by rounding.
    check(&[(365, 60.0), (0, -50.0), (365, 50.0), (0, -50.0)], &[0.1]);
    check(
        &[
            (0, -100.0),
            (100, 0.1),
            (100, 0.2),
            (100, -0.3),
            (365, 110.0),
        ],
        &[0.1],
    );
}

/// The example of the function XIRR in the manual of Microsoft Excel: 37.3362535 %.
#[test]
fn the_example_of_the_spreadsheet() {
    let day = |year, month, day| Day::constant(year, month, day);
    let flows: Vec<CashFlow> = [
        (day(2008, 1, 1), -10000.0),
        (day(2008, 3, 1), 2750.0),
        (day(2008, 10, 30), 4250.0),
        (day(2009, 2, 15), 3250.0),
        (day(2009, 4, 1), 2750.0),
    ]
    .map(|(day, amount)| CashFlow { day, amount })
    .to_vec();
    match money_weighted(&flows) {
        // The manual's number is good to 1e-8 itself (scipy: 0.3733625335188315).
        Ok(MoneyWeighted::One(rate)) => assert!((rate - 0.373_362_533_518_831_5).abs() < 1e-13),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_cannot_be_is_refused() {
    assert_eq!(
        found(&[(0, 1.0)]),
        Err(RiskError::TooFew {
            needed: 2,
            found: 1
        })
    );
    assert_eq!(
        found(&[(0, 1.0), (1, f64::NAN)]),
        Err(RiskError::NotFinite { position: 1 })
    );
    // A fortune in a day, and a ruin, made annual: beyond the range of numbers.
    assert_eq!(found(&[(0, -1.0), (1, 1e6)]), Err(RiskError::Overflow));
    assert_eq!(found(&[(0, -1e6), (1, 1.0)]), Err(RiskError::Overflow));
    assert_eq!(
        found(&[(0, -1e300), (365, 1.1e300)]).map(|f| rates(f).len()),
        Ok(1)
    );
    check(&[(0, -1e-300), (365, 1.1e-300)], &[0.1]);
    check(&[(0, -1e306), (365, 1.1e306)], &[0.1]);
}

/// Twenty years of a deposit every day and a withdrawal every other one: one rate.
#[test]
fn an_account_that_moves_every_day() {
    let rate: f64 = 0.07;
    let mut balance = 0.0;
    let mut values = Vec::new();
    for day in 0..7300 {
        balance *= (1.0 + rate).powf(1.0 / 365.0);
        let flow = if day % 2 == 0 { 100.0 } else { -99.0 };
        balance += flow;
        values.push((day, -flow));
    }
    balance *= (1.0 + rate).powf(1.0 / 365.0);
    values.push((7300, balance));
    match found(&values) {
        Ok(MoneyWeighted::One(found)) => assert!((found - rate).abs() < 1e-10, "{found}"),
        other => panic!("{other:?}"),
    }
}

/// Net present value over the sum of what is moved, both discounted.
fn imbalance(values: &[(i32, f64)], rate: f64) -> f64 {
    let first = values.iter().map(|(day, _)| *day).min().unwrap_or(0);
    let worth = |&(day, amount): &(i32, f64)| {
        amount * (-rate.ln_1p() * f64::from(day - first) / 365.0).exp()
    };
    let gross: f64 = values.iter().map(|v| worth(v).abs()).sum();
    values.iter().map(worth).sum::<f64>() / gross
}

fn series() -> impl Strategy<Value = Vec<(i32, f64)>> {
    prop::collection::vec((0_i32..4000, -1000.0_f64..1000.0), 2..40)
}

fn wild() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(0.0),
        Just(-0.0),
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(1e300),
        Just(-1e300),
        Just(f64::MAX),
        Just(-f64::MAX),
        Just(1e-300),
        Just(5e-324),
        Just(-1.0),
        -2.0_f64..2.0,
    ]
}

proptest! {
    #[test]
    fn a_known_rate_is_recovered(
        deposits in prop::collection::vec((1_i32..400, -50.0_f64..100.0), 1..60),
        rate in -0.9_f64..5.0,
    ) {
        let (mut day, mut balance) = (0, 100.0);
        let mut values = vec![(0, -100.0)];
        for &(wait, flow) in &deposits {
            day += wait;
            balance *= (rate.ln_1p() * f64::from(wait) / 365.0).exp();
            // No more than there is.
            let flow = f64::max(flow, -0.9 * balance);
            balance += flow;
            values.push((day, -flow));
        }
        values.push((day + 1, balance * (rate.ln_1p() / 365.0).exp()));
        let found = rates(found(&values)?);
        prop_assert_eq!(found.len(), 1);
        // By how much a rounding of the flows moves the rate.
        prop_assert!((found[0] - rate).abs() < 1e-9 * (1.0 + rate), "{} not {}", found[0], rate);
    }

    /// The judge counts changes of sign on a fine grid of rates.
    #[test]
    fn no_rate_is_missed_and_none_is_made_up(values in series()) {
        let (count, answer) = match found(&values) {
            Ok(MoneyWeighted::Several { count, rates }) => (count, rates),
            Err(RiskError::Overflow) => (1, Vec::new()),
            other => {
                let rates = rates(other?);
                (rates.len(), rates)
            }
        };
        for &rate in &answer {
            // Next to −1, one plus the rate has no digits left.
            let digits = 1e-9_f64.max(1e-12 / (1.0 + rate));
            prop_assert!(imbalance(&values, rate).abs() < digits, "{rate}");
        }
        let grid: Vec<f64> = (-1500..=1500).map(|i| (f64::from(i) * 0.01).exp_m1()).collect();
        let mut seen = 0;
        for pair in grid.windows(2) {
            let (from, to) = (imbalance(&values, pair[0]), imbalance(&values, pair[1]));
            if from * to < 0.0 && from.abs().min(to.abs()) > 1e-12 {
                seen += 1;
                let inside = answer.iter().filter(|r| (pair[0]..=pair[1]).contains(r)).count();
                prop_assert!(inside % 2 == 1, "{inside} between {pair:?}: {answer:?}");
            }
        }
        prop_assert!(answer.len() >= seen);
        prop_assert!(answer.is_sorted());
        // Descartes: no more than there are changes of sign, or less by an even number.
        let mut netted = std::collections::BTreeMap::new();
        for &(day, amount) in &values {
            *netted.entry(day).or_insert(0.0) += amount;
        }
        let signs: Vec<bool> = netted.values().filter(|a| **a != 0.0).map(|a| *a < 0.0).collect();
        let changes = signs.windows(2).filter(|pair| pair[0] != pair[1]).count();
        prop_assert!(answer.len() <= count && count <= changes && (changes - count) % 2 == 0);
    }

    /// Rates that are known, as roots of a polynomial in 1 + r.
    #[test]
    fn as_many_rates_as_were_put_in(
        mut roots in prop::collection::vec(1_u32..40, 1..6),
    ) {
        roots.sort_unstable();
        roots.dedup();
        let growth: Vec<f64> = roots.iter().map(|g| 0.25 + f64::from(*g) * 0.125).collect();
        // Π (g − growth), highest power first: the first flow grows longest.
        let mut amounts = vec![1.0];
        for g in &growth {
            amounts.push(0.0);
            for i in (1..amounts.len()).rev() {
                amounts[i] -= g * amounts[i - 1];
            }
        }
        let found = rates(found(&yearly(&amounts))?);
        prop_assert_eq!(found.len(), growth.len(), "{:?} not {:?}", found, growth);
        for (found, growth) in found.iter().zip(&growth) {
            prop_assert!((1.0 + found - growth).abs() < 1e-8 * growth);
        }
    }

    #[test]
    fn splitting_a_flow_changes_nothing(
        points in prop::collection::vec((1_i32..300, 1.0_f64..1000.0, -0.9_f64..2.0), 2..30),
        share in 0.0_f64..1.0,
    ) {
        let mut day = 0;
        let (mut whole, mut same, mut chained) = (Vec::new(), Vec::new(), Vec::new());
        for &(wait, value, flow) in &points {
            day += wait;
            let (flow, day) = (flow * value, after(day));
            let part = flow * share;
            let point = |value, flow| Valuation { day, value, flow };
            whole.push(point(value, flow));
            same.extend([point(value, part), point(value, flow - part)]);
            chained.extend([point(value, part), point(value + part, flow - part)]);
        }
        let expect = time_weighted(&whole)?;
        for points in [&same, &chained] {
            let found = time_weighted(points)?;
            prop_assert!((found.total - expect.total).abs() <= 1e-12 * (1.0 + expect.total) + 1e-15);
            let money = |points: &[Valuation]| money_weighted(&cash_flows(points)?).map(rates);
            let (Ok(found), Ok(expect)) = (money(points), money(&whole)) else {
                continue;
            };
            prop_assert_eq!(found.len(), expect.len());
            for (found, expect) in found.iter().zip(&expect) {
                prop_assert!((found - expect).abs() <= 1e-7 * (1.0 + expect));
            }
        }
    }

    #[test]
    fn without_flows_both_are_the_growth(days in 1_i32..9000, end in 0.01_f64..50.0) {
        let point = |day, value| Valuation { day, value, flow: 0.0 };
        let points = [point(after(0), 1.0), point(after(days), end)];
        let time = time_weighted(&points)?;
        prop_assert!((time.total - (end - 1.0)).abs() < 1e-14 * end);
        match (time.annual, money_weighted(&cash_flows(&points)?)) {
            (Ok(annual), Ok(MoneyWeighted::One(rate))) =>
                prop_assert!((annual - rate).abs() < 1e-10 * (1.0 + rate.abs())),
            // So short that a year of it is beyond all numbers.
            (_, Err(RiskError::Overflow)) => prop_assert!(end.ln().abs() * 365.0 / f64::from(days) > 30.0),
            other => prop_assert!(false, "{other:?}"),
        }
    }

    #[test]
    fn wild_flows_have_finite_answers(
        values in prop::collection::vec((0_i32..2000, wild(), wild()), 0..20),
    ) {
        let cash: Vec<(i32, f64)> = values.iter().map(|&(day, a, _)| (day, a)).collect();
        if let Ok(answer) = found(&cash) {
            prop_assert!(rates(answer).iter().all(|r| r.is_finite() && *r > -1.0));
        }
        let mut points: Vec<Valuation> = values
            .iter()
            .map(|&(day, value, flow)| Valuation { day: after(day), value, flow })
            .collect();
        points.sort_by_key(|point| point.day);
        if let Ok(found) = time_weighted(&points) {
            prop_assert!(found.total.is_finite() && found.annual.map_or(true, f64::is_finite));
        }
    }
}
