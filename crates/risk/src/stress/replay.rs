//! Episodes of the past on the weights of today.

use domain::Day;
use market::{RawTable, Returns};
use nalgebra::DMatrix;

use super::{
    all_finite, finite,
    history::{Outside, Path, Span},
    proxy::{Given, Proxy, proxy},
};
use crate::{Rebalance, RiskError, error::check, max_drawdown, portfolio_returns, wealth};

/// Weights of today and the history on which episodes are replayed.
///
/// An asset with a value up to ten calendar days before an episode existed when it began; one that
/// did not is replaced for the whole episode by a stand-in (see [`Proxy`]), and the answer says
/// which. A missing value inside is a return of 0 that day, made up for on the next day with a
/// price. An asset whose values end inside the episode keeps its last price to the end. The answer
/// tells both.
#[derive(Debug, Clone, Copy)]
pub struct Replay<'a> {
    /// Prices or returns, with gaps.
    pub history: &'a RawTable,
    /// One per asset of the history; what they lack to one is cash, which earns nothing.
    pub weights: &'a [f64],
    /// The return of the benchmark on each day of the history, where it is known.
    pub benchmark: Option<&'a [Option<f64>]>,
    /// Sets of assets whose members may stand in for each other, by position in the history.
    pub groups: &'a [Vec<usize>],
    /// Stand-ins that were asked for: the asset, and what stands in.
    pub given: &'a [(usize, Given)],
}

/// Why an episode was not replayed.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ReplayError {
    /// The data do not hold it.
    #[error(transparent)]
    Outside(#[from] Outside),
    /// No asset existed, and there is no benchmark: nothing can stand in.
    #[error("nothing existed then that could stand in for the asset at position {asset}")]
    NothingExisted {
        /// The first asset for which nothing stood in.
        asset: usize,
    },
    /// The question makes no sense.
    #[error(transparent)]
    Risk(#[from] RiskError),
}

/// An episode on the weights of today.
#[derive(Debug, Clone, PartialEq)]
pub struct EpisodeReplay {
    /// The day from whose close it runs: the last one with data up to its beginning.
    pub base: Day,
    /// The day of its last return.
    pub last: Day,
    /// How many returns it has.
    pub days: usize,
    /// Whether the data end before the episode does.
    pub cut_short: bool,
    /// One per asset of the history.
    pub assets: Vec<AssetReplay>,
    /// Weights brought back before every day.
    pub daily: Result<Run, RiskError>,
    /// Bought at the beginning and held.
    pub hold: Result<Run, RiskError>,
    /// The benchmark's; none where it is not known over the whole episode. It has no contributions.
    pub benchmark: Option<Result<Run, RiskError>>,
}

/// What an asset did.
#[derive(Debug, Clone, PartialEq)]
pub struct AssetReplay {
    /// Its return over the episode, or its stand-in's.
    pub total: Result<f64, RiskError>,
    /// What stood in for it, where it did not exist.
    pub proxy: Option<Proxy>,
    /// On how many days it had no value.
    pub gaps: usize,
    /// Its last day, where it ended inside the episode.
    pub ended: Option<Day>,
}

/// What became of one unit of wealth.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// `W_T − 1`.
    pub total: f64,
    /// The deepest fall below the running maximum inside the episode, a positive fraction.
    pub max_drawdown: f64,
    /// The worst day.
    pub worst: WorstDay,
    /// What each asset gained or lost, as a share of the wealth at the beginning:
    /// `Σₜ Wₜ₋₁ gₜᵢ` with the gain `gₜᵢ` of the day as a share of the wealth `Wₜ₋₁` before it. With
    /// weights brought back daily `gₜᵢ = wᵢ rₜᵢ`; held, the sum is `wᵢ (Pᵢ_T / Pᵢ₀ − 1)`. They add
    /// up to `total`, since `Wₜ − Wₜ₋₁ = Wₜ₋₁ Σᵢ gₜᵢ`: no smoothing is needed to link the days.
    pub contributions: Vec<f64>,
}

/// The worst day of an episode.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WorstDay {
    /// Which.
    pub day: Day,
    /// The return on it.
    pub r: f64,
}

impl Replay<'_> {
    /// The episode from the close of `from` to the close of `to`. O(T n), and O(T n²) where every
    /// asset needs the average of the others.
    ///
    /// # Errors
    /// When the episode is not in the data, or nothing stands in for an asset; when lengths do not
    /// fit. Where the data end inside the episode, it is replayed as far as they go.
    pub fn episode(&self, from: Day, to: Day) -> Result<EpisodeReplay, ReplayError> {
        self.check()?;
        let days = self.history.days();
        let span = Span::of(days, from, to)?;
        let n = self.history.assets().len();
        let own: Vec<Option<Path>> = (0..n).map(|asset| span.path(self.history, asset)).collect();
        let mut assets = Vec::with_capacity(n);
        let mut matrix = Vec::with_capacity(n * span.len());
        for (asset, path) in own.iter().enumerate() {
            let (replay, returns) = match path {
                Some(path) => (AssetReplay::own(path), path.returns.clone()),
                None => {
                    let found = proxy(self, span, &own, asset);
                    let (proxy, returns) = found.ok_or(ReplayError::NothingExisted { asset })?;
                    (AssetReplay::by(proxy, &returns), returns)
                }
            };
            assets.push(replay);
            matrix.extend(returns);
        }
        let returns = Returns {
            days: span.days(days).to_vec(),
            assets: self.history.assets().to_vec(),
            matrix: DMatrix::from_vec(span.len(), n, matrix),
        };
        Ok(EpisodeReplay {
            base: days[span.base],
            last: days[span.last],
            days: span.len(),
            cut_short: span.cut_short,
            assets,
            daily: run(&returns, self.weights, Rebalance::Daily),
            hold: run(&returns, self.weights, Rebalance::None),
            benchmark: self.benchmark_run(span),
        })
    }

    fn benchmark_run(&self, span: Span) -> Option<Result<Run, RiskError>> {
        let days = self.history.days();
        let path = span.benchmark(days, self.benchmark?)?;
        Some(measured(span.days(days), &path.returns, Vec::new()))
    }

    fn check(&self) -> Result<(), RiskError> {
        let n = self.history.assets().len();
        let days = self.history.days().len();
        let length = |expected, found| Err(RiskError::Length { expected, found });
        if self.weights.len() != n {
            return length(n, self.weights.len());
        }
        check(self.weights, 0)?;
        if let Some(benchmark) = self.benchmark {
            if benchmark.len() != days {
                return length(days, benchmark.len());
            }
            let known: Vec<f64> = benchmark.iter().flatten().copied().collect();
            check(&known, 0)?;
        }
        let stand_ins = self.given.iter().all(|&(asset, given)| {
            asset < n
                && match given {
                    Given::Asset(other) => other < n,
                    Given::Group(group) => group < self.groups.len(),
                    Given::Benchmark { beta } => beta.is_none_or(f64::is_finite),
                }
        });
        if stand_ins && self.groups.iter().flatten().all(|&asset| asset < n) {
            Ok(())
        } else {
            Err(RiskError::Argument {
                name: "stand-ins and groups",
                reason: "must be of the assets of the history",
            })
        }
    }
}

impl Span {
    /// The benchmark inside the episode; none unless it is known from beginning to end.
    pub(super) fn benchmark(self, days: &[Day], cells: &[Option<f64>]) -> Option<Path> {
        let path = self.returns(days, cells)?;
        path.ended.is_none().then_some(path)
    }
}

impl AssetReplay {
    fn own(path: &Path) -> Self {
        Self {
            total: total(&path.returns),
            proxy: None,
            gaps: path.gaps,
            ended: path.ended,
        }
    }

    fn by(proxy: Proxy, returns: &[f64]) -> Self {
        Self {
            total: total(returns),
            proxy: Some(proxy),
            gaps: 0,
            ended: None,
        }
    }
}

fn total(returns: &[f64]) -> Result<f64, RiskError> {
    wealth(returns).map(|curve| curve[returns.len()] - 1.0)
}

fn run(returns: &Returns, weights: &[f64], rebalance: Rebalance) -> Result<Run, RiskError> {
    let series = portfolio_returns(returns, weights, rebalance)?;
    let curve = wealth(&series)?;
    let contributions = (0..weights.len())
        .map(|asset| contribution(returns.column(asset), weights[asset], &curve, rebalance))
        .collect();
    measured(&returns.days, &series, all_finite(contributions)?)
}

fn contribution(returns: &[f64], weight: f64, curve: &[f64], rebalance: Rebalance) -> f64 {
    if rebalance == Rebalance::Daily {
        let gains = returns
            .iter()
            .zip(curve)
            .map(|(r, wealth)| wealth * weight * r);
        gains.sum()
    } else {
        weight * (returns.iter().fold(1.0, |value, r| value * (1.0 + r)) - 1.0)
    }
}

fn measured(days: &[Day], series: &[f64], contributions: Vec<f64>) -> Result<Run, RiskError> {
    check(series, 1)?;
    let worst = days
        .iter()
        .zip(series)
        .map(|(&day, &r)| WorstDay { day, r })
        .reduce(|worst, next| if next.r < worst.r { next } else { worst });
    Ok(Run {
        total: finite(total(series)?)?,
        max_drawdown: max_drawdown(series)?.fraction,
        worst: worst.expect("there is a day"),
        contributions,
    })
}
