//! What is minimised, at the shares really bought.
//!
//! A sum `curvature · w'Σw + slope'w + trades · Σ|w − from| + orders · (number of orders) + Σ price ·
//! curve(w)`, or the ratio of a risk of the first degree to `slope'w − trades · Σ|w − from| − orders
//! · (number of orders)`, which does not change when weights and costs are divided by what is
//! invested.

use nalgebra::DMatrix;

use crate::allocation::MeanUncertainty;
use crate::discrete::Convex;
use crate::problem::{Objective, Problem};
use crate::scenario::{ScenarioObjective, ScenarioProblem};
use crate::weighted::{WeightedGoal, WeightedProblem};

use super::curve::Curve;
use domain::PERIODS_PER_YEAR;

/// Which number of a risk and a return is minimised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Sum,
    /// The risk of what is invested, or its square.
    Calmest {
        is_squared: bool,
    },
    /// The negated ratio of return to risk.
    Ratio,
}

/// A goal.
pub(super) struct Goal<'p> {
    pub(super) kind: Kind,
    /// `Σ`, annual, where the goal or a limit needs it.
    pub(super) covariance: Option<&'p DMatrix<f64>>,
    pub(super) curvature: f64,
    pub(super) slope: Vec<f64>,
    pub(super) constant: f64,
    pub(super) trades: f64,
    pub(super) orders: f64,
    /// With their prices. Of a ratio the risk, where it is not `√(w'Σw)`.
    pub(super) curves: Vec<(f64, Curve<'p>)>,
    /// Whether the problem maximises: its own number is the negated one.
    pub(super) is_negated: bool,
}

/// What a goal looks at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sight {
    /// `w'Σw`, where the goal has a covariance.
    pub(super) variance: f64,
    /// `slope'w`.
    pub(super) along: f64,
    /// `Σ|w − from|`.
    pub(super) traded: f64,
    pub(super) orders: f64,
    /// `Σ price · curve(w)` and the sum of their sizes.
    pub(super) curves: (f64, f64),
}

impl<'p> Goal<'p> {
    /// The goal of a convex problem with the annual price of an order; `None` where a risk is not
    /// for whole shares.
    pub(super) fn of(convex: &'p Convex, order_return: f64) -> Option<Self> {
        match convex {
            Convex::Moments(problem) => Some(Self::of_moments(problem, order_return)),
            Convex::Scenarios(problem) => Self::of_scenarios(problem, order_return),
            Convex::Weighted(problem) => Self::of_weighted(problem, order_return),
        }
    }

    /// What is minimised and what a gap is measured against.
    pub(super) fn value(&self, sight: &Sight) -> (f64, f64) {
        let costs = self.trades * sight.traded + self.orders * sight.orders;
        if self.kind == Kind::Sum {
            let bend = self.curvature * sight.variance;
            let slope = sight.along + self.constant;
            let value = bend + slope + costs + sight.curves.0;
            return (value, bend.abs() + slope.abs() + costs + sight.curves.1);
        }
        let risk = match self.curves.is_empty() {
            true => sight.variance.max(0.0).sqrt(),
            false => sight.curves.0,
        };
        let value = self.of_quotient(risk, sight.along - costs);
        (value, value.abs())
    }

    /// What is minimised where a risk of the first degree stands beside what divides it.
    pub(super) fn of_quotient(&self, risk: f64, divisor: f64) -> f64 {
        match self.kind {
            Kind::Calmest { is_squared } => {
                let part = risk / divisor;
                if is_squared { part * part.abs() } else { part }
            }
            Kind::Ratio | Kind::Sum => -divisor / risk.max(0.0),
        }
    }

    /// The quotient of risk to divisor at which the goal is `value`; infinite where none is so bad.
    pub(super) fn quotient(&self, value: f64) -> f64 {
        match self.kind {
            Kind::Calmest { is_squared: true } => value.abs().sqrt() * value.signum(),
            Kind::Calmest { is_squared: false } => value,
            Kind::Ratio | Kind::Sum if value < 0.0 => -1.0 / value,
            Kind::Ratio | Kind::Sum => f64::INFINITY,
        }
    }

    /// The problem's own number.
    pub(super) fn objective(&self, value: f64) -> f64 {
        if self.is_negated { -value } else { value }
    }

    pub(super) fn is_quotient(&self) -> bool {
        self.kind != Kind::Sum
    }

    fn new(assets: usize) -> Self {
        Self {
            kind: Kind::Sum,
            covariance: None,
            curvature: 0.0,
            slope: vec![0.0; assets],
            constant: 0.0,
            trades: 0.0,
            orders: 0.0,
            curves: Vec::new(),
            is_negated: false,
        }
    }

    /// The calmest: what is invested divides.
    fn calmest(assets: usize, is_squared: bool) -> Self {
        Self {
            kind: Kind::Calmest { is_squared },
            slope: vec![1.0; assets],
            ..Self::new(assets)
        }
    }

    fn of_moments(problem: &'p Problem, order_return: f64) -> Self {
        let (moments, n) = (problem.moments(), problem.assets());
        let covariance = Some(moments.covariance());
        let costs = problem.constraints().costs.as_ref();
        let returning = |risk_free: f64, sign: f64| Self {
            covariance,
            slope: (moments.mean().iter())
                .map(|mean| sign * (mean - risk_free))
                .collect(),
            trades: costs.map_or(0.0, |costs| costs.rate),
            orders: order_return,
            is_negated: true,
            ..Self::new(n)
        };
        match problem.objective() {
            Objective::MinVariance | Objective::EqualWeight => Self {
                covariance,
                ..Self::calmest(n, true)
            },
            Objective::MaxSharpe { risk_free } => Self {
                kind: Kind::Ratio,
                ..returning(risk_free, 1.0)
            },
            Objective::MaxUtility { risk_aversion } => Self {
                curvature: risk_aversion,
                ..returning(0.0, -1.0)
            },
            Objective::MaxReturn => returning(0.0, -1.0),
        }
    }

    fn of_scenarios(problem: &'p ScenarioProblem, order_return: f64) -> Option<Self> {
        let n = problem.assets();
        let costs = problem.constraints().costs.as_ref();
        let returning = |risk_free: f64, sign: f64| Self {
            slope: (problem.mean().iter())
                .map(|mean| sign * (mean - risk_free) / PERIODS_PER_YEAR)
                .collect(),
            trades: costs.map_or(0.0, |costs| costs.rate) / PERIODS_PER_YEAR,
            orders: order_return / PERIODS_PER_YEAR,
            is_negated: true,
            ..Self::new(n)
        };
        let risk = Curve::of(problem.measure(), problem.returns())?;
        let is_squared = matches!(risk, Curve::Semivariance(_));
        Some(match problem.objective() {
            ScenarioObjective::MinRisk => Self {
                curves: vec![(1.0, risk.of_first_degree())],
                ..Self::calmest(n, is_squared)
            },
            ScenarioObjective::MaxUtility { risk_aversion } => Self {
                curves: vec![(risk_aversion, risk)],
                ..returning(0.0, -1.0)
            },
            ScenarioObjective::MaxReturn => returning(0.0, -1.0),
            ScenarioObjective::MaxRatio { risk_free } => Self {
                kind: Kind::Ratio,
                curves: vec![(1.0, risk.of_first_degree())],
                ..returning(risk_free, 1.0)
            },
        })
    }

    fn of_weighted(problem: &'p WeightedProblem, order_return: f64) -> Option<Self> {
        let moments = problem.moments();
        let rate = (problem.constraints().costs.as_ref()).map_or(0.0, |costs| costs.rate);
        let mut goal = Self {
            covariance: Some(moments.covariance()),
            ..Self::new(problem.assets())
        };
        for term in problem.terms() {
            let price = term.weight;
            let mut less_return = || {
                for (slope, mean) in goal.slope.iter_mut().zip(moments.mean()) {
                    *slope -= price * mean;
                }
                goal.trades += price * rate;
                goal.orders += price * order_return;
            };
            match &term.goal {
                WeightedGoal::Variance => goal.curvature += price,
                WeightedGoal::Return => less_return(),
                WeightedGoal::Utility { risk_aversion } => {
                    less_return();
                    goal.curvature += price * risk_aversion;
                }
                WeightedGoal::Tracking { benchmark } => {
                    goal.curvature += price;
                    let along = moments.covariance() * benchmark;
                    for (slope, along) in goal.slope.iter_mut().zip(&along) {
                        *slope -= 2.0 * price * along;
                    }
                    goal.constant += price * benchmark.dot(&along);
                }
                WeightedGoal::Risk(measure) => {
                    let curve = Curve::of(*measure, problem.returns()?)?;
                    goal.curves.push((price, curve));
                }
                WeightedGoal::RobustReturn {
                    uncertainty,
                    radius,
                } => {
                    less_return();
                    let matrix = match uncertainty {
                        MeanUncertainty::SampleMean { years } => moments.covariance() / *years,
                        MeanUncertainty::Covariance(matrix) => matrix.clone(),
                    };
                    let centre = nalgebra::DVector::zeros(problem.assets());
                    goal.curves
                        .push((price * radius, Curve::Norm(matrix, centre)));
                }
            }
        }
        Some(goal)
    }
}
