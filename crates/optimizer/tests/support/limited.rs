//! Random problems on scenarios with every kind of limit, all of which the even portfolio keeps.

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, Row, ScenarioMeasure, ScenarioObjective, ScenarioProblem, TrackingError,
    TradingCosts, Turnover, sample_covariance, sample_mean, solve_scenario,
};
use proptest::prelude::*;

/// What a limit is set to, as a share beyond the even portfolio's own number.
#[derive(Debug, Clone)]
pub(crate) struct Slacks {
    pub(crate) turnover: Option<f64>,
    pub(crate) gross: Option<f64>,
    pub(crate) tracking: Option<f64>,
    pub(crate) risk: Option<f64>,
    pub(crate) target: Option<f64>,
    pub(crate) rate: Option<f64>,
    pub(crate) short: f64,
    pub(crate) cap: f64,
    pub(crate) budget: f64,
    pub(crate) group: Option<f64>,
}

#[derive(Debug, Clone)]
pub(crate) struct Limited {
    pub(crate) returns: DMatrix<f64>,
    pub(crate) measure: ScenarioMeasure,
    pub(crate) objective: ScenarioObjective,
    pub(crate) from: DVector<f64>,
    pub(crate) benchmark: DVector<f64>,
    pub(crate) slacks: Slacks,
}

/// The risk of weights, by a problem that has no other portfolio.
pub(crate) fn risk_of(
    returns: &DMatrix<f64>,
    measure: ScenarioMeasure,
    weights: &DVector<f64>,
) -> f64 {
    let fixed = Bounds {
        default: 0.0,
        by_asset: weights.iter().copied().enumerate().collect(),
    };
    let constraints = Constraints {
        budget: weights.sum(),
        min_weight: fixed.clone(),
        max_weight: fixed,
        ..Constraints::default()
    };
    let objective = ScenarioObjective::MinRisk;
    let problem = ScenarioProblem::new(returns.clone(), measure, objective, constraints);
    let outcome = solve_scenario(&problem.expect("well-formed"));
    outcome.solution().expect("one portfolio").risk
}

pub(crate) fn tracking_error(returns: &DMatrix<f64>, active: &DVector<f64>) -> f64 {
    let covariance = sample_covariance(returns).expect("finite");
    active.dot(&(covariance * active)).max(0.0).sqrt()
}

pub(crate) fn change(weights: &DVector<f64>, from: &DVector<f64>) -> f64 {
    (weights - from).iter().map(|change| change.abs()).sum()
}

impl Limited {
    pub(crate) fn even(&self) -> DVector<f64> {
        let n = self.returns.ncols();
        DVector::from_element(n, self.slacks.budget / n as f64)
    }

    /// Annual return after costs.
    pub(crate) fn net(&self, weights: &DVector<f64>) -> f64 {
        let rate = self.slacks.rate.unwrap_or(0.0);
        let mean = sample_mean(&self.returns).expect("finite");
        mean.dot(weights) - rate * change(weights, &self.from)
    }

    pub(crate) fn constraints(&self) -> Constraints {
        let (n, even, slacks) = (self.returns.ncols(), self.even(), &self.slacks);
        let share = slacks.budget / n as f64;
        let risk = risk_of(&self.returns, self.measure, &even);
        let is_never_negative = !matches!(
            self.measure,
            ScenarioMeasure::Cvar { .. }
                | ScenarioMeasure::WorstCase
                | ScenarioMeasure::RobustCvar { .. }
        );
        let least = if is_never_negative {
            0.0
        } else {
            f64::NEG_INFINITY
        };
        let away = tracking_error(&self.returns, &(&even - &self.benchmark));
        Constraints {
            budget: slacks.budget,
            min_weight: Bounds::all(-slacks.short * share),
            max_weight: Bounds::all((share * (1.0 + slacks.cap)).max(share)),
            rows: slacks
                .group
                .map(|slack| {
                    let half = n.div_ceil(2);
                    let most = share * half as f64 * (1.0 + slack);
                    Row::group("first", 0..half, None, Some(most))
                })
                .into_iter()
                .collect(),
            target_return: slacks.target.map(|slack| {
                let net = self.net(&even);
                net - slack * (net.abs() + 0.1)
            }),
            turnover: slacks.turnover.map(|slack| Turnover {
                from: self.from.clone(),
                max: 0.5 * change(&even, &self.from) * (1.0 + slack) + 1e-3,
            }),
            gross_exposure: slacks.gross.map(|slack| slacks.budget * (1.0 + slack)),
            tracking_error: slacks.tracking.map(|slack| TrackingError {
                benchmark: self.benchmark.clone(),
                max: away * (1.0 + slack) + 1e-3,
            }),
            max_risk: slacks
                .risk
                .map(|slack| (risk + slack * risk.abs().max(1e-5)).max(least)),
            costs: slacks.rate.map(|rate| TradingCosts {
                from: self.from.clone(),
                rate,
            }),
        }
    }

    pub(crate) fn problem(&self) -> ScenarioProblem {
        let (measure, objective) = (self.measure, self.objective);
        ScenarioProblem::new(self.returns.clone(), measure, objective, self.constraints())
            .expect("well-formed")
    }
}

pub(crate) fn measure() -> impl Strategy<Value = ScenarioMeasure> {
    let confidence = prop_oneof![Just(0.95), Just(0.5), 0.6..0.99];
    prop_oneof![
        2 => Just(ScenarioMeasure::Semivariance),
        1 => Just(ScenarioMeasure::MeanAbsoluteDeviation),
        1 => Just(ScenarioMeasure::WorstCase),
        1 => Just(ScenarioMeasure::MaxDrawdown),
        2 => confidence.clone().prop_map(|confidence| ScenarioMeasure::Cvar { confidence }),
        1 => confidence.clone().prop_map(|confidence| ScenarioMeasure::Cdar { confidence }),
        1 => (confidence, 0.0..0.01, 0.2..3.0).prop_map(|(confidence, radius, risk_aversion)| {
            ScenarioMeasure::RobustCvar { confidence, radius, risk_aversion }
        }),
    ]
}

pub(crate) fn objective() -> impl Strategy<Value = ScenarioObjective> {
    prop_oneof![
        Just(ScenarioObjective::MinRisk),
        Just(ScenarioObjective::MaxReturn),
        (0.05..3.0).prop_map(|risk_aversion| ScenarioObjective::MaxUtility { risk_aversion }),
        // So low that every portfolio has an excess return.
        Just(ScenarioObjective::MaxRatio { risk_free: -8.0 }),
    ]
}

fn slacks() -> impl Strategy<Value = Slacks> {
    let slack = || proptest::option::of(0.0..0.6);
    (
        (slack(), slack(), slack(), slack(), slack(), slack()),
        proptest::option::of(0.0..0.4),
        prop_oneof![Just(0.0), Just(-0.1), 0.1..2.0],
        prop_oneof![Just(0.3), Just(20.0), 0.1..4.0],
        prop_oneof![Just(1.0), 0.5..2.0],
    )
        .prop_map(
            |((turnover, gross, tracking, risk, target, group), rate, short, cap, budget)| Slacks {
                turnover,
                gross,
                tracking,
                risk,
                target,
                rate,
                short,
                cap,
                budget,
                group,
            },
        )
}

pub(crate) fn limited() -> impl Strategy<Value = Limited> {
    (2usize..7, 10usize..40)
        .prop_flat_map(|(assets, periods)| {
            let weights = || proptest::collection::vec(-0.1..1.0, assets);
            (
                proptest::collection::vec(-0.05..0.052, assets * periods),
                proptest::collection::vec(-0.03..0.03, periods),
                weights(),
                weights(),
                (measure(), objective(), slacks()),
                Just((assets, periods)),
            )
        })
        .prop_map(
            |(own, market, from, benchmark, (measure, objective, slacks), (assets, periods))| {
                let returns = DMatrix::from_fn(periods, assets, |period, asset| {
                    own[period * assets + asset] + market[period]
                });
                let whole = |weights: Vec<f64>| {
                    let weights = DVector::from_vec(weights);
                    let sum = weights.sum().abs().max(0.3);
                    weights * (slacks.budget / sum)
                };
                Limited {
                    returns,
                    measure,
                    objective,
                    from: whole(from),
                    benchmark: whole(benchmark),
                    slacks,
                }
            },
        )
}
