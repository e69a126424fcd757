//! Turnover, gross exposure, costs, tracking error and risk as limits of mean-variance problems.

#[path = "support/bent.rs"]
mod bent;

use bent::{Model, missed, model, net_return};
use optimizer::{
    Constraints, ExactFrontier, Frontier, LimitId, Method, Objective, Outcome, Problem, Solution,
    exact_frontier, explain, frontier, solve, solve_by, solve_warm,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// How much worse `other` is than `best`, in the direction of the objective.
fn worse_by(objective: Objective, best: f64, other: f64) -> f64 {
    match objective {
        Objective::MinVariance => other - best,
        _ => best - other,
    }
}

/// The weights, unless the limits contradict each other.
fn weights(problem: &Problem) -> Option<Solution> {
    match solve(problem) {
        Outcome::Optimal(solution) => Some(solution),
        Outcome::Infeasible(_) => None,
        other => panic!("{other:?}"),
    }
}

/// The limits without one of them.
fn without(constraints: &Constraints, limit: LimitId) -> Constraints {
    let mut left = constraints.clone();
    match limit {
        LimitId::Turnover => left.turnover = None,
        LimitId::GrossExposure => left.gross_exposure = None,
        LimitId::TrackingError => left.tracking_error = None,
        LimitId::MaxRisk => left.max_risk = None,
        LimitId::TargetReturn => left.target_return = None,
        LimitId::RowMin(row) => left.rows[row].min = None,
        LimitId::RowMax(row) => {
            left.rows.remove(row);
        }
        LimitId::MinWeight | LimitId::MinWeightOf(_) => left = left.with(limit, f64::NEG_INFINITY),
        LimitId::MaxWeight | LimitId::MaxWeightOf(_) => left = left.with(limit, f64::INFINITY),
        // These are no limits of such a model, or stay.
        _ => {}
    }
    left
}

/// Limits around the portfolio of the model, some of them too tight by `share`.
fn tightened(model: &Model, share: f64) -> Constraints {
    let mut tight = model.constraints.clone();
    let limits = [
        LimitId::Turnover,
        LimitId::TrackingError,
        LimitId::MaxRisk,
        LimitId::GrossExposure,
    ];
    for limit in limits {
        if let Some(value) = tight.value(limit) {
            tight = tight.with(limit, share * value);
        }
    }
    tight
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, rng_seed: RngSeed::Fixed(20), ..ProptestConfig::default() })]

    #[test]
    fn as_good_as_the_cones_of_clarabel(model in model()) {
        let problem = model.problem();
        match (solve(&problem), solve_by(&problem, Method::Clarabel)) {
            (Outcome::Optimal(fast), Outcome::Optimal(reference)) => {
                prop_assert!(missed(&problem, &fast.weights) < 1e-9);
                prop_assert!(fast.kkt_residual < 1e-8, "{:e}", fast.kkt_residual);
                prop_assert!((fast.expected_return - net_return(&problem, &fast.weights)).abs() < 1e-12);
                let gap = worse_by(model.objective, reference.objective, fast.objective);
                prop_assert!(gap.abs() < 1e-8, "{gap:e}");
                if model.objective != Objective::MaxReturn {
                    prop_assert!((&fast.weights - &reference.weights).amax() < 1e-6);
                }
            }
            (Outcome::Infeasible(_), Outcome::Infeasible(_)) => {}
            // Where Clarabel stops early its answer is at best as good.
            (Outcome::Optimal(fast), Outcome::Inexact(_)) => {
                prop_assert!(missed(&problem, &fast.weights) < 1e-9);
            }
            (fast, reference) => prop_assert!(false, "{fast:?}\n{reference:?}"),
        }
    }

    #[test]
    fn a_warm_start_changes_nothing(model in model(), share in 0.9..1.1) {
        let problem = model.problem();
        if let Some(first) = weights(&problem) {
            let again = solve_warm(&problem, &first.active);
            let again = again.solution().expect("feasible as before");
            prop_assert!((&again.weights - &first.weights).amax() < 1e-9);
            let moved = problem
                .with_constraints(tightened(&model, share))
                .expect("well-formed");
            match (solve(&moved), solve_warm(&moved, &first.active)) {
                (Outcome::Optimal(cold), Outcome::Optimal(warm)) => {
                    prop_assert!((cold.objective - warm.objective).abs() < 1e-10);
                }
                (Outcome::Infeasible(cold), Outcome::Infeasible(warm)) => prop_assert_eq!(cold, warm),
                (cold, warm) => prop_assert!(false, "{:?} and {:?}", cold, warm),
            }
        }
    }

    #[test]
    fn the_order_of_the_assets_does_not_matter(
        (model, order) in model().prop_flat_map(|model| {
            let order: Vec<usize> = (0..model.mean.len()).collect();
            (Just(model), Just(order).prop_shuffle())
        })
    ) {
        let (one, other) = (weights(&model.problem()), weights(&model.permuted(&order).problem()));
        prop_assert_eq!(one.is_some(), other.is_some());
        if let (Some(one), Some(other)) = (one, other) {
            prop_assert!((one.objective - other.objective).abs() < 1e-10);
            if model.objective != Objective::MaxReturn {
                for (place, &asset) in order.iter().enumerate() {
                    prop_assert!((one.weights[asset] - other.weights[place]).abs() < 1e-9);
                }
            }
        }
    }

    #[test]
    fn the_scale_of_the_covariance_does_not_matter(model in model(), exponent in -3..3_i32) {
        let scale = 100_f64.powi(exponent);
        let mut scaled = model.clone();
        scaled.covariance *= scale;
        if let Objective::MaxUtility { risk_aversion } = model.objective {
            scaled.objective = Objective::MaxUtility { risk_aversion: risk_aversion / scale };
        }
        for limit in [LimitId::TrackingError, LimitId::MaxRisk] {
            if let Some(value) = model.constraints.value(limit) {
                scaled.constraints = scaled.constraints.with(limit, value * scale.sqrt());
            }
        }
        if let (Some(one), Some(other)) = (weights(&model.problem()), weights(&scaled.problem()))
            && model.objective != Objective::MaxReturn
        {
            prop_assert!((&one.weights - &other.weights).amax() < 1e-8);
        }
    }

    #[test]
    fn a_conflict_is_irreducible_and_its_repairs_work(model in model(), share in 0.1..0.6) {
        let constraints = tightened(&model, share);
        let tight = model.problem().with_constraints(constraints.clone()).expect("well-formed");
        let Outcome::Infeasible(conflict) = solve(&tight) else {
            return Ok(());
        };
        prop_assert!(!conflict.limits.is_empty());
        prop_assert!(!conflict.relaxation.is_empty(), "{conflict:?}");
        for &limit in &conflict.limits {
            if matches!(limit, LimitId::RiskFree | LimitId::Budget) {
                continue;
            }
            let mut alone = constraints.clone();
            for other in [
                LimitId::Turnover,
                LimitId::GrossExposure,
                LimitId::TrackingError,
                LimitId::MaxRisk,
                LimitId::TargetReturn,
            ] {
                if other == limit || !conflict.limits.contains(&other) {
                    alone = without(&alone, other);
                }
            }
            if !matches!(
                limit,
                LimitId::MinWeight | LimitId::MaxWeight | LimitId::MinWeightOf(_)
            ) {
                let objective = match conflict.limits.contains(&LimitId::RiskFree) {
                    true => model.objective,
                    false => Objective::MinVariance,
                };
                let rest = tight.with_constraints(without(&alone, limit));
                let rest = rest.and_then(|rest| rest.with_objective(objective)).expect("well-formed");
                if let Outcome::Infeasible(still) = solve(&rest) {
                    // Only for bounds and rows that the set does not name.
                    prop_assert!(
                        still.limits.iter().any(|limit| !conflict.limits.contains(limit)),
                        "{limit:?} of {conflict:?} is superfluous: {still:?}"
                    );
                }
            }
        }
        for relaxation in conflict.alternatives.iter().chain([&conflict.relaxation]) {
            let mut repaired = constraints.clone();
            let mut objective = Objective::MinVariance;
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

    #[test]
    fn the_frontier_keeps_every_limit(model in model()) {
        let mut problem = model.problem();
        if problem.constraints().turnover.is_none() && problem.constraints().costs.is_none() {
            problem = problem
                .with_constraints(model.constraints.clone().with(LimitId::GrossExposure, 3.0))
                .expect("well-formed");
        }
        match frontier(&problem, 6) {
            Frontier::Points(points) => {
                prop_assert_eq!(points.len(), 6);
                for point in &points {
                    prop_assert!(missed(&problem, &point.weights) < 1e-9);
                    prop_assert!(point.expected_return > point.target_return - 1e-9);
                    prop_assert!(point.kkt_residual < 1e-8, "{:e}", point.kkt_residual);
                }
                for pair in points.windows(2) {
                    prop_assert!(pair[0].volatility <= pair[1].volatility + 1e-9);
                }
            }
            Frontier::Infeasible(_) => prop_assert!(weights(&problem).is_none()),
            Frontier::Unbounded => prop_assert!(false, "all weights are bounded"),
        }
    }

    #[test]
    fn the_largest_risk_cuts_the_exact_frontier(model in model(), share in 0.0..1.0) {
        let plain = Constraints {
            turnover: None,
            gross_exposure: None,
            tracking_error: None,
            costs: None,
            max_risk: None,
            target_return: None,
            ..model.constraints.clone()
        };
        let problem = model.problem().with_constraints(plain.clone()).expect("well-formed");
        let ExactFrontier::Line(whole) = exact_frontier(&problem) else {
            panic!("feasible and bounded");
        };
        let ends = whole.turning_points();
        let (high, low) = (ends[0].volatility, ends[ends.len() - 1].volatility);
        let most = low + share * (high - low);
        let capped = plain.with(LimitId::MaxRisk, most);
        let boldest = problem
            .with_constraints(capped)
            .and_then(|problem| problem.with_objective(Objective::MaxReturn))
            .expect("well-formed");
        let ExactFrontier::Line(line) = exact_frontier(&boldest) else {
            panic!("as before");
        };
        let top = &line.turning_points()[0];
        let solution = weights(&boldest).expect("as before");
        prop_assert!((top.expected_return - solution.expected_return).abs() < 1e-9);
        prop_assert!(top.volatility <= most + 1e-9);
        let middle = 0.5 * (low + top.volatility);
        let one = line.at_volatility(middle).expect("on the line");
        let other = whole.at_volatility(middle).expect("on the line");
        prop_assert!((one.weights - other.weights).amax() < 1e-9);
    }

    #[test]
    fn prices_are_the_slopes_of_the_objective(model in model()) {
        let problem = model.problem();
        let Some(solution) = weights(&problem) else {
            return Ok(());
        };
        let measure = |solution: &Solution| match model.objective {
            Objective::MinVariance => solution.volatility,
            _ => solution.objective,
        };
        for price in explain(&problem, &solution) {
            prop_assert!(price.price_bp_per_percent.is_finite(), "{price:?}");
            prop_assert!(!price.valid_from.is_nan() && !price.valid_to.is_nan());
            prop_assert!(price.valid_from <= price.value && price.value <= price.valid_to);
            let is_new = matches!(
                price.limit,
                LimitId::Turnover | LimitId::GrossExposure | LimitId::TrackingError | LimitId::MaxRisk
            );
            let step = 1e-6 * price.value.abs().max(1e-3);
            let is_inside = price.valid_from < price.value - step && price.value + step < price.valid_to;
            if !is_inside && !is_new {
                continue;
            }
            let at = |value: f64| {
                let moved = model.constraints.clone().with(price.limit, value);
                match solve(&problem.with_constraints(moved).expect("well-formed")) {
                    Outcome::Optimal(solution) => Some(solution),
                    _ => None,
                }
            };
            let (Some(low), Some(high)) = (at(price.value - step), at(price.value + step)) else {
                continue;
            };
            let slope = |one: &Solution, other: &Solution, step: f64| {
                (measure(other) - measure(one)) / step * 100.0
            };
            let (before, after) = (slope(&low, &solution, step), slope(&solution, &high, step));
            let (least, most) = (before.min(after), before.max(after));
            let slack = 1e-3 * (1.0 + most.abs().max(least.abs())) + 0.02 * (most - least);
            prop_assert!(
                price.price_bp_per_percent > least - slack && price.price_bp_per_percent < most + slack,
                "{price:?} is not between {least} and {most}"
            );
        }
    }
}
