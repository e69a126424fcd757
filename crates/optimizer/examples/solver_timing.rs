//! The routes side by side where most assets are held, and where few are:
//! `cargo run --release -p optimizer --example solver_timing [assets …]`.

#![expect(clippy::print_stdout, reason = "printing is what this is for")]

#[path = "../tests/support/large.rs"]
#[expect(dead_code, reason = "tests use the rest")]
mod large;

use std::hint::black_box;
use std::time::Instant;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, ExactFrontier, Method, Moments, Objective, Problem, Row, exact_frontier,
    solve_by,
};

/// The median of as many calls as fit in 0.4 s, and the last answer.
fn time<T>(mut work: impl FnMut() -> T) -> (f64, T) {
    let mut micros: Vec<f64> = Vec::new();
    loop {
        let start = Instant::now();
        let answer = black_box(work());
        micros.push(start.elapsed().as_secs_f64() * 1e6);
        let enough = micros.len() >= 3 && micros.iter().sum::<f64>() > 4e5;
        if enough || micros.len() > 2000 {
            micros.sort_by(f64::total_cmp);
            return (micros[micros.len() / 2], answer);
        }
    }
}

/// A made market with its covariances shrunk towards zero by this factor.
fn shrunk(n: usize, factor: f64) -> Moments {
    let moments = large::made(n);
    let covariance = DMatrix::from_fn(n, n, |i, j| {
        let entry = moments.covariance()[(i, j)];
        if i == j { entry } else { factor * entry }
    });
    Moments::new(moments.mean().clone(), covariance).expect("moments")
}

/// A sample covariance of a third as many days as there are assets.
fn few_days(n: usize) -> Moments {
    let made = large::made(n);
    let days = n / 3;
    let wave = |i: usize, k: usize| ((i * 7919 + k * 104_729 + i * i % 613 * k) as f64).sin();
    let root = DMatrix::from_fn(n, days, |i, day| {
        0.2 * wave(0, day) + 0.3 * wave(i + 1, day) * (1.0 + 0.3 * wave(i, 1))
    });
    let covariance = &root * root.transpose() / days as f64;
    Moments::new(made.mean().clone(), covariance).expect("moments")
}

fn cases(n: usize) -> Vec<(&'static str, Moments, Constraints)> {
    let plain = Constraints::default();
    let both = |room: f64| Constraints {
        min_weight: Bounds::all(-room),
        max_weight: Bounds::all(room),
        ..Constraints::default()
    };
    let many_rows = Constraints {
        rows: (0..n / 10)
            .map(|group| {
                let members = (0..n).filter(|asset| asset % (n / 10) == group);
                let share = 10.0 / n as f64;
                Row::group(
                    format!("{group}"),
                    members,
                    Some(0.9 * share),
                    Some(1.1 * share),
                )
            })
            .collect(),
        ..Constraints::default()
    };
    vec![
        ("factors, long only", large::made(n), plain.clone()),
        (
            "covariances × 0.1, long only",
            shrunk(n, 0.1),
            plain.clone(),
        ),
        (
            "covariances × 0.01, long only",
            shrunk(n, 0.01),
            plain.clone(),
        ),
        ("diagonal, long only", shrunk(n, 0.0), plain.clone()),
        ("factors, −0.05 to 0.05", large::made(n), both(0.05)),
        ("factors, −0.005 to 0.005", large::made(n), both(0.005)),
        ("factors, no bounds", large::made(n), both(f64::INFINITY)),
        ("factors, a row for ten", large::made(n), many_rows.clone()),
        ("× 0.1, a row for ten", shrunk(n, 0.1), many_rows),
        ("few days, long only", few_days(n), plain),
        ("few days, −0.05 to 0.05", few_days(n), both(0.05)),
    ]
}

/// The whole line where the covariance is singular.
fn lines(n: usize) {
    let bounded = |floor: f64| Constraints {
        min_weight: Bounds::all(floor),
        max_weight: Bounds::all(0.1f64.max(5.0 / n as f64)),
        ..Constraints::default()
    };
    for (name, floor) in [("long only", 0.0), ("long and short", -0.05)] {
        let problem = Problem::new(few_days(n), Objective::MinVariance, bounded(floor));
        let problem = problem.expect("well-formed");
        let (micros, found) = time(|| exact_frontier(&problem));
        let ExactFrontier::Line(line) = found else {
            continue;
        };
        let worst = line.turning_points().iter().map(|one| one.kkt_residual);
        println!(
            "{n}: exact frontier, few days, {name}: {micros:.0} µs, {} points, residual {:.0e}",
            line.turning_points().len(),
            worst.fold(0.0, f64::max)
        );
    }
}

fn main() {
    let asked: Vec<usize> = std::env::args()
        .skip(1)
        .filter_map(|one| one.parse().ok())
        .collect();
    let sizes = if asked.is_empty() {
        vec![100, 500]
    } else {
        asked
    };
    for n in sizes {
        lines(n);
        let mut all = cases(n);
        if let Some(moments) = (n <= 500).then(|| large::moments(n)).flatten() {
            all.push(("real stocks, long only", moments, Constraints::default()));
        }
        for (name, moments, constraints) in all {
            for objective in [
                Objective::MinVariance,
                Objective::MaxSharpe { risk_free: 0.0 },
            ] {
                let new = || {
                    Problem::new(moments.clone(), objective, constraints.clone())
                        .expect("well-formed")
                };
                println!("{n}: {name}, {objective:?}");
                for method in [Method::ActiveSet, Method::InteriorPoint, Method::Auto] {
                    let (micros, outcome) = time(|| solve_by(&new(), method));
                    let weights = outcome.solution().map(|one| one.weights.clone());
                    let weights = weights.unwrap_or_else(|| DVector::zeros(n));
                    let free = (0..n).filter(|&asset| {
                        weights[asset] > constraints.min_weight.of(asset)
                            && weights[asset] < constraints.max_weight.of(asset)
                    });
                    println!(
                        "    {:<14} {micros:>10.0} µs, {:>4} free, residual {:.0e}, {} steps, {:?}",
                        format!("{method:?}"),
                        free.count(),
                        outcome.solution().map_or(f64::NAN, |one| one.kkt_residual),
                        outcome.solution().map_or(0, |one| one.iterations),
                        outcome.solution().map(|one| one.route),
                    );
                }
            }
        }
    }
}
