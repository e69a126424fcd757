//! Tracking a portfolio or a series.

use nalgebra::DVector;
use optimizer::{AllocationOutcome, Bounds, Constraints, LimitId, track_returns, track_weights};
use proptest::prelude::*;

use crate::support::{covariance, found, problem, problem_of};
use crate::us20;

fn capped(cap: f64) -> Constraints {
    Constraints {
        max_weight: Bounds::all(cap),
        ..Constraints::default()
    }
}

#[test]
fn weights_as_the_reference() {
    let reference = &us20::reference("allocation_methods_us20.json")["tracking"];
    let benchmark = us20::vector(&reference["benchmark"]);
    let cap = us20::number(&reference["cap"]);
    let answer = found(track_weights(&problem(capped(cap)), &benchmark));
    let expected = us20::vector(&reference["exact"]);
    assert!(us20::distance(&answer.weights, &expected) < 1e-9);
    let apart = us20::moments().volatility(&(&answer.weights - &benchmark));
    assert!((answer.objective - apart).abs() < 1e-15);
}

#[test]
fn a_series_as_the_reference() {
    let reference = &us20::reference("allocation_methods_us20.json")["tracking_series"];
    let returns = us20::returns();
    let even = DVector::from_element(20, 0.05);
    let waves = DVector::from_fn(returns.nrows(), |day, _| 0.002 * (day as f64).sin());
    let benchmark = &returns * even + waves;
    let cap = us20::number(&reference["cap"]);
    let answer = found(track_returns(&returns, &benchmark, capped(cap)));
    let expected = us20::vector(&reference["exact"]);
    assert!(us20::distance(&answer.weights, &expected) < 1e-8);
}

#[test]
fn a_portfolio_of_the_assets_is_tracked_without_error() {
    let benchmark = DVector::from_fn(20, |asset, _| (asset + 1) as f64 / 210.0);
    let answer = found(track_weights(&problem(Constraints::default()), &benchmark));
    assert!(us20::distance(&answer.weights, &benchmark) < 1e-12);
    let returns = us20::returns();
    let series = &returns * &benchmark;
    let answer = found(track_returns(&returns, &series, Constraints::default()));
    assert!(us20::distance(&answer.weights, &benchmark) < 1e-10);
    assert!(answer.objective < 1e-9);
}

#[test]
fn what_is_malformed_is_refused() {
    let problem = problem(Constraints::default());
    for (benchmark, message) in [
        (
            DVector::zeros(3),
            "objective.benchmark: does not have one number per asset",
        ),
        (
            DVector::from_element(20, f64::NAN),
            "objective.benchmark[0]: is not a finite number",
        ),
    ] {
        let error = track_weights(&problem, &benchmark).expect_err(message);
        assert_eq!(error.to_string(), message);
    }
    let returns = us20::returns();
    let short = DVector::zeros(3);
    let error = track_returns(&returns, &short, Constraints::default()).expect_err("too short");
    assert_eq!(
        error.to_string(),
        "objective.benchmark: does not have one return per day"
    );
    let benchmark = DVector::from_element(20, 0.05);
    match track_weights(&self::problem(capped(0.04)), &benchmark) {
        Ok(AllocationOutcome::Infeasible(conflict)) => {
            assert_eq!(conflict.limits, [LimitId::MaxWeight]);
        }
        other => panic!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A benchmark that keeps the limits is its own best tracker.
    #[test]
    fn a_portfolio_tracks_itself(
        (covariance, benchmark) in covariance(1..30).prop_flat_map(|covariance| {
            let n = covariance.nrows();
            (Just(covariance), prop::collection::vec(0.01..1.0_f64, n))
        }),
    ) {
        let benchmark = DVector::from_vec(benchmark);
        let benchmark = &benchmark / benchmark.sum();
        let problem = problem_of(covariance, Constraints::default());
        let answer = found(track_weights(&problem, &benchmark));
        prop_assert!(us20::distance(&answer.weights, &benchmark) < 1e-9);
    }
}
