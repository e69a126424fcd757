//! Turnover, absolute weights, tracking error, risk and costs on scenarios.

#[path = "support/limited.rs"]
mod limited;

use std::ops::ControlFlow;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Constraints, Progress, ScenarioMeasure, ScenarioMethod, ScenarioObjective, ScenarioOutcome,
    ScenarioProblem, ScenarioSolution, TradingCosts, Turnover, solve_scenario, solve_scenario_by,
};
use proptest::prelude::*;

use limited::{Limited, change, limited, risk_of, tracking_error};

fn by_clarabel(problem: &ScenarioProblem) -> ScenarioOutcome {
    let mut attended = |_: Progress| ControlFlow::Continue(());
    solve_scenario_by(problem, ScenarioMethod::Clarabel, &mut attended)
}

/// Every limit by its definition.
fn missed(model: &Limited, weights: &DVector<f64>) -> f64 {
    let limits = model.constraints();
    let mut worst = (weights.sum() - limits.budget).abs();
    for (asset, weight) in weights.iter().enumerate() {
        worst = worst.max(limits.min_weight.of(asset) - weight);
        worst = worst.max(weight - limits.max_weight.of(asset));
    }
    for row in &limits.rows {
        let sum: f64 = row.coefficients.iter().map(|(&i, c)| c * weights[i]).sum();
        worst = worst.max(sum - row.max.expect("an upper limit"));
    }
    if let Some(target) = limits.target_return {
        worst = worst.max(target - model.net(weights));
    }
    if let Some(turnover) = &limits.turnover {
        worst = worst.max(0.5 * change(weights, &turnover.from) - turnover.max);
    }
    if let Some(gross) = limits.gross_exposure {
        worst = worst.max(weights.iter().map(|w| w.abs()).sum::<f64>() - gross);
    }
    if let Some(limit) = &limits.tracking_error {
        let active = weights - &limit.benchmark;
        worst = worst.max(tracking_error(&model.returns, &active) - limit.max);
    }
    worst
}

/// What is optimised, by its definition; larger is better.
fn merit(model: &Limited, weights: &DVector<f64>) -> f64 {
    let (net, risk) = (
        model.net(weights) / 252.0,
        risk_of(&model.returns, model.measure, weights),
    );
    match model.objective {
        ScenarioObjective::MinRisk => -risk,
        ScenarioObjective::MaxReturn => net,
        ScenarioObjective::MaxUtility { risk_aversion } => net - risk_aversion * risk,
        ScenarioObjective::MaxRatio { risk_free } => {
            let root = model.measure == ScenarioMeasure::Semivariance;
            (net - risk_free / 252.0) / if root { risk.sqrt() } else { risk }
        }
    }
}

fn size_of(model: &Limited, solution: &ScenarioSolution) -> f64 {
    match model.objective {
        ScenarioObjective::MaxUtility { risk_aversion } => 1e-2 * (1.0 + risk_aversion),
        ScenarioObjective::MaxRatio { .. } => solution.objective.abs() * 10.0,
        ScenarioObjective::MinRisk if model.measure == ScenarioMeasure::Semivariance => {
            solution.risk.max(1e-4)
        }
        _ => solution.objective.abs().max(1e-2),
    }
}

/// The best portfolio keeps its limits, is proven, and is that of Clarabel.
fn check(model: &Limited, others: &[Vec<f64>]) -> Result<(), TestCaseError> {
    let problem = model.problem();
    let outcome = solve_scenario(&problem);
    let solution = match &outcome {
        ScenarioOutcome::Optimal(solution) => solution,
        // A ratio to a risk below zero.
        ScenarioOutcome::Unbounded(_)
            if matches!(model.objective, ScenarioObjective::MaxRatio { .. }) =>
        {
            return Ok(());
        }
        other => return Err(TestCaseError::fail(format!("{other:?}"))),
    };
    prop_assert!(solution.gap <= 1e-8, "gap {:e}", solution.gap);
    let missed_by = missed(model, &solution.weights);
    prop_assert!(missed_by <= 1e-8, "missed by {missed_by:e}");
    let risk = risk_of(&model.returns, model.measure, &solution.weights);
    if let Some(most) = problem.max_risk() {
        prop_assert!(risk <= most + 1e-8 * most.abs().max(1e-3), "{risk} {most}");
    }
    let size = size_of(model, solution);
    let own = merit(model, &solution.weights);
    let told = if model.objective == ScenarioObjective::MinRisk {
        -solution.objective
    } else {
        solution.objective
    };
    prop_assert!((own - told).abs() <= 1e-9 * size, "{own} told as {told}");

    let slow = by_clarabel(&problem);
    let Some(slow) = slow.solution() else {
        return Err(TestCaseError::fail(format!("Clarabel: {slow:?}")));
    };
    let off = (solution.objective - slow.objective).abs() / size;
    prop_assert!(
        off <= 1e-7 + 10.0 * slow.gap + 100.0 * slow.residual,
        "{} and {}: off by {off:e}, Clarabel's gap {:e} and residual {:e}",
        solution.objective,
        slow.objective,
        slow.gap,
        slow.residual
    );

    let even = model.even();
    for other in others {
        let other = DVector::from_fn(even.len(), |i, _| other[i % other.len()]);
        let other = &even + (&other - other.mean() * DVector::from_element(even.len(), 1.0));
        // From the even portfolio, which keeps everything, as far as the limits let it.
        for share in [1.0, 0.3, 0.1, 0.03] {
            let there = &even * (1.0 - share) + &other * share;
            let is_kept = missed(model, &there) <= 0.0
                && problem
                    .max_risk()
                    .is_none_or(|most| risk_of(&model.returns, model.measure, &there) <= most);
            if is_kept {
                let better = merit(model, &there) - own;
                prop_assert!(better <= 1e-9 * size, "{there} is better by {better:e}");
                break;
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_best_portfolio_is_proven_and_that_of_clarabel(
        model in limited(),
        others in proptest::collection::vec(proptest::collection::vec(-0.5..0.5, 7), 4),
    ) {
        check(&model, &others)?;
    }
}

fn returns() -> DMatrix<f64> {
    DMatrix::from_fn(60, 5, |t, i| {
        0.04 * ((t * (i + 3) * 37 + i * i * 11 + t * t * 7) % 101) as f64 / 101.0 - 0.0185
            + 0.0004 * i as f64
    })
}

fn solution(problem: &ScenarioProblem) -> ScenarioSolution {
    match solve_scenario(problem) {
        ScenarioOutcome::Optimal(solution) => solution,
        other => panic!("{other:?}"),
    }
}

#[test]
fn costs_are_paid_per_year_and_turnover_counts_half() {
    // Two assets that never move: all is linear, and the answer can be written down.
    let returns = DMatrix::from_fn(3, 2, |_, asset| if asset == 0 { 0.0 } else { 0.001 });
    let from = DVector::from_vec(vec![1.0, 0.0]);
    let constraints = |rate: f64| Constraints {
        turnover: Some(Turnover {
            from: from.clone(),
            max: 0.25,
        }),
        costs: Some(TradingCosts {
            from: from.clone(),
            rate,
        }),
        ..Constraints::default()
    };
    let objective = ScenarioObjective::MaxReturn;
    let new = |rate| {
        let measure = ScenarioMeasure::WorstCase;
        ScenarioProblem::new(returns.clone(), measure, objective, constraints(rate))
            .expect("well-formed")
    };
    // The second earns 0.252 a year more; a unit moved is bought and sold.
    let cheap = solution(&new(0.1));
    assert!((cheap.weights[1] - 0.25).abs() < 1e-12);
    assert!((cheap.expected_return - 0.25 * (0.252 - 0.2)).abs() < 1e-12);
    assert!((cheap.objective - cheap.expected_return / 252.0).abs() < 1e-15);
    assert!(cheap.gap < 1e-12);
    let dear = solution(&new(0.127));
    assert!(dear.weights[1].abs() < 1e-12);
    assert!(dear.expected_return.abs() < 1e-12);
}

#[test]
fn shared_returns_are_not_copied_and_answer_the_same() {
    let all = std::sync::Arc::new(returns());
    let measure = ScenarioMeasure::Cvar { confidence: 0.9 };
    let objective = ScenarioObjective::MinRisk;
    let own = ScenarioProblem::new((*all).clone(), measure, objective, Constraints::default());
    let own = own.expect("well-formed");
    let mean = std::sync::Arc::new(own.mean().clone());
    let shared = ScenarioProblem::shared(
        std::sync::Arc::clone(&all),
        mean,
        measure,
        objective,
        Constraints::default(),
    )
    .expect("well-formed");
    assert!(std::ptr::eq(shared.returns(), &*all));
    assert_eq!(solve_scenario(&own), solve_scenario(&shared));
}

#[test]
fn a_covariance_that_is_given_measures_the_tracking_error() {
    let benchmark = DVector::from_element(5, 0.2);
    let constraints = Constraints {
        tracking_error: Some(optimizer::TrackingError {
            benchmark: benchmark.clone(),
            max: 0.1,
        }),
        ..Constraints::default()
    };
    let objective = ScenarioObjective::MaxReturn;
    for measure in [
        ScenarioMeasure::Cvar { confidence: 0.9 },
        ScenarioMeasure::Semivariance,
    ] {
        let problem = ScenarioProblem::new(returns(), measure, objective, constraints.clone());
        let problem = problem.expect("well-formed");
        let problem = problem
            .with_covariance(DMatrix::identity(5, 5))
            .expect("well-formed");
        let found = solution(&problem);
        // The farthest from the benchmark along the means, with no weight negative.
        let active = &found.weights - &benchmark;
        assert!((active.norm() - 0.1).abs() < 1e-10, "{measure:?}");
        let mean = problem.mean();
        let centred = mean.map(|value| value - mean.mean());
        let expected = centred.normalize() * 0.1;
        assert!((active - expected).amax() < 1e-7, "{measure:?}");
        assert!(found.gap < 1e-9, "{measure:?} {:e}", found.gap);
    }
}

#[test]
fn a_tracking_error_of_zero_is_the_benchmark() {
    let benchmark = DVector::from_vec(vec![0.1, 0.2, 0.3, 0.4, 0.0]);
    let constraints = Constraints {
        tracking_error: Some(optimizer::TrackingError {
            benchmark: benchmark.clone(),
            max: 0.0,
        }),
        ..Constraints::default()
    };
    for objective in [
        ScenarioObjective::MaxReturn,
        ScenarioObjective::MinRisk,
        ScenarioObjective::MaxRatio { risk_free: -2.0 },
    ] {
        let measure = ScenarioMeasure::Cvar { confidence: 0.9 };
        let problem = ScenarioProblem::new(returns(), measure, objective, constraints.clone());
        let found = solution(&problem.expect("well-formed"));
        assert!((found.weights - &benchmark).amax() < 1e-9, "{objective:?}");
    }
}
