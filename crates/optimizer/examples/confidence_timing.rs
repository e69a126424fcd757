//! Times of bands: `cargo run --release -p optimizer --example confidence_timing`.
//!
//! Asked for: 1,000 resamples of 30 assets × 1,250 days within 0.5 s on one thread.

#![expect(clippy::print_stdout, reason = "printing is what this is for")]

#[path = "support/made.rs"]
#[expect(dead_code, reason = "other examples use the rest")]
mod made;

use std::hint::black_box;
use std::time::Instant;

use optimizer::{
    Constraints, CovarianceEstimate, Draw, Estimates, Objective, Performance, Problem, Rebalance,
    Resampling, WalkForward, against_equal_weight, frontier_bands, resampled_problem, walk_forward,
};

fn main() {
    for (assets, days) in [(20, 1250), (30, 1250), (100, 1250)] {
        let returns = made::sectors(days, assets);
        for (goal, objective) in [
            ("minimum variance", Objective::MinVariance),
            (
                "maximum utility",
                Objective::MaxUtility { risk_aversion: 4.0 },
            ),
            ("maximum Sharpe", Objective::MaxSharpe { risk_free: 0.0 }),
        ] {
            for (draw, how) in [
                (Draw::StationaryBlocks { block: None }, "blocks"),
                (Draw::Normal, "normal"),
            ] {
                let estimates = Estimates::default();
                time(&format!("{assets} × {days}, {goal}, 1000 {how}"), || {
                    let problem = problem(&returns, &estimates, objective);
                    resampled_problem(&problem, &returns, &estimates, &thousand(draw))
                });
            }
        }
        let draw = Draw::StationaryBlocks { block: None };
        let estimates = Estimates::default();
        time(
            &format!("{assets} × {days}, a return that half the drawings do not reach"),
            || {
                let problem = problem(&returns, &estimates, Objective::MinVariance);
                let constraints = Constraints {
                    target_return: Some(problem.moments().mean().max() * 1.02),
                    ..Constraints::default()
                };
                let problem = problem.with_constraints(constraints).expect("well-formed");
                resampled_problem(&problem, &returns, &estimates, &thousand(draw))
            },
        );
        let shrunk = Estimates::from(CovarianceEstimate::LedoitWolf);
        time(
            &format!("{assets} × {days}, minimum variance, Ledoit–Wolf, 1000 blocks"),
            || {
                let problem = problem(&returns, &shrunk, Objective::MinVariance);
                resampled_problem(&problem, &returns, &shrunk, &thousand(draw))
            },
        );
        let estimates = Estimates::default();
        time(
            &format!("{assets} × {days}, frontier of 50 points, 1000 blocks"),
            || {
                let problem = problem(&returns, &estimates, Objective::MinVariance);
                frontier_bands(&problem, &returns, &estimates, 50, &thousand(draw))
            },
        );
    }

    let returns = made::sectors(5000, 20);
    let windows = WalkForward {
        train: 252,
        test: 21,
        rebalance: Rebalance::None,
    };
    let (constraints, estimates) = (Constraints::default(), Estimates::default());
    let walked = walk_forward(
        &returns,
        windows,
        Objective::MinVariance,
        &constraints,
        &estimates,
    )
    .expect("well-formed");
    time(
        "20 × 5000, two tests against 1/N, 4999 drawings each",
        || {
            let performances = [
                Performance::Sharpe { risk_free: 0.0 },
                Performance::LogVariance,
            ];
            against_equal_weight(
                &returns,
                windows,
                &walked,
                1.0,
                &performances,
                &Default::default(),
            )
        },
    );
}

fn problem(
    returns: &nalgebra::DMatrix<f64>,
    estimates: &Estimates,
    objective: Objective,
) -> Problem {
    let moments = estimates.estimate(returns).expect("returns").moments;
    Problem::new(moments, objective, Constraints::default()).expect("well-formed")
}

fn thousand(draw: Draw) -> Resampling {
    Resampling {
        draw,
        seed: 1,
        ..Resampling::default()
    }
}

/// The median and the least of seven: what the thread had of a processor, for machines are shared.
fn time<T>(what: &str, mut work: impl FnMut() -> T) {
    let mut times: Vec<f64> = (0..7)
        .map(|_| {
            let start = Instant::now();
            let before = on_processor();
            black_box(work());
            match (before, on_processor()) {
                (Some(before), Some(after)) => (after - before) * 1e-6,
                _ => start.elapsed().as_secs_f64() * 1e3,
            }
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!(
        "{what:<62} median {:>8.1} ms   least {:>8.1} ms",
        times[3], times[0]
    );
}

/// Nanoseconds that this thread has run, where Linux tells.
fn on_processor() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split_whitespace().next()?.parse().ok()
}
