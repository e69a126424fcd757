//! Turnover, gross exposure, costs, tracking error and risk as limits of mean-variance problems.

#[path = "support/bent.rs"]
mod bent;

use bent::{missed, model};
use optimizer::{Method, Objective, Outcome, solve, solve_by, solve_warm};
use proptest::prelude::*;

/// How much worse `other` is than `best`, in the direction of the objective.
fn worse_by(objective: Objective, best: f64, other: f64) -> f64 {
    match objective {
        Objective::MinVariance => other - best,
        _ => best - other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn as_good_as_the_cones_of_clarabel(model in model()) {
        let problem = model.problem();
        match (solve(&problem), solve_by(&problem, Method::Clarabel)) {
            (Outcome::Optimal(fast), Outcome::Optimal(reference) | Outcome::Inexact(reference)) => {
                prop_assert!(missed(&problem, &fast.weights) < 1e-9);
                prop_assert!(fast.kkt_residual < 1e-8, "{:e}", fast.kkt_residual);
                let gap = worse_by(model.objective, reference.objective, fast.objective);
                prop_assert!(gap < 1e-8, "{gap:e}");
                prop_assert!(gap > -1e-6, "{gap:e}");
                let Outcome::Optimal(warm) = solve_warm(&problem, &fast.active) else {
                    panic!("from its own active set");
                };
                prop_assert!((&warm.weights - &fast.weights).amax() < 1e-9);
            }
            (Outcome::Infeasible(_), Outcome::Infeasible(_)) => {}
            (fast, reference) => prop_assert!(false, "{fast:?}\n{reference:?}"),
        }
    }
}
