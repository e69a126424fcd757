use std::ops::Range;

use super::{
    block::{PATHS, draw},
    flow::{Flow, Schedule},
    law::Law,
    partial::Partial,
    source::Source,
};
use crate::{Rebalance, RiskError};

/// Trading days in a month: [`Rebalance::Monthly`] restores the weights after every so many days,
/// since the future has no calendar.
pub const MONTH: usize = 21;

/// Some four hundred years.
const MOST_DAYS: usize = 100_000;

/// A hundred times what the third digit of a quantile needs.
const MOST_PATHS: usize = 10_000_000;

/// Paths times observed days: 1.6 GB.
const MOST_KEPT: usize = 200_000_000;

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setup<'a> {
    /// Where the daily returns come from.
    pub law: Law<'a>,
    /// One per asset; what they lack to one is cash, which earns nothing.
    pub weights: &'a [f64],
    /// When the holdings are brought back to the weights: [`Rebalance::Monthly`] is every
    /// [`MONTH`] days.
    pub rebalance: Rebalance,
    /// Which route; the shortest that is exact when left open.
    pub route: Option<Route>,
    /// How far into the future, in trading days.
    pub days: usize,
    /// How many futures.
    pub paths: usize,
    /// Of the random numbers.
    pub seed: u64,
    /// On day 0, before the first payment.
    pub wealth: f64,
    /// What is put in and taken out.
    pub flows: &'a [Flow],
    /// Annual, as a fraction of wealth, taken every day.
    pub fee: f64,
    /// The days whose wealth is kept, ascending; the last day is kept always.
    pub observed: &'a [usize],
}

/// What is drawn every day of every path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// The return of the portfolio: exact when weights are restored daily, and n times as fast.
    Portfolio,
    /// The return of every asset.
    Assets,
}

/// A setup, checked and made ready.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(super) source: Source,
    /// In the order of the source.
    pub(super) weights: Vec<f64>,
    pub(super) cash: f64,
    pub(super) rebalance: Rebalance,
    pub(super) days: usize,
    pub(super) seed: u64,
    pub(super) wealth: f64,
    pub(super) schedule: Schedule,
    /// What the fee leaves of a day's wealth.
    pub(super) kept: f64,
    pub(super) observed: Vec<usize>,
    pub(super) paths: usize,
    pub(super) route: Route,
    pub(super) degrees: Option<f64>,
}

impl<'a> Setup<'a> {
    /// Ten thousand paths of one unit of wealth over a year, the weights restored daily, the end
    /// observed, nothing put in or taken out, no fee, seed 0.
    pub fn new(law: Law<'a>, weights: &'a [f64]) -> Self {
        Self {
            law,
            weights,
            rebalance: Rebalance::Daily,
            route: None,
            days: 252,
            paths: 10_000,
            seed: 0,
            wealth: 1.0,
            flows: &[],
            fee: 0.0,
            observed: &[],
        }
    }
}

impl Plan {
    /// # Errors
    /// When there is not one weight per asset, a number is not finite or outside its range, the
    /// covariance is none, or the portfolio's route is asked for where it would not be exact.
    pub fn new(setup: &Setup<'_>) -> Result<Self, RiskError> {
        check_law(&setup.law)?;
        check_weights(setup)?;
        check_numbers(setup)?;
        let schedule = Schedule::new(setup.flows, setup.days)?;
        if setup.wealth == 0.0 && !schedule.pays_in() {
            return refuse("the wealth", "must be above 0 where nothing is put in");
        }
        let observed = observed(setup)?;
        let route = route(setup)?;
        let sum: f64 = setup.weights.iter().sum();
        let (source, weights, cash) = match route {
            Route::Assets => {
                let (source, order) = Source::of_assets(&setup.law)?;
                let weights = order.iter().map(|&asset| setup.weights[asset]).collect();
                (source, weights, without_rounding(1.0 - sum))
            }
            Route::Portfolio => (
                Source::of_portfolio(&setup.law, setup.weights)?,
                vec![1.0],
                0.0,
            ),
        };
        Ok(Self {
            source,
            weights,
            cash,
            rebalance: setup.rebalance,
            days: setup.days,
            seed: setup.seed,
            wealth: setup.wealth,
            schedule,
            kept: libm::pow(1.0 - setup.fee, 1.0 / crate::PERIODS_PER_YEAR),
            observed,
            paths: setup.paths,
            route,
            degrees: setup.law.degrees(),
        })
    }

    /// How many blocks of paths there are; each can be drawn by itself.
    pub fn blocks(&self) -> usize {
        self.paths.div_ceil(PATHS)
    }

    /// The route taken.
    pub fn route(&self) -> Route {
        self.route
    }

    /// How many assets are drawn: one on the portfolio's route.
    pub fn assets(&self) -> usize {
        self.source.assets()
    }

    /// Draws some of the blocks, as far as the plan has them, and asks before each whether to stop;
    /// then there are fewer in the answer. O(days × assets²) a path.
    pub fn simulate(&self, blocks: Range<usize>, stop: &dyn Fn() -> bool) -> Partial {
        let mut drawn = Partial::default();
        for number in blocks.start..blocks.end.min(self.blocks()) {
            if stop() {
                break;
            }
            let count = PATHS.min(self.paths - number * PATHS);
            drawn.blocks.push(draw(self, number, count));
        }
        drawn
    }
}

fn refuse<T>(name: &'static str, reason: &'static str) -> Result<T, RiskError> {
    Err(RiskError::Argument { name, reason })
}

fn check_law(law: &Law<'_>) -> Result<(), RiskError> {
    match law {
        Law::Normal(moments) | Law::StudentT { moments, .. } => {
            let expected = moments.mean.len();
            if moments.covariance.nrows() != expected {
                return Err(RiskError::Length {
                    expected,
                    found: moments.covariance.nrows(),
                });
            }
            all_finite(&moments.mean)?;
        }
        Law::Bootstrap { returns, block } => {
            all_finite(returns.as_slice())?;
            if returns.nrows() == 0 {
                let (needed, found) = (1, 0);
                return Err(RiskError::TooFew { needed, found });
            }
            if !(block.is_finite() && *block >= 1.0) {
                return refuse(
                    "the mean length of a block",
                    "must be finite and at least 1",
                );
            }
        }
    }
    match law.degrees() {
        Some(degrees) if !(degrees.is_finite() && degrees > 2.0) => {
            refuse("the degrees of freedom", "must be finite and above 2")
        }
        _ => Ok(()),
    }
}

fn check_weights(setup: &Setup<'_>) -> Result<(), RiskError> {
    let expected = setup.law.assets();
    if setup.weights.len() != expected {
        let found = setup.weights.len();
        return Err(RiskError::Length { expected, found });
    }
    if expected == 0 {
        return refuse("the assets", "must be at least one");
    }
    all_finite(setup.weights)
}

fn check_numbers(setup: &Setup<'_>) -> Result<(), RiskError> {
    if !(1..=MOST_DAYS).contains(&setup.days) {
        return refuse("the days", "must be 1 to 100000");
    }
    if !(2..=MOST_PATHS).contains(&setup.paths) {
        return refuse("the paths", "must be 2 to 10000000");
    }
    if !(setup.wealth.is_finite() && setup.wealth >= 0.0) {
        return refuse("the wealth", "must be finite and not below 0");
    }
    if !(0.0..1.0).contains(&setup.fee) {
        return refuse("the fee", "must be at least 0 and below 1");
    }
    Ok(())
}

fn all_finite(values: &[f64]) -> Result<(), RiskError> {
    match values.iter().position(|value| !value.is_finite()) {
        Some(position) => Err(RiskError::NotFinite { position }),
        None => Ok(()),
    }
}

fn observed(setup: &Setup<'_>) -> Result<Vec<usize>, RiskError> {
    let mut observed = setup.observed.to_vec();
    let ascends = observed.windows(2).all(|pair| pair[0] < pair[1]);
    if !ascends || observed.last().is_some_and(|last| *last > setup.days) {
        return refuse("the observed days", "must ascend and lie within the days");
    }
    if observed.last() != Some(&setup.days) {
        observed.push(setup.days);
    }
    if observed.len() * setup.paths > MOST_KEPT {
        return refuse(
            "the paths times the observed days",
            "must be at most 200000000",
        );
    }
    Ok(observed)
}

fn route(setup: &Setup<'_>) -> Result<Route, RiskError> {
    match (setup.route, setup.rebalance) {
        (Some(Route::Portfolio), Rebalance::Monthly | Rebalance::None) => refuse(
            "the portfolio's route",
            "must not be taken where the weights are not restored daily: it would not be exact",
        ),
        (Some(route), _) => Ok(route),
        (None, Rebalance::Daily) => Ok(Route::Portfolio),
        (None, Rebalance::Monthly | Rebalance::None) => Ok(Route::Assets),
    }
}

/// The rounding of a sum of weights is not cash.
fn without_rounding(cash: f64) -> f64 {
    if cash.abs() < 1e-12 { 0.0 } else { cash }
}
