//! Mean-variance optima of the reference data, by both routes.

#[path = "support/us20.rs"]
mod us20;

use optimizer::{
    Constraints, CovarianceEstimate, Method, Moments, Objective, Outcome, Problem, Route, Solution,
    solve_by, solve_warm,
};
use us20::{distance, matrix, number, reference, vector};

/// What both routes say, after checking that they agree with the reference and each other.
fn check(objective: Objective, constraints: Constraints, key: &str) -> Solution {
    let expected = vector(&reference("mvo_us20.json")[key]["weights"]);
    let problem = Problem::new(us20::moments(), objective, constraints).expect("well-formed");
    let mut solutions = Vec::new();
    for (method, route) in [
        (Method::Auto, Route::ActiveSet),
        (Method::Clarabel, Route::Clarabel),
    ] {
        let Outcome::Optimal(solution) = solve_by(&problem, method) else {
            panic!("{key} is solvable by {method:?}");
        };
        let off = distance(&solution.weights, &expected);
        assert_eq!(solution.route, route, "{key}");
        assert!(off < 1e-9, "{key} by {method:?} is off by {off:e}");
        assert!(
            solution.kkt_residual < 1e-10,
            "{key} by {method:?}: {:e}",
            solution.kkt_residual
        );
        solutions.push(solution);
    }
    let Outcome::Optimal(warm) = solve_warm(&problem, &solutions[1].active) else {
        panic!("{key} is solvable from its own active set");
    };
    assert_eq!(
        warm.iterations, 0,
        "{key}: the active set of Clarabel verifies"
    );
    assert!(distance(&warm.weights, &solutions[0].weights) < 1e-12);
    solutions.swap_remove(0)
}

#[test]
fn minimum_variance() {
    let solution = check(
        Objective::MinVariance,
        Constraints::default(),
        "min_variance",
    );
    let daily = number(&reference("mvo_us20.json")["min_variance"]["variance"]);
    assert!((solution.objective / 252.0 - daily).abs() < 1e-15);
}

#[test]
fn maximum_sharpe() {
    let objective = Objective::MaxSharpe { risk_free: 0.0 };
    let solution = check(objective, Constraints::default(), "max_sharpe_rf0");
    let daily = number(&reference("mvo_us20.json")["max_sharpe_rf0"]["sharpe_daily"]);
    assert!((solution.objective - daily * 252f64.sqrt()).abs() < 1e-12);
    assert!((solution.sharpe(0.0) - solution.objective).abs() < 1e-15);
}

#[test]
fn maximum_utility() {
    let objective = Objective::MaxUtility { risk_aversion: 5.0 };
    let solution = check(objective, Constraints::default(), "max_utility_lambda5");
    let daily = number(&reference("mvo_us20.json")["max_utility_lambda5"]["utility"]);
    assert!((solution.objective - daily * 252.0).abs() < 1e-12);
}

#[test]
fn minimum_variance_with_caps_sectors_and_a_band_around_the_old_weights() {
    let file = reference("mvo_us20.json");
    let constraints = us20::banded(&file["box_sector_turnover_per_asset"], 20);
    check(
        Objective::MinVariance,
        constraints,
        "box_sector_turnover_per_asset",
    );
}

#[test]
fn the_estimates_are_those_of_the_reference() {
    let file = reference("mvo_us20.json");
    let returns = us20::returns();
    let moments = Moments::estimate(&returns, CovarianceEstimate::Sample).expect("moments");
    let mean = distance(&(moments.mean() / 252.0), &vector(&file["mu"]));
    let covariance = (moments.covariance() / 252.0 - matrix(&file["cov"])).amax();
    assert!(mean < 1e-16, "{mean:e}");
    assert!(covariance < 1e-16, "{covariance:e}");
}

#[test]
fn shrinkage_is_that_of_the_reference() {
    let file = reference("allocation_us20.json");
    let shrunk = optimizer::ledoit_wolf(&us20::returns()).expect("returns");
    let intensity = number(&file["ledoit_wolf"]["shrinkage"]);
    assert!((shrunk.intensity - intensity).abs() < 1e-14);
    let daily = shrunk.covariance / 252.0;
    assert!((daily.trace() - number(&file["ledoit_wolf"]["trace"])).abs() < 1e-15);
    assert!((daily - matrix(&file["ledoit_wolf"]["cov"])).amax() < 1e-16);
}
