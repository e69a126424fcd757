//! Against enumeration, and against what is told.

mod conflicts;
mod enumeration;
mod laws;
mod malformed;

use std::collections::BTreeSet;
use std::ops::Range;

use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

use crate::discrete::inside::looks_at_return;
use crate::discrete::{
    Choice, Convex, DiscreteOutcome, DiscreteProblem, DiscreteSolution, PositionGroup, Positions,
    Search, Shares,
};
use crate::estimate::Moments;
use crate::limits::{Bounds, Constraints, Row, TradingCosts, Turnover};
use crate::problem::{Objective, Problem};
use crate::scenario::{ScenarioMeasure, ScenarioObjective, ScenarioProblem};

use super::{look, solve_shares};

/// Until proven, or so many parts.
const PROVEN: Search = Search {
    gap: 1e-9,
    nodes: 200_000,
};

/// What every problem of these tests is made of.
#[derive(Debug, Clone)]
struct Made {
    moments: Moments,
    returns: DMatrix<f64>,
    prices: Vec<f64>,
    amount: f64,
    fee: f64,
    min_trade: f64,
    lot: u32,
    max_cash: Option<f64>,
    fixed: f64,
    constraints: Constraints,
    positions: Positions,
}

impl Made {
    fn choice(&self) -> Choice {
        let fixed = crate::discrete::FixedCosts {
            from: self.now(),
            rate: self.fixed,
        };
        Choice {
            positions: self.positions.clone(),
            fixed_costs: (self.fixed > 0.0).then_some(fixed),
            shares: Some(Shares {
                amount: self.amount,
                prices: DVector::from_column_slice(&self.prices),
                fee: self.fee,
                min_trade: self.min_trade,
                lot: self.lot,
                max_cash: self.max_cash,
                fee_years: 2.0,
            }),
        }
    }

    fn now(&self) -> DVector<f64> {
        let costs = self.constraints.costs.as_ref().map(|costs| &costs.from);
        let turnover = self.constraints.turnover.as_ref().map(|limit| &limit.from);
        let none = || DVector::zeros(self.prices.len());
        costs.or(turnover).cloned().unwrap_or_else(none)
    }

    fn of_moments(&self, objective: Objective) -> DiscreteProblem {
        let problem =
            Problem::new(self.moments.clone(), objective, self.constraints.clone()).expect("fine");
        self.of(Convex::Moments(problem))
    }

    fn of_scenarios(
        &self,
        measure: ScenarioMeasure,
        objective: ScenarioObjective,
    ) -> DiscreteProblem {
        let returns = self.returns.clone();
        let problem = ScenarioProblem::new(returns, measure, objective, self.constraints.clone());
        self.of(Convex::Scenarios(problem.expect("fine")))
    }

    fn of(&self, convex: Convex) -> DiscreteProblem {
        let mut choice = self.choice();
        if !looks_at_return(&convex) {
            choice.fixed_costs = None;
        }
        DiscreteProblem::new(convex, choice).expect("fine")
    }
}

/// Problems of a few assets with a few thousand portfolios, of every kind of limit.
fn made() -> impl Strategy<Value = Made> {
    made_of(2..6, 20.0..120.0)
}

/// The same of so many assets at such prices.
fn made_of(assets: Range<usize>, prices: Range<f64>) -> impl Strategy<Value = Made> {
    assets.prop_flat_map(move |n| {
        let days = 12;
        (
            (
                prop::collection::vec(-0.03..0.033_f64, n * days),
                prop::collection::vec(prices.clone(), n),
                150.0..450.0_f64,
            ),
            (
                prop::sample::select(vec![0.0, 0.5, 3.0]),
                prop::sample::select(vec![0.0, 60.0, 110.0]),
                prop::sample::select(vec![1_u32, 1, 2]),
                prop::option::weighted(0.3, 10.0..120.0_f64),
                prop::sample::select(vec![0.0, 0.0, 0.002]),
            ),
            (
                prop::sample::select(vec![0.0, 0.0, 0.0, -0.3, 0.05]),
                prop::sample::select(vec![1.0, 0.6, 0.45]),
                prop::option::weighted(0.25, (0.1..0.5_f64, 0.5..0.9_f64)),
                prop::option::weighted(0.2, 0.0..0.2_f64),
                prop::option::weighted(0.3, prop::collection::vec(0.0..0.4_f64, n)),
                prop::option::weighted(0.15, 1.0..1.6_f64),
                prop::option::weighted(0.2, 0.05..0.25_f64),
            ),
            (
                prop::option::weighted(0.2, 1..=n),
                prop::option::weighted(0.2, 1..=n),
                prop::sample::select(vec![0.0, 0.0, 0.2]),
                prop::option::weighted(0.15, 0.5..0.9_f64),
                prop::option::weighted(0.2, 1..=2_usize),
            ),
        )
            .prop_map(move |(data, money, limits, positions)| {
                assembled(n, days, data, money, limits, positions)
            })
    })
}

type Money = (f64, f64, u32, Option<f64>, f64);
type Limits = (
    f64,
    f64,
    Option<(f64, f64)>,
    Option<f64>,
    Option<Vec<f64>>,
    Option<f64>,
    Option<f64>,
);
type Few = (
    Option<usize>,
    Option<usize>,
    f64,
    Option<f64>,
    Option<usize>,
);

fn assembled(
    n: usize,
    days: usize,
    (returns, prices, amount): (Vec<f64>, Vec<f64>, f64),
    (fee, min_trade, lot, max_cash, fixed): Money,
    (lowest, highest, group, target, from, gross, most_risk): Limits,
    (at_least, at_most, smallest, largest, few): Few,
) -> Made {
    let returns = DMatrix::from_vec(days, n, returns);
    let mean = crate::estimate::sample_mean(&returns).expect("days");
    let covariance = crate::estimate::sample_covariance(&returns).expect("days");
    let first = 0..n.div_ceil(2);
    let row = |(min, max)| Row::group("half", first.clone(), Some(min), Some(max));
    let from = from.map(DVector::from_vec);
    let constraints = Constraints {
        min_weight: Bounds::all(lowest),
        max_weight: Bounds::all(highest),
        rows: group.map(row).into_iter().collect(),
        target_return: target,
        turnover: from.as_ref().map(|from| Turnover {
            from: from.clone(),
            max: 0.6,
        }),
        costs: from.map(|from| TradingCosts { from, rate: 0.004 }),
        gross_exposure: gross,
        max_risk: most_risk,
        ..Constraints::default()
    };
    let group = |at_most| PositionGroup {
        name: "few".to_owned(),
        assets: BTreeSet::from_iter(first.clone()),
        at_most,
    };
    let positions = Positions {
        at_least: at_least.map(|least| least.min(at_most.unwrap_or(n))),
        at_most,
        smallest,
        largest,
        groups: few.map(group).into_iter().collect(),
    };
    Made {
        moments: Moments::new(mean, covariance).expect("a sample"),
        returns,
        prices,
        amount,
        fee,
        min_trade,
        lot,
        max_cash,
        fixed,
        constraints,
        positions,
    }
}

fn bought(outcome: DiscreteOutcome) -> Option<DiscreteSolution> {
    match outcome {
        DiscreteOutcome::Found(solution) => Some(solution),
        _ => None,
    }
}
