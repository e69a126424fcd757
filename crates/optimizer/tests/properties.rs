//! Laws that hold on random models.

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, LimitId, Method, Moments, Objective, Outcome, Problem, Row, Solution,
    solve, solve_by, solve_warm,
};
use proptest::prelude::*;

/// A random model that has at least the portfolio it was built around.
#[derive(Debug, Clone)]
struct Model {
    mean: DVector<f64>,
    covariance: DMatrix<f64>,
    objective: Objective,
    constraints: Constraints,
}

impl Model {
    fn problem(&self) -> Problem {
        let moments = Moments::new(self.mean.clone(), self.covariance.clone()).expect("moments");
        Problem::new(moments, self.objective, self.constraints.clone()).expect("well-formed")
    }

    /// Assets in another order.
    fn permuted(&self, order: &[usize]) -> Self {
        let n = order.len();
        let place = |asset: usize| order.iter().position(|&old| old == asset).expect("a place");
        let bounds = |bounds: &Bounds| Bounds {
            default: bounds.default,
            by_asset: bounds
                .by_asset
                .iter()
                .map(|(&asset, &value)| (place(asset), value))
                .collect(),
        };
        let mut constraints = self.constraints.clone();
        constraints.min_weight = bounds(&self.constraints.min_weight);
        constraints.max_weight = bounds(&self.constraints.max_weight);
        for row in &mut constraints.rows {
            let coefficients = std::mem::take(&mut row.coefficients);
            row.coefficients = coefficients
                .into_iter()
                .map(|(asset, value)| (place(asset), value))
                .collect();
        }
        Self {
            mean: DVector::from_fn(n, |i, _| self.mean[order[i]]),
            covariance: DMatrix::from_fn(n, n, |i, j| self.covariance[(order[i], order[j])]),
            objective: self.objective,
            constraints,
        }
    }
}

fn objective() -> impl Strategy<Value = Objective> {
    prop_oneof![
        Just(Objective::MinVariance),
        (0.3..20.0).prop_map(|risk_aversion| Objective::MaxUtility { risk_aversion }),
        (-0.05..0.02).prop_map(|risk_free| Objective::MaxSharpe { risk_free }),
        Just(Objective::MaxReturn),
    ]
}

prop_compose! {
    fn model()(n in 2_usize..14)(
        loadings in prop::collection::vec(-1.0..1.0, n * 3),
        noise in prop::collection::vec(0.05..0.5, n),
        mean in prop::collection::vec(0.0..0.3, n),
        inside in prop::collection::vec(0.01..1.0, n),
        room in 0.0..0.3,
        short in prop_oneof![Just(0.0), 0.0..0.3],
        coefficients in prop::collection::vec(-1.0..1.0, n),
        slack in 0.0..0.2,
        two_sided in any::<bool>(),
        own in 0..n,
        objective in objective(),
    ) -> Model {
        let n = noise.len();
        let mut coefficients = coefficients;
        coefficients[0] = 1.0;
        let loadings = DMatrix::from_vec(n, 3, loadings) * 0.2;
        let mut covariance = &loadings * loadings.transpose();
        for asset in 0..n {
            covariance[(asset, asset)] += noise[asset] * noise[asset];
        }
        let inside: DVector<f64> = DVector::from_vec(inside);
        let total: f64 = inside.sum();
        let inside: DVector<f64> = inside / total;
        let value: f64 = inside.iter().zip(&coefficients).map(|(w, c)| w * c).sum();
        let row = Row {
            name: "exposure".to_owned(),
            coefficients: coefficients.into_iter().enumerate().collect(),
            min: two_sided.then_some(value - slack),
            max: Some(value + 0.5 * slack),
        };
        let group = Row::group("half", 0..n / 2 + 1, Some(0.5 * inside.rows(0, n / 2 + 1).sum()), None);
        let constraints = Constraints {
            min_weight: Bounds::all(-short),
            max_weight: Bounds::all(inside.max() + room),
            rows: vec![row, group],
            ..Constraints::default()
        }
        .with(LimitId::MinWeightOf(own), 0.5 * inside[own]);
        let mean = DVector::from_vec(mean);
        let objective = match objective {
            // Some portfolio beats the rate: the one the model was built around.
            Objective::MaxSharpe { risk_free } => Objective::MaxSharpe {
                risk_free: risk_free.min(mean.dot(&inside) - 0.005),
            },
            other => other,
        };
        Model { mean, covariance, objective, constraints }
    }
}

fn optimal(problem: &Problem) -> Solution {
    match solve(problem) {
        Outcome::Optimal(solution) => solution,
        other => panic!("{other:?}"),
    }
}

/// By how much `weights` break the limits.
fn missed(problem: &Problem, weights: &DVector<f64>) -> f64 {
    let constraints = problem.constraints();
    let mut missed = (weights.sum() - constraints.budget).abs();
    for (asset, &weight) in weights.iter().enumerate() {
        missed = missed.max(constraints.min_weight.of(asset) - weight);
        missed = missed.max(weight - constraints.max_weight.of(asset));
    }
    for row in &constraints.rows {
        let value: f64 = row
            .coefficients
            .iter()
            .map(|(&asset, c)| c * weights[asset])
            .sum();
        missed = missed.max(row.min.unwrap_or(f64::NEG_INFINITY) - value);
        missed = missed.max(value - row.max.unwrap_or(f64::INFINITY));
    }
    missed
}

/// How much worse `other` is than `best`, in the direction of the objective.
fn worse_by(objective: Objective, best: f64, other: f64) -> f64 {
    match objective {
        Objective::MinVariance => other - best,
        _ => best - other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn limits_hold_and_the_residual_is_small(model in model()) {
        let problem = model.problem();
        let solution = optimal(&problem);
        prop_assert!(missed(&problem, &solution.weights) < 1e-10);
        prop_assert!(solution.kkt_residual < 1e-10, "{:e}", solution.kkt_residual);
    }

    #[test]
    fn the_fast_route_is_as_good_as_the_reference(model in model()) {
        let problem = model.problem();
        let fast = optimal(&problem);
        let Outcome::Optimal(reference) = solve_by(&problem, Method::Clarabel) else {
            panic!("feasible for Clarabel");
        };
        let gap = worse_by(model.objective, reference.objective, fast.objective);
        prop_assert!(gap.abs() < 1e-8, "{gap:e}");
        if model.objective != Objective::MaxReturn {
            prop_assert!((&fast.weights - &reference.weights).amax() < 1e-9);
        }
    }

    #[test]
    fn a_warm_start_changes_nothing(model in model(), share in 0.0..1.0, asset in 0..14_usize) {
        let problem = model.problem();
        let first = optimal(&problem);
        // Another cap for one asset, between its floor and beyond its weight.
        let asset = asset % problem.assets();
        let floor = problem.constraints().min_weight.of(asset);
        let cap = floor + share * (problem.constraints().max_weight.of(asset) - floor);
        let moved = problem
            .with_constraints(model.constraints.clone().with(LimitId::MaxWeightOf(asset), cap))
            .expect("well-formed");
        match (solve(&moved), solve_warm(&moved, &first.active)) {
            (Outcome::Optimal(cold), Outcome::Optimal(warm)) => {
                prop_assert!((cold.objective - warm.objective).abs() < 1e-11);
                if model.objective != Objective::MaxReturn {
                    prop_assert!((cold.weights - warm.weights).amax() < 1e-9);
                }
            }
            (Outcome::Infeasible(cold), Outcome::Infeasible(warm)) => prop_assert_eq!(cold, warm),
            (cold, warm) => prop_assert!(false, "{:?} and {:?}", cold, warm),
        }
    }

    #[test]
    fn the_scale_of_the_covariance_does_not_matter(model in model(), exponent in -6..4_i32) {
        if model.objective == Objective::MaxReturn {
            return Ok(());
        }
        let scale = 10_f64.powi(exponent);
        let mut scaled = model.clone();
        scaled.covariance *= scale;
        if let Objective::MaxUtility { risk_aversion } = model.objective {
            scaled.objective = Objective::MaxUtility { risk_aversion: risk_aversion / scale };
        }
        let (one, other) = (optimal(&model.problem()), optimal(&scaled.problem()));
        prop_assert!((&one.weights - &other.weights).amax() < 1e-9);
        prop_assert!((one.volatility * scale.sqrt() - other.volatility).abs() < 1e-9 * scale.sqrt());
    }

    #[test]
    fn the_order_of_the_assets_does_not_matter(
        (model, order) in model().prop_flat_map(|model| {
            let order: Vec<usize> = (0..model.mean.len()).collect();
            (Just(model), Just(order).prop_shuffle())
        })
    ) {
        let (one, other) = (optimal(&model.problem()), optimal(&model.permuted(&order).problem()));
        prop_assert!((one.objective - other.objective).abs() < 1e-11);
        if model.objective != Objective::MaxReturn {
            for (place, &asset) in order.iter().enumerate() {
                prop_assert!((one.weights[asset] - other.weights[place]).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn a_conflict_is_irreducible_and_its_repairs_work(
        model in model(),
        lift in 0.0..0.6,
        target in 0.1..0.6,
    ) {
        // Tighten until something breaks.
        let mut constraints = model.constraints.clone().with(LimitId::RowMin(1), 0.6 + lift);
        constraints = constraints.with(LimitId::TargetReturn, target);
        let tight = model.problem().with_constraints(constraints.clone()).expect("well-formed");
        if let Outcome::Infeasible(conflict) = solve(&tight) {
            prop_assert!(!conflict.limits.is_empty());
            prop_assert!(!conflict.relaxation.is_empty());
            for relaxation in conflict.alternatives.iter().chain([&conflict.relaxation]) {
                let mut repaired = constraints.clone();
                let mut objective = model.objective;
                for &(limit, value) in relaxation {
                    repaired = repaired.with(limit, value);
                    if limit == LimitId::RiskFree {
                        objective = Objective::MaxSharpe { risk_free: value };
                    }
                }
                let problem = tight
                    .with_constraints(repaired)
                    .and_then(|problem| problem.with_objective(objective))
                    .expect("well-formed");
                let outcome = solve(&problem);
                prop_assert!(outcome.solution().is_some(), "{:?}: {:?}", relaxation, outcome);
            }
        }
    }
}
