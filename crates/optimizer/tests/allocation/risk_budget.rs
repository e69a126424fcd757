//! Risk budgeting against references, and its laws.

use nalgebra::{DMatrix, DVector};
use optimizer::{
    AllocationError, AllocationOutcome, AllocationRoute, Bounds, Constraints, LimitId, Row,
    risk_parity,
};
use proptest::prelude::*;

use crate::support::{covariance, found, problem, problem_of};
use crate::us20;

fn shares(covariance: &DMatrix<f64>, weights: &DVector<f64>) -> DVector<f64> {
    let risk = weights.component_mul(&(covariance * weights));
    let total = risk.sum();
    risk / total
}

#[test]
fn equal_contributions_as_the_reference() {
    let reference = us20::reference("allocation_methods_us20.json");
    let problem = problem(Constraints::default());
    let answer = found(risk_parity(&problem, None));
    let expected = us20::vector(&reference["risk_parity"]["weights"]);
    assert!(us20::distance(&answer.weights, &expected) < 1e-14);
    assert!(answer.residual < 1e-15);
    assert_eq!(answer.route, AllocationRoute::CoordinateDescent);
}

#[test]
fn budgets_as_skfolio() {
    let reference = us20::reference("allocation_methods_us20.json");
    let budget = us20::vector(&reference["risk_budget"]["budget"]);
    let answer = found(risk_parity(&problem(Constraints::default()), Some(&budget)));
    let expected = us20::vector(&reference["risk_budget"]["skfolio"]);
    assert!(us20::distance(&answer.weights, &expected) < 1e-5);
    let achieved = shares(us20::moments().covariance(), &answer.weights);
    assert!(us20::distance(&achieved, &budget) < 1e-14);
}

#[test]
fn limits_that_bind_are_kept() {
    let reference = us20::reference("allocation_methods_us20.json");
    let capped = Constraints {
        max_weight: Bounds::all(0.06),
        ..Constraints::default()
    };
    let grouped = Constraints {
        rows: vec![Row::group("four", [0, 1, 2, 12], Some(0.2), None)],
        ..capped.clone()
    };
    for (constraints, key, within) in [(capped, "skfolio_cap_only", 2e-5), (grouped, "exact", 1e-8)]
    {
        let answer = found(risk_parity(&problem(constraints), None));
        let expected = us20::vector(&reference["risk_budget_capped"][key]);
        let distance = us20::distance(&answer.weights, &expected);
        assert!(distance < within, "{key}: {distance}");
        assert!(answer.residual < 1e-12, "{key}: {}", answer.residual);
        assert!(answer.weights.max() < 0.06 + 1e-12);
        assert_eq!(answer.route, AllocationRoute::InteriorPoint);
    }
}

#[test]
fn a_budget_scales_the_weights() {
    let one = found(risk_parity(&problem(Constraints::default()), None));
    let constraints = Constraints {
        budget: 0.5,
        ..Constraints::default()
    };
    let half = found(risk_parity(&problem(constraints), None));
    assert!(us20::distance(&(half.weights * 2.0), &one.weights) < 1e-15);
}

#[test]
fn contradictions_are_named() {
    let tight = Constraints {
        max_weight: Bounds::all(0.04),
        ..Constraints::default()
    };
    let closed = Constraints::default().with(LimitId::MaxWeightOf(3), 0.0);
    let group = Constraints {
        rows: vec![Row::group("none of these", [3, 4], None, Some(0.0))],
        ..Constraints::default()
    };
    for (constraints, limit) in [
        (tight, LimitId::MaxWeight),
        (closed, LimitId::MaxWeightOf(3)),
        (group, LimitId::RowMax(0)),
    ] {
        match risk_parity(&problem(constraints), None) {
            Ok(AllocationOutcome::Infeasible(conflict)) => assert_eq!(conflict.limits, [limit]),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_has_no_answer_is_refused() {
    let riskless = DMatrix::from_diagonal(&DVector::from_vec(vec![0.04, 0.0, 0.09]));
    let opposite = DMatrix::from_row_slice(2, 2, &[0.04, -0.06, -0.06, 0.09]);
    assert_eq!(
        risk_parity(&problem_of(riskless, Constraints::default()), None),
        Err(AllocationError::NoVariance { asset: 1 })
    );
    assert_eq!(
        risk_parity(&problem_of(opposite, Constraints::default()), None),
        Err(AllocationError::Riskless)
    );
    for (budget, message) in [
        (vec![0.5, 0.6], "objective.budget: does not sum to 1"),
        (vec![1.0, 0.0], "objective.budget[1]: is not positive"),
        (
            vec![1.0],
            "objective.budget: does not have one number per asset",
        ),
        (
            vec![f64::NAN, 1.0],
            "objective.budget[0]: is not a finite number",
        ),
    ] {
        let covariance = DMatrix::from_diagonal_element(2, 2, 0.04);
        let problem = problem_of(covariance, Constraints::default());
        let error = risk_parity(&problem, Some(&DVector::from_vec(budget))).expect_err(message);
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn special_markets() {
    let one = DMatrix::from_element(1, 1, 0.04);
    let same = DMatrix::from_element(3, 3, 0.04);
    for (covariance, expected) in [(one, vec![1.0]), (same, vec![1.0 / 3.0; 3])] {
        let answer = found(risk_parity(
            &problem_of(covariance, Constraints::default()),
            None,
        ));
        assert!(us20::distance(&answer.weights, &DVector::from_vec(expected)) < 1e-15);
    }
    // Perfectly correlated: shares are proportional to w·σ.
    let volatilities = DVector::from_vec(vec![0.1, 0.2, 0.4]);
    let covariance = &volatilities * volatilities.transpose();
    let answer = found(risk_parity(
        &problem_of(covariance, Constraints::default()),
        None,
    ));
    let expected = DVector::from_vec(vec![4.0, 2.0, 1.0]) / 7.0;
    assert!(us20::distance(&answer.weights, &expected) < 1e-15);
}

/// Positive budgets over many orders of magnitude.
fn budgets(assets: usize) -> impl Strategy<Value = DVector<f64>> {
    prop::collection::vec(-18.0..0.0_f64, assets).prop_map(|logarithms| {
        let budget = DVector::from_vec(logarithms).map(f64::exp);
        let total = budget.sum();
        budget / total
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn shares_are_the_budgets(
        (covariance, budget) in covariance(1..60)
            .prop_flat_map(|covariance| { let n = covariance.nrows(); (Just(covariance), budgets(n)) }),
        scale in 1e-6..1e4_f64,
    ) {
        let answer = found(risk_parity(
            &problem_of(covariance.clone(), Constraints::default()), Some(&budget)));
        prop_assert!(answer.weights.min() > 0.0);
        prop_assert!((answer.weights.sum() - 1.0).abs() < 1e-13);
        let achieved = shares(&covariance, &answer.weights);
        prop_assert!(us20::distance(&achieved, &budget) < 1e-11);
        let scaled = found(risk_parity(
            &problem_of(covariance * scale, Constraints::default()), Some(&budget)));
        prop_assert!(us20::distance(&scaled.weights, &answer.weights) < 1e-11);
    }

    #[test]
    fn the_order_of_assets_does_not_matter(
        (covariance, order) in covariance(2..30).prop_flat_map(|covariance| {
            let order: Vec<usize> = (0..covariance.nrows()).collect();
            (Just(covariance), Just(order).prop_shuffle())
        }),
        cap in 1.2..4.0_f64,
    ) {
        let n = order.len();
        let constraints = Constraints {
            max_weight: Bounds::all((cap / n as f64).min(1.0)),
            ..Constraints::default()
        };
        let permuted = DMatrix::from_fn(n, n, |i, j| covariance[(order[i], order[j])]);
        let plain = found(risk_parity(&problem_of(covariance, constraints.clone()), None));
        let other = found(risk_parity(&problem_of(permuted, constraints), None));
        let back = DVector::from_fn(n, |i, _| plain.weights[order[i]]);
        prop_assert!(us20::distance(&back, &other.weights) < 1e-8);
    }

    /// No portfolio that keeps the limits has a smaller `ln √(w'Σw) − Σ bᵢ ln wᵢ`.
    #[test]
    fn nothing_within_the_limits_is_better(
        covariance in covariance(3..15),
        cap in 1.1..2.0_f64,
        floor in 0.05..0.6_f64,
        moves in prop::collection::vec((0..15_usize, 0..15_usize, 0.0..1.0_f64), 20),
    ) {
        let n = covariance.nrows();
        let (cap, floor) = (cap / n as f64, floor / n as f64);
        let group = (0..n / 2).collect::<Vec<_>>();
        let constraints = Constraints {
            max_weight: Bounds::all(cap),
            min_weight: Bounds::all(floor),
            rows: vec![Row::group("half", group.iter().copied(), None, Some(0.5))],
            ..Constraints::default()
        };
        let answer = found(risk_parity(&problem_of(covariance.clone(), constraints), None));
        let value = |w: &DVector<f64>| {
            0.5 * w.dot(&(&covariance * w)).ln() - w.map(f64::ln).sum() / n as f64
        };
        prop_assert!(answer.residual < 1e-10);
        let best = value(&answer.weights) - 10.0 * answer.residual - 1e-12;
        for (from, to, share) in moves {
            let (from, to) = (from % n, to % n);
            let mut other = answer.weights.clone();
            let amount = share * (other[from] - floor).min(cap - other[to]);
            other[from] -= amount;
            other[to] += amount;
            if group.iter().map(|&asset| other[asset]).sum::<f64>() <= 0.5 {
                prop_assert!(value(&other) >= best);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Long positions that nearly hedge each other: an honest answer, whatever it is.
    #[test]
    fn hedging_markets_are_answered(
        (loadings, logarithms) in (2..30_usize).prop_flat_map(|n| (
            prop::collection::vec(-1.0..1.0_f64, n * 2),
            prop::collection::vec(-12.0..0.0_f64, n),
        )),
        noise in prop::sample::select(vec![0.0, 1e-8, 1e-6, 1e-4, 1e-2]),
    ) {
        let n = logarithms.len();
        let loadings = DMatrix::from_vec(n, 2, loadings);
        let covariance = &loadings * loadings.transpose() + DMatrix::identity(n, n) * (noise * noise);
        let budget = DVector::from_vec(logarithms).map(f64::exp);
        let budget = &budget / budget.sum();
        let problem = problem_of(covariance.clone(), Constraints::default());
        match risk_parity(&problem, Some(&budget)) {
            Ok(AllocationOutcome::Optimal(answer) | AllocationOutcome::Inexact(answer)) => {
                prop_assert!(answer.weights.iter().all(|weight| *weight > 0.0));
                let achieved = us20::distance(&shares(&covariance, &answer.weights), &budget);
                prop_assert!(achieved <= 10.0 * answer.residual + 1e-8 || answer.residual > 1e-8);
            }
            Err(AllocationError::Riskless | AllocationError::NoVariance { .. }) => {}
            other => prop_assert!(false, "{other:?}"),
        }
    }
}
