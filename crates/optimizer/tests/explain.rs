//! Prices of limits against differences of re-solves, and ranges against re-solves inside and
//! outside them.

#[path = "support/us20.rs"]
#[expect(dead_code, reason = "each test file uses a part")]
mod us20;

use optimizer::{
    Bounds, Constraints, LimitId, LimitPrice, Objective, Outcome, Problem, Row, Side, Solution,
    explain, solve,
};

fn problem(objective: Objective, constraints: &Constraints) -> Problem {
    Problem::new(us20::moments(), objective, constraints.clone()).expect("well-formed")
}

fn solved(objective: Objective, constraints: &Constraints) -> Option<Solution> {
    match solve(&problem(objective, constraints)) {
        Outcome::Optimal(solution) => Some(solution),
        _ => None,
    }
}

/// The number the price is about, in basis points.
fn measure(objective: Objective, solution: &Solution) -> f64 {
    match objective {
        Objective::MinVariance => 1e4 * solution.volatility,
        _ => 1e4 * solution.objective,
    }
}

/// An asset's share of a limit moved by `step`: the shared cap moves all, an own one only its own.
fn moved(constraints: &Constraints, price: &LimitPrice, to: f64) -> Constraints {
    constraints.clone().with(price.limit, to)
}

fn sides(solution: &Solution) -> (Vec<Side>, Vec<Side>) {
    (
        solution.active.weights.clone(),
        solution.active.rows.clone(),
    )
}

fn check(objective: Objective, constraints: &Constraints) -> Vec<LimitPrice> {
    let asked = problem(objective, constraints);
    let Outcome::Optimal(solution) = solve(&asked) else {
        panic!("feasible");
    };
    let prices = explain(&asked, &solution);
    for price in &prices {
        let name = price.limit.name::<&str>(&[], constraints);
        let value = constraints
            .value(price.limit)
            .expect("a limit of the model");
        assert_eq!(value, price.value);
        assert!(
            price.valid_from <= value && value <= price.valid_to,
            "{price:?}"
        );

        // Price: a central difference inside the range.
        let room = (value - price.valid_from).min(price.valid_to - value);
        let step = (0.4 * room).min(1e-4);
        assert!(step > 0.0, "{objective:?} {name} has room: {price:?}");
        let at = |to: f64| {
            let solution = solved(objective, &moved(constraints, price, to))?;
            Some(measure(objective, &solution))
        };
        let up = at(value + step).expect("feasible inside the range");
        let down = at(value - step).expect("feasible inside the range");
        let difference = (up - down) / (2.0 * step) * 0.01;
        let error = (difference - price.price_bp_per_percent).abs();
        assert!(
            error < 1e-5 * (1.0 + difference.abs()),
            "{objective:?} {name}: {difference} by differences, {price:?}"
        );

        // Range: the same set just inside, another one (or nothing) just outside.
        for (end, outwards) in [(price.valid_from, -1.0), (price.valid_to, 1.0)] {
            if !end.is_finite() {
                let far = moved(constraints, price, value + outwards * 5.0);
                if let Some(far) = solved(objective, &far) {
                    assert_eq!(
                        sides(&far),
                        sides(&solution),
                        "{objective:?} {name} far away"
                    );
                }
                continue;
            }
            let nudge = 1e-6;
            let inside = solved(
                objective,
                &moved(constraints, price, end - outwards * nudge),
            )
            .expect("feasible inside the range");
            assert_eq!(
                sides(&inside),
                sides(&solution),
                "{objective:?} {name} inside {end}"
            );
            let malformed = Problem::new(
                us20::moments(),
                objective,
                moved(constraints, price, end + outwards * nudge),
            )
            .is_err();
            if !malformed
                && let Some(outside) = solved(
                    objective,
                    &moved(constraints, price, end + outwards * nudge),
                )
            {
                assert_ne!(
                    sides(&outside),
                    sides(&solution),
                    "{objective:?} {name} beyond {end}"
                );
            }
        }
    }
    prices
}

fn caps_and_rows() -> Constraints {
    Constraints {
        max_weight: Bounds::all(0.12),
        rows: vec![
            Row::group("Tech", [0, 1, 12], Some(0.15), None),
            Row::group("Staples", [9, 13, 15, 18], None, Some(0.3)),
        ],
        ..Constraints::default()
    }
    .with(LimitId::MinWeightOf(5), 0.02)
    .with(LimitId::MaxWeightOf(7), 0.07)
}

fn price(prices: &[LimitPrice], limit: LimitId) -> &LimitPrice {
    prices
        .iter()
        .find(|price| price.limit == limit)
        .unwrap_or_else(|| panic!("{limit:?} binds in {prices:?}"))
}

#[test]
fn minimum_variance() {
    let constraints = caps_and_rows().with(LimitId::TargetReturn, 0.19);
    let prices = check(Objective::MinVariance, &constraints);
    // Asking for more return costs risk; a wider cap and a lower floor save some.
    assert!(price(&prices, LimitId::TargetReturn).price_bp_per_percent > 0.0);
    assert!(price(&prices, LimitId::TargetReturn).when_relaxed() < 0.0);
    let cap = price(&prices, LimitId::MaxWeightOf(7));
    assert!(cap.price_bp_per_percent < 0.0 && cap.when_relaxed() < 0.0);
    assert!(
        price(&prices, LimitId::Budget)
            .price_bp_per_percent
            .is_finite()
    );
}

#[test]
fn maximum_return() {
    let prices = check(Objective::MaxReturn, &caps_and_rows());
    assert!(price(&prices, LimitId::MaxWeight).price_bp_per_percent > 0.0);
}

#[test]
fn maximum_utility() {
    let prices = check(
        Objective::MaxUtility { risk_aversion: 3.0 },
        &caps_and_rows(),
    );
    assert!(price(&prices, LimitId::MaxWeight).price_bp_per_percent > 0.0);
    assert!(price(&prices, LimitId::MinWeightOf(5)).price_bp_per_percent < 0.0);
}

#[test]
fn maximum_sharpe() {
    for risk_free in [0.0, 0.03] {
        let prices = check(Objective::MaxSharpe { risk_free }, &caps_and_rows());
        assert!(price(&prices, LimitId::MaxWeight).price_bp_per_percent > 0.0);
    }
    let budget = Constraints {
        budget: 0.8,
        ..caps_and_rows()
    };
    check(Objective::MaxSharpe { risk_free: 0.03 }, &budget);
}

#[test]
fn a_cap_helps_until_the_weight_its_asset_would_take() {
    let constraints = Constraints {
        max_weight: Bounds::all(0.12),
        ..Constraints::default()
    };
    let prices = check(Objective::MinVariance, &constraints);
    let capped: Vec<_> = prices
        .iter()
        .filter_map(|price| match price.limit {
            LimitId::MaxWeightOf(asset) => Some((asset, price)),
            _ => None,
        })
        .collect();
    assert!(!capped.is_empty());
    for (asset, price) in capped {
        let free = constraints.clone().with(LimitId::MaxWeightOf(asset), 1.0);
        let free = solved(Objective::MinVariance, &free).expect("feasible");
        let helps_until = price.helps_until.expect("the cap of one asset");
        assert!((free.weights[asset] - helps_until).abs() < 1e-12);
        assert!(helps_until >= price.valid_to - 1e-12);
    }
    // The shared cap moves all of them at once, so it is worth as much as they are together.
    let single: f64 = prices
        .iter()
        .filter(|price| matches!(price.limit, LimitId::MaxWeightOf(_)))
        .map(|price| price.price_bp_per_percent)
        .sum();
    let shared = price(&prices, LimitId::MaxWeight);
    assert!((shared.price_bp_per_percent - single).abs() < 1e-9);
    assert_eq!(shared.helps_until, None);
}

#[test]
fn an_asset_held_from_both_sides_has_the_price_of_the_side_it_presses_against() {
    let fixed = |asset, weight| {
        Constraints::default()
            .with(LimitId::MinWeightOf(asset), weight)
            .with(LimitId::MaxWeightOf(asset), weight)
    };
    let prices_of = |constraints: &Constraints| {
        let asked = problem(Objective::MinVariance, constraints);
        let solution = solved(Objective::MinVariance, constraints).expect("feasible");
        explain(&asked, &solution)
    };
    // AMD is too volatile to be held, Johnson & Johnson is held below what it would be.
    let prices = prices_of(&fixed(1, 0.05));
    let floor = price(&prices, LimitId::MinWeightOf(1));
    assert!(floor.price_bp_per_percent > 0.0);
    assert!(floor.valid_from < 0.05 && floor.valid_to == 0.05);
    let prices = prices_of(&fixed(7, 0.01));
    let cap = price(&prices, LimitId::MaxWeightOf(7));
    assert!(cap.price_bp_per_percent < 0.0);
    assert!(cap.valid_from == 0.01 && cap.valid_to > 0.01);
}

#[test]
fn equal_weights_have_no_prices() {
    let constraints = Constraints::default();
    let asked = problem(Objective::EqualWeight, &constraints);
    let solution = solved(Objective::EqualWeight, &constraints).expect("feasible");
    assert!(explain(&asked, &solution).is_empty());
}
