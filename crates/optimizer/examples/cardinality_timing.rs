//! How long it takes to prove portfolios with few positions: `cardinality_timing [FOLDER [SECONDS]]`.
//!
//! `FOLDER` holds `port*.txt` of the OR-Library; for each, K = 10 positions of at least 0.01, at most
//! and exactly, for every trade-off λ from 0 (return) to 1 (risk). Then made markets: covariances of
//! factors, and samples of 290 periods (so many weeks the OR-Library has).

#![expect(clippy::print_stdout, reason = "a table for people")]

#[path = "support/made.rs"]
mod made;
#[path = "support/orlib.rs"]
mod orlib;

use std::ops::ControlFlow;
use std::time::Instant;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Choice, Constraints, Convex, DiscreteOutcome, DiscreteProblem, Moments, Objective,
    Positions, Problem, Search, attended_anytime, sample_covariance, solve_discrete,
};

/// Stands for the Sharpe ratio, which has no trade-off.
const SHARPE: f64 = -1.0;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next();
    let seconds: f64 = arguments
        .next()
        .map_or(10.0, |text| text.parse().expect("seconds"));
    let only = arguments.next();
    let is_wanted = |name: &str| only.as_deref().is_none_or(|only| name.starts_with(only));
    let entries = folder.map(|folder| std::fs::read_dir(folder).expect("a folder"));
    let entries = entries.into_iter().flatten();
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("a file").path())
        .filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.starts_with("port") && !name.starts_with("portef"))
        })
        .collect();
    files.sort();
    println!("instance             λ   K        objective          gap    nodes       ms");
    for path in files {
        let name = path
            .file_stem()
            .and_then(|name| name.to_str())
            .expect("a name");
        if !is_wanted(name) {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a file");
        let (mean, covariance) = orlib::read(&text);
        for is_exact in [false, true] {
            let positions = (10, 0.01, is_exact);
            run(name, (&mean, &covariance), positions, SHARPE, seconds);
            for tenth in 0..=10 {
                let lambda = f64::from(tenth) / 10.0;
                run(
                    name,
                    (&mean, &covariance),
                    (10, 0.01, is_exact),
                    lambda,
                    seconds,
                );
            }
        }
    }
    for (n, most, smallest) in [
        (100, 5, 0.0),
        (100, 10, 0.01),
        (100, 30, 0.02),
        (200, 10, 0.01),
        (200, 20, 0.0),
        (300, 10, 0.01),
        (300, 20, 0.05),
    ] {
        let name = format!("factors{n}");
        if !is_wanted(&name) {
            continue;
        }
        let (mean, covariance) = market(n, 7 + n as u64);
        for tenth in [0, 5, 8, 9, 10] {
            let lambda = f64::from(tenth) / 10.0;
            run(
                &name,
                (&mean, &covariance),
                (most, smallest, false),
                lambda,
                seconds,
            );
        }
    }
    for (n, most, smallest) in [
        (89, 10, 0.01),
        (100, 5, 0.0),
        (200, 30, 0.01),
        (225, 10, 0.01),
        (300, 10, 0.01),
    ] {
        for is_heavy in [false, true] {
            let name = format!("sampled{n}{}", if is_heavy { "h" } else { "" });
            if !is_wanted(&name) {
                continue;
            }
            let returns = match is_heavy {
                true => made::heavy_tailed(290, n),
                false => made::sectors(290, n),
            };
            let mean = returns.row_mean().transpose();
            let covariance = sample_covariance(&returns).expect("a covariance");
            for tenth in [5, 8, 9, 10] {
                let lambda = f64::from(tenth) / 10.0;
                run(
                    &name,
                    (&mean, &covariance),
                    (most, smallest, false),
                    lambda,
                    seconds,
                );
            }
        }
    }
    if is_wanted("conflicts") {
        conflicts();
    }
}

fn run(
    name: &str,
    (mean, covariance): (&DVector<f64>, &DMatrix<f64>),
    (most, smallest, is_exact): (usize, f64, bool),
    lambda: f64,
    seconds: f64,
) {
    let objective = match lambda {
        SHARPE => Objective::MaxSharpe { risk_free: 0.0 },
        0.0 => Objective::MaxReturn,
        1.0 => Objective::MinVariance,
        _ => Objective::MaxUtility {
            risk_aversion: lambda / (1.0 - lambda),
        },
    };
    let moments = Moments::new(mean.clone(), covariance.clone()).expect("moments");
    let problem = Problem::new(moments, objective, Constraints::default()).expect("a problem");
    let choice = Choice {
        positions: Positions {
            at_least: is_exact.then_some(most),
            at_most: Some(most),
            smallest,
            ..Positions::default()
        },
        ..Choice::default()
    };
    let problem = DiscreteProblem::new(Convex::Moments(problem), choice).expect("a choice");
    let begun = Instant::now();
    let mut clock = |_| match begun.elapsed().as_secs_f64() > seconds {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    };
    let (outcome, _) =
        attended_anytime(&mut clock, || solve_discrete(&problem, &Search::default()));
    let ms = begun.elapsed().as_secs_f64() * 1e3;
    let sign = if is_exact { "=" } else { "≤" };
    match outcome {
        DiscreteOutcome::Found(found) => println!(
            "{name:<16} {lambda:>5.2} {sign}{most:>3} {:>16.9e} {:>12.3e} {:>8} {ms:>8.1}{}",
            found.objective,
            found.gap,
            found.nodes,
            if found.kkt_residual > 1e-8 {
                " inexact"
            } else {
                ""
            }
        ),
        other => println!("{name:<16} {lambda:>5.2} {sign}{most:>3} {other:?}"),
    }
}

/// Five factors, own risks between 0.1 and 0.4 a year, means that pay for risk roughly.
fn market(n: usize, seed: u64) -> (DVector<f64>, DMatrix<f64>) {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut uniform = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let loadings = DMatrix::from_fn(n, 5, |_, factor| match factor {
        0 => 0.1 + 0.1 * uniform(),
        _ => 0.1 * (uniform() - 0.5),
    });
    let own = DVector::from_fn(n, |_, _| {
        let risk: f64 = 0.1 + 0.3 * uniform();
        risk * risk
    });
    let mean = DVector::from_fn(n, |asset, _| 0.3 * loadings[(asset, 0)] + 0.08 * uniform());
    let covariance = &loadings * loadings.transpose() + DMatrix::from_diagonal(&own);
    (mean, covariance)
}

/// How long it takes to say why nothing keeps the limits of 100 assets.
fn conflicts() {
    let (mean, covariance) = market(100, 3);
    let caps = |cap: f64| Constraints {
        max_weight: Bounds::all(cap),
        ..Constraints::default()
    };
    let target = Constraints {
        target_return: Some(mean.max() - 0.001),
        ..Constraints::default()
    };
    let positions = |at_least: Option<usize>, at_most: usize, smallest: f64| Positions {
        at_least,
        at_most: Some(at_most),
        smallest,
        ..Positions::default()
    };
    let models = [
        ("caps", caps(0.08), positions(None, 10, 0.01)),
        (
            "sizes",
            Constraints::default(),
            positions(Some(10), 10, 0.15),
        ),
        ("return", target, positions(Some(5), 10, 0.1)),
        ("two", caps(0.005), positions(Some(30), 30, 0.05)),
    ];
    for (name, limits, positions) in models {
        let moments = Moments::new(mean.clone(), covariance.clone()).expect("moments");
        let problem = Problem::new(moments, Objective::MinVariance, limits).expect("a problem");
        let choice = Choice {
            positions,
            ..Choice::default()
        };
        let problem = DiscreteProblem::new(Convex::Moments(problem), choice).expect("a choice");
        let begun = Instant::now();
        let outcome = solve_discrete(&problem, &Search::default());
        println!(
            "{name:<10} {:>8.1} ms {outcome:?}",
            begun.elapsed().as_secs_f64() * 1e3
        );
    }
}
