//! Random models with limits that are no rows.

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, LimitId, Moments, Objective, Problem, Row, TrackingError, TradingCosts,
    Turnover,
};
use proptest::prelude::*;

/// A random model around a portfolio.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub(crate) mean: DVector<f64>,
    pub(crate) covariance: DMatrix<f64>,
    pub(crate) objective: Objective,
    pub(crate) constraints: Constraints,
    /// The portfolio it was built around.
    pub(crate) inside: DVector<f64>,
}

impl Model {
    pub(crate) fn problem(&self) -> Problem {
        let moments = Moments::new(self.mean.clone(), self.covariance.clone()).expect("moments");
        Problem::new(moments, self.objective, self.constraints.clone()).expect("well-formed")
    }

    /// Assets in another order.
    pub(crate) fn permuted(&self, order: &[usize]) -> Self {
        let n = order.len();
        let place = |asset: usize| order.iter().position(|&old| old == asset).expect("a place");
        let vector = |old: &DVector<f64>| DVector::from_fn(n, |i, _| old[order[i]]);
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
            let moved = coefficients.into_iter();
            row.coefficients = moved.map(|(asset, value)| (place(asset), value)).collect();
        }
        if let Some(turnover) = &mut constraints.turnover {
            turnover.from = vector(&turnover.from);
        }
        if let Some(costs) = &mut constraints.costs {
            costs.from = vector(&costs.from);
        }
        if let Some(limit) = &mut constraints.tracking_error {
            limit.benchmark = vector(&limit.benchmark);
        }
        Self {
            mean: vector(&self.mean),
            covariance: DMatrix::from_fn(n, n, |i, j| self.covariance[(order[i], order[j])]),
            objective: self.objective,
            constraints,
            inside: vector(&self.inside),
        }
    }
}

pub(crate) fn net_return(problem: &Problem, weights: &DVector<f64>) -> f64 {
    let costs = problem.constraints().costs.as_ref();
    problem.moments().expected_return(weights)
        - costs.map_or(0.0, |costs| costs.rate * (weights - &costs.from).lp_norm(1))
}

/// By how much `weights` break the limits.
pub(crate) fn missed(problem: &Problem, weights: &DVector<f64>) -> f64 {
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
    if let Some(target) = constraints.target_return {
        missed = missed.max(target - net_return(problem, weights));
    }
    if let Some(turnover) = &constraints.turnover {
        missed = missed.max(0.5 * (weights - &turnover.from).lp_norm(1) - turnover.max);
    }
    if let Some(limit) = constraints.gross_exposure {
        missed = missed.max(weights.lp_norm(1) - limit);
    }
    if let Some(limit) = &constraints.tracking_error {
        let active = weights - &limit.benchmark;
        missed = missed.max(problem.moments().volatility(&active) - limit.max);
    }
    if let Some(limit) = constraints.max_risk {
        missed = missed.max(problem.moments().volatility(weights) - limit);
    }
    missed
}

pub(crate) fn objective() -> impl Strategy<Value = Objective> {
    prop_oneof![
        Just(Objective::MinVariance),
        (0.3..20.0).prop_map(|risk_aversion| Objective::MaxUtility { risk_aversion }),
        (-0.05..0.02).prop_map(|risk_free| Objective::MaxSharpe { risk_free }),
        Just(Objective::MaxReturn),
    ]
}

fn limit() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![2 => Just(None), 3 => (0.8..1.6).prop_map(Some)]
}

prop_compose! {
    /// Which limits there are is random, and how tight they are around a portfolio.
    pub(crate) fn model()(n in 2_usize..13)(
        loadings in prop::collection::vec(-1.0..1.0, n * 3),
        noise in prop::collection::vec(0.05..0.5, n),
        mean in prop::collection::vec(0.0..0.3, n),
        raw in prop::collection::vec(-0.2..1.0, n),
        from in prop::collection::vec(-0.1..1.0, n),
        benchmark in prop::collection::vec(0.0..1.0, n),
        short in prop_oneof![Just(0.0), 0.1..0.5],
        turnover in limit(),
        gross in limit(),
        tracking in limit(),
        risk in limit(),
        rate in prop_oneof![Just(0.0), 0.0..0.02, 0.0..0.3],
        target in prop_oneof![3 => Just(None), 1 => (0.2..1.0).prop_map(Some)],
        with_row in any::<bool>(),
        objective in objective(),
    ) -> Model {
        let n = noise.len();
        let loadings = DMatrix::from_vec(n, 3, loadings) * 0.2;
        let mut covariance = &loadings * loadings.transpose();
        for asset in 0..n {
            covariance[(asset, asset)] += noise[asset] * noise[asset];
        }
        let spread = |raw: Vec<f64>, least: f64| {
            let raw = DVector::from_vec(raw).map(|value| value.max(least));
            let rest = 1.0 - raw.sum();
            let room = raw.add_scalar(0.1 - least);
            &raw + &room * (rest / room.sum())
        };
        let inside = spread(raw, -short);
        let from = spread(from, -short);
        let benchmark = spread(benchmark, 0.0);
        let mean = DVector::from_vec(mean);
        let moments = Moments::new(mean.clone(), covariance.clone()).expect("moments");
        let traded = (&inside - &from).lp_norm(1);
        let group = Row::group("half", 0..n / 2 + 1, None, Some(inside.rows(0, n / 2 + 1).sum() + 0.05));
        let net = moments.expected_return(&inside) - rate * traded;
        let mut constraints = Constraints {
            min_weight: Bounds::all((-short).min(inside.min())),
            max_weight: Bounds::all(inside.max().max(1.0 / n as f64) + 0.1),
            turnover: turnover.map(|share| Turnover { from: from.clone(), max: 0.5 * share * traded }),
            gross_exposure: gross.map(|share| share.max(1.02) * inside.lp_norm(1)),
            tracking_error: tracking.map(|share| TrackingError {
                max: share * moments.volatility(&(&inside - &benchmark)),
                benchmark,
            }),
            max_risk: risk.map(|share| share * moments.volatility(&inside)),
            costs: (rate > 0.0).then_some(TradingCosts { from, rate }),
            target_return: target.map(|share: f64| net - 0.1 * (1.0 - share)),
            ..Constraints::default()
        };
        if with_row {
            constraints.rows.push(group);
        }
        constraints = constraints.with(LimitId::MinWeightOf(n - 1), constraints_floor(&inside, n - 1, short));
        let objective = match objective {
            Objective::MaxSharpe { risk_free } => Objective::MaxSharpe {
                risk_free: risk_free.min(net - 0.005),
            },
            other => other,
        };
        Model { mean, covariance, objective, constraints, inside }
    }
}

fn constraints_floor(inside: &DVector<f64>, asset: usize, short: f64) -> f64 {
    (0.5 * inside[asset]).min(inside[asset]).max(-short - 1.0)
}
