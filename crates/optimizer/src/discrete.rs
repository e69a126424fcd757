//! Portfolios of which not every weight is possible: few positions, none of them small, whole
//! shares, costs per trade.
//!
//! A [`DiscreteProblem`] is a convex problem with a [`Choice`] on top. Branch and bound (`search`)
//! splits what the choice forbids and bounds each part by the convex problem inside it.
//!
//! - `pieces`: the intervals in which each weight may lie, and how many may be positions
//! - `tree`: what is tried in a node, and where it is split
//! - `perspective`, `separable`, `split`: nodes on means and variances under linear limits
//! - `by_solver`, `inside`: nodes of everything else, and the portfolios that are answers
//! - `conflict`, `feasible`, `limit`: why nothing keeps all limits, and their names

mod by_solver;
mod checks;
mod comparison;
mod conflict;
mod feasible;
mod inside;
mod limit;
mod outcome;
mod perspective;
mod pieces;
pub(crate) mod search;
mod selection;
mod separable;
mod shares;
mod solve;
mod split;
mod tree;

pub use comparison::{
    BestSelection, Clock, RouteRuns, Run, SelectionComparison, compare_selections,
};
pub use outcome::{DiscreteOutcome, DiscreteSolution, Search};
pub use selection::{
    Circuit, Selected, SelectionAnswer, SelectionReason, SelectionRoute, solve_by_selection,
};
pub use shares::Purchase;
pub use solve::{lower_bound, solve_discrete, solve_on_positions};

use std::collections::BTreeSet;

use nalgebra::DVector;

use crate::limits::Constraints;
use crate::problem::{Problem, ProblemError};
use crate::scenario::ScenarioProblem;
use crate::weighted::WeightedProblem;

/// The convex problem under a choice.
#[derive(Debug, Clone)]
pub enum Convex {
    /// On means and variances.
    Moments(Problem),
    /// On scenarios.
    Scenarios(ScenarioProblem),
    /// Several goals at once.
    Weighted(WeightedProblem),
}

/// What is to be decided about each asset.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Choice {
    /// How many positions, and how large.
    pub positions: Positions,
    /// What each trade costs.
    pub fixed_costs: Option<FixedCosts>,
    /// Whole shares of an amount of money.
    pub shares: Option<Shares>,
}

/// A limit on the number of positions and on their size. A position is a weight that is not zero.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Positions {
    /// At least so many positions.
    pub at_least: Option<usize>,
    /// At most so many positions.
    pub at_most: Option<usize>,
    /// The smallest absolute weight of a position; 0 for none.
    pub smallest: f64,
    /// The largest absolute weight of a position.
    pub largest: Option<f64>,
    /// Groups of which at most so many are held.
    pub groups: Vec<PositionGroup>,
}

/// Assets of which at most some are held.
#[derive(Debug, Clone, PartialEq)]
pub struct PositionGroup {
    /// The name, unique among the groups of one choice.
    pub name: String,
    /// The assets.
    pub assets: BTreeSet<usize>,
    /// At most so many of them.
    pub at_most: usize,
}

/// What each trade costs, however small it is.
#[derive(Debug, Clone, PartialEq)]
pub struct FixedCosts {
    /// What is held now, one weight per asset.
    pub from: DVector<f64>,
    /// Annual return lost by each asset whose weight is changed; at least 0.
    pub rate: f64,
}

/// Whole shares for an amount of money.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// The money there is.
    pub amount: f64,
    /// The price of a share of each asset, in the same currency.
    pub prices: DVector<f64>,
    /// What each order costs, in the same currency.
    pub fee: f64,
    /// The smallest order, in the same currency; 0 for none.
    pub min_trade: f64,
    /// Shares are bought in multiples of this.
    pub lot: u32,
    /// The most cash that may be left, in the same currency; without it what the dearest order of
    /// one lot costs.
    pub max_cash: Option<f64>,
    /// The years over which the fees are spread where a return is looked at; usually 1.
    pub fee_years: f64,
}

/// A convex problem with a choice on top.
#[derive(Debug, Clone)]
pub struct DiscreteProblem {
    pub(crate) convex: Convex,
    pub(crate) choice: Choice,
}

impl Convex {
    /// Number of assets.
    pub fn assets(&self) -> usize {
        match self {
            Self::Moments(problem) => problem.assets(),
            Self::Scenarios(problem) => problem.assets(),
            Self::Weighted(problem) => problem.assets(),
        }
    }

    /// The limits of the convex problem.
    pub fn constraints(&self) -> &Constraints {
        match self {
            Self::Moments(problem) => problem.constraints(),
            Self::Scenarios(problem) => problem.constraints(),
            Self::Weighted(problem) => problem.constraints(),
        }
    }

    /// The same goal under other limits.
    ///
    /// # Errors
    ///
    /// As the problem's own.
    pub fn with_constraints(&self, constraints: Constraints) -> Result<Self, ProblemError> {
        Ok(match self {
            Self::Moments(problem) => Self::Moments(problem.with_constraints(constraints)?),
            Self::Scenarios(problem) => Self::Scenarios(problem.with_constraints(constraints)?),
            Self::Weighted(problem) => Self::Weighted(problem.with_constraints(constraints)?),
        })
    }
}
