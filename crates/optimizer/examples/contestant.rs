//! FinX' side of `cargo xtask bench`: reads a piece of work a line from standard input, as JSON,
//! and answers each with a line.
//!
//! `{ "write": "<folder>" }` writes every set of returns, day by day, as little-endian numbers of
//! eight bytes, and answers what they are. `{ "work": "min_variance", "data": "20", "seconds": 0.3 }`
//! repeats the work for that long and answers the milliseconds of a run and the portfolios.

#![expect(clippy::print_stdout, reason = "its answers are what this is for")]

#[path = "../tests/support/large.rs"]
#[expect(dead_code, reason = "tests use the rest")]
mod large;
#[path = "support/made.rs"]
mod made;
#[path = "../tests/support/us20.rs"]
#[expect(dead_code, reason = "tests use the rest")]
mod us20;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::BufRead as _;
use std::path::Path;
use std::time::Instant;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    AllocationOutcome, Constraints, CovarianceEstimate, Estimates, ExactFrontier, FoldWeights,
    LeafOrder, Linkage, Method, Moments, Objective, Outcome, Problem, Rebalance, ScenarioMeasure,
    ScenarioObjective, ScenarioProblem, WalkForward, exact_frontier, hierarchical_risk_parity,
    max_diversification, risk_parity, solve, solve_by, solve_scenario, walk_forward,
};
use serde_json::{Value, json};

/// Returns by name, with where they are from.
type Data = BTreeMap<&'static str, (DMatrix<f64>, &'static str)>;

/// The portfolios of one run.
type Portfolios = Vec<DVector<f64>>;

fn main() {
    let data = data();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("text");
        let request: Value = serde_json::from_str(&line).expect("a request");
        let answer = match request["write"].as_str() {
            Some(folder) => write(&data, Path::new(folder)),
            None => measure(&data, &request),
        };
        println!("{answer}");
    }
}

fn data() -> Data {
    let us20 = us20::returns();
    let last = |days: usize| us20.rows(us20.nrows() - days, days).into_owned();
    let mut data: Data = BTreeMap::from([
        ("20x500", (last(500), "real")),
        ("20x2000", (last(2000), "real")),
        ("20x8000", (last(8000), "real")),
        ("100x5000", (made::heavy_tailed(5000, 100), "made")),
    ]);
    for (name, assets) in [("100", 100), ("470", 470), ("500", 500)] {
        let found = match large::returns(assets) {
            Some(returns) => (returns, "real"),
            None => (made::sectors(1258, assets), "made"),
        };
        data.insert(name, found);
    }
    data.insert("20", (us20, "real"));
    data
}

fn write(data: &Data, folder: &Path) -> Value {
    let mut written = BTreeMap::new();
    for (name, (returns, origin)) in data {
        let bytes: Vec<u8> = returns
            .transpose()
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        std::fs::write(folder.join(format!("{name}.f64")), bytes).expect("a place to write to");
        let (days, assets) = returns.shape();
        written.insert(
            *name,
            json!({ "days": days, "assets": assets, "origin": origin }),
        );
    }
    json!(written)
}

fn measure(data: &Data, request: &Value) -> Value {
    let name = request["data"].as_str().expect("data");
    let (returns, _) = &data[name];
    let work = request["work"].as_str().expect("work");
    let seconds = request["seconds"].as_f64().expect("seconds");
    let mut run = prepared(work, returns);
    let portfolios = run();
    let mut millis: Vec<f64> = Vec::new();
    let before = processor_ms();
    while millis.is_empty() || (millis.len() < 2000 && millis.iter().sum::<f64>() < 1e3 * seconds) {
        let start = Instant::now();
        black_box(run());
        millis.push(start.elapsed().as_secs_f64() * 1e3);
    }
    let mean = processor_ms()
        .zip(before)
        .map(|(after, before)| (after - before) / millis.len() as f64);
    millis.sort_by(f64::total_cmp);
    let median = millis[millis.len() / 2];
    // Where other programs had the core for a while, the clock's median is not ours.
    let ms = mean.map_or(median, |mean| median.min(mean));
    let portfolios: Vec<&[f64]> = portfolios.iter().map(DVector::as_slice).collect();
    json!({ "ms": [ms], "portfolios": portfolios })
}

/// Time that the processor has given to this process, where the system says so; it counts in
/// steps of some milliseconds, so only long stretches mean something.
fn processor_ms() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    let nanos: f64 = text.split(' ').next()?.parse().ok()?;
    Some(nanos * 1e-6)
}

/// One piece of work as a function that does all of it again at each call.
fn prepared<'a>(work: &str, returns: &'a DMatrix<f64>) -> Box<dyn FnMut() -> Portfolios + 'a> {
    let moments = |objective: Objective| move || solved(solve(&estimated(returns, objective)));
    let scenarios = |measure: ScenarioMeasure| move || scenario(returns, measure);
    let given = estimated(returns, Objective::MinVariance);
    let given_by = |method: Method| {
        move || {
            let (moments, limits) = (given.moments().clone(), Constraints::default());
            let problem = Problem::new(moments, Objective::MinVariance, limits);
            solved(solve_by(&problem.expect("well-formed"), method))
        }
    };
    let hrp = |order: LeafOrder| {
        move || {
            let problem = estimated(returns, Objective::MinVariance);
            let found = hierarchical_risk_parity(&problem, Linkage::Single, order);
            allocated(found.expect("well-formed"))
        }
    };
    let confidence = 0.95;
    match work {
        "covariance" => Box::new(|| {
            vec![
                estimated(returns, Objective::MinVariance)
                    .moments()
                    .mean()
                    .clone(),
            ]
        }),
        "min_variance" => Box::new(moments(Objective::MinVariance)),
        "max_sharpe" => Box::new(moments(Objective::MaxSharpe { risk_free: 0.0 })),
        "max_utility" => Box::new(moments(Objective::MaxUtility { risk_aversion: 5.0 })),
        "frontier" => Box::new(|| turning_points(returns)),
        "min_cvar" => Box::new(scenarios(ScenarioMeasure::Cvar { confidence })),
        "min_cdar" => Box::new(scenarios(ScenarioMeasure::Cdar { confidence })),
        "robust_cvar" => Box::new(scenarios(ScenarioMeasure::RobustCvar {
            confidence,
            radius: 1e-3,
            risk_aversion: 1.0,
        })),
        "risk_parity" => Box::new(|| {
            let problem = estimated(returns, Objective::MinVariance);
            allocated(risk_parity(&problem, None).expect("well-formed"))
        }),
        "hrp" => Box::new(hrp(LeafOrder::Tree)),
        "hrp_ordered" => Box::new(hrp(LeafOrder::ScipyOptimal)),
        "max_diversification" => Box::new(|| {
            let problem = estimated(returns, Objective::MinVariance);
            allocated(max_diversification(&problem).expect("well-formed"))
        }),
        "walk_forward" => Box::new(|| walked(returns)),
        "given" => Box::new(given_by(Method::Auto)),
        "given_clarabel" => Box::new(given_by(Method::Clarabel)),
        _ => panic!("no such work: {work}"),
    }
}

fn estimated(returns: &DMatrix<f64>, objective: Objective) -> Problem {
    let moments = Moments::estimate(returns, CovarianceEstimate::Sample).expect("moments");
    Problem::new(moments, objective, Constraints::default()).expect("well-formed")
}

fn solved(outcome: Outcome) -> Portfolios {
    let solution = outcome.solution().expect("a portfolio");
    vec![solution.weights.clone()]
}

fn allocated(outcome: AllocationOutcome) -> Portfolios {
    let allocation = outcome.allocation().expect("a portfolio");
    vec![allocation.weights.clone()]
}

fn scenario(returns: &DMatrix<f64>, measure: ScenarioMeasure) -> Portfolios {
    let (objective, limits) = (ScenarioObjective::MinRisk, Constraints::default());
    let problem = ScenarioProblem::new(returns.clone(), measure, objective, limits);
    let outcome = solve_scenario(&problem.expect("well-formed"));
    vec![outcome.solution().expect("a portfolio").weights.clone()]
}

fn turning_points(returns: &DMatrix<f64>) -> Portfolios {
    match exact_frontier(&estimated(returns, Objective::MinVariance)) {
        ExactFrontier::Line(line) => line
            .turning_points()
            .iter()
            .map(|point| point.weights.clone())
            .collect(),
        _ => Vec::new(),
    }
}

fn walked(returns: &DMatrix<f64>) -> Portfolios {
    let windows = WalkForward {
        train: 252,
        test: 21,
        rebalance: Rebalance::Daily,
    };
    let limits = Constraints::default();
    let estimates = Estimates::default();
    let walked = walk_forward(
        returns,
        windows,
        Objective::MinVariance,
        &limits,
        &estimates,
    );
    let folds = walked.expect("well-formed").folds.into_iter();
    folds
        .filter_map(|fold| match fold.weights {
            FoldWeights::Solved { weights, .. } => Some(weights),
            _ => None,
        })
        .collect()
}
