//! Every route by itself, against the others.

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, Method, Moments, Objective, Outcome, Problem, Route, Row, Unbounded,
    solve_by,
};
use proptest::prelude::*;

const ALL: [(Method, Route); 4] = [
    (Method::ActiveSet, Route::ActiveSet),
    (Method::InteriorPoint, Route::InteriorPoint),
    (Method::CriticalLine, Route::CriticalLine),
    (Method::Clarabel, Route::Clarabel),
];

/// A model around a portfolio that keeps its limits.
#[derive(Debug, Clone)]
struct Model {
    mean: DVector<f64>,
    root: DMatrix<f64>,
    specific: f64,
    inside: DVector<f64>,
    /// Room of the bounds around the portfolio; weights without room are fixed.
    room: Vec<f64>,
    rows: Vec<Row>,
    target: Option<f64>,
    objective: Objective,
}

impl Model {
    fn problem(&self) -> Problem {
        let n = self.mean.len();
        let mut covariance = &self.root * self.root.transpose();
        for asset in 0..n {
            covariance[(asset, asset)] += self.specific;
        }
        let around = |sign: f64| Bounds {
            default: 0.0,
            by_asset: (0..n)
                .map(|asset| (asset, self.inside[asset] + sign * self.room[asset]))
                .collect(),
        };
        let constraints = Constraints {
            budget: self.inside.sum(),
            min_weight: around(-1.0),
            max_weight: around(1.0),
            rows: self.rows.clone(),
            target_return: self.target.map(|slack| self.mean.dot(&self.inside) - slack),
            ..Constraints::default()
        };
        let moments = Moments::new(self.mean.clone(), covariance).expect("moments");
        Problem::new(moments, self.objective, constraints).expect("well-formed")
    }
}

prop_compose! {
    /// `definite`: with variance of its own for every asset.
    fn model(definite: bool)(n in 2_usize..24, days in 1_usize..12)(
        root in prop::collection::vec(-1.0..1.0, n * days),
        mean in prop::collection::vec(-0.1..0.3, n),
        inside in prop::collection::vec(0.02..1.0, n),
        room in prop::collection::vec(prop_oneof![
            1 => Just(0.0), 2 => Just(1e-4), 6 => 0.01..0.5], n),
        rows in prop::collection::vec(
            (prop::collection::vec(-1.0..1.0, n), prop_oneof![Just(0.0), 0.0..0.1], any::<bool>()), 0..4),
        target in prop::option::of(prop_oneof![Just(0.0), 0.0..0.05]),
        kind in 0..4,
        aversion in 0.3..20.0,
    ) -> Model {
        let n = mean.len();
        let mean = DVector::from_vec(mean);
        let inside = DVector::from_vec(inside);
        let total: f64 = inside.sum();
        let inside: DVector<f64> = inside / total;
        let rows = rows.into_iter().enumerate().map(|(index, (mut coefficients, slack, both))| {
            coefficients[0] = 1.0;
            let value: f64 = inside.iter().zip(&coefficients).map(|(w, c)| w * c).sum();
            Row {
                name: format!("{index}"),
                coefficients: coefficients.into_iter().enumerate().collect(),
                min: both.then_some(value - slack),
                max: Some(value + slack),
            }
        }).collect();
        let objective = match kind {
            0 | 1 => Objective::MinVariance,
            2 => Objective::MaxUtility { risk_aversion: aversion },
            _ => Objective::MaxSharpe { risk_free: mean.dot(&inside) - 0.02 },
        };
        Model {
            root: DMatrix::from_vec(n, root.len() / n, root) * 0.2,
            specific: if definite { 0.01 } else { 0.0 },
            mean, inside, room, rows, target, objective,
        }
    }
}

fn weights_of(problem: &Problem, method: Method) -> Option<(DVector<f64>, Route, f64)> {
    match solve_by(problem, method) {
        Outcome::Optimal(found) | Outcome::Inexact(found) => {
            Some((found.weights, found.route, found.kkt_residual))
        }
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_route_has_the_same_optimum(model in model(true)) {
        let problem = model.problem();
        let (reference, ..) = weights_of(&problem, Method::Auto).expect("an optimum");
        for (method, route) in ALL {
            let Some((weights, by, residual)) = weights_of(&problem, method) else {
                return Err(TestCaseError::fail(format!("{method:?} finds nothing")));
            };
            prop_assert_eq!(by, route, "{:?}", method);
            prop_assert!(residual <= 1e-8, "{:?}: {:e}", method, residual);
            let off = (&weights - &reference).amax();
            prop_assert!(off <= 1e-7, "{:?}: {:e}", method, off);
        }
    }

    #[test]
    fn every_route_has_the_same_objective_without_full_rank(model in model(false)) {
        let mut model = model;
        if matches!(model.objective, Objective::MaxSharpe { .. }) {
            model.objective = Objective::MinVariance;
        }
        let problem = model.problem();
        let Outcome::Optimal(reference) = solve_by(&problem, Method::Auto) else {
            return Err(TestCaseError::fail("no optimum"));
        };
        let reference = reference.objective;
        for (method, _) in ALL {
            let objective = match solve_by(&problem, method) {
                Outcome::Optimal(found) => found.objective,
                // The line needs curvature, and says so where it has too little.
                Outcome::Inexact(_) if method == Method::CriticalLine => continue,
                other => return Err(TestCaseError::fail(format!("{method:?}: {other:?}"))),
            };
            let off = (objective - reference).abs();
            prop_assert!(off <= 1e-8 * (1.0 + reference.abs()), "{:?}: {:e}", method, off);
        }
    }
}

/// A market of three factors; with little in common every asset is held.
/// Two weights are free, and two rows hold them: one portfolio, and any multipliers.
#[test]
fn the_only_portfolio_is_the_optimum() {
    let inside = [
        0.019_092_2,
        0.019_092_2,
        0.019_092_2,
        0.923_631_2,
        0.019_092_2,
    ];
    let coefficients = [1.0, 0.635_593, -0.914_628, 0.546_342, 0.0];
    let value: f64 = inside.iter().zip(coefficients).map(|(w, c)| w * c).sum();
    let root = [
        -0.013_5, 0.0, -0.18, -0.153, 0.11, 0.0, -0.189, 0.0, 0.148, 0.0,
    ];
    let row = |name: &str, coefficients: [f64; 5], min, max| Row {
        name: name.into(),
        coefficients: coefficients.into_iter().enumerate().collect(),
        min,
        max: Some(max),
    };
    let model = Model {
        mean: DVector::from_vec(vec![0.0, 0.143, 0.0, 0.0, 0.0]),
        root: DMatrix::from_vec(5, 2, root.to_vec()),
        specific: 0.0,
        inside: DVector::from_vec(inside.to_vec()),
        room: vec![0.0, 1e-4, 0.0, 1e-4, 0.0],
        rows: vec![
            row("held", coefficients, Some(value), value),
            row("loose", [1.0, 0.52, 0.69, 0.6, 0.87], None, 0.617),
        ],
        target: None,
        objective: Objective::MaxUtility { risk_aversion: 0.3 },
    };
    let Outcome::Optimal(found) = solve_by(&model.problem(), Method::Auto) else {
        panic!("there is one");
    };
    assert!((&found.weights - &model.inside).amax() <= 1e-9);
}

fn market(n: usize, common: f64) -> Moments {
    let wave = |i: usize, k: usize| ((i * (2 * k + 3) + 7 * k) as f64 * 0.618).sin();
    let loadings = DMatrix::from_fn(n, 3, |i, k| common * (0.1 + 0.06 * wave(i, k)));
    let mut covariance = &loadings * loadings.transpose();
    for asset in 0..n {
        covariance[(asset, asset)] += (0.17 + 0.08 * wave(asset, 5)).powi(2);
    }
    let mean = DVector::from_fn(n, |asset, _| 0.08 + 0.06 * wave(asset, 7));
    Moments::new(mean, covariance).expect("moments")
}

fn grouped(n: usize, every: usize) -> Constraints {
    let rows = (0..n / every).map(|group| {
        let members = (0..n).filter(|asset| asset % (n / every) == group);
        let share = every as f64 / n as f64;
        let (min, max) = (Some(0.9 * share), Some(1.1 * share));
        Row::group(format!("{group}"), members, min, max)
    });
    Constraints {
        rows: rows.collect(),
        ..Constraints::default()
    }
}

#[test]
fn large_models_have_one_optimum_whatever_is_held() {
    let n = 320;
    let both = |room: f64| Constraints {
        min_weight: Bounds::all(-room),
        max_weight: Bounds::all(room),
        ..Constraints::default()
    };
    for (common, constraints) in [
        (0.05, Constraints::default()),
        (1.0, Constraints::default()),
        (1.0, both(0.02)),
        (1.0, both(f64::INFINITY)),
        (1.0, grouped(n, 10)),
        (0.3, grouped(n, 10)),
    ] {
        let moments = market(n, common);
        for objective in [
            Objective::MinVariance,
            Objective::MaxSharpe { risk_free: 0.0 },
        ] {
            let problem = Problem::new(moments.clone(), objective, constraints.clone());
            let problem = problem.expect("well-formed");
            let mut last: Option<DVector<f64>> = None;
            for method in [Method::ActiveSet, Method::InteriorPoint, Method::Auto] {
                let Outcome::Optimal(found) = solve_by(&problem, method) else {
                    panic!("{method:?} on {objective:?} with {common}");
                };
                assert!(found.kkt_residual <= 1e-11, "{:e}", found.kkt_residual);
                if let Some(last) = &last {
                    let off = (last - &found.weights).amax();
                    assert!(off <= 1e-9, "{method:?} {objective:?} {common}: {off:e}");
                }
                last = Some(found.weights);
            }
        }
    }
}

#[test]
fn many_rows_send_a_large_model_to_the_interior_point() {
    let new = |constraints| {
        Problem::new(market(320, 1.0), Objective::MinVariance, constraints).expect("well-formed")
    };
    for (constraints, route) in [
        (grouped(320, 10), Route::InteriorPoint),
        (grouped(320, 80), Route::ActiveSet),
        (Constraints::default(), Route::ActiveSet),
    ] {
        let outcome = solve_by(&new(constraints), Method::Auto);
        assert_eq!(outcome.solution().map(|found| found.route), Some(route));
    }
}

#[test]
fn order_and_scale_do_not_matter_to_the_interior_point() {
    let n = 60;
    let moments = market(n, 0.4);
    let solve = |mean: DVector<f64>, covariance: DMatrix<f64>| {
        let moments = Moments::new(mean, covariance).expect("moments");
        let problem = Problem::new(moments, Objective::MinVariance, Constraints::default());
        match solve_by(&problem.expect("well-formed"), Method::InteriorPoint) {
            Outcome::Optimal(found) => found.weights,
            other => panic!("{other:?}"),
        }
    };
    let (mean, covariance) = (moments.mean(), moments.covariance());
    let weights = solve(mean.clone(), covariance.clone());
    for factor in [1e-6, 252.0, 1e6] {
        let scaled = solve(mean * factor, covariance * factor);
        assert!((scaled - &weights).amax() <= 1e-12, "{factor}");
    }
    let old = |asset: usize| (asset * 7 + 3) % n;
    let turned = solve(
        DVector::from_fn(n, |asset, _| mean[old(asset)]),
        DMatrix::from_fn(n, n, |i, j| covariance[(old(i), old(j))]),
    );
    for asset in 0..n {
        assert!((turned[asset] - weights[old(asset)]).abs() <= 1e-12);
    }
}

#[test]
fn every_route_sees_contradictions_and_what_has_no_end() {
    let capped = Constraints {
        max_weight: Bounds::all(0.05),
        ..Constraints::default()
    };
    let mut rows = grouped(12, 4);
    rows.rows[0].min = Some(0.8);
    rows.rows[0].max = None;
    rows.rows[1].min = Some(0.3);
    rows.rows[1].max = None;
    let open = Constraints {
        min_weight: Bounds::all(f64::NEG_INFINITY),
        max_weight: Bounds::all(f64::INFINITY),
        ..Constraints::default()
    };
    for (method, _) in ALL {
        for constraints in [&capped, &rows] {
            for objective in [
                Objective::MinVariance,
                Objective::MaxReturn,
                Objective::MaxSharpe { risk_free: 0.0 },
            ] {
                let problem = Problem::new(market(12, 1.0), objective, constraints.clone());
                let found = solve_by(&problem.expect("well-formed"), method);
                let Outcome::Infeasible(conflict) = found else {
                    panic!("{method:?} {objective:?}: {found:?}");
                };
                assert!(!conflict.limits.is_empty());
            }
        }
        let problem = Problem::new(market(12, 1.0), Objective::MaxReturn, open.clone());
        let found = solve_by(&problem.expect("well-formed"), method);
        let has_ray = matches!(found, Outcome::Unbounded(Unbounded::Along(_)));
        assert!(has_ray, "{method:?}: {found:?}");
        // The line has no upper end there, and a smallest variance all the same.
        let objective = Objective::MaxUtility { risk_aversion: 2.0 };
        let problem = Problem::new(market(12, 1.0), objective, open.clone());
        let found = solve_by(&problem.expect("well-formed"), method);
        assert!(matches!(found, Outcome::Optimal(_)), "{method:?}");
    }
}

#[test]
fn the_largest_return_and_fixed_weights_by_every_route() {
    let capped = Constraints {
        max_weight: Bounds::all(0.3),
        ..Constraints::default()
    };
    let mut fixed = Constraints::default();
    for asset in 0..12 {
        fixed = fixed
            .with(optimizer::LimitId::MinWeightOf(asset), 1.0 / 12.0)
            .with(optimizer::LimitId::MaxWeightOf(asset), 1.0 / 12.0);
    }
    for (method, route) in ALL {
        let problem = Problem::new(market(12, 1.0), Objective::MaxReturn, capped.clone());
        let (reference, ..) =
            weights_of(problem.as_ref().expect("well-formed"), Method::Auto).expect("an optimum");
        let (weights, by, residual) =
            weights_of(&problem.expect("well-formed"), method).expect("an optimum");
        assert_eq!(by, route);
        assert!((weights - reference).amax() <= 1e-9, "{method:?}");
        assert!(residual <= 1e-8, "{method:?}: {residual:e}");
        let problem = Problem::new(market(12, 1.0), Objective::MinVariance, fixed.clone());
        let (weights, _, residual) =
            weights_of(&problem.expect("well-formed"), method).expect("an optimum");
        assert!((weights.add_scalar(-1.0 / 12.0)).amax() <= 1e-12);
        assert!(residual <= 1e-8, "{method:?}: {residual:e}");
    }
}
