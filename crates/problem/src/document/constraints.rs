//! What a portfolio has to keep.

use serde::{Deserialize, Serialize};

use crate::{
    Benchmark, Cardinality, OrderedMap, PerAsset, Shares,
    values::{objects, optional_object},
};

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
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub turnover: Option<Turnover>,
    /// The largest sum of absolute weights, for portfolios that may be short.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gross_exposure: Option<f64>,
    /// Limit on the distance from a benchmark.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub tracking_error: Option<TrackingError>,
    /// The largest risk: in the unit of the objective's measure, or an annual volatility where that
    /// is the variance or the objective has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_risk: Option<f64>,
    /// Limit on the number of positions.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub cardinality: Option<Cardinality>,
    /// Costs of trading.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub costs: Option<Costs>,
    /// Whole shares.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub shares: Option<Shares>,
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

/// A limit on trading: the sum of |weight − from|, divided by 2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turnover {
    /// What is held now; 0 of the assets that are not named.
    pub from: OrderedMap<f64>,
    /// The largest turnover, as a fraction of wealth.
    pub max: f64,
}

/// A limit on the distance from a benchmark.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrackingError {
    /// What is compared with.
    pub benchmark: Benchmark,
    /// The largest annual volatility of the difference.
    pub max: f64,
}

/// What trading costs: less annual return, in every objective and limit that looks at it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Costs {
    /// What is held now; 0 of the assets that are not named.
    pub from: OrderedMap<f64>,
    /// Of what is bought or sold, in hundredths of a percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linear_bps: Option<f64>,
    /// Of wealth, for each asset that is traded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed: Option<f64>,
    /// Years over which the costs are spread; 1 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon_years: Option<f64>,
}

impl Costs {
    /// Costs are paid back within a year unless something else is said.
    pub const DEFAULT_HORIZON_YEARS: f64 = 1.0;

    /// Annual return lost by one unit of weight bought or sold.
    pub fn rate(&self) -> f64 {
        const BASIS_POINTS: f64 = 1e4;
        self.linear_bps.unwrap_or_default() / BASIS_POINTS / self.years()
    }

    /// Annual return lost by each asset that is traded.
    pub fn fixed_rate(&self) -> f64 {
        self.fixed.unwrap_or_default() / self.years()
    }

    /// Years over which the costs are spread.
    pub fn years(&self) -> f64 {
        self.horizon_years.unwrap_or(Self::DEFAULT_HORIZON_YEARS)
    }
}
