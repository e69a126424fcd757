//! What each binding limit costs.

use std::collections::BTreeMap;

use nalgebra::DVector;
use optimizer::{
    LimitId, LimitPrice, MeanUncertainty, Moments, Objective, Outcome, Problem, Row, WeightedGoal,
    WeightedProblem, WeightedRoute, WeightedSolution, WeightedTerm,
};

use crate::{
    Explanation, Model, PriceUnit, Relaxed,
    answer::Unpriced,
    goal::{Allocation, Goal, years_of},
};

use super::{Found, Priced};

/// A tracking error below this is rounding, and its rate has no meaning.
const NO_ERROR: f64 = 1e-9;

impl Model {
    /// What each binding limit costs.
    pub(crate) fn explain(&self, found: &Found) -> Vec<Explanation> {
        match &found.priced {
            Priced::By(by) => self.lines(optimizer::explain(&by.0, &by.1)),
            Priced::OnScenarios(by) => self.lines(optimizer::explain_scenario(&by.0, &by.1)),
            Priced::Behind(problem) => match self.behind(problem, &found.weights) {
                Some(behind) => self.lines(behind.prices()),
                None => Vec::new(),
            },
            Priced::Sum(by) => {
                let mut prices = optimizer::explain_weighted(&by.0, &by.1);
                for price in &mut prices {
                    price.price_bp_per_percent *= by.2;
                }
                self.lines(prices)
            }
            Priced::Shares(by) => self.lines(self.shares(&by.0, &by.1)),
            Priced::Not(_) => Vec::new(),
        }
    }

    fn lines(&self, prices: Vec<LimitPrice>) -> Vec<Explanation> {
        let finite = |value: f64| Some(value).filter(|value| value.is_finite());
        let line = |price: LimitPrice| Explanation {
            constraint: self.name(price.limit),
            binding: true,
            value: price.value,
            price_bp_per_percent: price.when_relaxed(),
            unit: self.goal.price_unit(),
            relaxed_by: match price.limit.is_upper() {
                Some(true) => Relaxed::Raising,
                Some(false) => Relaxed::Lowering,
                None => Relaxed::Neither,
            },
            valid_from: finite(price.valid_from),
            valid_to: finite(price.valid_to),
            helps_until: price.helps_until.and_then(finite),
        };
        // A price that is no number says nothing, as where a risk is zero but for rounding.
        let known = |price: &LimitPrice| price.price_bp_per_percent.is_finite();
        prices.into_iter().filter(known).map(line).collect()
    }

    /// Prices of limits on shares of risk; none where the question was refused already.
    fn shares(&self, problem: &Problem, found: &optimizer::Allocation) -> Vec<LimitPrice> {
        let prices = match (&self.goal, self.returns.as_deref()) {
            (Goal::Allocation(Allocation::RiskParity { budget }), _) => {
                optimizer::explain_risk_parity(problem, budget.as_ref(), found)
            }
            (Goal::Allocation(Allocation::CvarParity { confidence, budget }), Some(returns)) => {
                let limits = problem.constraints().clone();
                let budget = budget.as_ref();
                optimizer::explain_cvar_risk_parity(returns, *confidence, budget, limits, found)
            }
            _ => return Vec::new(),
        };
        prices.unwrap_or_default()
    }

    /// A robust utility is minus a sum of goals.
    pub(super) fn robust_sum(
        &self,
        problem: &Problem,
        allocation: &Allocation,
        found: &optimizer::Allocation,
    ) -> Priced {
        let Allocation::Robust {
            radius,
            risk_aversion,
            years,
        } = allocation
        else {
            return Priced::Not(Unpriced::Formula);
        };
        let years = years_of(*years, self.returns.as_deref());
        let uncertainty = MeanUncertainty::SampleMean { years };
        let radius = *radius;
        let robust = WeightedGoal::RobustReturn {
            uncertainty,
            radius,
        };
        let mut terms = vec![WeightedTerm {
            weight: 1.0,
            goal: robust,
        }];
        terms.extend((*risk_aversion > 0.0).then_some(WeightedTerm {
            weight: *risk_aversion,
            goal: WeightedGoal::Variance,
        }));
        let limits = problem.constraints().clone();
        let Ok(sum) = WeightedProblem::new(problem.moments().clone(), None, terms, limits) else {
            return Priced::Not(Unpriced::Formula);
        };
        let solution = WeightedSolution {
            weights: found.weights.clone(),
            values: sum.values(&found.weights),
            objective: -found.objective,
            bound: -found.objective,
            gap: 0.0,
            residual: found.residual,
            route: WeightedRoute::Program,
            iterations: found.iterations,
        };
        Priced::Sum(Box::new((sum, solution, -1.0)))
    }

    /// The quadratic program whose solution an allocation is.
    fn behind(&self, problem: &Problem, weights: &DVector<f64>) -> Option<Behind> {
        let Goal::Allocation(allocation) = &self.goal else {
            return None;
        };
        let covariance = problem.moments().covariance();
        match allocation {
            // 2b'Σw − w'Σw falls with the square of the tracking error.
            Allocation::Tracking { benchmark } => {
                let error = problem.moments().volatility(&(weights - benchmark));
                let utility = Objective::MaxUtility { risk_aversion: 1.0 };
                let behind = instead(problem, covariance * benchmark * 2.0, utility)?;
                (error > NO_ERROR).then_some(Behind {
                    unit: -0.5 / error,
                    ..behind
                })
            }
            // The ratio is that of Sharpe, with volatilities for returns.
            Allocation::MaxDiversification => {
                let volatilities = covariance.diagonal().map(f64::sqrt);
                let ratio = Objective::MaxSharpe { risk_free: 0.0 };
                instead(problem, volatilities, ratio)
            }
            _ => None,
        }
    }
}

impl Goal {
    /// Of what the prices of limits are.
    fn price_unit(&self) -> PriceUnit {
        match self {
            Self::Moments(Objective::MinVariance) => PriceUnit::Volatility,
            Self::Moments(Objective::MaxReturn | Objective::MaxUtility { .. }) => PriceUnit::Return,
            // A tracking error is a volatility.
            Self::Allocation(Allocation::Tracking { .. }) => PriceUnit::Volatility,
            Self::Allocation(Allocation::Robust { .. }) => PriceUnit::Return,
            _ => PriceUnit::Objective,
        }
    }
}

/// A quadratic program that stands for something else.
struct Behind {
    problem: Problem,
    /// The row that stands for the target return, which is one of the true returns.
    target: Option<usize>,
    /// From its objective to that of the method.
    unit: f64,
}

impl Behind {
    fn prices(&self) -> Vec<LimitPrice> {
        let outcome = optimizer::solve(&self.problem);
        let (Outcome::Optimal(solution) | Outcome::Inexact(solution)) = &outcome else {
            return Vec::new();
        };
        let mut prices = optimizer::explain(&self.problem, solution);
        for price in &mut prices {
            price.price_bp_per_percent *= self.unit;
            if self.target.map(LimitId::RowMin) == Some(price.limit) {
                price.limit = LimitId::TargetReturn;
            }
        }
        prices
    }
}

/// The limits of `problem` with another mean; its target return becomes the last row.
fn instead(problem: &Problem, mean: DVector<f64>, objective: Objective) -> Option<Behind> {
    let mut constraints = problem.constraints().clone();
    let target = constraints.target_return.take().map(|target| {
        let returns = problem.moments().mean().iter().copied().enumerate();
        constraints.rows.push(Row {
            name: format!("target_return {}", constraints.rows.len()),
            coefficients: returns.collect::<BTreeMap<_, _>>(),
            min: Some(target),
            max: None,
        });
        constraints.rows.len() - 1
    });
    let moments = Moments::new(mean, problem.moments().covariance().clone()).ok()?;
    Some(Behind {
        problem: Problem::new(moments, objective, constraints).ok()?,
        target,
        unit: 1.0,
    })
}
