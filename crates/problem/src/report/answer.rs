//! What a risk document is answered with.

use serde::{Deserialize, Serialize};

use crate::{Diagnostic, OrderedMap};

use super::{
    attribution::{AttributionAnswer, ContributionsAnswer},
    backtest::BacktestAnswer,
    compliance::RuleAnswer,
    fan::FanAnswer,
    ground::Unavailable,
    measures::RiskMeasures,
    performance::{CalendarAnswer, FlowsAnswer, RollingAnswer, TrialsAnswer},
    stress::StressAnswer,
    structure::{
        ComponentsAnswer, ConcentrationAnswer, CorrelationAnswer, FactorsAnswer, LiquidityAnswer,
    },
    tail::TailAnswer,
};

/// The answer to a risk document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RiskAnswer {
    /// The figures of the portfolio.
    pub measures: RiskMeasures,
    /// Those of the benchmark by itself, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benchmark_measures: Option<RiskMeasures>,
    /// How each model of the VaR would have done, by model and confidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backtest: Option<Vec<BacktestAnswer>>,
    /// VaR and CVaR by model, confidence and horizon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tail: Option<Vec<TailAnswer>>,
    /// The part of each asset in the risk.
    pub components: ComponentsAnswer,
    /// How much hangs on how little.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concentration: Option<ConcentrationAnswer>,
    /// `months`, `drawdowns`, `periods`: what happened when.
    #[serde(flatten)]
    pub calendar: CalendarAnswer,
    /// Figures over a window that rolls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rolling: Option<RollingAnswer>,
    /// Returns with cash flows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flows: Option<FlowsAnswer>,
    /// What is left of the Sharpe ratio when it was chosen among many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trials: Option<TrialsAnswer>,
    /// Correlations and their clusters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation: Option<CorrelationAnswer>,
    /// Exposures to factors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factors: Option<FactorsAnswer>,
    /// How long it takes to sell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub liquidity: Option<LiquidityAnswer>,
    /// What each holding added to the return.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contributions: Option<ContributionsAnswer>,
    /// Where the return beside the benchmark came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<AttributionAnswer>,
    /// What if.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stress: Option<StressAnswer>,
    /// Whether each rule is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<Vec<RuleAnswer>>,
    /// What may become of wealth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fan: Option<FanAnswer>,
    /// What could not be answered, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unavailable: Vec<Unavailable>,
    /// What had to be repaired in the data.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diagnostics: Vec<Diagnostic>,
    /// The formula of each figure.
    pub definitions: OrderedMap<String>,
    /// Where the answer came from.
    pub receipt: RiskReceipt,
}

/// Where an answer came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RiskReceipt {
    /// A fingerprint of the question: the data as they were used, and all that is asked of them.
    pub inputs_hash: String,
    /// A fingerprint of the data.
    pub data_version: String,
    /// The version of FinX.
    pub finx: String,
    /// Of everything that was drawn.
    pub seed: u64,
    /// How long all figures took, without the reading of the data.
    pub duration_ms: f64,
}
