//! What a search over choices answers.

use std::collections::BTreeSet;

use nalgebra::DVector;

use super::shares::Purchase;
use crate::outcome::Conflict;

/// The answer to a well-formed discrete problem.
#[derive(Debug, Clone, PartialEq)]
pub enum DiscreteOutcome {
    /// The best portfolio that was found, with what is proven about it.
    Found(DiscreteSolution),
    /// No portfolio keeps all limits: those of the weights and those of the positions.
    Infeasible(Conflict),
    /// The objective has no finite optimum.
    Unbounded,
    /// Stopped before any portfolio was found.
    Stopped {
        /// What no portfolio can be better than, in the unit of the objective, where it is known.
        bound: Option<f64>,
        /// How many nodes were opened.
        nodes: usize,
    },
}

impl DiscreteOutcome {
    /// The portfolio, if there is one.
    pub fn solution(&self) -> Option<&DiscreteSolution> {
        match self {
            Self::Found(solution) => Some(solution),
            _ => None,
        }
    }
}

/// A portfolio that keeps all limits, and how good it is at least.
#[derive(Debug, Clone, PartialEq)]
pub struct DiscreteSolution {
    /// Weights in the order of the assets. What is not held is exactly zero.
    pub weights: DVector<f64>,
    /// The number that was optimised, in the unit of the convex problem, after fixed costs.
    pub objective: f64,
    /// What no portfolio can be better than, in the same unit.
    pub bound: f64,
    /// `|objective − bound|` ÷ (|risk term| + |return term|) of this portfolio; not negative.
    pub gap: f64,
    /// Whether the gap is as small as was asked for.
    pub is_proven: bool,
    /// How many nodes were opened.
    pub nodes: usize,
    /// The positions.
    pub held: BTreeSet<usize>,
    /// Annual return lost to fixed costs, and to the fees of whole shares.
    pub fixed_cost: f64,
    /// The KKT residual (on scenarios the larger of gap and residual) of the convex problem inside
    /// the intervals in which these weights lie.
    pub kkt_residual: f64,
    /// Who solved that convex problem.
    pub route: &'static str,
    /// What is bought, where whole shares are.
    pub purchase: Option<Purchase>,
}

/// How long to search.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Search {
    /// Until the answer is proven up to this share of its size.
    pub gap: f64,
    /// Or until so many nodes have been opened.
    pub nodes: usize,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            gap: 1e-6,
            nodes: usize::MAX,
        }
    }
}
