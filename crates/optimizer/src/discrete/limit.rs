//! The named limits of a discrete problem: those of its convex problem and those of its choice.

use super::{Choice, Convex, DiscreteProblem};
use crate::limits::LimitId;
use crate::outcome::Relaxation;
use crate::problem::{Objective, ProblemError};
use crate::scenario::ScenarioObjective;

impl DiscreteProblem {
    /// The number that stands at one limit, if the problem has it; counts as numbers.
    pub fn limit(&self, limit: LimitId) -> Option<f64> {
        let positions = &self.choice.positions;
        let count = |count: Option<usize>| count.map(|count| count as f64);
        match limit {
            LimitId::CardinalityMax => count(positions.at_most),
            LimitId::CardinalityMin => count(positions.at_least),
            LimitId::MinPosition => Some(positions.smallest).filter(|&size| size > 0.0),
            LimitId::MaxPosition => positions.largest,
            LimitId::GroupPositions(index) => {
                count(positions.groups.get(index).map(|group| group.at_most))
            }
            LimitId::RiskFree => risk_free(&self.convex),
            LimitId::Amount | LimitId::MinTrade | LimitId::MaxCash => self
                .choice
                .shares
                .as_ref()
                .and_then(|shares| shares.limit(limit)),
            limit => self.convex.constraints().value(limit),
        }
    }

    /// The name people see, as of [`LimitId::name`]: `cardinality max`, `Technology positions`, …
    pub fn limit_name<S: AsRef<str>>(&self, limit: LimitId, assets: &[S]) -> String {
        match limit {
            LimitId::GroupPositions(index) => match self.choice.positions.groups.get(index) {
                Some(group) => format!("{} positions", group.name),
                None => format!("#{index} positions"),
            },
            limit => limit.name(assets, self.convex.constraints()),
        }
    }

    /// The same problem with other numbers at some limits: what a conflict recommends, applied.
    ///
    /// # Errors
    ///
    /// As of [`DiscreteProblem::new`].
    pub fn relaxed(&self, relaxation: &Relaxation) -> Result<Self, ProblemError> {
        let mut choice = self.choice.clone();
        let mut constraints = self.convex.constraints().clone();
        let mut rate = None;
        for &(limit, value) in relaxation {
            if limit == LimitId::RiskFree {
                rate = Some(value);
            } else if !set(&mut choice, limit, value) {
                constraints = constraints.with(limit, value);
            }
        }
        let convex = self.convex.with_constraints(constraints)?;
        let convex = match rate {
            Some(rate) => with_risk_free(convex, rate)?,
            None => convex,
        };
        Self::new(convex, choice)
    }
}

/// The risk-free rate of a ratio.
pub(super) fn risk_free(convex: &Convex) -> Option<f64> {
    match convex {
        Convex::Moments(problem) => match problem.objective() {
            Objective::MaxSharpe { risk_free } => Some(risk_free),
            _ => None,
        },
        Convex::Scenarios(problem) => match problem.objective() {
            ScenarioObjective::MaxRatio { risk_free } => Some(risk_free),
            _ => None,
        },
        Convex::Weighted(_) => None,
    }
}

fn with_risk_free(convex: Convex, risk_free: f64) -> Result<Convex, ProblemError> {
    Ok(match convex {
        Convex::Moments(problem) => {
            Convex::Moments(problem.with_objective(Objective::MaxSharpe { risk_free })?)
        }
        Convex::Scenarios(problem) => {
            Convex::Scenarios(problem.with_objective(ScenarioObjective::MaxRatio { risk_free })?)
        }
        weighted => weighted,
    })
}

/// Sets a limit of the positions; `false` where it is none.
fn set(choice: &mut Choice, limit: LimitId, value: f64) -> bool {
    if let LimitId::Amount | LimitId::MinTrade | LimitId::MaxCash = limit {
        if let Some(shares) = &mut choice.shares {
            shares.set(limit, value);
        }
        return true;
    }
    let positions = &mut choice.positions;
    let count = value.round().max(0.0) as usize;
    match limit {
        LimitId::CardinalityMax => positions.at_most = Some(count),
        LimitId::CardinalityMin => positions.at_least = Some(count),
        LimitId::MinPosition => positions.smallest = value.max(0.0),
        LimitId::MaxPosition => positions.largest = Some(value),
        LimitId::GroupPositions(index) => {
            if let Some(group) = positions.groups.get_mut(index) {
                group.at_most = count;
            }
        }
        _ => return false,
    }
    true
}
