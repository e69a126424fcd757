//! Covariances without full rank, objectives without curvature, models without an optimum.

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, CovarianceEstimate, LimitId, Method, Moments, Objective, Outcome, Problem,
    Route, Row, Solution, Unbounded, explain, solve, solve_by, solve_warm,
};

fn optimal(problem: &Problem, method: Method) -> Solution {
    match solve_by(problem, method) {
        Outcome::Optimal(solution) => solution,
        other => panic!("{method:?} gives {other:?}"),
    }
}

/// Twelve days of thirty assets: rank 11.
fn few_days() -> Moments {
    let returns = DMatrix::from_fn(12, 30, |day, asset| {
        let angle = (1 + day * (asset + 3)) as f64;
        0.01 * (angle * 0.7).sin() + 0.005 * (angle * angle * 0.13).cos() + 0.002
    });
    Moments::estimate(&returns, CovarianceEstimate::Sample).expect("moments")
}

#[test]
fn both_routes_reach_the_same_objective_on_a_singular_covariance() {
    let constraints = Constraints {
        max_weight: Bounds::all(0.15),
        rows: vec![Row::group("First", 0..10, Some(0.2), Some(0.6))],
        ..Constraints::default()
    };
    for objective in [
        Objective::MinVariance,
        Objective::MaxUtility { risk_aversion: 2.0 },
        Objective::MaxUtility { risk_aversion: 0.0 },
        Objective::MaxReturn,
        Objective::MaxSharpe { risk_free: 0.01 },
    ] {
        let problem =
            Problem::new(few_days(), objective, constraints.clone()).expect("well-formed");
        let fast = optimal(&problem, Method::Auto);
        let reference = optimal(&problem, Method::Clarabel);
        let unit = 1e-8 * (1.0 + reference.objective.abs());
        assert!(
            (fast.objective - reference.objective).abs() < unit,
            "{objective:?}: {} and {}",
            fast.objective,
            reference.objective
        );
        let Outcome::Optimal(warm) = solve_warm(&problem, &fast.active) else {
            panic!("{objective:?} from its own active set");
        };
        assert!(
            (warm.objective - fast.objective).abs() < unit,
            "{objective:?}"
        );
        for price in explain(&problem, &fast) {
            assert!(
                price.price_bp_per_percent.is_finite(),
                "{objective:?} {price:?}"
            );
        }
    }
}

#[test]
fn identical_assets_have_some_optimum() {
    let twins = Moments::new(
        DVector::from_element(4, 0.1),
        DMatrix::from_element(4, 4, 0.04),
    );
    let problem = Problem::new(
        twins.expect("moments"),
        Objective::MinVariance,
        Constraints::default(),
    )
    .expect("well-formed");
    for method in [Method::Auto, Method::Clarabel] {
        let solution = optimal(&problem, method);
        assert!((solution.weights.sum() - 1.0).abs() < 1e-12);
        assert!((solution.volatility - 0.2).abs() < 1e-9);
    }
    let sharpe = problem
        .with_objective(Objective::MaxSharpe { risk_free: 0.0 })
        .expect("well-formed");
    for method in [Method::Auto, Method::Clarabel] {
        assert!((optimal(&sharpe, method).objective - 0.5).abs() < 1e-9);
    }
}

#[test]
fn nothing_moves() {
    let still = Moments::new(DVector::from_vec(vec![0.01, 0.02]), DMatrix::zeros(2, 2));
    let problem = Problem::new(
        still.expect("moments"),
        Objective::MinVariance,
        Constraints::default(),
    )
    .expect("well-formed");
    let solution = optimal(&problem, Method::Auto);
    assert_eq!(solution.volatility, 0.0);
    assert!(
        explain(&problem, &solution)
            .iter()
            .all(|price| price.price_bp_per_percent == 0.0)
    );
}

#[test]
fn one_asset_takes_everything() {
    let one = Moments::new(
        DVector::from_vec(vec![0.1]),
        DMatrix::from_element(1, 1, 0.04),
    );
    let one = one.expect("moments");
    for objective in [
        Objective::MinVariance,
        Objective::MaxSharpe { risk_free: 0.02 },
        Objective::MaxUtility { risk_aversion: 1.0 },
        Objective::MaxReturn,
        Objective::EqualWeight,
    ] {
        let problem =
            Problem::new(one.clone(), objective, Constraints::default()).expect("well-formed");
        for method in [Method::Auto, Method::Clarabel] {
            let solution = optimal(&problem, method);
            assert!(
                (solution.weights[0] - 1.0).abs() < 1e-12,
                "{objective:?} {method:?}"
            );
            assert!((solution.sharpe(0.02) - 0.4).abs() < 1e-9);
        }
    }
}

#[test]
fn equal_weights_are_a_formula() {
    let problem = Problem::new(few_days(), Objective::EqualWeight, Constraints::default())
        .expect("well-formed");
    let solution = optimal(&problem, Method::Clarabel);
    assert_eq!(solution.route, Route::ClosedForm);
    assert_eq!(solution.weights, DVector::from_element(30, 1.0 / 30.0));
    assert_eq!(solution.objective, solution.volatility.powi(2));
}

fn two_assets() -> Moments {
    Moments::new(
        DVector::from_vec(vec![0.05, 0.1]),
        DMatrix::from_row_slice(2, 2, &[0.04, 0.01, 0.01, 0.09]),
    )
    .expect("moments")
}

#[test]
fn without_bounds_the_closed_forms_hold() {
    let free = Constraints {
        min_weight: Bounds::all(f64::NEG_INFINITY),
        max_weight: Bounds::all(f64::INFINITY),
        ..Constraints::default()
    };
    let new = |objective| Problem::new(two_assets(), objective, free.clone()).expect("well-formed");
    let inverse = two_assets()
        .covariance()
        .clone()
        .try_inverse()
        .expect("definite");
    let ones = DVector::from_element(2, 1.0);
    let calm = &inverse * &ones / ones.dot(&(&inverse * &ones));
    let bold = &inverse * two_assets().mean();
    let bold = &bold / bold.sum();
    for method in [Method::Auto, Method::Clarabel] {
        let solution = optimal(&new(Objective::MinVariance), method);
        assert!((&solution.weights - &calm).amax() < 1e-12);
        let solution = optimal(&new(Objective::MaxSharpe { risk_free: 0.0 }), method);
        assert!((&solution.weights - &bold).amax() < 1e-12);
        assert!(matches!(
            solve_by(&new(Objective::MaxReturn), method),
            Outcome::Unbounded(Unbounded::Along(_))
        ));
    }
    let indifferent = new(Objective::MaxUtility { risk_aversion: 0.0 });
    assert!(matches!(solve(&indifferent), Outcome::Unbounded(_)));

    // A cap can be removed without a bound taking its place.
    let capped = free.with(LimitId::MaxWeightOf(1), 0.5);
    let problem = Problem::new(two_assets(), Objective::MaxReturn, capped).expect("well-formed");
    let solution = optimal(&problem, Method::Auto);
    let prices = explain(&problem, &solution);
    let cap = prices
        .iter()
        .find(|price| price.limit == LimitId::MaxWeightOf(1))
        .expect("the cap binds");
    assert_eq!(cap.helps_until, Some(f64::INFINITY));
    assert_eq!(cap.valid_to, f64::INFINITY);
}

#[test]
fn a_start_of_another_model_does_no_harm() {
    let problem = Problem::new(two_assets(), Objective::MinVariance, Constraints::default())
        .expect("well-formed");
    let cold = optimal(&problem, Method::Auto);
    let other = Problem::new(few_days(), Objective::MaxReturn, Constraints::default())
        .expect("well-formed");
    let strange = optimal(&other, Method::Auto).active;
    for active in [strange, optimizer::ActiveSet::default()] {
        let Outcome::Optimal(warm) = solve_warm(&problem, &active) else {
            panic!("feasible");
        };
        assert!((warm.weights - &cold.weights).amax() < 1e-14);
    }
}

#[test]
fn redundant_rows_are_borne() {
    let constraints = Constraints {
        rows: vec![
            Row::group("All", [0, 1], Some(1.0), Some(1.0)),
            Row::group("Again", [0, 1], None, Some(1.0)),
            Row::group("First", [0], None, Some(0.4)),
            Row::group("Second", [1], Some(0.6), None),
        ],
        ..Constraints::default()
    };
    for objective in [
        Objective::MinVariance,
        Objective::MaxSharpe { risk_free: 0.0 },
        Objective::MaxReturn,
    ] {
        let problem =
            Problem::new(two_assets(), objective, constraints.clone()).expect("well-formed");
        let fast = optimal(&problem, Method::Auto);
        let reference = optimal(&problem, Method::Clarabel);
        assert!(
            (&fast.weights - &reference.weights).amax() < 1e-9,
            "{objective:?}"
        );
    }
}
