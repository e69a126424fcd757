//! Every route by itself, against the others.

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, Method, Moments, Objective, Outcome, Problem, Route, Row, solve_by,
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
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

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
