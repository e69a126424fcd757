//! What a choice has to be.

use std::collections::BTreeSet;

use super::inside::looks_at_return;
use super::pieces::Pieces;
use super::{Choice, Convex, DiscreteProblem, FixedCosts, Positions};
use crate::problem::{Objective, ProblemError};

impl DiscreteProblem {
    /// Checks that the choice fits the problem.
    ///
    /// # Errors
    ///
    /// Malformed input, by the name of the field: `positions.at_most` of 0, `positions.at_least`
    /// above `positions.at_most` or above the number of assets, `positions.smallest` above
    /// `positions.largest`, a size or a cost that is negative or not finite,
    /// `positions.groups[1].name` that is empty or used twice, a group without assets or with one
    /// that is none, `fixed_costs` where the objective does not look at the return, `objective`
    /// where it is a formula. Choices that are well-formed and leave no portfolio are a problem with
    /// the answer [`crate::DiscreteOutcome::Infeasible`].
    pub fn new(convex: Convex, choice: Choice) -> Result<Self, ProblemError> {
        if let Convex::Moments(problem) = &convex
            && problem.objective() == Objective::EqualWeight
        {
            return refuse("objective", "is a formula that chooses nothing");
        }
        check_positions(&choice.positions, convex.assets())?;
        if let Some(costs) = &choice.fixed_costs {
            check_fixed_costs(costs, &convex)?;
        }
        super::shares::checks::check(&convex, &choice)?;
        Ok(Self { convex, choice })
    }

    /// The problem without the choice.
    pub fn convex(&self) -> &Convex {
        &self.convex
    }

    /// The choice.
    pub fn choice(&self) -> &Choice {
        &self.choice
    }

    /// Number of assets.
    pub fn assets(&self) -> usize {
        self.convex.assets()
    }

    pub(super) fn pieces(&self) -> Pieces {
        Pieces::new(self.convex.constraints(), &self.choice, self.assets())
    }
}

fn check_positions(positions: &Positions, assets: usize) -> Result<(), ProblemError> {
    if positions.at_most == Some(0) {
        return refuse("positions.at_most", "is 0");
    }
    if positions.at_least.is_some_and(|least| least > assets) {
        return refuse("positions.at_least", "is above the number of assets");
    }
    if let (Some(least), Some(most)) = (positions.at_least, positions.at_most)
        && least > most
    {
        return refuse("positions.at_least", "is above at_most");
    }
    check_size("positions.smallest", positions.smallest)?;
    if let Some(largest) = positions.largest {
        check_size("positions.largest", largest)?;
        if largest == 0.0 {
            return refuse("positions.largest", "is 0");
        }
        if positions.smallest > largest {
            return refuse("positions.smallest", "is above largest");
        }
    }
    let mut names = BTreeSet::new();
    for (index, group) in positions.groups.iter().enumerate() {
        let field = |what: &str| format!("positions.groups[{index}].{what}");
        if group.name.trim().is_empty() {
            return refuse(field("name"), "is empty");
        }
        if !names.insert(group.name.as_str()) {
            return refuse(field("name"), "is used twice");
        }
        if group.assets.is_empty() {
            return refuse(field("assets"), "names no asset");
        }
        if group.assets.iter().any(|&asset| asset >= assets) {
            return refuse(field("assets"), "names what is no asset");
        }
    }
    Ok(())
}

fn check_fixed_costs(costs: &FixedCosts, convex: &Convex) -> Result<(), ProblemError> {
    if costs.from.len() != convex.assets() {
        return refuse("fixed_costs.from", "has not one number for each asset");
    }
    if let Some(asset) = costs.from.iter().position(|weight| !weight.is_finite()) {
        return refuse(
            format!("fixed_costs.from[{asset}]"),
            "is not a finite number",
        );
    }
    check_size("fixed_costs.rate", costs.rate)?;
    if costs.rate > 0.0 && !looks_at_return(convex) {
        return refuse(
            "fixed_costs",
            "mean nothing to an objective without a return",
        );
    }
    Ok(())
}

fn check_size(field: &str, size: f64) -> Result<(), ProblemError> {
    match size {
        _ if !size.is_finite() => refuse(field, "is not a finite number"),
        _ if size < 0.0 => refuse(field, "is negative"),
        _ if size > 1e100 => refuse(field, "is too large"),
        _ => Ok(()),
    }
}

fn refuse<T>(field: impl Into<String>, reason: &'static str) -> Result<T, ProblemError> {
    Err(ProblemError::Field {
        field: field.into(),
        reason,
    })
}
