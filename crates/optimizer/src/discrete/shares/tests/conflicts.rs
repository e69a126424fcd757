//! What is said where there are no whole shares, judged by enumeration.

use super::enumeration::{best, volatility};
use super::*;
use crate::limits::LimitId;
use crate::outcome::{Conflict, Relaxation};

fn has_portfolio(made: &Made) -> bool {
    best(made, &volatility(made), &|_, _, _| Some(0.0)).is_some()
}

fn conflict(made: &Made) -> Option<Conflict> {
    let objective = Objective::MaxUtility { risk_aversion: 1.0 };
    match solve_shares(&made.of_moments(objective), &PROVEN) {
        DiscreteOutcome::Infeasible(conflict) => Some(conflict),
        _ => None,
    }
}

/// The same with other numbers.
fn relaxed(made: &Made, relaxation: &Relaxation) -> Made {
    let mut made = made.clone();
    for &(limit, value) in relaxation {
        match limit {
            LimitId::Amount => made.amount = value,
            LimitId::MinTrade => made.min_trade = value,
            LimitId::MaxCash => made.max_cash = Some(value),
            LimitId::CardinalityMax => made.positions.at_most = Some(value as usize),
            LimitId::CardinalityMin => made.positions.at_least = Some(value as usize),
            LimitId::MinPosition => made.positions.smallest = value,
            LimitId::MaxPosition => made.positions.largest = Some(value),
            LimitId::GroupPositions(group) => made.positions.groups[group].at_most = value as usize,
            other => made.constraints = made.constraints.with(other, value),
        }
    }
    made
}

/// The same with those limits only; `None` where that is nothing to enumerate.
fn only(made: &Made, limits: &[LimitId]) -> Option<Made> {
    let keeps = |limit: LimitId| limits.contains(&limit);
    if !keeps(LimitId::Amount) || !keeps(LimitId::MaxCash) && made.max_cash.is_some() {
        return None;
    }
    let mut made = made.clone();
    if !keeps(LimitId::MinTrade) {
        made.min_trade = 0.0;
    }
    let (positions, constraints) = (&mut made.positions, &mut made.constraints);
    positions.at_most = positions.at_most.filter(|_| keeps(LimitId::CardinalityMax));
    positions.at_least = positions
        .at_least
        .filter(|_| keeps(LimitId::CardinalityMin));
    positions.largest = positions.largest.filter(|_| keeps(LimitId::MaxPosition));
    if !keeps(LimitId::MinPosition) {
        positions.smallest = 0.0;
    }
    if !keeps(LimitId::GroupPositions(0)) {
        positions.groups.clear();
    }
    if !keeps(LimitId::MinWeight) {
        constraints.min_weight = Bounds::all(constraints.min_weight.default.min(0.0));
        if constraints.min_weight.default < 0.0 {
            return None;
        }
    }
    if !keeps(LimitId::MaxWeight) {
        constraints.max_weight = Bounds::all(1.0);
    }
    for row in &mut constraints.rows {
        row.min = row.min.filter(|_| keeps(LimitId::RowMin(0)));
        row.max = row.max.filter(|_| keeps(LimitId::RowMax(0)));
    }
    constraints.target_return = constraints
        .target_return
        .filter(|_| keeps(LimitId::TargetReturn));
    constraints.gross_exposure = constraints
        .gross_exposure
        .filter(|_| keeps(LimitId::GrossExposure));
    constraints.max_risk = constraints.max_risk.filter(|_| keeps(LimitId::MaxRisk));
    if let Some(turnover) = &mut constraints.turnover
        && !keeps(LimitId::Turnover)
    {
        turnover.max = 1e6;
    }
    Some(made)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn they_are_conflicts_and_relaxations_make_peace(made in made()) {
        let Some(conflict) = conflict(&made) else { return Ok(()) };
        prop_assert!(!has_portfolio(&made));
        prop_assert!(!conflict.limits.is_empty());
        if let Some(alone) = only(&made, &conflict.limits) {
            prop_assert!(!has_portfolio(&alone), "{:?} alone", conflict.limits);
        }
        for &limit in &conflict.limits {
            let others = conflict.limits.iter().copied().filter(|&other| other != limit);
            let others: Vec<LimitId> = others.collect();
            if let Some(rest) = only(&made, &others) {
                prop_assert!(has_portfolio(&rest), "without {limit:?} of {:?}", conflict.limits);
            }
        }
        let ways = conflict.alternatives.iter().chain([&conflict.relaxation]);
        for way in ways.filter(|way| !way.is_empty()) {
            prop_assert!(way.iter().all(|(_, value)| value.is_finite()));
            if way.iter().any(|&(limit, value)| limit == LimitId::Amount && value > 1500.0) {
                continue;
            }
            prop_assert!(has_portfolio(&relaxed(&made, way)), "{way:?} of {:?}", conflict.limits);
        }
    }
}

fn plain() -> Made {
    let returns = DMatrix::from_fn(12, 3, |day, asset| {
        0.01 * ((day * 7 + asset * 5) % 11) as f64 - 0.04
    });
    Made {
        moments: Moments::new(
            crate::estimate::sample_mean(&returns).expect("days"),
            crate::estimate::sample_covariance(&returns).expect("days"),
        )
        .expect("a sample"),
        returns,
        prices: vec![90.0, 100.0, 110.0],
        amount: 1000.0,
        fee: 1.0,
        min_trade: 0.0,
        lot: 1,
        max_cash: None,
        fixed: 0.0,
        constraints: Constraints::default(),
        positions: Positions::default(),
    }
}

#[test]
fn too_little_money_for_any_share_is_said_so() {
    let made = Made {
        amount: 50.0,
        max_cash: Some(10.0),
        ..plain()
    };
    let conflict = conflict(&made).expect("no share costs so little");
    assert_eq!(conflict.limits, [LimitId::Amount, LimitId::MaxCash]);
    // One share of the cheapest and its fee.
    let amount = |way: &Relaxation| {
        way.iter()
            .find(|way| way.0 == LimitId::Amount)
            .map(|way| way.1)
    };
    let mut ways = conflict.alternatives.iter().chain([&conflict.relaxation]);
    let least = ways.find_map(amount).expect("more money is a way out");
    assert!((least - 91.0).abs() <= 91.0 * 2e-6, "{least}");
}

#[test]
fn a_smallest_order_above_the_money_is_said_so() {
    let made = Made {
        min_trade: 1200.0,
        max_cash: Some(100.0),
        ..plain()
    };
    let conflict = conflict(&made).expect("no order is so large");
    assert!(conflict.limits.contains(&LimitId::MinTrade), "{conflict:?}");
    let ways: Vec<&Relaxation> = conflict
        .alternatives
        .iter()
        .chain([&conflict.relaxation])
        .collect();
    assert!(
        ways.iter().any(|way| way[0].0 == LimitId::MinTrade),
        "{ways:?}"
    );
    for way in ways {
        assert!(has_portfolio(&relaxed(&made, way)), "{way:?}");
    }
}
