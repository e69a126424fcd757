//! The limits of whole shares that have a name, and whether any portfolio keeps some of them.

use nalgebra::DVector;

use super::checks::held_now;
use super::look;
use super::rules::rounding;
use crate::discrete::feasible::Feasibility;
use crate::discrete::{
    Choice, Convex, DiscreteOutcome, DiscreteProblem, FixedCosts, Search, Shares,
};
use crate::limits::{Constraints, LimitId};
use crate::problem::Objective;
use crate::scenario::ScenarioObjective;

/// So much more money is as good as any.
const ENOUGH: f64 = 1e6;
/// After so many parts nobody knows.
const NODES: usize = 500;
/// A gap that any portfolio has.
const ANY: f64 = 1e200;

impl Shares {
    /// The number that stands at one of their limits.
    pub(in crate::discrete) fn limit(&self, limit: LimitId) -> Option<f64> {
        match limit {
            LimitId::Amount => Some(self.amount),
            LimitId::MinTrade => Some(self.min_trade).filter(|&least| least > 0.0),
            LimitId::MaxCash => self.max_cash,
            _ => None,
        }
    }

    pub(in crate::discrete) fn set(&mut self, limit: LimitId, value: f64) {
        match limit {
            LimitId::Amount => self.amount = value,
            LimitId::MinTrade => self.min_trade = value.max(0.0),
            LimitId::MaxCash => self.max_cash = Some(value),
            _ => {}
        }
    }

    /// With those limits that `keeps` names: without the amount, with more money than anybody needs.
    pub(in crate::discrete) fn kept(mut self, keeps: &dyn Fn(LimitId) -> bool) -> Self {
        if !keeps(LimitId::MinTrade) {
            self.min_trade = 0.0;
        }
        if !keeps(LimitId::MaxCash) && self.max_cash.is_some() {
            self.max_cash = Some(f64::INFINITY);
        }
        if !keeps(LimitId::Amount) {
            self.amount *= ENOUGH;
        }
        self
    }

    /// What a portfolio needs of a limit.
    pub(in crate::discrete) fn needed(
        &self,
        limit: LimitId,
        problem: &DiscreteProblem,
        weights: &DVector<f64>,
    ) -> Option<f64> {
        let constraints = problem.convex.constraints();
        let none = DVector::zeros(weights.len());
        let now = held_now(constraints, &problem.choice).unwrap_or(&none);
        let orders = weights
            .iter()
            .zip(now)
            .map(|(weight, now)| (weight - now).abs());
        let orders = || orders.clone().filter(|&order| order > rounding(order));
        match limit {
            LimitId::MinTrade => Some(self.amount * orders().fold(f64::INFINITY, f64::min)),
            LimitId::MaxCash => {
                let fees = self.fee * orders().count() as f64;
                Some((constraints.budget - weights.sum()) * self.amount - fees)
            }
            _ => None,
        }
    }
}

/// The choice with what is held now, which it would forget with a limit that says so.
pub(in crate::discrete) fn with_now(problem: &DiscreteProblem, mut choice: Choice) -> Choice {
    let now = held_now(problem.convex.constraints(), &problem.choice);
    if let (Some(from), None) = (now, &choice.fixed_costs) {
        choice.fixed_costs = Some(FixedCosts {
            from: from.clone(),
            rate: 0.0,
        });
    }
    choice
}

/// Any portfolio that keeps these limits. A ratio needs one with a return above the risk-free rate.
pub(in crate::discrete) fn any(
    convex: &Convex,
    constraints: Constraints,
    choice: Choice,
    is_ratio: bool,
) -> Feasibility {
    let aimed = match convex {
        Convex::Moments(problem) if matches!(problem.objective(), Objective::MaxSharpe { .. }) => {
            let calm = problem.with_objective(Objective::MinVariance);
            calm.map(Convex::Moments).ok().filter(|_| !is_ratio)
        }
        Convex::Scenarios(problem)
            if matches!(problem.objective(), ScenarioObjective::MaxRatio { .. }) =>
        {
            let calm = problem.with_objective(ScenarioObjective::MinRisk);
            calm.map(Convex::Scenarios).ok().filter(|_| !is_ratio)
        }
        _ => None,
    };
    let convex = aimed.unwrap_or_else(|| convex.clone());
    let Ok(convex) = convex.with_constraints(constraints) else {
        return Feasibility::No;
    };
    let effort = Search {
        gap: ANY,
        nodes: NODES,
    };
    match look(&DiscreteProblem { convex, choice }, &effort) {
        DiscreteOutcome::Found(solution) => Feasibility::Yes(solution.weights),
        DiscreteOutcome::Infeasible(_) => Feasibility::No,
        DiscreteOutcome::Unbounded | DiscreteOutcome::Stopped { .. } => Feasibility::Unknown,
    }
}
