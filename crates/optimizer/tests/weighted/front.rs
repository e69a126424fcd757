//! The front: nothing dominated, on the efficient frontier, and the best of every mix.

use std::sync::Arc;

use optimizer::{
    Constraints, ExactFrontier, Objective, ParetoFront, ParetoOutcome, Problem, ScenarioMeasure,
    WeightedGoal, WeightedProblem, exact_frontier, pareto,
};
use proptest::prelude::*;

use super::models::{attended, model, moments, objective, solved, term};
use super::us20;

fn front(problem: &WeightedProblem, points: usize) -> Option<ParetoFront> {
    match pareto(problem, points, &mut attended) {
        ParetoOutcome::Front(front) => Some(front),
        _ => None,
    }
}

/// The unit of each goal on a front: its range, or 1 where that is rounding.
fn ranges(front: &ParetoFront) -> Vec<f64> {
    let ends = front.ideal.iter().zip(&front.nadir);
    ends.map(|(ideal, nadir)| match nadir - ideal {
        range if range > 1e-9 * ideal.abs().max(nadir.abs()) => range,
        _ => 1.0,
    })
    .collect()
}

/// Sorted, mutually non-dominated, each the best of its mix among all, and the chosen one there.
fn is_front(problem: &WeightedProblem, front: &ParetoFront) -> Result<(), TestCaseError> {
    let ranges = ranges(front);
    let points = &front.points;
    prop_assert!(front.chosen < points.len());
    for pair in points.windows(2) {
        prop_assert!(pair[0].values[0] <= pair[1].values[0]);
    }
    for (index, one) in points.iter().enumerate() {
        let values = problem.values(&one.weights);
        prop_assert!(
            values
                .iter()
                .zip(&one.values)
                .all(|(a, b)| (a - b).abs() <= 1e-12)
        );
        prop_assert!((one.mix.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        let mixed = |values: &[f64]| -> f64 {
            let shares = one.mix.iter().zip(values).zip(&ranges);
            shares
                .map(|((share, value), range)| share * value / range)
                .sum()
        };
        let own = mixed(&one.values);
        let mut size = 1.0;
        for (value, range) in one.values.iter().zip(&ranges) {
            size += (value / range).abs();
        }
        for (other_index, other) in points.iter().enumerate() {
            if other_index == index {
                continue;
            }
            let is_better = |(a, b): (&f64, &f64)| a < b;
            let is_not_worse = |(a, b): (&f64, &f64)| a <= b;
            let dominates = other.values.iter().zip(&one.values).all(is_not_worse)
                && other.values.iter().zip(&one.values).any(is_better);
            prop_assert!(!dominates, "{other:?} dominates {one:?}");
            // A tie-break gives away a millionth of the others' ranges.
            prop_assert!(mixed(&other.values) >= own - 1e-5 - 1e-8 * size);
        }
    }
    let chosen = &points[front.chosen];
    let best = solved(problem);
    let terms = problem.terms().iter().zip(&best.values);
    let size: f64 = terms.map(|(term, value)| (term.weight * value).abs()).sum();
    let apart = objective(problem, &chosen.weights) - best.objective;
    prop_assert!(
        apart.abs() <= 1e-6 * size.max(1e-3),
        "chosen is {apart:e} apart"
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn nothing_on_a_front_is_dominated(model in model(true), points in 1usize..12) {
        let problem = model.problem();
        if let Some(front) = front(&problem, points) {
            is_front(&problem, &front)?;
        }
    }

    #[test]
    fn variance_and_return_are_the_efficient_frontier(model in model(true)) {
        let terms = vec![term(1.0, WeightedGoal::Variance), term(0.3, WeightedGoal::Return)];
        let problem = model.problem().with_terms(terms).expect("well-formed");
        let front = front(&problem, 12).expect("a front");
        is_front(&problem, &front)?;
        let plain = Problem::new(
            moments(&model.returns),
            Objective::MinVariance,
            model.constraints.clone(),
        ).expect("well-formed");
        let ExactFrontier::Line(line) = exact_frontier(&plain) else {
            return Err(TestCaseError::fail("no line"));
        };
        for point in &front.points {
            let (variance, mean) = (point.values[0], -point.values[1]);
            let exact = line.at_return(mean.min(front.nadir[1].max(mean))).or_else(|| {
                // The largest return is met but for the tie-break.
                line.at_return(mean - 1e-9)
            });
            if let Some(exact) = exact {
                let apart = (variance - exact.volatility.powi(2)).abs();
                prop_assert!(apart <= 1e-7 * variance.max(1e-3), "{apart:e} off the line");
            }
        }
    }
}

#[test]
fn three_goals_on_real_prices() {
    let all = us20::returns();
    let returns = all.rows(all.nrows() - 500, 500).into_owned();
    let cvar = ScenarioMeasure::Cvar { confidence: 0.95 };
    let terms = vec![
        term(1.0, WeightedGoal::Variance),
        term(0.5, WeightedGoal::Risk(cvar)),
        term(0.1, WeightedGoal::Return),
    ];
    let moments = moments(&returns);
    let constraints = Constraints::default();
    let problem = WeightedProblem::new(moments, Some(Arc::new(returns)), terms, constraints);
    let problem = problem.expect("well-formed");
    let front = front(&problem, 21).expect("a front");
    is_front(&problem, &front).expect("a front");
    assert!(front.points.len() >= 12, "{} points", front.points.len());
    // The ends are the goals' own best.
    for (goal, only) in problem.terms().iter().enumerate() {
        let alone = problem.with_terms(vec![only.clone()]).expect("well-formed");
        let best = solved(&alone).values[0];
        let found = front.points.iter().map(|point| point.values[goal]);
        let least = found.fold(f64::INFINITY, f64::min);
        let range = front.nadir[goal] - front.ideal[goal];
        assert!((least - best).abs() <= 1e-5 * range);
        assert!((front.ideal[goal] - best).abs() <= 1e-5 * range);
    }
}
