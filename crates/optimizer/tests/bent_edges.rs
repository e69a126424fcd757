//! The edges of the limits that are no rows, and what others found.

#[path = "support/bent.rs"]
#[expect(dead_code, reason = "each test file uses a part")]
mod bent;
#[path = "support/large.rs"]
#[expect(dead_code, reason = "each test file uses a part")]
mod large;
#[path = "support/us20.rs"]
#[expect(dead_code, reason = "each test file uses a part")]
mod us20;

use bent::missed;
use nalgebra::DVector;
use optimizer::{
    AllocationError, Bounds, Conflict, Constraints, Estimates, ExactFrontier, FoldWeights, LimitId,
    Moments, Objective, Outcome, Problem, ProblemError, Rebalance, Route, Row, Solution,
    TrackingError, TradingCosts, Turnover, WalkForward, exact_frontier, risk_parity, solve,
    walk_forward,
};
use serde_json::Value;
use us20::{distance, number, vector};

fn even(n: usize) -> DVector<f64> {
    DVector::from_element(n, 1.0 / n as f64)
}

fn problem(moments: &Moments, objective: Objective, constraints: &Constraints) -> Problem {
    Problem::new(moments.clone(), objective, constraints.clone()).expect("well-formed")
}

fn optimal(problem: &Problem) -> Solution {
    match solve(problem) {
        Outcome::Optimal(solution) => {
            assert!(missed(problem, &solution.weights) < 1e-9);
            solution
        }
        other => panic!("{other:?}"),
    }
}

fn conflict(problem: &Problem) -> Conflict {
    match solve(problem) {
        Outcome::Infeasible(conflict) => conflict,
        other => panic!("{other:?}"),
    }
}

fn of_twenty(constraints: Constraints) -> Problem {
    problem(&us20::moments(), Objective::MinVariance, &constraints)
}

const OBJECTIVES: [Objective; 4] = [
    Objective::MinVariance,
    Objective::MaxUtility { risk_aversion: 5.0 },
    Objective::MaxSharpe { risk_free: 0.0 },
    Objective::MaxReturn,
];

/// The case of the reference: caps, sectors and the sum of the changes.
fn check_turnover(moments: &Moments, file: &Value) {
    let case = &file["min_var_box_sector_L1turnover"];
    let n = moments.assets();
    let per_asset = &file["min_var_box_sector_turnover_per_asset"];
    let sectors: Vec<&str> = per_asset["sectors"]
        .as_array()
        .expect("sectors")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let mut names = sectors.clone();
    names.sort_unstable();
    names.dedup();
    let rows = names.iter().map(|name| {
        let members = (0..n).filter(|&asset| sectors[asset] == *name);
        Row::group(*name, members, None, Some(number(&case["sector_cap"])))
    });
    let constraints = Constraints {
        max_weight: Bounds::all(number(&case["max_weight"])),
        rows: rows.collect(),
        turnover: Some(Turnover {
            from: even(n),
            max: 0.5 * number(&case["l1_turnover"]),
        }),
        ..Constraints::default()
    };
    let problem = problem(moments, Objective::MinVariance, &constraints);
    let solution = optimal(&problem);
    assert_eq!(solution.route, Route::ActiveSet);
    assert!(solution.kkt_residual < 1e-11, "{:e}", solution.kkt_residual);
    let theirs = vector(&case["weights"]);
    assert!(distance(&solution.weights, &theirs) < 1e-6);
    let theirs = number(&case["variance"]) * 252.0;
    assert!(solution.objective <= theirs * (1.0 + 1e-9));
}

#[test]
fn turnover_of_twenty_stocks_is_that_of_the_reference() {
    match large::reference("mvo_us20.json") {
        Some(file) => check_turnover(&us20::moments(), &file),
        None => large::skipped("mvo_us20.json"),
    }
}

#[test]
fn turnover_of_many_stocks_is_that_of_the_reference() {
    for count in [100, 500] {
        let name = format!("mvo_sp{count}.json");
        match (large::moments(count), large::reference(&name)) {
            (Some(moments), Some(file)) => check_turnover(&moments, &file),
            _ => large::skipped(&name),
        }
    }
}

#[test]
fn limits_that_do_not_bind_change_nothing() {
    for objective in OBJECTIVES {
        let plain = Constraints::default();
        let free = optimal(&problem(&us20::moments(), objective, &plain));
        let loose = Constraints {
            turnover: Some(Turnover {
                from: even(20),
                max: 1.0,
            }),
            gross_exposure: Some(1.0),
            tracking_error: Some(TrackingError {
                benchmark: even(20),
                max: 1.0,
            }),
            max_risk: Some(1.0),
            costs: Some(TradingCosts {
                from: even(20),
                rate: 0.0,
            }),
            ..plain
        };
        let bent = optimal(&problem(&us20::moments(), objective, &loose));
        assert!(
            distance(&free.weights, &bent.weights) < 1e-9,
            "{objective:?}"
        );
    }
}

#[test]
fn nothing_may_trade() {
    for objective in OBJECTIVES {
        let still = Constraints {
            turnover: Some(Turnover {
                from: even(20),
                max: 0.0,
            }),
            ..Constraints::default()
        };
        let solution = optimal(&problem(&us20::moments(), objective, &still));
        assert!(distance(&solution.weights, &even(20)) < 1e-12);
    }
}

#[test]
fn what_is_held_breaks_a_limit_and_nothing_may_trade() {
    let mut from = DVector::zeros(20);
    from[0] = 0.7;
    from[1] = 0.3;
    let stuck = Constraints {
        max_weight: Bounds::all(0.5),
        turnover: Some(Turnover { from, max: 0.0 }),
        ..Constraints::default()
    };
    let conflict = conflict(&of_twenty(stuck.clone()));
    assert_eq!(conflict.limits, [LimitId::MaxWeight, LimitId::Turnover]);
    assert!(!conflict.relaxation.is_empty());
    // A fifth has to go from the one to others: that is the turnover.
    let least = stuck.clone().with(LimitId::Turnover, 0.2 + 1e-9);
    let solution = optimal(&of_twenty(least));
    assert!((solution.weights[0] - 0.5).abs() < 1e-8);
    let turnover = conflict.alternatives.iter().flatten();
    let turnover = turnover.chain(&conflict.relaxation);
    let mut named = turnover.filter(|(limit, _)| *limit == LimitId::Turnover);
    assert!(named.any(|(_, value)| (value - 0.2).abs() < 1e-6));
}

#[test]
fn the_optimum_is_held_already() {
    for objective in OBJECTIVES {
        let plain = Constraints::default();
        let free = optimal(&problem(&us20::moments(), objective, &plain));
        for (rate, max) in [(0.0, 0.0), (0.01, 0.1), (0.3, 0.0)] {
            let held = Constraints {
                turnover: Some(Turnover {
                    from: free.weights.clone(),
                    max,
                }),
                costs: Some(TradingCosts {
                    from: free.weights.clone(),
                    rate,
                }),
                ..plain.clone()
            };
            let again = optimal(&problem(&us20::moments(), objective, &held));
            assert!(
                distance(&free.weights, &again.weights) < 1e-9,
                "{objective:?}"
            );
        }
    }
}

#[test]
fn what_is_held_is_not_the_whole_budget() {
    // Half in cash: half of the wealth has to be bought, a turnover of a quarter.
    let from = even(20) * 0.5;
    let limits = |max: f64| Constraints {
        turnover: Some(Turnover {
            from: from.clone(),
            max,
        }),
        ..Constraints::default()
    };
    let solution = optimal(&of_twenty(limits(0.25)));
    let traded = &solution.weights - &from;
    assert!(traded.min() > -1e-12, "only buying keeps the limit");
    let conflict = conflict(&of_twenty(limits(0.2)));
    assert_eq!(conflict.limits, [LimitId::Turnover]);
    let (limit, value) = conflict.relaxation[0];
    assert_eq!(limit, LimitId::Turnover);
    assert!((value - 0.25).abs() < 1e-6, "{value}");
}

#[test]
fn gross_exposure_of_the_budget_forbids_short_positions() {
    let short = Constraints {
        min_weight: Bounds::all(-0.2),
        max_weight: Bounds::all(0.5),
        ..Constraints::default()
    };
    for objective in OBJECTIVES {
        let narrow = short.clone().with(LimitId::GrossExposure, 1.0);
        let narrow = optimal(&problem(&us20::moments(), objective, &narrow));
        let long = Constraints {
            min_weight: Bounds::all(0.0),
            ..short.clone()
        };
        let long = optimal(&problem(&us20::moments(), objective, &long));
        assert!(
            distance(&narrow.weights, &long.weights) < 1e-9,
            "{objective:?}"
        );
    }
    let below = of_twenty(short.with(LimitId::GrossExposure, 0.9));
    let conflict = conflict(&below);
    assert_eq!(conflict.limits, [LimitId::GrossExposure]);
    let (limit, value) = conflict.relaxation[0];
    assert_eq!(limit, LimitId::GrossExposure);
    assert!((value - 1.0).abs() < 1e-6, "{value}");
}

#[test]
fn no_tracking_error_is_the_benchmark() {
    for objective in OBJECTIVES {
        let tracking = Constraints {
            tracking_error: Some(TrackingError {
                benchmark: even(20),
                max: 0.0,
            }),
            ..Constraints::default()
        };
        let solution = optimal(&problem(&us20::moments(), objective, &tracking));
        assert!(distance(&solution.weights, &even(20)) < 1e-9);
    }
}

#[test]
fn a_benchmark_outside_the_bounds_has_a_nearest_portfolio() {
    let mut benchmark = DVector::zeros(20);
    benchmark[3] = 1.0;
    let far = |max: f64| Constraints {
        max_weight: Bounds::all(0.3),
        tracking_error: Some(TrackingError {
            benchmark: benchmark.clone(),
            max,
        }),
        ..Constraints::default()
    };
    let conflict = conflict(&of_twenty(far(0.01)));
    assert_eq!(
        conflict.limits,
        [LimitId::MaxWeight, LimitId::TrackingError]
    );
    let all = conflict.alternatives.iter().chain([&conflict.relaxation]);
    let smallest = all
        .flatten()
        .find(|(limit, _)| *limit == LimitId::TrackingError)
        .expect("a tracking error that can be kept")
        .1;
    let solution = optimal(&of_twenty(far(smallest)));
    assert!((solution.weights[3] - 0.3).abs() < 1e-3);
    assert!(matches!(
        solve(&of_twenty(far(smallest - 1e-6))),
        Outcome::Infeasible(_)
    ));
}

#[test]
fn the_smallest_risk_is_the_relaxation_of_the_largest() {
    let calmest = optimal(&of_twenty(Constraints::default())).volatility;
    for objective in OBJECTIVES {
        let risky = Constraints::default().with(LimitId::MaxRisk, 0.5 * calmest);
        let conflict = conflict(&problem(&us20::moments(), objective, &risky));
        assert_eq!(conflict.limits, [LimitId::MaxRisk], "{objective:?}");
        let (limit, value) = conflict.relaxation[0];
        assert_eq!(limit, LimitId::MaxRisk);
        assert!((value - calmest).abs() < 1e-6, "{value} and {calmest}");
    }
}

#[test]
fn costs_are_subtracted_from_every_return() {
    let costs = TradingCosts {
        from: even(20),
        rate: 0.01,
    };
    let constraints = Constraints {
        costs: Some(costs),
        target_return: Some(0.15),
        ..Constraints::default()
    };
    for objective in OBJECTIVES {
        let problem = problem(&us20::moments(), objective, &constraints);
        let solution = optimal(&problem);
        let traded = (&solution.weights - even(20)).lp_norm(1);
        let net = problem.moments().expected_return(&solution.weights) - 0.01 * traded;
        assert!((solution.expected_return - net).abs() < 1e-14);
        assert!(net > 0.15 - 1e-12);
    }
}

#[test]
fn equal_weights_are_checked() {
    let mut from = DVector::zeros(20);
    from[0] = 1.0;
    let constraints = Constraints {
        turnover: Some(Turnover { from, max: 0.5 }),
        gross_exposure: Some(0.9),
        tracking_error: Some(TrackingError {
            benchmark: even(20),
            max: 0.01,
        }),
        max_risk: Some(0.01),
        ..Constraints::default()
    };
    let problem = problem(&us20::moments(), Objective::EqualWeight, &constraints);
    let conflict = conflict(&problem);
    assert_eq!(conflict.limits, [LimitId::Turnover]);
    let named: Vec<LimitId> = conflict
        .relaxation
        .iter()
        .map(|(limit, _)| *limit)
        .collect();
    let expected = [LimitId::Turnover, LimitId::GrossExposure, LimitId::MaxRisk];
    assert_eq!(named, expected);
    assert!((conflict.relaxation[0].1 - 0.95).abs() < 1e-12);
}

#[test]
fn what_cannot_keep_a_limit_refuses_it() {
    let mut from = DVector::zeros(20);
    from[0] = 1.0;
    let constraints = Constraints {
        turnover: Some(Turnover { from, max: 0.5 }),
        ..Constraints::default()
    };
    let problem = of_twenty(constraints);
    let Err(AllocationError::Problem(ProblemError::Field { field, .. })) =
        risk_parity(&problem, None)
    else {
        panic!("risk budgets know no turnover");
    };
    assert_eq!(field, "turnover");
    assert_eq!(exact_frontier(&problem), ExactFrontier::Bent);
}

#[test]
fn a_walk_forward_keeps_the_limits() {
    let returns = us20::returns().rows(0, 600).into_owned();
    let constraints = Constraints {
        turnover: Some(Turnover {
            from: even(20),
            max: 0.1,
        }),
        ..Constraints::default()
    };
    let windows = WalkForward {
        train: 252,
        test: 42,
        rebalance: Rebalance::Daily,
    };
    let objective = Objective::MinVariance;
    let result = walk_forward(
        &returns,
        windows,
        objective,
        &constraints,
        &Estimates::default(),
    );
    for fold in result.expect("well-formed").folds {
        let FoldWeights::Solved {
            weights,
            kkt_residual,
        } = fold.weights
        else {
            panic!("feasible");
        };
        assert!(kkt_residual < 1e-10);
        assert!((weights - even(20)).lp_norm(1) < 0.2 + 1e-9);
    }
}
