//! What is said of an episode.

use domain::Day;
use risk::stress::{Passed, Proxy, Replay, Run, StandIn};
use serde::{Deserialize, Serialize};

use super::{super::super::ground::Ground, Question};
use crate::{EpisodeOutcome, IsoDay, OrderedMap, StandInKind};

/// An episode on the weights of today.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EpisodeAnswer {
    /// Its id, or the name that was given.
    pub id: String,
    /// What to call it.
    pub name: String,
    /// It runs from the close of this day …
    pub from: IsoDay,
    /// … to the close of this one.
    pub to: IsoDay,
    /// Whether it could be replayed.
    pub outcome: EpisodeOutcome,
    /// Why not, or not to the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The last day with data up to `from`: its close is the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<IsoDay>,
    /// The day of the last return.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<IsoDay>,
    /// How many returns there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observations: Option<usize>,
    /// With the weights brought back every day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily: Option<EpisodeRun>,
    /// Bought at the beginning and held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<EpisodeRun>,
    /// The benchmark, where it is known over the whole episode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benchmark: Option<EpisodeRun>,
    /// How much of the gross weight is in assets that did not exist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxied_weight: Option<f64>,
    /// What the assets that are held did.
    pub assets: OrderedMap<EpisodeAsset>,
}

/// What became of a portfolio.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EpisodeRun {
    /// Over the episode.
    #[serde(rename = "return")]
    pub r: f64,
    /// The deepest fall inside the episode, a positive fraction.
    pub max_drawdown: f64,
    /// The return of the worst day.
    pub worst: f64,
    /// The worst day.
    pub worst_day: IsoDay,
    /// What each holding gained or lost; they add up to `return`.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub contributions: OrderedMap<f64>,
}

/// What an asset did in an episode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EpisodeAsset {
    /// Over the episode; its stand-in's, where it has one.
    #[serde(rename = "return")]
    pub r: Option<f64>,
    /// What stood in for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<ProxyAnswer>,
    /// On how many days it had no value.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub gaps: usize,
    /// Its last day, where its values end inside the episode: the last price was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<IsoDay>,
}

/// What stood in for an asset that did not exist, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProxyAnswer {
    /// What kind of thing.
    pub kind: StandInKind,
    /// The other asset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// The group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Who was averaged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
    /// Of the benchmark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beta: Option<f64>,
    /// On how many days the beta was estimated; none where it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beta_observations: Option<usize>,
    /// Why the asset needs one.
    pub reason: String,
    /// What would have come before it, and why it did not do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passed: Vec<String>,
}

pub(super) fn empty(question: &Question) -> EpisodeAnswer {
    EpisodeAnswer {
        id: question.id.clone(),
        name: question.name.clone(),
        from: IsoDay(question.from),
        to: IsoDay(question.to),
        outcome: EpisodeOutcome::NotReplayed,
        reason: None,
        base: None,
        last: None,
        observations: None,
        daily: None,
        hold: None,
        benchmark: None,
        proxied_weight: None,
        assets: OrderedMap(Vec::new()),
    }
}

impl EpisodeRun {
    pub(super) fn new(run: &Run, replay: &Replay<'_>) -> Self {
        let names = replay.history.assets().iter();
        let held = names.zip(&run.contributions).zip(replay.weights);
        Self {
            r: run.total,
            max_drawdown: run.max_drawdown,
            worst: run.worst.r,
            worst_day: IsoDay(run.worst.day),
            contributions: held
                .filter(|(_, weight)| **weight != 0.0)
                .map(|((name, value), _)| (name.to_string(), *value))
                .collect(),
        }
    }
}

impl ProxyAnswer {
    pub(super) fn new(proxy: &Proxy, base: Day, replay: &Replay<'_>, ground: &Ground<'_>) -> Self {
        let name = |asset: usize| replay.history.assets()[asset].to_string();
        let names = |members: &[usize]| members.iter().map(|&member| name(member)).collect();
        let mut answer = Self {
            kind: StandInKind::Average,
            asset: None,
            group: None,
            members: Vec::new(),
            beta: None,
            beta_observations: None,
            reason: reason(proxy, base),
            passed: proxy
                .passed
                .iter()
                .map(|passed| said(passed, replay, ground))
                .collect(),
        };
        match &proxy.stand_in {
            StandIn::Asset(other) => {
                answer.kind = StandInKind::Asset;
                answer.asset = Some(name(*other));
            }
            StandIn::Group { group, members } => {
                answer.kind = StandInKind::Group;
                answer.group = Some(ground.groups[*group].0.clone());
                answer.members = names(members);
            }
            StandIn::Benchmark { beta, observations } => {
                answer.kind = StandInKind::Benchmark;
                answer.beta = Some(*beta);
                answer.beta_observations = *observations;
            }
            StandIn::Average { members } => answer.members = names(members),
        }
        answer
    }
}

fn reason(proxy: &Proxy, base: Day) -> String {
    match proxy.first {
        Some(first) if first > base => format!("its data begin on {first}"),
        Some(_) => format!("it has no data near {base}"),
        None => "it has no data".to_owned(),
    }
}

fn said(passed: &Passed, replay: &Replay<'_>, ground: &Ground<'_>) -> String {
    match passed {
        Passed::AssetAbsent(other) => {
            format!("{} did not exist either", replay.history.assets()[*other])
        }
        Passed::GroupAbsent(group) => {
            format!("nothing of {} existed", ground.groups[*group].0)
        }
        Passed::NoGroup => "it is in no group".to_owned(),
        Passed::NoBenchmark => "there is no benchmark on these days".to_owned(),
        Passed::NoBeta(error) => format!("beta to the benchmark: {error}"),
    }
}

fn is_empty(map: &OrderedMap<f64>) -> bool {
    map.0.is_empty()
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}
