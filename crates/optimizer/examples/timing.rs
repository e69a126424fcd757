//! Times of the optimiser: `cargo run --release -p optimizer --example timing [20|100|500|more]`.
//!
//! Real stocks where their prices are at hand, a made market of three factors elsewhere.

#![expect(clippy::print_stdout, reason = "printing is what this is for")]

#[path = "../tests/support/large.rs"]
#[expect(dead_code, reason = "tests use the rest")]
mod large;
#[path = "../tests/support/us20.rs"]
#[expect(dead_code, reason = "tests use the rest")]
mod us20;

use std::hint::black_box;
use std::time::Instant;

use optimizer::{
    Bounds, Constraints, CovarianceEstimate, ExactFrontier, LimitId, Method, Moments, Objective,
    Outcome, Problem, Rebalance, WalkForward, exact_frontier, explain, frontier, solve, solve_by,
    solve_warm, walk_forward,
};

/// Prints the median and the smallest time of as many calls as fit in half a second.
fn time<T>(what: &str, mut work: impl FnMut(usize) -> T) {
    let mut micros: Vec<f64> = Vec::new();
    while micros.len() < 5 || (micros.len() < 2000 && micros.iter().sum::<f64>() < 5e5) {
        let start = Instant::now();
        black_box(work(micros.len()));
        micros.push(start.elapsed().as_secs_f64() * 1e6);
    }
    micros.sort_by(f64::total_cmp);
    println!(
        "{what:<52} median {:>10.1} µs   least {:>10.1} µs",
        micros[micros.len() / 2],
        micros[0]
    );
}

fn problem(moments: &Moments, objective: Objective, constraints: &Constraints) -> Problem {
    Problem::new(moments.clone(), objective, constraints.clone()).expect("well-formed")
}

/// Given the matrices.
fn solves(moments: &Moments) {
    let n = moments.assets();
    let plain = Constraints::default();
    let capped = Constraints {
        max_weight: Bounds::all((3.0 / n as f64).max(0.02)),
        ..Constraints::default()
    };
    let open = Constraints {
        min_weight: Bounds::all(f64::NEG_INFINITY),
        max_weight: Bounds::all(f64::INFINITY),
        ..Constraints::default()
    };
    for (name, objective) in [
        ("minimum variance", Objective::MinVariance),
        ("maximum Sharpe", Objective::MaxSharpe { risk_free: 0.0 }),
        (
            "maximum utility",
            Objective::MaxUtility { risk_aversion: 5.0 },
        ),
        ("maximum return", Objective::MaxReturn),
    ] {
        time(&format!("{n}: {name}, cold"), |_| {
            solve(&problem(moments, objective, &plain))
        });
        if let Some(solution) = solve(&problem(moments, objective, &plain)).solution() {
            println!(
                "{:<52} {} of {} steps {} residual {:.0e}",
                "",
                solution
                    .weights
                    .iter()
                    .filter(|weight| **weight > 0.0)
                    .count(),
                n,
                solution.iterations,
                solution.kkt_residual
            );
        }
        time(&format!("{n}: {name}, capped, cold"), |_| {
            solve(&problem(moments, objective, &capped))
        });
        if n <= 100 {
            time(&format!("{n}: {name}, cold, Clarabel"), |_| {
                solve_by(&problem(moments, objective, &plain), Method::Clarabel)
            });
        }
        let first = problem(moments, objective, &capped);
        let Outcome::Optimal(solution) = solve(&first) else {
            continue;
        };
        let mut active = solution.active.clone();
        time(&format!("{n}: {name}, warm, a cap is dragged"), |run| {
            let cap = capped.max_weight.default * (0.8 + 0.4 * (run % 100) as f64 / 100.0);
            let moved = capped.clone().with(LimitId::MaxWeight, cap);
            let moved = first.with_constraints(moved).expect("well-formed");
            if let Outcome::Optimal(solution) = solve_warm(&moved, &active) {
                active = solution.active;
            }
        });
        time(&format!("{n}: {name}, prices of all limits"), |_| {
            explain(&first, &solution)
        });
    }
    time(&format!("{n}: minimum variance without bounds"), |_| {
        solve(&problem(moments, Objective::MinVariance, &open))
    });
    let short = Constraints {
        min_weight: Bounds::all(-0.05),
        max_weight: Bounds::all(0.05f64.max(2.0 / n as f64)),
        ..Constraints::default()
    };
    time(&format!("{n}: minimum variance, long and short"), |_| {
        solve(&problem(moments, Objective::MinVariance, &short))
    });
    let halves = Constraints {
        rows: (0..5)
            .map(|group| {
                let members = (0..n).filter(|asset| asset % 5 == group);
                optimizer::Row::group(format!("{group}"), members, Some(0.19), Some(0.21))
            })
            .collect(),
        ..Constraints::default()
    };
    time(&format!("{n}: minimum variance, five groups"), |_| {
        solve(&problem(moments, Objective::MinVariance, &halves))
    });
    let calm = problem(moments, Objective::MinVariance, &plain);
    for (name, constraints) in [
        ("", &plain),
        (", capped", &capped),
        (", five groups", &halves),
    ] {
        let problem = problem(moments, Objective::MinVariance, constraints);
        if let ExactFrontier::Line(line) = exact_frontier(&problem) {
            let points = line.turning_points();
            let worst = points.iter().map(|point| point.kkt_residual);
            println!(
                "{:<52} {} turning points, residual {:.0e}",
                "",
                points.len(),
                worst.fold(0.0, f64::max)
            );
        }
        time(&format!("{n}: exact frontier{name}"), |_| {
            exact_frontier(&problem)
        });
    }
    time(&format!("{n}: frontier, 50 points"), |_| {
        frontier(&calm, 50)
    });
}

fn more() {
    let returns = us20::returns();
    time("sample moments of 8312 days", |_| {
        Moments::estimate(&returns, CovarianceEstimate::Sample)
    });
    let infeasible = Constraints {
        max_weight: Bounds::all(0.04),
        ..Constraints::default()
    };
    let infeasible = problem(&us20::moments(), Objective::MinVariance, &infeasible);
    time("infeasible: conflict and relaxation", |_| {
        solve(&infeasible)
    });
    let windows = WalkForward {
        train: 252,
        test: 21,
        rebalance: Rebalance::Daily,
    };
    time("walk-forward, 383 fits", |_| {
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

fn main() {
    let only = std::env::args().nth(1);
    let is_asked = |what: &str| only.as_deref().is_none_or(|only| only == what);
    if is_asked("20") {
        solves(&us20::moments());
    }
    for n in [100, 470, 500] {
        if is_asked(&n.to_string()) {
            solves(&large::moments(n).unwrap_or_else(|| large::made(n)));
        }
    }
    if is_asked("more") {
        more();
    }
}
