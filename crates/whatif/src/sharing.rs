//! Goals that follow a rule of sharing risk instead of being the best of something.

use contract::{AppError, Fault, what_if::Goal};
use optimizer::{
    Allocation, AllocationError, AllocationOutcome, AllocationRoute, LeafOrder, Linkage, Problem,
};

use crate::session::internal;

/// How risk is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sharing {
    /// The same share of the variance for each asset.
    Parity,
    /// Down the tree of correlations, with the settings of the problem document.
    Tree,
}

impl Sharing {
    pub(crate) const fn of(goal: Goal) -> Option<Self> {
        match goal {
            Goal::RiskParity => Some(Self::Parity),
            Goal::Hierarchical => Some(Self::Tree),
            _ => None,
        }
    }

    /// The portfolio of the rule under the limits of `problem`, whose objective is not read.
    pub(crate) fn answer(
        self,
        problem: &Problem,
    ) -> std::result::Result<AllocationOutcome, AllocationError> {
        match self {
            Self::Parity => optimizer::risk_parity(problem, None),
            Self::Tree => {
                optimizer::hierarchical_risk_parity(problem, Linkage::Single, LeafOrder::Tree)
            }
        }
    }

    /// The portfolio, where there is one.
    pub(crate) fn allocation(self, problem: &Problem) -> Option<Allocation> {
        match self.answer(problem).ok()? {
            AllocationOutcome::Optimal(found) | AllocationOutcome::Inexact(found) => Some(found),
            AllocationOutcome::Infeasible(_) | AllocationOutcome::Unbounded(_) => None,
        }
    }
}

/// What a rule refuses: only prices can be the reason, since wishes are checked before.
pub(crate) fn refused(error: &AllocationError, symbols: &[String]) -> AppError {
    let fault = match error {
        AllocationError::NoVariance { asset } => match symbols.get(*asset).cloned() {
            Some(symbol) => Fault::NoMove { symbol },
            None => return internal("whatif: an asset without a name"),
        },
        AllocationError::Riskless => Fault::Riskless,
        AllocationError::Problem(_) => {
            return internal("whatif: a checked wish is not a problem");
        }
    };
    AppError::invalid("assets", fault)
}

/// The name in the receipt.
pub(crate) const fn name(route: AllocationRoute) -> &'static str {
    match route {
        AllocationRoute::ClosedForm => "closed_form",
        AllocationRoute::CoordinateDescent => "coordinate_descent",
        AllocationRoute::Newton => "newton",
        AllocationRoute::InteriorPoint => "interior_point",
        AllocationRoute::CuttingPlanes => "cutting_planes",
        AllocationRoute::Quadratic(by) => by.name(),
        AllocationRoute::FixedPoint => "fixed_point",
        AllocationRoute::Clarabel => "clarabel",
    }
}
