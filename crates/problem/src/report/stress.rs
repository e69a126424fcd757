//! Episodes, shocks, the smallest shock that hurts, correlations that rise.

mod benchmark;
mod correlation;
mod definitions;
mod distribution;
mod episodes;
mod factors;
mod proxies;
mod request;
mod reverse;
mod shocks;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::{OrderedMap, ProblemError, ProblemErrors};

use super::ground::Ground;
use distribution::Distribution;

pub use correlation::{CorrelationStressAnswer, MoodAnswer, MoodTail, RepairAnswer};
pub(crate) use definitions::definitions;
pub use episodes::{EpisodeAnswer, EpisodeAsset, EpisodeRun, ProxyAnswer};
pub use request::{
    CorrelationMatrix, CorrelationStressRequest, EpisodeChoice, EpisodeRequest, FactorSeries,
    ProxyRequest, ReverseRequest, ShockRequest, StressRequest,
};
pub use reverse::{AloneAnswer, AloneMoves, Moves, NearestShock, ReverseAnswer};
pub use shocks::{Overruled, PlausibilityAnswer, ShockAnswer, ShockFigures, ShockedAsset};

/// What the stress tests say, in the order in which they were asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StressAnswer {
    /// Falls of the past on the weights of today.
    pub episodes: Vec<EpisodeAnswer>,
    /// What shocks do.
    pub shocks: Vec<ShockAnswer>,
    /// The smallest shocks that hurt.
    pub reverse: Vec<ReverseAnswer>,
    /// Correlations that rise.
    pub correlation: Vec<CorrelationStressAnswer>,
}

/// Answers what is asked of the stress tests.
///
/// # Errors
/// Everything in the request that makes no sense, with its path.
pub(crate) fn answer(
    asked: &StressRequest,
    ground: &Ground<'_>,
) -> Result<StressAnswer, ProblemErrors> {
    let mut errors = Vec::new();
    let episodes = episodes::questions(asked, &mut errors);
    let proxies = proxies::given(asked, ground, &mut errors);
    let names = factors::read(asked.factors.as_ref(), ground, &mut errors);
    let shocks = shocks::questions(&asked.shocks, ground, &names, &mut errors);
    let reverse = reverse::questions(&asked.reverse, ground, &names, &mut errors);
    let correlation = correlation::questions(&asked.correlation, ground, &mut errors);
    ProblemErrors::check(errors)?;
    let distribution = Distribution::new(ground, &names);
    Ok(StressAnswer {
        episodes: episodes::answer(&episodes, &proxies, ground),
        shocks: shocks::answer(&shocks, &distribution, ground),
        reverse: reverse::answer(&reverse, &distribution, ground),
        correlation: correlation::answer(&correlation, &distribution, ground),
    })
}

/// A text of the document in a message or a path: whole, unless somebody wrote a novel.
fn short(name: &str) -> String {
    name.chars().take(40).collect()
}

/// The name that was given, or the place in the list.
fn title(name: Option<&String>, position: usize) -> String {
    name.map_or_else(|| (position + 1).to_string(), String::clone)
}

/// Where an asset stands; that it is none is an error at the path.
fn asset(
    ground: &Ground<'_>,
    path: &str,
    name: &str,
    errors: &mut Vec<ProblemError>,
) -> Option<usize> {
    match ground.asset(path, name) {
        Ok(asset) => Some(asset),
        Err(refused) => {
            errors.extend(refused.0);
            None
        }
    }
}

/// Where a group stands among those of the document; that it is none, or empty, is an error.
fn group(
    ground: &Ground<'_>,
    path: &str,
    name: &str,
    errors: &mut Vec<ProblemError>,
) -> Option<usize> {
    let found = ground.groups.iter().position(|(own, _)| own == name);
    match found {
        Some(group) if ground.groups[group].1.is_empty() => {
            errors.push(ProblemError::new(
                path,
                format!("{} has no asset", short(name)),
            ));
            None
        }
        Some(group) => Some(group),
        None => {
            let message = format!("{} is not among the groups", short(name));
            errors.push(ProblemError::new(path, message));
            None
        }
    }
}

/// A number that has to be finite and above zero.
fn positive(path: &str, value: f64, errors: &mut Vec<ProblemError>) {
    if !(value.is_finite() && value > 0.0) {
        errors.push(ProblemError::new(
            path,
            format!("must be above 0, is {value}"),
        ));
    }
}

/// Numbers by the names of the assets of the data; those of assets that are not held and have none
/// are left out.
fn by_asset<V: Clone>(
    ground: &Ground<'_>,
    values: &[V],
    keep: impl Fn(usize) -> bool,
) -> OrderedMap<V> {
    ground
        .returns
        .assets
        .iter()
        .zip(values)
        .enumerate()
        .filter(|(asset, _)| keep(*asset))
        .map(|(_, (name, value))| (name.to_string(), value.clone()))
        .collect()
}

/// The assets that are held and would lose more than everything.
fn below_total_loss(ground: &Ground<'_>, returns: &[f64]) -> Vec<String> {
    let assets = ground.returns.assets.iter().zip(returns);
    assets
        .filter(|(_, r)| **r < -1.0)
        .map(|(name, _)| name.to_string())
        .collect()
}
