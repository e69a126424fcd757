//! Where the numbers come from.

use serde::{Deserialize, Serialize};

use crate::{IsoDay, OrderedMap, values::optional_object};

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
