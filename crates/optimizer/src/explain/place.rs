//! A solution with its program and the limits that hold it, and what each of these limits costs.

use std::collections::{BTreeMap, BTreeSet};

use nalgebra::DVector;

use crate::limits::{Constraints, LimitId};
use crate::outcome::{Side, Solution};
use crate::problem::{Objective, Problem};
use crate::solve::{Around, KinkPrice, Program, Sides, around, excess, program_of};

/// A solution with its program and its binding limits.
pub(super) struct Place<'a> {
    pub(super) program: Program<'a>,
    pub(super) sides: Sides,
    pub(super) x: &'a DVector<f64>,
    pub(super) multipliers: DVector<f64>,
    pub(super) variance: f64,
    /// Scaled excess return and trade-off, for the Sharpe ratio.
    pub(super) sharpe: Option<(DVector<f64>, f64)>,
    /// What the excess return has beside its slope.
    pub(super) constant: f64,
    /// Weights that a kink holds.
    pub(super) kinks: Vec<KinkPrice>,
    /// The weight of the return in the objective, where there are kinks.
    pub(super) returns: f64,
    /// Prices of the tracking error and the risk at their limits.
    pub(super) tracking_error: f64,
    pub(super) risk: f64,
}

impl<'a> Place<'a> {
    pub(super) fn of(problem: &'a Problem, solution: &'a Solution) -> Self {
        if let Some(stand) = &solution.stand {
            return Self::bent(problem, solution, around(problem, stand));
        }
        let x = &solution.weights;
        let variance = problem.moments().variance(x);
        let sharpe = match problem.objective {
            Objective::MaxSharpe { risk_free } => {
                let excess = excess(problem, risk_free);
                let trade_off = variance / problem.shape.scale / excess.dot(x);
                Some((excess, trade_off))
            }
            _ => None,
        };
        let trade_off = sharpe.as_ref().map_or(0.0, |(_, trade_off)| *trade_off);
        let program = program_of(problem, trade_off);
        let mut sides = program.fit(&solution.active);
        // What is held from both sides belongs to the side that it presses against.
        for index in 0..sides.0.len() {
            let (lower, upper) = program.limits(index);
            if lower == upper && index != x.len() && solution.multipliers[index] > 0.0 {
                sides.0[index] = Side::Upper;
            }
        }
        Self {
            program,
            sides,
            x,
            multipliers: solution.multipliers.clone(),
            variance,
            sharpe,
            constant: 0.0,
            kinks: Vec::new(),
            returns: 0.0,
            tracking_error: 0.0,
            risk: 0.0,
        }
    }

    fn bent(problem: &'a Problem, solution: &'a Solution, around: Around<'a>) -> Self {
        let x = &solution.weights;
        let variance = problem.moments().variance(x);
        let sharpe = match problem.objective {
            Objective::MaxSharpe { .. } => {
                let net = around.slope.dot(x) + around.constant;
                let trade_off = variance / problem.shape.scale / net;
                Some((around.slope, trade_off))
            }
            _ => None,
        };
        Self {
            program: around.program,
            sides: around.sides,
            x,
            multipliers: around.multipliers,
            variance,
            sharpe,
            constant: around.constant,
            kinks: around.kinks,
            returns: around.returns,
            tracking_error: around.tracking_error,
            risk: around.risk,
        }
    }

    /// The binding limits with the variables (and `n +` rows) that move with each.
    pub(super) fn binding(&self, constraints: &Constraints) -> BTreeMap<LimitId, Vec<usize>> {
        let n = self.x.len();
        let mut binding: BTreeMap<LimitId, Vec<usize>> = BTreeMap::new();
        let at_kink: BTreeSet<usize> = self.kinks.iter().map(|kink| kink.asset).collect();
        let last = n + constraints.rows.len() + 1;
        let is_turnover = |index: usize| index == last + 1 && constraints.turnover.is_some();
        for (index, side) in self.sides.0.iter().enumerate() {
            let limits = match side {
                Side::Free => continue,
                _ if at_kink.contains(&index) => continue,
                _ if is_turnover(index) => vec![LimitId::Turnover],
                _ if index > last => vec![LimitId::GrossExposure],
                _ if index == n => vec![LimitId::Budget],
                _ if index == last => vec![LimitId::TargetReturn],
                Side::Lower if index > n => vec![LimitId::RowMin(index - n - 1)],
                Side::Upper if index > n => vec![LimitId::RowMax(index - n - 1)],
                Side::Lower if constraints.min_weight.by_asset.contains_key(&index) => {
                    vec![LimitId::MinWeightOf(index)]
                }
                Side::Lower => vec![LimitId::MinWeight],
                Side::Upper if constraints.max_weight.by_asset.contains_key(&index) => {
                    vec![LimitId::MaxWeightOf(index)]
                }
                Side::Upper => vec![LimitId::MaxWeight, LimitId::MaxWeightOf(index)],
            };
            for limit in limits {
                binding.entry(limit).or_default().push(index);
            }
        }
        let quadratic = [
            (LimitId::TrackingError, self.tracking_error),
            (LimitId::MaxRisk, self.risk),
        ];
        for (limit, _) in quadratic.into_iter().filter(|(_, price)| *price > 0.0) {
            binding.insert(limit, Vec::new());
        }
        binding
    }

    /// Basis points of the objective per +0.01 of the limit.
    pub(super) fn price(&self, problem: &Problem, limit: LimitId, members: &[usize]) -> f64 {
        const BASIS_POINTS_PER_PERCENT: f64 = 0.01 * 1e4;
        let scale = problem.shape.scale;
        let mut pressure: f64 = members.iter().map(|&index| self.multipliers[index]).sum();
        pressure += match limit {
            LimitId::TrackingError => self.tracking_error,
            LimitId::MaxRisk => self.risk,
            _ => 0.0,
        };
        let volatility = self.variance.sqrt();
        // `pressure` is minus the rate of the scaled objective that is minimised.
        let rate = match problem.objective {
            Objective::MinVariance | Objective::EqualWeight if volatility > 0.0 => {
                -pressure * scale / volatility
            }
            Objective::MinVariance | Objective::EqualWeight => 0.0,
            Objective::MaxUtility { risk_aversion } if risk_aversion > 0.0 => {
                pressure * 2.0 * risk_aversion * scale
            }
            Objective::MaxUtility { .. } | Objective::MaxReturn => pressure * scale.sqrt(),
            Objective::MaxSharpe { risk_free } => {
                let gain = problem.net_return(self.x) - risk_free;
                if limit == LimitId::Budget {
                    // The excess per weight holds the budget; the rate itself does not move.
                    let trade_off = self.sharpe.as_ref().map_or(0.0, |sharpe| sharpe.1);
                    pressure += trade_off * risk_free / (problem.constraints.budget * scale.sqrt());
                }
                pressure * gain * scale / volatility.powi(3)
            }
        };
        rate * BASIS_POINTS_PER_PERCENT
    }
}
