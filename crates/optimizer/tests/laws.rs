//! Laws that every family of models obeys: limits are kept, and neither the unit of the returns
//! nor the order of the assets matters.

#[path = "support/models.rs"]
mod models;

use models::{Answer, Family, families};
use nalgebra::{DMatrix, DVector};
use optimizer::{Bounds, Constraints, Objective, ScenarioMeasure, ScenarioObjective};
use proptest::prelude::*;

/// Days on which assets follow a market and their own way; enough of them for one optimum.
fn returns() -> impl Strategy<Value = DMatrix<f64>> {
    (2_usize..8).prop_flat_map(|n| {
        let days = 15 * n;
        let own = prop::collection::vec(-0.02..0.022_f64, days * n);
        let market = prop::collection::vec(-0.02..0.021_f64, days);
        (own, market).prop_map(move |(own, market)| {
            DMatrix::from_fn(days, n, |day, asset| {
                let beta = 0.5 + asset as f64 / n as f64;
                own[day * n + asset] + beta * market[day]
            })
        })
    })
}

/// A cap on every weight that leaves some room.
fn limits(assets: usize, room: f64) -> Constraints {
    let least = 1.0 / assets as f64;
    Constraints {
        max_weight: Bounds::all(least + room * (1.0 - least)),
        ..Constraints::default()
    }
}

/// The family that asks the same of returns that are `unit` times as large.
fn in_units(family: Family, unit: f64) -> Option<Family> {
    Some(match family {
        Family::Moments(Objective::MaxUtility { risk_aversion }) => {
            Family::Moments(Objective::MaxUtility {
                risk_aversion: risk_aversion / unit,
            })
        }
        Family::Robust { risk_aversion } => Family::Robust {
            risk_aversion: risk_aversion / unit,
        },
        // Knows that a return is at least −1.
        Family::Scenarios(ScenarioMeasure::RobustCvar { .. }, _) => return None,
        other => other,
    })
}

/// How far weights may be apart: the optimum of a ratio of risks of scenarios is flatter.
fn within(family: Family) -> f64 {
    match family {
        Family::Scenarios(_, ScenarioObjective::MaxRatio { .. }) => 1e-5,
        Family::Scenarios(..) | Family::CvarRiskParity | Family::Robust { .. } => 1e-6,
        _ => 1e-7,
    }
}

fn same(family: Family, one: Answer, other: Answer) -> Result<(), TestCaseError> {
    match (one, other) {
        (Answer::Weights { weights: one, .. }, Answer::Weights { weights: other, .. }) => {
            let apart = (&one - &other).amax();
            prop_assert!(apart <= within(family), "{}: {one}{other}", family.name());
        }
        (Answer::None(_), Answer::None(_)) => {}
        (one, other) => prop_assert!(false, "{}: {one:?} and {other:?}", family.name()),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn limits_hold_and_residuals_are_small(returns in returns(), room in 0.1..1.0_f64) {
        let limits = limits(returns.ncols(), room);
        for family in families() {
            let Answer::Weights { weights, objective, residual } = family.solve(&returns, &limits)
            else {
                continue;
            };
            let name = family.name();
            prop_assert!(residual <= 1e-8 && objective.is_finite(), "{name}: {residual}");
            prop_assert!((weights.sum() - 1.0).abs() <= 1e-9, "{name}: {weights}");
            let cap = limits.max_weight.default + 1e-9;
            prop_assert!(weights.min() >= -1e-9 && weights.max() <= cap, "{name}: {weights}");
        }
    }

    #[test]
    fn where_nothing_is_forbidden_there_are_weights(returns in returns()) {
        for family in families() {
            // A ratio has no maximum where every return is negative, or a risk is.
            if let Answer::None(why) = family.solve(&returns, &Constraints::default()) {
                prop_assert!(family.is_ratio(), "{}: {why}", family.name());
            }
        }
    }

    #[test]
    fn the_unit_of_the_returns_does_not_matter(
        returns in returns(), room in 0.2..1.0_f64, unit in prop::sample::select(vec![0.01, 0.3, 5.0]),
    ) {
        let limits = limits(returns.ncols(), room);
        let scaled = &returns * unit;
        for family in families() {
            if let Some(other) = in_units(family, unit) {
                same(family, family.solve(&returns, &limits), other.solve(&scaled, &limits))?;
            }
        }
    }

    #[test]
    fn the_order_of_the_assets_does_not_matter(returns in returns(), room in 0.2..1.0_f64, shift in 1_usize..7) {
        let n = returns.ncols();
        let limits = limits(n, room);
        let order: Vec<usize> = (0..n).map(|asset| (n - 1 - asset + shift) % n).collect();
        let permuted = returns.select_columns(&order);
        // A tree puts the cluster with the smaller number on the left, and HRP cuts its row of
        // assets in the middle: there the order matters by definition.
        for family in families().into_iter().filter(|family| !matches!(family, Family::Hrp(_))) {
            let mut back = family.solve(&permuted, &limits);
            if let Answer::Weights { weights, .. } = &mut back {
                let mut sorted = DVector::zeros(n);
                for (place, &asset) in order.iter().enumerate() {
                    sorted[asset] = weights[place];
                }
                *weights = sorted;
            }
            same(family, family.solve(&returns, &limits), back)?;
        }
    }
}
