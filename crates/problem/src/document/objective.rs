//! What a good portfolio is.

use serde::{Deserialize, Serialize};

use crate::{
    Benchmark, LinkageKind, Measure, ObjectiveKind, OrderedMap,
    values::{object, optional_objects},
};

/// What a good portfolio is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objective {
    /// Which one.
    pub kind: ObjectiveKind,
    /// The risk that is meant; the variance when left out. `risk_parity` shares the variance or
    /// the CVaR. A `max_return` of another risk needs a `max_risk`.
    ///
    /// With another risk than the variance `max_utility` is return − `risk_aversion` × risk and
    /// `max_sharpe` (return − `risk_free`) ÷ risk, returns and risks per period of the data; the
    /// risk of a ratio to the semivariance is its root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
    /// Of `max_sharpe`, annual; 0 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk_free: Option<f64>,
    /// Of `max_utility` and `robust`, where it is 1 when left out; of `dr_cvar` the price of the
    /// CVaR against the mean, 1 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk_aversion: Option<f64>,
    /// Of the measures of a tail; 0.95 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// Of `risk_parity`: the share of the risk that each asset has; they are positive and sum to
    /// 1. Equal shares when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<OrderedMap<f64>>,
    /// Of the hierarchical ones: `single` for `hrp`, `ward` for `herc` and `nco` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linkage: Option<LinkageKind>,
    /// Of `hrp`: whether branches are turned so that neighbours are alike, as SciPy does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optimal_leaf_order: Option<bool>,
    /// Of `herc` and `nco`: how many clusters; the natural number (two-order difference of the gap
    /// statistic) when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clusters: Option<usize>,
    /// Of `tracking`: what is tracked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benchmark: Option<Benchmark>,
    /// Of `dr_cvar` the Wasserstein distance, in units of return per period; of `robust` the size
    /// of the ellipsoid of means, in standard errors of the mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub radius: Option<f64>,
    /// Of `robust`: the years of data behind the mean; those of the data when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub years: Option<f64>,
    /// Of `weighted`: the goals and what each of them counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_objects")]
    pub terms: Option<Vec<Term>>,
    /// Of `weighted`: about how many portfolios the Pareto front lists; 21 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<usize>,
}

/// One goal of several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// What it counts; positive.
    pub weight: f64,
    /// The goal, in its own unit.
    #[serde(deserialize_with = "object")]
    pub objective: Objective,
}
