//! The types of the result, by the names of the problem document.

mod comparison;
mod doubt;

use serde::{Deserialize, Serialize};

use crate::{IsoDay, OrderedMap, RebalanceKind, SolverKind};

pub use comparison::{Certified, Circuit, Compared, ComparisonAnswer, Selections, Spread};
pub use doubt::{AgainstEqualWeight, Band, FrontierBand, PerformanceKind, Resampled, VerdictKind};

/// How a solve ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeKind {
    /// Solved, within the accuracy that is promised.
    Optimal,
    /// The best that was found, with the residual in the receipt.
    Inexact,
    /// The limits contradict each other; see the conflict.
    Infeasible,
    /// The objective has no finite optimum.
    Unbounded,
    /// Stopped before it had ended.
    Cancelled,
}

/// The result of a problem document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// How it ended.
    pub outcome: OutcomeKind,
    /// The weight of each asset, in the order of the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weights: Option<OrderedMap<f64>>,
    /// Whole shares, where the document asks for them. [`crate::Record::parse`] reads them:
    /// flattened, they would take the paths from all errors beside them.
    #[serde(flatten, skip_deserializing, skip_serializing_if = "Option::is_none")]
    pub purchase: Option<Purchase>,
    /// What the portfolio promises, by the estimates that were optimised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metrics: Option<Metrics>,
    /// What each binding limit costs.
    #[serde(default)]
    pub explanation: Vec<Explanation>,
    /// Why nothing has a price: there is no optimum to explain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unpriced: Option<Unpriced>,
    /// The part of each asset in the risk: the annual volatility, or the measure of the objective
    /// per period of the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk: Option<OrderedMap<RiskPart>>,
    /// Why there is no portfolio, and what would help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conflict: Option<Conflict>,
    /// Why the objective has no finite optimum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unbounded: Option<Unbounded>,
    /// The efficient frontier, by rising return.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frontier: Option<Vec<FrontierPoint>>,
    /// What several goals can do together, by the value of the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pareto: Option<Vec<ParetoPoint>>,
    /// How sure each weight is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<OrderedMap<Band>>,
    /// How sure the frontier is, where both are wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frontier_confidence: Option<Vec<FrontierBand>>,
    /// How the data were drawn for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resampled: Option<Resampled>,
    /// The walk-forward test.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub walk_forward: Option<WalkForwardAnswer>,
    /// How the routes to a selection do on this problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<ComparisonAnswer>,
    /// What had to be repaired, and what to beware of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diagnostics: Vec<Diagnostic>,
    /// How this result came about.
    pub receipt: Receipt,
}

/// What is bought for an amount of money.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Purchase {
    /// How many shares of each asset, in the order of the data.
    pub shares: OrderedMap<i64>,
    /// What they cost, without fees.
    pub spent: f64,
    /// What the orders cost.
    pub fees: f64,
    /// What is left of the amount.
    pub cash: f64,
}

/// Annual figures of a portfolio, by the estimates that were optimised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// Expected return, after the costs of `constraints.costs`.
    #[serde(rename = "return")]
    pub expected_return: f64,
    /// Volatility.
    pub volatility: f64,
    /// Sharpe ratio against the risk-free rate of the objective, or 0; none without volatility.
    /// After costs, too.
    pub sharpe: Option<f64>,
    /// Σ |weight − from| ÷ 2, where that is limited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turnover: Option<f64>,
    /// Σ |weight|, where that is limited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gross_exposure: Option<f64>,
    /// The annual volatility of the difference from the benchmark, where that is limited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking_error: Option<f64>,
    /// What trading takes from the annual return, where it costs something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub costs: Option<f64>,
    /// The method's own numbers, by their names: a risk that is not the variance, per period of
    /// the data (`cvar_95`, `mad`, …); `utility` and `ratio` of a return and a risk, annual for the
    /// variance and per period of the data otherwise; `diversification_ratio`; the annual
    /// `tracking_error` of what tracks; the annual `robust_utility`.
    #[serde(flatten)]
    pub measures: OrderedMap<f64>,
    /// What each goal of a `weighted` objective comes to, in the order of its terms: the annual
    /// variance (of the difference for `tracking`), a risk per period of the data, an annual
    /// return or utility.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms: Option<Vec<f64>>,
    /// The share of the variance that each asset has, of the methods that share it; they sum to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk_contributions: Option<OrderedMap<f64>>,
}

/// The price of one binding limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// Its name.
    pub constraint: String,
    /// Whether it binds.
    pub binding: bool,
    /// The number that stands at the limit.
    pub value: f64,
    /// Change of the objective when the limit is relaxed by 0.01, in basis points: of annual
    /// volatility, of annual return, or of the objective's own unit. A limit without a looser side
    /// counts as raised.
    pub price_bp_per_percent: f64,
    /// Of what these basis points are.
    pub unit: PriceUnit,
    /// What makes the limit easier to keep.
    pub relaxed_by: Relaxed,
    /// The set of binding limits stays from here; none without end.
    pub valid_from: Option<f64>,
    /// The set of binding limits stays up to here; none without end.
    pub valid_to: Option<f64>,
    /// For the cap of one asset: the weight that the asset would take without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub helps_until: Option<f64>,
}

/// Of what a price is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceUnit {
    /// Of annual volatility.
    Volatility,
    /// Of annual return.
    Return,
    /// Of the objective's own unit.
    Objective,
}

/// Which way a limit becomes easier to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relaxed {
    /// A larger number.
    Raising,
    /// A smaller number.
    Lowering,
    /// Neither does: the price is that of a larger number.
    Neither,
}

/// Why the limits of an answer have no prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unpriced {
    /// The weights follow from a formula, and are the best of nothing.
    Formula,
    /// The weights follow from a tree of the correlations.
    Tree,
    /// The positions were found by a search: a limit that moves may change all of them.
    Search,
}

/// The part of one asset in a risk.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RiskPart {
    /// What one more unit of weight adds to the risk, to first order.
    pub marginal: f64,
    /// What the asset has of the risk; these add up to it.
    pub component: f64,
    /// The same as a share; these add up to 1.
    pub share: f64,
}

/// Why an objective has no finite optimum. Nothing in it where rounding hides the reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unbounded {
    /// What to change per step, for ever: every limit is kept, and the objective gets better.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<OrderedMap<f64>>,
    /// By how much it gets better per step in the long run; of a ratio, the return.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slope: Option<f64>,
    /// The portfolio without risk by which a ratio would be divided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub riskless: Option<OrderedMap<f64>>,
}

/// A limit that a relaxation changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConflictChange {
    /// Its name.
    pub constraint: String,
    /// Its number as it is.
    pub from: f64,
    /// Its number in the relaxation.
    pub to: f64,
    /// The share of it that this is, or of 0.01 where the number is smaller.
    pub relative: f64,
}

/// Why no portfolio keeps all limits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// An irreducible set of limits that cannot be kept together.
    pub constraints: Vec<String>,
    /// New limits that, together, make the model feasible.
    pub relaxation: OrderedMap<f64>,
    /// What the relaxation does to each of its limits, the largest change first.
    pub changes: Vec<ConflictChange>,
    /// Other ways out.
    pub alternatives: Vec<OrderedMap<f64>>,
}

/// One portfolio of the frontier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrontierPoint {
    /// Expected annual return.
    #[serde(rename = "return")]
    pub expected_return: f64,
    /// Annual volatility.
    pub volatility: f64,
    /// The risk of the frontier where it is not the variance, per period of the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk: Option<f64>,
    /// Weights, in the order of the data.
    pub weights: OrderedMap<f64>,
    /// As in [`Receipt`], of a point that is not as accurate as is promised: the best that was
    /// found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kkt_residual: Option<f64>,
}

/// One portfolio of a Pareto front: no other one is better in one goal without being worse in
/// another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParetoPoint {
    /// The share of each goal, measured by the range that the goal has on the front; they sum to 1.
    pub mix: Vec<f64>,
    /// What each goal comes to, as in [`Metrics::terms`].
    pub values: Vec<f64>,
    /// Expected annual return, after costs.
    #[serde(rename = "return")]
    pub expected_return: f64,
    /// Annual volatility.
    pub volatility: f64,
    /// Weights, in the order of the data.
    pub weights: OrderedMap<f64>,
    /// Whether it is the portfolio of the document's own weights.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub chosen: bool,
}

/// A walk-forward test: what was held when, and what it earned on days that the estimates had not
/// seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WalkForwardAnswer {
    /// The portfolio of each test window.
    pub windows: Vec<WalkForwardWindow>,
    /// What happened to the weights inside a test window.
    pub rebalance: RebalanceKind,
    /// Statistics of the out-of-sample returns; none when no window had a portfolio.
    pub statistics: Option<WalkForwardStatistics>,
    /// The same portfolios by either rule, `statistics` among them.
    pub by_rebalance: WalkForwardByRebalance,
    /// The out-of-sample days …
    pub dates: Vec<IsoDay>,
    /// … and the portfolio's return on each.
    pub returns: Vec<f64>,
    /// Whether that is more than even weights have done, where `confidence` asks how sure it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub against_equal_weight: Vec<AgainstEqualWeight>,
}

/// One test window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WalkForwardWindow {
    /// The first day of the estimate.
    pub train_from: IsoDay,
    /// The last day of the estimate.
    pub train_to: IsoDay,
    /// The first day on which the portfolio is held.
    pub test_from: IsoDay,
    /// The last day on which the portfolio is held.
    pub test_to: IsoDay,
    /// How its solve ended.
    pub outcome: OutcomeKind,
    /// What was held, in the order of the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weights: Option<OrderedMap<f64>>,
    /// The limits that could not be kept together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conflict: Option<Vec<String>>,
}

/// Statistics of the same portfolios by what happens to the weights inside a test window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WalkForwardByRebalance {
    /// They drift.
    pub none: Option<WalkForwardStatistics>,
    /// They are brought back every day.
    pub daily: Option<WalkForwardStatistics>,
}

/// Statistics of out-of-sample returns, by the names and definitions of the risk document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WalkForwardStatistics {
    /// How many days.
    pub observations: usize,
    /// Mean daily return.
    pub mean_daily: f64,
    /// Mean × 252.
    pub return_annual: f64,
    /// Wealth at the end, minus one.
    pub total_return: f64,
    /// Compound annual growth.
    pub cagr: Option<f64>,
    /// Sample standard deviation × √252.
    pub volatility_annual: Option<f64>,
    /// Against the risk-free rate of the objective, or 0.
    pub sharpe: Option<f64>,
    /// On compounded wealth.
    pub max_drawdown: f64,
    /// Historical, one day.
    pub var_95: f64,
    /// Historical, one day.
    pub cvar_95: f64,
    /// The best day.
    pub best: f64,
    /// The worst day.
    pub worst: f64,
}

/// How a result came about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// SHA-256 of everything that decides the result: data and settings, in one form.
    pub inputs_hash: String,
    /// The data: by default the beginning of their SHA-256.
    pub data_version: String,
    /// The version of FinX.
    pub finx: String,
    /// Which solver answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub solver: Option<String>,
    /// The seed of everything random.
    pub seed: u64,
    /// Which route was asked for, where another one may have answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<RouteTaken>,
    /// How well the conditions of optimality are kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kkt_residual: Option<f64>,
    /// How far the optimum may be from what was found, as a fraction; 0 where convexity proves it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap: Option<f64>,
    /// Iterations of the solver.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iterations: Option<usize>,
    /// Nodes of a branch-and-bound search.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nodes: Option<usize>,
    /// The time of one solve, without reading and writing.
    pub duration_ms: f64,
    /// How many solves that is the median of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeats: Option<usize>,
}

/// Which route to a selection was asked for, and whether it answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RouteTaken {
    /// The route of the document.
    pub asked: SolverKind,
    /// The route of the answer.
    pub answered: SolverKind,
    /// Why it is that one.
    pub why: RouteReason,
}

/// Why a route has answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RouteReason {
    /// The selection of the route that was asked keeps all limits.
    SelectionKeepsLimits,
    /// No weights of its selection keep all limits.
    SelectionBreaksLimits,
    /// It has not found a selection.
    NoSelection,
}

/// What had to be repaired, and what to beware of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Diagnostic {
    /// The days descended, and were turned round.
    TurnedRound,
    /// Days on which a value was missing were left out.
    RowsDropped {
        /// How many.
        count: usize,
        /// The first.
        first: IsoDay,
        /// The last.
        last: IsoDay,
    },
    /// Assets of which a value was missing were left out.
    AssetsDropped {
        /// Which.
        assets: Vec<String>,
    },
    /// Missing values were filled with the last one before.
    Filled {
        /// How many.
        count: usize,
        /// The first day.
        first: IsoDay,
    },
    /// Days before every asset had a value were left out.
    StartDropped {
        /// How many.
        count: usize,
        /// The first day that was kept.
        begins: IsoDay,
    },
    /// There are no more days than assets: the sample covariance is singular, and its smallest
    /// variances are an accident of the sample.
    FewObservations {
        /// How many assets.
        assets: usize,
        /// How many returns of each.
        observations: usize,
    },
    /// What an estimate did, or what to beware of.
    Estimate {
        /// A sentence.
        note: String,
    },
    /// The given covariance had negative eigenvalues; those of its correlation were cut off, the
    /// variances kept.
    CovarianceClipped {
        /// The smallest eigenvalue of the covariance, as it was.
        smallest_eigenvalue: f64,
        /// How many eigenvalues of the correlation were negative.
        raised: usize,
        /// The largest change of a correlation.
        largest_change: f64,
    },
    /// The run ended before everything was done.
    Stopped {
        /// Who ended it.
        by: StoppedBy,
        /// What is not in the answer: `weights`, `frontier`, `walk_forward`, `explanation`.
        missing: Vec<String>,
    },
}

/// Who ends a run early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoppedBy {
    /// `solver.time_limit_s` was over.
    TimeLimit,
    /// The caller of [`crate::Model::run_attended`].
    Caller,
}

impl Diagnostic {
    /// What reading says; nothing for what has no place here.
    pub(crate) fn of(read: market::Diagnostic) -> Option<Self> {
        Some(match read {
            market::Diagnostic::TurnedRound { .. } => Self::TurnedRound,
            market::Diagnostic::RowsDropped { count, first, last } => Self::RowsDropped {
                count,
                first: IsoDay(first),
                last: IsoDay(last),
            },
            market::Diagnostic::AssetsDropped { assets } => Self::AssetsDropped {
                assets: assets.iter().map(ToString::to_string).collect(),
            },
            market::Diagnostic::Filled { count, first } => Self::Filled {
                count,
                first: IsoDay(first),
            },
            market::Diagnostic::StartDropped { count, begins } => Self::StartDropped {
                count,
                begins: IsoDay(begins),
            },
            _ => return None,
        })
    }

    pub(crate) fn dropped_assets(&self) -> impl Iterator<Item = &str> {
        let assets = match self {
            Self::AssetsDropped { assets } => assets.as_slice(),
            _ => &[],
        };
        assets.iter().map(String::as_str)
    }
}
