//! What not every weight can be: few positions, none of them small, whole shares.

use serde::{Deserialize, Serialize};

use crate::{OrderedMap, values::objects};

/// Limits on the number of positions and on their size. A position is a weight that is not zero.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cardinality {
    /// At most so many positions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<usize>,
    /// At least so many positions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<usize>,
    /// Just so many positions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exactly: Option<usize>,
    /// The smallest absolute weight of a position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_position: Option<f64>,
    /// The largest absolute weight of a position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_position: Option<f64>,
    /// Groups of which only some are held.
    #[serde(deserialize_with = "objects", skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<PositionGroup>,
}

/// Assets of which only some are held.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PositionGroup {
    /// Its name.
    pub name: String,
    /// Its assets.
    pub assets: Vec<String>,
    /// At most so many of them.
    pub max: usize,
}

/// Whole shares for an amount of money.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shares {
    /// The money there is.
    pub amount: f64,
    /// The price of a share of each asset, in the currency of the amount; the last prices of the
    /// data when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices: Option<OrderedMap<f64>>,
    /// What each order costs, in the same currency; nothing when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<f64>,
    /// The smallest order, in the same currency; any when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_trade: Option<f64>,
    /// Shares are bought in multiples of this; 1 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot: Option<u32>,
    /// The most money that may stay uninvested; without it, what the dearest lot costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_cash: Option<f64>,
}
