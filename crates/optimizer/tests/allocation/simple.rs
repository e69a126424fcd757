//! Maximum diversification and inverse volatility.

use nalgebra::{DMatrix, DVector};
use optimizer::{
    AllocationError, AllocationOutcome, Bounds, Constraints, LeafOrder, LimitId, Linkage, Moments,
    Objective, Problem, Row, hierarchical_equal_risk_contribution, hierarchical_risk_parity,
    inverse_volatility, max_diversification, nested_clusters, risk_parity,
};
use proptest::prelude::*;

use crate::support::{covariance, found, problem, problem_of};
use crate::us20;

#[test]
fn most_diversified_as_the_reference() {
    let reference = &us20::reference("allocation_methods_us20.json")["max_diversification"];
    let answer = found(max_diversification(&problem(Constraints::default())));
    let expected = us20::vector(&reference["weights"]);
    assert!(us20::distance(&answer.weights, &expected) < 1e-12);
    let ratio = us20::number(&reference["diversification_ratio"]);
    assert!((answer.objective - ratio).abs() < 1e-12);
}

#[test]
fn inverse_volatility_is_its_formula() {
    let answer = found(inverse_volatility(&problem(Constraints::default())));
    let inverse = us20::moments()
        .covariance()
        .diagonal()
        .map(|variance| 1.0 / variance.sqrt());
    let expected = &inverse / inverse.sum();
    assert!(us20::distance(&answer.weights, &expected) < 1e-15);
}

#[test]
fn a_formula_names_the_limits_it_breaks() {
    let constraints = Constraints {
        max_weight: Bounds::all(0.05),
        rows: vec![Row::group("pair", [0, 1], Some(0.5), None)],
        target_return: Some(0.9),
        ..Constraints::default()
    };
    let answer = inverse_volatility(&problem(constraints)).expect("an answer");
    let AllocationOutcome::Infeasible(conflict) = answer else {
        panic!("{answer:?}")
    };
    let broken: Vec<_> = conflict
        .relaxation
        .iter()
        .map(|&(limit, _)| limit)
        .collect();
    let expected = [
        LimitId::MaxWeight,
        LimitId::RowMin(0),
        LimitId::TargetReturn,
    ];
    assert_eq!(broken, expected);
}

#[test]
fn a_target_return_is_one_of_the_true_returns() {
    let target = |target_return| Constraints {
        target_return: Some(target_return),
        ..Constraints::default()
    };
    let answer = found(max_diversification(&problem(target(0.2))));
    assert!(answer.expected_return > 0.2 - 1e-12);
    match max_diversification(&problem(target(0.9))) {
        Ok(AllocationOutcome::Infeasible(conflict)) => {
            assert_eq!(conflict.limits, [LimitId::TargetReturn]);
        }
        other => panic!("{other:?}"),
    }
    let covariance = DMatrix::from_diagonal_element(2, 2, 0.04);
    let moments = Moments::new(DVector::zeros(2), covariance).expect("moments");
    let zero = Problem::new(moments, Objective::MinVariance, target(0.1)).expect("well-formed");
    match max_diversification(&zero) {
        Ok(AllocationOutcome::Infeasible(conflict)) => {
            assert_eq!(conflict.relaxation, [(LimitId::TargetReturn, 0.0)]);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn special_markets() {
    let riskless = DMatrix::from_diagonal(&DVector::from_vec(vec![0.04, 0.09, 0.0]));
    let riskless = problem_of(riskless, Constraints::default());
    let refused = Err(AllocationError::NoVariance { asset: 2 });
    assert_eq!(max_diversification(&riskless), refused);
    assert_eq!(inverse_volatility(&riskless), refused);

    let one = problem_of(DMatrix::from_element(1, 1, 0.04), Constraints::default());
    assert_eq!(found(max_diversification(&one)).weights[0], 1.0);
    assert_eq!(found(inverse_volatility(&one)).weights[0], 1.0);

    let same = problem_of(DMatrix::from_element(3, 3, 0.04), Constraints::default());
    let answer = found(max_diversification(&same));
    assert!((answer.objective - 1.0).abs() < 1e-12);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// With independent assets both are the same, and the ratio never falls below that of any
    /// single asset.
    #[test]
    fn diversification_laws(covariance in covariance(1..30), scale in 1e-4..1e4_f64) {
        let problem = problem_of(covariance.clone(), Constraints::default());
        let answer = found(max_diversification(&problem));
        prop_assert!(answer.objective >= 1.0 - 1e-12);
        prop_assert!((answer.weights.sum() - 1.0).abs() < 1e-10);
        prop_assert!(answer.weights.min() > -1e-12);
        let other = found(inverse_volatility(&problem));
        let ratio = covariance.diagonal().map(f64::sqrt).dot(&other.weights) / other.volatility;
        prop_assert!(answer.objective >= ratio - 1e-10);
        let scaled = problem_of(&covariance * scale, Constraints::default());
        prop_assert!(us20::distance(&found(max_diversification(&scaled)).weights, &answer.weights) < 1e-9);

        let independent = DMatrix::from_diagonal(&covariance.diagonal());
        let problem = problem_of(independent, Constraints::default());
        let (left, right) = (found(max_diversification(&problem)), found(inverse_volatility(&problem)));
        prop_assert!(us20::distance(&left.weights, &right.weights) < 1e-9);
    }
}

/// Units do not matter, however odd they are.
#[test]
fn tiny_and_huge_variances() {
    let all = |scale: f64| {
        let covariance = us20::moments().covariance() * scale;
        let problem = problem_of(covariance, Constraints::default());
        let (linkage, order) = (Linkage::Ward, LeafOrder::Shortest);
        [
            risk_parity(&problem, None),
            inverse_volatility(&problem),
            max_diversification(&problem),
            hierarchical_risk_parity(&problem, linkage, order),
            hierarchical_equal_risk_contribution(&problem, linkage, None),
            nested_clusters(&problem, linkage, None),
        ]
        .map(|answer| found(answer).weights)
    };
    let usual = all(1.0);
    for scale in [1e-290, 1e-12, 1e12, 1e290] {
        for (answer, usual) in all(scale).iter().zip(&usual) {
            assert!(us20::distance(answer, usual) < 1e-11);
        }
    }
}
