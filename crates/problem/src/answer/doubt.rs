//! How sure an answer is.

use serde::{Deserialize, Serialize};

use crate::ResampleKind;

/// How sure one weight is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// The mean over the drawings: Michaud's resampled weight.
    pub mean: f64,
    /// The share of the drawings in which the asset is held.
    pub held: f64,
}

/// How sure the frontier is at one return.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FrontierBand {
    /// Annual return.
    #[serde(rename = "return")]
    pub expected_return: f64,
    /// The smallest annual volatility.
    pub volatility: f64,
    /// Lower end of its band; none where too few drawings reach that return.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// The share of the drawings in which some portfolio has that return.
    pub reached: f64,
}

/// How the data were drawn again.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Resampled {
    /// How they were drawn.
    pub method: ResampleKind,
    /// The level of the bands.
    pub level: f64,
    /// The seed of the drawings.
    pub seed: u64,
    /// Drawings with a portfolio.
    pub answered: usize,
    /// Drawings without one.
    pub unanswered: usize,
    /// The mean length of a block, in days, where there were blocks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<f64>,
}

/// A paired test of out-of-sample returns against even weights on the same days.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AgainstEqualWeight {
    /// In what.
    pub performance: PerformanceKind,
    /// That of the portfolio.
    pub portfolio: f64,
    /// That of even weights.
    pub equal_weight: f64,
    /// The one less the other.
    pub difference: f64,
    /// Standard error of the difference.
    pub standard_error: f64,
    /// How likely chance alone makes as much of a difference.
    pub p_value: f64,
    /// How many days were compared.
    pub days: usize,
    /// At the level of the bands.
    pub verdict: VerdictKind,
}

/// In what two portfolios are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PerformanceKind {
    /// The annual Sharpe ratio; more is better.
    Sharpe,
    /// The logarithm of the annual variance; less is better.
    LogVariance,
}

/// What a test says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictKind {
    /// Better than even weights.
    Better,
    /// Worse than even weights.
    Worse,
    /// Chance alone would do as much.
    NotDistinguishable,
}
