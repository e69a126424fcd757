//! Times of limits that are no rows, beside Clarabel:
//! `cargo run --release -p optimizer --example limits_timing [20|100|500]`.

#![expect(clippy::print_stdout, reason = "printing is what this is for")]

#[path = "../tests/support/large.rs"]
#[expect(dead_code, reason = "tests use the rest")]
mod large;
#[path = "../tests/support/us20.rs"]
#[expect(dead_code, reason = "tests use the rest")]
mod us20;

use std::hint::black_box;
use std::time::Instant;

use nalgebra::DVector;
use optimizer::{
    Bounds, Constraints, Method, Moments, Objective, Problem, TrackingError, TradingCosts,
    Turnover, explain, solve, solve_by, solve_warm,
};

/// The median time in microseconds of as many calls as fit in half a second.
fn time<T>(mut work: impl FnMut() -> T) -> f64 {
    let mut micros: Vec<f64> = Vec::new();
    while micros.len() < 3 || (micros.len() < 500 && micros.iter().sum::<f64>() < 5e5) {
        let start = Instant::now();
        black_box(work());
        micros.push(start.elapsed().as_secs_f64() * 1e6);
    }
    micros.sort_by(f64::total_cmp);
    micros[micros.len() / 2]
}

fn limits(moments: &Moments) -> Vec<(&'static str, Constraints)> {
    let n = moments.assets();
    let even = DVector::from_element(n, 1.0 / n as f64);
    let calmest = Problem::new(
        moments.clone(),
        Objective::MinVariance,
        Constraints::default(),
    )
    .expect("well-formed");
    let volatility = solve(&calmest)
        .solution()
        .map_or(0.0, |solution| solution.volatility);
    let short = Constraints {
        min_weight: Bounds::all(-0.1),
        max_weight: Bounds::all(0.2),
        ..Constraints::default()
    };
    let plain = Constraints::default;
    let tracking = TrackingError {
        benchmark: even.clone(),
        max: 0.3 * volatility,
    };
    let turnover = Turnover {
        from: even.clone(),
        max: 0.15,
    };
    vec![
        (
            "turnover 0.15",
            Constraints {
                turnover: Some(turnover.clone()),
                ..plain()
            },
        ),
        (
            "turnover 0.5",
            Constraints {
                turnover: Some(Turnover {
                    max: 0.5,
                    ..turnover.clone()
                }),
                ..plain()
            },
        ),
        (
            "gross exposure 1.6",
            Constraints {
                gross_exposure: Some(1.6),
                ..short
            },
        ),
        (
            "costs 20 bp",
            Constraints {
                costs: Some(TradingCosts {
                    from: even,
                    rate: 0.002,
                }),
                ..plain()
            },
        ),
        (
            "tracking error",
            Constraints {
                tracking_error: Some(tracking.clone()),
                ..plain()
            },
        ),
        (
            "largest risk",
            Constraints {
                max_risk: Some(1.1 * volatility),
                ..plain()
            },
        ),
        (
            "turnover and tracking error",
            Constraints {
                turnover: Some(turnover),
                tracking_error: Some(tracking),
                ..plain()
            },
        ),
    ]
}

fn table(moments: &Moments) {
    let n = moments.assets();
    for (limit, constraints) in limits(moments) {
        for (name, objective) in [
            ("min variance", Objective::MinVariance),
            ("utility", Objective::MaxUtility { risk_aversion: 5.0 }),
            ("Sharpe", Objective::MaxSharpe { risk_free: 0.0 }),
            ("return", Objective::MaxReturn),
        ] {
            let problem = Problem::new(moments.clone(), objective, constraints.clone());
            let problem = problem.expect("well-formed");
            let outcome = solve(&problem);
            let Some(solution) = outcome.solution() else {
                println!("{n}: {limit}, {name}: {outcome:?}");
                continue;
            };
            let cold = time(|| solve(&problem));
            let warm = time(|| solve_warm(&problem, &solution.active));
            let prices = time(|| explain(&problem, solution));
            let reference = if n <= 100 {
                time(|| solve_by(&problem, Method::Clarabel))
            } else {
                f64::NAN
            };
            println!(
                "{n}: {limit:<28} {name:<13} cold {cold:>9.1} µs  warm {warm:>8.1} µs  prices \
                 {prices:>9.1} µs  Clarabel {reference:>10.1} µs  steps {:>4} residual {:.0e} {:?}",
                solution.iterations, solution.kkt_residual, solution.route
            );
        }
    }
}

fn main() {
    let only = std::env::args().nth(1);
    let is_asked = |what: &str| only.as_deref().is_none_or(|only| only == what);
    if is_asked("20") {
        table(&us20::moments());
    }
    for n in [100, 500] {
        if is_asked(&n.to_string()) {
            table(&large::moments(n).unwrap_or_else(|| large::made(n)));
        }
    }
}
