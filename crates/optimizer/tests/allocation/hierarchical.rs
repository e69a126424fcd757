//! Clusters: HRP, HERC and NCO against references, and their laws.

use nalgebra::{DMatrix, DVector};
use optimizer::{
    AllocationError, AllocationOutcome, Bounds, Constraints, LeafOrder, LimitId, Linkage, Row,
    dendrogram, hierarchical_equal_risk_contribution, hierarchical_risk_parity, nested_clusters,
};
use proptest::prelude::*;

use crate::support::{covariance, found, problem, problem_of};
use crate::us20;

const LINKAGES: [(Linkage, &str); 4] = [
    (Linkage::Single, "single"),
    (Linkage::Complete, "complete"),
    (Linkage::Average, "average"),
    (Linkage::Ward, "ward"),
];

#[track_caller]
fn check(answer: &DVector<f64>, expected: &DVector<f64>, within: f64) {
    let distance = us20::distance(answer, expected);
    assert!(distance < within, "{distance:e}");
}

/// Each peer's convention, and that they are two different ones.
#[test]
fn risk_parity_as_the_references() {
    let reference = &us20::reference("allocation_methods_us20.json")["hrp"];
    let problem = problem(Constraints::default());
    for (linkage, order, peer) in [
        (Linkage::Single, LeafOrder::Tree, "pypfopt_single"),
        (Linkage::Single, LeafOrder::ScipyOptimal, "skfolio_single"),
        (Linkage::Single, LeafOrder::ScipyOptimal, "riskfolio_single"),
        (Linkage::Ward, LeafOrder::ScipyOptimal, "skfolio_default"),
    ] {
        let answer = found(hierarchical_risk_parity(&problem, linkage, order));
        check(&answer.weights, &us20::vector(&reference[peer]), 1e-14);
    }
}

#[test]
fn every_linkage_as_skfolio() {
    let reference = &us20::reference("allocation_methods_us20.json")["linkage"];
    let problem = problem(Constraints::default());
    for (linkage, name) in LINKAGES {
        let reference = &reference[name];
        let order = LeafOrder::ScipyOptimal;
        let answer = found(hierarchical_risk_parity(&problem, linkage, order));
        check(
            &answer.weights,
            &us20::vector(&reference["hrp_skfolio"]),
            1e-14,
        );
        let answer = found(hierarchical_equal_risk_contribution(
            &problem, linkage, None,
        ));
        check(
            &answer.weights,
            &us20::vector(&reference["herc_skfolio"]),
            1e-14,
        );
        // skfolio's solver stops early on daily covariances.
        let answer = found(nested_clusters(&problem, linkage, None));
        check(
            &answer.weights,
            &us20::vector(&reference["nco_exact"]),
            1e-8,
        );
        check(
            &answer.weights,
            &us20::vector(&reference["nco_skfolio"]),
            5e-4,
        );
    }
}

#[test]
fn trees_as_scipy() {
    let reference = us20::reference("allocation_methods_us20.json");
    let problem = problem(Constraints::default());
    let list = |value: &serde_json::Value| -> Vec<usize> {
        us20::vector(value)
            .iter()
            .map(|&entry| entry as usize)
            .collect()
    };
    for (linkage, name) in LINKAGES {
        let reference = &reference["linkage"][name];
        for (order, key) in [
            (LeafOrder::Tree, "leaf_order"),
            (LeafOrder::ScipyOptimal, "leaf_order_optimal"),
        ] {
            let tree = dendrogram(&problem, linkage, order).expect("a tree");
            assert_eq!(tree.order, list(&reference[key]), "{name} {key}");
            let heights = tree.merges.iter().map(|merge| merge.distance);
            let heights = DVector::from_iterator(tree.merges.len(), heights);
            check(&heights, &us20::vector(&reference["heights"]), 1e-13);
            // The same clusters, whatever they are called.
            let labels = list(&reference["labels"]);
            for i in 0..20 {
                for j in 0..i {
                    let together = labels[i] == labels[j];
                    assert_eq!(tree.labels[i] == tree.labels[j], together, "{name}");
                }
            }
        }
    }
    let single = dendrogram(&problem, Linkage::Single, LeafOrder::Tree).expect("a tree");
    let matrix = us20::matrix(&reference["hrp"]["scipy_single_linkage"]);
    for (merge, row) in single.merges.iter().zip(matrix.row_iter()) {
        assert_eq!([merge.left as f64, merge.right as f64], [row[0], row[1]]);
        assert!((merge.distance - row[2]).abs() < 1e-14);
    }
    assert_eq!(
        single.order,
        list(&reference["hrp"]["scipy_leaf_order_single"])
    );
}

#[test]
fn equal_contribution_as_the_reference() {
    let reference = us20::reference("allocation_methods_us20.json");
    let problem = problem(Constraints::default());
    let answer = found(hierarchical_equal_risk_contribution(
        &problem,
        Linkage::Ward,
        None,
    ));
    let expected = us20::vector(&reference["herc_skfolio_default"]);
    check(&answer.weights, &expected, 1e-14);
}

#[test]
fn bounds_as_skfolio() {
    let reference = us20::reference("allocation_methods_us20.json");
    let bounds = |name: &str| Constraints {
        min_weight: Bounds::all(us20::number(&reference[name]["min"])),
        max_weight: Bounds::all(us20::number(&reference[name]["max"])),
        ..Constraints::default()
    };
    let (linkage, order) = (Linkage::Ward, LeafOrder::ScipyOptimal);
    let bounded = problem(bounds("hrp_bounds"));
    let answer = found(hierarchical_risk_parity(&bounded, linkage, order));
    let expected = us20::vector(&reference["hrp_bounds"]["weights"]);
    check(&answer.weights, &expected, 1e-14);
    let bounded = problem(bounds("herc_bounds"));
    let answer = found(hierarchical_equal_risk_contribution(
        &bounded, linkage, None,
    ));
    let expected = us20::vector(&reference["herc_bounds"]["weights"]);
    check(&answer.weights, &expected, 1e-6);
}

#[test]
fn limits_that_break_are_named() {
    let rows = vec![Row::group("pair", [0, 1], Some(0.5), None)];
    let grouped = problem(Constraints {
        rows,
        ..Constraints::default()
    });
    let answer = hierarchical_risk_parity(&grouped, Linkage::Single, LeafOrder::Tree);
    let Ok(AllocationOutcome::Infeasible(conflict)) = answer else {
        panic!("{answer:?}")
    };
    assert_eq!(conflict.limits, [LimitId::RowMin(0)]);
    let answer = found(hierarchical_equal_risk_contribution(
        &grouped,
        Linkage::Ward,
        None,
    ));
    assert!((answer.weights[0] + answer.weights[1] - 0.5).abs() < 1e-12);

    let tight = problem(Constraints {
        max_weight: Bounds::all(0.04),
        ..Constraints::default()
    });
    for answer in [
        hierarchical_risk_parity(&tight, Linkage::Single, LeafOrder::Tree),
        hierarchical_equal_risk_contribution(&tight, Linkage::Ward, None),
        nested_clusters(&tight, Linkage::Ward, None),
    ] {
        let Ok(AllocationOutcome::Infeasible(conflict)) = answer else {
            panic!("{answer:?}")
        };
        assert_eq!(conflict.limits, [LimitId::MaxWeight]);
    }
}

#[test]
fn a_number_of_clusters_has_to_make_sense() {
    let problem = problem(Constraints::default());
    for (count, message) in [
        (0, "objective.clusters: is 0"),
        (21, "objective.clusters: is above the number of assets"),
    ] {
        let error = nested_clusters(&problem, Linkage::Ward, Some(count)).expect_err(message);
        assert_eq!(error.to_string(), message);
    }
    // One cluster is the inverse variance, as many as assets is minimum variance over all.
    let inverse = us20::moments()
        .covariance()
        .diagonal()
        .map(|variance| 1.0 / variance);
    let answer = found(hierarchical_equal_risk_contribution(
        &problem,
        Linkage::Ward,
        Some(1),
    ));
    check(&answer.weights, &(&inverse / inverse.sum()), 1e-15);
    let all = found(nested_clusters(&problem, Linkage::Ward, Some(20)));
    let one = found(nested_clusters(&problem, Linkage::Ward, Some(1)));
    check(&all.weights, &one.weights, 1e-12);
}

#[test]
fn special_markets() {
    let constraints = Constraints::default;
    let all = |covariance: &DMatrix<f64>| {
        let problem = problem_of(covariance.clone(), constraints());
        [
            hierarchical_risk_parity(&problem, Linkage::Single, LeafOrder::Tree),
            hierarchical_risk_parity(&problem, Linkage::Ward, LeafOrder::Shortest),
            hierarchical_equal_risk_contribution(&problem, Linkage::Ward, None),
            nested_clusters(&problem, Linkage::Ward, None),
        ]
    };
    for answer in all(&DMatrix::from_element(1, 1, 0.04)) {
        assert_eq!(found(answer).weights[0], 1.0);
    }
    let riskless = DMatrix::from_diagonal(&DVector::from_vec(vec![0.04, 0.0, 0.09]));
    for answer in all(&riskless) {
        assert_eq!(answer, Err(AllocationError::NoVariance { asset: 1 }));
    }
    for n in [2, 3, 4, 7] {
        for answer in all(&DMatrix::from_element(n, n, 0.04)) {
            let weights = found(answer).weights;
            assert!((weights.sum() - 1.0).abs() < 1e-12 && weights.min() > -1e-12);
        }
    }
    // Two pairs, each of which hedges itself completely.
    let pair = DMatrix::from_row_slice(2, 2, &[0.04, -0.04, -0.04, 0.04]);
    let mut pairs = DMatrix::zeros(4, 4);
    for start in [0, 2] {
        pairs.view_mut((start, start), (2, 2)).copy_from(&pair);
    }
    for answer in all(&pairs) {
        match answer {
            Err(AllocationError::Riskless) => {}
            other => assert!((found(other).weights.sum() - 1.0).abs() < 1e-12),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn laws(
        (covariance, order) in covariance(1..40).prop_flat_map(|covariance| {
            let order: Vec<usize> = (0..covariance.nrows()).collect();
            (Just(covariance), Just(order).prop_shuffle())
        }),
        linkage in prop::sample::select(LINKAGES.map(|(linkage, _)| linkage).to_vec()),
        leaves in prop::sample::select(
            vec![LeafOrder::Tree, LeafOrder::ScipyOptimal, LeafOrder::Shortest]),
        scale in 1e-6..1e6_f64,
    ) {
        let n = order.len();
        let all = |covariance: DMatrix<f64>| {
            let problem = problem_of(covariance, Constraints::default());
            [
                found(hierarchical_risk_parity(&problem, linkage, leaves)),
                found(hierarchical_equal_risk_contribution(&problem, linkage, None)),
                found(nested_clusters(&problem, linkage, None)),
            ]
        };
        let answers = all(covariance.clone());
        for (index, answer) in answers.iter().enumerate() {
            prop_assert!((answer.weights.sum() - 1.0).abs() < 1e-11);
            let least = if index < 2 { 0.0 } else { -1e-12 };
            prop_assert!(answer.weights.min() >= least);
        }
        for (answer, scaled) in answers.iter().zip(all(&covariance * scale)) {
            prop_assert!(us20::distance(&answer.weights, &scaled.weights) < 1e-9);
        }
        // The tree does not depend on the order of the assets; which branch is left does, and
        // only the order of the leaves, on which HRP rests, sees that.
        let permuted = DMatrix::from_fn(n, n, |i, j| covariance[(order[i], order[j])]);
        for (answer, other) in answers.iter().zip(all(permuted)).skip(1) {
            let back = DVector::from_fn(n, |i, _| answer.weights[order[i]]);
            prop_assert!(us20::distance(&back, &other.weights) < 1e-8);
        }
    }
}
