//! Objectives without end: the direction keeps every limit, and goes on getting better.

#[path = "support/draws.rs"]
#[expect(dead_code, reason = "each test file uses a part")]
mod draws;

use std::ops::ControlFlow;
use std::sync::Arc;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, CovarianceEstimate, LimitId, Moments, Objective, Outcome, Problem, Ray,
    Row, ScenarioMeasure, ScenarioObjective, ScenarioOutcome, ScenarioProblem, TradingCosts,
    Unbounded, WeightedGoal, WeightedOutcome, WeightedProblem, WeightedTerm, solve, solve_scenario,
    solve_weighted,
};
use proptest::prelude::*;

use draws::Draws;

/// Limits of which many leave a side open.
fn open(draws: &mut Draws, n: usize) -> Constraints {
    let mut constraints = Constraints {
        min_weight: Bounds::all(f64::NEG_INFINITY),
        max_weight: Bounds::all(f64::INFINITY),
        ..Constraints::default()
    };
    for asset in 0..n {
        if draws.chance(0.3) {
            constraints = constraints.with(LimitId::MinWeightOf(asset), draws.between(-0.3, 0.0));
        }
        if draws.chance(0.2) {
            constraints = constraints.with(LimitId::MaxWeightOf(asset), draws.between(0.5, 0.9));
        }
    }
    if draws.chance(0.4) {
        let group = (0..n).filter(|_| draws.chance(0.5)).collect::<Vec<_>>();
        if !group.is_empty() {
            let max = draws.chance(0.5).then_some(0.8);
            constraints
                .rows
                .push(Row::group("group", group, Some(-0.5), max));
        }
    }
    if draws.chance(0.3) {
        constraints.target_return = Some(-2.0);
    }
    if draws.chance(0.3) {
        constraints.costs = Some(TradingCosts {
            from: DVector::from_element(n, 1.0 / n as f64),
            rate: draws.between(1e-4, 1e-2),
        });
    }
    constraints
}

/// A portfolio that keeps the limits, by another objective.
fn some(moments: &Moments, constraints: &Constraints) -> Option<DVector<f64>> {
    let calmest = Problem::new(moments.clone(), Objective::MinVariance, constraints.clone());
    match solve(&calmest.expect("well-formed")) {
        Outcome::Optimal(solution) => Some(solution.weights),
        _ => None,
    }
}

fn net(constraints: &Constraints, mean: &DVector<f64>, weights: &DVector<f64>) -> f64 {
    let costs = constraints.costs.as_ref();
    mean.dot(weights) - costs.map_or(0.0, |costs| costs.rate * (weights - &costs.from).lp_norm(1))
}

/// How far limits are missed, as a share of the way that was gone.
fn missed(constraints: &Constraints, mean: &DVector<f64>, weights: &DVector<f64>) -> f64 {
    let mut worst = (weights.sum() - constraints.budget).abs();
    for (asset, &weight) in weights.iter().enumerate() {
        worst = worst.max(constraints.min_weight.of(asset) - weight);
        worst = worst.max(weight - constraints.max_weight.of(asset));
    }
    for row in &constraints.rows {
        let value: f64 = row.coefficients.iter().map(|(&i, c)| c * weights[i]).sum();
        worst = worst.max(row.min.map_or(0.0, |min| min - value));
        worst = worst.max(row.max.map_or(0.0, |max| value - max));
    }
    let target = constraints.target_return;
    worst.max(target.map_or(0.0, |target| target - net(constraints, mean, weights)))
}

/// Goes along the ray: limits are kept, and each of the last steps gains what was promised.
fn check(
    ray: &Ray,
    (constraints, moments): (&Constraints, &Moments),
    better: &dyn Fn(&DVector<f64>) -> f64,
    tolerance: f64,
) -> Result<(), TestCaseError> {
    prop_assert!((ray.direction.amax() - 1.0).abs() < 1e-12, "{ray:?}");
    let Some(start) = some(moments, constraints) else {
        return Ok(());
    };
    let at = |steps: f64| &start + &ray.direction * steps;
    for steps in [1.0, 1e2, 1e4] {
        let off = missed(constraints, moments.mean(), &at(steps));
        prop_assert!(
            off <= 1e-8 * (1.0 + steps),
            "{off:e} after {steps}, {ray:?}"
        );
    }
    let gained = (better(&at(2e4)) - better(&at(1e4))) / 1e4;
    prop_assert!(gained > 0.0, "{gained} along {ray:?}");
    let off = (gained - ray.slope).abs();
    prop_assert!(
        off <= tolerance * ray.slope.abs(),
        "{gained} is not {}",
        ray.slope
    );
    Ok(())
}

fn moments(returns: &DMatrix<f64>) -> Moments {
    Moments::estimate(returns, CovarianceEstimate::Sample).expect("good returns")
}

fn cvar(returns: &DMatrix<f64>, weights: &DVector<f64>) -> f64 {
    let mut losses: Vec<f64> = (returns * weights).iter().map(|x| -x).collect();
    losses.sort_by(|a, b| b.total_cmp(a));
    let tail = 0.1 * losses.len() as f64;
    let whole = tail.floor() as usize;
    let sum: f64 = losses[..whole].iter().sum();
    (sum + (tail - whole as f64) * losses.get(whole).copied().unwrap_or(0.0)) / tail
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn the_largest_return(seed in any::<u64>(), n in 2usize..8) {
        let mut draws = Draws::new(seed);
        let constraints = open(&mut draws, n);
        let moments = moments(&draws.returns(60, n));
        let problem = Problem::new(moments.clone(), Objective::MaxReturn, constraints.clone());
        if let Outcome::Unbounded(why) = solve(&problem.expect("well-formed")) {
            let Unbounded::Along(ray) = why else { return Err(TestCaseError::fail("no ray")) };
            let better = |weights: &DVector<f64>| net(&constraints, moments.mean(), weights);
            check(&ray, (&constraints, &moments), &better, 1e-9)?;
        }
    }

    #[test]
    fn a_utility_beside_assets_that_hedge_each_other(seed in any::<u64>(), n in 2usize..6) {
        let mut draws = Draws::new(seed);
        let constraints = open(&mut draws, n + 1);
        // The last asset is the first one with a little more return.
        let returns = draws.returns(60, n);
        let twins = returns.clone().insert_column(n, 0.0);
        let twins = DMatrix::from_fn(60, n + 1, |t, i| if i == n { returns[(t, 0)] + 4e-4 } else { twins[(t, i)] });
        let moments = moments(&twins);
        for objective in [Objective::MaxUtility { risk_aversion: 2.0 }, Objective::MaxSharpe { risk_free: 0.0 }] {
            let problem = Problem::new(moments.clone(), objective, constraints.clone());
            if let Outcome::Unbounded(Unbounded::Along(ray)) = solve(&problem.expect("well-formed")) {
                let better = |weights: &DVector<f64>| net(&constraints, moments.mean(), weights);
                check(&ray, (&constraints, &moments), &better, 1e-6)?;
                let is_flat = moments.volatility(&ray.direction) < 1e-6;
                let is_ratio = matches!(objective, Objective::MaxSharpe { .. });
                prop_assert!(is_flat || is_ratio);
            }
        }
    }

    #[test]
    fn risks_of_scenarios(seed in any::<u64>(), n in 2usize..7, risk_aversion in 0.01..0.5f64) {
        let mut draws = Draws::new(seed);
        let constraints = open(&mut draws, n);
        // Few days, so that some portfolio loses on none of them.
        let returns = draws.returns(2 * n, n);
        let moments = moments(&returns);
        let measure = ScenarioMeasure::Cvar { confidence: 0.9 };
        for objective in [
            ScenarioObjective::MinRisk,
            ScenarioObjective::MaxUtility { risk_aversion },
            ScenarioObjective::MaxReturn,
        ] {
            let problem = ScenarioProblem::new(returns.clone(), measure, objective, constraints.clone());
            let problem = problem.expect("well-formed");
            if let ScenarioOutcome::Unbounded(why) = solve_scenario(&problem) {
                let Unbounded::Along(ray) = why else { return Err(TestCaseError::fail(format!("no ray {objective:?} {constraints:?}"))) };
                let better = |weights: &DVector<f64>| {
                    let earned = net(&constraints, moments.mean(), weights) / 252.0;
                    match objective {
                        ScenarioObjective::MinRisk => -cvar(&returns, weights),
                        ScenarioObjective::MaxUtility { risk_aversion } => earned - risk_aversion * cvar(&returns, weights),
                        _ => earned,
                    }
                };
                check(&ray, (&constraints, &moments), &better, 1e-2)?;
            }
        }
    }

    #[test]
    fn sums_of_goals(seed in any::<u64>(), n in 2usize..7, price in 0.1..30f64) {
        let mut draws = Draws::new(seed);
        let constraints = open(&mut draws, n);
        let returns = Arc::new(draws.returns(40, n));
        let moments = moments(&returns);
        let terms = vec![
            WeightedTerm { weight: price, goal: WeightedGoal::Risk(ScenarioMeasure::Cvar { confidence: 0.9 }) },
            WeightedTerm { weight: 1.0, goal: WeightedGoal::Return },
        ];
        let problem = WeightedProblem::new(moments.clone(), Some(Arc::clone(&returns)), terms, constraints.clone());
        let outcome = solve_weighted(&problem.expect("well-formed"), &mut |_| ControlFlow::Continue(()));
        if let WeightedOutcome::Unbounded(why) = outcome {
            let Unbounded::Along(ray) = why else { return Err(TestCaseError::fail("no ray")) };
            let better = |weights: &DVector<f64>| net(&constraints, moments.mean(), weights) - price * cvar(&returns, weights);
            check(&ray, (&constraints, &moments), &better, 1e-2)?;
        }
    }
}

#[test]
fn a_ratio_whose_best_is_never_reached_has_a_direction() {
    // The calmest portfolio loses: the ratio rises for ever, towards that of the direction.
    let mean = DVector::from_vec(vec![-0.1, 0.1, 0.0]);
    let covariance =
        DMatrix::from_row_slice(3, 3, &[0.01, 0.0, 0.0, 0.0, 0.09, 0.01, 0.0, 0.01, 0.04]);
    let moments = Moments::new(mean, covariance).expect("moments");
    let constraints = Constraints {
        min_weight: Bounds::all(f64::NEG_INFINITY),
        max_weight: Bounds::all(f64::INFINITY),
        ..Constraints::default()
    };
    let objective = Objective::MaxSharpe { risk_free: 0.1 };
    let problem =
        Problem::new(moments.clone(), objective, constraints.clone()).expect("well-formed");
    let Outcome::Unbounded(Unbounded::Along(ray)) = solve(&problem) else {
        panic!("{:?}", solve(&problem));
    };
    let start = some(&moments, &constraints).expect("feasible");
    let ratio = |steps: f64| {
        let weights = &start + &ray.direction * steps;
        (moments.expected_return(&weights) - 0.1) / moments.volatility(&weights)
    };
    let limit = moments.expected_return(&ray.direction) / moments.volatility(&ray.direction);
    assert!(ratio(10.0) < ratio(100.0) && ratio(100.0) < ratio(1000.0));
    assert!(ratio(1e6) < limit && limit - ratio(1e6) < 1e-5);
}
