//! Choices on top of everything else that is convex, against enumeration of the positions.

use std::ops::ControlFlow;
use std::sync::Arc;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Choice, Constraints, Convex, DiscreteOutcome, DiscreteProblem, FixedCosts, Moments,
    Objective, Outcome, Positions, Problem, ScenarioMeasure, ScenarioObjective, ScenarioOutcome,
    ScenarioProblem, Search, TrackingError, TradingCosts, Turnover, WeightedGoal, WeightedOutcome,
    WeightedProblem, WeightedTerm, attended_anytime, solve_discrete, solve_scenario,
    solve_weighted,
};
use proptest::prelude::*;

use crate::enumeration::drawn;

/// The best value over all sets of `most` long positions of at least `smallest`, by the plain
/// solver; `sign` is 1 where it is minimised.
fn best(convex: &Convex, most: usize, smallest: f64, sign: f64) -> Option<f64> {
    let n = convex.assets();
    let sets = (0..1_u32 << n).filter(|set| set.count_ones() as usize <= most);
    let values = sets.filter_map(|set| {
        let mut limits = convex.constraints().clone();
        for asset in 0..n {
            let is_held = set >> asset & 1 == 1;
            let upper = limits.max_weight.of(asset);
            let lower = if is_held { smallest } else { 0.0 };
            limits.min_weight.by_asset.insert(asset, lower);
            limits
                .max_weight
                .by_asset
                .insert(asset, if is_held { upper } else { 0.0 });
        }
        value(&convex.with_constraints(limits).expect("limits"))
    });
    values.reduce(|one, other| {
        if sign * other < sign * one {
            other
        } else {
            one
        }
    })
}

fn value(convex: &Convex) -> Option<f64> {
    match convex {
        Convex::Moments(problem) => match optimizer::solve(problem) {
            Outcome::Optimal(solution) => Some(solution.objective),
            _ => None,
        },
        Convex::Scenarios(problem) => match solve_scenario(problem) {
            ScenarioOutcome::Optimal(solution) => Some(solution.objective),
            _ => None,
        },
        Convex::Weighted(problem) => {
            match solve_weighted(problem, &mut |_| ControlFlow::Continue(())) {
                WeightedOutcome::Optimal(solution) => Some(solution.objective),
                _ => None,
            }
        }
    }
}

fn check(convex: Convex, most: usize, smallest: f64, sign: f64) -> Result<(), TestCaseError> {
    let expected = best(&convex, most, smallest, sign);
    let choice = Choice {
        positions: Positions {
            at_most: Some(most),
            smallest,
            ..Positions::default()
        },
        ..Choice::default()
    };
    let problem = DiscreteProblem::new(convex, choice).expect("a choice");
    let outcome = solve_discrete(&problem, &Search::default());
    match (expected, &outcome) {
        (Some(expected), DiscreteOutcome::Found(found)) => {
            let tolerance = 3e-6 * (expected.abs() + 1e-3);
            prop_assert!(
                (found.objective - expected).abs() <= tolerance,
                "{expected} {found:?}"
            );
            prop_assert!(sign * (found.bound - expected) <= tolerance);
            prop_assert!(found.held.len() <= most && found.is_proven);
            let inside = |&weight: &f64| weight == 0.0 || weight >= smallest - 1e-9;
            prop_assert!(found.weights.iter().all(inside));
        }
        (None, DiscreteOutcome::Infeasible(_)) => {}
        _ => prop_assert!(false, "{expected:?} {outcome:?}"),
    }
    Ok(())
}

fn returns(n: usize, seed: u64) -> DMatrix<f64> {
    let mut state = seed | 1;
    let mut uniform = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    DMatrix::from_fn(30, n, |_, asset| {
        0.02 * (uniform() + uniform() - 1.0) + 2e-4 * asset as f64
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn limits_that_are_no_rows(n in 3_usize..6, seed in any::<u64>(), kind in 0..5_usize) {
        let problem = drawn(n, seed).problem;
        let even = DVector::from_element(n, 1.0 / n as f64);
        let mut limits = Constraints::default();
        match kind {
            0 => limits.turnover = Some(Turnover { from: even, max: 0.5 }),
            1 => limits.costs = Some(TradingCosts { from: even, rate: 0.02 }),
            2 => limits.tracking_error = Some(TrackingError { benchmark: even, max: 0.2 }),
            3 => limits.max_risk = Some(0.2),
            _ => {
                limits.min_weight = Bounds::all(0.0);
                limits.gross_exposure = Some(1.2);
            }
        }
        let objective = match (kind, seed % 3) {
            (1 | 3, 0) => Objective::MaxReturn,
            (_, 1) => Objective::MaxSharpe { risk_free: -0.05 },
            _ => Objective::MaxUtility { risk_aversion: 2.0 },
        };
        let problem = problem.with_constraints(limits).expect("limits");
        let problem = problem.with_objective(objective).expect("an objective");
        check(Convex::Moments(problem), 2, 0.1, -1.0)?;
    }

    #[test]
    fn risks_of_scenarios(n in 3_usize..6, seed in any::<u64>(), kind in 0..4_usize) {
        let measure = match kind {
            0 => ScenarioMeasure::Cvar { confidence: 0.9 },
            1 => ScenarioMeasure::MeanAbsoluteDeviation,
            2 => ScenarioMeasure::Semivariance,
            _ => ScenarioMeasure::WorstCase,
        };
        let is_risk = seed % 2 == 0;
        let objective = match is_risk {
            true => ScenarioObjective::MinRisk,
            false => ScenarioObjective::MaxUtility { risk_aversion: 0.2 },
        };
        let limits = Constraints::default();
        let problem = ScenarioProblem::new(returns(n, seed), measure, objective, limits);
        let convex = Convex::Scenarios(problem.expect("a problem"));
        check(convex, 2, 0.15, if is_risk { 1.0 } else { -1.0 })?;
    }

    #[test]
    fn several_goals(n in 3_usize..6, seed in any::<u64>()) {
        let moments = drawn(n, seed).problem.moments().clone();
        let goals = [
            (1.0, WeightedGoal::Variance),
            (0.3, WeightedGoal::Return),
            (0.5, WeightedGoal::Risk(ScenarioMeasure::Cvar { confidence: 0.9 })),
        ];
        let terms = goals.map(|(weight, goal)| WeightedTerm { weight, goal }).to_vec();
        let returns = Some(Arc::new(returns(n, seed)));
        let limits = Constraints::default();
        let problem = WeightedProblem::new(moments, returns, terms, limits).expect("a problem");
        check(Convex::Weighted(problem), 2, 0.1, 1.0)?;
    }

    #[test]
    fn covariances_of_few_days(n in 4_usize..7, seed in any::<u64>()) {
        // Fewer factors than assets, and nothing of their own.
        let factors = returns(n, seed).rows(0, 3).transpose() * 10.0;
        let covariance = &factors * factors.transpose();
        let mean = drawn(n, seed).problem.moments().mean().clone();
        let moments = Moments::new(mean, covariance).expect("moments");
        let objective = match seed % 2 {
            0 => Objective::MinVariance,
            _ => Objective::MaxUtility { risk_aversion: 1.5 },
        };
        let problem = Problem::new(moments, objective, Constraints::default()).expect("a problem");
        let sign = if seed % 2 == 0 { 1.0 } else { -1.0 };
        check(Convex::Moments(problem), 2, 0.1, sign)?;
    }
}

#[test]
fn a_fixed_cost_keeps_what_is_held() {
    let mean = DVector::from_vec(vec![0.10, 0.11]);
    let moments = Moments::new(mean, DMatrix::from_diagonal_element(2, 2, 0.04)).expect("moments");
    let problem = Problem::new(moments, Objective::MaxReturn, Constraints::default());
    let convex = Convex::Moments(problem.expect("a problem"));
    let held = |rate: f64| {
        let choice = Choice {
            fixed_costs: Some(FixedCosts {
                from: DVector::from_vec(vec![1.0, 0.0]),
                rate,
            }),
            ..Choice::default()
        };
        let problem = DiscreteProblem::new(convex.clone(), choice).expect("a choice");
        let outcome = solve_discrete(&problem, &Search::default());
        outcome.solution().cloned().expect("a portfolio")
    };
    // Changing to the better asset gains 0.01 and costs two trades.
    let dear = held(0.006);
    assert_eq!(
        (dear.weights[0], dear.fixed_cost, dear.objective),
        (1.0, 0.0, 0.10)
    );
    let cheap = held(0.004);
    assert!((cheap.objective - 0.102).abs() < 1e-12 && cheap.fixed_cost == 0.008);
}

#[test]
fn whenever_it_is_stopped_there_is_an_answer_that_holds() {
    let problem = crate::reference::america(5);
    let whole = solve_discrete(&problem, &Search::default());
    let whole = whole.solution().expect("a portfolio");
    let mut gap = f64::INFINITY;
    for calls in [1, 30, 1_000, 20_000] {
        let mut left = calls;
        let mut listener = |_| {
            left -= 1;
            if left == 0 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let (outcome, is_stopped) = attended_anytime(&mut listener, || {
            solve_discrete(&problem, &Search::default())
        });
        assert!(is_stopped);
        match outcome {
            DiscreteOutcome::Found(found) => {
                assert!(found.bound <= whole.objective * (1.0 + 1e-9));
                assert!(found.objective >= whole.objective * (1.0 - 1e-9));
                assert!(found.kkt_residual <= 1e-8 && found.gap <= gap);
                assert!((found.weights.sum() - 1.0).abs() < 1e-9 && found.held.len() <= 5);
                gap = found.gap;
            }
            DiscreteOutcome::Stopped { .. } => assert!(gap.is_infinite()),
            other => panic!("{other:?}"),
        }
    }
    assert!(gap < 0.2, "long work leaves something");
}

#[test]
fn nodes_are_an_end_and_answers_are_the_same_twice() {
    let problem = crate::reference::america(5);
    let few = Search {
        nodes: 10,
        ..Search::default()
    };
    let (one, other) = (
        solve_discrete(&problem, &few),
        solve_discrete(&problem, &few),
    );
    assert_eq!(one, other);
    let found = one.solution().expect("a portfolio");
    assert!(found.nodes <= 10 && !found.is_proven && found.gap > 1e-6);
}
