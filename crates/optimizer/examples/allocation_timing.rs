//! Milliseconds per allocation: `cargo run --release -p optimizer --example allocation_timing`.

#![expect(clippy::print_stdout, reason = "printing is what this is for")]

#[path = "support/made.rs"]
#[expect(dead_code, reason = "other examples use the rest")]
mod made;
#[path = "../tests/support/us20.rs"]
#[expect(dead_code, reason = "tests use the rest")]
mod us20;

use std::hint::black_box;
use std::time::Instant;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, CovarianceEstimate, LeafOrder, Linkage, MeanUncertainty, Moments,
    Objective, Problem, cvar_risk_parity, hierarchical_equal_risk_contribution,
    hierarchical_risk_parity, inverse_volatility, max_diversification, nested_clusters,
    risk_parity, robust_utility, robust_utility_by_clarabel, track_weights,
};

/// Prints the median and the smallest time of `runs` calls.
fn time<T>(what: &str, runs: usize, mut work: impl FnMut() -> T) {
    let mut micros: Vec<f64> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    micros.sort_by(f64::total_cmp);
    println!(
        "{what:<44} median {:>10.1} µs   least {:>10.1} µs",
        micros[runs / 2],
        micros[0]
    );
}

fn problem(returns: &DMatrix<f64>) -> Problem {
    let moments = Moments::estimate(returns, CovarianceEstimate::Sample).expect("moments");
    Problem::new(moments, Objective::MinVariance, Constraints::default()).expect("well-formed")
}

fn main() {
    for (name, returns, runs) in [
        ("20", us20::returns(), 1000),
        ("500", made::sectors(1258, 500), 20),
    ] {
        time(&format!("{name}: sample moments"), runs / 10, || {
            Moments::estimate(&returns, CovarianceEstimate::Sample)
        });
        let problem = problem(&returns);
        time(&format!("{name}: risk parity"), runs, || {
            risk_parity(&problem, None)
        });
        let cap = Bounds::all(1.2 / problem.assets() as f64);
        let capped = Constraints {
            max_weight: cap,
            ..Constraints::default()
        };
        let capped = problem.with_constraints(capped).expect("well-formed");
        time(
            &format!("{name}: risk parity under a cap"),
            runs.min(100) / 10,
            || risk_parity(&capped, None),
        );
        time(
            &format!("{name}: CVaR risk parity"),
            runs.min(100) / 10,
            || cvar_risk_parity(&returns, 0.95, None, Constraints::default()),
        );
        let benchmark = DVector::from_fn(problem.assets(), |asset, _| 1.0 / (asset + 1) as f64);
        let benchmark = &benchmark / benchmark.sum();
        time(
            &format!("{name}: tracking under a cap"),
            runs.min(100) / 10,
            || track_weights(&capped, &benchmark),
        );
        let mean = MeanUncertainty::SampleMean { years: 20.0 };
        time(
            &format!("{name}: robust utility"),
            runs.min(100) / 10,
            || robust_utility(&problem, &mean, 1.0, 2.0),
        );
        if problem.assets() < 100 {
            time(&format!("{name}: robust utility, Clarabel"), 20, || {
                robust_utility_by_clarabel(&problem, &mean, 1.0, 2.0)
            });
        }
        time(&format!("{name}: inverse volatility"), runs, || {
            inverse_volatility(&problem)
        });
        for (linkage, order) in [
            (Linkage::Single, LeafOrder::Tree),
            (Linkage::Ward, LeafOrder::Tree),
            (Linkage::Ward, LeafOrder::ScipyOptimal),
            (Linkage::Single, LeafOrder::Shortest),
        ] {
            time(
                &format!("{name}: HRP, {linkage:?}, {order:?}"),
                runs,
                || hierarchical_risk_parity(&problem, linkage, order),
            );
        }
        time(&format!("{name}: HERC, Ward"), runs, || {
            hierarchical_equal_risk_contribution(&problem, Linkage::Ward, None)
        });
        time(&format!("{name}: NCO, Ward"), runs.min(100), || {
            nested_clusters(&problem, Linkage::Ward, None)
        });
        // What is prepared once per covariance is part of the work.
        time(&format!("{name}: maximum diversification"), runs, || {
            max_diversification(&problem)
        });
    }
}
