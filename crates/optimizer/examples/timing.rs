//! Microseconds per solve at twenty assets: `cargo run --release -p optimizer --example timing`.

#![expect(clippy::print_stdout, reason = "printing is what this is for")]

#[path = "../tests/support/us20.rs"]
#[expect(dead_code, reason = "tests use the rest")]
mod us20;

use std::hint::black_box;
use std::time::Instant;

use optimizer::{
    Bounds, Constraints, CovarianceEstimate, LimitId, Method, Moments, Objective, Outcome, Problem,
    Rebalance, WalkForward, explain, frontier, solve, solve_by, solve_warm, walk_forward,
};

/// Prints the median and the smallest time of `runs` calls.
fn time<T>(what: &str, runs: usize, mut work: impl FnMut(usize) -> T) {
    let mut micros: Vec<f64> = (0..runs)
        .map(|run| {
            let start = Instant::now();
            black_box(work(run));
            start.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    micros.sort_by(f64::total_cmp);
    println!(
        "{what:<52} median {:>10.1} µs   least {:>10.1} µs",
        micros[runs / 2],
        micros[0]
    );
}

fn main() {
    let returns = us20::returns();
    let moments = us20::moments();
    let constraints = Constraints {
        max_weight: Bounds::all(0.15),
        ..Constraints::default()
    };
    let new = |objective, constraints: &Constraints| {
        Problem::new(moments.clone(), objective, constraints.clone()).expect("well-formed")
    };

    time("sample moments of 8312 days", 100, |_| {
        Moments::estimate(&returns, CovarianceEstimate::Sample)
    });
    for (name, objective) in [
        ("minimum variance", Objective::MinVariance),
        ("maximum Sharpe", Objective::MaxSharpe { risk_free: 0.0 }),
        (
            "maximum utility",
            Objective::MaxUtility { risk_aversion: 5.0 },
        ),
        ("maximum return", Objective::MaxReturn),
    ] {
        time(&format!("{name}, cold, active set"), 2000, |_| {
            solve(&new(objective, &constraints))
        });
        time(&format!("{name}, cold, Clarabel"), 200, |_| {
            solve_by(&new(objective, &constraints), Method::Clarabel)
        });
        let problem = new(objective, &constraints);
        let Outcome::Optimal(first) = solve(&problem) else {
            continue;
        };
        let mut active = first.active.clone();
        time(&format!("{name}, warm, a cap is dragged"), 2000, |run| {
            let cap = 0.10 + 0.10 * (run % 100) as f64 / 100.0;
            let moved = constraints.clone().with(LimitId::MaxWeight, cap);
            let moved = problem.with_constraints(moved).expect("well-formed");
            if let Outcome::Optimal(solution) = solve_warm(&moved, &active) {
                active = solution.active;
            }
        });
        time(&format!("{name}, prices of all limits"), 500, |_| {
            explain(&problem, &first)
        });
    }
    let problem = new(Objective::MinVariance, &Constraints::default());
    time("frontier, 50 points", 500, |_| frontier(&problem, 50));
    let infeasible = new(
        Objective::MinVariance,
        &constraints.clone().with(LimitId::MaxWeight, 0.04),
    );
    time("infeasible: conflict and relaxation", 200, |_| {
        solve(&infeasible)
    });
    let windows = WalkForward {
        train: 252,
        test: 21,
        rebalance: Rebalance::Daily,
    };
    time("walk-forward, 383 fits", 30, |_| {
        let (objective, constraints) = (Objective::MinVariance, Constraints::default());
        walk_forward(
            &returns,
            windows,
            objective,
            &constraints,
            &CovarianceEstimate::Sample.into(),
        )
    });
}
