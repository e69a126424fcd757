//! The types of the document, by the names of the document.

mod benchmark;
mod constraints;
mod data;
mod discrete;
mod doubt;
mod estimate;
mod objective;

use serde::{Deserialize, Serialize};

pub use benchmark::Benchmark;
pub use constraints::{Constraints, Costs, Group, Linear, TrackingError, Turnover};
pub use data::{Data, MomentsData, TableData, WindowDays};
pub use discrete::{Cardinality, PositionGroup, Shares};
pub use doubt::{Confidence, Qaoa, RouteTrial};
pub use estimate::{CovarianceChoice, Estimate, MeanChoice, View};
pub use objective::{Objective, Term};

use crate::{
    Measure, MissingPolicy, RebalanceKind, SolverKind,
    values::{object, objects, optional_object},
};

/// What to optimise, on which data, within which limits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Prices, returns or moments.
    #[serde(deserialize_with = "object")]
    pub data: Data,
    /// The days whose returns count; all when left out.
    #[serde(default)]
    #[serde(deserialize_with = "object")]
    pub window: WindowDays,
    /// How moments are made of returns.
    #[serde(default)]
    #[serde(deserialize_with = "object")]
    pub estimate: Estimate,
    /// What a good portfolio is.
    #[serde(deserialize_with = "object")]
    pub objective: Objective,
    /// What it has to keep.
    #[serde(default)]
    #[serde(deserialize_with = "object")]
    pub constraints: Constraints,
    /// The efficient frontier, when wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub frontier: Option<Frontier>,
    /// A walk-forward test, when wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub walk_forward: Option<WalkForward>,
    /// Who solves it.
    #[serde(default)]
    #[serde(deserialize_with = "object")]
    pub solver: Solver,
    /// What to do with a missing value; without it, one is an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<MissingPolicy>,
    /// Views of the market, for a mean of `black_litterman`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[serde(deserialize_with = "objects")]
    pub views: Vec<View>,
    /// How little is known about the equilibrium mean, as a share of the covariance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tau: Option<f64>,
    /// Bands of confidence around the weights.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub confidence: Option<Confidence>,
    /// How other routes do on this problem, when wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub comparison: Option<RouteTrial>,
}

/// The efficient frontier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frontier {
    /// How many portfolios, evenly spaced in return; not for `exact`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<usize>,
    /// The risk it is drawn against; the variance when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<Measure>,
    /// Of the measures of a tail; 0.95 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// Every turning point, for the variance.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exact: bool,
}

impl Frontier {
    /// A line through a thousand points has no corner that a screen could show; it bounds what one
    /// request can ask for.
    pub const MOST_POINTS: usize = 1000;
}

/// A walk-forward test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WalkForward {
    /// Days each estimate sees.
    pub train: usize,
    /// Days each portfolio is held.
    pub test: usize,
    /// What happens inside a test window; `none` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rebalance: Option<RebalanceKind>,
}

/// Who solves it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Solver {
    /// Which one.
    pub kind: SolverKind,
    /// The seed of everything random.
    pub seed: u64,
    /// The most time it may take, for the searches that can be stopped; the convex solvers end by
    /// themselves within their limit of iterations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_limit_s: Option<f64>,
    /// How near a search comes to the proof that nothing is better; 1e-6 for positions and 1e-4 for
    /// whole shares when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap: Option<f64>,
    /// Settings of the circuit, for `qaoa` and for a comparison.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub qaoa: Option<Qaoa>,
}

impl Default for Solver {
    fn default() -> Self {
        Self {
            kind: SolverKind::Auto,
            seed: 1,
            time_limit_s: None,
            gap: None,
            qaoa: None,
        }
    }
}
