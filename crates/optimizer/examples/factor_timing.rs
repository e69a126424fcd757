//! The exact frontier of a market of ten factors, in factor form and on the matrix:
//! `cargo run --release -p optimizer --example factor_timing [assets …]`.

#![expect(clippy::print_stdout, reason = "printing is what this is for")]

use std::hint::black_box;
use std::time::Instant;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Constraints, CriticalLine, ExactFrontier, FactorMoments, Moments, Objective, Problem,
    exact_frontier, exact_frontier_of_factors, frontier, solve,
};

/// The median of as many calls as fit in a second, in milliseconds, and the last answer.
fn time<T>(mut work: impl FnMut() -> T) -> (f64, f64, T) {
    let mut millis: Vec<f64> = Vec::new();
    loop {
        let start = Instant::now();
        let answer = black_box(work());
        millis.push(start.elapsed().as_secs_f64() * 1e3);
        if millis.len() >= 3 && millis.iter().sum::<f64>() > 3e2 {
            millis.sort_by(f64::total_cmp);
            return (millis[millis.len() / 2], millis[0], answer);
        }
    }
}

fn made(n: usize, factors: usize) -> FactorMoments {
    let wave = |i: usize, k: usize| ((i * (2 * k + 3) + 7 * k + i * i) as f64 * 0.618).sin();
    let loadings = DMatrix::from_fn(n, factors, |i, k| match k {
        0 => 0.16 + 0.05 * wave(i, 0),
        _ => 0.06 * wave(i, k),
    });
    let specific = DVector::from_fn(n, |asset, _| (0.22 + 0.08 * wave(asset, 15)).powi(2));
    let mean = DVector::from_fn(n, |asset, _| 0.08 + 0.06 * wave(asset, 17));
    let identity = DMatrix::identity(factors, factors);
    FactorMoments::new(mean, loadings, identity, specific).expect("moments")
}

fn line(found: ExactFrontier) -> CriticalLine {
    match found {
        ExactFrontier::Line(line) => line,
        other => panic!("{other:?}"),
    }
}

fn matrix(moments: &FactorMoments) -> (f64, Moments) {
    let start = Instant::now();
    let moments = moments.to_moments().expect("moments");
    (start.elapsed().as_secs_f64() * 1e3, moments)
}

fn main() {
    let asked: Vec<usize> = std::env::args()
        .skip(1)
        .filter_map(|one| one.parse().ok())
        .collect();
    let sizes = if asked.is_empty() {
        vec![100, 200, 500, 1000, 2000]
    } else {
        asked
    };
    for n in sizes {
        let moments = made(n, 10);
        let plain = Constraints::default();
        let (form, form_least, ours) =
            time(|| exact_frontier_of_factors(&moments, &plain).expect("well-formed"));
        let (building, all) = matrix(&moments);
        let new =
            |objective| Problem::new(all.clone(), objective, plain.clone()).expect("well-formed");
        let problem = new(Objective::MinVariance);
        let (dense, dense_least, theirs) = time(|| exact_frontier(&problem));
        let (ours, theirs) = (line(ours), line(theirs));
        let off = ours.turning_points().iter().map(|point| {
            let other = theirs.at_lambda(point.lambda);
            (other.weights - &point.weights).amax()
        });
        let most = ours
            .turning_points()
            .iter()
            .map(|point| point.weights.iter().filter(|weight| **weight > 0.0).count());
        println!(
            "{n:>5}: in factor form {form:>8.2} (least {form_least:.2}) ms, on the matrix {dense:>8.2} (least {dense_least:.2}) ms and {building:.1} ms to make it; {} and {} points, at most {} assets, off by {:.0e}",
            ours.turning_points().len(),
            theirs.turning_points().len(),
            most.max().unwrap_or(0),
            off.fold(0.0, f64::max),
        );
        let sharpe = Objective::MaxSharpe { risk_free: 0.0 };
        let (calm, calm_least, _) = time(|| solve(&new(Objective::MinVariance)));
        let (steep, steep_least, _) = time(|| solve(&new(sharpe)));
        let (points, points_least, _) = time(|| frontier(&problem, 50));
        println!(
            "       minimum variance {calm:.2} ({calm_least:.2}), maximum Sharpe {steep:.2} ({steep_least:.2}), frontier of 50 points {points:.2} ({points_least:.2}) ms, cold and with the copies"
        );
    }
}
