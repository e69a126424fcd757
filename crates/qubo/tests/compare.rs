//! The comparison of all routes.

#[expect(dead_code, reason = "each test file uses a part")]
mod support;

use std::cell::Cell;

use qubo::{
    CompareError, CompareSettings, Mixer, QaoaSettings, Route, RouteReport, Variant, compare,
};
use support::{reference, us20};

const SEEDS: [u64; 5] = [3, 4, 5, 6, 7];

#[test]
fn every_route_is_measured_by_the_certified_optimum() {
    let instance = &reference()[1];
    let ticks = Cell::new(0.0);
    let clock = || {
        ticks.set(ticks.get() + 1.0);
        ticks.get()
    };
    let settings = CompareSettings {
        seeds: &SEEDS,
        clock: &clock,
        ..Default::default()
    };
    let comparison = compare(&instance.selection, &settings).expect("a small instance");
    assert_eq!(comparison.optimum.best.chosen, instance.best_assets);
    assert_eq!(comparison.optimum.feasible, 70.0);
    assert_eq!(comparison.optimum.uniform_probability, 1.0 / 70.0);
    // Each stretch is read off the clock at its two ends.
    assert_eq!(comparison.enumeration_seconds, Some(1.0));
    assert!(!comparison.stopped);
    assert_eq!(comparison.routes.len(), settings.routes.len());
    for report in &comparison.routes {
        check(report, &instance.best_assets);
    }
}

fn check(report: &RouteReport, optimum: &[usize]) {
    let unseeded = matches!(report.route, Route::Greedy | Route::Rounding);
    assert_eq!(report.runs.len(), if unseeded { 1 } else { SEEDS.len() });
    assert_eq!((report.median_seconds, &report.refused), (1.0, &None));
    let mut successes = 0;
    for run in &report.runs {
        let found = run.best.as_ref().is_some_and(|best| best.chosen == optimum);
        assert_eq!(found, run.gap == Some(0.0), "{:?}", report.route);
        assert_eq!(run.best.is_some(), run.gap.is_some());
        successes += usize::from(found);
    }
    assert_eq!(
        report.success_rate,
        successes as f64 / report.runs.len() as f64
    );
    let draws = matches!(report.route, Route::RandomSampling | Route::Qaoa(_));
    assert_eq!(
        report.median_probability.is_some(),
        draws,
        "{:?}",
        report.route
    );
    if report.route == Route::RandomSampling {
        assert_eq!(report.median_probability, Some(1.0 / 70.0));
        assert!(report.runs.iter().all(|run| run.steps == 64));
    }
    if matches!(report.route, Route::Annealing | Route::Bifurcation(_)) {
        assert_eq!(report.success_rate, 1.0, "{:?}", report.route);
    }
}

#[test]
fn a_gap_is_a_share_of_risk_and_return() {
    // One shot a seed is hardly ever the best of 924.
    let selection = us20(12, 6, 0.5);
    let settings = CompareSettings {
        routes: &[Route::RandomSampling],
        seeds: &SEEDS,
        qaoa: QaoaSettings {
            shots: 1,
            ..Default::default()
        },
        ..Default::default()
    };
    let comparison = compare(&selection, &settings).expect("a small instance");
    let report = &comparison.routes[0];
    assert!(report.success_rate < 1.0);
    for run in &report.runs {
        let best = run.best.as_ref().expect("every draw is feasible");
        let (risk, reward) = selection.terms(&best.chosen);
        let apart = best.value - comparison.optimum.best.value;
        assert_eq!(run.gap, Some(apart / (risk.abs() + reward.abs())));
    }
    let mut gaps: Vec<f64> = report.runs.iter().filter_map(|run| run.gap).collect();
    gaps.sort_by(f64::total_cmp);
    assert_eq!(report.median_gap, Some(gaps[2]));
}

#[test]
fn an_optimum_may_be_handed_in_and_is_not_believed_blindly() {
    let instance = &reference()[0];
    let routes = [Route::Annealing];
    let with = |optimum| CompareSettings {
        routes: &routes,
        seeds: &SEEDS,
        optimum: Some(optimum),
        ..Default::default()
    };
    let right = compare(&instance.selection, &with(&instance.best_assets)).expect("the optimum");
    assert_eq!(right.enumeration_seconds, None);
    assert_eq!(right.routes[0].success_rate, 1.0);
    let wrong = compare(&instance.selection, &with(&instance.second_assets));
    assert!(
        matches!(wrong, Err(CompareError::NotOptimal { .. })),
        "{wrong:?}"
    );
    let infeasible = compare(&instance.selection, &with(&[0, 1]));
    assert_eq!(infeasible, Err(CompareError::NotFeasible));
}

#[test]
fn a_circuit_that_is_too_large_is_refused_and_the_others_run() {
    let n = 40;
    let quadratic = nalgebra::DMatrix::from_fn(n, n, |i, j| if i == j { i as f64 } else { 0.0 });
    let linear = nalgebra::DVector::zeros(n);
    let selection = qubo::Selection::new(quadratic, linear, qubo::Count::Exactly(3)).expect("40");
    let settings = CompareSettings {
        routes: &[
            Route::Qaoa(Mixer::Transverse),
            Route::Bifurcation(Variant::Discrete),
        ],
        seeds: &SEEDS,
        ..Default::default()
    };
    let comparison = compare(&selection, &settings).expect("9,880 sets");
    assert!(comparison.routes[0].refused.is_some() && comparison.routes[0].runs.is_empty());
    assert_eq!(comparison.routes[1].success_rate, 1.0);
    assert!(!comparison.stopped);
}

#[test]
fn a_stop_ends_it_with_what_is_known() {
    let asked = Cell::new(0);
    let stop = || {
        asked.set(asked.get() + 1);
        asked.get() > 20
    };
    let selection = us20(8, 4, 0.5);
    let optimum = &reference()[1].best_assets;
    let settings = CompareSettings {
        routes: &[Route::RandomSampling, Route::Annealing, Route::Greedy],
        seeds: &SEEDS,
        optimum: Some(optimum),
        stop: &stop,
        ..Default::default()
    };
    let comparison = compare(&selection, &settings).expect("an answer");
    assert!(comparison.stopped);
    assert_eq!(comparison.routes[0].runs.len(), SEEDS.len());
    assert!(comparison.routes.len() < 3 || comparison.routes[2].runs.is_empty());
}
