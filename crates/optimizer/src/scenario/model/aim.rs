//! What a model minimises, and what that means outside.

use domain::PERIODS_PER_YEAR;

use super::Model;
use super::limit::{Line, Named};
use super::{ScenarioMeasure, ScenarioObjective, ScenarioProblem, Variant};
use crate::limits::LimitId;

/// What `cost'z` stands for, with its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Meaning {
    /// The risk.
    Risk(f64),
    /// The root of the risk.
    Root(f64),
    /// What is maximised, negated, less a constant.
    Negated(f64, f64),
    /// The reciprocal of what is maximised.
    Reciprocal(f64),
}

impl Model {
    /// The costs, and for a ratio the line that fixes the excess return.
    pub(super) fn aim(&mut self, problem: &ScenarioProblem) {
        let risk = self.risk;
        let (mut net, lost) = self.net_return(problem);
        for entry in &mut net {
            *entry /= PERIODS_PER_YEAR;
        }
        let lost = lost / PERIODS_PER_YEAR;
        let mean = problem.mean().amax() / PERIODS_PER_YEAR;
        let largest = net.iter().fold(mean, |a: f64, b| a.max(b.abs()));
        let or_one = |size: f64| if size > 0.0 { size } else { 1.0 };
        match problem.objective {
            ScenarioObjective::MinRisk => {
                self.cost[risk] = 1.0;
                if problem.measure.is_never_negative() {
                    self.floor = 0.0;
                }
                if problem.measure == ScenarioMeasure::Semivariance {
                    self.meaning = Meaning::Root(self.budget * self.risk_unit);
                }
            }
            ScenarioObjective::MaxUtility { risk_aversion } => {
                self.cost[risk] = risk_aversion * self.risk_unit;
                if problem.measure == ScenarioMeasure::Semivariance {
                    // The price is that of the square of `τ`.
                    self.cost[risk] *= self.risk_unit * self.budget;
                }
                let size = or_one(largest.max(self.cost[risk]));
                self.meaning = Meaning::Negated(size * self.budget, lost * self.budget);
                self.cost[risk] /= size;
                self.pay(&net, size);
            }
            ScenarioObjective::MaxReturn => {
                let size = or_one(largest);
                self.meaning = Meaning::Negated(size * self.budget, lost * self.budget);
                self.pay(&net, size);
            }
            ScenarioObjective::MaxRatio { risk_free } => {
                self.cost[risk] = 1.0;
                let free = risk_free / PERIODS_PER_YEAR / self.budget;
                let size = or_one(largest.max(free.abs()));
                self.meaning = Meaning::Reciprocal(size / self.risk_unit);
                let mut coefficients = vec![0.0; risk + 1];
                for (entry, value) in coefficients.iter_mut().zip(&net) {
                    *entry = value / size;
                }
                coefficients[self.position] = -(free + lost) / size;
                self.lines.push(Line {
                    coefficients,
                    lower: 1.0,
                    upper: 1.0,
                    named: Named::default(),
                });
            }
        }
    }

    fn pay(&mut self, net: &[f64], size: f64) {
        for (cost, value) in self.cost.iter_mut().zip(net) {
            *cost = -value / size;
        }
    }

    /// Only what gives way costs.
    pub(super) fn give_way_cheaply(&mut self, variant: &Variant) {
        self.floor = 0.0;
        self.meaning = Meaning::Risk(1.0);
        for (&(limit, column), &(_, _, price)) in self.elastic.iter().zip(&variant.elastic) {
            self.cost[column] = price;
            if limit == LimitId::Budget {
                self.cost[column + 1] = price;
            }
        }
    }

    /// What a scaled objective means, per period.
    pub(crate) fn mean_of(&self, scaled: f64) -> f64 {
        match self.meaning {
            Meaning::Risk(unit) => scaled * unit,
            Meaning::Root(unit) => (scaled.max(0.0) * unit).powi(2),
            Meaning::Negated(unit, lost) => -scaled * unit - lost,
            Meaning::Reciprocal(unit) => unit / scaled,
        }
    }

    /// Change of what is meant per unit of the scaled objective; of the root where that is meant.
    pub(crate) fn unit(&self) -> f64 {
        match self.meaning {
            Meaning::Risk(unit) | Meaning::Root(unit) | Meaning::Reciprocal(unit) => unit,
            Meaning::Negated(unit, _) => -unit,
        }
    }

    /// `cost'z` with the risk in the place of `τ`.
    pub(crate) fn objective(&self, vertex: &[f64], risk: f64) -> f64 {
        let linear: f64 = self.cost[..self.risk]
            .iter()
            .zip(vertex)
            .map(|(cost, value)| cost * value)
            .sum();
        linear + self.cost[self.risk] * risk
    }
}
