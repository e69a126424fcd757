//! The exact frontier in factor form against the one on the matrix.

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, CovarianceEstimate, CriticalLine, ExactFrontier, FactorMoments, LimitId,
    Moments, Objective, Problem, Row, Turnover, exact_frontier, exact_frontier_of_factors,
};
use proptest::prelude::*;

fn line(found: ExactFrontier) -> CriticalLine {
    match found {
        ExactFrontier::Line(line) => line,
        other => panic!("{other:?}"),
    }
}

fn on_the_matrix(moments: &FactorMoments, constraints: &Constraints) -> ExactFrontier {
    let moments = moments.to_moments().expect("moments");
    let (objective, constraints) = (Objective::MinVariance, constraints.clone());
    exact_frontier(&Problem::new(moments, objective, constraints).expect("well-formed"))
}

/// The same turning points, but for those that are none: a point on the straight line.
fn check_same(moments: &FactorMoments, constraints: &Constraints) -> usize {
    let ours = line(exact_frontier_of_factors(moments, constraints).expect("well-formed"));
    let theirs = line(on_the_matrix(moments, constraints));
    let all = moments.to_moments().expect("moments");
    for (one, other) in [(&ours, &theirs), (&theirs, &ours)] {
        for point in one.turning_points() {
            let off = other.at_lambda(point.lambda);
            let moved = (&off.weights - &point.weights).amax();
            // Where the line jumps, any portfolio of the jump has the same value.
            let value = |weights: &DVector<f64>| {
                all.variance(weights) - point.lambda * all.expected_return(weights)
            };
            let worse = (value(&off.weights) - value(&point.weights)).abs();
            assert!(moved <= 1e-9 || worse <= 1e-12, "{moved:e} {worse:e}");
            assert!(point.kkt_residual <= 1e-10, "{:e}", point.kkt_residual);
        }
    }
    ours.turning_points().len()
}

fn made(n: usize, factors: usize) -> FactorMoments {
    let wave = |i: usize, k: usize| ((i * (2 * k + 3) + 7 * k) as f64 * 0.618).sin();
    let loadings = DMatrix::from_fn(n, factors, |i, k| match k {
        0 => 0.16 + 0.05 * wave(i, 0),
        _ => 0.09 * wave(i, k),
    });
    let root = DMatrix::from_fn(factors, factors, |i, j| {
        if i == j { 1.0 } else { 0.2 * wave(i, j) }
    });
    let specific = DVector::from_fn(n, |asset, _| (0.17 + 0.08 * wave(asset, 5)).powi(2));
    let mean = DVector::from_fn(n, |asset, _| 0.08 + 0.06 * wave(asset, 7));
    FactorMoments::new(mean, loadings, &root * root.transpose(), specific).expect("moments")
}

#[test]
fn a_market_of_ten_factors_has_the_same_turning_points() {
    for n in [20, 150, 400] {
        let points = check_same(&made(n, 10), &Constraints::default());
        assert!(points > 10, "{n}: {points}");
    }
    let capped = Constraints {
        max_weight: Bounds::all(0.02),
        ..Constraints::default()
    };
    check_same(&made(150, 10), &capped);
    let both = Constraints {
        min_weight: Bounds::all(-0.05),
        max_weight: Bounds::all(0.1),
        ..Constraints::default()
    };
    check_same(&made(150, 10), &both);
}

#[test]
fn limits_that_are_no_bounds_are_kept() {
    let groups = Constraints {
        rows: (0..5)
            .map(|group| {
                let members = (0..60).filter(|asset| asset % 5 == group);
                Row::group(format!("{group}"), members, Some(0.1), Some(0.3))
            })
            .collect(),
        ..Constraints::default()
    };
    check_same(&made(60, 4), &groups);
    check_same(&made(60, 4), &groups.with(LimitId::TargetReturn, 0.1));
}

#[test]
fn what_the_form_cannot_do_is_done_on_the_matrix() {
    // Without variance of their own, without any factor, without any difference in return.
    let few = FactorMoments::new(
        made(12, 3).mean().clone(),
        DMatrix::from_fn(12, 3, |i, k| ((i * 5 + k * 3) as f64).sin()),
        DMatrix::identity(3, 3),
        DVector::zeros(12),
    );
    check_same(&few.expect("moments"), &Constraints::default());
    let none = FactorMoments::new(
        made(12, 3).mean().clone(),
        DMatrix::zeros(12, 0),
        DMatrix::zeros(0, 0),
        DVector::from_element(12, 0.04),
    );
    check_same(&none.expect("moments"), &Constraints::default());
    let equal = FactorMoments::new(
        DVector::from_element(6, 0.1),
        DMatrix::from_fn(6, 2, |i, k| ((i + k) as f64).cos()),
        DMatrix::identity(2, 2),
        DVector::from_element(6, 0.04),
    );
    assert_eq!(
        check_same(&equal.expect("moments"), &Constraints::default()),
        1
    );
}

#[test]
fn contradictions_and_open_ends_are_those_of_the_matrix() {
    let moments = made(8, 2);
    let infeasible = Constraints {
        max_weight: Bounds::all(0.1),
        ..Constraints::default()
    };
    let found = exact_frontier_of_factors(&moments, &infeasible).expect("well-formed");
    assert!(matches!(found, ExactFrontier::Infeasible(_)), "{found:?}");
    assert_eq!(found, on_the_matrix(&moments, &infeasible));
    let open = Constraints {
        min_weight: Bounds::all(f64::NEG_INFINITY),
        max_weight: Bounds::all(f64::INFINITY),
        ..Constraints::default()
    };
    let found = exact_frontier_of_factors(&moments, &open).expect("well-formed");
    assert_eq!(found, ExactFrontier::Unbounded);
    let malformed = Constraints {
        budget: f64::NAN,
        ..Constraints::default()
    };
    assert!(exact_frontier_of_factors(&moments, &malformed).is_err());
    let malformed = Constraints {
        turnover: Some(Turnover {
            from: DVector::zeros(3),
            max: 0.1,
        }),
        ..Constraints::default()
    };
    assert!(exact_frontier_of_factors(&moments, &malformed).is_err());
}

#[test]
fn principal_components_are_those_of_the_estimate() {
    let returns = DMatrix::from_fn(60, 8, |day, asset| {
        let angle = (1 + day * (asset + 3)) as f64;
        0.01 * (angle * 0.7).sin() + 0.004 * (day as f64).cos()
    });
    let ours = FactorMoments::estimate(&returns, 2).expect("moments");
    let theirs = Moments::estimate(&returns, CovarianceEstimate::Factor { factors: 2 });
    let theirs = theirs.expect("moments");
    let off = ours.to_moments().expect("moments").covariance() - theirs.covariance();
    assert!(off.amax() < 1e-15, "{:e}", off.amax());
    assert_eq!(ours.mean(), theirs.mean());
    check_same(&ours, &Constraints::default());
    assert!(FactorMoments::estimate(&returns, 0).is_err());
    assert!(FactorMoments::estimate(&returns, 9).is_err());
}

#[test]
fn malformed_factors_are_refused() {
    let new = |mean: usize, rows: usize, factor: f64, own: f64| {
        FactorMoments::new(
            DVector::from_element(mean, 0.1),
            DMatrix::from_element(rows, 1, 0.2),
            DMatrix::from_element(1, 1, factor),
            DVector::from_element(mean, own),
        )
    };
    assert!(new(3, 3, 1.0, 0.1).is_ok());
    assert!(new(0, 0, 1.0, 0.1).is_err());
    assert!(new(3, 2, 1.0, 0.1).is_err());
    assert!(new(3, 3, 0.0, 0.1).is_err());
    assert!(new(3, 3, f64::NAN, 0.1).is_err());
    assert!(new(3, 3, 1.0, -0.1).is_err());
    assert!(new(3, 3, 1.0, f64::INFINITY).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn random_models_have_the_same_line(
        (loadings, mean, specific, factors) in (2_usize..20, 1_usize..5).prop_flat_map(|(n, k)| (
            prop::collection::vec(-1.0..1.0, n * k),
            prop::collection::vec(-0.1..0.3, n),
            prop::collection::vec(0.01..0.3, n),
            Just(k),
        )),
        cap in 0.3..1.0,
        floor in prop_oneof![Just(0.0), -0.3..0.0],
    ) {
        let n = mean.len();
        let moments = FactorMoments::new(
            DVector::from_vec(mean),
            DMatrix::from_vec(n, factors, loadings) * 0.2,
            DMatrix::identity(factors, factors),
            DVector::from_vec(specific),
        ).expect("moments");
        let constraints = Constraints {
            min_weight: Bounds::all(floor),
            max_weight: Bounds::all(f64::max(cap, 1.2 / n as f64)),
            ..Constraints::default()
        };
        check_same(&moments, &constraints);
    }
}
