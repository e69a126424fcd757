//! Random problems with several goals that some portfolio is sure to solve.

use std::ops::ControlFlow;
use std::sync::Arc;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, CovarianceEstimate, MeanUncertainty, Moments, Progress, Row,
    ScenarioMeasure, TrackingError, TradingCosts, Turnover, WeightedGoal, WeightedMethod,
    WeightedOutcome, WeightedProblem, WeightedRoute, WeightedSolution, WeightedTerm,
    solve_weighted, solve_weighted_by,
};
use proptest::prelude::*;

#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub(crate) returns: DMatrix<f64>,
    pub(crate) terms: Vec<WeightedTerm>,
    pub(crate) constraints: Constraints,
}

impl Model {
    pub(crate) fn problem(&self) -> WeightedProblem {
        let returns = Some(Arc::new(self.returns.clone()));
        let (terms, constraints) = (self.terms.clone(), self.constraints.clone());
        WeightedProblem::new(moments(&self.returns), returns, terms, constraints)
            .expect("well-formed")
    }

    /// The portfolio that keeps all limits by construction.
    pub(crate) fn even(&self) -> DVector<f64> {
        let n = self.returns.ncols();
        DVector::from_element(n, self.constraints.budget / n as f64)
    }

    /// Whether there are only goals and limits that cutting planes are for.
    pub(crate) fn is_polyhedral(&self) -> bool {
        let is_smooth = |goal: &WeightedGoal| match goal {
            WeightedGoal::Risk(ScenarioMeasure::Semivariance) => true,
            WeightedGoal::RobustReturn { radius, .. } => *radius > 0.0,
            _ => false,
        };
        self.constraints.tracking_error.is_none()
            && self.constraints.max_risk.is_none()
            && !self.terms.iter().any(|term| is_smooth(&term.goal))
    }
}

pub(crate) fn moments(returns: &DMatrix<f64>) -> Moments {
    Moments::estimate(returns, CovarianceEstimate::Sample).expect("moments")
}

pub(crate) fn attended(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

pub(crate) fn solved(problem: &WeightedProblem) -> WeightedSolution {
    match solve_weighted(problem, &mut attended) {
        WeightedOutcome::Optimal(solution) => solution,
        // As good as Clarabel gets where there is no other route.
        WeightedOutcome::Inexact(solution) if solution.gap <= 1e-6 => {
            assert_eq!(solution.route, WeightedRoute::Clarabel);
            solution
        }
        other => panic!("{other:?}"),
    }
}

pub(crate) fn by_clarabel(problem: &WeightedProblem) -> WeightedOutcome {
    solve_weighted_by(problem, WeightedMethod::Clarabel, &mut attended)
}

pub(crate) fn objective(problem: &WeightedProblem, weights: &DVector<f64>) -> f64 {
    let values = problem.values(weights);
    let terms = problem.terms().iter().zip(values);
    terms.map(|(term, value)| term.weight * value).sum()
}

pub(crate) fn term(weight: f64, goal: WeightedGoal) -> WeightedTerm {
    WeightedTerm { weight, goal }
}

fn measure() -> impl Strategy<Value = ScenarioMeasure> {
    let confidence = prop_oneof![Just(0.95), Just(0.5), 0.05..0.99];
    prop_oneof![
        Just(ScenarioMeasure::Semivariance),
        Just(ScenarioMeasure::MeanAbsoluteDeviation),
        Just(ScenarioMeasure::WorstCase),
        Just(ScenarioMeasure::MaxDrawdown),
        confidence
            .clone()
            .prop_map(|confidence| ScenarioMeasure::Cvar { confidence }),
        confidence
            .clone()
            .prop_map(|confidence| ScenarioMeasure::Cdar { confidence }),
        (confidence, 0.0..0.01, 0.2..3.0).prop_map(|(confidence, radius, risk_aversion)| {
            ScenarioMeasure::RobustCvar {
                confidence,
                radius,
                risk_aversion,
            }
        }),
    ]
}

/// With weights that make the goals matter alike: risks are of size 0.03, the others of 0.2.
fn any_term(assets: usize) -> impl Strategy<Value = WeightedTerm> {
    let goal = prop_oneof![
        2 => Just(WeightedGoal::Variance),
        2 => Just(WeightedGoal::Return),
        4 => measure().prop_map(WeightedGoal::Risk),
        1 => (0.0..4.0).prop_map(|risk_aversion| WeightedGoal::Utility { risk_aversion }),
        1 => proptest::collection::vec(-0.2..1.0, assets).prop_map(|benchmark| {
            let benchmark = DVector::from_vec(benchmark);
            WeightedGoal::Tracking { benchmark }
        }),
        1 => (1.0..9.0, 0.0..2.0).prop_map(|(years, radius)| WeightedGoal::RobustReturn {
            uncertainty: MeanUncertainty::SampleMean { years },
            radius,
        }),
    ];
    (goal, 0.05..2.0).prop_map(|(goal, weight)| {
        let weight = match goal {
            WeightedGoal::Risk(ScenarioMeasure::Semivariance) => 200.0 * weight,
            WeightedGoal::Risk(_) => 7.0 * weight,
            _ => weight,
        };
        WeightedTerm { weight, goal }
    })
}

/// Everything that the constraints may have, as shares of what equal weights need.
type Draw = (
    (f64, f64),
    Option<(f64, usize)>,
    f64,
    Vec<f64>,
    [Option<f64>; 6],
);

fn draw(assets: usize, is_plain: bool) -> impl Strategy<Value = Draw> {
    let n = assets as f64;
    let bounds = prop_oneof![
        Just((0.0, 1.0)),
        (1.1..2.5).prop_map(move |cap: f64| (0.0, (cap / n).min(1.0))),
        (-0.4..-0.05).prop_map(|low| (low, 1.0)),
        Just((0.2 / n, 1.0)),
    ];
    let limit = move || match is_plain {
        true => Just(None).boxed(),
        false => proptest::option::weighted(0.3, 0.0..1.0).boxed(),
    };
    (
        bounds,
        proptest::option::of((0.3..0.9, 0..assets)),
        prop_oneof![Just(1.0), 0.5..2.0],
        proptest::collection::vec(0.0..1.0, assets),
        [limit(), limit(), limit(), limit(), limit(), limit()],
    )
}

fn constraints(returns: &DMatrix<f64>, draw: Draw) -> Constraints {
    let ((low, high), row, budget, held, limits) = draw;
    let n = returns.ncols();
    let moments = moments(returns);
    let even = DVector::from_element(n, budget / n as f64);
    let held = DVector::from_vec(held);
    let held = &held * (budget / held.sum().max(0.1));
    let apart = &even - &held;
    let [turnover, gross, costs, target, tracking, risk] = limits;
    let rate = costs.map(|share| 0.05 * share);
    let net = moments.expected_return(&even) - rate.unwrap_or(0.0) * apart.lp_norm(1);
    Constraints {
        budget,
        min_weight: Bounds::all(low * budget),
        max_weight: Bounds::all(high * budget),
        rows: row
            .map(|(share, last)| {
                let even = (last + 1) as f64 / n as f64 * budget;
                Row::group("group", 0..=last, Some(even * share), Some(even * 1.05))
            })
            .into_iter()
            .collect(),
        target_return: target.map(|share| net - 0.01 - 0.1 * share),
        turnover: turnover.map(|share| Turnover {
            max: 0.5 * apart.lp_norm(1) * (1.0 + 0.5 * share) + 0.01,
            from: held.clone(),
        }),
        gross_exposure: gross.map(|share| budget * (1.01 + 0.5 * share)),
        tracking_error: tracking.map(|share| TrackingError {
            max: moments.volatility(&apart) * (1.0 + share) + 0.01,
            benchmark: held.clone(),
        }),
        max_risk: risk.map(|share| moments.volatility(&even) * (1.02 + 0.3 * share)),
        costs: rate.map(|rate| TradingCosts {
            from: held.clone(),
            rate,
        }),
    }
}

/// One to four goals; `is_plain` has no limits beyond bounds, budget and rows.
pub(crate) fn model(is_plain: bool) -> impl Strategy<Value = Model> {
    (1usize..7, 8usize..40, 1usize..5)
        .prop_flat_map(move |(assets, periods, goals)| {
            (
                proptest::collection::vec(-0.05..0.052, assets * periods),
                proptest::collection::vec(-0.03..0.03, periods),
                draw(assets, is_plain),
                proptest::collection::vec(any_term(assets), goals),
                Just((assets, periods)),
            )
        })
        .prop_map(|(own, market, draw, terms, (assets, periods))| {
            let returns = DMatrix::from_fn(periods, assets, |period, asset| {
                own[period * assets + asset] + market[period]
            });
            Model {
                constraints: constraints(&returns, draw),
                returns,
                terms,
            }
        })
}
