//! Limits on scenarios that contradict each other: irreducible, and repaired as a whole.

#[path = "support/limited.rs"]
mod limited;

use std::collections::BTreeSet;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Conflict, Constraints, LimitId, Relaxation, Row, ScenarioMeasure, ScenarioObjective,
    ScenarioOutcome, ScenarioProblem, TrackingError, Turnover, solve_scenario,
};
use proptest::prelude::*;

use limited::limited;

const CVAR: ScenarioMeasure = ScenarioMeasure::Cvar { confidence: 0.9 };

fn returns() -> DMatrix<f64> {
    DMatrix::from_fn(60, 5, |t, i| {
        0.04 * ((t * (i + 3) * 37 + i * i * 11 + t * t * 7) % 101) as f64 / 101.0 - 0.0185
            + 0.0004 * i as f64
    })
}

fn problem(measure: ScenarioMeasure, constraints: Constraints) -> ScenarioProblem {
    let objective = ScenarioObjective::MinRisk;
    ScenarioProblem::new(returns(), measure, objective, constraints).expect("well-formed")
}

fn conflict(problem: &ScenarioProblem) -> Conflict {
    match solve_scenario(problem) {
        ScenarioOutcome::Infeasible(conflict) => conflict,
        other => panic!("{other:?}"),
    }
}

fn only(asset: usize) -> DVector<f64> {
    DVector::from_fn(5, |i, _| f64::from(u8::from(i == asset)))
}

fn repaired(problem: &ScenarioProblem, relaxation: &Relaxation) -> bool {
    let mut constraints = problem.constraints().clone();
    for &(limit, value) in relaxation {
        constraints = constraints.with(limit, value);
    }
    let repaired = problem.with_constraints(constraints).expect("well-formed");
    solve_scenario(&repaired).solution().is_some()
}

fn check(problem: &ScenarioProblem, limits: &[LimitId]) -> Conflict {
    let found = conflict(problem);
    let expected: BTreeSet<LimitId> = limits.iter().copied().collect();
    let named: BTreeSet<LimitId> = found.limits.iter().copied().collect();
    assert_eq!(named, expected);
    assert!(!found.relaxation.is_empty());
    assert!(repaired(problem, &found.relaxation), "{found:?}");
    for alternative in &found.alternatives {
        assert!(repaired(problem, alternative), "{alternative:?}");
    }
    found
}

/// Whether one limit by itself at this number is a way out.
fn helps(conflict: &Conflict, limit: LimitId, number: f64) -> bool {
    let mut ways = conflict.alternatives.iter().chain([&conflict.relaxation]);
    ways.any(|way| way.len() == 1 && way[0].0 == limit && (way[0].1 - number).abs() < 1e-8)
}

#[test]
fn turnover_against_a_cap() {
    for measure in [CVAR, ScenarioMeasure::Semivariance] {
        let constraints = Constraints {
            max_weight: Bounds::all(0.4),
            turnover: Some(Turnover {
                from: only(0),
                max: 0.25,
            }),
            ..Constraints::default()
        };
        let problem = problem(measure, constraints);
        let found = check(&problem, &[LimitId::MaxWeight, LimitId::Turnover]);
        // Three fifths have to be sold.
        assert!(helps(&found, LimitId::Turnover, 0.6), "{found:?}");
        assert!(helps(&found, LimitId::MaxWeight, 0.75), "{found:?}");
    }
}

#[test]
fn gross_exposure_against_a_short_group() {
    let constraints = Constraints {
        min_weight: Bounds::all(-1.0),
        rows: vec![Row::group("short", [0, 1], None, Some(-0.4))],
        gross_exposure: Some(1.5),
        ..Constraints::default()
    };
    let problem = problem(CVAR, constraints);
    let found = check(&problem, &[LimitId::RowMax(0), LimitId::GrossExposure]);
    assert!(helps(&found, LimitId::GrossExposure, 1.8), "{found:?}");
}

#[test]
fn a_benchmark_that_is_too_far_from_a_cap() {
    for measure in [CVAR, ScenarioMeasure::Semivariance] {
        let constraints = Constraints {
            max_weight: Bounds::all(0.5),
            tracking_error: Some(TrackingError {
                benchmark: only(2),
                max: 0.01,
            }),
            // Beside the point.
            turnover: Some(Turnover {
                from: only(1),
                max: 1.0,
            }),
            ..Constraints::default()
        };
        let problem = problem(measure, constraints);
        check(&problem, &[LimitId::MaxWeight, LimitId::TrackingError]);
    }
}

#[test]
fn a_benchmark_that_is_too_risky() {
    for measure in [CVAR, ScenarioMeasure::Semivariance] {
        let free = problem(measure, Constraints::default());
        let ScenarioOutcome::Optimal(calmest) = solve_scenario(&free) else {
            panic!("feasible");
        };
        let constraints = Constraints {
            tracking_error: Some(TrackingError {
                benchmark: only(4),
                max: 0.02,
            }),
            max_risk: Some(calmest.risk * 1.05),
            target_return: Some(-10.0),
            ..Constraints::default()
        };
        let problem = problem(measure, constraints);
        check(&problem, &[LimitId::TrackingError, LimitId::MaxRisk]);
    }
}

#[test]
fn a_target_that_costs_too_much_to_reach() {
    let free = problem(CVAR, Constraints::default());
    let best = free.mean().max();
    let constraints = Constraints {
        target_return: Some(best - 0.01),
        turnover: Some(Turnover {
            from: DVector::from_element(5, 0.2),
            max: 1.0,
        }),
        costs: Some(optimizer::TradingCosts {
            from: DVector::from_element(5, 0.2),
            rate: 0.02,
        }),
        ..Constraints::default()
    };
    // Without costs the target could be reached.
    let without = Constraints {
        costs: None,
        ..constraints.clone()
    };
    assert!(solve_scenario(&problem(CVAR, without)).solution().is_some());
    check(&problem(CVAR, constraints), &[LimitId::TargetReturn]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_conflict_is_repaired(model in limited(), tighter in 0.1..0.9) {
        let mut constraints = model.constraints();
        if let Some(turnover) = &mut constraints.turnover {
            turnover.max *= tighter;
        }
        if let Some(limit) = &mut constraints.tracking_error {
            limit.max *= tighter;
        }
        if let Some(risk) = &mut constraints.max_risk {
            *risk -= (1.0 - tighter) * risk.abs();
        }
        let problem = model.problem().with_constraints(constraints).expect("well-formed");
        if let ScenarioOutcome::Infeasible(conflict) = solve_scenario(&problem) {
            prop_assert!(!conflict.limits.is_empty(), "{conflict:?}");
            prop_assert!(!conflict.relaxation.is_empty(), "{conflict:?}");
            prop_assert!(repaired(&problem, &conflict.relaxation), "{conflict:?}");
            for alternative in &conflict.alternatives {
                prop_assert!(repaired(&problem, alternative), "{alternative:?}");
            }
        }
    }
}
