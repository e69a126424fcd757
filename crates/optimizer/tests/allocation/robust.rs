//! Utility against the worst mean of an ellipsoid.

use nalgebra::{DMatrix, DVector};
use optimizer::{
    AllocationOutcome, AllocationRoute, Bounds, Constraints, LimitId, MeanUncertainty, Moments,
    Objective, Outcome, Problem, Row, robust_utility, robust_utility_by_clarabel, solve,
};
use proptest::prelude::*;

use crate::support::{covariance, found, problem};
use crate::us20;

/// Annual covariance of the mean of daily data: `Σ ÷ T` in days, as the reference has it.
const DAYS: f64 = 8312.0;

#[test]
fn as_the_reference() {
    let reference = us20::reference("allocation_methods_us20.json");
    let cases = reference["robust"].as_array().expect("a list");
    let sample = MeanUncertainty::SampleMean { years: DAYS };
    let variances = us20::moments().covariance().diagonal() / 50.0;
    let diagonal = MeanUncertainty::Covariance(DMatrix::from_diagonal(&variances));
    let cases = cases
        .iter()
        .map(|case| (case, &sample))
        .chain([(&reference["robust_diagonal"], &diagonal)]);
    for (case, uncertainty) in cases {
        let radius = us20::number(&case["kappa"]);
        let aversion = us20::number(&case["risk_aversion"]);
        let problem = problem(Constraints::default());
        let answer = found(robust_utility(&problem, uncertainty, radius, aversion));
        let expected = us20::vector(&case["exact"]);
        let distance = us20::distance(&answer.weights, &expected);
        assert!(distance < 1e-6, "{radius} {aversion}: {distance:e}");
        assert_eq!(answer.route, AllocationRoute::FixedPoint);
        assert!(answer.residual < 1e-12);
        let conic = found(robust_utility_by_clarabel(
            &problem,
            uncertainty,
            radius,
            aversion,
        ));
        assert!((conic.objective - answer.objective).abs() < 1e-8);
    }
}

#[test]
fn without_uncertainty_it_is_the_utility() {
    let problem = problem(Constraints::default());
    let uncertainty = MeanUncertainty::SampleMean { years: 10.0 };
    let answer = found(robust_utility(&problem, &uncertainty, 0.0, 3.0));
    let objective = Objective::MaxUtility { risk_aversion: 3.0 };
    let plain = problem.with_objective(objective).expect("well-formed");
    let Outcome::Optimal(plain) = solve(&plain) else {
        panic!("a feasible model")
    };
    assert!(us20::distance(&answer.weights, &plain.weights) < 1e-12);
}

#[test]
fn what_is_malformed_is_refused() {
    let problem = problem(Constraints::default());
    let sample = |years| MeanUncertainty::SampleMean { years };
    let small = MeanUncertainty::Covariance(DMatrix::identity(2, 2));
    for (uncertainty, radius, aversion, message) in [
        (sample(1.0), -1.0, 1.0, "objective.radius: is negative"),
        (
            sample(1.0),
            f64::NAN,
            1.0,
            "objective.radius: is not a finite number",
        ),
        (
            sample(1.0),
            1.0,
            -1.0,
            "objective.risk_aversion: is negative",
        ),
        (sample(0.0), 1.0, 1.0, "objective.years: is not positive"),
        (small, 1.0, 1.0, "mean has 20 entries, covariance is 2 × 2"),
    ] {
        let error = robust_utility(&problem, &uncertainty, radius, aversion).expect_err(message);
        assert_eq!(error.to_string(), message);
    }
    let tight = self::problem(Constraints {
        max_weight: Bounds::all(0.04),
        ..Constraints::default()
    });
    for answer in [
        robust_utility(&tight, &sample(1.0), 1.0, 1.0),
        robust_utility_by_clarabel(&tight, &sample(1.0), 1.0, 1.0),
    ] {
        match answer {
            Ok(AllocationOutcome::Infeasible(conflict)) => {
                assert_eq!(conflict.limits, [LimitId::MaxWeight]);
            }
            other => panic!("{other:?}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The fast route and the conic one agree, with groups, floors and short positions.
    #[test]
    fn both_routes_agree(
        (covariance, mean, other) in (covariance(2..12), covariance(12..13)).prop_flat_map(|(covariance, other)| {
            let n = covariance.nrows();
            (Just(covariance), prop::collection::vec(-0.1..0.3_f64, n), Just(other))
        }),
        radius in 0.05..4.0_f64,
        aversion in prop_oneof![Just(0.0), 0.1..5.0_f64],
        years in 2.0..40.0_f64,
        short in prop_oneof![Just(0.0), 0.05..0.3_f64],
        own in any::<bool>(),
    ) {
        let n = mean.len();
        let constraints = Constraints {
            min_weight: Bounds::all(-short),
            max_weight: Bounds::all(0.8),
            rows: vec![Row::group("half", 0..n.div_ceil(2), Some(0.3), Some(0.7))],
            ..Constraints::default()
        };
        let moments = Moments::new(DVector::from_vec(mean), covariance).expect("moments");
        let problem = Problem::new(moments, Objective::MinVariance, constraints).expect("well-formed");
        let uncertainty = if own {
            MeanUncertainty::Covariance(other.view((0, 0), (n, n)) / years)
        } else {
            MeanUncertainty::SampleMean { years }
        };
        let fast = found(robust_utility(&problem, &uncertainty, radius, aversion));
        prop_assert_eq!(fast.route, AllocationRoute::FixedPoint);
        let conic = robust_utility_by_clarabel(&problem, &uncertainty, radius, aversion);
        let conic = conic.expect("an answer");
        let conic = conic.allocation().expect("weights").clone();
        prop_assert!((fast.objective - conic.objective).abs() < 1e-7,
            "{} {}", fast.objective, conic.objective);
        prop_assert!(us20::distance(&fast.weights, &conic.weights) < 1e-3);
    }
}
