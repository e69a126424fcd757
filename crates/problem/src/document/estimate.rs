//! How moments are made of returns.

use serde::{Deserialize, Serialize};

use crate::{
    CovarianceKind, CovarianceTarget, MeanKind, MeanTargetKind, OrderedMap, RepairKind,
    ShrinkMethod, values::object,
};

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
    /// How much the view counts beside the equilibrium, between 0 and 1; ½ when left out.
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
