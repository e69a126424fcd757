//! How long it takes to draw paths: `cargo run --release -p risk --example paths -- [paths] [days]
//! [assets] [threads]`, 100,000 × 252 × 20 on two threads when nothing is said.
//!
//! Prints a line of JSON per route: `wall_ms`, and `thread_ms` as the sum over the threads of the time
//! that each was drawing. What the threads drew is merged.

#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use std::time::Instant;

use nalgebra::DMatrix;
use risk::{
    Rebalance, RiskError,
    simulation::{Law, Moments, Partial, Plan, Route, Setup},
};

fn main() -> Result<(), RiskError> {
    let mut numbers = std::env::args().skip(1).map_while(|text| text.parse().ok());
    let mut next = |or: usize| numbers.next().unwrap_or(or);
    let (paths, days, assets, threads) = (next(100_000), next(252), next(20), next(2));
    let moments = market(assets);
    let weights = vec![1.0 / assets as f64; assets];
    let history = DMatrix::from_fn(2_500, assets, |day, asset| {
        ((day * 7919 + asset * 104_729) % 1009) as f64 / 25_000.0 - 0.02
    });
    let normal = Law::Normal(&moments);
    let student = Law::StudentT {
        moments: &moments,
        degrees: 4.0,
    };
    let bootstrap = Law::Bootstrap {
        returns: &history,
        block: 20.0,
    };
    for (name, law, rebalance, route) in [
        (
            "normal, assets, daily",
            normal,
            Rebalance::Daily,
            Route::Assets,
        ),
        (
            "normal, assets, held",
            normal,
            Rebalance::None,
            Route::Assets,
        ),
        (
            "student, assets, daily",
            student,
            Rebalance::Daily,
            Route::Assets,
        ),
        (
            "bootstrap, assets, daily",
            bootstrap,
            Rebalance::Daily,
            Route::Assets,
        ),
        (
            "normal, portfolio, daily",
            normal,
            Rebalance::Daily,
            Route::Portfolio,
        ),
        (
            "student, portfolio, daily",
            student,
            Rebalance::Daily,
            Route::Portfolio,
        ),
    ] {
        let setup = Setup {
            rebalance,
            route: Some(route),
            days,
            paths,
            seed: 1,
            ..Setup::new(law, &weights)
        };
        let plan = Plan::new(&setup)?;
        let start = Instant::now();
        let (drawn, thread_ms) = on_threads(&plan, threads.max(1));
        let wall_ms = start.elapsed().as_secs_f64() * 1e3;
        let is_whole = drawn.blocks() == plan.blocks();
        let start = Instant::now();
        let fan = plan.fan(drawn, &[0.05, 0.5, 0.95], &[0.95], None)?;
        let fan_ms = start.elapsed().as_secs_f64() * 1e3;
        let end = &fan.points[fan.points.len() - 1];
        println!(
            "{{\"name\":\"{name}\",\"paths\":{paths},\"days\":{days},\"assets\":{assets},\
             \"threads\":{threads},\"wall_ms\":{wall_ms:.1},\"thread_ms\":{thread_ms:.1},\
             \"fan_ms\":{fan_ms:.1},\"mean\":{},\"median\":{},\"whole\":{is_whole}}}",
            end.mean, fan.median
        );
    }
    Ok(())
}

/// Correlations from 0.2 to 0.4, volatilities from 16 to 32 % a year.
fn market(assets: usize) -> Moments {
    let volatility = |asset: usize| 0.01 + 0.01 * asset as f64 / assets as f64;
    Moments {
        mean: vec![0.0004; assets],
        covariance: DMatrix::from_fn(assets, assets, |i, j| {
            let correlation = if i == j {
                1.0
            } else {
                0.2 + 0.1 * (i % 2 + j % 2) as f64
            };
            correlation * volatility(i) * volatility(j)
        }),
    }
}

/// Every thread draws its share of the blocks; the answer does not depend on how many there are.
fn on_threads(plan: &Plan, threads: usize) -> (Partial, f64) {
    let share = plan.blocks().div_ceil(threads);
    std::thread::scope(|scope| {
        let started: Vec<_> = (0..threads)
            .map(|thread| {
                scope.spawn(move || {
                    let start = Instant::now();
                    let drawn = plan.simulate(thread * share..(thread + 1) * share, &|| false);
                    (drawn, start.elapsed().as_secs_f64() * 1e3)
                })
            })
            .collect();
        started
            .into_iter()
            .fold((Partial::default(), 0.0), |(all, ms), one| {
                let (drawn, own_ms) = one.join().expect("drawing does not panic");
                (all.merge(drawn), ms + own_ms)
            })
    })
}
