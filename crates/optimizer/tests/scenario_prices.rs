//! Prices of binding limits on scenarios, against solving again with other numbers.

#[path = "support/limited.rs"]
mod limited;

use nalgebra::DMatrix;
use optimizer::{
    Bounds, Constraints, LimitId, LimitPrice, Row, ScenarioMeasure, ScenarioObjective,
    ScenarioOutcome, ScenarioProblem, ScenarioSolution, explain_scenario, solve_scenario,
};
use proptest::prelude::*;

use limited::limited;

fn moved(problem: &ScenarioProblem, limit: LimitId, number: f64) -> Option<ScenarioSolution> {
    let constraints = problem.constraints().clone().with(limit, number);
    let there = problem.with_constraints(constraints).ok()?;
    match solve_scenario(&there) {
        ScenarioOutcome::Optimal(solution) => Some(solution),
        _ => None,
    }
}

/// Change of the objective per unit of the limit, annual for returns.
fn rate(price: &LimitPrice, objective: ScenarioObjective) -> f64 {
    let annual = match objective {
        ScenarioObjective::MaxReturn => 252.0,
        _ => 1.0,
    };
    price.price_bp_per_percent / 100.0 / annual
}

/// What a difference of the objective is measured against, per unit of a weight.
fn size_of(problem: &ScenarioProblem, solution: &ScenarioSolution) -> f64 {
    match problem.objective() {
        ScenarioObjective::MaxUtility { risk_aversion } => 1e-2 * (1.0 + risk_aversion),
        ScenarioObjective::MaxRatio { .. } => solution.objective.abs() * 10.0,
        ScenarioObjective::MinRisk if problem.measure() == ScenarioMeasure::Semivariance => {
            solution.risk.max(1e-4)
        }
        _ => 1e-2,
    }
}

fn relaxed(limit: LimitId) -> f64 {
    if limit.is_upper() == Some(false) {
        -1.0
    } else {
        1.0
    }
}

/// Whether objective and risk are linear between vertices.
fn has_corners(problem: &ScenarioProblem) -> bool {
    problem.measure() != ScenarioMeasure::Semivariance
        && !matches!(problem.objective(), ScenarioObjective::MaxRatio { .. })
        && problem.constraints().tracking_error.is_none()
}

fn check(problem: &ScenarioProblem) -> Result<usize, TestCaseError> {
    let ScenarioOutcome::Optimal(solution) = solve_scenario(problem) else {
        return Ok(0);
    };
    let size = size_of(problem, &solution);
    let mut checked = 0;
    for price in explain_scenario(problem, &solution) {
        let told = format!(
            "{price:?} of {:?} {:?}",
            problem.measure(),
            problem.objective()
        );
        prop_assert!(price.price_bp_per_percent.is_finite(), "{told}");
        prop_assert!(
            price.valid_from <= price.value && price.value <= price.valid_to,
            "{told}"
        );
        let rate = rate(&price, problem.objective());
        let unit = match price.limit {
            LimitId::MaxRisk | LimitId::TargetReturn | LimitId::TrackingError => {
                price.value.abs().max(1e-3)
            }
            _ => 1.0,
        };
        if has_corners(problem) {
            // The price holds from end to end.
            for end in [price.valid_from, price.valid_to] {
                let far = unit * 0.3;
                let end = end.clamp(price.value - far, price.value + far);
                let Some(there) = moved(problem, price.limit, end) else {
                    continue;
                };
                let change = there.objective - solution.objective;
                let off = change - rate * (end - price.value);
                prop_assert!(off.abs() <= 1e-8 * size, "{told}: off by {off:e} at {end}");
                checked += usize::from(end != price.value);
            }
        }
        // One-sided, in the direction of the relaxation.
        let side = relaxed(price.limit);
        let slope = |step: f64| {
            let there = moved(problem, price.limit, price.value + side * step * unit)?;
            Some((there.objective - solution.objective) / (side * step * unit))
        };
        let (Some(near), Some(far)) = (slope(2e-5), slope(4e-5)) else {
            continue;
        };
        // Without the curvature, which may be large beside the slope.
        let found = 2.0 * near - far;
        let curved = (near - far).abs();
        let off = (found - rate).abs() * unit;
        prop_assert!(
            off <= 3e-4 * size + 3e-3 * rate.abs() * unit + 0.5 * curved * unit,
            "{told}: {found} and {rate}"
        );
        checked += 1;
    }
    Ok(checked)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, max_shrink_iters: 30, ..ProptestConfig::default() })]

    #[test]
    fn a_price_is_what_solving_again_finds(model in limited()) {
        check(&model.problem())?;
    }
}

fn returns() -> DMatrix<f64> {
    DMatrix::from_fn(60, 5, |t, i| {
        0.04 * ((t * (i + 3) * 37 + i * i * 11 + t * t * 7) % 101) as f64 / 101.0 - 0.0185
            + 0.0004 * i as f64
    })
}

#[test]
fn every_measure_and_objective_has_prices() {
    let measures = [
        ScenarioMeasure::Semivariance,
        ScenarioMeasure::MeanAbsoluteDeviation,
        ScenarioMeasure::Cvar { confidence: 0.9 },
        ScenarioMeasure::WorstCase,
        ScenarioMeasure::Cdar { confidence: 0.9 },
        ScenarioMeasure::MaxDrawdown,
        ScenarioMeasure::RobustCvar {
            confidence: 0.9,
            radius: 1e-3,
            risk_aversion: 1.0,
        },
    ];
    let objectives = [
        ScenarioObjective::MinRisk,
        ScenarioObjective::MaxReturn,
        ScenarioObjective::MaxUtility { risk_aversion: 0.5 },
        ScenarioObjective::MaxRatio { risk_free: -2.0 },
    ];
    for measure in measures {
        for objective in objectives {
            let constraints = Constraints {
                max_weight: Bounds::all(0.35),
                rows: vec![Row::group("two", [0, 1], Some(0.3), Some(0.6))],
                ..Constraints::default()
            };
            let problem = ScenarioProblem::new(returns(), measure, objective, constraints);
            let checked = check(&problem.expect("well-formed"));
            let checked = checked.unwrap_or_else(|error| panic!("{measure:?}: {error}"));
            assert!(checked >= 1, "{measure:?} {objective:?}: {checked}");
        }
    }
}

#[test]
fn at_a_corner_the_price_is_that_of_relaxing() {
    // Two assets that never move; the first fills up to its cap, the group holds at the same place.
    let returns = DMatrix::from_fn(4, 3, |_, asset| [0.003, 0.002, 0.0][asset]);
    let constraints = |cap: f64| Constraints {
        max_weight: Bounds {
            default: 1.0,
            by_asset: [(0, cap)].into(),
        },
        rows: vec![Row::group("first", [0], None, Some(0.5))],
        ..Constraints::default()
    };
    let measure = ScenarioMeasure::WorstCase;
    let problem = |cap| {
        let objective = ScenarioObjective::MaxReturn;
        ScenarioProblem::new(returns.clone(), measure, objective, constraints(cap))
            .expect("well-formed")
    };
    // Neither alone lets the first asset grow.
    let both = problem(0.5);
    let ScenarioOutcome::Optimal(solution) = solve_scenario(&both) else {
        panic!("feasible");
    };
    let prices = explain_scenario(&both, &solution);
    for limit in [LimitId::MaxWeightOf(0), LimitId::RowMax(0)] {
        let price = prices.iter().find(|price| price.limit == limit);
        let price = price.expect("it binds");
        assert!(price.price_bp_per_percent.abs() < 1e-9, "{price:?}");
        assert!((price.valid_from - 0.5).abs() < 1e-9, "{price:?}");
        assert_eq!(price.valid_to, f64::INFINITY);
    }
    // Alone the cap is worth the difference of the returns until the budget is spent.
    let one = problem(0.4);
    let ScenarioOutcome::Optimal(solution) = solve_scenario(&one) else {
        panic!("feasible");
    };
    let prices = explain_scenario(&one, &solution);
    let price = prices
        .iter()
        .find(|price| price.limit == LimitId::MaxWeightOf(0));
    let price = price.expect("it binds");
    assert!((price.price_bp_per_percent - 0.252 * 100.0).abs() < 1e-8);
    assert!(price.valid_from.abs() < 1e-9);
    assert!((price.valid_to - 0.5).abs() < 1e-9);
    assert!((price.helps_until.expect("a cap") - 0.5).abs() < 1e-9);
}
