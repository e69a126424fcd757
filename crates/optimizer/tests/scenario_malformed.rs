//! Malformed, degenerate and contradictory problems on scenarios.

#[path = "support/measures.rs"]
mod measures;

use std::ops::ControlFlow;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, LimitId, Progress, Row, ScenarioFrontier, ScenarioMeasure, ScenarioMethod,
    ScenarioObjective, ScenarioOutcome, ScenarioProblem, ScenarioSolution, Unbounded,
    scenario_frontier, solve_scenario, solve_scenario_by,
};

use measures::MEASURES;

/// Three assets over six periods.
fn returns() -> DMatrix<f64> {
    DMatrix::from_row_slice(
        6,
        3,
        &[
            0.01, -0.02, 0.03, -0.01, 0.015, -0.04, 0.02, 0.01, 0.05, -0.03, 0.002, 0.01, 0.004,
            -0.01, -0.02, 0.01, 0.012, 0.03,
        ],
    )
}

fn new(
    returns: DMatrix<f64>,
    measure: ScenarioMeasure,
    objective: ScenarioObjective,
    constraints: Constraints,
) -> ScenarioProblem {
    ScenarioProblem::new(returns, measure, objective, constraints).expect("well-formed")
}

fn calmest(returns: DMatrix<f64>, measure: ScenarioMeasure) -> ScenarioProblem {
    new(
        returns,
        measure,
        ScenarioObjective::MinRisk,
        Constraints::default(),
    )
}

fn optimal(problem: &ScenarioProblem) -> ScenarioSolution {
    match solve_scenario(problem) {
        ScenarioOutcome::Optimal(solution) => solution,
        other => panic!(
            "{:?} {:?}: {other:?}",
            problem.measure(),
            problem.objective()
        ),
    }
}

fn check(
    returns: DMatrix<f64>,
    measure: ScenarioMeasure,
    objective: ScenarioObjective,
    expected: &str,
) {
    let refused = ScenarioProblem::new(returns, measure, objective, Constraints::default());
    assert_eq!(refused.expect_err("malformed").to_string(), expected);
}

#[test]
fn returns_that_are_none() {
    let plain = |returns| {
        (
            returns,
            ScenarioMeasure::WorstCase,
            ScenarioObjective::MinRisk,
        )
    };
    let check =
        |(returns, measure, objective), expected| check(returns, measure, objective, expected);
    check(plain(DMatrix::zeros(3, 0)), "returns: have no assets");
    check(plain(DMatrix::zeros(0, 3)), "returns: have no periods");
    for bad in [f64::NAN, f64::INFINITY] {
        let mut returns = returns();
        returns[(4, 1)] = bad;
        check(plain(returns), "returns[4][1]: is not a finite number");
    }
}

#[test]
fn measures_that_are_none() {
    let check = |measure, expected| {
        check(returns(), measure, ScenarioObjective::MinRisk, expected);
    };
    for confidence in [0.0, 1.0, -0.1, 1.5, f64::NAN] {
        let expected = "measure.confidence: is not between 0 and 1";
        check(ScenarioMeasure::Cvar { confidence }, expected);
        check(ScenarioMeasure::Cdar { confidence }, expected);
        let (radius, risk_aversion) = (0.0, 1.0);
        let robust = ScenarioMeasure::RobustCvar {
            confidence,
            radius,
            risk_aversion,
        };
        check(robust, expected);
    }
    let robust = |radius, risk_aversion| ScenarioMeasure::RobustCvar {
        confidence: 0.9,
        radius,
        risk_aversion,
    };
    check(
        robust(-1.0, 1.0),
        "measure.radius: is not a number from 0 upwards",
    );
    check(
        robust(f64::NAN, 1.0),
        "measure.radius: is not a number from 0 upwards",
    );
    check(
        robust(0.0, 0.0),
        "measure.risk_aversion: is not a positive number",
    );
    let one = DMatrix::zeros(1, 2);
    let refused = ScenarioProblem::new(
        one,
        ScenarioMeasure::Semivariance,
        ScenarioObjective::MinRisk,
        Constraints::default(),
    );
    let text = refused.expect_err("malformed").to_string();
    assert_eq!(text, "returns: have fewer than two periods");
}

#[test]
fn a_return_below_minus_one_is_outside_the_ball() {
    let mut returns = returns();
    returns[(2, 0)] = -1.5;
    let measure = MEASURES[6];
    check(
        returns,
        measure,
        ScenarioObjective::MinRisk,
        "returns[2][0]: is below -1",
    );
}

#[test]
fn objectives_that_are_none() {
    let check = |objective, expected| check(returns(), MEASURES[2], objective, expected);
    let utility = |risk_aversion| ScenarioObjective::MaxUtility { risk_aversion };
    check(utility(-1.0), "objective.risk_aversion: is negative");
    check(
        utility(f64::NAN),
        "objective.risk_aversion: is not a finite number",
    );
    let ratio = ScenarioObjective::MaxRatio {
        risk_free: f64::NAN,
    };
    check(ratio, "objective.risk_free: is not a finite number");
}

#[test]
fn limits_that_are_none() {
    let problem = calmest(returns(), ScenarioMeasure::MeanAbsoluteDeviation);
    let text = |refused: Result<ScenarioProblem, optimizer::ProblemError>| {
        refused.expect_err("malformed").to_string()
    };
    assert_eq!(
        text(problem.with_max_risk(f64::NAN)),
        "max_risk: is not a finite number"
    );
    assert_eq!(text(problem.with_max_risk(-0.1)), "max_risk: is negative");
    let crossed = Constraints::default().with(LimitId::MinWeight, 2.0);
    assert_eq!(
        text(problem.with_constraints(crossed)),
        "min_weight: is above max_weight"
    );
    let short = DVector::zeros(2);
    assert_eq!(
        text(problem.with_mean(short)),
        "mean: has not one entry per asset"
    );
    let mean = DVector::from_vec(vec![0.1, f64::NAN, 0.1]);
    assert_eq!(
        text(problem.with_mean(mean)),
        "mean[1] is not a finite number"
    );
}

#[test]
fn one_asset_takes_all() {
    for measure in MEASURES {
        let solution = optimal(&calmest(returns().columns(0, 1).into_owned(), measure));
        assert!((solution.weights[0] - 1.0).abs() < 1e-12, "{measure:?}");
    }
}

#[test]
fn two_periods_and_one() {
    for measure in MEASURES {
        optimal(&calmest(returns().rows(0, 2).into_owned(), measure));
    }
    for measure in &MEASURES[1..] {
        optimal(&calmest(returns().rows(0, 1).into_owned(), *measure));
    }
}

#[test]
fn identical_assets_share_one_risk() {
    let returns = returns();
    let twice = DMatrix::from_fn(6, 6, |t, i| returns[(t, i % 3)]);
    for measure in MEASURES {
        let (one, two) = (
            optimal(&calmest(returns.clone(), measure)),
            optimal(&calmest(twice.clone(), measure)),
        );
        let off = (one.risk - two.risk).abs();
        // Spread over twins, the ball's dual norm is smaller.
        if matches!(measure, ScenarioMeasure::RobustCvar { .. }) {
            assert!(two.risk < one.risk);
        } else {
            assert!(off < 1e-10, "{measure:?}: {off:e}");
        }
    }
}

#[test]
fn an_asset_that_never_moves_has_no_risk() {
    let mut returns = returns();
    returns.column_mut(1).fill(0.0);
    for measure in &MEASURES[..6] {
        let solution = optimal(&calmest(returns.clone(), *measure));
        assert!(
            solution.risk.abs() < 1e-9,
            "{measure:?}: {:e}",
            solution.risk
        );
    }
    for measure in MEASURES {
        let solution = optimal(&calmest(DMatrix::zeros(5, 2), measure));
        assert!(solution.risk <= 0.05, "{measure:?}");
    }
}

#[test]
fn fewer_periods_than_assets() {
    let wide = DMatrix::from_fn(4, 9, |t, i| {
        0.01 * ((t * 7 + i * 5 + t * i) % 11) as f64 - 0.05
    });
    for measure in MEASURES {
        let solution = optimal(&calmest(wide.clone(), measure));
        assert!(solution.gap <= 1e-8, "{measure:?} {:?}", solution);
    }
}

#[test]
fn bounds_that_fix_everything() {
    let weights = [0.2, 0.5, 0.3];
    let fixed = Bounds {
        default: 0.0,
        by_asset: weights.iter().copied().enumerate().collect(),
    };
    let constraints = Constraints {
        min_weight: fixed.clone(),
        max_weight: fixed,
        ..Constraints::default()
    };
    let objectives = [
        ScenarioObjective::MinRisk,
        ScenarioObjective::MaxReturn,
        ScenarioObjective::MaxUtility { risk_aversion: 2.0 },
        ScenarioObjective::MaxRatio { risk_free: -1.0 },
    ];
    for measure in MEASURES {
        for objective in objectives {
            let solution = optimal(&new(returns(), measure, objective, constraints.clone()));
            for (weight, expected) in solution.weights.iter().zip(weights) {
                assert!(
                    (weight - expected).abs() < 1e-12,
                    "{measure:?} {objective:?}"
                );
            }
        }
    }
}

#[test]
fn contradictions_are_named() {
    let constraints = Constraints {
        max_weight: Bounds::all(0.3),
        ..Constraints::default()
    };
    let names = [LimitId::MaxWeight];
    for measure in MEASURES {
        for objective in [ScenarioObjective::MinRisk, ScenarioObjective::MaxReturn] {
            let problem = new(returns(), measure, objective, constraints.clone());
            let ScenarioOutcome::Infeasible(conflict) = solve_scenario(&problem) else {
                panic!("{measure:?} {objective:?}");
            };
            assert_eq!(conflict.limits, names);
            let (limit, value) = conflict.relaxation[0];
            assert_eq!(limit, LimitId::MaxWeight);
            assert!((value - 1.0 / 3.0).abs() < 1e-8);
        }
    }
    let target = Constraints {
        target_return: Some(1e3),
        ..Constraints::default()
    };
    let problem = new(returns(), MEASURES[2], ScenarioObjective::MinRisk, target);
    let ScenarioOutcome::Infeasible(conflict) = solve_scenario(&problem) else {
        panic!("infeasible");
    };
    assert_eq!(conflict.limits, [LimitId::TargetReturn]);
    // No portfolio earns more than this rate.
    let objective = ScenarioObjective::MaxRatio { risk_free: 1e3 };
    let problem = new(returns(), MEASURES[2], objective, Constraints::default());
    let ScenarioOutcome::Infeasible(conflict) = solve_scenario(&problem) else {
        panic!("infeasible");
    };
    assert_eq!(conflict.limits, [LimitId::RiskFree]);
}

#[test]
fn a_risk_that_cannot_be_so_small_says_how_small_it_can_be() {
    let objectives = [
        ScenarioObjective::MinRisk,
        ScenarioObjective::MaxReturn,
        ScenarioObjective::MaxUtility { risk_aversion: 1.0 },
        ScenarioObjective::MaxRatio { risk_free: -3.0 },
    ];
    for measure in MEASURES {
        let smallest = optimal(&calmest(returns(), measure)).risk;
        for objective in objectives {
            let problem = new(returns(), measure, objective, Constraints::default());
            let capped = problem.with_max_risk(smallest * 0.9).expect("well-formed");
            let outcome = solve_scenario(&capped);
            let ScenarioOutcome::Infeasible(conflict) = outcome else {
                panic!("{measure:?} {objective:?}: {outcome:?}");
            };
            assert_eq!(conflict.limits, [LimitId::MaxRisk], "{measure:?}");
            let [(LimitId::MaxRisk, told)] = conflict.relaxation[..] else {
                panic!("{measure:?} {objective:?}: {conflict:?}");
            };
            let off = (told - smallest) / smallest;
            assert!((0.0..1e-9).contains(&off), "{measure:?} {off:e}");
            let capped = problem.with_max_risk(smallest * 1.1).expect("well-formed");
            let solution = optimal(&capped);
            assert!(
                solution.risk <= smallest * 1.1 * (1.0 + 1e-9),
                "{measure:?}"
            );
        }
    }
}

#[test]
fn a_limit_of_the_risk_that_does_not_bind_changes_nothing() {
    for measure in MEASURES {
        let boldest = ScenarioObjective::MaxReturn;
        let free = new(returns(), measure, boldest, Constraints::default());
        let solution = optimal(&free);
        let loose = free
            .with_max_risk(solution.risk * 1.5)
            .expect("well-formed");
        let same = optimal(&loose);
        assert!(
            (&same.weights - &solution.weights).amax() < 1e-12,
            "{measure:?}"
        );
        assert!((same.risk - solution.risk).abs() < 1e-12, "{measure:?}");
        let exact = calmest(returns(), measure);
        let fixed = Bounds {
            default: 0.0,
            by_asset: solution.weights.iter().copied().enumerate().collect(),
        };
        let constraints = Constraints {
            min_weight: fixed.clone(),
            max_weight: fixed,
            ..Constraints::default()
        };
        let exact = optimal(&exact.with_constraints(constraints).expect("well-formed"));
        assert!((exact.risk - solution.risk).abs() < 1e-12, "{measure:?}");
    }
}

#[test]
fn short_sales_without_end_are_unbounded() {
    let open = Constraints {
        min_weight: Bounds::all(f64::NEG_INFINITY),
        max_weight: Bounds::all(f64::INFINITY),
        ..Constraints::default()
    };
    // The first asset always earns more than the second.
    let returns = DMatrix::from_row_slice(3, 2, &[0.02, 0.01, -0.01, -0.03, 0.01, 0.0]);
    for measure in [MEASURES[2], MEASURES[3]] {
        let problem = new(
            returns.clone(),
            measure,
            ScenarioObjective::MinRisk,
            open.clone(),
        );
        let outcome = solve_scenario(&problem);
        let has_ray = matches!(outcome, ScenarioOutcome::Unbounded(Unbounded::Along(_)));
        assert!(has_ray, "{measure:?}: {outcome:?}");
    }
    for measure in MEASURES {
        let problem = new(
            returns.clone(),
            measure,
            ScenarioObjective::MaxReturn,
            open.clone(),
        );
        let outcome = solve_scenario(&problem);
        let has_ray = matches!(outcome, ScenarioOutcome::Unbounded(Unbounded::Along(_)));
        assert!(has_ray, "{measure:?}: {outcome:?}");
    }
}

#[test]
fn a_ratio_to_no_risk_is_unbounded() {
    let mut returns = returns();
    returns.column_mut(1).fill(0.001);
    let objective = ScenarioObjective::MaxRatio { risk_free: 0.0 };
    for measure in &MEASURES[..6] {
        let problem = new(returns.clone(), *measure, objective, Constraints::default());
        let outcome = solve_scenario(&problem);
        let is_riskless = matches!(outcome, ScenarioOutcome::Unbounded(Unbounded::Riskless(_)));
        assert!(is_riskless, "{measure:?}: {outcome:?}");
    }
}

#[test]
fn a_group_and_a_target_are_kept() {
    for measure in MEASURES {
        let constraints = Constraints {
            rows: vec![Row::group("two", [0, 1], Some(0.2), Some(0.6))],
            target_return: Some(2.0),
            ..Constraints::default()
        };
        let solution = optimal(&new(
            returns(),
            measure,
            ScenarioObjective::MinRisk,
            constraints,
        ));
        let group = solution.weights[0] + solution.weights[1];
        assert!(group > 0.2 - 1e-9 && group < 0.6 + 1e-9);
        assert!(solution.expected_return > 2.0 - 1e-9);
    }
}

#[test]
fn the_caller_may_stop() {
    let many = DMatrix::from_fn(300, 12, |t, i| {
        0.02 * ((t * (i + 3) * 37 + i * i * 11 + t * t * 7) % 101) as f64 / 101.0 - 0.0098
    });
    for measure in [MEASURES[0], MEASURES[1], MEASURES[2]] {
        let mut calls = 0;
        let mut stop = |_: Progress| {
            calls += 1;
            ControlFlow::Break(())
        };
        let problem = calmest(many.clone(), measure);
        let outcome = solve_scenario_by(&problem, ScenarioMethod::Auto, &mut stop);
        assert_eq!(outcome, ScenarioOutcome::Cancelled, "{measure:?}");
        assert_eq!(calls, 1);
    }
    let mut stop = |progress: Progress| match progress.total {
        Some(_) => ControlFlow::Break(()),
        None => ControlFlow::Continue(()),
    };
    let frontier = scenario_frontier(&calmest(many, MEASURES[2]), 5, &mut stop);
    assert_eq!(frontier, ScenarioFrontier::Cancelled);
}
