//! Laws that hold on random weighted sums.

use nalgebra::DVector;
use optimizer::{
    WeightedGoal, WeightedOutcome, WeightedProblem, WeightedRoute, WeightedTerm, solve_weighted,
};
use proptest::prelude::*;

use super::models::{Model, attended, by_clarabel, model, objective, solved};

/// `Σ |weight · value|`, and something for sums that are almost nothing.
fn size(problem: &WeightedProblem, weights: &DVector<f64>) -> f64 {
    let values = problem.values(weights);
    let terms = problem.terms().iter().zip(values);
    let sizes = terms.map(|(term, value)| (term.weight * value).abs());
    sizes.sum::<f64>().max(1e-3)
}

/// Kept limits, a bound that is met, and agreement with Clarabel.
fn agree(model: &Model) -> Result<(), TestCaseError> {
    let problem = model.problem();
    let fast = match solve_weighted(&problem, &mut attended) {
        WeightedOutcome::Optimal(fast) => fast,
        // Clarabel proves smooth goals and cones to a little less at times, and it is said.
        WeightedOutcome::Inexact(fast) if !model.is_polyhedral() => fast,
        other => return Err(TestCaseError::fail(format!("{other:?}"))),
    };
    if model.is_polyhedral() {
        // It may fall back by itself, to the accuracy of that route.
        let accuracy = if fast.route == WeightedRoute::Clarabel {
            1e-8
        } else {
            1e-9
        };
        prop_assert!(fast.gap <= accuracy && fast.residual <= accuracy);
    }
    prop_assert!(fast.gap <= 1e-6 && fast.residual <= 1e-8);
    let size = size(&problem, &fast.weights);
    prop_assert!((fast.objective - objective(&problem, &fast.weights)).abs() <= 1e-12 * size);
    let slack = if model.is_polyhedral() { 1e-9 } else { 1e-7 };
    prop_assert!(fast.bound <= fast.objective + slack * size);

    let slow = by_clarabel(&problem);
    let Some(slow) = slow.solution() else {
        return Err(TestCaseError::fail(format!("{slow:?}")));
    };
    let apart = (fast.objective - slow.objective).abs();
    prop_assert!(apart <= 1e-6 * size, "{:e} apart of {size:e}", apart);
    prop_assert!(fast.objective >= slow.bound - 1e-7 * size);
    prop_assert!(slow.objective >= fast.bound - 1e-7 * size);
    // Nobody on the way to a portfolio that keeps the limits is better.
    let even = model.even();
    for share in [1.0, 0.3, 0.01] {
        let between = &fast.weights * (1.0 - share) + &even * share;
        prop_assert!(objective(&problem, &between) >= fast.objective - 1e-9 * size);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_optimum_is_that_of_clarabel(model in model(true)) {
        agree(&model)?;
    }

    #[test]
    fn all_limits_are_kept_by_every_route(model in model(false)) {
        agree(&model)?;
    }

    #[test]
    fn only_the_proportions_of_the_weights_matter(model in model(true), factor in 1e-3..1e3_f64) {
        let problem = model.problem();
        let scaled = model.terms.iter().map(|term| WeightedTerm {
            weight: term.weight * factor,
            goal: term.goal.clone(),
        });
        let scaled = problem.with_terms(scaled.collect()).expect("well-formed");
        let (one, other) = (solved(&problem), solved(&scaled));
        let size = size(&problem, &one.weights);
        prop_assert!((one.objective - other.objective / factor).abs() <= 1e-8 * size);
        // With a variance the optimum is unique where the covariance is definite.
        let is_unique = model.returns.nrows() > model.returns.ncols() + 2
            && model.terms.iter().any(|term| term.goal == WeightedGoal::Variance);
        if is_unique {
            prop_assert!((&one.weights - &other.weights).amax() <= 1e-3);
        }
    }

    #[test]
    fn a_goal_may_be_split(model in model(true), share in 0.1..0.9_f64) {
        let problem = model.problem();
        let mut terms = model.terms.clone();
        let first = terms[0].clone();
        terms[0].weight *= share;
        terms.push(WeightedTerm { weight: first.weight * (1.0 - share), goal: first.goal });
        let split = problem.with_terms(terms).expect("well-formed");
        let (whole, split) = (solved(&problem), solved(&split));
        let size = size(&problem, &whole.weights);
        prop_assert!((whole.objective - split.objective).abs() <= 1e-8 * size);
    }
}
