//! What a risk document may ask.

use serde::{Deserialize, Serialize};

use super::{
    attribution::AttributionRequest,
    backtest::BacktestRequest,
    benchmark::RiskBenchmark,
    compliance::Rule,
    fan::FanRequest,
    performance::{FlowsRequest, RollingRequest, TrialsRequest},
    size,
    stress::StressRequest,
    structure::{CorrelationRequest, FactorsRequest, LiquidityRequest},
    tail::TailRequest,
};
use crate::{
    Data, HoldingKind, MissingPolicy, OrderedMap, ProblemError, ProblemErrors, WindowDays, parse,
    values::{object, objects, optional_object},
};

/// A portfolio, its data, and what is asked of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskDocument {
    /// Prices or returns.
    #[serde(deserialize_with = "object")]
    pub data: Data,
    /// The days whose returns count; all when left out.
    #[serde(default)]
    #[serde(deserialize_with = "object")]
    pub window: WindowDays,
    /// What to do with a missing value; without it, one is an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<MissingPolicy>,
    /// The weight of each asset; 0 of those that are not named. The rest to one is cash, which
    /// earns nothing.
    pub weights: OrderedMap<f64>,
    /// When holdings are brought back to the weights.
    #[serde(default)]
    pub rebalance: HoldingKind,
    /// What the portfolio is compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub benchmark: Option<RiskBenchmark>,
    /// The annual risk-free rate.
    #[serde(default)]
    pub risk_free: f64,
    /// The confidences of VaR and CVaR.
    #[serde(default = "usual_confidence")]
    pub confidence: Vec<f64>,
    /// Of everything that is drawn.
    #[serde(default = "usual_seed")]
    pub seed: u64,
    /// Names for sets of assets: sectors, countries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[serde(deserialize_with = "objects")]
    pub groups: Vec<NamedAssets>,
    /// Whether models of the VaR would have held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub backtest: Option<BacktestRequest>,
    /// VaR and CVaR of further models and of longer horizons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub tail: Option<TailRequest>,
    /// Returns with cash flows: time-weighted and money-weighted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub flows: Option<FlowsRequest>,
    /// Figures over a window that rolls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub rolling: Option<RollingRequest>,
    /// How many portfolios were tried before this one was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub trials: Option<TrialsRequest>,
    /// Correlations and their clusters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub correlation: Option<CorrelationRequest>,
    /// Exposures to factors, by regression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub factors: Option<FactorsRequest>,
    /// How long it takes to sell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub liquidity: Option<LiquidityRequest>,
    /// Episodes, shocks, the smallest shock that hurts, correlations that rise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub stress: Option<StressRequest>,
    /// A fan of future wealth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub fan: Option<FanRequest>,
    /// Where the return came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub attribution: Option<AttributionRequest>,
    /// Rules to keep.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[serde(deserialize_with = "objects")]
    pub rules: Vec<Rule>,
    /// Weights that are thought of: the rules are checked on these as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed: Option<OrderedMap<f64>>,
}

/// A name for a set of assets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedAssets {
    /// The name.
    pub name: String,
    /// The assets.
    pub assets: Vec<String>,
}

fn usual_confidence() -> Vec<f64> {
    vec![0.95, 0.99]
}

fn usual_seed() -> u64 {
    1
}

impl RiskDocument {
    /// Reads a document.
    ///
    /// # Errors
    /// Names every offending key with its path: unknown ones, wrong types, and what contradicts
    /// itself without a look at the data.
    pub fn parse(text: &str) -> Result<Self, ProblemErrors> {
        let document: Self = parse::read(text, &["data", "weights"])?;
        ProblemErrors::check(document.contradictions())?;
        Ok(document)
    }

    /// What contradicts itself without a look at the data.
    pub(super) fn contradictions(&self) -> Vec<ProblemError> {
        let mut errors = Vec::new();
        let mut refuse = |path: &str, message: &str| errors.push(ProblemError::new(path, message));
        let data = &self.data;
        if data.moments.is_some() {
            refuse("data.moments", "a risk report needs prices or returns");
        } else {
            let sources = [
                ("prices_csv", data.prices_csv.is_some()),
                ("prices", data.prices.is_some()),
                ("returns", data.returns.is_some()),
                ("portfolio", data.portfolio.is_some()),
                ("universe", data.universe.is_some()),
            ];
            parse::exactly_one("data", &sources, &mut refuse);
        }
        self.window.check(&mut refuse);
        if let Some(benchmark) = &self.benchmark {
            benchmark.check(&mut refuse);
        }
        for (path, weights) in [
            ("weights", Some(&self.weights)),
            ("proposed", self.proposed.as_ref()),
        ] {
            if weights.is_some_and(|weights| weights.0.is_empty()) {
                refuse(path, "names no asset");
            }
        }
        if self.confidence.is_empty() {
            refuse("confidence", "names none");
        }
        for (i, confidence) in self.confidence.iter().enumerate() {
            let path = format!("confidence[{i}]");
            if !(*confidence > 0.0 && *confidence < 1.0) {
                refuse(&path, &format!("must lie between 0 and 1, is {confidence}"));
            } else if self.confidence[..i].contains(confidence) {
                refuse(&path, "comes twice");
            }
        }
        self.check_groups(&mut refuse);
        errors.extend(size::faults(self));
        errors
    }

    fn check_groups(&self, refuse: &mut impl FnMut(&str, &str)) {
        for (i, group) in self.groups.iter().enumerate() {
            let is_taken = self.groups[..i]
                .iter()
                .any(|other| other.name == group.name);
            if group.name.trim().is_empty() {
                refuse(&format!("groups[{i}].name"), "is empty");
            } else if is_taken {
                refuse(&format!("groups[{i}].name"), "comes twice");
            }
            if group.assets.is_empty() {
                refuse(&format!("groups[{i}].assets"), "names no asset");
            }
            for (j, asset) in group.assets.iter().enumerate() {
                if group.assets[..j].contains(asset) {
                    refuse(&format!("groups[{i}].assets[{j}]"), "comes twice");
                }
            }
        }
    }
}
