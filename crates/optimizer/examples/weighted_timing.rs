//! Milliseconds per weighted sum and front:
//! `cargo run --release -p optimizer --example weighted_timing`.

#![expect(clippy::print_stdout, reason = "printing is what this is for")]

#[path = "../tests/support/us20.rs"]
#[expect(dead_code, reason = "tests use the rest")]
mod us20;

use std::hint::black_box;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Instant;

use optimizer::{
    Constraints, CovarianceEstimate, Moments, ParetoOutcome, Progress, ScenarioMeasure,
    TradingCosts, Turnover, WeightedGoal, WeightedMethod, WeightedProblem, WeightedTerm, pareto,
    solve_weighted_by,
};

fn attended(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn time(what: &str, runs: usize, mut work: impl FnMut() -> String) {
    let mut said = String::new();
    let mut millis: Vec<f64> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            said = black_box(work());
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    millis.sort_by(f64::total_cmp);
    let (median, least) = (millis[runs / 2], millis[0]);
    println!("{what:<44} median {median:>9.3} ms   least {least:>9.3} ms   {said}");
}

fn main() {
    let all = us20::returns();
    let returns = Arc::new(all.rows(all.nrows() - 2_000, 2_000).into_owned());
    let term = |weight, goal| WeightedTerm { weight, goal };
    let cvar = || WeightedGoal::Risk(ScenarioMeasure::Cvar { confidence: 0.95 });
    let mad = || WeightedGoal::Risk(ScenarioMeasure::MeanAbsoluteDeviation);
    let drawdown = || WeightedGoal::Risk(ScenarioMeasure::Cdar { confidence: 0.95 });
    let semi = || WeightedGoal::Risk(ScenarioMeasure::Semivariance);
    let traded = {
        let from = nalgebra::DVector::from_element(20, 0.05);
        Constraints {
            turnover: Some(Turnover {
                from: from.clone(),
                max: 0.3,
            }),
            costs: Some(TradingCosts { from, rate: 0.001 }),
            ..Constraints::default()
        }
    };
    let plain = Constraints::default;
    let variance = || WeightedGoal::Variance;
    let mean = || WeightedGoal::Return;
    let cases = [
        (
            "variance + return",
            vec![(1.0, variance()), (0.1, mean())],
            plain(),
        ),
        (
            "variance + CVaR",
            vec![(0.7, variance()), (0.3, cvar())],
            plain(),
        ),
        (
            "CVaR + return",
            vec![(1.0, cvar()), (0.05, mean())],
            plain(),
        ),
        (
            "variance + CVaR + return",
            vec![(1.0, variance()), (1.0, cvar()), (0.05, mean())],
            plain(),
        ),
        (
            "CVaR + MAD + return",
            vec![(1.0, cvar()), (1.0, mad()), (0.02, mean())],
            plain(),
        ),
        (
            "variance + CDaR",
            vec![(1.0, variance()), (0.1, drawdown())],
            plain(),
        ),
        (
            "variance + semivariance (Clarabel)",
            vec![(1.0, variance()), (200.0, semi())],
            plain(),
        ),
        (
            "variance + CVaR + return, turnover, costs",
            vec![(1.0, variance()), (1.0, cvar()), (0.05, mean())],
            traded,
        ),
    ];
    println!("20 assets, 2,000 days");
    for (what, goals, constraints) in cases {
        let terms: Vec<WeightedTerm> = goals.into_iter().map(|(w, g)| term(w, g)).collect();
        let new = || {
            let moments = Moments::estimate(&returns, CovarianceEstimate::Sample).expect("moments");
            let (terms, constraints) = (terms.clone(), constraints.clone());
            WeightedProblem::new(moments, Some(Arc::clone(&returns)), terms, constraints)
                .expect("well-formed")
        };
        let answer = |method| {
            let outcome = solve_weighted_by(&new(), method, &mut attended);
            outcome.solution().map_or_else(String::new, |solution| {
                format!(
                    "{:?} {} iterations, gap {:.0e}",
                    solution.route, solution.iterations, solution.gap
                )
            })
        };
        time(what, 21, || answer(WeightedMethod::Auto));
        time("  by Clarabel", 3, || answer(WeightedMethod::Clarabel));
        time("  front of 20", 3, || {
            match pareto(&new(), 20, &mut attended) {
                ParetoOutcome::Front(front) => format!("{} points", front.points.len()),
                other => format!("{other:?}"),
            }
        });
    }
}
