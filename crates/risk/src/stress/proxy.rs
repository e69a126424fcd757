//! Stand-ins for assets that did not exist when an episode began.

use domain::Day;
use market::RawTable;

use super::{
    history::{Path, Span, daily_returns, first_day},
    replay::Replay,
};
use crate::{RiskError, relative::beta};

/// The fewest days that an asset and the benchmark share before its beta is believed: a quarter.
const SHARED: usize = 60;

/// A stand-in that was asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Given {
    /// Another asset, by its position.
    Asset(usize),
    /// The average of a group, by its position.
    Group(usize),
    /// The benchmark × beta; the beta estimated where none is given.
    Benchmark {
        /// How much of the benchmark's return.
        beta: Option<f64>,
    },
}

/// What stood in for an asset.
#[derive(Debug, Clone, PartialEq)]
pub enum StandIn {
    /// Another asset, by its position.
    Asset(usize),
    /// The daily average, equally weighted, of the members of a group that existed.
    Group {
        /// Its position.
        group: usize,
        /// Who was averaged.
        members: Vec<usize>,
    },
    /// The benchmark × beta.
    Benchmark {
        /// How much of the benchmark's return.
        beta: f64,
        /// On how many shared days the beta was estimated; none where it was given.
        observations: Option<usize>,
    },
    /// The daily average, equally weighted, of all assets that existed.
    Average {
        /// Who was averaged.
        members: Vec<usize>,
    },
}

/// Why a stand-in that comes earlier in the order was passed over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Passed {
    /// The asset that was asked for did not exist either.
    AssetAbsent(usize),
    /// No member of the group existed.
    GroupAbsent(usize),
    /// The asset is in no group.
    NoGroup,
    /// There is no benchmark on these days.
    NoBenchmark,
    /// No beta to the benchmark could be estimated.
    NoBeta(RiskError),
}

/// A stand-in, and why it is this one.
#[derive(Debug, Clone, PartialEq)]
pub struct Proxy {
    /// What stood in.
    pub stand_in: StandIn,
    /// The first day on which the asset itself has a value; none if there is none at all. A day
    /// before the episode says that its values stopped before it.
    pub first: Option<Day>,
    /// What comes earlier in the order and why not.
    pub passed: Vec<Passed>,
}

/// What stands in for `asset`, and its returns, in this order: what was asked for, its group's
/// average of the assets that existed, the benchmark × its beta, the average of all that existed.
/// None when nothing existed.
pub(super) fn proxy(
    replay: &Replay<'_>,
    span: Span,
    own: &[Option<Path>],
    asset: usize,
) -> Option<(Proxy, Vec<f64>)> {
    let mut search = Search {
        replay,
        span,
        own,
        asset,
        passed: Vec::new(),
    };
    let (stand_in, returns) = search
        .given()
        .or_else(|| search.group())
        .or_else(|| search.benchmark(None))
        .or_else(|| search.average())?;
    let first = first_day(replay.history.days(), replay.history.column(asset));
    let proxy = Proxy {
        stand_in,
        first,
        passed: search.passed,
    };
    Some((proxy, returns))
}

struct Search<'a> {
    replay: &'a Replay<'a>,
    span: Span,
    own: &'a [Option<Path>],
    asset: usize,
    passed: Vec<Passed>,
}

impl Search<'_> {
    fn given(&mut self) -> Option<(StandIn, Vec<f64>)> {
        let given = self.replay.given.iter();
        match given.rev().find(|(asset, _)| *asset == self.asset)?.1 {
            Given::Asset(other) => match &self.own[other] {
                Some(path) => Some((StandIn::Asset(other), path.returns.clone())),
                None => {
                    self.passed.push(Passed::AssetAbsent(other));
                    None
                }
            },
            Given::Group(group) => self.average_of(group),
            Given::Benchmark { beta } => self.benchmark(beta),
        }
    }

    fn group(&mut self) -> Option<(StandIn, Vec<f64>)> {
        let mut in_one = false;
        for (group, members) in self.replay.groups.iter().enumerate() {
            if members.contains(&self.asset) {
                in_one = true;
                if let Some(found) = self.average_of(group) {
                    return Some(found);
                }
            }
        }
        if !in_one {
            self.passed.push(Passed::NoGroup);
        }
        None
    }

    fn average_of(&mut self, group: usize) -> Option<(StandIn, Vec<f64>)> {
        let members = self.existing(self.replay.groups[group].iter().copied());
        if members.is_empty() {
            self.pass(Passed::GroupAbsent(group));
            return None;
        }
        let returns = self.mean(&members);
        Some((StandIn::Group { group, members }, returns))
    }

    fn average(&self) -> Option<(StandIn, Vec<f64>)> {
        let members = self.existing(0..self.own.len());
        if members.is_empty() {
            return None;
        }
        let returns = self.mean(&members);
        Some((StandIn::Average { members }, returns))
    }

    fn benchmark(&mut self, given: Option<f64>) -> Option<(StandIn, Vec<f64>)> {
        let cells = self.replay.benchmark;
        let path = cells.and_then(|cells| self.span.benchmark(self.replay.history.days(), cells));
        let (Some(cells), Some(path)) = (cells, path) else {
            self.pass(Passed::NoBenchmark);
            return None;
        };
        let (beta, observations) = match given {
            Some(beta) => (beta, None),
            None => match shared_beta(self.replay.history, self.asset, cells) {
                Ok((beta, observations)) => (beta, Some(observations)),
                Err(error) => {
                    self.pass(Passed::NoBeta(error));
                    return None;
                }
            },
        };
        let returns = path.returns.iter().map(|r| beta * r).collect();
        Some((StandIn::Benchmark { beta, observations }, returns))
    }

    /// Says it once, though the same may be tried because it was asked for and then in its turn.
    fn pass(&mut self, passed: Passed) {
        if !self.passed.contains(&passed) {
            self.passed.push(passed);
        }
    }

    fn existing(&self, assets: impl Iterator<Item = usize>) -> Vec<usize> {
        assets.filter(|&asset| self.own[asset].is_some()).collect()
    }

    fn mean(&self, members: &[usize]) -> Vec<f64> {
        let paths: Vec<&Path> = members
            .iter()
            .filter_map(|&asset| self.own[asset].as_ref())
            .collect();
        let count = paths.len() as f64;
        (0..self.span.len())
            .map(|t| paths.iter().map(|path| path.returns[t] / count).sum())
            .collect()
    }
}

/// The beta of an asset to the benchmark on all days that both have a return.
fn shared_beta(
    history: &RawTable,
    asset: usize,
    benchmark: &[Option<f64>],
) -> Result<(f64, usize), RiskError> {
    let (own, other): (Vec<f64>, Vec<f64>) = daily_returns(history, asset)
        .iter()
        .zip(benchmark)
        .filter_map(|(own, other)| own.zip(*other))
        .unzip();
    if own.len() < SHARED {
        return Err(RiskError::TooFew {
            needed: SHARED,
            found: own.len(),
        });
    }
    let beta = super::finite(beta(&own, &other)?)?;
    Ok((beta, own.len()))
}
