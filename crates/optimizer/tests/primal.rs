//! Both routes on models that are larger and uglier than those of `properties.rs`: many assets,
//! many rows, fixed weights, equal assets, few days.

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, LimitId, Method, Moments, Objective, Outcome, Problem, Row, solve,
    solve_by, solve_warm,
};
use proptest::prelude::*;

#[derive(Debug, Clone, Copy)]
enum Kind {
    Factors,
    FewDays,
    Twins,
    Flat,
}

fn covariance(kind: Kind, n: usize, numbers: &[f64]) -> DMatrix<f64> {
    let number = |index: usize| numbers[index % numbers.len()] * (1.0 + 0.1 * (index as f64).sin());
    match kind {
        Kind::Factors | Kind::Flat => {
            let loadings = DMatrix::from_fn(n, 3, |i, k| 0.2 * number(3 * i + k));
            let mut matrix = &loadings * loadings.transpose();
            for asset in 0..n {
                let own = if matches!(kind, Kind::Flat) {
                    0.2
                } else {
                    0.1 + 0.3 * number(7 * asset).abs()
                };
                matrix[(asset, asset)] += own * own;
            }
            matrix
        }
        Kind::FewDays => {
            let days = n / 3 + 2;
            let returns = DMatrix::from_fn(days, n, |day, asset| number(day * n + asset));
            returns.transpose() * &returns / (days as f64 * 20.0)
        }
        Kind::Twins => {
            // Every asset twice.
            let half = covariance(Kind::Factors, n.div_ceil(2), numbers);
            DMatrix::from_fn(n, n, |i, j| half[(i / 2, j / 2)])
        }
    }
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(Kind::Factors),
        Just(Kind::FewDays),
        Just(Kind::Twins),
        Just(Kind::Flat)
    ]
}

fn objective() -> impl Strategy<Value = Objective> {
    prop_oneof![
        Just(Objective::MinVariance),
        (0.3..20.0).prop_map(|risk_aversion| Objective::MaxUtility { risk_aversion }),
        Just(Objective::MaxReturn),
    ]
}

prop_compose! {
    fn problem()(n in 30_usize..70)(
        kind in kind(),
        numbers in prop::collection::vec(-1.0..1.0, 97),
        mean in prop::collection::vec(0.0..0.3, n),
        ties in any::<bool>(),
        inside in prop::collection::vec(0.01..1.0, n),
        room in prop_oneof![Just(1.0), 0.0..0.05],
        short in prop_oneof![Just(0.0), 0.0..0.1],
        groups in 0..6_usize,
        slack in prop_oneof![Just(0.0), 0.0..0.1],
        fixed in 0..n,
        has_fixed in any::<bool>(),
        objective in objective(),
    ) -> Problem {
        let n = mean.len();
        let total: f64 = inside.iter().sum();
        let inside: Vec<f64> = inside.iter().map(|weight| weight / total).collect();
        let largest = inside.iter().fold(0.0_f64, |largest, &weight| largest.max(weight));
        let mean = DVector::from_vec(mean).map(|mean: f64| if ties { (mean * 10.0).round() / 10.0 } else { mean });
        // Groups around the portfolio the model is built around; without slack equalities.
        let rows = (0..groups)
            .map(|group| {
                let members: Vec<usize> = (0..n).filter(|asset| asset % (groups + 1) == group).collect();
                let sum: f64 = members.iter().map(|&asset| inside[asset]).sum();
                Row::group(format!("{group}"), members, Some(sum - slack), Some(sum + 0.5 * slack))
            })
            .collect();
        let mut constraints = Constraints {
            min_weight: Bounds::all(-short),
            max_weight: Bounds::all(largest + room),
            rows,
            ..Constraints::default()
        };
        if has_fixed {
            constraints = constraints
                .with(LimitId::MinWeightOf(fixed), inside[fixed])
                .with(LimitId::MaxWeightOf(fixed), inside[fixed]);
        }
        let moments = Moments::new(mean, covariance(kind, n, &numbers)).expect("moments");
        Problem::new(moments, objective, constraints).expect("well-formed")
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_routes_agree(problem in problem(), cap in 0.0..1.0, asset in 0..30_usize) {
        let Outcome::Optimal(fast) = solve(&problem) else { panic!("a portfolio exists") };
        prop_assert!(fast.kkt_residual < 1e-9, "{:e}", fast.kkt_residual);
        prop_assert!((fast.weights.sum() - 1.0).abs() < 1e-10);
        if let Outcome::Optimal(reference) = solve_by(&problem, Method::Clarabel) {
            let gap = (fast.objective - reference.objective).abs();
            prop_assert!(gap < 1e-8, "{} and {}", fast.objective, reference.objective);
        }
        // The same with a cap that cuts: warm as cold.
        let floor = problem.constraints().min_weight.of(asset);
        let cap = floor + cap * (problem.constraints().max_weight.of(asset) - floor);
        let moved = problem.constraints().clone().with(LimitId::MaxWeightOf(asset), cap);
        let moved = problem.with_constraints(moved).expect("well-formed");
        match (solve(&moved), solve_warm(&moved, &fast.active)) {
            (Outcome::Optimal(cold), Outcome::Optimal(warm)) => {
                prop_assert!((cold.objective - warm.objective).abs() < 1e-9);
            }
            (Outcome::Infeasible(cold), Outcome::Infeasible(warm)) => prop_assert_eq!(cold, warm),
            (cold, warm) => prop_assert!(false, "{:?} and {:?}", cold, warm),
        }
    }
}
