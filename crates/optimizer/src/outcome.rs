//! What a solve answers.

use nalgebra::DVector;

use crate::conflict::filter::SMALLEST_UNIT;
use crate::limits::{Constraints, LimitId};
use crate::problem::Objective;
use crate::solve::Stand;
use crate::unbounded::Unbounded;

/// The answer to a well-formed problem. Being infeasible is an answer, not an error.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Solved; the KKT residual is below [`Solution::ACCURATE`].
    Optimal(Solution),
    /// The best that was found; its KKT residual is above [`Solution::ACCURATE`].
    Inexact(Solution),
    /// The limits contradict each other.
    Infeasible(Conflict),
    /// The objective has no finite optimum, for this reason.
    Unbounded(Unbounded),
}

impl Outcome {
    /// The weights with all that is known about them, if there are any.
    pub fn solution(&self) -> Option<&Solution> {
        match self {
            Self::Optimal(solution) | Self::Inexact(solution) => Some(solution),
            Self::Infeasible(_) | Self::Unbounded(_) => None,
        }
    }
}

/// A portfolio with its figures and the proof of its quality.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// Weights in the order of the assets.
    pub weights: DVector<f64>,
    /// Expected annual return `μ'w`, less trading costs.
    pub expected_return: f64,
    /// Annual volatility `√(w'Σw)`.
    pub volatility: f64,
    /// The number that was optimised, in its own unit: the annual variance, the Sharpe ratio,
    /// the utility, the annual return; for equal weights the annual variance.
    pub objective: f64,
    /// Which limits hold with equality; hand it to [`crate::solve_warm`].
    pub active: ActiveSet,
    /// Which solver answered.
    pub route: Route,
    /// Iterations of that solver.
    pub iterations: usize,
    /// The largest of stationarity ÷ (1 + ‖gradient‖∞), primal infeasibility, dual infeasibility
    /// and complementarity on the problem scaled to mean variance 1, recomputed from `weights`.
    pub kkt_residual: f64,
    /// Multipliers of the scaled problem: those of the weights' bounds, then those of the rows
    /// (budget, rows of the caller, target return). Positive at an upper limit.
    pub(crate) multipliers: DVector<f64>,
    /// What the limits that are no rows have to say.
    pub(crate) stand: Option<Box<Stand>>,
}

impl Solution {
    /// A KKT residual up to this is called optimal.
    pub const ACCURATE: f64 = 1e-8;

    /// `(expected return − risk-free rate) ÷ volatility`, annual.
    pub fn sharpe(&self, risk_free: f64) -> f64 {
        (self.expected_return - risk_free) / self.volatility
    }
}

/// Who answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// A dense active-set method, primal or dual.
    ActiveSet,
    /// The dense interior-point method, polished on the active set it found.
    InteriorPoint,
    /// The critical line: read off between two turning points of the exact frontier.
    CriticalLine,
    /// The interior-point method Clarabel, polished on the active set it found.
    Clarabel,
    /// A formula; nothing was solved.
    ClosedForm,
}

impl Route {
    /// The word that receipts write.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ActiveSet => "active_set",
            Self::InteriorPoint => "interior_point",
            Self::CriticalLine => "critical_line",
            Self::Clarabel => "clarabel",
            Self::ClosedForm => "closed_form",
        }
    }
}

/// Where a quantity stands between its two limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Side {
    /// Not held by a limit.
    #[default]
    Free,
    /// At the lower limit.
    Lower,
    /// At the upper limit.
    Upper,
}

/// The limits that hold with equality and are needed for it: the working set of the solver.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ActiveSet {
    /// One entry per asset.
    pub weights: Vec<Side>,
    /// The budget, then one entry per row of the constraints, then the target return. The last
    /// one is there even when the model has no target, so that the set fits when one is added.
    ///
    /// Limits that are no rows follow, where the model has them: turnover, gross exposure,
    /// tracking error, risk.
    pub rows: Vec<Side>,
    /// Where each asset stands between its kinks (what is held now, and zero for the gross
    /// exposure): `2p` on its piece `p`, `2p + 1` at the upper end of it. Empty without kinks.
    pub kinks: Vec<usize>,
}

/// Limits to change, with their new numbers. All of them together.
pub type Relaxation = Vec<(LimitId, f64)>;

/// Why no portfolio keeps all limits, and what would help.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Conflict {
    /// An irreducible set: these limits alone (with the budget and the bounds that were left at
    /// their defaults) cannot be kept together, and can without any one of them.
    pub limits: Vec<LimitId>,
    /// The smallest sum of relative changes that makes the whole model feasible.
    pub relaxation: Relaxation,
    /// Other ways out, each of which makes the whole model feasible by itself.
    pub alternatives: Vec<Relaxation>,
}

/// What one limit of a relaxation comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// The limit.
    pub limit: LimitId,
    /// Its number as it is.
    pub from: f64,
    /// Its number afterwards.
    pub to: f64,
    /// The share by which it changes: of the number, or of 0.01 where it is smaller than that.
    pub relative: f64,
}

impl Conflict {
    /// `constraints` with the recommended relaxation, which makes the whole model feasible.
    ///
    /// A risk-free rate belongs to the objective: [`Conflict::applied_to_objective`].
    #[must_use]
    pub fn applied_to(&self, constraints: &Constraints) -> Constraints {
        let mut relaxed = constraints.clone();
        for &(limit, value) in &self.relaxation {
            relaxed = relaxed.with(limit, value);
        }
        relaxed
    }

    /// `objective` with the risk-free rate of the relaxation, where that is part of it.
    #[must_use]
    pub fn applied_to_objective(&self, objective: Objective) -> Objective {
        match (objective, self.risk_free()) {
            (Objective::MaxSharpe { .. }, Some(risk_free)) => Objective::MaxSharpe { risk_free },
            _ => objective,
        }
    }

    /// The risk-free rate of the relaxation, where that is part of it.
    pub fn risk_free(&self) -> Option<f64> {
        let mut rates = self.relaxation.iter();
        let rate = rates.find(|(limit, _)| *limit == LimitId::RiskFree);
        rate.map(|(_, value)| *value)
    }

    /// The changes of a relaxation (the recommended one or an alternative), largest first.
    /// `risk_free` is the rate of the objective, where it has one.
    pub fn changes(
        relaxation: &Relaxation,
        constraints: &Constraints,
        risk_free: Option<f64>,
    ) -> Vec<Change> {
        let change = |&(limit, to): &(LimitId, f64)| {
            let from = match limit {
                LimitId::RiskFree => risk_free?,
                other => constraints.value(other)?,
            };
            let relative = (to - from).abs() / from.abs().max(SMALLEST_UNIT);
            Some(Change {
                limit,
                from,
                to,
                relative,
            })
        };
        let mut changes: Vec<Change> = relaxation.iter().filter_map(change).collect();
        changes.sort_by(|a, b| b.relative.total_cmp(&a.relative));
        changes
    }
}
