//! What may be asked of the stress tests.

mod episode;

use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    OrderedMap, PropagateKind, TableData,
    values::{Object, objects, optional_object},
};

pub use episode::{EpisodeChoice, EpisodeRequest};

/// What is asked of the stress tests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StressRequest {
    /// Falls of the past; all that are known when left out.
    #[serde(default)]
    pub episodes: EpisodeChoice,
    /// What stands in for an asset in episodes in which it did not exist.
    #[serde(default, skip_serializing_if = "is_empty")]
    #[serde(deserialize_with = "objects_by_name")]
    pub proxies: OrderedMap<ProxyRequest>,
    /// Series that shocks may name beside the benchmark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub factors: Option<FactorSeries>,
    /// Moves of some series.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[serde(deserialize_with = "objects")]
    pub shocks: Vec<ShockRequest>,
    /// Losses whose nearest shock is asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[serde(deserialize_with = "objects")]
    pub reverse: Vec<ReverseRequest>,
    /// Correlations and volatilities that move.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[serde(deserialize_with = "objects")]
    pub correlation: Vec<CorrelationStressRequest>,
}

/// What stands in for an asset: exactly one of `asset`, `group` and `benchmark`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProxyRequest {
    /// Another asset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// The average of the members of a group that existed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The benchmark × `beta`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benchmark: Option<bool>,
    /// Of the benchmark; estimated over the days that both share when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beta: Option<f64>,
}

/// Series that shocks may name: exactly one of these.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactorSeries {
    /// Path of a file of prices, relative to the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices_csv: Option<String>,
    /// Prices by factor and day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub prices: Option<TableData>,
    /// Simple daily returns by factor and day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub returns: Option<TableData>,
}

impl PropagateKind {
    /// What a shock does where nothing else is said.
    pub const DEFAULT: Self = Self::Betas;
}

/// A move of some series over a horizon, as returns: −0.2 is a fall by a fifth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShockRequest {
    /// What it is called in the answer; its place in the list when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// By asset.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub assets: OrderedMap<f64>,
    /// By group: each of its assets moves by so much, unless it has a move of its own.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub groups: OrderedMap<f64>,
    /// Of the benchmark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benchmark: Option<f64>,
    /// By factor.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub factors: OrderedMap<f64>,
    /// How the others follow; through betas when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub propagate: Option<PropagateKind>,
    /// Over how many days it happens; 1 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon_days: Option<f64>,
}

/// A loss whose nearest shock is asked for. Where no series is named, all assets move.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReverseRequest {
    /// What it is called in the answer; its place in the list when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Of the portfolio: 0.2 is a fifth.
    pub loss: f64,
    /// The assets that move.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<String>,
    /// Groups whose assets move.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// Whether the benchmark moves.
    #[serde(default, skip_serializing_if = "is_false")]
    pub benchmark: bool,
    /// The factors that move.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub factors: Vec<String>,
    /// How the others follow; through betas when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub propagate: Option<PropagateKind>,
    /// Over how many days it happens; 1 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon_days: Option<f64>,
}

/// Correlations and volatilities that move.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrelationStressRequest {
    /// What it is called in the answer; its place in the list when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The one number to which all correlations move.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub towards: Option<f64>,
    /// The matrix to which they move.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub matrix: Option<CorrelationMatrix>,
    /// How far they move there, from 0 to 1; 1 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<f64>,
    /// With `towards`: only correlations within each of these groups move.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// The factor by which volatilities grow; 1 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volatility: Option<f64>,
    /// The factor of the assets of a group, in place of `volatility`.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub group_volatility: OrderedMap<f64>,
}

/// Correlations of some assets; those of the others stay as estimated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrelationMatrix {
    /// The assets, in the order of the numbers.
    pub assets: Vec<String>,
    /// Row by row.
    pub values: Vec<Vec<f64>>,
}

fn is_empty<V>(map: &OrderedMap<V>) -> bool {
    map.0.is_empty()
}

fn is_false(value: &bool) -> bool {
    !value
}

fn objects_by_name<'de, D, T>(deserializer: D) -> Result<OrderedMap<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let objects = OrderedMap::<Object<T>>::deserialize(deserializer)?;
    Ok(objects
        .0
        .into_iter()
        .map(|(name, object)| (name, object.0))
        .collect())
}
