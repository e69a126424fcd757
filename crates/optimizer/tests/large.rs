//! A hundred and five hundred real stocks against full-precision references. The prices are in
//! `shared/data`, which is no part of the project: without it these tests are skipped and say so.

#[path = "support/large.rs"]
#[expect(dead_code, reason = "each test file uses a part")]
mod large;
#[path = "support/us20.rs"]
#[expect(dead_code, reason = "each test file uses a part")]
mod us20;

use optimizer::{Constraints, Objective, Outcome, Problem, Route, Solution, solve, solve_warm};
use serde_json::Value;
use us20::{banded, distance, vector};

fn check(problem: &Problem, expected: &Value, what: &str) -> Solution {
    let Outcome::Optimal(solution) = solve(problem) else {
        panic!("{what} is solvable");
    };
    let off = distance(&solution.weights, &vector(&expected["weights"]));
    assert!(off < 1e-9, "{what} is off by {off:e}");
    assert_eq!(solution.route, Route::ActiveSet, "{what}");
    assert!(solution.kkt_residual < 1e-11, "{what}");
    let Outcome::Optimal(warm) = solve_warm(problem, &solution.active) else {
        panic!("{what} from its own active set");
    };
    assert!(distance(&warm.weights, &solution.weights) < 1e-12, "{what}");
    solution
}

fn references(count: usize) {
    let name = format!("mvo_sp{count}.json");
    let (Some(moments), Some(file)) = (large::moments(count), large::reference(&name)) else {
        large::skipped(&name);
        return;
    };
    let daily = moments.mean() / 252.0;
    assert!(distance(&daily, &vector(&file["mu"])) < 1e-15);
    for (key, objective) in [
        ("min_variance", Objective::MinVariance),
        ("max_sharpe_rf0", Objective::MaxSharpe { risk_free: 0.0 }),
        (
            "max_utility_lambda5",
            Objective::MaxUtility { risk_aversion: 5.0 },
        ),
    ] {
        let problem = Problem::new(moments.clone(), objective, Constraints::default());
        check(&problem.expect("well-formed"), &file[key], key);
    }
    let key = "min_var_box_sector_turnover_per_asset";
    let constraints = banded(&file[key], count);
    let problem = Problem::new(moments, Objective::MinVariance, constraints);
    check(&problem.expect("well-formed"), &file[key], key);
}

#[test]
fn a_hundred_stocks() {
    references(100);
}

#[test]
fn five_hundred_stocks() {
    references(500);
}
