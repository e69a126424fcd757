//! Where the return came from.

mod contributions;
mod factors;
mod groups;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::{ground::Ground, structure::FactorsRequest};
use crate::{
    InteractionKind, LinkingKind, PeriodKind, ProblemError, ProblemErrors, values::optional_object,
};

pub use contributions::{ContributionsAnswer, HoldingContribution};
pub use factors::{FactorEffect, FactorEffects};
pub use groups::{BucketEffects, EffectsTotal, GroupAttribution, PeriodAttribution, PeriodBucket};

pub(crate) use contributions::answer as contributions;

/// What is asked of the attribution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttributionRequest {
    /// What an effect is measured over before effects are linked; a month when left out.
    #[serde(default = "month")]
    pub periods: PeriodKind,
    /// How effects of several periods are linked; Cariño's way when left out.
    #[serde(default = "carino")]
    pub linking: LinkingKind,
    /// Where the interaction goes; it stands by itself when left out.
    #[serde(default = "separate")]
    pub interaction: InteractionKind,
    /// The names of the groups; all of the document's when left out. No asset may be in two of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<String>>,
    /// Factors to attribute to, in the form of the document's `factors`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "optional_object")]
    pub factors: Option<FactorsRequest>,
}

/// Where the return came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttributionAnswer {
    /// By group; none where factors are asked for and the benchmark has no weights.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<GroupAttribution>,
    /// By factor, where they are asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factors: Option<FactorEffects>,
}

/// By group, and by factor where that is asked.
///
/// # Errors
/// No benchmark of weights, unknown groups or such that share an asset, and bad factors.
pub(crate) fn answer(
    asked: &AttributionRequest,
    ground: &Ground<'_>,
) -> Result<AttributionAnswer, ProblemErrors> {
    let groups = match (ground.benchmark_weights, &asked.factors) {
        (Some(benchmark), _) => groups::answer(asked, ground, benchmark)?,
        (None, Some(_)) if asked.groups.is_none() => None,
        (None, _) => {
            let message = match ground.benchmark {
                Some(_) => {
                    "attribution to groups needs the weights of the benchmark, has its returns"
                }
                None => "is missing: attribution to groups needs a benchmark with weights",
            };
            return Err(ProblemError::new("benchmark", message).into());
        }
    };
    let factors = asked.factors.as_ref();
    let factors = factors.map(|factors| factors::answer(factors, asked.linking, ground));
    Ok(AttributionAnswer {
        groups,
        factors: factors.transpose()?.flatten(),
    })
}

/// What the names mean: name, formula.
pub(crate) fn definitions() -> Vec<(&'static str, &'static str)> {
    [
        groups::DEFINITIONS,
        factors::DEFINITIONS,
        contributions::DEFINITIONS,
    ]
    .concat()
}

impl LinkingKind {
    fn core(self) -> risk::attribution::Linking {
        match self {
            Self::Carino => risk::attribution::Linking::Carino,
            Self::Menchero => risk::attribution::Linking::Menchero,
        }
    }
}

fn month() -> PeriodKind {
    PeriodKind::Month
}

fn carino() -> LinkingKind {
    LinkingKind::Carino
}

fn separate() -> InteractionKind {
    InteractionKind::Separate
}
