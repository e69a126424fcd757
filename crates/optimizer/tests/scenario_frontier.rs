//! Frontiers of return against scenario risks.

#[path = "support/measures.rs"]
mod measures;
#[path = "support/us20.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod us20;

use std::ops::ControlFlow;

use optimizer::{
    Bounds, Constraints, LimitId, Progress, ScenarioFrontier, ScenarioFrontierPoint,
    ScenarioMeasure, ScenarioObjective, ScenarioOutcome, ScenarioProblem, ScenarioRoute,
    scenario_frontier, solve_scenario,
};

use measures::MEASURES;

fn problem(measure: ScenarioMeasure, constraints: Constraints) -> ScenarioProblem {
    let all = us20::returns();
    let returns = all.rows(all.nrows() - 500, 500).into_owned();
    ScenarioProblem::new(returns, measure, ScenarioObjective::MinRisk, constraints)
        .expect("well-formed")
}

fn frontier(problem: &ScenarioProblem, points: usize) -> ScenarioFrontier {
    scenario_frontier(
        problem,
        points,
        &mut |_: Progress| ControlFlow::Continue(()),
    )
}

fn points(problem: &ScenarioProblem, count: usize) -> Vec<ScenarioFrontierPoint> {
    let ScenarioFrontier::Points(found) = frontier(problem, count) else {
        panic!("a frontier");
    };
    assert_eq!(found.len(), count);
    found
}

fn capped() -> Constraints {
    Constraints {
        max_weight: Bounds::all(0.2),
        ..Constraints::default()
    }
}

#[test]
fn points_are_even_rising_convex_and_proven() {
    for measure in MEASURES {
        let problem = problem(measure, capped());
        let found = points(&problem, 9);
        let step = found[1].target_return - found[0].target_return;
        for pair in found.windows(2) {
            assert!((pair[1].target_return - pair[0].target_return - step).abs() < 1e-12);
            let scale = pair[0].solution.risk.abs();
            assert!(pair[1].solution.risk >= pair[0].solution.risk - 1e-10 * scale);
        }
        for three in found.windows(3) {
            let [low, middle, high] = [0, 1, 2].map(|i| three[i].solution.risk);
            assert!(middle <= 0.5 * (low + high) + 1e-10, "{measure:?}");
        }
        for point in &found {
            let solution = &point.solution;
            assert!(solution.gap <= 1e-9, "{measure:?} {:e}", solution.gap);
            assert!(solution.residual <= 1e-9);
            assert_ne!(solution.route, ScenarioRoute::Clarabel, "{measure:?}");
            assert!(solution.expected_return >= point.target_return - 1e-9);
        }
    }
}

#[test]
fn warm_points_are_those_of_a_cold_solve() {
    for measure in MEASURES {
        let problem = problem(measure, Constraints::default());
        for point in points(&problem, 6) {
            let constraints =
                Constraints::default().with(LimitId::TargetReturn, point.target_return);
            let there = problem.with_constraints(constraints).expect("well-formed");
            let ScenarioOutcome::Optimal(cold) = solve_scenario(&there) else {
                panic!("{measure:?}");
            };
            let off = (cold.risk - point.solution.risk).abs() / cold.risk.abs();
            assert!(off < 1e-10, "{measure:?}: {off:e}");
        }
    }
}

#[test]
fn a_limit_of_the_risk_ends_the_frontier() {
    for measure in MEASURES {
        let problem = problem(measure, capped());
        let all = points(&problem, 5);
        let limit = 0.5 * (all[0].solution.risk + all[4].solution.risk);
        let limited = problem.with_max_risk(limit).expect("well-formed");
        let found = points(&limited, 5);
        let last = &found[4].solution;
        assert!(last.risk <= limit * (1.0 + 1e-9), "{measure:?}");
        assert!(last.expected_return < all[4].solution.expected_return);
        assert!((last.risk - limit).abs() < 1e-6 * limit, "{measure:?}");
    }
}

#[test]
fn few_points_and_no_frontier() {
    let problem = problem(MEASURES[2], capped());
    assert_eq!(points(&problem, 0).len(), 0);
    let calmest = solve_scenario(&problem);
    let one = points(&problem, 1);
    assert_eq!(Some(&one[0].solution), calmest.solution());
    let constraints = Constraints {
        max_weight: Bounds::all(0.04),
        ..Constraints::default()
    };
    let contradictory = problem.with_constraints(constraints).expect("well-formed");
    assert!(matches!(
        frontier(&contradictory, 4),
        ScenarioFrontier::Infeasible(_)
    ));
    let strict = problem.with_max_risk(1e-3).expect("well-formed");
    let ScenarioFrontier::Infeasible(conflict) = frontier(&strict, 4) else {
        panic!("too strict");
    };
    assert!(conflict.limits.contains(&LimitId::MaxRisk));
}
