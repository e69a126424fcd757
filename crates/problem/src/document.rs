//! The types of the document, by the names of the document.

use serde::{Deserialize, Serialize};

use crate::{
    CovarianceKind, CovarianceTarget, IsoDay, MeanKind, MeanTargetKind, Measure, MissingPolicy,
    NotYet, ObjectiveKind, OrderedMap, PerAsset, RebalanceKind, RepairKind, ShrinkMethod,
    SolverKind,
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
    #[serde(default, skip_serializing)]
    pub confidence: Option<NotYet>,
}

/// Where the numbers come from: exactly one of these.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data {
    /// Path of a file of prices, relative to the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices_csv: Option<String>,
    /// Prices by asset and day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub prices: Option<TableData>,
    /// Simple daily returns by asset and day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub returns: Option<TableData>,
    /// Annual moments, taken as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub moments: Option<MomentsData>,
    /// A portfolio of the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portfolio: Option<String>,
    /// Symbols whose prices the server has stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub universe: Option<Vec<String>>,
}

/// A table of numbers by day and asset; `null` is a missing value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableData {
    /// The days.
    pub dates: Vec<IsoDay>,
    /// One number a day for each asset.
    pub assets: OrderedMap<Vec<Option<f64>>>,
}

/// Annual mean and covariance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MomentsData {
    /// The assets, in the order of the numbers.
    pub assets: Vec<String>,
    /// Annual mean returns.
    pub mean: Vec<f64>,
    /// Annual covariance, row by row.
    pub covariance: Vec<Vec<f64>>,
}

/// A stretch of days, both ends inside.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindowDays {
    /// The day of the first return.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<IsoDay>,
    /// The day of the last return.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<IsoDay>,
}

/// How moments are made of returns.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Estimate {
    /// The mean.
    #[serde(deserialize_with = "object")]
    pub mean: MeanChoice,
    /// The covariance.
    #[serde(deserialize_with = "object")]
    pub covariance: CovarianceChoice,
}

/// How the mean is made.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MeanChoice {
    /// Left out: the sample mean, or what is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<MeanKind>,
    /// Of `ewma`: the weight of a day over that of the next one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decay: Option<f64>,
    /// Of `shrunk`; `james_stein` when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<ShrinkMethod>,
    /// Of `shrunk`; the mean of the means when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<MeanTargetKind>,
    /// Of `equilibrium` and `black_litterman`: δ of somebody who maximises μ'w − δ/2 · w'Σw.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk_aversion: Option<f64>,
    /// Of `equilibrium` and `black_litterman`: what the market holds, up to a factor; evenly
    /// everything when left out, and 0 for assets that are not named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub market: Option<OrderedMap<f64>>,
    /// Of `given` beside prices or returns: the annual mean of each asset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<OrderedMap<f64>>,
}

/// What somebody expects of one asset, or of one over another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// The asset.
    pub long: String,
    /// The asset that it beats, if the view is relative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short: Option<String>,
    /// Expected annual return, or difference of returns.
    pub annual: f64,
    /// How much the view counts beside the equilibrium, above 0 and at most 1; ½ when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
}

/// How the covariance is made.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CovarianceChoice {
    /// Left out: the sample covariance, or what is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<CovarianceKind>,
    /// What is done when a given one is not positive semidefinite.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repair: Option<RepairKind>,
    /// Of `ewma`: the weight of a day over that of the next one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decay: Option<f64>,
    /// Of `factor`: how many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub factors: Option<usize>,
    /// Of `gerber`: how many standard deviations are a move; ½ when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// Of `ledoit_wolf`; the identity when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<CovarianceTarget>,
}

/// What a good portfolio is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objective {
    /// Which one.
    pub kind: ObjectiveKind,
    /// Of `min_risk`, and of `max_return` under a `max_risk`; the variance when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
    /// Of `max_sharpe`, annual; 0 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk_free: Option<f64>,
    /// Of `max_utility`; of `dr_cvar` the price of the CVaR against the mean, 1 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk_aversion: Option<f64>,
    /// Of the measures of a tail; 0.95 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// Of `risk_parity`.
    #[serde(default, skip_serializing)]
    pub budget: Option<NotYet>,
    /// Of the hierarchical ones.
    #[serde(default, skip_serializing)]
    pub linkage: Option<NotYet>,
    /// Of the hierarchical ones.
    #[serde(default, skip_serializing)]
    pub optimal_leaf_order: Option<NotYet>,
    /// Of `tracking`.
    #[serde(default, skip_serializing)]
    pub benchmark: Option<NotYet>,
    /// Of `dr_cvar`: the Wasserstein distance, in units of return per period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub radius: Option<f64>,
    /// Of `weighted`.
    #[serde(default, skip_serializing)]
    pub terms: Option<NotYet>,
}

/// What a portfolio has to keep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Constraints {
    /// The sum of the weights.
    pub budget: f64,
    /// The smallest weight.
    pub min_weight: PerAsset,
    /// The largest weight.
    pub max_weight: PerAsset,
    /// Limits on sums of weights.
    #[serde(deserialize_with = "objects")]
    pub groups: Vec<Group>,
    /// Limits on weighted sums of weights.
    #[serde(deserialize_with = "objects")]
    pub linear: Vec<Linear>,
    /// The smallest annual return.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_return: Option<f64>,
    /// Limit on trading.
    #[serde(skip_serializing)]
    pub turnover: Option<NotYet>,
    /// Limit on the sum of absolute weights.
    #[serde(skip_serializing)]
    pub gross_exposure: Option<NotYet>,
    /// Limit on the distance from a benchmark.
    #[serde(skip_serializing)]
    pub tracking_error: Option<NotYet>,
    /// The largest risk: in the unit of the objective's measure, or an annual volatility where that
    /// is the variance or the objective has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_risk: Option<f64>,
    /// Limit on the number of positions.
    #[serde(skip_serializing)]
    pub cardinality: Option<NotYet>,
    /// Costs of trading.
    #[serde(skip_serializing)]
    pub costs: Option<NotYet>,
    /// Whole shares.
    #[serde(skip_serializing)]
    pub shares: Option<NotYet>,
}

impl Default for Constraints {
    fn default() -> Self {
        let all = |value| PerAsset {
            default: Some(value),
            by_asset: Vec::new(),
        };
        Self {
            budget: optimizer::Constraints::DEFAULT_BUDGET,
            min_weight: all(optimizer::Constraints::DEFAULT_MIN_WEIGHT),
            max_weight: all(optimizer::Constraints::DEFAULT_MAX_WEIGHT),
            groups: Vec::new(),
            linear: Vec::new(),
            target_return: None,
            turnover: None,
            gross_exposure: None,
            tracking_error: None,
            max_risk: None,
            cardinality: None,
            costs: None,
            shares: None,
        }
    }
}

/// A limit on the sum of the weights of some assets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Its assets.
    pub assets: Vec<String>,
    /// The smallest sum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// The largest sum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
}

/// A limit on a weighted sum of the weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Linear {
    /// Its name.
    pub name: String,
    /// The coefficient of each asset; 0 for those not named.
    pub coefficients: OrderedMap<f64>,
    /// The smallest sum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// The largest sum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
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
}

impl Default for Solver {
    fn default() -> Self {
        Self {
            kind: SolverKind::Auto,
            seed: 1,
            time_limit_s: None,
        }
    }
}
