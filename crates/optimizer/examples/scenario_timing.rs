//! Milliseconds per solve on scenarios: `cargo run --release -p optimizer --example scenario_timing`.

#![expect(clippy::print_stdout, reason = "printing is what this is for")]

#[path = "support/made.rs"]
#[expect(dead_code, reason = "other examples use the rest")]
mod made;
#[path = "../tests/support/us20.rs"]
#[expect(dead_code, reason = "tests use the rest")]
mod us20;

use std::hint::black_box;
use std::ops::ControlFlow;
use std::time::Instant;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, ScenarioMeasure, ScenarioMethod, ScenarioObjective, ScenarioProblem,
    TrackingError, TradingCosts, Turnover, explain_scenario, scenario_frontier, solve_scenario,
    solve_scenario_by,
};

/// Prints the median and the smallest time of `runs` solves, returns to weights.
fn time(what: &str, runs: usize, returns: &DMatrix<f64>, measure: ScenarioMeasure) {
    let mut iterations = 0;
    let mut millis: Vec<f64> = (0..runs)
        .map(|_| {
            let returns = returns.clone();
            let start = Instant::now();
            let problem = ScenarioProblem::new(
                returns,
                measure,
                ScenarioObjective::MinRisk,
                Constraints::default(),
            )
            .expect("well-formed");
            let outcome = black_box(solve_scenario(&problem));
            let elapsed = start.elapsed().as_secs_f64() * 1e3;
            if let Some(solution) = outcome.solution() {
                iterations = solution.iterations;
            }
            elapsed
        })
        .collect();
    millis.sort_by(f64::total_cmp);
    println!(
        "{what:<40} median {:>9.3} ms   least {:>9.3} ms   {iterations} iterations",
        millis[runs / 2],
        millis[0]
    );
}

/// Prints times of each limit by itself and of all prices, on 20 × 2000.
fn time_limits(returns: &DMatrix<f64>) {
    let n = returns.ncols();
    let even = DVector::from_element(n, 1.0 / n as f64);
    let turnover = Turnover {
        from: even.clone(),
        max: 0.15,
    };
    let limits = [
        (
            "turnover",
            Constraints {
                turnover: Some(turnover.clone()),
                ..Constraints::default()
            },
        ),
        (
            "gross exposure",
            Constraints {
                min_weight: Bounds::all(-0.2),
                gross_exposure: Some(1.4),
                ..Constraints::default()
            },
        ),
        (
            "tracking error",
            Constraints {
                tracking_error: Some(TrackingError {
                    benchmark: even.clone(),
                    max: 0.04,
                }),
                ..Constraints::default()
            },
        ),
        (
            "costs and a target",
            Constraints {
                costs: Some(TradingCosts {
                    from: even,
                    rate: 0.01,
                }),
                target_return: Some(0.12),
                ..Constraints::default()
            },
        ),
    ];
    let objectives = [
        ("min risk", ScenarioObjective::MinRisk),
        (
            "max utility",
            ScenarioObjective::MaxUtility {
                risk_aversion: 0.02,
            },
        ),
        ("max ratio", ScenarioObjective::MaxRatio { risk_free: 0.0 }),
    ];
    for (name, measure) in [
        ("CVaR", ScenarioMeasure::Cvar { confidence: 0.95 }),
        ("semivariance", ScenarioMeasure::Semivariance),
    ] {
        for (limit, constraints) in &limits {
            for (aim, objective) in objectives {
                let problem =
                    ScenarioProblem::new(returns.clone(), measure, objective, constraints.clone())
                        .expect("well-formed");
                let start = Instant::now();
                let outcome = solve_scenario(&problem);
                let solved = start.elapsed().as_secs_f64() * 1e3;
                let Some(solution) = outcome.solution() else {
                    println!("{aim} of {name} under {limit}: none");
                    continue;
                };
                let start = Instant::now();
                let prices = explain_scenario(&problem, solution).len();
                let priced = start.elapsed().as_secs_f64() * 1e3;
                println!(
                    "{:<50} {solved:>9.3} ms by {:?}, gap {:.1e}; {prices} prices {priced:>9.3} ms",
                    format!("{aim} of {name} under {limit}"),
                    solution.route,
                    solution.gap
                );
            }
        }
    }
}

fn main() {
    let all = us20::returns();
    time_limits(&all.rows(all.nrows() - 2000, 2000).into_owned());
    for periods in [500, 2000, 8000] {
        let returns = all.rows(all.nrows() - periods, periods).into_owned();
        for (name, measure, runs) in [
            ("CVaR", ScenarioMeasure::Cvar { confidence: 0.95 }, 51),
            ("CDaR", ScenarioMeasure::Cdar { confidence: 0.95 }, 21),
            ("worst case", ScenarioMeasure::WorstCase, 21),
            ("maximum drawdown", ScenarioMeasure::MaxDrawdown, 21),
            ("MAD", ScenarioMeasure::MeanAbsoluteDeviation, 7),
            ("semivariance", ScenarioMeasure::Semivariance, 7),
            (
                "robust CVaR",
                ScenarioMeasure::RobustCvar {
                    confidence: 0.95,
                    radius: 1e-3,
                    risk_aversion: 1.0,
                },
                7,
            ),
        ] {
            time(&format!("{name}, 20 × {periods}"), runs, &returns, measure);
        }
    }
    let returns = all.rows(all.nrows() - 2000, 2000).into_owned();
    for (name, measure) in [
        ("CVaR", ScenarioMeasure::Cvar { confidence: 0.95 }),
        ("semivariance", ScenarioMeasure::Semivariance),
    ] {
        let (objective, constraints) = (ScenarioObjective::MinRisk, Constraints::default());
        let problem = ScenarioProblem::new(returns.clone(), measure, objective, constraints)
            .expect("well-formed");
        let start = Instant::now();
        let frontier = scenario_frontier(&problem, 50, &mut |_| ControlFlow::Continue(()));
        let millis = start.elapsed().as_secs_f64() * 1e3;
        black_box(frontier);
        println!("frontier of {name}, 50 points, 20 × 2000          {millis:>9.3} ms");
        let start = Instant::now();
        let reference = solve_scenario_by(&problem, ScenarioMethod::Clarabel, &mut |_| {
            ControlFlow::Continue(())
        });
        let millis = start.elapsed().as_secs_f64() * 1e3;
        black_box(reference);
        println!("{name} by Clarabel, 20 × 2000                     {millis:>9.3} ms");
    }
    let all = made::heavy_tailed(5000, 100);
    for (name, measure, runs) in [
        ("CVaR", ScenarioMeasure::Cvar { confidence: 0.95 }, 5),
        ("CDaR", ScenarioMeasure::Cdar { confidence: 0.95 }, 3),
        ("worst case", ScenarioMeasure::WorstCase, 5),
        ("maximum drawdown", ScenarioMeasure::MaxDrawdown, 3),
        ("semivariance", ScenarioMeasure::Semivariance, 3),
        ("MAD", ScenarioMeasure::MeanAbsoluteDeviation, 3),
        (
            "robust CVaR",
            ScenarioMeasure::RobustCvar {
                confidence: 0.95,
                radius: 1e-4,
                risk_aversion: 1.0,
            },
            3,
        ),
    ] {
        time(
            &format!("{name}, 100 × 5000 simulated"),
            runs,
            &all,
            measure,
        );
    }
    let all = made::heavy_tailed(2500, 500);
    let cvar = ScenarioMeasure::Cvar { confidence: 0.95 };
    time("CVaR, 500 × 2500 simulated", 1, &all, cvar);
}
