//! Limits that contradict each other: the irreducible conflict and its repairs.

#[path = "support/us20.rs"]
#[expect(dead_code, reason = "each test file uses a part")]
mod us20;

use optimizer::{
    Bounds, Conflict, Constraints, LimitId, Method, Objective, Outcome, Problem, Relaxation, Row,
    solve, solve_by,
};

fn problem(objective: Objective, constraints: Constraints) -> Problem {
    Problem::new(us20::moments(), objective, constraints).expect("well-formed")
}

/// The conflict, after checking both routes and every repair.
fn conflict(objective: Objective, constraints: &Constraints) -> Conflict {
    let asked = problem(objective, constraints.clone());
    let Outcome::Infeasible(conflict) = solve(&asked) else {
        panic!("{constraints:?} is infeasible");
    };
    let Outcome::Infeasible(reference) = solve_by(&asked, Method::Clarabel) else {
        panic!("{constraints:?} is infeasible for Clarabel");
    };
    assert_eq!(conflict, reference);
    assert!(!conflict.relaxation.is_empty(), "{conflict:?}");
    check_repair(objective, constraints, &conflict.relaxation);
    for alternative in &conflict.alternatives {
        check_repair(objective, constraints, alternative);
        assert_eq!(alternative.len(), 1);
    }
    conflict
}

fn check_repair(objective: Objective, constraints: &Constraints, relaxation: &Relaxation) {
    let mut repaired = constraints.clone();
    let mut objective = objective;
    for &(limit, value) in relaxation {
        if limit == LimitId::RiskFree {
            objective = Objective::MaxSharpe { risk_free: value };
        }
        repaired = repaired.with(limit, value);
    }
    let outcome = solve(&problem(objective, repaired));
    assert!(
        matches!(outcome, Outcome::Optimal(_)),
        "{relaxation:?} gives {outcome:?}"
    );
}

fn capped(cap: f64) -> Constraints {
    Constraints {
        max_weight: Bounds::all(cap),
        ..Constraints::default()
    }
}

#[test]
fn caps_too_small_to_spend_the_budget() {
    let conflict = conflict(Objective::MinVariance, &capped(0.04));
    assert_eq!(conflict.limits, [LimitId::MaxWeight]);
    assert_eq!(conflict.relaxation, [(LimitId::MaxWeight, 0.05)]);
    assert_eq!(conflict.alternatives, [[(LimitId::Budget, 0.8)]]);
}

#[test]
fn floors_too_large_for_the_budget() {
    let constraints = Constraints {
        min_weight: Bounds::all(0.08),
        ..Constraints::default()
    };
    let conflict = conflict(Objective::MaxReturn, &constraints);
    assert_eq!(conflict.limits, [LimitId::MinWeight]);
    assert_eq!(conflict.relaxation, [(LimitId::MinWeight, 0.05)]);
    assert_eq!(conflict.alternatives, [[(LimitId::Budget, 1.6)]]);
}

#[test]
fn a_group_floor_against_the_caps_of_its_members() {
    let constraints = Constraints {
        max_weight: Bounds::all(0.1),
        rows: vec![
            Row::group("Energy", [4, 16, 19], Some(0.4), None),
            Row::group("Health", [7, 10, 11, 14, 17], None, Some(0.2)),
        ],
        ..Constraints::default()
    };
    let conflict = conflict(Objective::MinVariance, &constraints);
    assert_eq!(conflict.limits, [LimitId::MaxWeight, LimitId::RowMin(0)]);
    assert_eq!(conflict.relaxation, [(LimitId::RowMin(0), 0.3)]);
    let cap = 0.4 / 3.0;
    let [alternative] = &conflict.alternatives[..] else {
        panic!("{:?}", conflict.alternatives);
    };
    assert_eq!(alternative[0].0, LimitId::MaxWeight);
    assert!((alternative[0].1 - cap).abs() < 1e-9);
    assert_eq!(
        LimitId::RowMin(0).name(&["AAPL"], &constraints),
        "Energy min"
    );
}

#[test]
fn one_cap_against_one_floor_of_a_group() {
    let mut constraints = capped(0.2).with(LimitId::MaxWeightOf(4), 0.05);
    constraints.rows = vec![Row::group("Chevron", [4], Some(0.1), None)];
    let conflict = conflict(Objective::MaxUtility { risk_aversion: 2.0 }, &constraints);
    assert_eq!(
        conflict.limits,
        [LimitId::MaxWeightOf(4), LimitId::RowMin(0)]
    );
    assert_eq!(conflict.relaxation, [(LimitId::RowMin(0), 0.05)]);
    assert_eq!(conflict.alternatives, [[(LimitId::MaxWeightOf(4), 0.1)]]);
}

#[test]
fn a_return_that_no_portfolio_has() {
    let highest = us20::moments().mean().max();
    let constraints = Constraints {
        target_return: Some(0.9),
        ..Constraints::default()
    };
    let conflict = conflict(Objective::MinVariance, &constraints);
    assert_eq!(conflict.limits, [LimitId::TargetReturn]);
    let [(LimitId::TargetReturn, target)] = conflict.relaxation[..] else {
        panic!("{:?}", conflict.relaxation);
    };
    assert!(
        target <= highest && target > highest - 1e-8,
        "{target} {highest}"
    );
}

#[test]
fn two_conflicts_at_once_are_repaired_together() {
    let constraints = Constraints {
        rows: vec![
            Row::group("Tech", [0, 1, 12], Some(0.7), None),
            Row::group("Finance", [2, 8], Some(0.6), None),
            Row::group("Retail", [3, 6], Some(0.5), Some(0.5)),
            Row::group("Home", [3, 6], None, Some(0.2)),
        ],
        ..Constraints::default()
    };
    let conflict = conflict(Objective::MinVariance, &constraints);
    assert!(conflict.limits.len() == 2, "{conflict:?}");
    assert!(conflict.relaxation.len() >= 2, "{conflict:?}");
}

#[test]
fn another_budget_is_named() {
    let constraints = Constraints {
        budget: 1.5,
        ..capped(0.06)
    };
    let conflict = conflict(Objective::MinVariance, &constraints);
    assert_eq!(conflict.limits, [LimitId::Budget, LimitId::MaxWeight]);
    assert_eq!(conflict.relaxation, [(LimitId::MaxWeight, 0.075)]);
    assert_eq!(conflict.alternatives, [[(LimitId::Budget, 1.2)]]);
}

#[test]
fn short_sales_that_are_not_short_enough() {
    let constraints = Constraints {
        min_weight: Bounds::all(-0.1),
        rows: vec![Row::group("Energy", [4, 16, 19], None, Some(-0.6))],
        ..Constraints::default()
    };
    let conflict = conflict(Objective::MinVariance, &constraints);
    assert_eq!(conflict.limits, [LimitId::MinWeight, LimitId::RowMax(0)]);
}

#[test]
fn no_portfolio_beats_the_risk_free_rate() {
    let objective = Objective::MaxSharpe { risk_free: 0.5 };
    let found = conflict(objective, &Constraints::default());
    assert_eq!(found.limits, [LimitId::RiskFree]);

    // Others would, but the limits keep them out.
    let objective = Objective::MaxSharpe { risk_free: 0.25 };
    let solved = solve(&problem(objective, Constraints::default()));
    assert!(matches!(solved, Outcome::Optimal(_)));
    let found = conflict(objective, &capped(0.1));
    assert_eq!(found.limits, [LimitId::MaxWeight, LimitId::RiskFree]);
    assert_eq!(LimitId::RiskFree.name(&["AAPL"], &capped(0.1)), "risk_free");
}

#[test]
fn limits_that_just_fit_are_feasible() {
    for cap in [0.05, 0.05 + 1e-12, 0.0500001] {
        for objective in [
            Objective::MinVariance,
            Objective::MaxReturn,
            Objective::MaxSharpe { risk_free: 0.0 },
            Objective::EqualWeight,
        ] {
            let outcome = solve(&problem(objective, capped(cap)));
            let Outcome::Optimal(solution) = outcome else {
                panic!("{objective:?} at {cap}: {outcome:?}");
            };
            assert!((solution.weights.sum() - 1.0).abs() < 1e-10);
        }
    }
}

#[test]
fn equal_weights_name_the_limits_they_break() {
    let mut constraints = capped(0.04)
        .with(LimitId::MinWeightOf(3), 0.06)
        .with(LimitId::TargetReturn, 0.9);
    constraints.rows = vec![
        Row::group("Tech", [0, 1, 12], Some(0.2), None),
        Row::group("Energy", [4, 16, 19], None, Some(0.1)),
    ];
    constraints.max_weight.by_asset.insert(3, 0.08);
    let Outcome::Infeasible(found) = solve(&problem(Objective::EqualWeight, constraints.clone()))
    else {
        panic!("1/n breaks limits");
    };
    assert_eq!(found.limits.len(), 1);
    let relaxed: Vec<LimitId> = found.relaxation.iter().map(|&(limit, _)| limit).collect();
    let expected = [
        LimitId::MaxWeight,
        LimitId::MinWeightOf(3),
        LimitId::RowMin(0),
        LimitId::RowMax(1),
        LimitId::TargetReturn,
    ];
    assert_eq!(relaxed, expected);
    check_repair(Objective::EqualWeight, &constraints, &found.relaxation);
}
