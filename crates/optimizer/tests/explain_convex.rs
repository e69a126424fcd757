//! Prices of limits of what is no quadratic program, against differences of solves, and their
//! ranges against solves inside and outside of them.

#[path = "support/draws.rs"]
#[expect(dead_code, reason = "each test file uses a part")]
mod draws;

use std::ops::ControlFlow;
use std::sync::Arc;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    AllocationOutcome, Bounds, Constraints, CovarianceEstimate, LimitId, LimitPrice,
    MeanUncertainty, Moments, Objective, Outcome, Problem, Row, ScenarioMeasure, TradingCosts,
    Turnover, WeightedGoal, WeightedOutcome, WeightedProblem, WeightedTerm, cvar_risk_parity,
    explain, explain_cvar_risk_parity, explain_risk_parity, explain_weighted, risk_parity, solve,
    solve_weighted,
};
use proptest::prelude::*;

use draws::Draws;

/// A portfolio and the number that was minimised.
type Solved = (DVector<f64>, f64);

fn limits(draws: &mut Draws, n: usize) -> Constraints {
    let cap = (1.0 / n as f64) * draws.between(1.2, 2.5);
    let first: Vec<usize> = (0..n / 2).collect();
    let share = first.len() as f64 / n as f64;
    Constraints {
        max_weight: Bounds::all(cap.min(0.9)),
        min_weight: Bounds {
            default: 0.0,
            by_asset: [(n - 1, 0.3 / n as f64)].into(),
        },
        rows: vec![Row::group(
            "half",
            first,
            Some(share * draws.between(0.3, 0.9)),
            Some(share * draws.between(1.0, 1.4)),
        )],
        ..Constraints::default()
    }
}

/// How well what is solved again tells one binding set from another.
#[derive(Debug, Clone, Copy)]
struct Judged {
    /// Of the minimum.
    noise: f64,
    /// Of the limit's number, for differences: so much of the range, and at most so much.
    share: f64,
    step: f64,
    /// With less of a step the noise of the solves is all that is seen.
    least: f64,
    /// Of the limit's number, beside an end; nothing where ends are other than those of limits.
    nudge: Option<f64>,
    /// What touches a limit.
    touch: f64,
}

const EXACT: Judged = Judged {
    noise: 1e-13,
    share: 0.24,
    step: 4e-3,
    least: 5e-6,
    nudge: Some(2e-5),
    touch: 1e-10,
};

const BY_CLARABEL: Judged = Judged {
    noise: 1e-10,
    share: 0.24,
    step: 4e-3,
    least: 5e-6,
    nudge: Some(2e-3),
    touch: 1e-6,
};

/// Checks each price; how many differences were looked at, and how many ends.
fn check(
    prices: &[LimitPrice],
    constraints: &Constraints,
    at: &dyn Fn(&Constraints) -> Option<Solved>,
    judged: Judged,
) -> Result<(usize, usize), TestCaseError> {
    let (mut checked, mut ended) = (0, 0);
    let Some((weights, _)) = at(constraints) else {
        return Ok((0, 0));
    };
    let touched =
        |limits: &Constraints, weights: &DVector<f64>| touched(limits, weights, judged.touch);
    let here = touched(constraints, &weights);
    for price in prices {
        let value = constraints
            .value(price.limit)
            .expect("a limit of the model");
        prop_assert_eq!(value, price.value);
        prop_assert!(
            price.valid_from <= value && value <= price.valid_to,
            "{price:?}"
        );
        let moved = |to: f64| at(&constraints.clone().with(price.limit, to));
        let room = (value - price.valid_from).min(price.valid_to - value);
        let step = (judged.share * room).min(judged.step);
        if step > judged.least {
            let central =
                |step: f64| Some((moved(value + step)?.1 - moved(value - step)?.1) / (2.0 * step));
            if let (Some(near), Some(far)) = (central(step), central(2.0 * step)) {
                let found = 100.0 * (4.0 * near - far) / 3.0;
                let off = (found - price.price_bp_per_percent).abs();
                let tolerance = 1e-5 * found.abs() + 100.0 * judged.noise / step;
                prop_assert!(
                    off <= tolerance,
                    "{found} by differences of {step}, {price:?}"
                );
                checked += 1;
            }
        }
        let Some(nudge) = judged.nudge else { continue };
        for (end, out) in [(price.valid_from, -1.0), (price.valid_to, 1.0)] {
            if !end.is_finite() || room <= 5.0 * nudge {
                continue;
            }
            let is_clear = |weights: &DVector<f64>| is_clear(constraints, weights, judged.touch);
            // A multiplier that has hardly gone leaves such a method far from the bound.
            let within = if judged.touch > 1e-8 {
                nudge.max(0.2 * room)
            } else {
                nudge
            };
            if let Some((weights, _)) =
                moved(end - out * within).filter(|(weights, _)| is_clear(weights))
            {
                let there = touched(
                    &constraints.clone().with(price.limit, end - out * within),
                    &weights,
                );
                prop_assert_eq!(&there, &here, "inside {} of {:?}", end, price);
            }
            let beyond = constraints.clone().with(price.limit, end + out * nudge);
            if let Some((weights, _)) = at(&beyond) {
                prop_assert_ne!(
                    touched(&beyond, &weights),
                    here.clone(),
                    "beyond {} of {:?}",
                    end,
                    price
                );
                ended += 1;
            }
        }
    }
    Ok((checked, ended))
}

/// Whether an interior-point method has left no weight so near a bound that nobody can tell.
fn is_clear(constraints: &Constraints, weights: &DVector<f64>, touch: f64) -> bool {
    let gap = |weight: f64, limit: f64| (weight - limit).abs();
    weights.iter().enumerate().all(|(asset, &weight)| {
        let (min, max) = (&constraints.min_weight, &constraints.max_weight);
        let gaps = [gap(weight, min.of(asset)), gap(weight, max.of(asset))];
        gaps.iter().all(|gap| *gap < touch || *gap > 300.0 * touch)
    })
}

/// Which limits hold with equality: bounds by asset, rows, turnover, tracking error.
fn touched(constraints: &Constraints, weights: &DVector<f64>, touch: f64) -> Vec<(LimitId, bool)> {
    let close = |value: f64, limit: f64| (value - limit).abs() < touch;
    let mut touched = Vec::new();
    for (asset, &weight) in weights.iter().enumerate() {
        let (min, max) = (
            constraints.min_weight.of(asset),
            constraints.max_weight.of(asset),
        );
        touched.push((LimitId::MinWeightOf(asset), close(weight, min)));
        touched.push((LimitId::MaxWeightOf(asset), close(weight, max)));
    }
    for (index, row) in constraints.rows.iter().enumerate() {
        let value: f64 = row.coefficients.iter().map(|(&i, c)| c * weights[i]).sum();
        touched.push((
            LimitId::RowMin(index),
            row.min.is_some_and(|min| close(value, min)),
        ));
        touched.push((
            LimitId::RowMax(index),
            row.max.is_some_and(|max| close(value, max)),
        ));
    }
    let costs = constraints.costs.as_ref().map(|costs| &costs.from);
    let from = constraints.turnover.as_ref().map(|turnover| &turnover.from);
    for from in costs.into_iter().chain(from) {
        for (asset, &weight) in weights.iter().enumerate() {
            touched.push((LimitId::Turnover, close(weight, from[asset])));
            touched.push((LimitId::Turnover, weight > from[asset] + touch));
        }
    }
    if let Some(turnover) = &constraints.turnover {
        let value = 0.5 * (weights - &turnover.from).lp_norm(1);
        touched.push((LimitId::Turnover, close(value, turnover.max)));
    }
    touched
}

fn moments(returns: &DMatrix<f64>) -> Moments {
    Moments::estimate(returns, CovarianceEstimate::Sample).expect("good returns")
}

fn weighted(problem: &WeightedProblem, constraints: &Constraints) -> Option<Solved> {
    let problem = problem.with_constraints(constraints.clone()).ok()?;
    match solve_weighted(&problem, &mut |_| ControlFlow::Continue(())) {
        WeightedOutcome::Optimal(solution) => Some((solution.weights, solution.objective)),
        _ => None,
    }
}

fn check_weighted(
    returns: DMatrix<f64>,
    terms: Vec<WeightedTerm>,
    constraints: Constraints,
    judged: Judged,
) -> Result<(usize, usize), TestCaseError> {
    let returns = Arc::new(returns);
    let problem =
        WeightedProblem::new(moments(&returns), Some(returns), terms, constraints.clone());
    let problem = problem.expect("well-formed");
    let outcome = solve_weighted(&problem, &mut |_| ControlFlow::Continue(()));
    let WeightedOutcome::Optimal(solution) = outcome else {
        return Ok((0, 0));
    };
    let prices = explain_weighted(&problem, &solution);
    prop_assert!(!prices.is_empty());
    check(
        &prices,
        &constraints,
        &|limits| weighted(&problem, limits),
        judged,
    )
}

fn term(weight: f64, goal: WeightedGoal) -> WeightedTerm {
    WeightedTerm { weight, goal }
}

fn parity_value(covariance: &DMatrix<f64>, budget: &DVector<f64>, weights: &DVector<f64>) -> f64 {
    let variance = weights.dot(&(covariance * weights));
    0.5 * variance.ln()
        - budget
            .iter()
            .zip(weights)
            .map(|(b, w)| b * w.ln())
            .sum::<f64>()
}

fn cvar(returns: &DMatrix<f64>, confidence: f64, weights: &DVector<f64>) -> f64 {
    let mut losses: Vec<f64> = (returns * weights).iter().map(|x| -x).collect();
    losses.sort_by(|a, b| b.total_cmp(a));
    let tail = (1.0 - confidence) * losses.len() as f64;
    let whole = tail.floor() as usize;
    let sum: f64 = losses[..whole].iter().sum();
    (sum + (tail - whole as f64) * losses.get(whole).copied().unwrap_or(0.0)) / tail
}

fn budgets(draws: &mut Draws, n: usize) -> DVector<f64> {
    let raw = DVector::from_fn(n, |_, _| draws.between(0.5, 2.0));
    &raw / raw.sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn sums_of_smooth_goals(seed in any::<u64>(), n in 3usize..9) {
        let mut draws = Draws::new(seed);
        let constraints = limits(&mut draws, n);
        let uncertainty = MeanUncertainty::SampleMean { years: draws.between(2.0, 20.0) };
        let radius = draws.between(0.2, 1.5);
        let terms = vec![
            term(draws.between(0.5, 3.0), WeightedGoal::Variance),
            term(draws.between(0.1, 1.0), WeightedGoal::Return),
            term(draws.between(0.1, 1.0), WeightedGoal::RobustReturn { uncertainty, radius }),
        ];
        check_weighted(draws.returns(60, n), terms, constraints, BY_CLARABEL)?;
    }

    #[test]
    fn sums_of_quadratic_goals_with_trades(seed in any::<u64>(), n in 3usize..9) {
        let mut draws = Draws::new(seed);
        let mut constraints = limits(&mut draws, n);
        let from = DVector::from_element(n, 1.0 / n as f64);
        if draws.between(0.0, 1.0) < 0.5 {
            let max = draws.between(0.02, 0.3);
            constraints.turnover = Some(Turnover { from: from.clone(), max });
        }
        if draws.between(0.0, 1.0) < 0.5 {
            constraints.costs = Some(TradingCosts { from, rate: draws.between(0.001, 0.02) });
        }
        let terms = vec![
            term(draws.between(0.5, 3.0), WeightedGoal::Variance),
            term(draws.between(0.1, 1.0), WeightedGoal::Return),
        ];
        check_weighted(draws.returns(60, n), terms, constraints, EXACT)?;
    }

    #[test]
    fn sums_with_risks_that_have_corners(seed in any::<u64>(), n in 3usize..8) {
        let mut draws = Draws::new(seed);
        let constraints = limits(&mut draws, n);
        let measures = [
            ScenarioMeasure::Cvar { confidence: 0.9 },
            ScenarioMeasure::WorstCase,
            ScenarioMeasure::MaxDrawdown,
            ScenarioMeasure::Cdar { confidence: 0.8 },
            ScenarioMeasure::RobustCvar { confidence: 0.9, radius: 1e-3, risk_aversion: 1.0 },
            ScenarioMeasure::MeanAbsoluteDeviation,
        ];
        let measure = measures[draws.below(measures.len())];
        let terms = vec![
            term(draws.between(0.1, 3.0), WeightedGoal::Risk(measure)),
            term(draws.between(0.01, 1.0), WeightedGoal::Variance),
            term(draws.between(0.01, 0.1), WeightedGoal::Return),
        ];
        check_weighted(draws.returns(40, n), terms, constraints, Judged { noise: 1e-12, nudge: None, ..EXACT })?;
    }

    #[test]
    fn sums_with_a_semivariance(seed in any::<u64>(), n in 3usize..8) {
        let mut draws = Draws::new(seed);
        let constraints = limits(&mut draws, n);
        let terms = vec![
            term(draws.between(50.0, 300.0), WeightedGoal::Risk(ScenarioMeasure::Semivariance)),
            term(draws.between(0.05, 0.3), WeightedGoal::Return),
        ];
        check_weighted(draws.returns(40, n), terms, constraints, Judged { step: 1e-4, noise: 1e-12, nudge: None, ..EXACT })?;
    }

    #[test]
    fn shares_of_the_variance(seed in any::<u64>(), n in 3usize..9) {
        let mut draws = Draws::new(seed);
        let constraints = limits(&mut draws, n);
        let budget = budgets(&mut draws, n);
        let moments = moments(&draws.returns(60, n));
        let at = |limits: &Constraints| {
            let problem = Problem::new(moments.clone(), Objective::MinVariance, limits.clone()).ok()?;
            let AllocationOutcome::Optimal(found) = risk_parity(&problem, Some(&budget)).ok()? else {
                return None;
            };
            let value = parity_value(moments.covariance(), &budget, &found.weights);
            Some((found.weights, value))
        };
        let problem = Problem::new(moments.clone(), Objective::MinVariance, constraints.clone()).expect("well-formed");
        let answer = risk_parity(&problem, Some(&budget)).expect("well-formed");
        if let AllocationOutcome::Optimal(found) = answer {
            let prices = explain_risk_parity(&problem, Some(&budget), &found).expect("good budgets");
            prop_assert!(!prices.is_empty());
            check(&prices, &constraints, &at, EXACT)?;
        }
    }

    #[test]
    fn shares_of_the_tail(seed in any::<u64>(), n in 3usize..7) {
        let mut draws = Draws::new(seed);
        let constraints = limits(&mut draws, n);
        let budget = budgets(&mut draws, n);
        let returns = draws.returns(60, n);
        let confidence = 0.9;
        let at = |limits: &Constraints| {
            let answer = cvar_risk_parity(&returns, confidence, Some(&budget), limits.clone()).ok()?;
            let AllocationOutcome::Optimal(found) = answer else { return None };
            let value = cvar(&returns, confidence, &found.weights).ln()
                - budget.iter().zip(&found.weights).map(|(b, w)| b * w.ln()).sum::<f64>();
            Some((found.weights, value))
        };
        let answer = cvar_risk_parity(&returns, confidence, Some(&budget), constraints.clone());
        if let Ok(AllocationOutcome::Optimal(found)) = answer {
            let prices = explain_cvar_risk_parity(&returns, confidence, Some(&budget), constraints.clone(), &found);
            let prices = prices.expect("good budgets");
            prop_assert!(!prices.is_empty());
            check(&prices, &constraints, &at, Judged { noise: 3e-10, least: 2e-4, share: 0.06, nudge: None, ..EXACT })?;
        }
    }

    #[test]
    fn a_tracking_error_or_a_risk_at_its_limit(seed in any::<u64>(), n in 3usize..9) {
        let mut draws = Draws::new(seed);
        let mut constraints = limits(&mut draws, n);
        let moments = moments(&draws.returns(60, n));
        let benchmark = DVector::from_element(n, 1.0 / n as f64);
        let objectives = [
            Objective::MaxReturn,
            Objective::MaxUtility { risk_aversion: 0.5 },
            Objective::MaxSharpe { risk_free: -0.5 },
        ];
        let objective = objectives[draws.below(3)];
        if draws.between(0.0, 1.0) < 0.5 {
            let max = draws.between(0.01, 0.04);
            constraints.tracking_error = Some(optimizer::TrackingError { benchmark, max });
        } else {
            constraints.max_risk = Some(moments.volatility(&benchmark) * draws.between(0.95, 1.1));
        }
        let problem = |limits: &Constraints| Problem::new(moments.clone(), objective, limits.clone()).ok();
        let at = |limits: &Constraints| match solve(&problem(limits)?) {
            Outcome::Optimal(solution) => Some((solution.weights, solution.objective)),
            _ => None,
        };
        let asked = problem(&constraints).expect("well-formed");
        if let Outcome::Optimal(solution) = solve(&asked) {
            let prices = explain(&asked, &solution);
            prop_assert!(!prices.is_empty());
            check(&prices, &constraints, &at, Judged { noise: 3e-13, share: 0.02, step: 5e-4, nudge: None, ..EXACT })?;
        }
    }
}
