//! What the risk is made of.
//!
//! The parts by asset and the concentration are always answered; correlations, factors and the time
//! to sell when they are asked for.

mod components;
mod concentration;
mod correlation;
mod exposure;
mod factor_days;
mod factors;
mod liquidity;
#[cfg(test)]
mod tests;

pub use components::{AssetComponents, ComponentsAnswer, Models, Part, PortfolioTotals};
pub use concentration::{ConcentrationAnswer, EffectiveBets, GroupConcentration, LargestHolding};
pub use correlation::{ClusterMerge, ClustersAnswer, CorrelationAnswer, CorrelationRequest};
pub use exposure::{CoefficientAnswer, Exposure, NeweyWest};
pub use factors::{FactorsAnswer, FactorsRequest};
pub use liquidity::{LiquidityAnswer, LiquidityRequest, LongestHolding, SoldWithin};

pub(crate) use components::answer as components;
pub(crate) use concentration::answer as concentration;
pub(crate) use correlation::answer as correlation;
pub(crate) use factors::answer as factors;
pub(crate) use liquidity::answer as liquidity;

pub(super) use factor_days::FactorDays;
pub(super) use liquidity::{participation, traded};

/// What the names mean: name, formula.
pub(crate) fn definitions() -> Vec<(&'static str, &'static str)> {
    [
        components::DEFINITIONS,
        concentration::DEFINITIONS,
        correlation::DEFINITIONS,
        factors::DEFINITIONS,
        liquidity::DEFINITIONS,
    ]
    .concat()
}
