//! What each binding limit costs.

use std::collections::BTreeMap;

use nalgebra::DVector;
use optimizer::{LimitId, LimitPrice, Moments, Objective, Outcome, Problem, Row};

use crate::{
    Explanation, Model,
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
            Priced::Not => Vec::new(),
        }
    }

    fn lines(&self, prices: Vec<LimitPrice>) -> Vec<Explanation> {
        let finite = |value: f64| Some(value).filter(|value| value.is_finite());
        let line = |price: LimitPrice| Explanation {
            constraint: self.name(price.limit),
            binding: true,
            value: price.value,
            price_bp_per_percent: price.when_relaxed(),
            valid_from: finite(price.valid_from),
            valid_to: finite(price.valid_to),
            helps_until: price.helps_until.and_then(finite),
        };
        // A price that is no number says nothing, as where a risk is zero but for rounding.
        let known = |price: &LimitPrice| price.price_bp_per_percent.is_finite();
        prices.into_iter().filter(known).map(line).collect()
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
            // κ √(w'Ωw) has the slope of κ ÷ (2s) w'Ωw where s is the norm itself.
            Allocation::Robust {
                radius,
                risk_aversion,
                years,
            } => {
                let years = years_of(*years, self.returns.as_deref());
                let norm = problem.moments().volatility(weights) * years.sqrt();
                let risk_aversion = risk_aversion + radius / (2.0 * norm);
                let utility = Objective::MaxUtility { risk_aversion };
                Some(Behind {
                    problem: problem.with_objective(utility).ok()?,
                    target: None,
                    unit: 1.0,
                    has_ranges: false,
                })
            }
            _ => None,
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
    /// Whether its binding limits stay as long as those of the method.
    has_ranges: bool,
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
            if !self.has_ranges {
                (price.valid_from, price.valid_to) = (f64::NEG_INFINITY, f64::INFINITY);
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
        has_ranges: true,
    })
}
